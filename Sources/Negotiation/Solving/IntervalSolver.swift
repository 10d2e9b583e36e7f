internal import VideoFormats

/// Finds, among the intervals a driver offers, those of which the best under some constraints must be one.
struct IntervalSolver {
  /// Intervals that some constraint names.
  private let targets: [Interval]

  init(_ alternative: Constraints.Alternative) {
    targets = alternative.compactMap { constraint in
      if case .rate(_, let rate) = constraint.condition { rate.interval } else { nil }
    }
  }

  /// The intervals that matter of one offer.
  ///
  /// - Parameters:
  ///   - offer: What the driver states.
  ///   - floor: The shortest time that some ceiling allows, as an exact fraction of a second; nil for any.
  func intervals(of offer: FrameInterval, notBelow floor: Ratio?) -> [Interval] {
    switch offer {
    case .discrete(let only): return [only]
    case .continuous(let min, let max):
      return range([min, max], floor) { [clamp($0, min, max)] }
    case .stepwise(let min, let max, let step):
      guard min.seconds > 0, max.seconds > 0, step.seconds > 0 else { return [min] }
      // The longest a driver states need not be one of its steps.
      let ends = [min] + Self.neighbours(of: max, min, max, step).prefix(1)
      return range(ends, floor) { Self.neighbours(of: $0, min, max, step) }
    }
  }

  private func range(
    _ ends: [Interval], _ floor: Ratio?, _ near: (Interval) -> [Interval]
  ) -> [Interval] {
    var named = targets
    if let floor, let bound = Self.interval(notBelow: floor) { named.append(bound) }
    let intervals = ends + named.filter { $0.seconds > 0 }.flatMap(near)
    return intervals.filter { $0.seconds > 0 }.withoutRepetition
  }

  private func clamp(_ interval: Interval, _ min: Interval, _ max: Interval) -> Interval {
    if interval.isShorter(than: min) { return min }
    return max.isShorter(than: interval) ? max : interval
  }

  /// More steps than this are finer than any clock, and more than can be computed with.
  private static let mostSteps: Int128 = 1 << 40

  /// The intervals of a stepwise range next to one, on both sides.
  private static func neighbours(
    of target: Interval, _ min: Interval, _ max: Interval, _ step: Interval
  ) -> [Interval] {
    let (base, width) = (seconds(min), seconds(step))
    let last = Swift.min(((seconds(max) - base) / width).floor, mostSteps)
    let exact = (seconds(target) - base) / width
    let steps = [exact.floor, exact.ceiling].map { Swift.min(Swift.max($0, 0), Swift.max(last, 0)) }
    return steps.withoutRepetition.compactMap { count in
      interval(base + Ratio(width.numerator * count, width.denominator))
    }
  }

  static func seconds(_ interval: Interval) -> Ratio {
    Ratio(Int128(interval.numerator), Int128(Swift.max(interval.denominator, 1)))
  }

  /// The fraction as the kernel writes it; nil when 32 bits don't hold it, so that no driver can mean it.
  private static func interval(_ seconds: Ratio) -> Interval? {
    let divisor = Int128(
      Ratio.greatestCommonDivisor(seconds.numerator.magnitude, seconds.denominator.magnitude))
    guard let numerator = UInt32(exactly: seconds.numerator / divisor),
      let denominator = UInt32(exactly: seconds.denominator / divisor)
    else { return nil }
    return Interval(numerator, denominator)
  }

  /// The fraction itself, or where 32 bits don't hold it the next longer one in microseconds.
  private static func interval(notBelow seconds: Ratio) -> Interval? {
    if let exact = interval(seconds) { return exact }
    let scaled = Ratio(seconds.numerator * 1_000_000, seconds.denominator).ceiling
    return UInt32(exactly: scaled).map { Interval($0, 1_000_000) }
  }
}

extension Ratio {
  static func + (left: Ratio, right: Ratio) -> Ratio {
    Ratio(
      left.numerator * right.denominator + right.numerator * left.denominator,
      left.denominator * right.denominator)
  }

  static func - (left: Ratio, right: Ratio) -> Ratio {
    left + Ratio(-right.numerator, right.denominator)
  }

  /// The quotient; the divisor is above zero.
  static func / (left: Ratio, right: Ratio) -> Ratio {
    Ratio(left.numerator * right.denominator, left.denominator * right.numerator)
  }
}
