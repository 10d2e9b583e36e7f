import Capture
import FakeDriver
import Negotiation
import SystemPackage
import Testing
import V4L2
import VideoFormats

/// Where the picture comes from, as part of a configuration: all of it is set, or none.
@Suite struct SourceConfigurationTests {
  private let driver: FakeDriver

  init() {
    driver = FakeDriver(Fixture.path, nil)
    driver.add(Fixture.path, .grabber)
  }

  private func device() throws -> Device { try Device(path: Fixture.path, calls: driver) }

  private func queue() throws -> CaptureQueue { try device().captureQueue() }

  /// What every input is set to, the chosen one's format and all.
  private func everything() throws -> [DeviceSettings] {
    let device = try device()
    let chosen = try #require(try device.currentInput())
    var all = [try queue().settings()]
    for input in 0..<4 {
      try device.selectInput(input)
      all.append(try queue().settings())
    }
    try device.selectInput(chosen)
    _ = try queue().apply(all[0].source)
    return all
  }

  /// Applies what must be refused, and answers with why.
  private func refusal(
    _ source: SourceConfiguration, size: Size? = nil
  ) throws -> V4L2Error? {
    let queue = try queue()
    do throws(V4L2Error) {
      _ = try queue.apply(CameraConfiguration(size: size, source: source))
      return nil
    } catch {
      return error
    }
  }

  @Test func `input, timings, format and crop are set in that order, and read back`() throws {
    let crop = Rectangle(left: 16, top: 8, width: 640, height: 480)
    let configuration = CameraConfiguration(
      pixelFormat: .nv12, size: Size(width: 1280, height: 720),
      source: SourceConfiguration(input: 3, crop: crop, timingsChoice: .named("720p50")))
    let negotiated = try queue().apply(configuration)
    #expect(negotiated.adjustments == [])
    #expect(negotiated.format.granted.size == Size(width: 1280, height: 720))
    let device = try device()
    #expect(try device.currentInput() == 3)
    #expect(try device.timings()?.description == "1280x720p50")
    #expect(try device.selection(.crop, of: .videoCapture) == crop)
    #expect(try device.format(of: .videoCapture).pixelFormat == .nv12)
  }

  @Test func `input, standard, frequency and sound are set`() throws {
    let source = SourceConfiguration(
      input: 1, standard: .ntscM, frequency: 181_250_000, audioInput: 1)
    let negotiated = try queue().apply(CameraConfiguration(source: source))
    #expect(negotiated.adjustments == [])
    let device = try device()
    #expect(try device.standard() == .ntscM && device.frequency() == 181_250_000)
    #expect(try device.currentAudioInput()?.index == 1)
    #expect(try device.format(of: .videoCapture).size == Size(width: 720, height: 480))
  }

  @Test func `the signal decides where it is asked to`() throws {
    driver.configure(Fixture.path) {
      $0.detectedStandard = .ntscM
      $0.detectedTimings = 8
    }
    _ = try queue().apply(SourceConfiguration(input: 2, standardChoice: .detected))
    #expect(try device().standard() == .ntscM)
    _ = try queue().apply(SourceConfiguration(input: 3, timingsChoice: .detected))
    #expect(try device().timings()?.description == "1920x1080p60")
    #expect(try device().format(of: .videoCapture).size == Size(width: 1920, height: 1080))
  }

  @Test func `constraints choose among the formats of the new source`() throws {
    let configuration = CameraConfiguration(
      constraints: try Constraints("NV12 1920x1080"),
      source: SourceConfiguration(input: 3, timingsChoice: .named("1080p60")))
    let negotiated = try queue().apply(configuration)
    #expect(negotiated.format.granted.pixelFormat == .nv12)
    #expect(negotiated.format.granted.size == Size(width: 1920, height: 1080))
  }

