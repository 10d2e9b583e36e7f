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
  /// What cannot be put back because the device is gone needs no putting back.
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
    guard let now = try? settings(), now != before else { return nil }
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
    return first
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
