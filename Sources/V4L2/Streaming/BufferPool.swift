internal import CVideoDev2
internal import DMABuf
internal import Synchronization
internal import SystemIO
internal import SystemPackage
internal import VideoFormats

/// The buffers of one allocation, and the truth about who has each: the driver, a frame, or nobody.
///
/// This is videobuf2's state machine seen from user space. A frame belongs to a pool, not to a stream:
/// one that outlives STREAMOFF, a restart or the queue itself finds here whether its buffer may still
/// be queued, under the same lock as the queueing, and its memory stays mapped until it ends.
final class BufferPool: FrameLender {
  struct State: ~Copyable {
    var backings: [BufferBacking] = []
    /// Buffers there are.
    var count = 0
    var onLoan = 0
    var isStreaming = false
    var isRetired = false
    var lostBuffers = 0
    /// Buffers to be given up as they come back.
    var surplus = 0
    /// Buffers that were given up.
    var removed = 0
    /// Frames read so far, where the driver does not number them.
    var framesRead: UInt32 = 0
  }

  let node: Node
  let type: QueueType
  let memory: MemoryType
  let capabilities: BufferCapabilities
  let loans: LoanTable
  let maker: BackingMaker
  // The open file and its claim on the queue outlive the last frame.
  let device: Device
  let flags: UInt32
  let isNonCoherent: Bool
  /// Buffers wait until the program puts them into media requests.
  let usesRequests: Bool
  private let calls: any SystemCalls
  let state: Mutex<State>

  /// Room for buffers that are added later; more than any driver took before Linux 6.9.
  private static let capacity = 64

  /// Asks for buffers and finds the memory of those that are granted, which may be fewer or more.
  init(
    device: Device, type: QueueType, count: Int, allocation: BufferAllocation,
    planeSizes: [Int]
  ) throws(V4L2Error) {
    self.device = device
    self.type = type
    node = device.node
    calls = device.node.calls
    memory = allocation.memory.type
    flags = allocation.cacheHints.rawValue
    isNonCoherent = allocation.isNonCoherent
    usesRequests = allocation.usesRequests
    maker = BackingMaker(
      node: device.node, type: type, memory: allocation.memory, planeSizes: planeSizes)
    let granted = try Self.request(count, type, allocation, node)
    capabilities = granted.capabilities
    let bufferCount = granted.count
    loans = LoanTable(count: max(bufferCount, Self.capacity), field: LoanRecord.init(buffer:))
    state = Mutex(State())
    do throws(V4L2Error) {
      guard bufferCount > 0 else { throw V4L2Error("VIDIOC_REQBUFS", node: node.path, .noMemory) }
      var backings = Array(repeating: BufferBacking(), count: loans.count)
      let usable = maker.usable(of: bufferCount, asked: count)
      for index in 0..<usable {
        backings[index] = try unsafe maker.make(index, &loans[index].pointee)
        unsafe loans[index].pointee.place = .idle
      }
      let all = backings
      state.withLock { state in
        state.backings = all
        state.count = usable
      }
    } catch {
      free()
      throw error
    }
  }

  private static func request(
    _ count: Int, _ type: QueueType, _ allocation: BufferAllocation, _ node: Node
  ) throws(V4L2Error) -> (count: Int, capabilities: BufferCapabilities) {
    guard allocation.memory.type != .read else { return (min(count, 32), []) }
    var request = v4l2_requestbuffers()
    request.count = UInt32(clamping: count)
    request.type = type.rawValue
    request.memory = allocation.memory.type.kernelNumber
    request.flags = allocation.isNonCoherent ? UInt8(V4L2_MEMORY_FLAG_NON_COHERENT) : 0
    try node.perform(.requestBuffers, &request)
    return (Int(request.count), BufferCapabilities(rawValue: request.capabilities))
  }

  /// Frees the driver's buffers; a failure has nobody to be told to.
  private func free() {
    guard memory != .read else { return }
    var request = v4l2_requestbuffers()
    request.type = type.rawValue
    request.memory = memory.kernelNumber
    _ = node.attempt(.requestBuffers, &request)
  }

  /// This moment on the monotonic clock.
  var now: MonotonicInstant { MonotonicInstant(nanoseconds: calls.monotonicNanoseconds()) }

  /// The device's node, for errors.
  var path: String { node.path }

  /// Buffers there are.
  var bufferCount: Int { state.withLock { $0.count } }

  /// Buffers that were given up.
  var removedBuffers: Int { state.withLock { $0.removed } }

  /// Buffers held by frames.
  var onLoan: Int { state.withLock { $0.onLoan } }

  /// Buffers that could not be given back while streaming and are therefore idle until the next start.
  var lostBuffers: Int { state.withLock { $0.lostBuffers } }

  /// The request that takes a buffer, for errors.
  var dequeueOperation: String { memory == .read ? "read" : "VIDIOC_DQBUF" }

  /// Whether a buffer that nobody holds goes to the driver by itself.
  var refillsDriver: Bool { !type.isOutput && !usesRequests }

  func address(_ index: Int) -> BufferAddress {
    BufferAddress(index: index, type: type, memory: memory.kernelNumber)
  }

