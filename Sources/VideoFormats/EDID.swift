/// What a display says of itself to the source of its signal, and what an input of a capture device
/// pretends to be so that a source sends it something it can take.
///
/// The bytes are whole and consistent by construction: blocks of 128 with right checksums, the first of
/// which says how many follow. The corresponding C type is `v4l2_edid`.
public struct EDID: Hashable, Sendable {
  /// Bytes of a block.
  public static let blockSize = 128
  /// The most blocks an EDID can have.
  public static let largestBlockCount = 256

  /// The bytes, 128 for each block.
  public let bytes: [UInt8]

  /// Takes bytes as a device or a file has them, and says exactly what is wrong with them.
  public init(_ bytes: [UInt8]) throws(EDIDError) {
    try Self.checkShape(bytes)
    for block in 0..<bytes.count / Self.blockSize {
      let expected = Self.checksum(of: bytes, block)
      let found = bytes[(block + 1) * Self.blockSize - 1]
      guard found == expected else {
        throw .checksum(block: block, found: found, expected: expected)
      }
    }
    self.bytes = bytes
  }

  /// Takes bytes whose checksums may be wrong, and puts them right.
  ///
  /// For people who changed an EDID by hand and ask for it; a damaged one is not mended by this.
  public static func repairingChecksums(_ bytes: [UInt8]) throws(EDIDError) -> EDID {
    try checkShape(bytes)
    var repaired = bytes
    for block in 0..<bytes.count / blockSize {
      repaired[(block + 1) * blockSize - 1] = checksum(of: bytes, block)
    }
    return try EDID(repaired)
  }

  /// Blocks, the first one included.
  public var blockCount: Int { bytes.count / Self.blockSize }

  /// Length, header and number of extensions: everything but the checksums.
  private static func checkShape(_ bytes: [UInt8]) throws(EDIDError) {
    guard !bytes.isEmpty else { throw .empty }
    guard bytes.count.isMultiple(of: blockSize) else { throw .length(bytes.count) }
    let count = bytes.count / blockSize
    guard count <= largestBlockCount else { throw .tooManyBlocks(count) }
    let header: [UInt8] = [0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]
    guard bytes.starts(with: header) else { throw .header(Array(bytes.prefix(header.count))) }
    let stated = Int(bytes[126])
    guard stated == count - 1 else { throw .extensions(stated: stated, present: count - 1) }
  }

  /// What the last byte of a block must be for its sum to be zero.
  private static func checksum(of bytes: [UInt8], _ block: Int) -> UInt8 {
    let content = bytes[block * blockSize..<(block + 1) * blockSize - 1]
    return 0 &- content.reduce(0) { $0 &+ $1 }
  }
}
