public import SystemIO
internal import SystemPackage
public import VideoFormats

/// What an output queue gives back.
public enum Reclaimed: ~Copyable {
  /// A frame that was submitted is no longer read; letting go of it gives it back to where it came from.
  case frame(Frame)
  /// A buffer of the queue's own is free again.
  case buffer(OutputReport)
  /// Nothing yet, and the caller did not want to wait.
  case notReady
  /// The stream's doorbell rang.
  case woken
  /// The driver has drained. The corresponding error number is `EPIPE`.
  case endOfStream
}

extension Reclaimed {
  /// Whether it is anything at all.
  fileprivate var isThere: Bool {
    switch self {
    case .notReady: false
    default: true
    }
  }
}

/// What the driver says of a frame that it has put out. The corresponding C type is `v4l2_buffer`.
public struct OutputReport: Hashable, Sendable {
  /// The buffer's number.
  public var bufferIndex: Int
  /// The driver's count of frames; a jump means that it put an older one out again meanwhile.
  public var sequence: UInt32
  /// What else the driver says.
  public var flags: BufferFlags
}

extension AllocatedOutput {
  /// Starts the driver, which waits for as many frames as it needs.
  ///
  /// A `wake` event that is rung ends a wait. The corresponding request is `VIDIOC_STREAMON`.
  public consuming func start(wake: WakeEvent? = nil) throws(V4L2Error) -> OutputStream {
    OutputStream(try StreamEngine(hold, wake: wake), format: format, interval: interval)
  }
}

/// An output queue that runs.
///
/// ```swift
/// var output = try device.outputQueue().allocate().start()
/// while var buffer = try output.next() {
///   draw(into: buffer.mutableBytes())
///   try output.submit(buffer)
/// }
/// ```
/// Letting go of it stops the driver, which forgets what it has not yet put out, and frees the buffers.
public struct OutputStream: ~Copyable, Sendable {
  private var engine: StreamEngine
  private var inFlight = InFlight()
  /// The format of every frame.
  public let format: Format
  /// The time between frames; nil when the driver knows none.
  public let interval: Interval?
  /// Frames given to the driver.
  public private(set) var framesSubmitted = 0
  /// Bytes the processor copied to submit them; frames handed on and buffers filled in place cost none here.
  public private(set) var bytesCopied = 0
  /// Frames the driver marked as damaged. The corresponding C constant is `V4L2_BUF_FLAG_ERROR`.
  public private(set) var errorFrames = 0
  private let defaultMilliseconds: Int

  init(_ engine: consuming StreamEngine, format: Format, interval: Interval?) {
    self.engine = engine
    self.format = format
    self.interval = interval
    defaultMilliseconds = (.seconds(2) + .seconds(interval?.seconds ?? 0)).milliseconds
  }

  private var pool: BufferPool { engine.hold.pool }
  /// The device.
  public var device: Device { engine.hold.lease.device }
  /// Whose memory the buffers are.
  public var memory: MemoryType { pool.memory }
  /// Buffers the stream runs on.
  public var bufferCount: Int { pool.bufferCount }
  /// Buffers the driver has at this moment.
  public var buffersQueued: Int { pool.queuedCount }

  /// The descriptor to watch, and for what, by whoever polls it beside others.
  package var watched: (descriptor: Int32, events: UInt32) {
    (device.rawDescriptor, Poller.writable)
  }

  /// Whether the buffer of a number is free for a frame.
  package func isFree(_ index: Int) -> Bool { pool.isIdle(index) }

  /// Whether any buffer is free to be filled.
  package var hasFree: Bool { pool.hasFree }

  /// A free buffer to fill, waiting until the driver gives one back; nil when woken or at the end.
  ///
  /// Frames that come back meanwhile are given back to where they came from. Throws a stall when none is free
  /// in time. The corresponding requests are `VIDIOC_DQBUF` and `epoll_wait`.
  public mutating func next(timeout: Duration? = nil) throws(V4L2Error) -> OutputBuffer? {
    let milliseconds = timeout.map { max(0, $0.milliseconds) } ?? defaultMilliseconds
    var patience = Patience(milliseconds: milliseconds)
    // A device that is written to says by poll(2) whether it takes another frame.
    var isAllowed = pool.memory != .read
    while true {
      if isAllowed, let buffer = pool.takeFree() { return buffer }
      switch try reclaimAfterWaiting(&patience, milliseconds) {
      case .woken: return nil
      case .endOfStream: return nil
      case .frame(let frame): _ = consume frame
      case .buffer: break
      case .notReady: isAllowed = true
      }
    }
  }

