import Capture
import FoundationEssentials
import SystemIO
import TestSupport
import Testing
import V4L2
import VideoFormats

/// The truth about frames of a real driver: what vivid injects is what is counted.
@Suite(
  .serialized, .enabled(if: VividSubject.has(.webcam), "no single-planar vivid capture node here"),
  .timeLimit(.minutes(1)))
struct TruthTests {
  private let subject = VividSubject.shared

  private func camera() throws -> Camera {
    var configuration = CameraConfiguration(
      pixelFormat: .yuyv, size: Size(width: 320, height: 180), interval: Interval(1, 120),
      bufferCount: 8)
    configuration.input = 0
    return try Camera(subject.open(.webcam), configuration)
  }

  /// Takes frames, and counts what is missing between their numbers without the library's help.
  private func take(_ count: Int, _ camera: inout Camera) throws -> (missing: Int, repeated: Int) {
    var (missing, repeated) = (0, 0)
    var previous: UInt32?
    for _ in 0..<count {
      guard let frame = try camera.next() else { break }
      let distance = previous.map { frame.metadata.sequence &- $0 } ?? 1
      if distance == 0 { repeated += 1 } else { missing += Int(distance) - 1 }
      previous = frame.metadata.sequence
    }
    return (missing, repeated)
  }

  @Test func `half of the frames lost are half of the frames counted`() throws {
    defer { subject.recover(.webcam) }
    try subject.open(.webcam).setValue(50, of: .vividDroppedPercentage)
    var camera = try camera()
    let (missing, repeated) = try take(80, &camera)
    let statistics = camera.statistics
    #expect(statistics.drops.driverGaps + statistics.drops.consumerSkips == missing)
    #expect(statistics.drops.driverGaps > 30, "\(statistics.drops)")
    #expect(statistics.drops.errorFrames == 0 && statistics.drops.damaged == 0)
    #expect(statistics.numbering.repeated == repeated)
    #expect(statistics.clock?.source == .monotonic)
  }

  @Test func `each frame that is marked is an error frame, and none else`() throws {
    let device = try subject.open(.webcam)
    var camera = try camera()
    for expected in 1...5 {
      try device.setValue(1, of: .vividDamagesFrame)
      for _ in 0..<40 where camera.statistics.drops.errorFrames < expected {
        _ = try camera.next()
      }
      #expect(camera.statistics.drops.errorFrames == expected)
    }
    #expect(camera.statistics.drops.damaged == 0)
  }

  @Test func `numbers that wrap lose nothing`() throws {
    defer { subject.recover(.webcam) }
    try subject.inject(.wrapsSequence, on: .webcam)
    var camera = try camera()
    let (missing, _) = try take(150, &camera)
    let statistics = camera.statistics
    #expect(statistics.numbering.wraps == 1)
    #expect(statistics.drops.driverGaps + statistics.drops.consumerSkips == missing)
    #expect(missing < 100)
  }

  @Test(arguments: [1, 2]) func `a clock that is about to wrap is not believed`(
    _ bits: Int
  ) throws {
    let device = try subject.open(.webcam)
    try device.setValue(bits, of: .vividWrapsTimestamp)
    defer { _ = try? device.setValue(0, of: .vividWrapsTimestamp) }
    var camera = try camera()
    _ = try take(20, &camera)
    let statistics = camera.statistics
    #expect(statistics.clockAnomalies.implausible == 20)
    #expect(statistics.clockAnomalies.backward == 0)
    #expect(statistics.latency == nil)
    #expect(statistics.framesPerSecond > 20 && statistics.framesPerSecond < 130)
  }
}

extension ControlID {
  fileprivate static let vividWrapsTimestamp = ControlID(rawValue: 0x00f0_f027)
}

/// Recordings of a source that changes in mid-capture, by the tool.
@Suite(
  .serialized, .enabled(if: VividSubject.has(.grabber), "no vivid device with all inputs here"),
  .timeLimit(.minutes(2)))
struct RecordingTests {
  private let subject = VividSubject.shared

  /// The parts of the documents that the tests look at.
  private struct Report: Decodable {
    struct Mark: Decodable {
      var sequence: UInt32
      var timestamp: Int64
    }
    struct Format: Decodable {
      var width: Int
      var height: Int
    }
    struct Segment: Decodable {
      var file: String?
      var format: Format
      var frames: Int
      var bytes: Int
      var first: Mark?
      var last: Mark?
      var end: String?
      var adjustments: [String]?
    }
    var segments: [Segment]
    var restarts: Int?
    var interruptedSeconds: Double?
    var end: String?
    var error: String?
  }

