internal import CVideoDev2
internal import Synchronization
internal import SystemIO
internal import SystemPackage
internal import VideoFormats

/// The buffers of one allocation, and the truth about who has each: the driver, a frame, or nobody.
///
/// This is videobuf2's state machine seen from user space. A frame belongs to a pool, not to a stream:
/// one that outlives STREAMOFF, a restart or the queue itself finds here whether its buffer may still
/// be queued, under the same lock as the queueing, and its memory stays mapped until it ends.
final class BufferPool: Sendable {
  private struct State: ~Copyable {
    var mappings: [Mapping] = []
    var onLoan = 0
    var isStreaming = false
    var isRetired = false
    var lostBuffers = 0
  }

  let node: Node
  let type: QueueType
  let bufferCount: Int
  let loans: LoanTable
  // The open file and its claim on the queue outlive the last frame.
  private let device: Device
  private let calls: any SystemCalls
  private let state: Mutex<State>

  /// Asks for buffers and maps what is granted, which may be fewer or more.
  init(device: Device, type: QueueType, count: Int) throws(V4L2Error) {
    self.device = device
    self.type = type
    node = device.node
    calls = device.node.calls
    bufferCount = try Self.request(count, type, node)
    loans = LoanTable(count: bufferCount, field: LoanRecord.init(buffer:))
    state = Mutex(State())
    do throws(V4L2Error) {
      guard bufferCount > 0 else { throw V4L2Error("VIDIOC_REQBUFS", node: node.path, .noMemory) }
      var mappings: [Mapping] = []
      for index in 0..<bufferCount {
        mappings += try map(index)
      }
      let all = mappings
      state.withLock { state in
        state.mappings = all
      }
    } catch {
      _ = try? Self.request(0, type, node)
      throw error
    }
  }

  private static func request(
    _ count: Int, _ type: QueueType, _ node: Node
  ) throws(V4L2Error) -> Int {
    var request = v4l2_requestbuffers()
    request.count = UInt32(clamping: count)
    request.type = type.rawValue
    request.memory = UInt32(V4L2_MEMORY_MMAP.rawValue)
    try node.perform(.requestBuffers, &request)
    return Int(request.count)
  }

  /// Maps the planes of one buffer.
  private func map(_ index: Int) throws(V4L2Error) -> [Mapping] {
    var planes: [BufferReport.Plane] = []
    try node.queryBuffer(index, type: type) { report in
      planes = (0..<report.planeCount).map(report.plane)
    }
    var mappings: [Mapping] = []
    for (number, plane) in planes.enumerated() {
      do {
        let mapping = try Mapping(
          descriptor: node.descriptor, offset: plane.mapOffset, length: plane.length,
          writable: true)
        mappings.append(mapping)
        unsafe loans[index].pointee.memory[number] = Payload(
          address: UInt(bitPattern: mapping.base), length: mapping.length)
      } catch {
        throw V4L2Error("mmap", node: node.path, error)
      }
    }
    unsafe loans[index].pointee.planeCount = planes.count
    return mappings
  }

  /// This moment on the monotonic clock.
  var now: MonotonicInstant { MonotonicInstant(nanoseconds: calls.monotonicNanoseconds()) }

  /// Buffers held by frames.
  var onLoan: Int { state.withLock { $0.onLoan } }

  /// Buffers that could not be given back while streaming and are therefore idle until the next start.
  var lostBuffers: Int { state.withLock { $0.lostBuffers } }

  /// Queues every buffer nobody holds, and starts the driver.
  func start() throws(V4L2Error) {
    let failure: V4L2Error? = state.withLock { state in
      // From here on buffers may be queued, which a stop must undo.
      state.isStreaming = true
      for index in 0..<bufferCount where unsafe !loans[index].pointee.isOnLoan {
        if let errno = queue(index, &state) {
          return V4L2Error("VIDIOC_QBUF", node: node.path, errno)
        }
      }
      var argument = CInt(bitPattern: type.rawValue)
      if let errno = node.attempt(.streamOn, &argument) {
        return V4L2Error("VIDIOC_STREAMON", node: node.path, errno)
      }
      state.lostBuffers = 0
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
        state.mappings = []
      }
    }
    _ = try? Self.request(0, type, node)
  }

  /// Takes a finished buffer from the driver as a frame.
  @inline(__always)
  func dequeue() -> Result<Frame, Errno> {
    var index = bufferCount
    let errno = node.dequeueBuffer(type: type) { report in
      index = report.index
      if index < bufferCount { unsafe loans[index].pointee.fill(report) }
    }
    if let errno { return .failure(errno) }
    // A number out of range is a broken driver's; there is no such buffer to lend.
    guard index < bufferCount else { return .failure(.badAddress) }
    state.withLock { state in
      unsafe loans[index].pointee.isOnLoan = true
      state.onLoan += 1
    }
    return .success(Frame(index, pool: self))
  }

  @inline(__always)
  private func queue(_ index: Int, _ state: inout State) -> Errno? {
    unsafe loans[index].pointee.metadata.queuedAt = now
    return node.queueBuffer(index, type: type)
  }

  /// Ends a frame's loan: the buffer goes back to the driver if the stream still runs; nil is success.
  ///
  /// Failing, the driver is one buffer short until the next start, and that is counted.
  func takeBack(_ index: Int) -> Errno? {
    state.withLock { state in
      unsafe loans[index].pointee.isOnLoan = false
      state.onLoan -= 1
      guard state.isStreaming else { return nil }
      let errno = queue(index, &state)
      if errno != nil { state.lostBuffers += 1 }
      return errno
    }
  }
}
