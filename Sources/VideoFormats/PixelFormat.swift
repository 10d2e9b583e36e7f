/// The identity of a pixel format: a four-character code and, in bit 31, its byte order.
///
/// The type is open. Drivers are ahead of headers, so a code this package has never heard of is kept,
/// printed and passed back unchanged; only `description` and `layout` are then nil.
///
/// The corresponding C values are the `V4L2_PIX_FMT_*` family, of type `__u32`.
public struct PixelFormat: RawRepresentable, Hashable, Sendable {
  /// The code as the kernel spells it, the first character in the lowest byte.
  public var rawValue: UInt32

  /// Makes a pixel format from the kernel's number.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Makes a pixel format from four ASCII characters, as `v4l2_fourcc` and `v4l2_fourcc_be` do.
  @usableFromInline
  package init(
    _ a: Unicode.Scalar, _ b: Unicode.Scalar, _ c: Unicode.Scalar, _ d: Unicode.Scalar,
    bigEndian: Bool = false
  ) {
    rawValue =
      a.value | b.value << 8 | c.value << 16 | d.value << 24
      | (bigEndian ? Self.bigEndianBit : 0)
  }

  /// Reads a code as `v4l2-ctl` prints it: up to four ASCII characters, `-BE` appended for the big-endian bit.
  ///
  /// Codes shorter than four characters are padded with spaces, so `Y16` and `Y16 ` are the same
  /// format. `0x` and eight hexadecimal digits stand for a code that is not printable. Nil when the text
  /// cannot be a code.
  public init?(fourcc text: String) {
    var characters = Array(text.utf8)
    if characters.count == 10, text.hasPrefix("0x"),
      let value = UInt32(text.dropFirst(2), radix: 16)
    {
      self.init(rawValue: value)
      return
    }
    let bigEndian = characters.count > 4 && characters.suffix(3).elementsEqual("-BE".utf8)
    if bigEndian { characters.removeLast(3) }
    guard (1...4).contains(characters.count),
      characters.allSatisfy({ (0x20...0x7e).contains($0) })
    else { return nil }
    while characters.count < 4 { characters.append(0x20) }
    var value: UInt32 = bigEndian ? Self.bigEndianBit : 0
    for (position, character) in characters.enumerated() {
      value |= UInt32(character) << (8 * UInt32(position))
    }
    self.init(rawValue: value)
  }

  static var bigEndianBit: UInt32 { 1 << 31 }

  /// Whether the big-endian bit is set. The corresponding C macro is `v4l2_fourcc_be`.
  public var isBigEndian: Bool { rawValue & Self.bigEndianBit != 0 }

  /// The four characters, trailing spaces kept, with `-BE` appended for the big-endian bit.
  ///
  /// A code with bytes that are not printable ASCII appears as `0x` and eight hexadecimal digits, so that
  /// every code survives being read back.
  public var fourcc: String {
    let bytes = [0, 8, 16, 24].map { (shift: UInt32) in
      UInt8(truncatingIfNeeded: (rawValue & ~Self.bigEndianBit) >> shift)
    }
    guard bytes.allSatisfy({ (0x20...0x7e).contains($0) }) else {
      let digits = String(rawValue, radix: 16)
      return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return isBigEndian ? text + "-BE" : text
  }
}

extension PixelFormat: CustomStringConvertible {
  /// The code, trailing spaces removed.
  public var description: String {
    var text = fourcc[...]
    while text.count > 1, text.last == " " { text.removeLast() }
    return String(text)
  }
}

extension PixelFormat: Codable {
  /// Reads the code from a single string.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let format = PixelFormat(fourcc: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not a four-character code")
    }
    self = format
  }

  /// Writes the code as a single string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(fourcc)
  }
}
