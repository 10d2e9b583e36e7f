public import DMABuf
public import SystemIO
internal import SystemPackage
public import VideoFormats

/// A queue that captures something else than pictures, with buffers, that does not run.
public struct AllocatedDataQueue<Content: QueueFormat>: ~Copyable, Sendable {
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

  /// Gives out every buffer by descriptor, for other devices and processes.
  ///
  /// The corresponding request is `VIDIOC_EXPBUF`.
  public borrowing func export() throws(V4L2Error) -> [[DMABuffer]] {
    try hold.pool.exportAll()
  }

  /// Adds buffers; answers how many there are more. The corresponding request is `VIDIOC_CREATE_BUFS`.
  @discardableResult
  public mutating func grow(by count: Int) throws(V4L2Error) -> Int {
    try hold.pool.grow(by: count)
  }

  /// Gives buffers up; at least one stays. The corresponding request is `VIDIOC_REMOVE_BUFS`.
  public mutating func shrink(by count: Int) throws(V4L2Error) {
    try hold.pool.shrink(by: count)
  }

  /// Gives every buffer to the driver and starts it.
  ///
  /// A `wake` event that is rung ends a wait with `.woken`. The corresponding requests are `VIDIOC_QBUF` and
  /// `VIDIOC_STREAMON`.
  public consuming func start(wake: WakeEvent? = nil) throws(V4L2Error) -> DataStream<Content> {
    let (access, format) = (access, format)
    return DataStream(try StreamEngine(hold, wake: wake), access: access, format: format)
  }

  /// Frees the buffers. Frames still held keep their memory until they end.
  ///
  /// The corresponding request is `VIDIOC_REQBUFS` with a count of zero.
  public consuming func release() -> DataQueue<Content> {
    hold.pool.retire()
    return DataQueue(lease: hold.lease, access: access)
  }
}

/// A queue that captures something else than pictures and runs.
///
/// ```swift
/// var stream = try device.metadataCaptureQueue().allocate().start()
/// while case .frame(let frame) = try stream.next() {
///   for block in UVCMetadataBlock.blocks(in: frame.bytes) { print(block.timestamp) }
/// }
/// ```
/// What it delivers are frames whose bytes are the payload as the driver filled it. Letting go of it stops
/// the driver and frees the buffers; frames may be held beyond that.
public struct DataStream<Content: QueueFormat>: ~Copyable, Sendable {
  private var engine: StreamEngine
  private let access: FormatAccess<Content>
  /// The format of every payload.
  public let format: Content
  /// How long `next` waits when nobody says.
  public static var defaultTimeout: Duration { .seconds(3) }

  init(_ engine: consuming StreamEngine, access: FormatAccess<Content>, format: Content) {
    self.engine = engine
    self.access = access
    self.format = format
  }

  var hold: PoolHold { engine.hold }
  /// The device.
  public var device: Device { hold.lease.device }
  /// The kind of queue.
  public var type: QueueType { hold.lease.type }
  /// Whose memory the buffers are.
  public var memory: MemoryType { hold.pool.memory }
  /// Buffers the stream runs on.
  public var bufferCount: Int { hold.pool.bufferCount }
  /// Buffers held by frames at this moment.
  public var buffersOnLoan: Int { hold.pool.onLoan }
  /// Buffers that could not be given back, and that the driver therefore has to do without until the next
  /// start.
  public var buffersLost: Int { hold.pool.lostBuffers }

  /// The next payload, waiting for it.
  ///
  /// Sleeps in the kernel until the payload, the doorbell or the deadline, whichever is first. When the
  /// deadline passes it throws a stall that names the time waited and who holds the buffers. The corresponding
  /// system calls are `epoll_wait` and `VIDIOC_DQBUF`.
  public mutating func next(timeout: Duration? = nil) throws(V4L2Error) -> Dequeued {
    try engine.next(milliseconds: max(0, (timeout ?? Self.defaultTimeout).milliseconds))
  }

  /// The next payload if there is one already.
  public mutating func nextIfReady() throws(V4L2Error) -> Dequeued {
    try engine.dequeue()
  }

  /// Stops the driver, which forgets what it had not yet delivered. Frames already taken stay valid.
  ///
  /// The corresponding request is `VIDIOC_STREAMOFF`.
  public consuming func stop() throws(V4L2Error) -> AllocatedDataQueue<Content> {
    let (access, format) = (access, format)
    return AllocatedDataQueue(hold: try engine.stop(), access: access, format: format)
  }
}
