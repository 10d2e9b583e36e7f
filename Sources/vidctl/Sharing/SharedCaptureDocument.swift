import FrameShare
import SystemIO
import VideoFormats

/// What `vidctl capture share:PATH --json` writes. Docs/JSON.md describes every key.
struct SharedCaptureDocument: Codable, Hashable {
  var source: String
  /// What the frames come from, as the server names it.
  var name: String
  var server: PeerCredentials
  var granted: CaptureDocument.Granted
  var frames: Int
  var bytes: Int
  var errorFrames: Int
  /// Frames whose loan was over before they were stored: the device may have filled them anew meanwhile.
  var overrun: Int
  var received: SharedCamera.Statistics
  var output: CaptureDocument.Output
  var end: CaptureDocument.End
  var error: String?

  /// What was captured, in one line.
  var summary: String {
    var text = "\(Quantity.count(frames, "frame")) of \(name.isEmpty ? "what is shared" : name), "
    text += granted.words
    switch output.frames {
    case _ where output.container == "null": text += ", nothing stored"
    case 0: text += ", none stored"
    default: text += ", \(Quantity.bytes(output.bytes)) to \(output.path)"
    }
    let losses = [
      (received.missing, "lost by the driver"), (received.skipped, "not sent, as frames were held"),
      (received.stale, "too old when they came"), (overrun, "stored too late to be sure of"),
      (errorFrames, "marked damaged"), (output.unusable, "unusable"),
      (received.reconnections, "reconnections"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return text + "; " + (losses.isEmpty ? "no drops" : losses.joined(separator: ", "))
  }
}

extension CaptureDocument.Granted {
  init(_ camera: borrowing SharedCamera) {
    let format = camera.format
    self.init(
      fourcc: format.pixelFormat, width: format.width, height: format.height,
      planes: format.planes, interval: camera.interval)
  }
}
