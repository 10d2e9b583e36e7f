internal import DMABuf
public import SystemIO
internal import SystemPackage
public import VideoFormats

/// A queue that puts something else than pictures out, without buffers: the only state in which its format
/// may change.
///
/// `Device.vbiOutputQueue()` and its like hand it out; the next state is `AllocatedDataOutput`.
public struct DataOutputQueue<Content: QueueFormat>: ~Copyable, Sendable {
  let lease: QueueLease
  let access: FormatAccess<Content>

  /// The device.
  public var device: Device { lease.device }
  /// The kind of queue.
  public var type: QueueType { lease.type }

  /// The formats on offer, in the driver's order; empty for VBI, which has none to choose from.
  ///
  /// The corresponding request is `VIDIOC_ENUM_FMT`.
  public func formats() throws(V4L2Error) -> [FormatDescription] {
    try device.formats(of: type)
  }

  /// The format as it is set now. The corresponding request is `VIDIOC_G_FMT`.
  public func format() throws(V4L2Error) -> Content {
    try access.current(device, type)
  }

  /// What the driver would grant, without changing anything. The corresponding request is `VIDIOC_TRY_FMT`.
  public func tryFormat(_ format: Content) throws(V4L2Error) -> Adjustment<Content> {
    try access.attempt(device, type, format)
  }

  /// Sets the format and says what the driver made of it. The corresponding request is `VIDIOC_S_FMT`.
  public func setFormat(_ format: Content) throws(V4L2Error) -> Adjustment<Content> {
    try access.set(device, type, format)
  }

  /// Allocates buffers; to a driver that does not stream, payloads are written.
  ///
  /// The corresponding requests are `VIDIOC_REQBUFS` and `VIDIOC_QUERYBUF`.
  public consuming func allocate(
    _ allocation: BufferAllocation? = nil
  ) throws(V4L2Error) -> AllocatedDataOutput<Content> {
    let format = try access.settled(on: lease)
    let hold = try PoolHold(lease, allocation, planeSizes: access.planeSizes(format))
    return AllocatedDataOutput(hold: hold, access: access, format: format)
  }
}

/// A queue that puts something else than pictures out, with buffers, that does not run.
public struct AllocatedDataOutput<Content: QueueFormat>: ~Copyable, Sendable {
  let hold: PoolHold
  let access: FormatAccess<Content>

  /// The format, which cannot change while buffers exist.
  public let format: Content

  /// The device.
  public var device: Device { hold.lease.device }
  /// The kind of queue.
  public var type: QueueType { hold.lease.type }
  /// Whose memory the buffers are.
  public var memory: MemoryType { hold.pool.memory }
  /// Buffers the driver granted.
  public var bufferCount: Int { hold.pool.bufferCount }
  /// What the driver says of the queue; empty where it says nothing.
  public var capabilities: BufferCapabilities { hold.pool.capabilities }

  /// Starts the driver, which waits for payloads. The corresponding request is `VIDIOC_STREAMON`.
  public consuming func start(
    wake: WakeEvent? = nil
  ) throws(V4L2Error) -> DataOutputStream<Content> {
    let (access, format) = (access, format)
    return DataOutputStream(
      OutputStream(try StreamEngine(hold, wake: wake), format: .nothing, interval: nil), hold: hold,
      access: access, format: format)
  }

  /// Frees the buffers. The corresponding request is `VIDIOC_REQBUFS` with a count of zero.
  public consuming func release() -> DataOutputQueue<Content> {
    hold.pool.retire()
    return DataOutputQueue(lease: hold.lease, access: access)
  }
}

extension Format {
  /// The picture format of what is no picture.
  fileprivate static let nothing = Format(PixelFormat(rawValue: 0), width: 0, height: 0)
}

/// A queue that puts something else than pictures out and runs.
///
/// Letting go of it stops the driver, which forgets what it has not yet put out, and frees the buffers.
public struct DataOutputStream<Content: QueueFormat>: ~Copyable, Sendable {
  private var output: OutputStream
  private let hold: PoolHold
  private let access: FormatAccess<Content>
  /// The format of every payload.
  public let format: Content

  init(
    _ output: consuming OutputStream, hold: PoolHold, access: FormatAccess<Content>,
    format: Content
  ) {
    self.output = output
    self.hold = hold
    self.access = access
    self.format = format
  }

  /// The device.
  public var device: Device { hold.lease.device }
  /// The kind of queue.
  public var type: QueueType { hold.lease.type }
  /// Whose memory the buffers are.
  public var memory: MemoryType { hold.pool.memory }
  /// Buffers the stream runs on.
  public var bufferCount: Int { hold.pool.bufferCount }
  /// Buffers the driver has at this moment.
  public var buffersQueued: Int { hold.pool.queuedCount }
  /// Payloads given to the driver.
  public var framesSubmitted: Int { output.framesSubmitted }
  /// Payloads the driver marked as damaged. The corresponding C constant is `V4L2_BUF_FLAG_ERROR`.
  public var errorFrames: Int { output.errorFrames }

  /// A free buffer to fill, waiting until the driver gives one back; nil when woken or at the end.
  ///
  /// Throws a stall when none is free in time. The corresponding requests are `VIDIOC_DQBUF` and `epoll_wait`.
  public mutating func next(timeout: Duration? = nil) throws(V4L2Error) -> OutputBuffer? {
    try output.next(timeout: timeout)
  }

  /// Puts a filled buffer out. The corresponding request is `VIDIOC_QBUF`.
  public mutating func submit(_ buffer: consuming OutputBuffer) throws(V4L2Error) {
    try output.submit(buffer)
  }

  /// Puts a filled buffer into a media request, with which it will be put out.
  ///
  /// The corresponding request is `VIDIOC_QBUF` with `V4L2_BUF_FLAG_REQUEST_FD`.
  public mutating func submit(
    _ buffer: consuming OutputBuffer, in request: borrowing MediaRequest
  ) throws(V4L2Error) {
    try output.submit(buffer, in: request)
  }

  /// Copies a payload into a free buffer and puts it out; false when woken before one was free.
  ///
  /// Throws where it is larger than a buffer. The corresponding request is `VIDIOC_QBUF`.
  @discardableResult
  public mutating func submit(
    copying bytes: RawSpan, timestamp: Int64 = 0, timeout: Duration? = nil
  ) throws(V4L2Error) -> Bool {
    try output.submit(copying: bytes, timestamp: timestamp, timeout: timeout)
  }

  /// Waits for the driver to give back what it has put out. The corresponding request is `VIDIOC_DQBUF`.
  public mutating func reclaim(timeout: Duration? = nil) throws(V4L2Error) -> Reclaimed {
    try output.reclaim(timeout: timeout)
  }

  /// What the driver has given back already.
  public mutating func reclaimIfReady() throws(V4L2Error) -> Reclaimed {
    try output.reclaimIfReady()
  }

  /// Stops the driver, which forgets what it has not yet put out. The corresponding request is
  /// `VIDIOC_STREAMOFF`.
  public consuming func stop() throws(V4L2Error) -> AllocatedDataOutput<Content> {
    let (access, format, hold) = (access, format, hold)
    _ = try output.stop()
    return AllocatedDataOutput(hold: hold, access: access, format: format)
  }
}
