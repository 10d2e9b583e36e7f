/// Numbers in a payload, wherever they lie; past its end everything is zero.
struct ByteReader: ~Escapable {
  private let payload: RawSpan

  @_lifetime(copy payload)
  init(_ payload: RawSpan) { self.payload = payload }

  var count: Int { payload.byteCount }

  func byte(_ offset: Int) -> UInt8 {
    guard offset >= 0, offset < payload.byteCount else { return 0 }
    return unsafe payload.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
  }

  func bytes(_ offset: Int, _ count: Int) -> [UInt8] { (0..<count).map { byte(offset + $0) } }

  /// In the machine's order, as the kernel's structures have them.
  func half(_ offset: Int) -> UInt16 {
    guard offset >= 0, offset + 2 <= payload.byteCount else { return 0 }
    return unsafe payload.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt16.self)
  }

  func word(_ offset: Int) -> UInt32 {
    guard offset >= 0, offset + 4 <= payload.byteCount else { return 0 }
    return unsafe payload.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self)
  }

  func long(_ offset: Int) -> UInt64 {
    guard offset >= 0, offset + 8 <= payload.byteCount else { return 0 }
    return unsafe payload.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
  }
}

extension FixedWidthInteger {
  /// The bytes in the machine's order.
  var nativeBytes: [UInt8] {
    unsafe withUnsafeBytes(of: self) { unsafe Array($0) }
  }
}
