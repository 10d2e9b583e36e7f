import Capture
import VideoFormats

/// What `vidctl capture --json` writes. Docs/JSON.md describes every key.
struct CaptureDocument: Codable, Hashable {
  var node: String
  var granted: Granted
  var adjustments: [String]
  var frames: Int
  var bytes: Int
  var fps: Double
  var drops: CaptureStatistics.Drops
  var damage: Damage
  var numbering: FrameNumbering
  var clock: ClockDocument?
  var latencyMicroseconds: CaptureStatistics.Latency?
  var memory: MemoryType
  var buffers: Buffers
  var restarts: Int
  var interruptedSeconds: Double
  var output: Output
  var segments: [SegmentsDocument.Segment]
  var end: End
  var error: String?

  /// The format and rate the device granted.
  struct Granted: Codable, Hashable {
    var fourcc: PixelFormat
    var width: Int
    var height: Int
    var planes: [Format.Plane]
    var interval: Interval?
  }

  /// Buffers the capture ran on at its end, and how their number changed.
  struct Buffers: Codable, Hashable {
    var count: Int
    var changes: BufferChanges
  }

  /// What was stored, and where.
  struct Output: Codable, Hashable {
    var path: String
    var container: String
    var frames: Int
    var bytes: Int
    var unusable: Int
    var dropped: Int
  }

  /// Why the capture ended.
  enum End: String, Codable, Hashable {
    /// All frames that were asked for are there.
    case count
    /// The time that was asked for is over.
    case duration
    /// A signal came.
    case signal
    /// The driver has no more frames.
    case endOfStream
    /// What came in changed, and that was to be the end, or no signal followed.
    case sourceChanged
    /// Something failed; `error` says what.
    case error
  }
}

extension CaptureDocument.Granted {
  init(_ negotiated: Negotiated) {
    let format = negotiated.format.granted
    self.init(
      fourcc: format.pixelFormat, width: format.width, height: format.height,
      planes: format.planes, interval: negotiated.interval)
  }

  /// The format and rate, as a person would say them.
  var words: String {
    "\(fourcc) \(width)x\(height)" + (interval.map { " @ \($0)" } ?? "")
  }
}

extension CaptureDocument {
  /// What was captured, in one line.
  var summary: String {
    let seconds = fps > 0 && frames > 1 ? Double(frames - 1) / fps : 0
    let time = seconds > 0 ? " in \(Quantity.seconds(seconds)) (\(Quantity.rate(fps)) fps)" : ""
    var text = "\(Quantity.count(frames, "frame"))\(time), \(granted.words)"
    switch output.frames {
    case _ where output.container == "null": text += ", nothing stored"
    case 0: text += ", none stored"
    case frames: text += ", \(Quantity.bytes(output.bytes)) to \(output.path)"
    case let stored: text += ", \(stored) stored: \(Quantity.bytes(output.bytes)) to \(output.path)"
    }
    text += "; \(drops.words)"
    if segments.count > 1 {
      text +=
        "; \(segments.count) segments, as the source changed, "
        + "\(Quantity.seconds(interruptedSeconds)) without a frame between them"
    }
    if !buffers.changes.isEmpty { text += "; \(buffers.words)" }
    if !numbering.isCounted { text += "; the driver does not count frames" }
    return text
  }
}

extension CaptureDocument.Buffers {
  /// How the number changed, in words.
  var words: String {
    let parts = [
      (changes.addedAsAllWereHeld, "added as all were held"),
      (changes.addedAsFramesWereLost, "added as frames were lost"),
      (changes.removedAsIdle, "given up as idle"),
      (changes.refusals, "refused by the driver"),
    ]
    let seen = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return "\(Quantity.count(count, "buffer")): \(seen.joined(separator: ", "))"
  }
}

extension CaptureStatistics.Drops {
  /// The four counts in words, without those that are zero.
  var words: String {
    let parts = [
      (driverGaps, "lost by the driver"), (errorFrames, "marked damaged by the driver"),
      (consumerSkips, "missed because this program was slow"), (damaged, "damaged"),
    ]
    let seen = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return seen.isEmpty ? "no drops" : "drops: \(seen.joined(separator: ", "))"
  }
}
