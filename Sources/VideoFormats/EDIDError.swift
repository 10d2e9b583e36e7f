/// What is wrong with the bytes of an EDID; `description` is one line with the next step.
public enum EDIDError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There are no bytes.
  case empty
  /// The number of bytes is no multiple of 128.
  case length(Int)
  /// There are more than 256 blocks.
  case tooManyBlocks(Int)
  /// The first bytes, of which there may be fewer than eight, are not those of an EDID.
  case header([UInt8])
  /// The first block promises another number of blocks after it than there are.
  case extensions(stated: Int, present: Int)
  /// The last byte of a block does not make its sum zero.
  case checksum(block: Int, found: UInt8, expected: UInt8)
  /// A word of a text is no hexadecimal number of whole bytes.
  case notHexadecimal(word: String, line: Int)

  /// What is the matter and what to do about it, in one line.
  public var description: String {
    switch self {
    case .empty:
      "there are no bytes in it; write the EDID of a display, which 'v4l2-ctl --get-edid' reads"
    case .length(let count):
      "it is \(count) bytes long; an EDID is a multiple of 128: look for bytes that are missing"
    case .tooManyBlocks(let count):
      "it has \(count) blocks; an EDID has 256 at most: leave the others out"
    case .header(let bytes):
      "it begins with \(Self.list(bytes)); an EDID begins with 00 ff ff ff ff ff ff 00: "
        + "look whether this is the right file"
    case .extensions(let stated, let present):
      "byte 126 promises \(stated) more blocks and \(present) follow: "
        + "correct the byte or the number of blocks"
    case .checksum(let block, let found, let expected):
      "the checksum of block \(block) is \(Self.hexadecimal(found)) and must be "
        + "\(Self.hexadecimal(expected)): repair the checksums if the rest is as you want it"
    case .notHexadecimal(let word, let line):
      "'\(word)' in line \(line) is no hexadecimal byte; write bytes as 00 ff or 0x00 0xff"
    }
  }

  private static func list(_ bytes: [UInt8]) -> String {
    bytes.map { String(hexadecimal($0).dropFirst(2)) }.joined(separator: " ")
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0x0" : "0x") + String(byte, radix: 16)
  }
}