  /// A buffer to fill that is free already; nil when the driver has all of them. Never waits.
  public mutating func nextIfFree() -> OutputBuffer? { pool.takeFree() }

  /// Puts a filled buffer out.
  ///
  /// Throws, and the buffer is free again, where the driver refuses it. The corresponding request is
  /// `VIDIOC_QBUF`.
  public mutating func submit(_ buffer: consuming OutputBuffer) throws(V4L2Error) {
    precondition(buffer.pool === pool, "the buffer is another queue's")
    let byteCount = pool.memory == .read ? buffer.byteCount : 0
    if let errno = buffer.queue() { throw refusal(errno) }
    framesSubmitted += 1
    // write(2) copies, wherever the bytes were before.
    bytesCopied += byteCount
  }

  /// Puts a filled buffer into a media request, with which it will be put out.
  ///
  /// Throws, and the buffer is free again, where the driver refuses it. The corresponding request is
  /// `VIDIOC_QBUF` with `V4L2_BUF_FLAG_REQUEST_FD`.
  public mutating func submit(
    _ buffer: consuming OutputBuffer, in request: borrowing MediaRequest
  ) throws(V4L2Error) {
    precondition(buffer.pool === pool, "the buffer is another queue's")
    if let errno = buffer.queue(in: request.descriptor) { throw refusal(errno) }
    framesSubmitted += 1
  }

  /// Copies a picture into a free buffer and puts it out; false when woken before one was free.
  ///
  /// Each memory plane takes its share in turn, as a file of such pictures holds them. Throws where the bytes
  /// are not what the planes hold. The corresponding request is `VIDIOC_QBUF`.
  @discardableResult
  public mutating func submit(
    copying bytes: RawSpan, field: Field? = nil, timestamp: Int64 = 0, timeout: Duration? = nil
  ) throws(V4L2Error) -> Bool {
    guard var buffer = try next(timeout: timeout) else { return false }
    var start = 0
    for plane in 0..<buffer.planeCount {
      // Its share is what the format needs, however much memory there is.
      let count = min(bytes.byteCount - start, buffer.byteCount(ofPlane: plane))
      let part = bytes.extracting(start..<(start + count))
      guard buffer.fill(plane, with: part) else {
        throw V4L2Error(
          "VIDIOC_QBUF", node: device.path,
          reason: .unsupported("the memory of plane \(plane) can't be written to by the processor"))
      }
      buffer.setByteCount(count, ofPlane: plane)
      start += count
    }
    guard start == bytes.byteCount else {
      throw V4L2Error(
        "VIDIOC_QBUF", node: device.path,
        reason: .unsupported(
          "a payload of \(bytes.byteCount) bytes is larger than the \(start) of a buffer"))
    }
    buffer.field = field ?? format.field
    buffer.timestamp = timestamp
    try submit(buffer)
    if pool.memory != .read { bytesCopied += start }
    return true
  }