  /// Runs a script on the HDMI input: `record` captures small pictures, `signal` sets what comes in, by its place among
  /// the timings.
  private func script(_ text: String) async throws -> Tool.Outcome {
    let node = try #require(subject.path(of: .grabber))
    defer { subject.recover(.grabber) }
    return try await Tool.shell(
      """
      set -u; folder=$(mktemp -d); cd "$folder"; trap 'rm -rf "$folder"' EXIT
      v4l2-ctl -d "$NODE" -i 3 > /dev/null
      record() { exec "$VIDCTL" capture "$NODE" --input 3 --format GREY "$@"; }
      signal() { v4l2-ctl -d "$NODE" -c dv_timings="$1",dv_timings_signal_mode=4; }
      await() { for _ in $(seq 150); do [ -s "$1" ] && return; sleep 0.1; done; return 1; }
      \(text)
      """, environment: ["NODE": node])
  }

  @Test func `three changes of the source leave four good segments and a list of them`()
    async throws
  {
    let run = try await script(
      """
      signal 0
      record --timings detected -o x.y4m --json --stats json --stats-interval 200ms \\
        --stats-file x.prom > doc.json 2> log & tool=$!
      await x.y4m; signal 2; await x.1.y4m; signal 4; await x.2.y4m; signal 0; await x.3.y4m
      sleep 0.3; kill -INT $tool; wait $tool; echo $?
      cat doc.json > /dev/stderr
      for file in x.y4m x.1.y4m x.2.y4m x.3.y4m; do head -n 1 $file | cut -d' ' -f2,3; stat -c %s $file; done
      ls; grep -c '^{.*}$' log; grep -c '^vidctl: .*the source changed' log
      grep -c '^vidctl_restarts_total{device="[^"]*"} 3$' x.prom
      cat x.segments.json
      """)
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    try #require(lines.count > 20, "\(run)")
    #expect(lines[0] == "130")
    let report = try CommandLab.decode(Report.self, run.errors)
    #expect(report.end == "signal" && report.restarts == 3)
    try #require(report.segments.count == 4, "\(run)")
    let sizes = [(640, 480), (720, 480), (720, 576), (640, 480)]
    for (index, segment) in report.segments.enumerated() {
      let (width, height) = sizes[index]
      #expect(segment.format.width == width && segment.format.height == height)
      #expect(lines[1 + 2 * index] == "W\(width) H\(height)")
      #expect(lines[2 + 2 * index] == "\(segment.bytes)")
      let frame = width * height + 6
      #expect(
        (1..<100).contains(segment.bytes - segment.frames * frame), "a header and whole frames")
      #expect(segment.frames > 0)
      #expect(segment.end == (index == 3 ? "signal" : "sourceChanged"))
      let (first, last) = (try #require(segment.first), try #require(segment.last))
      #expect(last.timestamp >= first.timestamp)
    }
    let rest = Array(lines[9...])
    #expect(rest.contains("x.segments.json") && rest.contains("x.prom"))
    #expect(rest.filter { $0.hasSuffix(".y4m") }.count == 4, "\(rest)")
    let counts = rest.compactMap { Int($0) }
    #expect(counts.count == 3 && counts[0] >= 3 && counts[1] == 3 && counts[2] == 1, "\(counts)")
    let list = try CommandLab.decode(
      Report.self, rest.drop { $0 != "{" }.joined(separator: "\n"))
    #expect(list.segments.map(\.file) == ["x.y4m", "x.1.y4m", "x.2.y4m", "x.3.y4m"])
    #expect(list.segments.map(\.bytes) == report.segments.map(\.bytes))
  }

  @Test func `a recording that is killed leaves its segments and a list that can be read`()
    async throws
  {
    let run = try await script(
      """
      signal 0
      record --timings detected -o x.raw -q & tool=$!
      await x.raw; signal 2; await x.1.raw; kill -KILL $tool; wait $tool 2> /dev/null
      stat -c %s x.raw; stat -c %s x.1.raw; ls | wc -l; cat x.segments.json
      """)
    let lines = run.output.split(separator: "\n").map(String.init)
    try #require(lines.count > 5, "\(run)")
    let list = try CommandLab.decode(Report.self, lines[3...].joined(separator: "\n"))
    #expect(list.segments.count == 2)
    #expect(list.segments[0].bytes == Int(lines[0]))
    #expect(list.segments[0].frames * 640 * 480 == list.segments[0].bytes)
    #expect(list.segments[0].end == "sourceChanged" && list.segments[1].end == nil)
    #expect((Int(lines[1]) ?? 0) >= 720 * 480)
    #expect(lines[2] == "3", "nothing else is left")
  }

