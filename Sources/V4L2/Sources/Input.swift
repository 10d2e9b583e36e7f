internal import CVideoDev2
public import VideoFormats

/// A connector or sensor a capture device can choose. The corresponding C type is `v4l2_input`.
public struct Input: Hashable, Sendable {
  /// The number it is chosen by.
  public var index: Int
  /// Its name, such as `HDMI 0`.
  public var name: String
  /// What kind of source it is.
  public var kind: Kind
  /// What it reports of its signal.
  public var status: Status
  /// Whether analogue standards, DV timings or neither apply.
  public var hasStandards: Bool
  /// Whether DV timings can be set. The corresponding C constant is `V4L2_IN_CAP_DV_TIMINGS`.
  public var hasDVTimings: Bool
  /// The analogue standards it can take; empty where none apply.
  public var standards: VideoStandard
  /// The number of its tuner; nil where it has none.
  public var tuner: Int?
  /// The numbers of the audio inputs that go with it.
  public var audioInputs: [Int]

  /// A kind of input. The corresponding C constants are `V4L2_INPUT_TYPE_*`.
  public enum Kind: Hashable, Sendable, CustomStringConvertible {
    /// A tuner. The corresponding C constant is `V4L2_INPUT_TYPE_TUNER`.
    case tuner
    /// A camera, or any other video source. The corresponding C constant is `V4L2_INPUT_TYPE_CAMERA`.
    case camera
    /// A touch sensor. The corresponding C constant is `V4L2_INPUT_TYPE_TOUCH`.
    case touch
    /// A kind this package has no name for.
    case other(UInt32)

    init(_ rawValue: UInt32) {
      switch Int32(bitPattern: rawValue) {
      case V4L2_INPUT_TYPE_TUNER: self = .tuner
      case V4L2_INPUT_TYPE_CAMERA: self = .camera
      case V4L2_INPUT_TYPE_TOUCH: self = .touch
      default: self = .other(rawValue)
      }
    }

    /// The name, or `#N`.
    public var description: String {
      switch self {
      case .tuner: "tuner"
      case .camera: "camera"
      case .touch: "touch"
      case .other(let number): "#\(number)"
      }
    }
  }

  /// The state of an input's signal. The corresponding C constants are `V4L2_IN_ST_*`.
  public struct Status: OptionSet, Hashable, Sendable {
    /// The kernel's bits.
    public let rawValue: UInt32
    /// Makes a set from the kernel's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// Switched off. The corresponding C constant is `V4L2_IN_ST_NO_POWER`.
    public static let noPower = Status(rawValue: 0x1)
    /// No signal. The corresponding C constant is `V4L2_IN_ST_NO_SIGNAL`.
    public static let noSignal = Status(rawValue: 0x2)
    /// No colour. The corresponding C constant is `V4L2_IN_ST_NO_COLOR`.
    public static let noColor = Status(rawValue: 0x4)
    /// Frames are flipped left to right. The corresponding C constant is `V4L2_IN_ST_HFLIP`.
    public static let flippedHorizontally = Status(rawValue: 0x10)
    /// Frames are upside down. The corresponding C constant is `V4L2_IN_ST_VFLIP`.
    public static let flippedVertically = Status(rawValue: 0x20)
    /// No horizontal lock. The corresponding C constant is `V4L2_IN_ST_NO_H_LOCK`.
    public static let noHorizontalLock = Status(rawValue: 0x100)
    /// Colour is switched off, as it is too weak. The corresponding C constant is `V4L2_IN_ST_COLOR_KILL`.
    public static let colorKilled = Status(rawValue: 0x200)
    /// No vertical lock. The corresponding C constant is `V4L2_IN_ST_NO_V_LOCK`.
    public static let noVerticalLock = Status(rawValue: 0x400)
    /// The standard was not recognised. The corresponding C constant is `V4L2_IN_ST_NO_STD_LOCK`.
    public static let noStandardLock = Status(rawValue: 0x800)
    /// No synchronisation. The corresponding C constant is `V4L2_IN_ST_NO_SYNC`.
    public static let noSync = Status(rawValue: 0x1_0000)
    /// The equaliser did not lock. The corresponding C constant is `V4L2_IN_ST_NO_EQU`.
    public static let noEqualizerLock = Status(rawValue: 0x2_0000)
    /// No carrier. The corresponding C constant is `V4L2_IN_ST_NO_CARRIER`.
    public static let noCarrier = Status(rawValue: 0x4_0000)
    /// Copy protection was found. The corresponding C constant is `V4L2_IN_ST_MACROVISION`.
    public static let copyProtected = Status(rawValue: 0x100_0000)
    /// Access is denied. The corresponding C constant is `V4L2_IN_ST_NO_ACCESS`.
    public static let noAccess = Status(rawValue: 0x200_0000)
    /// The signal is a video recorder's. The corresponding C constant is `V4L2_IN_ST_VTR`.
    public static let videoRecorder = Status(rawValue: 0x400_0000)

    /// `ok`, or what is the matter, in words.
    public var description: String {
      if isEmpty { return "ok" }
      let names: [(Status, String)] = [
        (.noPower, "no power"), (.noSignal, "no signal"), (.noColor, "no colour"),
        (.flippedHorizontally, "flipped horizontally"),
        (.flippedVertically, "flipped vertically"), (.noHorizontalLock, "no lock"),
        (.colorKilled, "colour killed"), (.noVerticalLock, "no vertical lock"),
        (.noStandardLock, "no standard lock"), (.noSync, "no sync"),
        (.noEqualizerLock, "no equaliser lock"), (.noCarrier, "no carrier"),
        (.copyProtected, "copy protected"), (.noAccess, "no access"),
        (.videoRecorder, "video recorder"),
      ]
      var known = names.filter { contains($0.0) }.map(\.1)
      let rest = names.reduce(rawValue) { $0 & ~$1.0.rawValue }
      if rest != 0 { known.append("0x" + String(rest, radix: 16)) }
      return known.joined(separator: ", ")
    }
  }

  init(_ input: v4l2_input) {
    index = Int(input.index)
    name = text(input.name)
    kind = Kind(input.type)
    status = Status(rawValue: input.status)
    hasStandards = input.capabilities & UInt32(V4L2_IN_CAP_STD) != 0
    hasDVTimings = input.capabilities & UInt32(V4L2_IN_CAP_DV_TIMINGS) != 0
    standards = VideoStandard(rawValue: input.std)
    tuner = kind == .tuner ? Int(input.tuner) : nil
    audioInputs = indices(ofBits: input.audioset)
  }
}

/// The numbers of the bits that are set, as the kernel lists what goes with an input.
func indices(ofBits bits: UInt32) -> [Int] {
  (0..<32).filter { bits & (1 << UInt32($0)) != 0 }
}
