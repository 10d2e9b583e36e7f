public import VideoFormats

/// A rate as somebody asks for it: to a precision, or exactly.
///
/// A number (`30`, `29.97`) is met by every rate within one per cent of it, because cameras that say 29.97 are what
/// people mean by 30. A fraction (`30000/1001`) is met by itself alone.
public struct Rate: Hashable, Sendable {
  /// The time between frames.
  public var interval: Interval
  /// Whether no other rate will do.
  public var isExact: Bool

  /// Makes a rate of an interval; anything within one per cent meets it unless it is exact.
  public init(_ interval: Interval, isExact: Bool = false) {
    self.interval = interval
    self.isExact = isExact
  }

  /// Reads frames a second: `30`, `29.97`, or a fraction that is meant exactly, `30000/1001`.
  public init?(_ text: String) {
    guard let interval = Interval(rate: text) else { return nil }
    self.init(interval, isExact: text.contains("/"))
  }

  /// Whether an interval is this rate.
  public func isMet(by other: Interval) -> Bool {
    isExact ? other.isEquivalent(to: interval) : other.isClose(to: interval)
  }

  /// Frames a second as an exact fraction.
  var ratio: Ratio { Self.ratio(interval) }

  static func ratio(_ interval: Interval) -> Ratio {
    Ratio(Int128(interval.denominator), Int128(max(interval.numerator, 1)))
  }
}

extension Rate: CustomStringConvertible {
  /// Frames a second, as they would be written.
  public var description: String {
    if isExact { return "\(interval.denominator)/\(interval.numerator)" }
    let whole = interval.denominator / max(interval.numerator, 1)
    if whole * interval.numerator == interval.denominator { return "\(whole)" }
    // Three places are all that is read, so whatever was read is written again as it was.
    let thousandths =
      (Int(interval.denominator) * 1000 + Int(interval.numerator) / 2)
      / Int(max(interval.numerator, 1))
    var fraction = String(thousandths % 1000)
    fraction = String(repeating: "0", count: 3 - fraction.count) + fraction
    while fraction.last == "0" { fraction.removeLast() }
    return fraction.isEmpty ? "\(thousandths / 1000)" : "\(thousandths / 1000).\(fraction)"
  }
}
