/// The marks by which a JPEG picture in a payload can be told to be whole, without decoding it.
enum JPEGMarkers {
  @inline(__always)
  private static func byte(_ bytes: RawSpan, _ offset: Int) -> UInt8 {
    // Every caller has checked the length.
    unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }

  /// Whether the picture begins with SOI.
  static func hasStart(_ bytes: RawSpan) -> Bool {
    bytes.byteCount >= 4 && byte(bytes, 0) == 0xff && byte(bytes, 1) == 0xd8
  }

  /// Whether EOI comes after the coded picture.
  ///
  /// Nearly always it is at the end, or zeros are behind it. Some cameras put something else there: then it is looked for
  /// as far as the start of the scan, in front of which a thumbnail may have an end of its own.
  static func hasEnd(_ bytes: RawSpan) -> Bool {
    let end = withoutZeros(bytes)
    guard end >= 4 else { return false }
    if byte(bytes, end - 2) == 0xff, byte(bytes, end - 1) == 0xd9 { return true }
    return hasEnd(bytes, from: scan(bytes), to: end)
  }

  /// The payload's length without the zeros at its end.
  private static func withoutZeros(_ bytes: RawSpan) -> Int {
    var end = bytes.byteCount
    while end >= 8, unsafe bytes.unsafeLoadUnaligned(fromByteOffset: end - 8, as: UInt64.self) == 0
    {
      end -= 8
    }
    while end > 0, byte(bytes, end - 1) == 0 { end -= 1 }
    return end
  }

  private static func hasEnd(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
    var place = end - 1
    // Of two bytes next to each other one is looked at, until it may be part of the marker.
    while place > start {
      switch byte(bytes, place) {
      case 0xd9:
        if byte(bytes, place - 1) == 0xff { return true }
        place -= 2
      case 0xff:
        if place + 1 < end, byte(bytes, place + 1) == 0xd9 { return true }
        place -= 2
      default: place -= 2
      }
    }
    return false
  }

  /// Where the coded picture begins; behind SOI where the segments cannot be followed.
  private static func scan(_ bytes: RawSpan) -> Int {
    var offset = 2
    while offset + 4 <= bytes.byteCount, byte(bytes, offset) == 0xff {
      switch byte(bytes, offset + 1) {
      case 0xff: offset += 1
      case 0xda: return offset
      case 0x01, 0xd0...0xd7: offset += 2
      default: offset += 2 + Int(byte(bytes, offset + 2)) << 8 + Int(byte(bytes, offset + 3))
      }
    }
    return 2
  }
}
