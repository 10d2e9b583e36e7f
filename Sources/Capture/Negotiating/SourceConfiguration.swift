public import VideoFormats

/// Where the picture comes from; what is nil stays as the device has it.
public struct SourceConfiguration: Hashable, Sendable {
  /// How the analogue standard is chosen.
  public enum StandardChoice: Hashable, Sendable {
    /// This one, or of a set the one that the driver prefers.
    case exact(VideoStandard)
    /// That of the signal. The corresponding request is `VIDIOC_QUERYSTD`.
    case detected
  }

  /// How the digital timings are chosen.
  public enum TimingsChoice: Hashable, Sendable {
    /// These, to the last blank line.
    case exact(VideoTimings)
    /// Those of the chosen input's list that the name means, such as `1080p60`; which they are can be told
    /// only when the input is chosen.
    case named(String)
    /// Those of the signal. The corresponding request is `VIDIOC_QUERY_DV_TIMINGS`.
    case detected
  }

  /// The number of the input.
  public var input: Int?
  /// How the analogue standard is chosen. The corresponding request is `VIDIOC_S_STD`.
  public var standardChoice: StandardChoice?
  /// How the digital timings are chosen. The corresponding request is `VIDIOC_S_DV_TIMINGS`.
  public var timingsChoice: TimingsChoice?
  /// The tuner's frequency in hertz.
  public var frequency: Int?
  /// The number of the audio input.
  public var audioInput: Int?
  /// The part of the source that is captured. The corresponding C constant is `V4L2_SEL_TGT_CROP`.
  public var crop: Rectangle?
  /// Where in the buffer it is put. The corresponding C constant is `V4L2_SEL_TGT_COMPOSE`.
  public var compose: Rectangle?

  /// Makes a configuration; a choice takes the place of the value beside it.
  public init(
    input: Int? = nil, standard: VideoStandard? = nil, timings: VideoTimings? = nil,
    frequency: Int? = nil, audioInput: Int? = nil, crop: Rectangle? = nil,
    compose: Rectangle? = nil, standardChoice: StandardChoice? = nil,
    timingsChoice: TimingsChoice? = nil
  ) {
    self.input = input
    self.standardChoice = standardChoice ?? standard.map { .exact($0) }
    self.timingsChoice = timingsChoice ?? timings.map { .exact($0) }
    self.frequency = frequency
    self.audioInput = audioInput
    self.crop = crop
    self.compose = compose
  }

  /// The standard that is stated outright; nil where none is, or the signal decides.
  public var standard: VideoStandard? {
    get { if case .exact(let standard)? = standardChoice { standard } else { nil } }
    set { standardChoice = newValue.map { .exact($0) } }
  }

  /// The timings that are stated outright; nil where none are, or a name or the signal decides.
  public var timings: VideoTimings? {
    get { if case .exact(let timings)? = timingsChoice { timings } else { nil } }
    set { timingsChoice = newValue.map { .exact($0) } }
  }

  /// Whether everything stays as it is.
  public var isEmpty: Bool { self == SourceConfiguration() }
}
