internal import VideoFormats

extension Constraint.Condition {
  /// What the candidates that a condition rules out have in its place, in words.
  func offered(by points: [Point], _ offers: [Offer]) -> String {
    switch self {
    case .format, .compressed:
      let names = points.map { offers[$0.offer].pixelFormat }.withoutRepetition
      return Self.list("the format", "the formats", names.map(\.description))
    case .width, .height, .size, .aspect, .stride:
      let entries = points.compactMap { point -> FrameSize? in
        let sizes = offers[point.offer].description.sizes
        return sizes.indices.contains(point.sizeEntry) ? sizes[point.sizeEntry].size : nil
      }.withoutRepetition
      return Self.list("the size", "the sizes", entries.map(\.words))
    case .rate:
      let rates = points.compactMap(\.interval).withoutRepetition
        .sorted { $0.isShorter(than: $1) }
      return Self.list("the rate", "the rates", rates.map(\.rateDescription), unit: " fps")
    case .bandwidth:
      let needed = points.compactMap { point -> Int? in
        guard let size = point.size, let interval = point.interval,
          let bytes = offers[point.offer].byteCount(size)
        else { return nil }
        return Int(clamping: (Rate.ratio(interval) * bytes).ceiling)
      }.min()
      return needed.map { "the least is \(Quantities.bandwidth($0))" } ?? "nothing is within it"
    case .planes:
      let counts = points.compactMap { offers[$0.offer].memoryPlanes }.withoutRepetition.sorted()
      return Self.list("the number", "the numbers", counts.map { "\($0)" })
    case .memory:
      let types = points.flatMap { offers[$0.offer].memory ?? [] }.withoutRepetition
      return Self.list("the queue takes", "the queue takes", types.map(\.description), verb: "")
    default: return "nothing has it"
    }
  }

  private static func list(
    _ one: String, _ many: String, _ items: [String], unit: String = "", verb: String? = nil
  ) -> String {
    guard !items.isEmpty else { return "nothing is listed" }
    let shown = items.prefix(6).joined(separator: ", ")
    let rest = items.count > 6 ? " and \(items.count - 6) more" : ""
    let verb = verb ?? (items.count == 1 ? " is" : " are")
    return "\(items.count == 1 ? one : many)\(verb) \(shown)\(rest)\(unit)"
  }
}

extension FrameSize {
  /// A size, or a range with its steps.
  fileprivate var words: String {
    switch self {
    case .discrete(let size): "\(size)"
    case .continuous(let min, let max): "\(min) to \(max)"
    case .stepwise(let min, let max, let step): "\(min) to \(max) in steps of \(step)"
    }
  }
}
