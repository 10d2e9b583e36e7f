/// Room for the longest message, in place.
struct MessageBuffer {
  /// Bytes of room; a message is shorter.
  static let size = 256
  private var words = InlineArray<32, UInt64>(repeating: 0)

  /// Writes a number in the byte order of the machine, which both ends run on.
  mutating func store<Number: FixedWidthInteger & BitwiseCopyable>(
    _ number: Number, at offset: Int
  ) {
    var span = words.mutableSpan
    var bytes = unsafe span.mutableBytes
    bytes.storeBytes(of: number, toByteOffset: offset, as: Number.self)
  }

  /// Reads a number.
  func load<Number: FixedWidthInteger & BitwiseCopyable>(
    _: Number.Type = Number.self, at offset: Int
  ) -> Number {
    unsafe words.span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Number.self)
  }

  /// Shows the first bytes, to be sent.
  func withBytes<Answer>(_ count: Int, _ body: (UnsafeRawBufferPointer) -> Answer) -> Answer {
    unsafe words.span.bytes.withUnsafeBytes { bytes in
      unsafe body(UnsafeRawBufferPointer(rebasing: bytes[..<min(count, bytes.count)]))
    }
  }

  /// Shows all of the room, to be received into.
  mutating func withMutableBytes<Answer>(
    _ body: (UnsafeMutableRawBufferPointer) -> Answer
  ) -> Answer {
    var span = words.mutableSpan
    var bytes = unsafe span.mutableBytes
    return unsafe bytes.withUnsafeMutableBytes { unsafe body($0) }
  }

  /// Writes a text of at most so many bytes, filled up with zeros.
  mutating func store(_ text: String, at offset: Int, room: Int) {
    // Cut where a character ends, so that what arrives is still text.
    var part = Substring(text)
    while part.utf8.count > room { part.removeLast() }
    for (place, byte) in part.utf8.enumerated() { store(byte, at: offset + place) }
  }

  /// Reads a text; bytes that are no UTF-8, and control characters, become question marks.
  func text(at offset: Int, room: Int) -> String {
    var bytes: [UInt8] = []
    for place in 0..<room {
      let byte = load(UInt8.self, at: offset + place)
      guard byte != 0 else { break }
      bytes.append(byte < 0x20 || byte == 0x7f ? UInt8(ascii: "?") : byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
