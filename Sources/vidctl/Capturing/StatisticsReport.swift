import Capture
import SystemIO
import V4L2

/// How a capture is going at one moment. Docs/JSON.md describes every key, as `--stats json` writes them.
struct StatisticsReport: Codable, Hashable {
  var node: String
  var seconds: Double
  var frames: Int
  var bytes: Int
  var fps: Double
  var recentFPS: Double
  var secondsSinceFrame: Double?
  var drops: CaptureStatistics.Drops
  var damage: Damage
  var numbering: FrameNumbering
  var clock: ClockDocument?
  var latencyMicroseconds: CaptureStatistics.Latency?
  var latencySumMicroseconds: UInt64
  var latencyCount: Int
  var buffers: Buffers
  var output: Output
  var segments: Int
  var restarts: Int
  var interruptedSeconds: Double
  var isFinal: Bool

  /// Who has the buffers.
  struct Buffers: Codable, Hashable {
    var count: Int
    var onLoan: Int
    var lost: Int
  }

  /// What was stored.
  struct Output: Codable, Hashable {
    var frames = 0
    var bytes = 0
    var unusable = 0
    var dropped = 0
  }
}

/// By which clock frames are stamped, and what it did that no clock should.
struct ClockDocument: Codable, Hashable {
  var source: FrameClock.Source
  var stamped: FrameClock.Moment
  var anomalies: ClockAnomalies

  init(source: FrameClock.Source, stamped: FrameClock.Moment, anomalies: ClockAnomalies) {
    (self.source, self.stamped, self.anomalies) = (source, stamped, anomalies)
  }

  /// What statistics say of the clock; nil before the first frame.
  init?(_ statistics: borrowing CaptureStatistics) {
    guard let clock = statistics.clock else { return nil }
    self.init(
      source: clock.source, stamped: clock.stamped, anomalies: statistics.clockAnomalies)
  }
}

extension StatisticsReport {
  /// What a camera says of itself, `elapsed` nanoseconds after the beginning.
  init(
    _ camera: borrowing Camera, elapsed: Int64, recentFPS: Double, output: Output,
    segments: Int, isFinal: Bool
  ) {
    let statistics = camera.statistics
    let total = statistics.latencyTotal
    let now = camera.now.nanoseconds
    self.init(
      node: camera.device.path, seconds: Self.rounded(Double(elapsed) / 1e9),
      frames: statistics.frames, bytes: statistics.bytes,
      fps: Self.rounded(statistics.framesPerSecond), recentFPS: Self.rounded(recentFPS),
      secondsSinceFrame: statistics.lastFrame.map {
        Self.rounded(Double(now - $0.nanoseconds) / 1e9)
      },
      drops: statistics.drops, damage: statistics.damage, numbering: statistics.numbering,
      clock: ClockDocument(statistics), latencyMicroseconds: statistics.latency,
      latencySumMicroseconds: total.microseconds, latencyCount: total.count,
      buffers: Buffers(
        count: camera.bufferCount, onLoan: camera.buffersOnLoan, lost: camera.buffersLost),
      output: output, segments: segments, restarts: statistics.restarts,
      interruptedSeconds: Quantity.thousandths(statistics.interruption), isFinal: isFinal)
  }

  private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

  /// The report in one line for a person.
  var line: String {
    var parts = [
      Quantity.seconds(seconds), Quantity.count(frames, "frame"),
      "\(Quantity.rate(recentFPS)) fps now, \(Quantity.rate(fps)) in all",
      drops.words,
    ]
    if segments > 1 { parts.append("segment \(segments)") }
    if output.bytes > 0 { parts.append(Quantity.bytes(output.bytes)) }
    if let latency = latencyMicroseconds {
      let figures = [latency.p50, latency.p95, latency.p99, latency.max]
        .map { Quantity.decimal(Double($0) / 1000, places: 1) }
      parts.append("latency \(figures.joined(separator: "/")) ms")
    }
    if buffers.onLoan > 0 || buffers.lost > 0 {
      let lost = buffers.lost > 0 ? ", \(buffers.lost) lost" : ""
      parts.append("\(buffers.onLoan) of \(buffers.count) buffers held\(lost)")
    }
    // A camera that has stopped shows nowhere else in figures that no longer change.
    if let quiet = secondsSinceFrame, quiet > max(1, fps > 0 ? 3 / fps : 1) {
      parts.append("no frame for \(Quantity.seconds(quiet))")
    }
    return parts.joined(separator: "  ")
  }

  /// Whether something went wrong that a person should notice.
  var isWorrying: Bool { drops.total > 0 || buffers.lost > 0 }
}
