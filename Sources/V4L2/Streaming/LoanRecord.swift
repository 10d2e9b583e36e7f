internal import SystemIO
internal import VideoFormats

/// A stretch of a buffer's memory in this process.
///
/// It is a number, not a pointer, so that it may cross threads; whoever makes a pointer of it vouches
/// for the mapping behind it.
struct Payload {
  var address: UInt
  var length: Int
}

/// Everything about one buffer that a frame shows: where its planes lie and what the driver filled.
struct LoanRecord {
  var metadata: FrameMetadata
  var planeCount = 0
  /// Whether a frame has the buffer; read and written under the pool's lock alone.
  var isOnLoan = false
  /// Where the planes are mapped.
  var memory = InlineArray<8, Payload>(repeating: Payload(address: 0, length: 0))
  /// What the driver filled of them.
  var payloads = InlineArray<8, Payload>(repeating: Payload(address: 0, length: 0))

  /// Notes what the driver says of a finished buffer.
  mutating func fill(_ report: BufferReport) {
    metadata.sequence = report.sequence
    metadata.timestamp = report.timestamp
    metadata.flags = BufferFlags(rawValue: report.flags)
    metadata.field = report.field
    for index in 0..<min(planeCount, report.planeCount) {
      let plane = report.plane(index)
      let whole = memory[index]
      // `bytesused` counts from the plane's start. A driver's numbers are not believed past the end of
      // what is mapped.
      let end = min(plane.bytesUsed, whole.length)
      let start = min(plane.dataOffset, end)
      payloads[index] = Payload(address: whole.address + UInt(start), length: end - start)
    }
  }

  var byteCount: Int {
    var sum = 0
    for plane in 0..<planeCount { sum += payloads[plane].length }
    return sum
  }
}

/// The records of a pool's buffers, at fixed places.
///
/// A frame is a number and a reference to its pool, so that moving it costs nothing; what it shows is
/// here. A record belongs to whoever has the buffer: the pool writes it while it takes the buffer from
/// the driver, the frame reads it, and there is never both.
final class LoanTable: Sendable {
  private let address: UInt
  let count: Int

  init(count: Int, field: (Int) -> LoanRecord) {
    let start = UnsafeMutablePointer<LoanRecord>.allocate(capacity: max(count, 1))
    for index in 0..<count { unsafe (start + index).initialize(to: field(index)) }
    address = UInt(bitPattern: start)
    self.count = count
  }

  subscript(index: Int) -> UnsafeMutablePointer<LoanRecord> {
    // Allocated above, so never zero; every index comes from the pool, which checked it.
    unsafe UnsafeMutablePointer(bitPattern: address).unsafelyUnwrapped + index
  }

  deinit {
    // A record holds plain numbers: there is nothing to deinitialise.
    unsafe self[0].deallocate()
  }
}

extension LoanRecord {
  /// The record of a buffer that has not been filled yet.
  init(buffer index: Int) {
    metadata = FrameMetadata(
      sequence: 0, timestamp: 0, flags: [], field: .any, bufferIndex: index,
      queuedAt: MonotonicInstant(nanoseconds: 0))
  }
}
