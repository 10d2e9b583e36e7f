/// One block of the Radio Data System: 16 bits of the 26 that are sent. The corresponding C type is
/// `v4l2_rds_data`.
public struct RDSBlock: Hashable, Sendable, CustomStringConvertible {
  /// The low eight bits.
  public var low: UInt8
  /// The high eight bits.
  public var high: UInt8
  /// What the driver says of it, as the kernel packs it.
  public var status: UInt8

  /// Bytes of a block as it is read and written.
  public static let byteCount = 3

  /// Which block of its group it is. The corresponding C constants are `V4L2_RDS_BLOCK_*`.
  public struct Place: NamedConstant {
    /// The kernel's number.
    public var rawValue: UInt32
    /// Makes a place from the kernel's number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The first. The corresponding C constant is `V4L2_RDS_BLOCK_A`.
    public static let a = Place(rawValue: 0)
    /// The second. The corresponding C constant is `V4L2_RDS_BLOCK_B`.
    public static let b = Place(rawValue: 1)
    /// The third. The corresponding C constant is `V4L2_RDS_BLOCK_C`.
    public static let c = Place(rawValue: 2)
    /// The fourth. The corresponding C constant is `V4L2_RDS_BLOCK_D`.
    public static let d = Place(rawValue: 3)
    /// The third of a group of version B. The corresponding C constant is `V4L2_RDS_BLOCK_C_ALT`.
    public static let cAlternate = Place(rawValue: 4)
    /// Not known. The corresponding C constant is `V4L2_RDS_BLOCK_INVALID`.
    public static let invalid = Place(rawValue: 7)

    /// The values that have a name, with it, in the kernel's order.
    public static var names: [(Place, String)] {
      [
        (.a, "A"), (.b, "B"), (.c, "C"), (.d, "D"), (.cAlternate, "C'"), (.invalid, "invalid"),
      ]
    }
  }

  /// Makes a block from what the kernel gives.
  public init(low: UInt8, high: UInt8, status: UInt8) {
    self.low = low
    self.high = high
    self.status = status
  }

  /// Makes a block to be sent.
  public init(_ place: Place, _ value: UInt16) {
    self.init(
      low: UInt8(truncatingIfNeeded: value), high: UInt8(value >> 8),
      status: UInt8(place.rawValue & 7) | UInt8(place.rawValue & 7) << 3)
  }

  /// The blocks in bytes that were read; a part of one at the end is left out.
  public static func blocks(in bytes: RawSpan) -> [RDSBlock] {
    let reader = ByteReader(bytes)
    return (0..<bytes.byteCount / byteCount).map { index in
      RDSBlock(
        low: reader.byte(index * 3), high: reader.byte(index * 3 + 1),
        status: reader.byte(index * 3 + 2))
    }
  }

  /// The 16 bits.
  public var value: UInt16 { UInt16(high) << 8 | UInt16(low) }
  /// Which block of its group it is.
  public var place: Place { Place(rawValue: UInt32(status & 7)) }
  /// The place it was received at, where that differs from the one it was taken for.
  public var receivedPlace: Place { Place(rawValue: UInt32(status >> 3 & 7)) }
  /// Whether wrong bits were put right. The corresponding C constant is `V4L2_RDS_BLOCK_CORRECTED`.
  public var isCorrected: Bool { status & 0x40 != 0 }
  /// Whether it is damaged. The corresponding C constant is `V4L2_RDS_BLOCK_ERROR`.
  public var isDamaged: Bool { status & 0x80 != 0 }
  /// Whether it says something that can be believed.
  public var isUsable: Bool { !isDamaged && place != .invalid }

  /// The block as it is written.
  public var packed: [UInt8] { [low, high, status] }

  /// `A 8088`, with `corrected` or `damaged`.
  public var description: String {
    let digits = String(value, radix: 16)
    let text = "\(place) \(String(repeating: "0", count: 4 - digits.count))\(digits)"
    return text + (isDamaged ? " damaged" : isCorrected ? " corrected" : "")
  }
}
