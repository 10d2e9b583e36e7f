/// What is special about a format a driver offers; bits without a name are kept.
///
/// The corresponding C constants are `V4L2_FMT_FLAG_*`.
public struct FormatFlags: OptionSet, Hashable, Sendable {
  /// The kernel's bits.
  public var rawValue: UInt32
  /// Makes flags from the kernel's bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The format is compressed. The corresponding C constant is `V4L2_FMT_FLAG_COMPRESSED`.
  public static let compressed = FormatFlags(rawValue: 0x0001)
  /// The format comes from software such as libv4l. The corresponding C constant is `V4L2_FMT_FLAG_EMULATED`.
  public static let emulated = FormatFlags(rawValue: 0x0002)
  /// Buffers need not hold whole pictures. The corresponding C constant is `V4L2_FMT_FLAG_CONTINUOUS_BYTESTREAM`.
  public static let continuousBytestream = FormatFlags(rawValue: 0x0004)
  /// The size may change within the stream. The corresponding C constant is `V4L2_FMT_FLAG_DYN_RESOLUTION`.
  public static let dynamicResolution = FormatFlags(rawValue: 0x0008)
  /// The encoder takes a capture interval. The corresponding C constant is `V4L2_FMT_FLAG_ENC_CAP_FRAME_INTERVAL`.
  public static let encoderCaptureIntervals = FormatFlags(rawValue: 0x0010)
  /// The colour space can be asked for. The corresponding C constant is `V4L2_FMT_FLAG_CSC_COLORSPACE`.
  public static let cscColorSpace = FormatFlags(rawValue: 0x0020)
  /// The transfer function can be asked for. The corresponding C constant is `V4L2_FMT_FLAG_CSC_XFER_FUNC`.
  public static let cscTransfer = FormatFlags(rawValue: 0x0040)
  /// The Y'CbCr or HSV encoding can be asked for. The corresponding C constant is `V4L2_FMT_FLAG_CSC_YCBCR_ENC`.
  public static let cscEncoding = FormatFlags(rawValue: 0x0080)
  /// The quantization can be asked for. The corresponding C constant is `V4L2_FMT_FLAG_CSC_QUANTIZATION`.
  public static let cscQuantization = FormatFlags(rawValue: 0x0100)
  /// Metadata comes in lines, with a width and a height. The corresponding C constant is `V4L2_FMT_FLAG_META_LINE_BASED`.
  public static let metadataLineBased = FormatFlags(rawValue: 0x0200)

  /// The bits that have a name, with it, in the kernel's order.
  static var names: [(FormatFlags, String)] {
    [
      (.compressed, "compressed"), (.emulated, "emulated"),
      (.continuousBytestream, "continuousBytestream"), (.dynamicResolution, "dynamicResolution"),
      (.encoderCaptureIntervals, "encoderCaptureIntervals"), (.cscColorSpace, "cscColorSpace"),
      (.cscTransfer, "cscTransfer"), (.cscEncoding, "cscEncoding"),
      (.cscQuantization, "cscQuantization"), (.metadataLineBased, "metadataLineBased"),
    ]
  }

  /// The name of each bit, `0x…` for those without one.
  public var labels: [String] {
    var unnamed = self
    var labels: [String] = []
    for (flag, name) in Self.names where contains(flag) {
      labels.append(name)
      unnamed.remove(flag)
    }
    for bit: UInt32 in 0..<32 where unnamed.rawValue & (1 << bit) != 0 {
      labels.append("0x" + String(UInt32(1) << bit, radix: 16))
    }
    return labels
  }

  /// Reads one label; nil when it is neither a name nor `0x…`.
  init?(label: String) {
    if let named = Self.names.first(where: { $0.1 == label }) {
      self = named.0
    } else if label.hasPrefix("0x"), let bits = UInt32(label.dropFirst(2), radix: 16) {
      self.init(rawValue: bits)
    } else {
      return nil
    }
  }
}

extension FormatFlags: Codable {
  /// Reads an array of labels.
  public init(from decoder: any Decoder) throws {
    self = []
    var container = try decoder.unkeyedContainer()
    while !container.isAtEnd {
      let label = try container.decode(String.self)
      guard let flag = FormatFlags(label: label) else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "'\(label)' is not a format flag")
      }
      formUnion(flag)
    }
  }

  /// Writes an array of labels.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for label in labels { try container.encode(label) }
  }
}
