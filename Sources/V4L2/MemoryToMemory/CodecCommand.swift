public import VideoFormats

/// An order to an encoder that keeps state. The corresponding C type is `v4l2_encoder_cmd`.
public struct EncoderCommand: Hashable, Sendable {
  /// What to do. The corresponding C constants are `V4L2_ENC_CMD_*`; others survive.
  public struct Kind: NamedConstant {
    /// The kernel's number.
    public var rawValue: UInt32
    /// Makes an order from the kernel's number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Go on after an end. The corresponding C constant is `V4L2_ENC_CMD_START`.
    public static let start = Kind(rawValue: 0)
    /// Finish what was put in, and mark the last result. The corresponding C constant is `V4L2_ENC_CMD_STOP`.
    public static let stop = Kind(rawValue: 1)
    /// Wait, keeping what was put in. The corresponding C constant is `V4L2_ENC_CMD_PAUSE`.
    public static let pause = Kind(rawValue: 2)
    /// Go on after a pause. The corresponding C constant is `V4L2_ENC_CMD_RESUME`.
    public static let resume = Kind(rawValue: 3)

    /// The values that have a name, with it, in the kernel's order.
    public static var names: [(Kind, String)] {
      [(.start, "start"), (.stop, "stop"), (.pause, "pause"), (.resume, "resume")]
    }
  }

  /// How to do it; bits without a name survive.
  public struct Flags: OptionSet, Hashable, Sendable {
    /// The kernel's bits.
    public let rawValue: UInt32
    /// Makes flags from the kernel's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Stop when the group of pictures is complete. The corresponding C constant is
    /// `V4L2_ENC_CMD_STOP_AT_GOP_END`.
    public static let atEndOfGroup = Flags(rawValue: 1)
  }

  /// What to do.
  public var kind: Kind
  /// How to do it.
  public var flags: Flags

  /// Makes an order.
  public init(_ kind: Kind, flags: Flags = []) {
    self.kind = kind
    self.flags = flags
  }
}

/// An order to a decoder that keeps state. The corresponding C type is `v4l2_decoder_cmd`.
public struct DecoderCommand: Hashable, Sendable {
  /// What to do. The corresponding C constants are `V4L2_DEC_CMD_*`; others survive.
  public struct Kind: NamedConstant {
    /// The kernel's number.
    public var rawValue: UInt32
    /// Makes an order from the kernel's number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Go on after an end. The corresponding C constant is `V4L2_DEC_CMD_START`.
    public static let start = Kind(rawValue: 0)
    /// Finish what was put in, and mark the last result. The corresponding C constant is `V4L2_DEC_CMD_STOP`.
    public static let stop = Kind(rawValue: 1)
    /// Wait, keeping what was put in. The corresponding C constant is `V4L2_DEC_CMD_PAUSE`.
    public static let pause = Kind(rawValue: 2)
    /// Go on after a pause. The corresponding C constant is `V4L2_DEC_CMD_RESUME`.
    public static let resume = Kind(rawValue: 3)
    /// Give out buffers that are held, of a decoder without state. The corresponding C constant is
    /// `V4L2_DEC_CMD_FLUSH`.
    public static let flush = Kind(rawValue: 4)

    /// The values that have a name, with it, in the kernel's order.
    public static var names: [(Kind, String)] {
      [
        (.start, "start"), (.stop, "stop"), (.pause, "pause"), (.resume, "resume"),
        (.flush, "flush"),
      ]
    }
  }

  /// How to do it. What a bit means depends on the order; bits without a name survive.
  public struct Flags: OptionSet, Hashable, Sendable {
    /// The kernel's bits.
    public let rawValue: UInt32
    /// Makes flags from the kernel's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Of a start: no sound while the speed is another. The corresponding C constant is
    /// `V4L2_DEC_CMD_START_MUTE_AUDIO`.
    public static let muteAudio = Flags(rawValue: 1)
    /// Of a pause or a stop: show black. The corresponding C constants are `V4L2_DEC_CMD_PAUSE_TO_BLACK` and
    /// `V4L2_DEC_CMD_STOP_TO_BLACK`.
    public static let toBlack = Flags(rawValue: 1)
    /// Of a stop: forget what was put in. The corresponding C constant is `V4L2_DEC_CMD_STOP_IMMEDIATELY`.
    public static let immediately = Flags(rawValue: 2)
  }

  /// What to do.
  public var kind: Kind
  /// How to do it.
  public var flags: Flags
  /// Of a start: frames in a thousand, negative for backwards; 0 and 1000 are the usual speed.
  public var speed: Int32
  /// Of a stop: the presentation time to stop at, in ticks of 90 kHz; zero for as soon as possible.
  public var stopTime: UInt64

  /// Makes an order.
  public init(_ kind: Kind, flags: Flags = [], speed: Int32 = 0, stopTime: UInt64 = 0) {
    self.kind = kind
    self.flags = flags
    self.speed = speed
    self.stopTime = stopTime
  }
}
