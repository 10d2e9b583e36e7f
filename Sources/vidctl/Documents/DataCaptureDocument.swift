/// What `vidctl capture --json` writes for a node that carries no pictures. Docs/JSON.md describes every key.
struct DataCaptureDocument: Codable, Hashable {
  var node: String
  /// What was captured, in words.
  var content: String
  var frames: Int
  var bytes: Int
  /// Payloads that the driver numbered and did not deliver.
  var missing: Int
  var errorFrames: Int
  var output: CaptureDocument.Output
  var end: CaptureDocument.End
  var error: String?

  /// What was captured, in one line.
  var summary: String {
    var text = "\(Quantity.count(frames, "payload")) of \(content), \(Quantity.bytes(bytes))"
    switch output.frames {
    case _ where output.container == "null": text += ", nothing stored"
    case frames: text += " to \(output.path)"
    case let stored: text += ", \(stored) stored: \(Quantity.bytes(output.bytes)) to \(output.path)"
    }
    let losses = [
      (missing, "lost by the driver"), (errorFrames, "marked damaged"),
      (output.dropped, "left out for that"),
    ]
    .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return text + "; " + (losses.isEmpty ? "no drops" : losses.joined(separator: ", "))
  }
}
