/// The cyclic redundancy check of Ethernet, gzip and PNG, so that any tool can check a recording.
///
/// Eight bytes at a time: frames of megabytes go through it while a camera is waiting.
struct CRC32 {
  private var state: UInt32 = ~0

  var value: UInt32 { ~state }

  /// Eight tables of 256 entries: the n-th is of a byte with n zero bytes behind it.
  private static let tables: UInt = {
    let count = 8 * 256
    let table = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
    for index in 0..<256 {
      var value = UInt32(index)
      for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xedb8_8320 }
      unsafe table[index] = value
    }
    for index in 256..<count {
      let before = unsafe table[index - 256]
      unsafe table[index] = before >> 8 ^ table[Int(before & 0xff)]
    }
    return UInt(bitPattern: table)
  }()

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return }
    // Allocated above and never freed.
    let table = unsafe UnsafePointer<UInt32>(bitPattern: Self.tables).unsafelyUnwrapped
    var crc = state
    var position = 0
    let whole = bytes.count & ~7
    while position < whole {
      let word = unsafe base.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
      let low = UInt32(truncatingIfNeeded: word) ^ crc
      let high = UInt32(truncatingIfNeeded: word >> 32)
      let first = unsafe table[1792 &+ Int(low & 0xff)] ^ table[1536 &+ Int(low >> 8 & 0xff)]
      let second = unsafe table[1280 &+ Int(low >> 16 & 0xff)] ^ table[1024 &+ Int(low >> 24)]
      let third = unsafe table[768 &+ Int(high & 0xff)] ^ table[512 &+ Int(high >> 8 & 0xff)]
      let fourth = unsafe table[256 &+ Int(high >> 16 & 0xff)] ^ table[Int(high >> 24)]
      crc = first ^ second ^ third ^ fourth
      position &+= 8
    }
    while position < bytes.count {
      let byte = unsafe base.load(fromByteOffset: position, as: UInt8.self)
      crc = unsafe crc >> 8 ^ table[Int((crc ^ UInt32(byte)) & 0xff)]
      position &+= 1
    }
    state = crc
  }

  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var crc = CRC32()
    unsafe crc.update(bytes)
    return crc.value
  }
}
