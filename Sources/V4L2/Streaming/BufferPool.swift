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
    /// Planes of all buffers, buffer by buffer.
    var memory: [Payload] = []
    var isOnLoan: [Bool] = []
    var queuedAt: [Int64] = []
    var onLoan = 0
    var isStreaming = false
    var isRetired = false
    var lostBuffers = 0
  }

  let device: Device
  let type: QueueType
  let bufferCount: Int
  let planeCount: Int
  private let state: Mutex<State>

  /// Asks for buffers and maps what is granted, which may be fewer or more.
  init(device: Device, type: QueueType, count: Int) throws(V4L2Error) {
    self.device = device
    self.type = type
    let node = device.node
    bufferCount = try Self.request(count, type, node)
    state = Mutex(State())
    var mappings: [Mapping] = []
    var memory: [Payload] = []
    var planeCount = 0
    do throws(V4L2Error) {
      guard bufferCount > 0 else { throw V4L2Error("VIDIOC_REQBUFS", node: node.path, .noMemory) }
      for index in 0..<bufferCount {
        let report = try node.queryBuffer(index, type: type)
        planeCount = report.planeCount
        for plane in 0..<report.planeCount {
          let mapping = try Self.map(report.planes[plane], node)
          memory.append(
            unsafe Payload(address: UInt(bitPattern: mapping.base), length: mapping.length))
          mappings.append(mapping)
        }
      }
    } catch {
      mappings = []
      _ = try? Self.request(0, type, node)
      self.planeCount = planeCount
      throw error
    }
    self.planeCount = planeCount
    let count = bufferCount
    let (allMappings, allMemory) = (mappings, memory)
    state.withLock { state in
      state.mappings = allMappings
      state.memory = allMemory
      state.isOnLoan = Array(repeating: false, count: count)
      state.queuedAt = Array(repeating: 0, count: count)
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

  private static func map(
    _ plane: BufferReport.Plane, _ node: Node
  ) throws(V4L2Error) -> Mapping {
    do {
      return try Mapping(
        descriptor: node.descriptor, offset: Int(plane.mapOffset), length: Int(plane.length),
        writable: true)
    } catch {
      throw V4L2Error("mmap", node: node.path, error)
    }
  }

  /// Buffers held by frames.
  var onLoan: Int { state.withLock { $0.onLoan } }

  /// Buffers that could not be given back while streaming and are therefore idle until the next start.
  var lostBuffers: Int { state.withLock { $0.lostBuffers } }

  /// Queues every buffer nobody holds, and starts the driver.
  func start() throws(V4L2Error) {
    let node = device.node
    let failure: V4L2Error? = state.withLock { state in
      // From here on buffers may be queued, which a stop must undo.
      state.isStreaming = true
      for index in 0..<bufferCount where !state.isOnLoan[index] {
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
      return device.node.attempt(.streamOff, &argument)
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
        state.memory = []
        state.mappings = []
      }
    }
    _ = try? Self.request(0, type, device.node)
  }

  /// Takes a finished buffer from the driver as a frame.
  func dequeue() -> Result<Frame, Errno> {
    switch device.node.dequeueBuffer(type: type) {
    case .failure(let errno): return .failure(errno)
    case .success(let report):
      // A number out of range is a broken driver's; there is no such buffer to lend.
      guard report.index < bufferCount else { return .failure(.badAddress) }
      let planes = min(report.planeCount, planeCount)
      var payloads = Payloads(count: planes)
      let queuedAt = state.withLock { state in
        state.isOnLoan[report.index] = true
        state.onLoan += 1
        for plane in 0..<planes {
          payloads[plane] = Payload(
            report.planes[plane], in: state.memory[report.index * planeCount + plane])
        }
        return state.queuedAt[report.index]
      }
      return .success(
        Frame(
          FrameMetadata(
            sequence: report.sequence, timestamp: report.timestamp,
            flags: BufferFlags(rawValue: report.flags), field: report.field,
            bufferIndex: report.index, queuedAt: MonotonicInstant(nanoseconds: queuedAt)),
          payloads, pool: self))
    }
  }

  private func queue(_ index: Int, _ state: inout State) -> Errno? {
    state.queuedAt[index] = device.node.calls.monotonicNanoseconds()
    return device.node.queueBuffer(index, type: type)
  }

  /// Ends a frame's loan: the buffer goes back to the driver if the stream still runs; nil is success.
  ///
  /// Failing, the driver is one buffer short until the next start, and that is counted.
  func takeBack(_ index: Int) -> Errno? {
    state.withLock { state in
      state.isOnLoan[index] = false
      state.onLoan -= 1
      guard state.isStreaming else { return nil }
      let errno = queue(index, &state)
      if errno != nil { state.lostBuffers += 1 }
      return errno
    }
  }
}