  @Test func `one file goes on, or the capture stops, as it was told`() async throws {
    let run = try await script(
      """
      signal 0
      record --timings detected -o x.raw --on-change follow --json > doc.json 2> /dev/null & tool=$!
      await x.raw; signal 2
      for _ in $(seq 100); do grep -q '"sourceChanged"' x.segments.json 2> /dev/null && break; sleep 0.1; done
      sleep 0.5; kill -INT $tool; wait $tool
      ls x*; stat -c %s x.raw; cat doc.json >&2
      signal 0
      record --timings detected -o y.y4m --on-change stop -q 2> stopped & tool=$!
      await y.y4m; signal 2; wait $tool; echo $?; cat stopped; ls y*
      """)
    let lines = run.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 6, "\(run)")
    #expect(lines[0...1] == ["x.raw", "x.segments.json"])
    let report = try CommandLab.decode(Report.self, run.errors)
    #expect(report.segments.count == 2)
    #expect(report.segments.map(\.file).allSatisfy { $0 == "x.raw" })
    #expect(report.segments.map(\.bytes).reduce(0, +) == Int(lines[2]))
    #expect(report.segments[1].bytes == report.segments[1].frames * 720 * 480)
    #expect(lines[3] == "1")
    #expect(lines[4].contains("the source changed after "))
    #expect(lines[5] == "y.y4m")
  }

  @Test func `a television standard that changes goes on in another file, cropped as before`()
    async throws
  {
    let run = try await script(
      """
      standard() { v4l2-ctl -d "$NODE" -c standard=$1,standard_signal_mode=4; }
      rectangle() { v4l2-ctl -d "$NODE" --get-selection target=crop | grep -o 'Left.*Height [0-9]*'; }
      "$VIDCTL" capture "$NODE" --input 2 --standard detected --format GREY --crop 704x560+8+8 -o x.y4m --json \
        > doc.json 2> log & tool=$!
      await x.y4m
      # While there are buffers nobody sets another, whoever it is.
      v4l2-ctl -d "$NODE" --set-standard 0x1000 2>&1 | grep -c busy
      standard 0; await x.1.y4m; rectangle
      v4l2-ctl -d "$NODE" -c standard_signal_mode=1; sleep 0.5
      standard 4; await x.2.y4m; rectangle
      kill -INT $tool; wait $tool; echo $?
      for file in x.y4m x.1.y4m x.2.y4m; do head -n 1 $file | cut -d' ' -f2-4; stat -c %s $file; done
      grep -c 'adjusted crop: 704x560+8+8 → 704x4' log; grep -c adjusted log; cat doc.json >&2
      """)
    let lines = run.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 12, "\(run)")
    #expect(lines[0] == "1", "refused as busy")
    #expect(lines[1] == "Left 8, Top 0, Width 704, Height 480")
    #expect(lines[2] == "Left 8, Top 8, Width 704, Height 560")
    #expect(lines[3] == "130")
    let report = try CommandLab.decode(Report.self, run.errors)
    #expect(report.restarts == 2)
    try #require(report.segments.count == 3, "\(run)")
    let heads = ["W720 H576 F25:1", "W720 H480 F30000:1001", "W720 H576 F25:1"]
    for (index, segment) in report.segments.enumerated() {
      #expect(lines[4 + 2 * index] == heads[index])
      #expect(lines[5 + 2 * index] == "\(segment.bytes)")
      #expect(segment.frames > 0)
      #expect(segment.end == (index == 2 ? "signal" : "sourceChanged"))
      #expect((segment.adjustments ?? []).isEmpty == (index != 1), "\(index)")
    }
    #expect(lines[10] == "1" && lines[11] == "1", "\(run)")
  }

  @Test func `a signal that goes is waited for, and the statistics go on meanwhile`() async throws {
    let run = try await script(
      """
      signal 0
      record --timings detected -o x.raw --timeout 2s --json --stats json --stats-interval 250ms > doc.json \\
        2> log & tool=$!
      await x.raw; v4l2-ctl -d "$NODE" -c dv_timings_signal_mode=1; wait $tool; echo $?
      grep -c 'there was no signal' log; grep -c '"secondsSinceFrame":1[.]' log; cat doc.json >&2
      """)
    let lines = run.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 3, "\(run)")
    #expect(lines[0] == "1" && lines[1] == "1")
    #expect((Int(lines[2]) ?? 0) >= 2, "\(run)")
    let report = try CommandLab.decode(Report.self, run.errors)
    #expect(report.end == "sourceChanged" && report.segments.count == 1)
  }
}
