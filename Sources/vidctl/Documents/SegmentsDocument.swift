import Capture
import V4L2
import VideoFormats

/// What is written beside a recording that became more than one file. Docs/JSON.md describes every key.
struct SegmentsDocument: Codable, Hashable {
  /// Raised when a reader of the version before would be misled.
  var version = 1
  var node: String
  var container: String
  var segments: [Segment]

  /// A stretch of a recording with one format.
  struct Segment: Codable, Hashable {
    var file: String?
    var format: CaptureDocument.Granted
    /// What the driver changed of the request, for a segment that began with a change of the source.
    var adjustments: [String]?
    var frames = 0
    var bytes = 0
    var first: Mark?
    var last: Mark?
    var end: CaptureDocument.End?
  }

  /// What the driver says of a frame.
  struct Mark: Codable, Hashable {
    var sequence: UInt32
    var timestamp: Int64

    init(sequence: UInt32, timestamp: Int64) {
      (self.sequence, self.timestamp) = (sequence, timestamp)
    }

    init(_ metadata: FrameMetadata) {
      self.init(sequence: metadata.sequence, timestamp: metadata.timestamp)
    }
  }
}
