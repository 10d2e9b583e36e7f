import SystemIO
import TestSupport
import Testing
import V4L2
import VideoFormats

/// Sources of vivid's that no pretended device has: outputs with a scaler, and a radio.
@Suite(.serialized) struct SourcesTests {
  // Only its path: a node that stays open would be seen as held by somebody.
  private static let radio = DeviceDirectory().devices().flatMap(\.nodes).map(\.path).first {
    guard let information = try? Device(path: $0).information else { return false }
    return information.driver == "vivid"
      && information.capabilities.isSuperset(of: [.radio, .tuner])
  }

  @Test(.enabled(if: VividSubject.has(.display), "no vivid node with two outputs here"))
  func `the output side composes and crops, with either API's type`() throws {
    let device = try VividSubject.shared.open(.display)
    defer { VividSubject.shared.recover(.display) }
    try device.selectOutput(0)
    let whole = try #require(try device.selection(.composeBounds, of: .videoOutput))
    #expect(whole == Rectangle(width: 720, height: 576))
    let before = try #require(try device.selection(.compose, of: .videoOutput))
    let wanted = Rectangle(left: 100, top: 50, width: 360, height: 288)
    #expect(
      try device.setSelection(.compose, wanted, of: .videoOutput, flags: .atMost) == wanted)
    #expect(try device.selection(.compose, of: .videoOutputMultiplanar) == wanted)
    let outside = Rectangle(left: 600, top: 500, width: 360, height: 288)
    let granted = try device.setSelection(.compose, outside, of: .videoOutputMultiplanar)
    #expect(whole.contains(granted))
    try device.setSelection(.compose, before, of: .videoOutput)
    #expect(try device.selection(.crop, of: .videoCapture) == nil)
  }

  @Test(.enabled(if: VividSubject.has(.display), "no vivid node with two outputs here"))
  func `an output has standards or timings, and nothing to detect`() throws {
    let device = try VividSubject.shared.open(.display)
    defer { VividSubject.shared.recover(.display) }
    try device.selectOutput(0)
    #expect(try device.standard() == .pal)
    #expect(try device.timings() == nil)
    #expect(try device.detectStandard() == .unsupported)
    try device.selectOutput(1)
    #expect(try device.standard() == nil)
    let before = try #require(try device.timings())
    let other = try #require(
      VideoTimings.matching("1080p60", among: try device.timingsList()).first)
    #expect(try device.setTimings(other) == other)
    #expect(try device.format(of: .videoOutput).size == Size(width: 1920, height: 1080))
    #expect(try device.detectTimings() == .unsupported)
    try device.setTimings(before)
  }

  @Test(.enabled(if: Lab.isRequired || radio != nil, "no vivid radio here"))
  func `a radio is tuned in hertz too, in finer steps`() throws {
    let device = try Device(path: try #require(Self.radio))
    let tuner = try #require(try device.tuner())
    #expect(tuner.kind == .radio && tuner.capabilities.contains(.low))
    let before = try #require(try device.frequency())
    try device.setFrequency(97_300_100)
    // In steps of 62.5 Hz.
    #expect(try device.frequency() == 97_300_125)
    try device.setFrequency(before)
    #expect(try device.frequency() == before)
  }

  @Test(
    .enabled(if: VividSubject.has(.grabber), "no vivid node with four inputs here"),
    arguments: [
      (1, ["Standard  PAL (625 lines @ 25 fps)", "signal: the same", "TV Tuner at 175.25 MHz"]),
      (2, ["Sound     Line-In (audio input 1)", "crop: all of 720x576"]),
      (3, ["Timings  1280x720p60 (1650x750 with blanking, 74.25 MHz)"]),
    ])
  func `info tells what is set for the chosen input`(_ input: Int, _ words: [String]) async throws {
    let subject = VividSubject.shared
    defer { subject.recover(.grabber) }
    let path = try #require(subject.path(of: .grabber))
    try subject.open(.grabber).selectInput(input)
    let outcome = try await Tool.run("info", path)
    #expect(outcome.status == 0)
    for word in words { #expect(outcome.output.contains(word), "\(outcome)") }
  }

  @Test(.enabled(if: VividSubject.has(.grabber), "no vivid node with four inputs here"))
  func `info looks for no signal while somebody else has the node open`() async throws {
    let subject = VividSubject.shared
    defer { subject.recover(.grabber) }
    let path = try #require(subject.path(of: .grabber))
    let device = try subject.open(.grabber)
    try device.selectInput(2)
    let outcome = try await Tool.run("info", path)
    #expect(
      outcome.output.contains("Standard") && !outcome.output.contains("signal: "), "\(outcome)")
    #expect(outcome.output.contains("Open in"))
  }
}
