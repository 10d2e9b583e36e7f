import Capture
import Pipeline
import VideoFormats

/// What `vidctl pipe --json` writes. Docs/JSON.md describes every key.
struct PipeDocument: Encodable {
  /// A link, as it was planned and as it went.
  struct Link: Encodable {
    var from: String
    var to: String
    var granted: CaptureDocument.Granted
    var buffers: Int
    var allocator: String
    var importers: [String]
    var copy: String?
    var tried: [Attempt]
    var pressure: String
    var queue: Int?
    var frames: Int?
    var drops: PipelineReport.Drops?
    var depth: Depth?
    var latencyMicroseconds: CaptureStatistics.Latency?
    var bytesCopied: Int?
  }

  /// A way of sharing memory that was refused.
  struct Attempt: Encodable {
    var memory: String
    var refusal: String
  }

  /// Frames that waited.
  struct Depth: Encodable {
    var now: Int
    var max: Int
  }

  /// A stage.
  struct Stage: Encodable {
    var name: String
    var figures: [String: Int]
    var failure: String?
  }

  var stages: [Stage]
  var links: [Link]
  var isWithoutCopies: Bool
  var frames: Int?
  var seconds: Double?
  var fps: Double?
  var bytesCopied: Int?
  var end: PipelineReport.End?
  var error: String?

  init(_ plan: PipelinePlan, report: PipelineReport?) {
    stages =
      report?.stages.map { Stage(name: $0.name, figures: $0.figures, failure: $0.failure) }
      ?? plan.stages.map { Stage(name: $0, figures: [:], failure: nil) }
    isWithoutCopies = plan.isWithoutCopies
    links = plan.links.map { planned in
      let ran = report?.links.first { $0.source == planned.source && $0.sink == planned.sink }
      return Link(
        from: planned.source, to: planned.sink,
        granted: CaptureDocument.Granted(
          fourcc: planned.format.pixelFormat, width: planned.format.width,
          height: planned.format.height, planes: planned.format.planes, interval: planned.interval),
        buffers: planned.bufferCount, allocator: planned.allocator, importers: planned.importers,
        copy: planned.copy,
        tried: planned.attempts.map { Attempt(memory: $0.memory, refusal: $0.refusal) },
        pressure: planned.policy.pressure.rawValue,
        queue: planned.policy.pressure == .block ? nil : planned.policy.depth,
        frames: ran?.frames, drops: ran?.drops,
        depth: ran.map { Depth(now: $0.depth, max: $0.deepest) },
        latencyMicroseconds: ran?.latency, bytesCopied: ran?.bytesCopied)
    }
    frames = report?.frames
    seconds = report.map { Quantity.thousandths($0.duration) }
    fps = report.map { ($0.framesPerSecond * 100).rounded() / 100 }
    bytesCopied = report?.bytesCopied
    end = report?.end
    error = report?.failure?.description
  }
}
