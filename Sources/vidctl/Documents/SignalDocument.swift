import V4L2
import VideoFormats

/// What is set for the chosen input or output, and what comes in there.
struct SignalDocument: Codable, Hashable {
  var standard: VideoStandard?
  var detectedStandard: Detection?
  var timings: TimingsEntry?
  var detectedTimings: Detection?
  var audioInput: AudioEntry?
  var tuner: TunerEntry?

  /// What looking for a signal came to.
  struct Detection: Codable, Hashable {
    /// How it ended.
    enum Result: String, Codable {
      case detected
      case noSignal
      case noLink
      case noLock
      case outOfRange
    }

    var result: Result
    var standard: VideoStandard?
    var timings: TimingsEntry?
    var explanation: String
  }

  /// Timings, without the details of their blanking.
  struct TimingsEntry: Codable, Hashable {
    var name: String
    var width: Int
    var height: Int
    var totalWidth: Int
    var totalHeight: Int
    var isInterlaced: Bool
    var pixelClock: Int
    var interval: Interval?
    var standards: VideoTimings.Standards
    var flags: VideoTimings.Flags
  }

  /// The chosen audio input.
  struct AudioEntry: Codable, Hashable {
    var index: Int
    var name: String
  }

  /// The chosen input's tuner, and what it receives.
  struct TunerEntry: Codable, Hashable {
    var index: Int
    var name: String
    var frequency: Int?
    var lowestFrequency: Int
    var highestFrequency: Int
    var signalStrength: Int
    var receivedAudio: Tuner.Subchannels
    var audioMode: Tuner.AudioMode
  }

  /// Whether nothing applies.
  var isEmpty: Bool { self == SignalDocument() }
}

extension SignalDocument {
  /// Asks a device; looks for the signal only if it may, as that can disturb who captures it.
  init(of device: Device, input: Input?, mayDetect: Bool) throws(V4L2Error) {
    self.init()
    standard = try device.standard()
    timings = try device.timings().map(TimingsEntry.init)
    audioInput = try device.currentAudioInput().map {
      AudioEntry(index: $0.index, name: $0.name)
    }
    // A radio has no inputs, but a tuner.
    let isRadio = device.information.capabilities.contains(.radio)
    if let index = input?.tuner ?? (isRadio ? 0 : nil), let tuner = try device.tuner(index) {
      self.tuner = TunerEntry(tuner, frequency: try device.frequency(tuner: index))
    }
    guard mayDetect else { return }
    do {
      if standard != nil { detectedStandard = Detection(try device.detectStandard()) }
      if timings != nil { detectedTimings = Detection(try device.detectTimings()) }
    } catch  where !error.isDeviceLost {
      // Somebody captures it after all, or the driver cannot look; the rest is worth telling.
    }
  }
}

extension SignalDocument.Detection {
  init?(_ detection: StandardDetection) {
    explanation = detection.description
    switch detection {
    case .detected(let standard): (result, self.standard) = (.detected, standard)
    case .noSignal: result = .noSignal
    case .unsupported: return nil
    }
  }

  init?(_ detection: TimingsDetection) {
    explanation = detection.description
    switch detection {
    case .detected(let timings):
      (result, self.timings) = (.detected, SignalDocument.TimingsEntry(timings))
    case .noLink: result = .noLink
    case .noLock: result = .noLock
    case .outOfRange: result = .outOfRange
    case .unsupported: return nil
    }
  }
}

extension SignalDocument.TimingsEntry {
  init(_ timings: VideoTimings) {
    self.init(
      name: timings.description, width: timings.width, height: timings.height,
      totalWidth: timings.totalWidth, totalHeight: timings.totalHeight,
      isInterlaced: timings.isInterlaced, pixelClock: timings.pixelClock,
      interval: timings.interval, standards: timings.standards, flags: timings.flags)
  }
}

extension SignalDocument.TunerEntry {
  init(_ tuner: Tuner, frequency: Int?) {
    self.init(
      index: tuner.index, name: tuner.name, frequency: frequency,
      lowestFrequency: tuner.lowestFrequency, highestFrequency: tuner.highestFrequency,
      signalStrength: tuner.signalStrength, receivedAudio: tuner.receivedAudio,
      audioMode: tuner.audioMode)
  }
}