  /// Gives a capture queue's driver every buffer nobody holds, and starts it.
  func start() throws(V4L2Error) {
    let failure: V4L2Error? = state.withLock { state in
      // From here on buffers may be queued, which a stop must undo.
      state.isStreaming = true
      if refillsDriver {
        for index in 0..<loans.count where unsafe loans[index].pointee.place == .idle {
          if let errno = queue(index) {
            return V4L2Error("VIDIOC_QBUF", node: node.path, errno)
          }
        }
      }
      state.lostBuffers = 0
      guard memory != .read else { return nil }
      var argument = CInt(bitPattern: type.rawValue)
      if let errno = node.attempt(.streamOn, &argument) {
        return V4L2Error("VIDIOC_STREAMON", node: node.path, errno)
      }
      return nil
    }
    guard let failure else { return }
    stop()
    throw failure
  }

  /// Stops the driver, which gives back every buffer it had; nil is success.
  @discardableResult
  func stop() -> Errno? {
    state.withLock { state in
      guard state.isStreaming else { return nil }
      state.isStreaming = false
      for index in 0..<loans.count where unsafe loans[index].pointee.place == .queued {
        unsafe loans[index].pointee.place = .idle
      }
      guard memory != .read else { return nil }
      var argument = CInt(bitPattern: type.rawValue)
      return node.attempt(.streamOff, &argument)
    }
  }

  /// Frees the driver's buffers. Frames still held keep their memory until they end.
  ///
  /// Only the first call does anything: the queue may have other buffers by the time of a second one.
  func retire() {
    let isFirst = state.withLock { state in
      guard !state.isRetired else { return false }
      state.isRetired = true
      return true
    }
    guard isFirst else { return }
    stop()
    state.withLock { state in
      // Kernels before 5.0 refuse to free buffers that are mapped.
      if state.onLoan == 0 {
        state.backings = []
      }
    }
    free()
  }

  /// Takes a finished buffer of a capture queue from the driver as a frame.
  @inline(__always)
  func dequeue() -> Result<Frame, Errno> {
    if memory == .read { return read() }
    var index = loans.count
    let errno = node.dequeueBuffer(type: type, memory: memory.kernelNumber) { report in
      index = report.index
      if isTheDrivers(index) {
        unsafe loans[index].pointee.fill(report)
      } else {
        index = loans.count
      }
    }
    if let errno { return .failure(errno) }
    // A number of no buffer, or of one that somebody else has, is a broken driver's: there is nothing to lend.
    guard index < loans.count else { return .failure(.badAddress) }
    state.withLock { state in
      unsafe loans[index].pointee.place = .loaned
      state.onLoan += 1
    }
    return .success(Frame(index, of: self))
  }

  /// Whether the driver may give this buffer back: nobody else has it, and it is there.
  @inline(__always)
  func isTheDrivers(_ index: Int) -> Bool {
    guard index < loans.count else { return false }
    return unsafe loans[index].pointee.place == .queued
  }

  /// Copies a frame by read(2) into a buffer nobody holds.
  private func read() -> Result<Frame, Errno> {
    state.withLock { state in
      var free: Int?
      for index in 0..<loans.count where unsafe loans[index].pointee.place == .queued {
        free = index
        break
      }
      guard let index = free else { return .failure(.resourceTemporarilyUnavailable) }
      let whole = unsafe loans[index].pointee.memory[0]
      guard let start = unsafe UnsafeMutableRawPointer(bitPattern: whole.address) else {
        return .failure(.badAddress)
      }
      let count = unsafe calls.read(node.descriptor.rawValue, start, count: whole.length)
      if count < 0 { return .failure(Errno(rawValue: Int32(-count))) }
      unsafe loans[index].pointee.payloads[0] = Payload(address: whole.address, length: count)
      // Nothing is known of the frame but its bytes: the number is ours, and there is no time.
      unsafe loans[index].pointee.metadata.sequence = state.framesRead
      state.framesRead &+= 1
      unsafe loans[index].pointee.place = .loaned
      state.onLoan += 1
      return .success(Frame(index, of: self))
    }
  }

  @inline(__always)
  func queue(_ index: Int, request: Int32? = nil) -> Errno? {
    unsafe loans[index].pointee.metadata.queuedAt = now
    if memory != .read {
      let errno = node.queueBuffer(address(index)) { draft in
        if flags != 0 { draft.setFlags(flags) }
        if memory != .mmap { unsafe loans[index].pointee.describeMemory(to: draft, memory) }
        if type.isOutput { unsafe loans[index].pointee.describePayload(to: draft) }
        if let request { draft.setRequest(request) }
      }
      if let errno { return errno }
    }
    unsafe loans[index].pointee.place = .queued
    return nil
  }

  /// Ends a frame's loan: the buffer goes back to the driver if the stream still runs; nil is success.
  ///
  /// Failing, the driver is one buffer short until the next start, and that is counted.
  func takeBack(_ index: Int) -> Errno? {
    endAccess(index)
    return state.withLock { state in
      unsafe loans[index].pointee.place = .idle
      state.onLoan -= 1
      guard state.isStreaming, refillsDriver else { return nil }
      if state.surplus > 0, remove(index, &state) { return nil }
      let errno = queue(index)
      if errno != nil { state.lostBuffers += 1 }
      return errno
    }
  }
}
