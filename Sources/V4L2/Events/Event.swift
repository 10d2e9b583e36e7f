public import VideoFormats

/// What an event is about. The corresponding C constants are `V4L2_EVENT_*`.
public struct EventType: NamedConstant {
  /// The kernel's number.
  public var rawValue: UInt32
  /// Makes a type from the kernel's number; those from 0x08000000 on are a driver's own.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Every event; only for `unsubscribe`. The corresponding C constant is `V4L2_EVENT_ALL`.
  public static let all = EventType(rawValue: 0)
  /// The start of a field. The corresponding C constant is `V4L2_EVENT_VSYNC`.
  public static let verticalSync = EventType(rawValue: 1)
  /// The last frame is there to be taken. The corresponding C constant is `V4L2_EVENT_EOS`.
  public static let endOfStream = EventType(rawValue: 2)
  /// A control changed; the id is the control's. The corresponding C constant is `V4L2_EVENT_CTRL`.
  public static let control = EventType(rawValue: 3)
  /// The device began with a frame. The corresponding C constant is `V4L2_EVENT_FRAME_SYNC`.
  public static let frameSync = EventType(rawValue: 4)
  /// What comes in changed; the id is the input's or the pad's. The corresponding C constant is `V4L2_EVENT_SOURCE_CHANGE`.
  public static let sourceChange = EventType(rawValue: 5)
  /// Something moves in the picture. The corresponding C constant is `V4L2_EVENT_MOTION_DET`.
  public static let motionDetection = EventType(rawValue: 6)

  /// The values that have a name, with it, in the kernel's order.
  public static var names: [(EventType, String)] {
    [
      (.all, "all"), (.verticalSync, "verticalSync"), (.endOfStream, "endOfStream"),
      (.control, "control"), (.frameSync, "frameSync"), (.sourceChange, "sourceChange"),
      (.motionDetection, "motionDetection"),
    ]
  }
}

/// Something a driver has to say outside of its frames. The corresponding C type is `v4l2_event`.
public struct Event: Hashable, Sendable {
  /// What it says, by its type.
  public enum Payload: Hashable, Sendable {
    /// A field began.
    case verticalSync(Field)
    /// The last frame is there to be taken.
    case endOfStream
    /// A control changed.
    case control(ControlChange)
    /// The device began with the frame of this number.
    case frameSync(sequence: UInt32)
    /// What comes in changed.
    case sourceChange(SourceChanges)
    /// Something moves in the picture.
    case motionDetection(MotionDetection)
    /// An event this library does not know: its 64 bytes as the kernel gave them.
    case unknown([UInt8])
  }

  /// What it is about.
  public var type: EventType
  /// Which of the device's things it is about: a control's or an input's number; zero where there is one only.
  public var id: UInt32
  /// The count of events of this open file; a jump means that events were lost. Wraps at 2³².
  public var sequence: UInt32
  /// When it happened, in nanoseconds of `CLOCK_MONOTONIC`.
  public var timestamp: Int64
  /// Events that waited behind this one when it was taken.
  public var pending: Int
  /// What it says.
  public var payload: Payload
}

/// What of a source changed. The corresponding C constants are `V4L2_EVENT_SRC_CH_*`; bits without a name survive.
public struct SourceChanges: OptionSet, Hashable, Sendable {
  /// The kernel's bits.
  public let rawValue: UInt32
  /// Makes a set from the kernel's bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The size of the pictures, or the timings or standard behind them. The corresponding C constant is
  /// `V4L2_EVENT_SRC_CH_RESOLUTION`.
  public static let resolution = SourceChanges(rawValue: 1)
}

/// What changed about a control, and how it is now. The corresponding C type is `v4l2_event_ctrl`.
public struct ControlChange: Hashable, Sendable {
  /// What of it changed. The corresponding C constants are `V4L2_EVENT_CTRL_CH_*`; bits without a name survive.
  public struct Changes: OptionSet, Hashable, Sendable {
    /// The kernel's bits.
    public let rawValue: UInt32
    /// Makes a set from the kernel's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The value. The corresponding C constant is `V4L2_EVENT_CTRL_CH_VALUE`.
    public static let value = Changes(rawValue: 1)
    /// The flags. The corresponding C constant is `V4L2_EVENT_CTRL_CH_FLAGS`.
    public static let flags = Changes(rawValue: 2)
    /// Minimum, maximum, step or default. The corresponding C constant is `V4L2_EVENT_CTRL_CH_RANGE`.
    public static let range = Changes(rawValue: 4)
    /// The dimensions of an array. The corresponding C constant is `V4L2_EVENT_CTRL_CH_DIMENSIONS`.
    public static let dimensions = Changes(rawValue: 8)
  }

  /// What of it changed.
  public var changes: Changes
  /// The kernel's number of the control's type.
  public var type: UInt32
  /// The value, of controls that fit 64 bits; others must be read.
  public var value: Int64
  /// The kernel's bits of the control's flags.
  public var flags: UInt32
  /// The least value.
  public var minimum: Int
  /// The greatest value.
  public var maximum: Int
  /// From one value to the next.
  public var step: Int
  /// The value a driver starts with.
  public var defaultValue: Int
}

/// Movement a device has seen. The corresponding C type is `v4l2_event_motion_det`.
public struct MotionDetection: Hashable, Sendable {
  /// The frame in which it was seen; nil where the device does not say.
  public var sequence: UInt32?
  /// The regions in which something moves, a bit for each; nil where the device has none.
  public var regions: UInt32
}
