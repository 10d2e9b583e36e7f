import FoundationEssentials
import TestSupport
import Testing
import V4L2
import VideoFormats

/// What tests of stages that need more than vivid have in common.
enum PipelineStages {
  struct Report: Decodable {
    struct Stage: Decodable {
      var name: String
      var figures: [String: Int]
      var failure: String?
    }
    var frames: Int
    var bytesCopied: Int
    var stages: [Stage]
    var end: String
  }

  static func run(_ arguments: String...) async throws -> (Report?, Tool.Outcome) {
    let words = arguments.map { "'\($0)'" }.joined(separator: " ")
    let outcome = try await Tool.shell("\"$VIDCTL\" pipe \(words) --json")
    return (
      try? JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8)), outcome
    )
  }

  static func webcam() throws -> String {
    for device in DeviceDirectory().devices() {
      for node in device.nodes {
        guard let information = try? Device(path: node.path).information,
          information.driver == "vivid", information.pictureCaptureQueue != nil
        else { continue }
        return node.path
      }
    }
    throw ContractFailure("no vivid webcam here")
  }
}

/// Converters, codecs and other processes.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PipelineConverterTests {
  @Test(
    .enabled(
      if: MemoryToMemoryTests.isOpen,
      "no vim2m and vicodec here: vidctl vm run --with vim2m,vicodec"))
  func `a converter copies exactly, an encoder encodes every frame`() async throws {
    let subject = VividSubject.shared
    let converter = try #require(subject.path(of: .converter))
    let encoder = try #require(subject.path(of: .encoder))
    let camera = try PipelineStages.webcam()
    let folder = try #require(
      try await Tool.shell("mktemp -d").output.split(separator: "\n").first.map(String.init))
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (copied, first) = try await PipelineStages.run(
      "v4l2:\(camera),RGB3,320x180@30 ! tee(file:\(folder)/a.raw ; m2m:\(converter),RGB3 ! file:\(folder)/b.raw)",
      "--count", "20", "--no-copy")
    #expect(copied?.frames == 20 && copied?.bytesCopied == 0, "\(first)")
    let same = try await Tool.shell(
      "cmp \(folder)/a.raw \(folder)/b.raw && stat -c %s \(folder)/b.raw")
    #expect(same.status == 0 && same.output.contains("\(20 * 320 * 180 * 3)"), "\(same)")
    let (encoded, second) = try await PipelineStages.run(
      "v4l2:\(camera),640x480@30 ! m2m:\(encoder),FWHT ! file:\(folder)/c.fwht", "--count", "20",
      "--no-copy")
    #expect(encoded?.stages.last?.figures["framesWritten"] == 20, "\(second)")
    #expect(encoded?.bytesCopied == 0)
    let (shared, third) = try await PipelineStages.run(
      "v4l2:\(camera),320x180@30 ! tee(null ; share:\(folder)/socket)", "--count", "5", "--no-copy")
    #expect(shared?.frames == 5 && shared?.end == "count", "\(third)")
  }
}

/// Screens.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PipelineScreenTests {
  @Test(.enabled(if: Lab.variable("V4L2_DISPLAY") == "required", "no screens were promised"))
  func `a camera is shown by three cards, and refused by the one that cannot`() async throws {
    let camera = try PipelineStages.webcam()
    var shown = 0
    for card in 0..<4 {
      let (report, outcome) = try await PipelineStages.run(
        "v4l2:\(camera),640x480@30 ! tee(null ; display,card=\(card))", "--count", "10", "--no-copy"
      )
      guard let report else {
        #expect(outcome.status == 3 && outcome.errors.contains("--no-copy forbids"), "\(outcome)")
        continue
      }
      shown += 1
      #expect(report.frames == 10 && report.bytesCopied == 0 && report.end == "count")
      #expect((report.stages.last?.figures["framesShown"] ?? 0) >= 8, "\(outcome)")
    }
    #expect(shown == 3)
    let probe = try await Tool.run("dmabuf", "probe", camera, "card:/dev/dri/card0")
    #expect(probe.status == 0 && probe.output.contains("/dev/dri/card0"), "\(probe)")
  }
}
