internal import VideoFormats

/// One choice of format, size and interval.
struct Point: Hashable, Sendable {
  /// The offer's place among the planner's.
  var offer: Int
  /// The place of the size's entry in the format's list; -1 where the driver lists none.
  var sizeEntry: Int
  /// The place of the interval's entry; -1 where the driver lists none.
  var intervalEntry: Int
  /// The size; nil where it is the driver's to choose.
  var size: Size?
  /// Whether the driver has listed the size.
  var isSizeListed: Bool
  /// The interval; nil where the driver lists none.
  var interval: Interval?
  /// Whether the interval was listed for just this size. A range has the intervals of its largest size only, and
  /// smaller pictures may come faster: a rate that is missed there is for the driver to answer.
  var isRateListed = true
}

/// Whether a choice meets a constraint.
enum Verdict: Int, Comparable, Sendable {
  /// It does, by what the catalogue says.
  case met
  /// A catalogue does not tell; the driver must be asked.
  case open
  /// It does not.
  case missed

  static func < (left: Verdict, right: Verdict) -> Bool { left.rawValue < right.rawValue }

  init(_ isMet: Bool) { self = isMet ? .met : .missed }
}

/// How well a choice meets a constraint: whether at all, and how far it is from what is named.
struct Grade: Sendable {
  var verdict: Verdict
  var distance: Ratio

  init(_ verdict: Verdict, _ distance: Ratio = .zero) {
    self.verdict = verdict
    self.distance = distance
  }

  static let open = Grade(.open)
}

extension Constraint.Condition {
  /// How well a choice meets the condition.
  func grade(_ point: Point, _ offer: Offer) -> Grade {
    switch self {
    case .format(let formats): return Self.position(of: offer.pixelFormat, in: formats)
    case .compressed(let wanted): return Grade(Verdict(offer.isCompressed == wanted))
    case .width(let relation, let pixels): return side(point, \.width, relation, pixels)
    case .height(let relation, let pixels): return side(point, \.height, relation, pixels)
    case .size(let relation, let size):
      let (width, height) = (
        side(point, \.width, relation, size.width), side(point, \.height, relation, size.height)
      )
      return Grade(max(width.verdict, height.verdict), width.distance + height.distance)
    case .aspect(let shape):
      guard let size = point.size else { return .open }
      let distance = shape.distance(to: size)
      return Grade(listed(point, distance == .zero), distance)
    case .rate(let relation, let rate):
      var grade = Self.grade(point.interval, relation, rate)
      if grade.verdict == .missed, !point.isRateListed { grade.verdict = .open }
      return grade
    case .colorSpace: return Grade(converts(offer, .cscColorSpace))
    case .transfer: return Grade(converts(offer, .cscTransfer))
    case .encoding: return Grade(converts(offer, .cscEncoding))
    case .quantization: return Grade(converts(offer, .cscQuantization))
    case .field: return .open
    case .memory(let types):
      guard let known = offer.memory else { return .open }
      guard let first = types.firstIndex(where: known.contains) else { return Grade(.missed) }
      return Grade(.met, Ratio(first))
    case .planes(let relation, let count):
      guard let planes = offer.memoryPlanes else { return .open }
      return Self.grade(planes, relation, count)
    case .stride(let multiple):
      guard !offer.isCompressed else { return Grade(.missed) }
      guard let layout = offer.layout, let size = point.size else { return .open }
      // Otherwise padding can be asked for, which a driver may grant.
      return Grade(layout.isNaturallyAligned(width: size.width, to: multiple) ? .met : .open)
    case .bandwidth(let limit):
      guard let size = point.size, let interval = point.interval,
        let bytes = offer.byteCount(size)
      else { return .open }
      let rate = Rate.ratio(interval)
      let used = Ratio(rate.numerator * Int128(bytes), rate.denominator)
      let isMet = !(Ratio(limit) < used)
      return Grade(Verdict(isMet), isMet ? .zero : used.distance(to: Ratio(limit)))
    }
  }

  private static func position(of format: PixelFormat, in formats: [PixelFormat]) -> Grade {
    guard let position = formats.firstIndex(of: format) else {
      return Grade(.missed, Ratio(formats.count))
    }
    return Grade(.met, Ratio(position))
  }

  /// A size that is only asked for, as the driver lists none, is not met before the driver says so.
  private func listed(_ point: Point, _ isMet: Bool) -> Verdict {
    isMet && !point.isSizeListed ? .open : Verdict(isMet)
  }

  private func side(
    _ point: Point, _ side: KeyPath<Size, Int>, _ relation: Constraint.Relation, _ wanted: Int
  ) -> Grade {
    guard let size = point.size else { return .open }
    let grade = Self.grade(size[keyPath: side], relation, wanted)
    return Grade(listed(point, grade.verdict == .met), grade.distance)
  }

  static func grade(_ number: Int, _ relation: Constraint.Relation, _ wanted: Int) -> Grade {
    let isMet = relation.holds(number, wanted)
    return Grade(Verdict(isMet), Ratio(abs(Int128(number) - Int128(wanted))))
  }

  static func grade(
    _ interval: Interval?, _ relation: Constraint.Relation, _ wanted: Rate
  ) -> Grade {
    guard let interval else { return .open }
    let isMet =
      switch relation {
      case .exactly: wanted.isMet(by: interval)
      case .atLeast: wanted.isMet(by: interval) || interval.isShorter(than: wanted.interval)
      case .atMost: wanted.isMet(by: interval) || wanted.interval.isShorter(than: interval)
      }
    return Grade(Verdict(isMet), Rate.ratio(interval).distance(to: wanted.ratio))
  }

  /// No catalogue says which colours a format has; some say that the driver converts to those asked for.
  private func converts(_ offer: Offer, _ flag: FormatFlags) -> Verdict {
    offer.description.flags.contains(flag) ? .met : .open
  }
}

extension FrameSize {
  /// Whether it is one size and no range.
  var isDiscrete: Bool { if case .discrete = self { true } else { false } }
}

extension Offer {
  /// Memory planes of a picture; nil where that is not known.
  var memoryPlanes: Int? { layout?.memoryPlaneCount ?? (isCompressed ? 1 : nil) }
}

extension PixelLayout {
  /// Whether lines of so many pixels are a multiple of so many bytes in every memory plane, without padding.
  func isNaturallyAligned(width: Int, to multiple: Int) -> Bool {
    planes(width: width, height: 1).allSatisfy { $0.bytesPerLine.isMultiple(of: multiple) }
  }
}
