public import V4L2
public import VideoFormats

/// What a device is set to, as far as negotiating may change it; to be put back when something goes wrong.
public struct DeviceSettings: Hashable, Sendable {
  /// The input, its signal, and the rectangles; nil where the device has no such thing.
  public var source: SourceConfiguration
  /// The format.
  public var format: Format
  /// The time between frames; nil where the driver knows none.
  public var interval: Interval?

  /// Reads the settings of a device's capture queue.
  public init(of device: Device, queue: QueueType) throws(V4L2Error) {
    source = SourceConfiguration(
      input: try device.currentInput(), standard: try device.standard(),
      timings: try device.timings(), frequency: try Self.frequency(device),
      audioInput: try device.currentAudioInput()?.index,
      crop: try device.selection(.crop, of: queue),
      compose: try device.selection(.compose, of: queue))
    format = try device.format(of: queue)
    interval = try device.interval(of: queue)
  }

  private static func frequency(_ device: Device) throws(V4L2Error) -> Int? {
    guard let tuner = try device.tunerOfChosenInput() else { return nil }
    return try device.frequency(tuner: tuner)
  }
}

extension CaptureQueue {
  /// What the device is set to.
  public func settings() throws(V4L2Error) -> DeviceSettings {
    try DeviceSettings(of: device, queue: type)
  }

  /// Puts settings back, those that have changed since; answers the first failure and goes on after it.
  ///
  /// At the end it is read whether all is as before: a driver may grant something else without an error. What
  /// cannot be put back because the device is gone needs no putting back.
  @discardableResult
  public func restore(_ before: DeviceSettings) -> V4L2Error? {
    var first: V4L2Error?
    func attempt(_ body: () throws(V4L2Error) -> Void) {
      do throws(V4L2Error) {
        try body()
      } catch {
        if !error.isDeviceLost { first = first ?? error }
      }
    }
    let now: DeviceSettings
    do throws(V4L2Error) {
      now = try settings()
    } catch {
      return error.isDeviceLost ? nil : error
    }
    guard now != before else { return nil }
    let (old, new) = (before.source, now.source)
    if let input = old.input, input != new.input {
      attempt { () throws(V4L2Error) in try device.selectInput(input) }
    }
    // With the input, the rest may have come back by itself, or been reset.
    let current = (try? settings()) ?? now
    if let standard = old.standard, standard != current.source.standard {
      attempt { () throws(V4L2Error) in try device.setStandard(standard) }
    }
    if let timings = old.timings, timings != current.source.timings {
      attempt { () throws(V4L2Error) in try device.setTimings(timings) }
    }
    if let frequency = old.frequency, frequency != current.source.frequency {
      attempt { () throws(V4L2Error) in
        try device.setFrequency(frequency, tuner: try device.tunerOfChosenInput() ?? 0)
      }
    }
    if let audio = old.audioInput, audio != current.source.audioInput {
      attempt { () throws(V4L2Error) in try device.selectAudioInput(audio) }
    }
    if let crop = old.crop {
      attempt { () throws(V4L2Error) in try device.setSelection(.crop, crop, of: type) }
    }
    attempt { () throws(V4L2Error) in
      let granted = try setFormat(before.format.exactRequest).granted
      // A driver may keep colours that were set since where it is asked for its default.
      let request = before.format.namingColors(where: granted)
      if request != before.format { _ = try setFormat(request.exactRequest) }
    }
    if let compose = old.compose {
      attempt { () throws(V4L2Error) in try device.setSelection(.compose, compose, of: type) }
    }
    if let interval = before.interval {
      attempt { () throws(V4L2Error) in _ = try setInterval(interval) }
    }
    attempt { () throws(V4L2Error) in
      guard try settings().isEquivalent(to: before) else {
        throw refusal("VIDIOC_S_FMT", "the driver does not go back to what was set")
      }
    }
    return first
  }

  /// The error to throw after a failure: itself, or where putting back failed as well one that says so.
  func undo(_ before: [DeviceSettings], after error: V4L2Error) -> V4L2Error {
    var failure: V4L2Error?
    for settings in before.reversed() { failure = restore(settings) ?? failure }
    guard let failure else { return error }
    return V4L2Error(
      failure.operation, node: device.path, reason: .notRestored(after: error.explain().cause))
  }
}

extension DeviceSettings {
  /// Whether both take the same pictures of the same source.
  fileprivate func isEquivalent(to other: DeviceSettings) -> Bool {
    let (mine, theirs) = (source, other.source)
    return mine.input == theirs.input && mine.standard == theirs.standard
      && mine.timings == theirs.timings && mine.crop == theirs.crop
      && mine.compose == theirs.compose
      && format.pixelFormat == other.format.pixelFormat && format.size == other.format.size
      && (other.interval == nil
        || interval?.isEquivalent(to: other.interval ?? Interval(0, 1)) == true)
  }
}

extension Format {
  /// The same format as a request: a driver that states no stride for compressed pictures must not be asked for one.
  fileprivate var exactRequest: Format {
    var request = self
    if pixelFormat.isCompressed { request.planes = [] }
    return request
  }

  /// The same format with colours by their name where they are a default that a driver did not go back to.
  fileprivate func namingColors(where granted: Format) -> Format {
    var named = self
    let (old, new) = (colorimetry, granted.colorimetry)
    if old.transfer == .default, new.transfer != .default {
      named.colorimetry.transfer = old.effectiveTransfer
    }
    if old.encoding == .default, new.encoding != .default, pixelFormat.kind != .hsv {
      named.colorimetry.encoding = old.effectiveEncoding
    }
    if old.quantization == .default, new.quantization != .default {
      let isRGBOrHSV = pixelFormat.kind == .rgb || pixelFormat.kind == .hsv
      named.colorimetry.quantization = old.effectiveQuantization(isRGBOrHSV: isRGBOrHSV)
    }
    return named
  }
}
