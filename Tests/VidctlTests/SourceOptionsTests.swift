import ArgumentParser
import Capture
import Negotiation
import TestSupport
import Testing
import V4L2
import VideoFormats

@testable import vidctl

/// The options that choose the source and the format: what they come to, and what they refuse, to the letter.
@Suite struct SourceOptionsTests {
  private func configuration(_ arguments: [String]) throws -> CameraConfiguration {
    let command = try CaptureCommand.parse(["990"] + arguments)
    return try command.camera.configuration(for: "990")
  }

  private func source(_ words: String) throws -> SourceConfiguration {
    try configuration(words.split(separator: " ").map(String.init)).source
  }

  @Test func `every option has its place in the configuration`() throws {
    let source = try source(
      "--input 2 --standard pal-bg --frequency 175.25MHz --audio-input 1 --crop 640x480+16+8 "
        + "--compose 320x240-0+4 --timings 1080p60")
    #expect(
      source
        == SourceConfiguration(
          input: 2, standard: .palBG, frequency: 175_250_000, audioInput: 1,
          crop: Rectangle(left: 16, top: 8, width: 640, height: 480),
          compose: Rectangle(left: 0, top: 4, width: 320, height: 240),
          timingsChoice: .named("1080p60")))
    let detected = try self.source("--standard detected --timings DETECTED")
    #expect(detected.standardChoice == .detected && detected.timingsChoice == .detected)
    #expect(detected.standard == nil && detected.timings == nil)
    #expect(try self.source("--standard 0xff").standard == .pal)
    #expect(try self.source("").isEmpty)
  }

  @Test(
    arguments: [
      ("91.5MHz", 91_500_000), ("543250kHz", 543_250_000), ("175250000", 175_250_000),
      ("1.2ghz", 1_200_000_000), ("0.1MHz", 100_000), ("97.300100MHz", 97_300_100),
      ("5.0Hz", 5), ("91.5000000MHz", 91_500_000),
    ])
  func `frequencies are read exactly`(_ text: String, _ hertz: Int) throws {
    #expect(try source("--frequency \(text)").frequency == hertz)
  }

  @Test func `constraints decide on the format`() throws {
    let wanted = try configuration(["--want", "NV12|YUYV 640x480@30 or better, else nearest"])
    #expect(
      wanted.constraints == (try Constraints("NV12|YUYV 640x480@30 or better, else nearest")))
    #expect(wanted.pixelFormat == nil && wanted.size == nil && wanted.interval == nil)
    #expect(wanted.tolerance == .exact)
    #expect(try configuration([]).constraints == nil)
  }

  static let equivalents: [SourceConfiguration] = [
    SourceConfiguration(),
    SourceConfiguration(input: 1, standard: .ntscMJP),
    SourceConfiguration(input: 2, standard: [.palB, .secamL]),
    SourceConfiguration(
      input: 3, timings: hd,
      crop: Rectangle(left: -8, top: 8, width: 640, height: 480),
      compose: Rectangle(left: 16, top: -4, width: 320, height: 240)),
  ]

  private static let hd = VideoTimings(
    width: 1280, height: 720, pixelClock: 74_250_000,
    horizontal: VideoTimings.Blanking(frontPorch: 110, sync: 40, backPorch: 220),
    vertical: VideoTimings.Blanking(frontPorch: 5, sync: 5, backPorch: 20))

  @Test(arguments: equivalents)
  func `the command that repeats an exploration is read back as what it says`(
    _ source: SourceConfiguration
  ) async throws {
    for (format, interval) in [
      (PixelFormat.yuyv, Interval(1, 30)), (.y16, Interval(1001, 30000)),
      (PixelFormat(rawValue: 0x0102_0304), Interval(2, 25)),
    ] {
      let equivalent = Equivalent(
        device: "My 'best' cam", format: Format(format, width: 640, height: 480),
        interval: interval, source: source)
      // A shell takes the words apart, as it will for whoever pastes them.
      let run = try await Tool.shell("vidctl() { printf '%s\\n' \"$@\"; }; \(equivalent.command)")
      let words = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init)
      #expect(words.first == "capture" && run.errors == "")
      let command = try CaptureCommand.parse(Array(words.dropFirst().dropLast()))
      #expect(command.device.device == "My 'best' cam")
      let read = try command.camera.configuration(for: "990")
      var expected = source
      if let timings = source.timings { expected.timingsChoice = .named("\(timings)") }
      #expect(read.source == expected)
      #expect(read.pixelFormat == format && read.size == Size(width: 640, height: 480))
      #expect(read.interval == interval)
    }
    #expect(VideoTimings.matching("\(Self.hd)", among: [Self.hd]) == [Self.hd])
  }

  static let rectangle = "write WIDTHxHEIGHT+LEFT+TOP in pixels, such as 640x480+16+8"
  static let hertz = "write hertz, or a number with kHz, MHz or GHz, such as 91.5MHz"
  static let standard =
    "name a standard such as PAL, NTSC-M or SECAM-L, its number such as 0xff, or 'detected'"
  static let timings =
    "write size, p or i, and rate, such as 1920x1080p60, 1080p60 or 1080i50, or 'detected'"
  static let audio = "the number of an audio input is needed, 0 or more"

  @Test(
    arguments: [
      ("standard", "name", "PAL-Q", standard), ("standard", "name", "0x0", standard),
      ("standard", "name", "", standard), ("timings", "name", "1920x1080", timings),
      ("timings", "name", "best", timings), ("timings", "name", "1080p60.123", timings),
      ("frequency", "hz", "0", hertz), ("frequency", "hz", "91.5", hertz),
      ("frequency", "hz", "91,5MHz", hertz), ("frequency", "hz", "1.0000001MHz", hertz),
      ("frequency", "hz", "999999999999GHz", hertz), ("frequency", "hz", "MHz", hertz),
      ("frequency", "hz", ".5MHz", hertz), ("audio-input", "n", "-1", audio),
      ("audio-input", "n", "Line-In", audio), ("crop", "rectangle", "640x480", rectangle),
      ("crop", "rectangle", "0x480+0+0", rectangle),
      ("compose", "rectangle", "640x480+1", rectangle),
      ("compose", "rectangle", "640x480+99999999999+0", rectangle),
    ])
  func `a bad value gets one sentence`(
    _ option: String, _ placeholder: String, _ value: String, _ sentence: String
  ) async throws {
    let run = try await Tool.run("capture", "990", "--\(option)", value)
    #expect(run.status == 2)
    #expect(
      run.errors
        == "vidctl: The value '\(value)' is invalid for '--\(option) <\(placeholder)>': \(sentence); "
        + "see 'vidctl capture --help'\n")
  }

  @Test(
    arguments: [
      (["--want", "NV12", "--format", "NV12"], "--format; write it into --want"),
      (["--want", "NV12", "--size", "8x8"], "--size; write it into --want"),
      (["--want", "NV12", "--rate", "30"], "--rate; write it into --want"),
      (["--want", "NV12", "--nearest"], "--nearest; end the constraints with 'else nearest'"),
    ])
  func `constraints exclude what they take the place of`(
    _ arguments: [String], _ words: String
  ) async throws {
    let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
    for command in ["capture", "view"] {
      let run = try await Tool.shell("exec \"$VIDCTL\" \(command) 990 \(quoted)")
      #expect(run.status == 2)
      #expect(
        run.errors
          == "vidctl: --want takes the place of \(words); see 'vidctl \(command) --help'\n")
    }
  }

  @Test(
    arguments: ["NV12 1280x", "fps>=", "else nearest", "width>=640 width<=320", "ZZZZ 640x480"])
  func `constraints that are none are told with their column, as negotiate tells them`(
    _ text: String
  ) async throws {
    let run = try await Tool.run("capture", "990", "--want", text)
    let error = try #require(throws: GrammarError.self) { try Constraints(text, offered: []) }
    #expect(run.status == 2)
    #expect(run.errors == "vidctl: constraints, \(error); see 'vidctl negotiate --help'\n")
    #expect(run.errors.hasPrefix("vidctl: constraints, column "))
  }
}
