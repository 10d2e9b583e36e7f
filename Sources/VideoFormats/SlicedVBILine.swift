/// One decoded line of the blanking interval. The corresponding C type is `v4l2_sliced_vbi_data`.
public struct SlicedVBILine: Hashable, Sendable {
  /// The service.
  public var service: SlicedVBIServices
  /// The field: 0 for the first, 1 for the second.
  public var field: Int
  /// The line of the field, from 1 to 23.
  public var line: Int
  /// The service's bytes, as many as it has: 42 of teletext, 2 of captions.
  public var bytes: [UInt8]

  /// Bytes of a line in a buffer.
  public static let stride = 64
  private static let room = 48

  /// Makes a line; bytes past the 48 there is room for are left out.
  public init(_ service: SlicedVBIServices, field: Int, line: Int, bytes: [UInt8]) {
    self.service = service
    self.field = field
    self.line = line
    self.bytes = Array(bytes.prefix(Self.room))
  }

  /// The lines in a buffer's payload, without places that were left empty.
  public static func lines(in payload: RawSpan) -> [SlicedVBILine] {
    var lines: [SlicedVBILine] = []
    for place in 0..<payload.byteCount / stride {
      let reader = ByteReader(payload)
      let start = place * stride
      let service = SlicedVBIServices(rawValue: reader.word(start))
      guard !service.isEmpty else { continue }
      lines.append(
        SlicedVBILine(
          service, field: Int(reader.word(start + 4)), line: Int(reader.word(start + 8)),
          bytes: reader.bytes(start + 16, service.byteCount)))
    }
    return lines
  }

  /// The line as a buffer holds it.
  public var packed: [UInt8] {
    let head = [service.rawValue, UInt32(clamping: field), UInt32(clamping: line), 0]
    let packed = head.flatMap(\.nativeBytes) + bytes.prefix(Self.stride - 16)
    return packed + Array(repeating: 0, count: Self.stride - packed.count)
  }
}

// What the bytes of the services say, as far as it needs no more than the line.
extension SlicedVBILine {
  /// The bytes without their parity bits, which every byte of captions and the text of teletext has.
  public var withoutParity: [UInt8] { bytes.map { $0 & 0x7f } }

  /// Whether every byte has an odd number of bits, as captions must.
  public var hasOddParity: Bool { bytes.allSatisfy { $0.nonzeroBitCount % 2 == 1 } }

  /// A teletext packet's magazine, 1 to 8, and its row; nil where the address is damaged or no teletext.
  public var teletextAddress: (magazine: Int, row: Int)? {
    guard service == .teletext, bytes.count >= 2, let low = Self.hamming(bytes[0]),
      let high = Self.hamming(bytes[1])
    else { return nil }
    let magazine = low & 7
    return (magazine == 0 ? 8 : magazine, low >> 3 | high << 1)
  }

  /// The four bits in a byte of Hamming's code 8/4, with one wrong bit put right; nil with two.
  static func hamming(_ byte: UInt8) -> Int? {
    for value in 0..<16 {
      if (byte ^ code(value)).nonzeroBitCount <= 1 { return value }
    }
    return nil
  }

  /// The byte of four bits: data in the odd places, and four parities.
  private static func code(_ value: Int) -> UInt8 {
    let (d1, d2, d3, d4) = (value & 1, value >> 1 & 1, value >> 2 & 1, value >> 3 & 1)
    let p1 = 1 ^ d1 ^ d3 ^ d4
    let p2 = 1 ^ d1 ^ d2 ^ d4
    let p3 = 1 ^ d1 ^ d2 ^ d3
    let p4 = 1 ^ p1 ^ d1 ^ p2 ^ d2 ^ p3 ^ d3 ^ d4
    return UInt8(
      p1 | d1 << 1 | p2 << 2 | d2 << 3 | p3 << 4 | d3 << 5 | p4 << 6 | d4 << 7)
  }
}