  /// Hands a captured frame on without copying: the driver reads it where it is.
  ///
  /// The queue must take dma-bufs, or the frame be in a buffer that this queue has exported; and it must have a buffer
  /// of the frame's number, which must be free: a device keeps what it learnt of a memory by that number. The frame is
  /// kept until the driver has read it, and comes back from `reclaim`. Throws, and the frame is given back, where it
  /// cannot be handed on.
  /// The corresponding requests are `VIDIOC_EXPBUF` and `VIDIOC_QBUF`.
  public mutating func submit(_ frame: consuming Frame) throws(V4L2Error) {
    let index = frame.metadata.bufferIndex
    guard pool.memory == .dmabuf || pool.memory == .mmap else {
      throw V4L2Error(
        "VIDIOC_QBUF", node: device.path,
        reason: .unsupported(
          "frames are handed on by dma-buf, and the queue's memory is \(pool.memory)"))
    }
    guard index < min(pool.loans.count, InFlight.capacity) else {
      throw V4L2Error("VIDIOC_QBUF", node: device.path, .invalidArgument)
    }
    let planes = pool.maker.planeSizes.count
    guard planes == 0 || frame.planeCount == planes else {
      throw V4L2Error(
        "VIDIOC_QBUF", node: device.path,
        reason: .unsupported(
          "the frame has \(frame.planeCount) memory planes and the queue \(planes)"))
    }
    let edition = frame.edition
    var isIn = pool.hasMemory(of: edition, index)
    if !isIn {
      let memory = try frame.shared()
      isIn =
        pool.memory == .mmap
        ? pool.lends(memory, to: edition, index) : pool.adopt(memory, of: edition, index)
    }
    guard isIn else {
      throw V4L2Error(
        "VIDIOC_QBUF", node: device.path,
        reason: .unsupported(
          pool.memory == .mmap
            ? "frames are handed on by dma-buf, and this queue's memory is its own: the frame is not in buffer \(index) of it"
            : "buffer \(index) of \(pool.bufferCount) is not free for the frame of that number"))
    }
    if let errno = pool.putOut(index, as: frame) { throw refusal(errno) }
    inFlight.put(frame, at: index)
    framesSubmitted += 1
  }

  private func refusal(_ errno: Errno) -> V4L2Error {
    V4L2Error(pool.memory == .read ? "write" : "VIDIOC_QBUF", node: device.path, errno)
  }

  /// Waits for the driver to give back what it has put out.
  ///
  /// Throws a stall when nothing comes back in time. The corresponding requests are `VIDIOC_DQBUF` and
  /// `epoll_wait`.
  public mutating func reclaim(timeout: Duration? = nil) throws(V4L2Error) -> Reclaimed {
    let milliseconds = timeout.map { max(0, $0.milliseconds) } ?? defaultMilliseconds
    var patience = Patience(milliseconds: milliseconds)
    let ready = try reclaimIfReady()
    if ready.isThere { return ready }
    return try reclaimAfterWaiting(&patience, milliseconds)
  }

  /// What the driver has given back already.
  public mutating func reclaimIfReady() throws(V4L2Error) -> Reclaimed {
    switch pool.reclaim() {
    case .success(let index):
      let metadata = unsafe pool.loans[index].pointee.metadata
      if metadata.flags.contains(.error) { errorFrames += 1 }
      if let frame = inFlight.take(at: index) { return .frame(frame) }
      return .buffer(
        OutputReport(
          bufferIndex: index, sequence: metadata.sequence, flags: metadata.flags))
    case .failure(let errno):
      if errno == .resourceTemporarilyUnavailable { return .notReady }
      if errno == .brokenPipe { return .endOfStream }
      throw V4L2Error("VIDIOC_DQBUF", node: device.path, errno)
    }
  }

  private mutating func reclaimAfterWaiting(
    _ patience: inout Patience, _ milliseconds: Int
  ) throws(V4L2Error) -> Reclaimed {
    while true {
      switch try engine.wait(patience.remaining) {
      case .woken: return .woken
      case .timedOut: throw engine.stall(after: milliseconds)
      case .ready(let events):
        if pool.memory == .read, events & Poller.failed == 0 { return .notReady }
        let ready = try reclaimIfReady()
        if ready.isThere { return ready }
        if events & Poller.failed != 0 {
          // videobuf2 answers so as well when nothing was queued at all.
          guard buffersQueued > 0 else { throw engine.stall(after: 0) }
          throw V4L2Error("epoll_wait", node: device.path, .ioError)
        }
        guard patience.allowsAnother(at: pool.now) else {
          throw engine.stall(after: milliseconds)
        }
      }
    }
  }

  /// Stops the driver, which forgets what it has not yet put out.
  ///
  /// Frames that were handed on go back to where they came from. The corresponding request is
  /// `VIDIOC_STREAMOFF`.
  public consuming func stop() throws(V4L2Error) -> AllocatedOutput {
    let (format, interval) = (format, interval)
    return AllocatedOutput(hold: try engine.stop(), format: format, interval: interval)
  }
}
