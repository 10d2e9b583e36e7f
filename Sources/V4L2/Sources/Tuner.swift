internal import CVideoDev2
public import VideoFormats

/// What receives broadcasts, and how well it does so now. The corresponding C type is `v4l2_tuner`.
public struct Tuner: Hashable, Sendable {
  /// Its number.
  public var index: Int
  /// Its name.
  public var name: String
  /// What it receives.
  public var kind: Kind
  /// What it can do.
  public var capabilities: Capabilities
  /// The lowest frequency in hertz.
  public var lowestFrequency: Int
  /// The highest frequency in hertz.
  public var highestFrequency: Int
  /// How strong the signal is, from 0 to 65535; 0 where the device cannot tell.
  public var signalStrength: Int
  /// How far off the signal is: negative when the frequency is too low, positive when it is too high.
  public var frequencyOffset: Int
  /// What sound the signal has; empty where there is none or the device cannot tell.
  public var receivedAudio: Subchannels
  /// What sound is chosen.
  public var audioMode: AudioMode

  /// What a tuner receives. The corresponding C type is `enum v4l2_tuner_type`.
  public struct Kind: NamedConstant {
    /// The kernel's number.
    public var rawValue: UInt32
    /// Makes a kind from the kernel's number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Radio. The corresponding C constant is `V4L2_TUNER_RADIO`.
    public static let radio = Kind(rawValue: 1)
    /// Analogue television. The corresponding C constant is `V4L2_TUNER_ANALOG_TV`.
    public static let analogTV = Kind(rawValue: 2)
    /// Digital television. The corresponding C constant is `V4L2_TUNER_DIGITAL_TV`.
    public static let digitalTV = Kind(rawValue: 3)
    /// Samples of a band. The corresponding C constant is `V4L2_TUNER_SDR`.
    public static let sdr = Kind(rawValue: 4)
    /// A carrier. The corresponding C constant is `V4L2_TUNER_RF`.
    public static let rf = Kind(rawValue: 5)

    /// The values that have a name, with it, in the kernel's order.
    public static var names: [(Kind, String)] {
      [
        (.radio, "radio"), (.analogTV, "analogTV"), (.digitalTV, "digitalTV"), (.sdr, "sdr"),
        (.rf, "rf"),
      ]
    }
  }

  /// What a tuner can do. The corresponding C constants are `V4L2_TUNER_CAP_*`.
  public struct Capabilities: NamedFlags {
    /// The kernel's bits.
    public var rawValue: UInt32
    /// Makes capabilities from the kernel's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Tunes in steps of 62.5 Hz. The corresponding C constant is `V4L2_TUNER_CAP_LOW`.
    public static let low = Capabilities(rawValue: 0x1)
    /// Takes several standards. The corresponding C constant is `V4L2_TUNER_CAP_NORM`.
    public static let standards = Capabilities(rawValue: 0x2)
    /// Seeks as far as a limit. The corresponding C constant is `V4L2_TUNER_CAP_HWSEEK_BOUNDED`.
    public static let seekBounded = Capabilities(rawValue: 0x4)
    /// Seeks round and round. The corresponding C constant is `V4L2_TUNER_CAP_HWSEEK_WRAP`.
    public static let seekWrap = Capabilities(rawValue: 0x8)
    /// Receives stereo. The corresponding C constant is `V4L2_TUNER_CAP_STEREO`.
    public static let stereo = Capabilities(rawValue: 0x10)
    /// Receives a second language. The corresponding C constants are `V4L2_TUNER_CAP_LANG2` and `_SAP`.
    public static let secondLanguage = Capabilities(rawValue: 0x20)
    /// Receives the first of two languages. The corresponding C constant is `V4L2_TUNER_CAP_LANG1`.
    public static let firstLanguage = Capabilities(rawValue: 0x40)
    /// Receives RDS. The corresponding C constant is `V4L2_TUNER_CAP_RDS`.
    public static let rds = Capabilities(rawValue: 0x80)
    /// Hands out RDS in blocks. The corresponding C constant is `V4L2_TUNER_CAP_RDS_BLOCK_IO`.
    public static let rdsBlocks = Capabilities(rawValue: 0x100)
    /// Hands out RDS in controls. The corresponding C constant is `V4L2_TUNER_CAP_RDS_CONTROLS`.
    public static let rdsControls = Capabilities(rawValue: 0x200)
    /// Lists its bands. The corresponding C constant is `V4L2_TUNER_CAP_FREQ_BANDS`.
    public static let frequencyBands = Capabilities(rawValue: 0x400)
    /// Seeks within chosen limits. The corresponding C constant is `V4L2_TUNER_CAP_HWSEEK_PROG_LIM`.
    public static let seekLimits = Capabilities(rawValue: 0x800)
    /// Tunes in steps of 1 Hz. The corresponding C constant is `V4L2_TUNER_CAP_1HZ`.
    public static let oneHertz = Capabilities(rawValue: 0x1000)

