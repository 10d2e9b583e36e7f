internal import CVideoDev2
internal import VideoFormats

// Audio inputs, the tuner and its frequency.
extension FakeNode {
  /// How well a channel comes in.
  enum Reception {
    case color
    case grey
    case noise
  }

  private static let audioInputs = ["TV", "Line-In"]
  private static let frequencies: ClosedRange<UInt32> = 704...15328

  mutating func audioRequest(_ request: UInt, _ audio: inout v4l2_audio) -> Int32 {
    guard hasInput(where: \.hasStandards) else { return -ENOTTY }
    var index = Int(audio.index)
    if request != CV_ENUMAUDIO {
      guard inputKind.hasStandards else { return -EINVAL }
      if request == CV_G_AUDIO { index = source.audioInput }
    }
    guard index < Self.audioInputs.count else { return -EINVAL }
    if request == CV_S_AUDIO {
      source.audioInput = index
      return 0
    }
    audio = v4l2_audio()
    audio.index = UInt32(index)
    copy(Self.audioInputs[index], into: &audio.name)
    audio.capability = UInt32(V4L2_AUDCAP_STEREO)
    return 0
  }

  private func hasTuner(_ kind: Personality.InputKind) -> Bool { kind == .tuner }

  /// Sixteenths of a megahertz above the lower edge of the channel; there is one every 6 MHz.
  private var distanceToChannel: Int { (Int(source.frequency) - 676) % 96 }

  /// Colour within a quarter of a megahertz of a channel, grey within one, noise everywhere else.
  var reception: Reception {
    let distance = distanceToChannel
    if distance > 32 { return .noise }
    return distance < 12 || distance > 20 ? .grey : .color
  }

  func getTuner(_ tuner: inout v4l2_tuner) -> Int32 {
    guard hasInput(where: hasTuner) else { return -ENOTTY }
    guard tuner.index == 0 else { return -EINVAL }
    tuner = v4l2_tuner()
    copy("TV Tuner", into: &tuner.name)
    tuner.type = UInt32(V4L2_TUNER_ANALOG_TV.rawValue)
    tuner.capability = 0x472
    tuner.rangelow = Self.frequencies.lowerBound
    tuner.rangehigh = Self.frequencies.upperBound
    tuner.audmode = source.audioMode
    switch inputKind == .tuner ? reception : .color {
    case .color:
      tuner.signal = 0xffff
      tuner.rxsubchans = channelAudio
    case .grey:
      tuner.signal = 0x8000
      tuner.afc = Int32(distanceToChannel - 16)
      tuner.rxsubchans = UInt32(V4L2_TUNER_SUB_MONO)
    case .noise: break
    }
    return 0
  }

  /// The sound of a channel, which changes from one to the next.
  private var channelAudio: UInt32 {
    let (mono, stereo, second, first): (UInt32, UInt32, UInt32, UInt32) = (1, 2, 4, 8)
    let isNTSC = source.standards[Int(input)] & VideoStandard.ntscM.rawValue != 0
    let kinds =
      isNTSC ? [mono, stereo, mono | second, stereo | second] : [mono, stereo, first | second]
    return kinds[Int(source.frequency) / 96 % kinds.count]
  }

  mutating func frequencyRequest(_ request: UInt, _ frequency: inout v4l2_frequency) -> Int32 {
    guard hasInput(where: hasTuner) else { return -ENOTTY }
    guard frequency.tuner == 0 else { return -EINVAL }
    if request == CV_G_FREQUENCY {
      frequency.type = UInt32(V4L2_TUNER_ANALOG_TV.rawValue)
      frequency.frequency = source.frequency
      return 0
    }
    guard frequency.type == UInt32(V4L2_TUNER_ANALOG_TV.rawValue) else { return -EINVAL }
    let range = Self.frequencies
    source.frequency = min(max(frequency.frequency, range.lowerBound), range.upperBound)
    return 0
  }
}
