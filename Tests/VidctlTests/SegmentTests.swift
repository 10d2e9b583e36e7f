import Capture
import Imaging
import TestSupport
import Testing
import VideoFormats

@testable import vidctl

/// What recordings of several segments are called, and what is told of captures under way.
@Suite struct SegmentTests {
  @Test(
    arguments: [
      ("clip.y4m", "clip.1.y4m", "clip.segments.json"),
      ("a.b/clip", "a.b/clip.1", "a.b/clip.segments.json"),
      ("/t/x.tape.raw", "/t/x.tape.1.raw", "/t/x.tape.segments.json"),
      ("/t/.raw", "/t/.raw.1", "/t/.raw.segments.json"),
    ])
  func `segments are numbered before the extension`(
    _ path: String, _ second: String, _ list: String
  ) throws {
    var names = try #require(SegmentNames(.file(path)))
    #expect(names.next { _ in false } == second)
    #expect(SegmentNames.list(of: .file(path)) == list)
  }

  @Test func `names that something else has are passed over`() throws {
    var names = try #require(SegmentNames(.file("c.raw")))
    #expect(names.next { ["c.1.raw", "c.2.raw"].contains($0) } == "c.3.raw")
    #expect(names.next { _ in false } == "c.4.raw")
  }

  @Test(
    arguments: [
      ("shot-%04d.png", "shot.segments.json"), ("d/%d.ppm", "d/segments.json"),
      ("%d.ppm", "segments.json"), ("a%3d_b.jpg", "a_b.segments.json"),
    ])
  func `a pattern's list has its name without the number`(
    _ pattern: String, _ list: String
  ) throws {
    #expect(SegmentNames.list(of: try OutputDestination(parsing: pattern)) == list)
    #expect(SegmentNames(try OutputDestination(parsing: pattern)) == nil)
  }

  @Test func `what cannot be segmented stops by itself, and may not be asked to`() throws {
    func policy(_ output: String?, _ asked: SourceChangePolicy? = nil) throws -> SourceChangePolicy
    {
      try CapturePlan(
        output: output, container: nil, count: nil, duration: nil, skip: 0, sourceChange: asked
      ).sourceChange
    }
    #expect(try policy("x.y4m") == .segment)
    #expect(try policy("x-%d.png") == .segment)
    #expect(try policy(nil) == .segment)
    #expect(try policy("x.png") == .stop)
    #expect(try policy("/dev/null") == .stop)
    #expect(try policy("/dev/null", .follow) == .follow)
    #expect(throws: Failure.self) { try policy("/dev/null", .segment) }
  }

  @Test func `metrics are what Prometheus reads`() throws {
    var report = Samples.statistics
    report.node = #"a"b\c"#
    let lines = report.metrics.split(separator: "\n").map(String.init)
    var described = Set<String>()
    for line in lines {
      if line.hasPrefix("#") {
        let parts = line.split(separator: " ")
        #expect(["HELP", "TYPE"].contains(parts[1]))
        described.insert(String(parts[2]))
        continue
      }
      let match = try #require(
        line.wholeMatch(of: /([a-z_]+)\{device="a\\"b\\\\c"(,[a-z]+="[a-z0-9_.]+")?\} ([0-9.]+)/),
        "\(line)")
      let name = String(match.1)
      let family = ["_sum", "_count"].first { name.hasSuffix($0) }
        .map { String(name.dropLast($0.count)) }
      #expect(described.contains(name) || described.contains(family ?? ""), "\(name)")
    }
    #expect(lines.contains(#"vidctl_frames_total{device="a\"b\\c"} 60"#))
    #expect(
      lines.contains(#"vidctl_dropped_frames_total{device="a\"b\\c",class="driver_gap"} 0"#))
    #expect(lines.contains(#"vidctl_latency_seconds{device="a\"b\\c",quantile="0.99"} 0.000003"#))
    #expect(lines.contains(#"vidctl_latency_seconds_count{device="a\"b\\c"} 60"#))
  }

  @Test func `a line for a person names what is wrong`() {
    var report = Samples.statistics
    #expect(report.line.hasPrefix("2.00 s  60 frames  29.50 fps now, 30.00 in all  no drops"))
    #expect(!report.isWorrying)
    report.drops.driverGaps = 2
    report.secondsSinceFrame = 5
    #expect(report.line.contains("drops: 2 lost by the driver"))
    #expect(report.line.contains("no frame for 5.00 s"))
    #expect(report.isWorrying)
  }

  @Test func `a report is one line of JSON`() throws {
    let line = try JSONDocument.line(Samples.statistics)
    #expect(line.hasPrefix("{") && line.hasSuffix("}\n") && line.count { $0 == "\n" } == 1)
    #expect(try JSONText.decode(StatisticsReport.self, line) == Samples.statistics)
  }
}