    /// The bits that have a name, with it, in the kernel's order.
    public static var names: [(Capabilities, String)] {
      [
        (.low, "low"), (.standards, "standards"), (.seekBounded, "seekBounded"),
        (.seekWrap, "seekWrap"), (.stereo, "stereo"), (.secondLanguage, "secondLanguage"),
        (.firstLanguage, "firstLanguage"), (.rds, "rds"), (.rdsBlocks, "rdsBlocks"),
        (.rdsControls, "rdsControls"), (.frequencyBands, "frequencyBands"),
        (.seekLimits, "seekLimits"), (.oneHertz, "oneHertz"),
      ]
    }
  }

  /// What sound a signal has. The corresponding C constants are `V4L2_TUNER_SUB_*`.
  public struct Subchannels: NamedFlags {
    /// The kernel's bits.
    public var rawValue: UInt32
    /// Makes subchannels from the kernel's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// One channel. The corresponding C constant is `V4L2_TUNER_SUB_MONO`.
    public static let mono = Subchannels(rawValue: 0x1)
    /// Two channels. The corresponding C constant is `V4L2_TUNER_SUB_STEREO`.
    public static let stereo = Subchannels(rawValue: 0x2)
    /// A second language. The corresponding C constants are `V4L2_TUNER_SUB_LANG2` and `_SAP`.
    public static let secondLanguage = Subchannels(rawValue: 0x4)
    /// The first of two languages. The corresponding C constant is `V4L2_TUNER_SUB_LANG1`.
    public static let firstLanguage = Subchannels(rawValue: 0x8)
    /// RDS. The corresponding C constant is `V4L2_TUNER_SUB_RDS`.
    public static let rds = Subchannels(rawValue: 0x10)

    /// The bits that have a name, with it, in the kernel's order.
    public static var names: [(Subchannels, String)] {
      [
        (.mono, "mono"), (.stereo, "stereo"), (.secondLanguage, "secondLanguage"),
        (.firstLanguage, "firstLanguage"), (.rds, "rds"),
      ]
    }
  }

  /// What sound is chosen. The corresponding C constants are `V4L2_TUNER_MODE_*`.
  public struct AudioMode: NamedConstant {
    /// The kernel's number.
    public var rawValue: UInt32
    /// Makes a mode from the kernel's number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// One channel. The corresponding C constant is `V4L2_TUNER_MODE_MONO`.
    public static let mono = AudioMode(rawValue: 0)
    /// Two channels where there are two. The corresponding C constant is `V4L2_TUNER_MODE_STEREO`.
    public static let stereo = AudioMode(rawValue: 1)
    /// The second language. The corresponding C constants are `V4L2_TUNER_MODE_LANG2` and `_SAP`.
    public static let secondLanguage = AudioMode(rawValue: 2)
    /// The first of two languages. The corresponding C constant is `V4L2_TUNER_MODE_LANG1`.
    public static let firstLanguage = AudioMode(rawValue: 3)
    /// A language on either side. The corresponding C constant is `V4L2_TUNER_MODE_LANG1_LANG2`.
    public static let bothLanguages = AudioMode(rawValue: 4)

    /// The values that have a name, with it, in the kernel's order.
    public static var names: [(AudioMode, String)] {
      [
        (.mono, "mono"), (.stereo, "stereo"), (.secondLanguage, "secondLanguage"),
        (.firstLanguage, "firstLanguage"), (.bothLanguages, "bothLanguages"),
      ]
    }
  }

  init(_ tuner: v4l2_tuner) {
    index = Int(tuner.index)
    name = text(tuner.name)
    kind = Kind(rawValue: tuner.type)
    let capabilities = Capabilities(rawValue: tuner.capability)
    self.capabilities = capabilities
    lowestFrequency = capabilities.hertz(tuner.rangelow)
    highestFrequency = capabilities.hertz(tuner.rangehigh)
    signalStrength = Int(tuner.signal)
    frequencyOffset = Int(tuner.afc)
    receivedAudio = Subchannels(rawValue: tuner.rxsubchans)
    audioMode = AudioMode(rawValue: tuner.audmode)
  }
}

// The kernel counts frequencies in units that depend on the tuner: 1 Hz, 62.5 Hz or 62.5 kHz.
extension Tuner.Capabilities {
  /// A frequency of the kernel's in hertz; half a hertz is cut off.
  func hertz(_ units: UInt32) -> Int {
    if contains(.oneHertz) { return Int(units) }
    return contains(.low) ? Int(units) * 125 / 2 : Int(units) * 62_500
  }

  /// The nearest frequency of the kernel's; nil for one it cannot state.
  func units(_ hertz: Int) -> UInt32? {
    guard hertz >= 0, hertz <= Int(UInt32.max) * 62_500 else { return nil }
    if contains(.oneHertz) { return UInt32(exactly: hertz) }
    return contains(.low)
      ? UInt32(exactly: (hertz * 4 + 125) / 250) : UInt32(exactly: (hertz + 31_250) / 62_500)
  }
}
