import Capture
import Pipeline
import TerminalUI
import VideoFormats

/// A plan for a person to read: link by link, who has the memory, who takes it, and where a copy would be.
struct PipePlanText {
  let plan: PipelinePlan

  init(_ plan: PipelinePlan) { self.plan = plan }

  func rendered(on canvas: Canvas) -> String {
    plan.links.map { rendered($0, canvas) }.joined(separator: "\n")
      + "\n" + verdict.rendered(colored: canvas.isColored) + "\n"
  }

  private var verdict: Styled {
    let copies = plan.links.count { $0.copy != nil }
    return copies == 0
      ? Styled("No byte of a frame goes through the processor.", .good)
      : Styled(
        "Frames are copied on \(copies == 1 ? "one link" : "\(copies) links").", .warning)
  }

  private func rendered(_ link: PipelinePlan.Link, _ canvas: Canvas) -> String {
    let title = "\(link.source) → \(link.sink)"
    var table = Table(indent: 2)
    table.add([Styled("format", .dim), Styled(Self.format(link))])
    let planes = link.format.planes.map { plane in
      plane.bytesPerLine > 0
        ? "lines of \(plane.bytesPerLine) bytes, \(plane.size) in all" : "up to \(plane.size) bytes"
    }
    table.add([Styled("planes", .dim), Styled(planes.joined(separator: "; "))])
    table.add([
      Styled("memory", .dim),
      Styled("\(Quantity.count(link.bufferCount, "buffer")) of \(link.allocator)"),
    ])
    if !link.importers.isEmpty {
      table.add([Styled("imported", .dim), Styled("by \(link.importers.joined(separator: ", "))")])
    }
    for attempt in link.attempts {
      table.add([
        Styled("tried", .dim), Styled("\(attempt.memory): \(attempt.refusal)", .dim),
      ])
    }
    if let copy = link.copy {
      table.add([Styled("copied", .warning), Styled(copy.isEmpty ? "yes" : copy, .warning)])
    }
    let pressure = link.policy.pressure
    table.add([
      Styled("pressure", .dim),
      Styled(
        pressure == .block
          ? "frames wait"
          : "\(pressure.rawValue) beyond \(Quantity.count(link.policy.depth, "frame"))"),
    ])
    return Styled(title, .heading).rendered(colored: canvas.isColored) + "\n"
      + table.rendered(on: canvas)
  }

  static func format(_ link: PipelinePlan.Link) -> String {
    let rate = link.interval.map { " @ \($0)" } ?? ""
    return "\(link.format.pixelFormat) \(link.format.size)\(rate)"
  }
}

/// What became of a pipeline, in sentences.
enum PipeReportText {
  /// The state of things, in one line.
  static func progress(_ report: PipelineReport) -> String {
    var parts = [
      Quantity.count(report.frames, "frame"), "\(Quantity.rate(report.framesPerSecond)) fps",
      Quantity.seconds(report.duration),
    ]
    let drops = report.links.reduce(0) { $0 + $1.drops.total }
    parts.append(drops == 0 ? "no drops" : "\(drops) dropped")
    parts.append("\(Quantity.bytes(report.bytesCopied)) copied")
    return parts.joined(separator: "  ")
  }

  /// A line for each link, and one for the whole.
  static func summary(_ report: PipelineReport, _ plan: PipelinePlan) -> [String] {
    var lines = report.links.map(line)
    for stage in report.stages {
      if let failure = stage.failure, report.failure?.description != failure {
        lines.append("left out: \(failure)")
      }
    }
    let copied =
      report.bytesCopied == 0
      ? "no byte copied by the processor"
      : "\(Quantity.bytes(report.bytesCopied)) copied by the processor"
    lines.append(
      "\(Quantity.count(report.frames, "frame")) in \(Quantity.seconds(report.duration)), "
        + "\(Quantity.rate(report.framesPerSecond)) fps; \(copied)")
    return lines
  }

  private static func line(_ link: PipelineReport.Link) -> String {
    var text = "\(link.source) → \(link.sink): \(Quantity.count(link.frames, "frame"))"
    let drops = [
      ("oldest", link.drops.oldest), ("newest", link.drops.newest),
      ("abandoned", link.drops.abandoned),
    ].filter { $0.1 > 0 }
    if !drops.isEmpty {
      text += ", dropped " + drops.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
    text += ", \(link.deepest) waited at most"
    if let latency = link.latency {
      text +=
        ", latency p50 \(milliseconds(latency.p50)) p99 \(milliseconds(latency.p99)) max \(milliseconds(latency.max))"
    }
    if link.bytesCopied > 0 { text += ", \(Quantity.bytes(link.bytesCopied)) copied" }
    return text
  }

  private static func milliseconds(_ microseconds: Int) -> String {
    "\(Quantity.decimal(Double(microseconds) / 1000, places: 1)) ms"
  }
}
