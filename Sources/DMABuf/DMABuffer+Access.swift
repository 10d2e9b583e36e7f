internal import CVideoDev2
internal import Synchronization
internal import SystemIO
internal import SystemPackage

extension DMABuffer {
  /// Reading, in `withCPUAccess`. The corresponding C constant is `DMA_BUF_SYNC_READ`.
  public enum Reading: Sendable {
    /// The processor reads.
    case read
  }

  /// Writing, in `withCPUAccess`. The corresponding C constants are `DMA_BUF_SYNC_WRITE` and `DMA_BUF_SYNC_RW`.
  public enum Writing: Sendable {
    /// The processor writes and does not look at what was there.
    case write
    /// The processor reads and writes.
    case readWrite

    fileprivate var access: Access { self == .write ? .write : [.read, .write] }
  }

  /// Reads the memory, which is mapped at the first call.
  ///
  /// The buffer is told before and after, also when `body` throws: caches are brought in order where that is needed,
  /// and the first waits until devices are done with it. The first reading is timed; see `readSpeed`. Throws with
  /// `ENOTTY`, `ENODEV` or `EACCES` where the memory can't be mapped, or what `body` throws. The corresponding
  /// request is `DMA_BUF_IOCTL_SYNC`.
  public func withCPUAccess<Value: ~Copyable>(
    _: Reading, _ body: (RawSpan) throws -> Value
  ) throws -> Value {
    let mapping = try map()
    if let errno = beginAccess(.read) { throw errno }
    defer { endAccess(.read) }
    measureReading(mapping)
    return try body(unsafe RawSpan(_unsafeStart: mapping.base, byteCount: size))
  }

  /// Writes the memory, or reads and writes it; it is mapped at the first call.
  ///
  /// As for reading; throws with `EACCES` where the descriptor is only for reading, as that of a shared camera's frame
  /// is. What a device has of the memory must not be written to. The corresponding request is `DMA_BUF_IOCTL_SYNC`.
  public func withCPUAccess<Value: ~Copyable>(
    _ writing: Writing, _ body: (inout MutableRawSpan) throws -> Value
  ) throws -> Value {
    let mapping = try map()
    guard mapping.isWritable else { throw Errno.permissionDenied }
    if let errno = beginAccess(writing.access) { throw errno }
    defer { endAccess(writing.access) }
    if writing == .readWrite { measureReading(mapping) }
    var span = unsafe MutableRawSpan(_unsafeStart: mapping.base, byteCount: size)
    return try body(&span)
  }

  private func measureReading(_ mapping: Mapping) {
    guard readSpeed == nil else { return }
    note(MappingSpeed.measured(mapping, bytes: size, descriptor.calls))
  }
}

/// How fast the processor reads a buffer, beside ordinary memory of the same size.
///
/// Memory that a device shares without keeping caches in order is mapped uncached, and a processor reads it many times
/// slower than its own: converting such a picture in place costs more than copying it first. Nothing else tells.
public struct MappingSpeed: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Megabytes a second, read from the buffer.
  public let megabytesPerSecond: Int
  /// Megabytes a second, read from ordinary memory at the same moment.
  public let ordinaryMegabytesPerSecond: Int

  /// Makes a measurement that was taken elsewhere.
  public init(megabytesPerSecond: Int, ordinaryMegabytesPerSecond: Int) {
    self.megabytesPerSecond = megabytesPerSecond
    self.ordinaryMegabytesPerSecond = ordinaryMegabytesPerSecond
  }

  /// Whether it is so slow that the mapping must be uncached: less than a sixth of ordinary memory.
  public var isSlow: Bool { megabytesPerSecond * 6 < ordinaryMegabytesPerSecond }

  /// The figures for a person.
  public var description: String {
    let figures =
      "reads at \(megabytesPerSecond) MB/s, ordinary memory at \(ordinaryMegabytesPerSecond) MB/s"
    return isSlow ? "uncached: \(figures); copy it once rather than read it twice" : figures
  }

  /// The most that is read to find out; more would cost more than it tells.
  private static let limit = 1 << 18
  /// Less says more about the clock than about the memory.
  private static let least = 1 << 12

  /// Reads twice, for the first time brings the pages in; nil where there is too little to measure.
  static func measured(
    _ mapping: Mapping, bytes: Int, _ calls: any SystemCalls
  ) -> MappingSpeed? {
    let count = min(bytes, mapping.length, limit)
    guard count >= least, let own = try? Mapping(anonymous: count, isHuge: false, calls: calls)
    else { return nil }
    // An untouched page of one's own is the one page of zeros, which is faster than any memory.
    unsafe memset(own.base, 1, count)
    guard let theirs = unsafe time(mapping.base, count, calls),
      let ordinary = unsafe time(own.base, count, calls)
    else { return nil }
    return MappingSpeed(
      megabytesPerSecond: speed(count, theirs), ordinaryMegabytesPerSecond: speed(count, ordinary))
  }

  private static func time(
    _ start: UnsafeRawPointer, _ count: Int, _ calls: any SystemCalls
  ) -> Int64? {
    unsafe cv_read_through(start, count)
    let begin = calls.monotonicNanoseconds()
    unsafe cv_read_through(start, count)
    let end = calls.monotonicNanoseconds()
    return end > begin ? end - begin : nil
  }

  /// Bytes in nanoseconds are a thousandth of megabytes in a second.
  private static func speed(_ bytes: Int, _ nanoseconds: Int64) -> Int {
    max(1, bytes * 1000 / Int(nanoseconds))
  }
}
