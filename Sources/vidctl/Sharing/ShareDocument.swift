import Capture
import FrameShare
import VideoFormats

/// What `vidctl share --json` writes. Docs/JSON.md describes every key.
struct ShareDocument: Codable, Hashable {
  var node: String
  var socket: String
  var granted: CaptureDocument.Granted
  var adjustments: [String]
  var frames: Int
  var fps: Double
  var drops: CaptureStatistics.Drops
  var memory: MemoryType
  var buffers: Int
  var shared: ShareServer.Statistics
  var clients: [ShareServer.Client]
  var end: CaptureDocument.End
  var error: String?

  /// What was shared, in one line.
  var summary: String {
    let sent = clients.reduce(0) { $0 + $1.sent }
    let skipped = clients.reduce(0) { $0 + $1.skipped }
    let expired = clients.reduce(0) { $0 + $1.expired }
    var text = "\(Quantity.count(frames, "frame")), \(granted.words), "
    text += "\(Quantity.count(shared.connections, "connection")) to \(socket), \(sent) sent"
    let losses = [
      (skipped, "skipped"), (expired, "expired"), (shared.withheld, "withheld for the driver"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    if !losses.isEmpty { text += ", " + losses.joined(separator: ", ") }
    return text + "; \(drops.words)"
  }
}