  @Test func `a frequency between two steps is told`() throws {
    let source = SourceConfiguration(input: 1, frequency: 181_270_000)
    #expect(
      try queue().apply(source) == ["frequency: 181270000 Hz → 181250000 Hz"])
  }

  @Test func `a rectangle the driver changes is refused, or told where that will do`() throws {
    let source = SourceConfiguration(
      input: 2, crop: Rectangle(left: 600, top: 0, width: 640, height: 480))
    let offered = "crop: 640x480+600+0 → 640x480+80+0"
    #expect(
      try refusal(source)?.reason
        == .unsupported("crop 640x480+600+0 is not possible: the driver offers 640x480+80+0"))
    #expect(try device().currentInput() == 0)
    let negotiated = try queue().apply(CameraConfiguration(tolerance: .nearest, source: source))
    #expect(negotiated.adjustments == [offered])
    #expect(try queue().apply(source) == [offered])
  }

  static let refusals: [(SourceConfiguration, String)] = [
    (
      SourceConfiguration(input: 4),
      "no input 4: it has 0 (Webcam 002-0), 1 (TV 002-0), 2 (S-Video 002-0), 3 (HDMI 002-0)"
    ),
    (SourceConfiguration(input: 3, standard: .pal), "the chosen input has no analogue standards"),
    (
      SourceConfiguration(input: 2, standard: .atsc),
      "the chosen input does not take ATSC: it takes NTSC, NTSC-M, NTSC-M-JP, NTSC-M-KR, NTSC-443, "
        + "PAL and 15 more"
    ),
    (
      SourceConfiguration(input: 2, timingsChoice: .named("1080p60")),
      "the chosen input has no digital timings"
    ),
    (
      SourceConfiguration(input: 3, timingsChoice: .named("1280x720p75")),
      "the chosen input does not take '1280x720p75': it takes 1280x720p50, 1280x720p60 of that size"
    ),
    (
      SourceConfiguration(input: 3, timingsChoice: .named("2160p30")),
      "the chosen input does not take '2160p30': it takes 640x480p59.94, 720x480p59.94, 720x576p50, "
        + "1280x720p50, 1280x720p60, 1920x1080i50 and 3 more"
    ),
    (
      SourceConfiguration(input: 3, timingsChoice: .named("1080p")),
      "'1080p' may be 1920x1080p50, 1920x1080p60: write the one that is meant"
    ),
    (SourceConfiguration(input: 3, frequency: 175_250_000), "the chosen input has no tuner"),
    (
      SourceConfiguration(input: 1, frequency: 1_000),
      "1000 Hz is out of the tuner's range, 44000000 to 958000000 Hz"
    ),
    (SourceConfiguration(input: 3, audioInput: 0), "the chosen input has no sound"),
    (
      SourceConfiguration(input: 1, audioInput: 7),
      "no audio input 7: it has 0 (TV), 1 (Line-In)"
    ),
    (
      SourceConfiguration(input: 0, crop: Rectangle(width: 64, height: 64)),
      "there is no crop rectangle to set at this input"
    ),
  ]

  @Test(arguments: refusals)
  func `what the input has not is refused with what it has, and all is as before`(
    _ source: SourceConfiguration, _ sentence: String
  ) throws {
    let before = try everything()
    #expect(try refusal(source)?.reason == .unsupported(sentence))
    #expect(try everything() == before)
  }

  @Test(
    arguments: [
      (Behaviour.Signal.none, "nothing is connected or sends a signal"),
      (.unlocked, "the signal is not stable"),
      (.outOfRange, "the signal is outside of what the device can take"),
    ])
  func `no signal to go by is told`(_ signal: Behaviour.Signal, _ words: String) throws {
    driver.configure(Fixture.path) { $0.signal = signal }
    let before = try queue().settings()
    let digital = try refusal(SourceConfiguration(input: 3, timingsChoice: .detected))
    #expect(digital?.description.contains(words) == true, "\(String(describing: digital))")
    if signal != .outOfRange {
      let analogue = try refusal(SourceConfiguration(input: 2, standardChoice: .detected))
      #expect(
        analogue?.description
          == "/dev/video0: there is no signal of any standard (VIDIOC_QUERYSTD); "
          + "check the cable, the source and, on a tuner, the frequency")
    }
    #expect(try queue().settings() == before)
  }

  @Test func `a failure at the end puts back the input, its signal and the other input's`() throws {
    let before = try everything()
    for source in [
      SourceConfiguration(
        input: 1, standard: .ntscM, frequency: 181_250_000, audioInput: 1,
        crop: Rectangle(left: 600, top: 0, width: 640, height: 480)),
      SourceConfiguration(
        input: 3, crop: Rectangle(left: 1500, top: 0, width: 640, height: 480),
        timingsChoice: .named("1080p50")),
    ] {
      let error = try refusal(source, size: Size(width: 640, height: 480))
      #expect(error != nil)
      #expect(try everything() == before)
    }
  }

  @Test func `after any failing call every input is as it was`() throws {
    let source = SourceConfiguration(
      input: 1, standard: .ntscM, frequency: 181_250_000, audioInput: 1,
      crop: Rectangle(left: 16, top: 8, width: 640, height: 400))
    let configuration = CameraConfiguration(pixelFormat: .nv12, source: source)
    driver.forgetCounts()
    _ = try queue().apply(configuration)
    let calls = driver.callCount
    driver.resetSource(Fixture.path)
    for position in 0..<calls {
      let before = try everything()
      let queue = try queue()
      driver.fail(errno: 5, after: position)
      let applied = (try? queue.apply(configuration)) != nil
      driver.forgetFaults()
      if applied {
        driver.resetSource(Fixture.path)
        continue
      }
      #expect(try everything() == before, "call \(position)")
    }
  }
}
