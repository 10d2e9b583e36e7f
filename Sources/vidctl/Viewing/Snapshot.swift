import Glibc
import Imaging
import SystemIO
import VideoFormats

/// Pictures that are stored while they are looked at.
enum Snapshot {
  /// A name that says when, and that no file in this folder has.
  static func freeName() -> String {
    var now = time(nil)
    var parts = unsafe tm()
    _ = unsafe localtime_r(&now, &parts)
    let clock = unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec]
    let stem = "vidctl-" + clock.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined()
    var name = "\(stem).png"
    var number = 2
    while FileTree.exists(name) {
      name = "\(stem)-\(number).png"
      number += 1
    }
    return name
  }

  /// Stores a picture as PNG.
  static func write(_ picture: Picture, to name: String) throws(ImagingError) {
    var writer = try FrameWriter.make(for: .file(name), container: .png, format: picture.format)
    try writer.prepare()
    try writer.write(picture)
    try writer.finish()
  }
}
