package import DMABuf
internal import Synchronization
package import SystemIO
internal import VideoFormats

/// A stretch of a buffer's memory in this process.
///
/// It is a number, not a pointer, so that it may cross threads; whoever makes a pointer of it vouches
/// for the mapping behind it.
package struct Payload: Sendable {
  package var address: UInt = 0
  package var length = 0

  package init(address: UInt = 0, length: Int = 0) {
    self.address = address
    self.length = length
  }
}

/// Who has a buffer.
package enum Whereabouts: Sendable {
  /// There is no buffer of this number.
  case absent
  /// The program's, but nobody holds it.
  case idle
  /// A frame, or an output buffer, holds it.
  case loaned
  /// The driver has it.
  case queued
}

/// Everything about one buffer that a frame shows: where its planes lie and what the driver filled.
package struct LoanRecord {
  package var metadata: FrameMetadata
  package var planeCount = 0
  /// Who has the buffer; read and written under the pool's lock alone.
  package var place = Whereabouts.absent
  /// Where the planes are in this process; without an address they cannot be read here.
  package var memory = InlineArray<8, Payload>(repeating: Payload())
  /// What is filled of them.
  package var payloads = InlineArray<8, Payload>(repeating: Payload())
  /// The planes' descriptors, where the buffer is another device's.
  package var descriptors = InlineArray<8, Int32>(repeating: -1)
  /// A number that no other buffer's memory ever has, to tell by whether it is still the same.
  package var edition: UInt64 = 0
  /// The edition of the memory that was handed to this buffer by another queue.
  package var lender: UInt64 = 0
  /// The processor's access to the dma-bufs, which has been announced and is to be ended.
  package var access: UInt64 = 0

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
      payloads[index] = Payload(address: whole.address &+ UInt(start), length: end - start)
    }
  }

  /// Tells the driver where the planes are, where that is the program's to say.
  func describeMemory(to draft: BufferDraft, _ type: MemoryType) {
    switch type {
    case .mmap, .read: break
    case .userptr:
      for plane in 0..<planeCount {
        draft.setMemory(plane, address: memory[plane].address, length: memory[plane].length)
      }
      draft.setPlaneCount(planeCount)
    case .dmabuf:
      for plane in 0..<planeCount {
        draft.setDescriptor(plane, descriptors[plane], length: memory[plane].length)
      }
      draft.setPlaneCount(planeCount)
    }
  }

  /// Tells the driver what there is to put out.
  func describePayload(to draft: BufferDraft) {
    for plane in 0..<planeCount {
      let offset = Int(bitPattern: payloads[plane].address &- memory[plane].address)
      draft.setPayload(
        plane, bytesUsed: offset + payloads[plane].length, dataOffset: offset)
    }
    draft.setPlaneCount(planeCount)
    draft.setField(metadata.field)
    draft.setTimestamp(metadata.timestamp)
  }

  package var byteCount: Int {
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
package final class LoanTable: Sendable {
  private let address: UInt
  package let count: Int

  package init(count: Int, field: (Int) -> LoanRecord) {
    let start = UnsafeMutablePointer<LoanRecord>.allocate(capacity: max(count, 1))
    for index in 0..<count { unsafe (start + index).initialize(to: field(index)) }
    address = UInt(bitPattern: start)
    self.count = count
  }

  package subscript(index: Int) -> UnsafeMutablePointer<LoanRecord> {
    // Allocated above, so never zero; every index comes from the pool, which checked it.
    unsafe UnsafeMutablePointer(bitPattern: address).unsafelyUnwrapped + index
  }

  deinit {
    // A record holds plain numbers: there is nothing to deinitialise.
    unsafe self[0].deallocate()
  }
}

extension LoanRecord {
  private static let editions = Atomic<UInt64>(0)

  /// A number for memory that is new here; none is given twice.
  package static func nextEdition() -> UInt64 {
    editions.add(1, ordering: .relaxed).newValue
  }

  /// The record of a buffer that has not been filled yet.
  package init(buffer index: Int) {
    metadata = FrameMetadata(
      sequence: 0, timestamp: 0, flags: [], field: .any, bufferIndex: index,
      queuedAt: MonotonicInstant(nanoseconds: 0))
  }
}

extension LoanRecord {
  /// Announces that the processor is about to touch the buffer's dma-bufs, once for each loan.
  package mutating func beginAccess(_ wanted: DMABuffer.Access, _ calls: any SystemCalls) {
    let begun = DMABuffer.Access(rawValue: access)
    guard !begun.isSuperset(of: wanted) else { return }
    access = begun.union(wanted).rawValue
    announce(wanted, isEnd: false, calls)
  }

  /// Announces that it is done with them, if it had begun.
  package mutating func endAccess(_ calls: any SystemCalls) {
    guard access != 0 else { return }
    let begun = DMABuffer.Access(rawValue: access)
    access = 0
    announce(begun, isEnd: true, calls)
  }

  private func announce(_ access: DMABuffer.Access, isEnd: Bool, _ calls: any SystemCalls) {
    for plane in 0..<planeCount {
      DMABuffer.synchronize(descriptors[plane], access, isEnd: isEnd, calls)
    }
  }
}
