public import DMABuf
internal import SystemPackage
public import VideoFormats

extension Device {
  /// Hands out the queue that puts pictures out, single- or multi-planar as the node has it.
  ///
  /// Fails when the node puts no pictures out or when the queue is already held by somebody in this program.
  public func outputQueue() throws(V4L2Error) -> OutputQueue {
    OutputQueue(lease: try lease(information.pictureOutputQueue, "puts no pictures out"))
  }
}

/// An output queue without buffers: the only state in which a format may change.
///
/// The next state is `AllocatedOutput`. An error that ends a state also ends the hold on the queue; ask
/// the device for it again.
public struct OutputQueue: ~Copyable, Sendable {
  let lease: QueueLease

  /// The device.
  public var device: Device { lease.device }
  /// The kind of queue.
  public var type: QueueType { lease.type }

  /// The format as it is set now. The corresponding request is `VIDIOC_G_FMT`.
  public func format() throws(V4L2Error) -> Format {
    try device.format(of: type)
  }

  /// Sets the format and says what the driver made of it.
  ///
  /// Throws with `EBUSY` when another open file holds buffers. The corresponding request is `VIDIOC_S_FMT`.
  public func setFormat(_ format: Format) throws(V4L2Error) -> FormatAdjustment {
    try device.setFormat(format, of: type)
  }

  /// The time between frames as it is set now; nil when the driver knows none.
  ///
  /// The corresponding request is `VIDIOC_G_PARM`.
  public func interval() throws(V4L2Error) -> Interval? {
    try device.interval(of: type)
  }

  /// Sets the time between frames and answers what the driver made of it; nil when it has no say in it.
  ///
  /// The corresponding request is `VIDIOC_S_PARM`.
  public func setInterval(_ interval: Interval) throws(V4L2Error) -> Interval? {
    try device.setInterval(interval, of: type)
  }

  /// The number of buffers to ask for when nobody says: four, or what the driver needs if that is more.
  public func defaultBufferCount() throws(V4L2Error) -> Int {
    try lease.usualBufferCount()
  }

  /// Allocates buffers of any kind of memory; to a driver that does not stream, frames are written.
  ///
  /// The driver may grant fewer or more than was asked for; `bufferCount` tells. Imported memory that frames
  /// are to bring along is left out: `.dmabuf([])`. Zero or a negative count is refused with `EINVAL`. The
  /// corresponding requests are `VIDIOC_REQBUFS` and `VIDIOC_QUERYBUF`.
  public consuming func allocate(
    _ allocation: BufferAllocation? = nil
  ) throws(V4L2Error) -> AllocatedOutput {
    let format = try format()
    let interval = try interval()
    let hold = try PoolHold(lease, allocation, planeSizes: format.planes.map(\.size))
    return AllocatedOutput(hold: hold, format: format, interval: interval)
  }
}

/// An output queue with buffers that does not run.
public struct AllocatedOutput: ~Copyable, Sendable {
  let hold: PoolHold

  /// The format, which cannot change while buffers exist.
  public let format: Format
  /// The time between frames; nil when the driver knows none.
  public let interval: Interval?

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

  /// Gives out every buffer's planes by descriptor, so that another device may fill them.
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

  /// Gives buffers up; at least one stays. Throws with `ENOTTY` where the driver cannot, as before Linux 6.10.
  ///
  /// The corresponding request is `VIDIOC_REMOVE_BUFS`.
  public mutating func shrink(by count: Int) throws(V4L2Error) {
    try hold.pool.shrink(by: count)
  }

  /// Lets the driver prepare every buffer now, so that what it cannot take shows before it runs.
  ///
  /// The corresponding request is `VIDIOC_PREPARE_BUF`.
  public mutating func prepare() throws(V4L2Error) {
    try hold.pool.prepare()
  }

  /// Prepares them where the driver can, for who tries what memory it takes.
  package mutating func prepareWherePossible() throws(V4L2Error) {
    try hold.pool.prepareWherePossible()
  }

  /// Frees the buffers. The corresponding request is `VIDIOC_REQBUFS` with a count of zero.
  public consuming func release() -> OutputQueue {
    hold.pool.retire()
    return OutputQueue(lease: hold.lease)
  }
}
