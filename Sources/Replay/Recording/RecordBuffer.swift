internal import CVideoDev2
internal import SystemPackage

/// Gathers records and writes them to a file.
///
/// Memory is allocated once; a record larger than it goes to the file directly. What has been flushed
/// is in the kernel's hands and survives the end of this process, however it comes.
@safe struct RecordBuffer: ~Copyable {
  private var descriptor: Int32
  private let base: UnsafeMutableRawPointer
  private var count = 0
  private var recordStart = 0
  private var lastFlush: Int64 = 0
  /// Whole records handed over to the kernel, or gathered.
  private(set) var records = 0
  /// Whole records that are gathered and not yet written.
  private var gathered = 0
  /// Why nothing is recorded any more.
  private(set) var failure: Errno?

  static let capacity = 1 << 18
  /// Records wait no longer than this, in nanoseconds, while any follow.
  private static let patience: Int64 = 250_000_000

  /// Takes over an open descriptor.
  init(owning descriptor: Int32) {
    self.descriptor = descriptor
    unsafe base = .allocate(byteCount: Self.capacity, alignment: 16)
  }

  deinit {
    unsafe base.deallocate()
    if descriptor >= 0 { _ = cv_close(descriptor) }
  }

  /// Writes the first bytes of a recording.
  mutating func putHead() {
    put(RecordFormat.magic)
    put(RecordFormat.major)
    put(RecordFormat.minor)
    put(RecordFormat.wordSize)
    put(RecordFormat.byteOrder)
    putCheck(of: RecordFormat.headSize - 2)
  }

  /// Goes on in another file.
  mutating func redirect(to other: Int32) {
    if descriptor >= 0 { _ = cv_close(descriptor) }
    descriptor = other
  }

  /// Takes no more records; answers why some are missing. Some file systems say only now that there was no room.
  @discardableResult
  mutating func close() -> Errno? {
    let result = descriptor >= 0 ? cv_close(descriptor) : 0
    descriptor = -1
    let trouble = failure ?? (result < 0 ? Errno(rawValue: -result) : nil)
    failure = trouble ?? .badFileDescriptor
    return trouble
  }

  /// Begins a record whose content will be `size` bytes; false when it is not to be recorded.
  mutating func begin(_ kind: RecordKind, size: Int) -> Bool {
    guard failure == nil else { return false }
    let whole = RecordFormat.prefixSize + size + RecordFormat.suffixSize
    if count + whole > Self.capacity { flush() }
    guard whole <= Self.capacity, failure == nil else {
      if failure == nil { failure = .messageTooLong }
      return false
    }
    recordStart = count
    putPrefix(kind, size)
    return true
  }

  /// Length and kind with a check of their own, as a damaged length would look like a cut file.
  private mutating func putPrefix(_ kind: RecordKind, _ size: Int) {
    put(UInt32(size))
    put(kind.rawValue)
    putCheck(of: 6)
  }

  /// Half a check of the bytes put last.
  mutating func putCheck(of size: Int) {
    put(UInt16(truncatingIfNeeded: unsafe CRC32.of(UnsafeRawBufferPointer(last(size)))))
  }

  mutating func put<Value: FixedWidthInteger>(_ value: Value) {
    unsafe base.storeBytes(of: value.littleEndian, toByteOffset: count, as: Value.self)
    count += MemoryLayout<Value>.size
  }

  mutating func put(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    unsafe (base + count).copyMemory(from: source, byteCount: bytes.count)
    count += bytes.count
  }

  mutating func put(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { raw in unsafe put(raw) }
  }

  /// The bytes put last, to be changed in place.
  func last(_ size: Int) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(start: base + (count - size), count: size)
  }

  /// Ends the record that was begun.
  mutating func end() {
    let bytes = unsafe UnsafeRawBufferPointer(start: base + recordStart, count: count - recordStart)
    put(unsafe CRC32.of(bytes))
    gathered += 1
  }

  /// A record whose last part is large: it goes to the file without being copied where it must.
  mutating func record(
    _ kind: RecordKind, head: (Int32, Int32, Int32, Int32), _ payload: UnsafeRawBufferPointer
  ) {
    let size = 16 + payload.count
    if size + RecordFormat.prefixSize + RecordFormat.suffixSize <= Self.capacity {
      guard begin(kind, size: size) else { return }
      putHead(head)
      unsafe put(payload)
      end()
      return
    }
    guard failure == nil else { return }
    flush()
    putPrefix(kind, size)
    putHead(head)
    var crc = CRC32()
    unsafe crc.update(UnsafeRawBufferPointer(start: base, count: count))
    unsafe crc.update(payload)
    flush()
    if failure == nil { unsafe write(payload) }
    put(crc.value)
    gathered += 1
    flush()
  }

  private mutating func putHead(_ head: (Int32, Int32, Int32, Int32)) {
    put(head.0)
    put(head.1)
    put(head.2)
    put(head.3)
  }

  /// Hands what has been gathered over to the kernel if that is due.
  mutating func flush(at now: Int64) {
    guard now - lastFlush >= Self.patience else { return }
    lastFlush = now
    flush()
  }

  mutating func flush() {
    guard count > 0 else { return }
    if failure == nil { unsafe write(UnsafeRawBufferPointer(start: base, count: count)) }
    // What could not be written is in no file, and is not counted.
    if failure == nil { records += gathered }
    (count, gathered) = (0, 0)
  }

  private mutating func write(_ bytes: UnsafeRawBufferPointer) {
    var done = 0
    while done < bytes.count {
      let result = unsafe cv_write(
        descriptor, bytes.baseAddress.unsafelyUnwrapped + done, bytes.count - done)
      if result > 0 {
        done += result
      } else if result != -Int(EINTR) {
        failure = result == 0 ? .ioError : Errno(rawValue: Int32(clamping: -result))
        return
      }
    }
  }
}
