/// A part of a picture, in pixels, measured from its top left corner.
///
/// The corresponding C type is `v4l2_rect`.
public struct Rectangle: Hashable, Sendable, Codable {
  /// Pixels from the left edge; negative to the left of it.
  public var left: Int
  /// Lines from the top edge; negative above it.
  public var top: Int
  /// Width in pixels.
  public var width: Int
  /// Height in lines.
  public var height: Int

  /// Makes a rectangle.
  public init(left: Int = 0, top: Int = 0, width: Int, height: Int) {
    self.left = left
    self.top = top
    self.width = width
    self.height = height
  }

  /// Makes the rectangle of a size whose corner is the origin.
  public init(_ size: Size) {
    self.init(width: size.width, height: size.height)
  }

  /// Width and height together.
  public var size: Size {
    get { Size(width: width, height: height) }
    set { (width, height) = (newValue.width, newValue.height) }
  }

  /// Whether the other rectangle lies inside this one; edges may touch.
  public func contains(_ other: Rectangle) -> Bool {
    Self.covers(left, width, other.left, other.width)
      && Self.covers(top, height, other.top, other.height)
  }

  /// Whether one stretch covers another, in integers wide enough for any two numbers.
  private static func covers(_ start: Int, _ length: Int, _ other: Int, _ extent: Int) -> Bool {
    other >= start && Int128(other) + Int128(extent) <= Int128(start) + Int128(length)
  }
}

extension Rectangle: CustomStringConvertible {
  /// `WIDTHxHEIGHT+LEFT+TOP`, with `-` before a negative number.
  public var description: String {
    func signed(_ number: Int) -> String { number < 0 ? "\(number)" : "+\(number)" }
    return "\(size)\(signed(left))\(signed(top))"
  }

  /// Reads `WIDTHxHEIGHT+LEFT+TOP` or `LEFT,TOP,WIDTHxHEIGHT`.
  ///
  /// Nil when the text is anything else, the size is empty, or a number is none of the kernel's: sizes
  /// have 32 bits, positions 31 and a sign.
  public init?(_ text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    if parts.count == 3 {
      guard let left = Self.position(parts[0]), let top = Self.position(parts[1]),
        let size = Size(String(parts[2]))
      else { return nil }
      self.init(left: left, top: top, width: size.width, height: size.height)
      return
    }
    let signs = text.indices.filter { text[$0] == "+" || text[$0] == "-" }
    guard parts.count == 1, signs.count == 2, let size = Size(String(text[..<signs[0]])),
      let left = Self.position(text[signs[0]..<signs[1]]),
      let top = Self.position(text[signs[1]...])
    else { return nil }
    self.init(left: left, top: top, width: size.width, height: size.height)
  }

  /// Reads decimal digits with or without a sign.
  private static func position(_ text: Substring) -> Int? {
    let digits = text.first == "+" || text.first == "-" ? text.dropFirst() : text
    guard let number = UInt32(digits: digits), let position = Int32(exactly: number) else {
      return nil
    }
    return text.first == "-" ? -Int(position) : Int(position)
  }
}
