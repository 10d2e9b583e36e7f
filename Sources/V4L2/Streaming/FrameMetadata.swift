public import SystemIO
public import VideoFormats

/// What the driver says of a captured frame. The corresponding C type is `v4l2_buffer`.
public struct FrameMetadata: Hashable, Sendable {
  /// The driver's count of frames; a jump means that the driver lost some. Wraps at 2³².
  public var sequence: UInt32
  /// When the frame was taken, in nanoseconds of the clock that `flags` names.
  public var timestamp: Int64
  /// What else the driver says.
  public var flags: BufferFlags
  /// Which field the frame is, where fields are captured apart.
  public var field: Field
  /// The buffer's number in its queue.
  public var bufferIndex: Int

  /// When the driver was given the buffer that this frame filled.
  ///
  /// A driver fills buffers in the order in which it got them. If frames before this one are missing
  /// and the driver got the buffer only after they were due, it was the program that was late.
  public var queuedAt: MonotonicInstant

  /// Makes what a lender of frames that is no driver says of one.
  package init(
    sequence: UInt32, timestamp: Int64, flags: BufferFlags, field: Field, bufferIndex: Int,
    queuedAt: MonotonicInstant
  ) {
    self.sequence = sequence
    self.timestamp = timestamp
    self.flags = flags
    self.field = field
    self.bufferIndex = bufferIndex
    self.queuedAt = queuedAt
  }

  /// The moment the frame was taken, where the driver stamps with the monotonic clock; nil otherwise.
  public var instant: MonotonicInstant? {
    flags.clock == .monotonic ? MonotonicInstant(nanoseconds: timestamp) : nil
  }
}

/// Marks on a buffer. The corresponding C constants are `V4L2_BUF_FLAG_*`; bits without a name survive.
public struct BufferFlags: OptionSet, Hashable, Sendable {
  /// The kernel's bits.
  public let rawValue: UInt32
  /// Makes a set from the kernel's bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The payload may be damaged. The corresponding C constant is `V4L2_BUF_FLAG_ERROR`.
  public static let error = BufferFlags(rawValue: 0x40)
  /// A key frame. The corresponding C constant is `V4L2_BUF_FLAG_KEYFRAME`.
  public static let keyFrame = BufferFlags(rawValue: 0x8)
  /// A predicted frame. The corresponding C constant is `V4L2_BUF_FLAG_PFRAME`.
  public static let predictedFrame = BufferFlags(rawValue: 0x10)
  /// A bidirectionally predicted frame. The corresponding C constant is `V4L2_BUF_FLAG_BFRAME`.
  public static let bidirectionalFrame = BufferFlags(rawValue: 0x20)
  /// The last buffer of a drained stream. The corresponding C constant is `V4L2_BUF_FLAG_LAST`.
  public static let last = BufferFlags(rawValue: 0x10_0000)

  /// A clock that timestamps are read from. The corresponding C mask is `V4L2_BUF_FLAG_TIMESTAMP_MASK`.
  public enum Clock: String, Hashable, Sendable {
    /// The driver does not say. The corresponding C constant is `V4L2_BUF_FLAG_TIMESTAMP_UNKNOWN`.
    case unknown
    /// `CLOCK_MONOTONIC`. The corresponding C constant is `V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC`.
    case monotonic
    /// Copied from the buffer that was put in. The corresponding C constant is `V4L2_BUF_FLAG_TIMESTAMP_COPY`.
    case copied
  }

  /// The clock of the buffer's timestamp.
  public var clock: Clock {
    switch rawValue & 0xe000 {
    case 0x2000: .monotonic
    case 0x4000: .copied
    default: .unknown
    }
  }

  /// Whether the timestamp is of the start of exposure rather than of the end of the frame.
  ///
  /// The corresponding C constant is `V4L2_BUF_FLAG_TSTAMP_SRC_SOE`.
  public var isStampedAtStartOfExposure: Bool { rawValue & 0x7_0000 == 0x1_0000 }
}
