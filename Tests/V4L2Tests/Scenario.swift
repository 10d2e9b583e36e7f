import FakeDriver
import SystemIO
import SystemPackage
import TestSupport
import V4L2
import VideoFormats

/// The whole life of a program that captures: every kind of system call the library makes is in it.
enum Scenario {
  static let path = "/dev/video0"

  /// A machine whose catalogue is short, so that a run is.
  static func machine(_ base: Personality = .webcam) -> FakeDriver {
    var personality = base
    personality.formats = personality.formats.prefix(1).map { entry in
      var short = entry
      short.sizes = [.discrete(Size(width: 320, height: 180))]
      short.intervals = [.discrete(Interval(1, 30)), .discrete(Interval(1, 60))]
      return short
    }
    personality.minimumBuffersControl = 2
    return FakeDriver(path, personality)
  }

  static func run(on driver: FakeDriver) throws(V4L2Error) {
    let device = try Device(path: path, calls: driver)
    _ = try device.formatCatalog()
    _ = try device.inputs()
    if let input = try device.currentInput() { try device.selectInput(input) }
    let wake = try doorbell(driver)
    let queue = try device.captureQueue()
    let format = try queue.format()
    _ = try device.tryFormat(format, of: queue.type)
    _ = try queue.setFormat(format)
    _ = try queue.setInterval(Interval(1, 60))
    var stream = try queue.allocate().start(wake: wake)
    let held = try optionalFrame(&stream)
    for _ in 0..<3 { _ = try stream.outcome(timeout: .milliseconds(100)) }
    wake.ring()
    _ = try stream.outcome(timeout: .milliseconds(100))
    _ = try stream.outcomeIfReady()
    var again = try stream.stop().start()
    if let frame = try optionalFrame(&again) { try frame.giveBack() }
    let last = try optionalFrame(&again)
    let freed = try again.stop().release()
    _ = try freed.format()
    end(held)
    end(last)
  }

  /// The whole life of a program that sets up where the picture comes from.
  static func runSources(on driver: FakeDriver) throws(V4L2Error) {
    let device = try Device(path: path, calls: driver)
    for input in try device.inputs() {
      try device.selectInput(input.index)
      for entry in try device.standards().prefix(2) { try device.setStandard(entry.standard) }
      _ = try device.standard()
      _ = try device.detectStandard()
      for timings in try device.timingsList().prefix(2) { try device.setTimings(timings) }
      _ = try device.timings()
      _ = try device.timingsCapabilities()
      _ = try device.detectTimings()
      if let edid = try device.edid(input: input.index) {
        try device.clearEDID(input: input.index)
        try device.setEDID(edid, input: input.index)
      }
      if let crop = try device.selection(.crop, of: .videoCapture) {
        try device.setSelection(.crop, crop, of: .videoCapture)
      }
      if let audio = try device.currentAudioInput() { try device.selectAudioInput(audio.index) }
      if let frequency = try device.frequency() { try device.setFrequency(frequency) }
    }
    _ = try device.audioInputs()
    _ = try device.outputs()
    _ = try device.currentOutput()
  }

  /// The whole life of a program that looks at and sets controls, of every type.
  static func runControls(on driver: FakeDriver) throws(V4L2Error) {
    let device = try Device(path: path, calls: driver)
    let controls = try device.controls()
    let settable = controls.filter { $0.isSettable && $0.type != .button }
    let settings = try device.readings(of: settable).compactMap { reading in
      reading.value.map { ControlSetting(reading.control, $0) }
    }
    _ = try device.readings(of: controls, .standard)
    _ = try device.trying(settings)
    try device.set(settings)
    for setting in settings.prefix(4) { try device.set([setting]) }
    _ = try device.refreshed(controls)
    if let brightness = try device.control(.brightness) {
      try device.set([ControlSetting(brightness, .integer(100))])
    }
    if try device.value(of: .contrast) != nil { try device.setValue(7, of: .contrast) }
  }

  private static func doorbell(_ driver: FakeDriver) throws(V4L2Error) -> WakeEvent {
    do {
      return try WakeEvent(calls: driver)
    } catch {
      throw V4L2Error("eventfd", node: path, reason: .system(error))
    }
  }

  private static func optionalFrame(
    _ stream: inout CaptureStream
  ) throws(V4L2Error) -> Frame? {
    switch try stream.next(timeout: .milliseconds(100)) {
    case .frame(let frame): frame
    case .notReady: nil
    case .woken: nil
    case .endOfStream: nil
    case .sourceChanged: nil
    }
  }

  private static func end(_ frame: consuming Frame?) {}
}
