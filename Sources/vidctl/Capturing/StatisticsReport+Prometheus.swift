import Capture

// The text that Prometheus and its kin read: https://prometheus.io/docs/instrumenting/exposition_formats
extension StatisticsReport {
  /// The report as metrics, each with its help and type.
  var metrics: String {
    var text = MetricsText(label: ("device", node))
    text.add("frames_total", .counter, "Frames that the device delivered.", frames)
    text.add("bytes_total", .counter, "Bytes of their payloads.", bytes)
    text.add(
      "dropped_frames_total", .counter, "Frames that did not arrive as they should have, by cause.",
      by: "class",
      [
        ("driver_gap", drops.driverGaps), ("error", drops.errorFrames),
        ("consumer_skip", drops.consumerSkips), ("damaged", drops.damaged),
      ])
    text.add(
      "damaged_frames_total", .counter,
      "Frames that are not whole though the driver did not say so.",
      by: "reason",
      [
        ("empty", damage.empty), ("short", damage.short), ("overlong", damage.overlong),
        ("no_start", damage.noStart), ("no_end", damage.noEnd),
      ])
    let anomalies = clock?.anomalies ?? ClockAnomalies()
    text.add(
      "clock_anomalies_total", .counter, "What the driver's clock did that no clock should.",
      by: "kind",
      [
        ("backward", anomalies.backward), ("frozen", anomalies.frozen), ("wrap", anomalies.wraps),
        ("implausible", anomalies.implausible),
      ])
    addLatency(to: &text)
    text.add(
      "frames_per_second", .gauge, "Frames a second since the report before.",
      Quantity.decimal(recentFPS, places: 3))
    if let secondsSinceFrame {
      text.add(
        "seconds_since_frame", .gauge, "How long ago the last frame came.",
        Quantity.decimal(secondsSinceFrame, places: 3))
    }
    text.add("buffers", .gauge, "Buffers the stream runs on.", buffers.count)
    text.add("buffers_on_loan", .gauge, "Buffers held by frames.", buffers.onLoan)
    text.add("buffers_lost", .gauge, "Buffers the driver refused to take back.", buffers.lost)
    text.add("stored_frames_total", .counter, "Whole frames stored.", output.frames)
    text.add("stored_bytes_total", .counter, "Bytes stored.", output.bytes)
    text.add("segments", .gauge, "Stretches of one format so far.", segments)
    text.add("restarts_total", .counter, "Restarts because the source changed.", restarts)
    text.add(
      "interrupted_seconds_total", .counter, "Time without a frame around the restarts.",
      Quantity.decimal(interruptedSeconds, places: 3))
    return text.content
  }

  private func addLatency(to text: inout MetricsText) {
    guard let latency = latencyMicroseconds else { return }
    func seconds(_ microseconds: Int) -> String {
      Quantity.decimal(Double(microseconds) / 1e6, places: 6)
    }
    let name = "latency_seconds"
    text.add(
      name, .summary, "From a frame's timestamp to its hand-over.", by: "quantile",
      [
        ("0.5", seconds(latency.p50)), ("0.95", seconds(latency.p95)),
        ("0.99", seconds(latency.p99)), ("1", seconds(latency.max)),
      ])
    text.addSample(name + "_sum", [], seconds(Int(clamping: latencySumMicroseconds)))
    text.addSample(name + "_count", [], latencyCount)
  }
}

/// Metrics in the text format, all of them with one label in common.
struct MetricsText {
  /// What a metric is.
  enum Kind: String {
    case counter
    case gauge
    case summary
  }

  private(set) var content = ""
  private let label: (name: String, value: String)

  init(label: (name: String, value: String)) {
    self.label = label
  }

  /// Adds a metric of one sample.
  mutating func add<Value>(_ name: String, _ kind: Kind, _ help: String, _ value: Value) {
    describe(name, kind, help)
    addSample(name, [], value)
  }

  /// Adds a metric of several samples that a label tells apart.
  mutating func add<Value>(
    _ name: String, _ kind: Kind, _ help: String, by key: String, _ samples: [(String, Value)]
  ) {
    describe(name, kind, help)
    for (label, value) in samples { addSample(name, [(key, label)], value) }
  }

  private mutating func describe(_ name: String, _ kind: Kind, _ help: String) {
    content += "# HELP vidctl_\(name) \(help)\n# TYPE vidctl_\(name) \(kind.rawValue)\n"
  }

  /// Adds a sample to a metric that was described before.
  mutating func addSample<Value>(_ name: String, _ more: [(String, String)], _ value: Value) {
    let labels = ([(label.name, label.value)] + more)
      .map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
    content += "vidctl_\(name){\(labels)} \(value)\n"
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
    return result
  }
}
