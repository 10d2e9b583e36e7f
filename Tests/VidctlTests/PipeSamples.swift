import VideoFormats

@testable import Capture
@testable import Pipeline
@testable import vidctl

/// Documents of pipelines with every key.
enum PipeSamples {
  private static let plan = PipelinePlan(
    stages: ["v4l2:/dev/video0", "null"],
    links: [
      PipelinePlan.Link(
        source: "v4l2:/dev/video0", sink: "null",
        format: Format(
          .yuyv, width: 640, height: 480,
          planes: [Format.Plane(bytesPerLine: 1280, size: 614_400)]),
        interval: Interval(1, 30), bufferCount: 4, allocator: "the heap system",
        importers: ["v4l2:/dev/video0"], copy: "no memory is shared",
        policy: LinkPolicy(.dropOldest, depth: 3),
        attempts: [PipelinePlan.Link.Attempt(memory: "memory of x", refusal: "EFAULT")])
    ])

  private static let report = PipelineReport(
    links: [
      PipelineReport.Link(
        source: "v4l2:/dev/video0", sink: "null", frames: 30, drops: PipelineReport.Drops(),
        depth: 1, deepest: 2,
        latency: CaptureStatistics.Latency(p50: 1, p95: 2, p99: 3, max: 4), bytesCopied: 5)
    ],
    stages: [PipelineReport.Stage(name: "null", figures: ["driverGaps": 1], failure: "no")],
    frames: 30, duration: .seconds(1), end: .failed,
    failure: PipelineError(.output, "no"))

  static let pipe = PipeDocument(plan, report: report)
}
