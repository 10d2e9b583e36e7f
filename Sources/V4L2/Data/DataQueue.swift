internal import CVideoDev2
internal import DMABuf
internal import SystemPackage
public import VideoFormats

/// How formats of one kind are asked of a device.
///
/// The kernel's structure stays behind these, so that a queue may be generic over a format without saying so.
struct FormatAccess<Value: QueueFormat>: Sendable {
  let current: @Sendable (Device, QueueType) throws(V4L2Error) -> Value
  let set: @Sendable (Device, QueueType, Value) throws(V4L2Error) -> Adjustment<Value>
  let attempt: @Sendable (Device, QueueType, Value) throws(V4L2Error) -> Adjustment<Value>
  let planeSizes: @Sendable (Value) -> [Int]
  /// The same format asked for in another way, where a driver may take the usual one for less.
  let inDetail: @Sendable (Value) -> Value?

  init() where Value: KernelFormat {
    current = { device, type throws(V4L2Error) in try device.typedFormat(Value.self, of: type) }
    set = { device, type, format throws(V4L2Error) in
      try unsafe device.negotiateTyped(.setFormat, format, of: type)
    }
    attempt = { device, type, format throws(V4L2Error) in
      try unsafe device.negotiateTyped(.tryFormat, format, of: type)
    }
    planeSizes = { $0.planeSizes }
    inDetail = { $0.inDetail }
  }
}

/// A queue that captures something else than pictures, without buffers: the only state in which its format
/// may change.
///
/// `Device.vbiCaptureQueue()` and its like hand it out; the next state is `AllocatedDataQueue`. An error that
/// ends a state also ends the hold on the queue; ask the device for it again.
public struct DataQueue<Content: QueueFormat>: ~Copyable, Sendable {
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

  /// Sets the format and says what the driver made of it.
  ///
  /// Throws with `EBUSY` when another open file holds buffers. The corresponding request is `VIDIOC_S_FMT`.
  public func setFormat(_ format: Content) throws(V4L2Error) -> Adjustment<Content> {
    try access.set(device, type, format)
  }

  /// Allocates buffers; of a driver that does not stream, payloads are read.
  ///
  /// The driver may grant fewer or more than were asked for; `bufferCount` tells. Zero or a negative count is
  /// refused with `EINVAL`. The corresponding requests are `VIDIOC_REQBUFS` and `VIDIOC_QUERYBUF`.
  public consuming func allocate(
    _ allocation: BufferAllocation? = nil
  ) throws(V4L2Error) -> AllocatedDataQueue<Content> {
    let format = try access.settled(on: lease)
    let hold = try PoolHold(lease, allocation, planeSizes: access.planeSizes(format))
    return AllocatedDataQueue(hold: hold, access: access, format: format)
  }

  /// Allocates so many buffers.
  public consuming func allocate(
    count: Int
  ) throws(V4L2Error) -> AllocatedDataQueue<Content> {
    let memory = device.usualMemory
    return try allocate(BufferAllocation(count: count, memory: memory))
  }
}

extension FormatAccess {
  /// The format for which buffers are to be had.
  ///
  /// Raw and sliced VBI are one queue to most drivers, which learn from S_FMT alone which of the two it is. What is set
  /// is set again for that. Services that were asked for line by line are not to be spread over other lines by it,
  /// nor lost to a driver that does not look at the lines.
  func settled(on lease: QueueLease) throws(V4L2Error) -> Value {
    let format = try current(lease.device, lease.type)
    switch lease.type.content {
    case .vbi, .slicedVBI:
      let granted = try set(lease.device, lease.type, format).granted
      guard granted != format, let detail = inDetail(format) else { return granted }
      guard try set(lease.device, lease.type, detail).granted != format else { return format }
      return try set(lease.device, lease.type, format).granted
    default: return format
    }
  }
}
