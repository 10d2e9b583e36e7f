internal import CVideoDev2
public import VideoFormats

/// A connector an output device can choose. The corresponding C type is `v4l2_output`.
public struct Output: Hashable, Sendable {
  /// The number it is chosen by.
  public var index: Int
  /// Its name, such as `HDMI 0`.
  public var name: String
  /// What kind of connector it is.
  public var kind: Kind
  /// The analogue standards it can send; empty where none apply.
  public var standards: VideoStandard
  /// The numbers of the audio outputs that go with it.
  public var audioOutputs: [Int]
  /// Whether analogue standards can be set. The corresponding C constant is `V4L2_OUT_CAP_STD`.
  public var hasStandards: Bool
  /// Whether DV timings can be set. The corresponding C constant is `V4L2_OUT_CAP_DV_TIMINGS`.
  public var hasDVTimings: Bool

  /// A kind of output. The corresponding C constants are `V4L2_OUTPUT_TYPE_*`.
  public enum Kind: Hashable, Sendable, CustomStringConvertible {
    /// A modulator. The corresponding C constant is `V4L2_OUTPUT_TYPE_MODULATOR`.
    case modulator
    /// A cable, analogue or digital. The corresponding C constant is `V4L2_OUTPUT_TYPE_ANALOG`.
    case cable
    /// A screen's overlay. The corresponding C constant is `V4L2_OUTPUT_TYPE_ANALOGVGAOVERLAY`.
    case screenOverlay
    /// A kind this package has no name for.
    case other(UInt32)

    init(_ rawValue: UInt32) {
      switch Int32(bitPattern: rawValue) {
      case V4L2_OUTPUT_TYPE_MODULATOR: self = .modulator
      case V4L2_OUTPUT_TYPE_ANALOG: self = .cable
      case V4L2_OUTPUT_TYPE_ANALOGVGAOVERLAY: self = .screenOverlay
      default: self = .other(rawValue)
      }
    }

    /// The name, or `#N`.
    public var description: String {
      switch self {
      case .modulator: "modulator"
      case .cable: "cable"
      case .screenOverlay: "screenOverlay"
      case .other(let number): "#\(number)"
      }
    }
  }

  init(_ output: v4l2_output) {
    index = Int(output.index)
    name = text(output.name)
    kind = Kind(output.type)
    standards = VideoStandard(rawValue: output.std)
    audioOutputs = indices(ofBits: output.audioset)
    hasStandards = output.capabilities & UInt32(V4L2_OUT_CAP_STD) != 0
    hasDVTimings = output.capabilities & UInt32(V4L2_OUT_CAP_DV_TIMINGS) != 0
  }
}
