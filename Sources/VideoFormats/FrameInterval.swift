/// Time between frames as an exact fraction of a second.
///
/// 1/30 is thirty frames a second. The corresponding C type is `v4l2_fract`.
public struct Interval: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Seconds, times the denominator.
  public var numerator: UInt32
  /// Parts of a second.
  public var denominator: UInt32

  /// Makes an interval of `numerator / denominator` seconds.
  public init(_ numerator: UInt32, _ denominator: UInt32) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Frames a second; infinite when the numerator is zero.
  public var framesPerSecond: Double { Double(denominator) / Double(numerator) }

  /// Seconds between frames; zero when either part is zero, which drivers use for "unknown".
  public var seconds: Double {
    numerator == 0 || denominator == 0 ? 0 : Double(numerator) / Double(denominator)
  }

  /// The numerator and the denominator without a common factor.
  public var reduced: Interval {
    var (a, b) = (numerator, denominator)
    while b != 0 { (a, b) = (b, a % b) }
    return a == 0 ? self : Interval(numerator / a, denominator / a)
  }

  /// Whether this interval is shorter, compared exactly; a denominator of zero counts as endless.
  public func isShorter(than other: Interval) -> Bool {
    UInt64(numerator) * UInt64(other.denominator) < UInt64(other.numerator) * UInt64(denominator)
  }

  /// Whether both stand for the same time, however they are written.
  public func isEquivalent(to other: Interval) -> Bool {
    UInt64(numerator) * UInt64(other.denominator) == UInt64(other.numerator) * UInt64(denominator)
  }

  /// Whether this interval is within one per cent of another.
  ///
  /// One per cent separates 29.97 from 30 no more than a person does who says "30 frames a second".
  public func isClose(to other: Interval) -> Bool {
    let (a, b) = (
      Int128(numerator) * Int128(other.denominator), Int128(other.numerator) * Int128(denominator)
    )
    return a > 0 && b > 0 && (a > b ? a - b : b - a) * 100 <= b
  }

  /// Reads a rate: `30`, `29.97` or `30000/1001` frames a second.
  public init?(rate text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let frames = UInt32(digits: parts[0]),
      let seconds = UInt32(digits: parts[1]),
      frames > 0, seconds > 0
    {
      self.init(seconds, frames)
      return
    }
    guard parts.count == 1 else { return nil }
    let decimal = text.split(separator: ".", omittingEmptySubsequences: false)
    switch decimal.count {
    case 1:
      guard let frames = UInt32(digits: parts[0]), frames > 0 else { return nil }
      self.init(1, frames)
    case 2:
      var scale: UInt32 = 1
      guard decimal[1].count <= 3, !decimal[1].isEmpty else { return nil }
      for _ in decimal[1] { scale *= 10 }
      guard let whole = UInt32(digits: decimal[0]), let part = UInt32(digits: decimal[1]),
        whole <= 100_000, whole > 0 || part > 0
      else { return nil }
      self = Interval(scale, whole * scale + part).reduced
    default:
      return nil
    }
  }

  /// The rate in frames a second, exact where it is whole, else to two places.
  public var rateDescription: String {
    guard numerator > 0 else { return "?" }
    if denominator.isMultiple(of: numerator) { return "\(denominator / numerator)" }
    let hundredths = Int((framesPerSecond * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }

  /// The rate, as `30 fps`.
  public var description: String { "\(rateDescription) fps" }
}

/// Intervals a driver offers for a format and size, in the form in which it states them.
///
/// The corresponding C type is `v4l2_frmivalenum`.
public enum FrameInterval: Hashable, Sendable {
  /// One exact interval. The corresponding C constant is `V4L2_FRMIVAL_TYPE_DISCRETE`.
  case discrete(Interval)
  /// Every interval from min to max in these steps. The corresponding C constant is `V4L2_FRMIVAL_TYPE_STEPWISE`.
  case stepwise(min: Interval, max: Interval, step: Interval)
  /// Every interval from min to max. The corresponding C constant is `V4L2_FRMIVAL_TYPE_CONTINUOUS`.
  case continuous(min: Interval, max: Interval)

  /// The shortest interval, which is the fastest rate.
  public var shortest: Interval {
    switch self {
    case .discrete(let only): return only
    case .stepwise(let min, _, _), .continuous(let min, _): return min
    }
  }
  /// Whether the driver offers exactly this interval, however the fraction is written.
  public func contains(_ interval: Interval) -> Bool {
    switch self {
    case .discrete(let only):
      return only.isEquivalent(to: interval)
    case .continuous(let min, let max):
      return !interval.isShorter(than: min) && !max.isShorter(than: interval)
    case .stepwise(let min, let max, let step):
      guard !interval.isShorter(than: min), !max.isShorter(than: interval) else { return false }
      return interval.isEquivalent(to: min) || interval.lies(aMultipleOf: step, above: min)
    }
  }
}

extension Interval {
  /// Whether this interval minus `base` is a whole number of steps; true for a step of zero.
  fileprivate func lies(aMultipleOf step: Interval, above base: Interval) -> Bool {
    let (interval, base, step) = (reduced, base.reduced, step.reduced)
    guard step.numerator > 0, step.denominator > 0 else { return true }
    // (a/b - c/d) / (e/f) is whole when (ad - cb)f is a multiple of bde. Three factors of 32 bits need 96.
    let a = Int128(interval.numerator) * Int128(base.denominator)
    let c = Int128(base.numerator) * Int128(interval.denominator)
    let whole =
      Int128(interval.denominator) * Int128(base.denominator) * Int128(step.numerator)
    return whole != 0 && ((a - c) * Int128(step.denominator)) % whole == 0
  }
}
