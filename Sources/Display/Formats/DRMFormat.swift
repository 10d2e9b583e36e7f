internal import VideoFormats

/// The identity of a pixel format as display cards name it: a four-character code and, in bit 31, its byte order.
///
/// Cards name the components of a number from its most significant bit, and numbers are little-endian; video devices
/// name bytes in the order of memory. So the card's `XR24` has the bytes B, G, R, X, and is what a camera calls
/// `V4L2_PIX_FMT_XBGR32`; that the two codes read the same is luck, and does not hold for others. `PixelFormat` and
/// `DRMFormat` are therefore different types, and `candidates(for:)` leads from one to the other.
///
/// The type is open: a code that is not known here is kept and printed. The corresponding C values are the
/// `DRM_FORMAT_*` family, of type `__u32`.
public struct DRMFormat: RawRepresentable, Hashable, Sendable {
  /// The code as the kernel spells it, the first character in the lowest byte.
  public var rawValue: UInt32

  /// Makes a format from the kernel's number.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Makes a format from its four characters, padded with spaces; `-BE` appended stands for the big-endian bit.
  ///
  /// Nil when the text cannot be a code.
  public init?(fourcc text: String) {
    guard let code = PixelFormat(fourcc: text) else { return nil }
    self.init(rawValue: code.rawValue)
  }
}

extension DRMFormat: CustomStringConvertible {
  /// The code, trailing spaces removed.
  public var description: String { PixelFormat(rawValue: rawValue).description }
}

extension DRMFormat: Codable {
  /// Reads the code from a single string.
  public init(from decoder: any Decoder) throws {
    self.init(rawValue: try PixelFormat(from: decoder).rawValue)
  }

  /// Writes the code as a single string.
  public func encode(to encoder: any Encoder) throws {
    try PixelFormat(rawValue: rawValue).encode(to: encoder)
  }
}

/// How a picture's pixels are arranged in memory, beyond what its format says.
///
/// The type is open; modifiers of a vendor's own survive as numbers. The corresponding C values are the
/// `DRM_FORMAT_MOD_*` family, of type `__u64`.
public struct FormatModifier: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The kernel's number: the vendor in the highest byte.
  public var rawValue: UInt64

  /// Makes a modifier from the kernel's number.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Line after line, pixel after pixel. The corresponding C constant is `DRM_FORMAT_MOD_LINEAR`.
  public static let linear = FormatModifier(rawValue: 0)
  /// The arrangement is not told. The corresponding C constant is `DRM_FORMAT_MOD_INVALID`.
  public static let unknown = FormatModifier(rawValue: 0x00ff_ffff_ffff_ffff)

  /// `linear`, or the number in hexadecimal digits.
  public var description: String {
    self == .linear ? "linear" : "0x\(String(rawValue, radix: 16))"
  }
}
