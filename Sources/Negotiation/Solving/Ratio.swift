/// An exact fraction, for comparisons that must not depend on rounding.
///
/// Differences of rates have numerators and denominators of up to 64 bits, so comparing two of them needs
/// products of up to 128.
struct Ratio: Hashable, Comparable, Sendable {
  var numerator: Int128
  /// Always positive.
  var denominator: Int128

  init(_ numerator: Int128, _ denominator: Int128 = 1) {
    self.numerator = denominator < 0 ? -numerator : numerator
    self.denominator = denominator < 0 ? -denominator : max(denominator, 1)
  }

  init(_ number: Int) {
    self.init(Int128(number))
  }

  static let zero = Ratio(0)

  static func < (left: Ratio, right: Ratio) -> Bool {
    if left.denominator == right.denominator { return left.numerator < right.numerator }
    let a = left.numerator.multipliedFullWidth(by: right.denominator)
    let b = right.numerator.multipliedFullWidth(by: left.denominator)
    return (a.high, a.low) < (b.high, b.low)
  }

  static func == (left: Ratio, right: Ratio) -> Bool {
    !(left < right) && !(right < left)
  }

  func hash(into hasher: inout Hasher) {
    let divisor = Self.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    hasher.combine(numerator / Int128(divisor))
    hasher.combine(denominator / Int128(divisor))
  }

  /// The distance between this number and another.
  func distance(to other: Ratio) -> Ratio {
    let difference = numerator * other.denominator - other.numerator * denominator
    return Ratio(abs(difference), denominator * other.denominator)
  }

  /// The largest whole number that is not above this one.
  var floor: Int128 {
    let quotient = numerator / denominator
    return numerator < 0 && quotient * denominator != numerator ? quotient - 1 : quotient
  }

  /// The smallest whole number that is not below this one.
  var ceiling: Int128 { -Ratio(-numerator, denominator).floor }

  static func greatestCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return max(a, 1)
  }
}
