internal import VideoFormats

/// Makes the choices worth considering under one alternative: everything discrete, and of each range the points
/// of which the best must be one.
struct Solver {
  private let offers: [Offer]
  private let alternative: Constraints.Alternative
  private let bounds: SizeBounds
  private let intervals: IntervalSolver
  /// The smallest ceiling on bytes a second; nil without one.
  private let ceiling: Int?

  init(_ offers: [Offer], _ alternative: Constraints.Alternative) {
    self.offers = offers
    self.alternative = alternative
    bounds = SizeBounds(alternative)
    intervals = IntervalSolver(alternative)
    ceiling = alternative.compactMap { constraint in
      if case .bandwidth(let limit) = constraint.condition { limit } else { nil }
    }.min()
  }

  /// The choices that miss no requirement.
  func points() -> [Point] {
    var points: [Point] = []
    for (index, offer) in offers.enumerated() {
      if offer.description.sizes.isEmpty {
        append(
          Point(
            offer: index, sizeEntry: -1, intervalEntry: -1, size: bounds.request,
            isSizeListed: false, interval: nil), to: &points)
      }
      for (entry, description) in offer.description.sizes.enumerated() {
        add(description, entry, index, to: &points)
      }
    }
    return points
  }

  private func append(_ point: Point, to points: inout [Point]) {
    let offer = offers[point.offer]
    for constraint in alternative where !constraint.isPreference {
      if constraint.condition.grade(point, offer).verdict == .missed { return }
    }
    points.append(point)
  }

  private func add(
    _ description: SizeDescription, _ entry: Int, _ offer: Int, to points: inout [Point]
  ) {
    if case .discrete(let size) = description.size {
      // A catalogue may come from anywhere: what cannot be a picture is no offer.
      let sides = 1...Values.largestSide
      guard sides.contains(size.width), sides.contains(size.height) else { return }
      add([size], description, entry, offer, to: &points)
      return
    }
    guard let solver = SizeSolver(description.size, bounds) else { return }
    var sizes = solver.sizes(alignments: alignments(of: offers[offer]))
    if let ceiling {
      let whole = sizes
      for interval in rates(description.intervals) {
        sizes += whole.compactMap { size in
          fits(size, interval, offers[offer], ceiling)
            ? nil : solver.shrunk(size) { fits($0, interval, offers[offer], ceiling) }
        }
      }
      sizes = sizes.withoutRepetition
    }
    add(sizes, description, entry, offer, to: &points)
  }

  /// Whether lines need no padding, for each alignment that some constraint asks for.
  private func alignments(of offer: Offer) -> [(Int) -> Bool] {
    guard let layout = offer.layout, !offer.isCompressed else { return [] }
    return alternative.compactMap { constraint in
      guard case .stride(let multiple) = constraint.condition else { return nil }
      return { width in layout.isNaturallyAligned(width: width, to: multiple) }
    }
  }

  /// The intervals a picture may have to be shrunk for.
  private func rates(_ offered: [FrameInterval]) -> [Interval] {
    offered.flatMap { intervals.intervals(of: $0, notBelow: nil) }.withoutRepetition
  }

  private func fits(_ size: Size, _ interval: Interval, _ offer: Offer, _ ceiling: Int) -> Bool {
    guard let bytes = offer.byteCount(size) else { return true }
    return !(Ratio(ceiling) < Rate.ratio(interval) * bytes)
  }

  private func add(
    _ sizes: [Size], _ description: SizeDescription, _ entry: Int, _ offer: Int,
    to points: inout [Point]
  ) {
    for size in sizes {
      var point = Point(
        offer: offer, sizeEntry: entry, intervalEntry: -1, size: size, isSizeListed: true)
      point.isRateListed = description.size.isDiscrete
      if description.intervals.isEmpty { append(point, to: &points) }
      for (place, offered) in description.intervals.enumerated() {
        point.intervalEntry = place
        if case .discrete(let only) = offered {
          point.interval = only.seconds > 0 ? only : nil
          append(point, to: &points)
          continue
        }
        for interval in intervals.intervals(of: offered, notBelow: shortest(size, offer)) {
          point.interval = interval
          append(point, to: &points)
        }
      }
    }
  }

  /// The shortest time between pictures of a size that the ceiling allows.
  private func shortest(_ size: Size, _ offer: Int) -> Ratio? {
    guard let ceiling, let bytes = offers[offer].byteCount(size) else { return nil }
    return Ratio(Int128(bytes), Int128(ceiling))
  }
}

extension Ratio {
  static func * (left: Ratio, right: Int) -> Ratio {
    Ratio(left.numerator * Int128(right), left.denominator)
  }
}
