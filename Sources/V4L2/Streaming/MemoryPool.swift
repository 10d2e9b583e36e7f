package import DMABuf
internal import Synchronization
package import SystemIO
package import SystemPackage
package import VideoFormats

/// Lends frames of memory that no queue of this process has: another process's buffers, or what was computed here.
///
/// The memory is dma-bufs, which can be handed on without copying, or ordinary memory, which cannot. A number is
/// taken with `reserve`, or is the other side's to choose; `lend` makes the frame, and when that ends the number
/// is free again and `onReturn` is told.
package final class MemoryPool: FrameLender {
  package let loans: LoanTable
  package let memory: MemoryType
  package let path: String
  private let calls: any SystemCalls
  private let mappings: [[Mapping]]
  private let state: Mutex<State>
  private let onReturn: @Sendable (Int) -> Void

  private struct State {
    var onLoan = 0
    var buffers: [[DMABuffer]] = []
  }

  /// Lends dma-bufs, each given as its planes; those that can be mapped can be read here as well.
  package init(
    _ buffers: [[DMABuffer]], path: String, calls: any SystemCalls = Kernel.shared,
    onReturn: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    self.path = path
    self.calls = calls
    self.onReturn = onReturn
    memory = .dmabuf
    mappings = []
    loans = LoanTable(count: buffers.count, field: LoanRecord.init(buffer:))
    state = Mutex(State(buffers: buffers))
    for index in 0..<loans.count {
      unsafe loans[index].pointee.place = .idle
      take(buffers[index], at: index)
    }
  }

  private func take(_ planes: [DMABuffer], at index: Int) {
    unsafe loans[index].pointee.planeCount = planes.count
    unsafe loans[index].pointee.edition = LoanRecord.nextEdition()
    // The pool keeps the dma-bufs, and each its mapping.
    _ = unsafe BufferBacking.importing(planes, into: &loans[index].pointee)
  }

  /// Puts other dma-bufs in the place of a buffer's; false when somebody has it, or there is no such number.
  package func replace(_ index: Int, with planes: [DMABuffer]) -> Bool {
    state.withLock { state in
      guard memory == .dmabuf, index >= 0, index < loans.count,
        unsafe loans[index].pointee.place == .idle
      else { return false }
      state.buffers[index] = planes
      take(planes, at: index)
      return true
    }
  }

  /// Lends ordinary memory: `count` buffers of planes of so many bytes. Throws with `ENOMEM`.
  package init(
    count: Int, planeSizes: [Int], path: String, calls: any SystemCalls = Kernel.shared,
    onReturn: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws(Errno) {
    var all: [[Mapping]] = []
    for _ in 0..<count {
      var planes: [Mapping] = []
      for size in planeSizes {
        planes.append(try Mapping(anonymous: max(size, 1), isHuge: false, calls: calls))
      }
      all.append(planes)
    }
    mappings = all
    self.path = path
    self.calls = calls
    self.onReturn = onReturn
    memory = .userptr
    loans = LoanTable(count: count, field: LoanRecord.init(buffer:))
    state = Mutex(State())
    for (index, planes) in all.enumerated() {
      unsafe loans[index].pointee.note(planes)
      unsafe loans[index].pointee.edition = LoanRecord.nextEdition()
      unsafe loans[index].pointee.place = .idle
    }
  }

  /// Buffers there are.
  package var bufferCount: Int { loans.count }
  /// Buffers held by frames or reserved.
  package var onLoan: Int { state.withLock { $0.onLoan } }

  /// Takes a buffer nobody has, to be filled: its number; nil when all are held.
  package func reserve() -> Int? {
    state.withLock { state in
      for index in 0..<loans.count where unsafe loans[index].pointee.place == .idle {
        unsafe loans[index].pointee.place = .loaned
        state.onLoan += 1
        return index
      }
      return nil
    }
  }

  /// Takes the buffer of a number; false when it is held, or is none.
  package func reserve(_ index: Int) -> Bool {
    state.withLock { state in
      guard index >= 0, index < loans.count, unsafe loans[index].pointee.place == .idle else {
        return false
      }
      unsafe loans[index].pointee.place = .loaned
      state.onLoan += 1
      return true
    }
  }

  /// Gives a reserved buffer back that no frame was made of.
  package func cancel(_ index: Int) { _ = takeBack(index) }

  /// Bytes of a plane's memory.
  package func capacity(_ index: Int, plane: Int) -> Int {
    unsafe loans[index].pointee.memory[plane].length
  }

  /// The memory of a plane of a reserved buffer, to be written to; nil where it cannot be mapped.
  package func address(_ index: Int, plane: Int) -> UnsafeMutableRawPointer? {
    let payload = unsafe loans[index].pointee.memory[plane]
    return unsafe UnsafeMutableRawPointer(bitPattern: payload.address)
  }

  /// Notes what is filled of a plane of a reserved buffer.
  package func setPayload(_ index: Int, plane: Int, offset: Int = 0, length: Int) {
    let whole = unsafe loans[index].pointee.memory[plane]
    let end = min(max(0, offset) + max(0, length), whole.length)
    let start = min(max(0, offset), end)
    unsafe loans[index].pointee.payloads[plane] = Payload(
      address: whole.address &+ UInt(start), length: end - start)
  }

  /// Whether anything was filled of a reserved buffer.
  package func isFilled(_ index: Int) -> Bool { unsafe loans[index].pointee.byteCount > 0 }

  /// The frame of a reserved buffer.
  package func lend(_ index: Int, _ metadata: FrameMetadata) -> Frame {
    var noted = metadata
    noted.bufferIndex = index
    unsafe loans[index].pointee.metadata = noted
    return Frame(index, of: self)
  }

  package func takeBack(_ index: Int) -> Errno? {
    endAccess(index)
    state.withLock { state in
      unsafe loans[index].pointee.place = .idle
      state.onLoan -= 1
    }
    onReturn(index)
    return nil
  }

  package func beginAccess(_ index: Int, _ access: DMABuffer.Access) {
    guard memory == .dmabuf else { return }
    unsafe loans[index].pointee.beginAccess(access, calls)
  }

  /// Announces that the processor is done with a buffer.
  package func endAccess(_ index: Int) { unsafe loans[index].pointee.endAccess(calls) }

  package func export(_ index: Int, plane: Int) throws(V4L2Error) -> DMABuffer {
    try shared(index)[plane]
  }

  package func shared(_ index: Int) throws(V4L2Error) -> [DMABuffer] {
    guard memory == .dmabuf else {
      throw V4L2Error(
        "VIDIOC_QBUF", node: path,
        reason: .unsupported(
          "the frame is in this process's own memory, which no other device can be handed"))
    }
    return state.withLock { $0.buffers[index] }
  }
}
