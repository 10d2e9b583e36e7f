public import VideoFormats

/// The shape of a picture: its width to its height, in pixels.
public struct AspectRatio: Hashable, Sendable, CustomStringConvertible {
  /// Parts of width.
  public var width: Int
  /// Parts of height.
  public var height: Int

  /// Makes a shape in lowest terms; both parts are at least 1.
  public init(_ width: Int, _ height: Int) {
    // No picture is wider than this, and what is computed from it must not overflow.
    let limit = Values.largestSide
    let (width, height) = (min(max(width, 1), limit), min(max(height, 1), limit))
    let divisor = Int(Ratio.greatestCommonDivisor(UInt128(width), UInt128(height)))
    self.width = width / divisor
    self.height = height / divisor
  }

  /// Reads `16:9`; nil for anything else and for parts outside 1…10000.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let width = Int(digits: parts[0]), let height = Int(digits: parts[1]),
      (1...10_000).contains(width), (1...10_000).contains(height)
    else { return nil }
    self.init(width, height)
  }

  /// The height of a picture of this shape, to the nearest whole pixel.
  ///
  /// Few widths have a whole height: 1366x768 and 854x480 are as close to 16:9 as pixels allow.
  func height(forWidth pixels: Int) -> Int { (2 * pixels * height + width) / (2 * width) }

  /// The width of a picture of this shape, to the nearest whole pixel.
  func width(forHeight pixels: Int) -> Int { (2 * pixels * width + height) / (2 * height) }

  /// Whether a size has this shape, as exactly as whole pixels allow.
  public func isMet(by size: Size) -> Bool {
    height(forWidth: size.width) == size.height || width(forHeight: size.height) == size.width
  }

  /// How far a size is from this shape: zero when it is met.
  func distance(to size: Size) -> Ratio {
    if isMet(by: size) { return .zero }
    return Ratio(Int128(size.width), Int128(size.height))
      .distance(to: Ratio(Int128(width), Int128(height)))
  }

  /// `16:9`.
  public var description: String { "\(width):\(height)" }
}

extension Int {
  /// Reads decimal digits and nothing else; nil beyond 18 of them.
  init?(digits text: some StringProtocol) {
    guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    self.init(text)
  }
}
