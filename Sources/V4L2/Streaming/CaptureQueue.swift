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
}

extension Device {
  /// Hands out the queue that captures pictures, single- or multi-planar as the node has it.
  ///
  /// Fails when the node captures no pictures or when the queue is already held by somebody in this
  /// program.
  public func captureQueue() throws(V4L2Error) -> CaptureQueue {
    guard let type = information.pictureCaptureQueue else {
      throw V4L2Error(
        "open", node: path,
        reason: .unsupported("the node captures no pictures (\(information.card))"))
    }
    guard information.capabilities.contains(.streaming) else {
      throw V4L2Error(
        "open", node: path, reason: .unsupported("the driver does not support streaming"))
    }
    return CaptureQueue(lease: try QueueLease(self, type))
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
    max(4, try device.value(of: .minimumCaptureBuffers) ?? 0)
  }

  /// Allocates buffers in the driver and maps them.
  ///
  /// The driver may grant fewer or more than `count`; `bufferCount` tells. Zero or a negative count is
  /// refused with `EINVAL`. The corresponding requests are `VIDIOC_REQBUFS` and `VIDIOC_QUERYBUF`.
  public consuming func allocate(count: Int? = nil) throws(V4L2Error) -> AllocatedQueue {
    let wanted: Int
    if let count { wanted = count } else { wanted = try defaultBufferCount() }
    guard wanted > 0 else {
      throw V4L2Error("VIDIOC_REQBUFS", node: device.path, .invalidArgument)
    }
    let format = try format()
    let interval = try interval()
    let pool = try BufferPool(device: device, type: type, count: wanted)
    return AllocatedQueue(
      hold: PoolHold(lease: lease, pool: pool), format: format, interval: interval)
  }
}

/// A hold on allocated buffers, which frees them when the last state of the queue is let go of.
final class PoolHold: Sendable {
  let lease: QueueLease
  let pool: BufferPool

  init(lease: QueueLease, pool: BufferPool) {
    self.lease = lease
    self.pool = pool
  }

  deinit {
    pool.retire()
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
  /// Buffers the driver granted.
  public var bufferCount: Int { hold.pool.bufferCount }

  /// Frees the buffers. Frames still held keep their memory until they end.
  ///
  /// The corresponding request is `VIDIOC_REQBUFS` with a count of zero.
  public consuming func release() -> CaptureQueue {
    hold.pool.retire()
    return CaptureQueue(lease: hold.lease)
  }
}
