import Replay

/// What `vidctl recording` tells.
struct RecordingDocument: Codable, Hashable {
  var file: String
  var facts: Facts
  /// Nodes that were opened, in order.
  var nodes: [String]
  /// Drivers, cards and kernels of those that could be.
  var drivers: [String]
  var records: Int
  var bytesTotal: Int
  /// Bytes of frames among them.
  var frameBytes: Int
  /// From the first call to the last.
  var seconds: Double
  var end: End
  var calls: [Count]
  /// The calls in words, if they were asked for.
  var listing: [String]?

  /// What the recorder knew of the run.
  struct Facts: Codable, Hashable {
    var tool: String?
    var command: String?
    var kernel: String?
    var build: String?
    var architecture: String?
    var frames: String?
  }

  /// How often a call is there.
  struct Count: Codable, Hashable {
    var name: String
    var count: Int
    var failed: Int
  }

  /// How the file ends.
  enum End: String, Codable, Hashable {
    case complete, truncated, damaged
  }
}

extension RecordingDocument {
  /// Describes a recording; `listing` is whether every field is listed, nil for no list.
  init(_ recording: RecordingFile, file: String, listing isFull: Bool?) {
    let facts = Dictionary(recording.facts.map { ($0.name, $0.value) }) { first, _ in first }
    let summary = recording.summary
    self.init(
      file: file,
      facts: Facts(
        tool: facts["tool"], command: facts["command"], kernel: facts["kernel"],
        build: facts["build"], architecture: facts["architecture"], frames: facts["frames"]),
      nodes: summary.nodes, drivers: summary.drivers, records: recording.records,
      bytesTotal: recording.size, frameBytes: summary.frameBytes,
      seconds: Double(summary.nanoseconds) / 1e9, end: End(recording.ending),
      calls: summary.counts.map { Count(name: $0.name, count: $0.count, failed: $0.failed) },
      listing: isFull.map { recording.listing(isFull: $0) })
  }
}

extension RecordingDocument.End {
  init(_ ending: RecordingFile.Ending) {
    switch ending {
    case .complete: self = .complete
    case .truncated: self = .truncated
    case .damaged: self = .damaged
    }
  }
}
