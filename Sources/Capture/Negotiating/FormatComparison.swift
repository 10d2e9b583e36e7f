internal import Negotiation
internal import VideoFormats

/// The up to four answers about one format, part by part: asked, tried, set, read back.
struct FormatComparison {
  var asked: Format
  var askedInterval: Interval?
  var tried: Grant?
  var set: Grant?
  var got: Grant?
  /// The catalogue's entry of the format asked for, which explains much.
  var offer: FormatDescription?

  /// The answers to one part, in order; nil where there was none.
  private struct Answers<Value: Equatable> {
    var asked: Value
    var tried: Value?
    var set: Value?
    var got: Value?
    var final: Value { got ?? set ?? tried ?? asked }
  }

  private func answers<Value: Equatable>(_ part: (Format) -> Value) -> Answers<Value> {
    Answers(
      asked: part(asked), tried: (tried?.format).map(part), set: (set?.format).map(part),
      got: (got?.format).map(part))
  }

  /// Every part in which some answer differs from the one before; parts left to the driver do not count.
  var differences: [FormatDifference] {
    var list: [FormatDifference] = []
    func add<Value: Equatable>(
      _ name: String, unless left: Value?, _ part: (Format) -> Value,
      because reason: (Value) -> FormatDifference.Reason
    ) {
      add(name, unless: left, answers(part), because: reason)
    }
    func add<Value: Equatable>(
      _ name: String, unless left: Value?, _ values: Answers<Value>,
      because reason: (Value) -> FormatDifference.Reason
    ) {
      if let why = Self.turn(values, unless: left, because: reason) {
        list.append(
          FormatDifference(
            part: name, asked: values.asked == left ? "–" : "\(values.asked)",
            tried: values.tried.map { "\($0)" }, set: values.set.map { "\($0)" },
            got: values.got.map { "\($0)" }, reason: why))
      }
    }
    add("pixelFormat", unless: nil, \.pixelFormat) { _ in .formatSubstituted }
    add("width", unless: 0, \.width) { sideReason($0, asked.width, \.width) }
    add("height", unless: 0, \.height) { sideReason($0, asked.height, \.height) }
    add("field", unless: .any, \.field) { _ in .fieldForced }
    add("colorSpace", unless: .default, \.colorimetry.colorSpace) { _ in .colorimetryKept }
    add("transfer", unless: .default, \.colorimetry.transfer) { _ in .colorimetryKept }
    add("encoding", unless: .default, \.colorimetry.encoding) { _ in .colorimetryKept }
    add("quantization", unless: .default, \.colorimetry.quantization) { _ in .colorimetryKept }
    if !asked.planes.isEmpty {
      add("planeCount", unless: nil, \.planes.count) { _ in .planesForced }
    }
    for plane in asked.planes.indices {
      func shape(_ format: Format) -> Format.Plane {
        format.planes.indices.contains(plane) ? format.planes[plane] : Format.Plane()
      }
      add("planes[\(plane)].bytesPerLine", unless: 0, { shape($0).bytesPerLine }) { granted in
        let extra = granted - shape(asked).bytesPerLine
        return extra > 0 ? .stridePadded(extra) : .strideForced
      }
      add("planes[\(plane)].size", unless: 0, { shape($0).size }) { _ in .sizeComputed }
    }
    if let askedInterval {
      let rates = Answers(
        // Rates can't be tried. What the list has at the size is as much as is known before one is set.
        asked: Moment(askedInterval),
        tried: set == nil ? tried?.interval.map(Moment.init) : nil,
        set: set?.interval.map(Moment.init),
        got: got?.interval.map(Moment.init))
      add("rate", unless: nil, rates) { _ in .rateRounded }
      if set != nil, set?.interval == nil {
        list.append(
          FormatDifference(
            part: "rate", asked: "\(askedInterval)", set: "unknown", got: "unknown",
            reason: .rateFixed))
      }
    }
    return list
  }

  /// Where the answers part ways for the first time, and why; nil where they do not.
  private static func turn<Value: Equatable>(
    _ values: Answers<Value>, unless left: Value?,
    because reason: (Value) -> FormatDifference.Reason
  ) -> FormatDifference.Reason? {
    if let tried = values.tried, let set = values.set, tried != set { return .changedSinceTry }
    if let set = values.set, let got = values.got, set != got { return .changedSinceSet }
    guard values.final != values.asked, values.asked != left else { return nil }
    return reason(values.final)
  }

  /// Why a side is not what was asked: by the list of sizes that the driver states for the format.
  private func sideReason(
    _ granted: Int, _ asked: Int, _ side: KeyPath<Size, Int>
  ) -> FormatDifference.Reason {
    let sizes = offer?.sizes.map(\.size) ?? []
    for size in sizes {
      let (low, high, step): (Int, Int, Int)
      switch size {
      case .discrete: continue
      case .continuous(let min, let max):
        (low, high, step) = (min[keyPath: side], max[keyPath: side], 1)
      case .stepwise(let min, let max, let steps):
        (low, high, step) = (min[keyPath: side], max[keyPath: side], steps[keyPath: side])
      }
      if asked > high { return .clampedToRange(high) }
      if asked < low { return .clampedToRange(low) }
      // A number that is on offer and not granted has a reason that no list tells.
      return step > 1 && (asked - low) % step != 0 ? .clampedToStep(step) : .unexplained
    }
    return sizes.isEmpty ? .unexplained : .notListed(count: sizes.count)
  }
}

/// An interval that is equal to every other way of writing it.
private struct Moment: Equatable, CustomStringConvertible {
  var interval: Interval
  init(_ interval: Interval) { self.interval = interval }
  static func == (left: Moment, right: Moment) -> Bool {
    left.interval.isEquivalent(to: right.interval)
  }
  var description: String { "\(interval)" }
}
