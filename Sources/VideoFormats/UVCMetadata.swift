/// One payload header of a USB camera, with when it came. The corresponding C type is `uvc_meta_buf`.
///
/// A buffer holds any number of them, one for each USB payload whose header had something new to say.
public struct UVCMetadataBlock: Hashable, Sendable {
  /// When the host got the payload, in nanoseconds of the monotonic clock.
  public var timestamp: UInt64
  /// The USB frame in which it came, 11 bits.
  public var usbFrame: UInt16
  /// What the header says.
  public var flags: UVCHeaderFlags
  /// What follows the header's first two bytes: the clocks that the flags name, then the maker's own.
  public var payload: [UInt8]

  /// Bytes before the payload.
  private static let headBytes = 12
  /// Bytes of them that the header's length counts.
  private static let counted = 2

  /// Makes a block.
  public init(timestamp: UInt64, usbFrame: UInt16, flags: UVCHeaderFlags, payload: [UInt8]) {
    self.timestamp = timestamp
    self.usbFrame = usbFrame
    self.flags = flags
    self.payload = payload
  }

  /// The blocks of a buffer's payload, up to its end or the first that does not fit.
  public static func blocks(in payload: RawSpan) -> [UVCMetadataBlock] {
    let reader = ByteReader(payload)
    var blocks: [UVCMetadataBlock] = []
    var start = 0
    while start + headBytes <= reader.count {
      let length = Int(reader.byte(start + 10))
      let end = start + headBytes - counted + length
      guard length >= counted, end <= reader.count else { break }
      blocks.append(
        UVCMetadataBlock(
          timestamp: reader.long(start), usbFrame: reader.half(start + 8),
          flags: UVCHeaderFlags(rawValue: reader.byte(start + 11)),
          payload: reader.bytes(start + headBytes, end - start - headBytes)))
      start = end
    }
    return blocks
  }

  /// When the picture was begun, in ticks of the camera's clock; nil where the header does not say.
  public var presentationTime: UInt32? {
    flags.contains(.presentationTime) ? number(at: 0) : nil
  }

  /// The camera's clock, and the USB frame, 11 bits, at which it was read; nil where the header does not say.
  public var sourceClock: (ticks: UInt32, usbFrame: UInt16)? {
    guard flags.contains(.sourceClock) else { return nil }
    let start = flags.contains(.presentationTime) ? 4 : 0
    guard let ticks = number(at: start), payload.count >= start + 6 else { return nil }
    return (ticks, (UInt16(payload[start + 4]) | UInt16(payload[start + 5]) << 8) & 0x7ff)
  }

  private func number(at start: Int) -> UInt32? {
    guard payload.count >= start + 4 else { return nil }
    return payload[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}

/// What the header of a USB payload says. The corresponding C constants are `UVC_STREAM_*`.
public struct UVCHeaderFlags: NamedFlags {
  /// The header's bits.
  public var rawValue: UInt8
  /// Makes a set from the header's bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Alternates from picture to picture. The corresponding C constant is `UVC_STREAM_FID`.
  public static let frameParity = UVCHeaderFlags(rawValue: 0x1)
  /// The picture ends here. The corresponding C constant is `UVC_STREAM_EOF`.
  public static let endOfFrame = UVCHeaderFlags(rawValue: 0x2)
  /// There is a presentation time. The corresponding C constant is `UVC_STREAM_PTS`.
  public static let presentationTime = UVCHeaderFlags(rawValue: 0x4)
  /// There is a reading of the camera's clock. The corresponding C constant is `UVC_STREAM_SCR`.
  public static let sourceClock = UVCHeaderFlags(rawValue: 0x8)
  /// The maker's own. The corresponding C constant is `UVC_STREAM_RES`.
  public static let reserved = UVCHeaderFlags(rawValue: 0x10)
  /// A still picture. The corresponding C constant is `UVC_STREAM_STI`.
  public static let still = UVCHeaderFlags(rawValue: 0x20)
  /// The camera met an error. The corresponding C constant is `UVC_STREAM_ERR`.
  public static let error = UVCHeaderFlags(rawValue: 0x40)
  /// The header ends here. The corresponding C constant is `UVC_STREAM_EOH`.
  public static let endOfHeader = UVCHeaderFlags(rawValue: 0x80)

  /// The bits that have a name, with it, in the header's order.
  public static var names: [(UVCHeaderFlags, String)] {
    [
      (.frameParity, "frameParity"), (.endOfFrame, "endOfFrame"),
      (.presentationTime, "presentationTime"), (.sourceClock, "sourceClock"),
      (.reserved, "reserved"), (.still, "still"), (.error, "error"),
      (.endOfHeader, "endOfHeader"),
    ]
  }
}

/// What vivid's output takes for metadata: how its test pattern is to look.
public struct VividMetadata: Hashable, Sendable {
  /// From 0 to 255.
  public var brightness: UInt16
  /// From 0 to 255.
  public var contrast: UInt16
  /// From 0 to 255.
  public var saturation: UInt16
  /// From -128 to 128.
  public var hue: Int16

  /// Makes a setting.
  public init(brightness: UInt16, contrast: UInt16, saturation: UInt16, hue: Int16) {
    self.brightness = brightness
    self.contrast = contrast
    self.saturation = saturation
    self.hue = hue
  }

  /// Reads a payload; nil for one that is too short.
  public init?(_ payload: RawSpan) {
    guard payload.byteCount >= 8 else { return nil }
    let reader = ByteReader(payload)
    self.init(
      brightness: reader.half(0), contrast: reader.half(2), saturation: reader.half(4),
      hue: Int16(bitPattern: reader.half(6)))
  }

  /// The payload, in the machine's order of bytes.
  public var packed: [UInt8] {
    [brightness, contrast, saturation, UInt16(bitPattern: hue)].flatMap(\.nativeBytes)
  }
}
