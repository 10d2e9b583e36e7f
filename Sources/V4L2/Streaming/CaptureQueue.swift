public import DMABuf
internal import SystemPackage
public import VideoFormats

/// Everything a queue must undo when its last state is let go of.
///
/// The queue's states are distinct noncopyable types that hand this one object on, so an error in the
/// middle of a transition cleans up as an ordinary end does.
final class QueueLease: Sendable {
  let device: Device
  let type: QueueType

  init(_ device: Device, _ type: QueueType) throws(V4L2Error) {
    try device.claim(type)
    self.device = device
    self.type = type
  }

  deinit {
    device.surrender(type)
  }

  /// The number of buffers to ask for when nobody says: four, or what the driver needs if that is more.
  func usualBufferCount() throws(V4L2Error) -> Int {
    let minimum: ControlID = type.isOutput ? .minimumOutputBuffers : .minimumCaptureBuffers
    return max(4, try device.value(of: minimum) ?? 0)
  }
}

extension Device {
  /// Hands out the queue that captures pictures, single- or multi-planar as the node has it.
  ///
  /// Fails when the node captures no pictures or when the queue is already held by somebody in this
  /// program.
  public func captureQueue() throws(V4L2Error) -> CaptureQueue {
    CaptureQueue(lease: try lease(information.pictureCaptureQueue, "captures no pictures"))
  }

  /// Claims a queue; nil is one that the node does not have, which the words say.
  func lease(_ type: QueueType?, _ lack: String) throws(V4L2Error) -> QueueLease {
    guard let type else {
      throw V4L2Error(
        "open", node: path, reason: .unsupported("the node \(lack) (\(information.card))"))
    }
    guard information.capabilities.hasTransfer else {
      throw V4L2Error(
        "open", node: path,
        reason: .unsupported("the driver supports neither streaming nor read and write"))
    }
    return try QueueLease(self, type)
  }
}

/// A capture queue without buffers: the only state in which a format may change.
///
/// The next state is `AllocatedQueue`. An error that ends a state also ends the hold on the queue; ask
/// the device for it again.
public struct CaptureQueue: ~Copyable, Sendable {
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

  /// Allocates buffers in the driver and maps them; of a driver that does not stream, frames are read.
  ///
  /// The driver may grant fewer or more than `count`; `bufferCount` tells. Zero or a negative count is
  /// refused with `EINVAL`. The corresponding requests are `VIDIOC_REQBUFS` and `VIDIOC_QUERYBUF`.
  public consuming func allocate(count: Int? = nil) throws(V4L2Error) -> AllocatedQueue {
    try allocate(BufferAllocation(count: count, memory: device.usualMemory))
  }

  /// Allocates buffers of any kind of memory.
  ///
  /// Memory that does not begin at a page or is too small is refused before the driver is asked to fill
  /// it, and the queue is then as it was. Zero or a negative count is refused with `EINVAL`. The
  /// corresponding requests are `VIDIOC_REQBUFS` and `VIDIOC_QUERYBUF`.
  public consuming func allocate(
    _ allocation: BufferAllocation
  ) throws(V4L2Error) -> AllocatedQueue {
    let format = try format()
    let interval = try interval()
    let hold = try PoolHold(lease, allocation, planeSizes: format.planes.map(\.size))
    return AllocatedQueue(hold: hold, format: format, interval: interval)
  }
}

/// A capture queue with buffers that does not run.
public struct AllocatedQueue: ~Copyable, Sendable {
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
  /// Whether the driver heeds hints about caches. The corresponding C constant is
  /// `V4L2_BUF_CAP_SUPPORTS_MMAP_CACHE_HINTS`.
  public var takesCacheHints: Bool { capabilities.contains(.cacheHints) }

  /// Gives out every buffer's planes by descriptor, for other devices and processes.
  ///
  /// The memory outlives the queue and the device for as long as anybody holds it. Throws with `ENOTTY` or
  /// `EINVAL` where the driver cannot. The corresponding request is `VIDIOC_EXPBUF`.
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

  /// Lets the driver prepare every buffer now, so that starting takes less time.
  ///
  /// The corresponding request is `VIDIOC_PREPARE_BUF`.
  public mutating func prepare() throws(V4L2Error) {
    try hold.pool.prepare()
  }

  /// Prepares them where the driver can, for who tries what memory it takes.
  package mutating func prepareWherePossible() throws(V4L2Error) {
    try hold.pool.prepareWherePossible()
  }

  /// Frees the buffers. Frames still held keep their memory until they end.
  ///
  /// The corresponding request is `VIDIOC_REQBUFS` with a count of zero.
  public consuming func release() -> CaptureQueue {
    hold.pool.retire()
    return CaptureQueue(lease: hold.lease)
  }
}
