import Capture
import V4L2
import VideoFormats

/// A command and a piece of Swift that do what was explored, so that it can be repeated.
struct Equivalent: Hashable {
  /// The device, as it was named.
  var device: String
  var format: Format
  var interval: Interval?
  var source: SourceConfiguration

  /// The format, and of the source what cannot be left to chance.
  init(device: String, format: Format, interval: Interval?, source: SourceConfiguration) {
    self.device = device
    self.format = format
    self.interval = interval
    self.source = source
  }

  /// The `vidctl capture` command.
  var command: String {
    var words = ["vidctl capture", Self.quoted(device)]
    if let input = source.input { words.append("--input \(input)") }
    if let standard = source.standard { words.append("--standard \(standard.optionText)") }
    if let timings = source.timings { words.append("--timings \(timings)") }
    if let crop = source.crop { words.append("--crop \(crop)") }
    if let compose = source.compose { words.append("--compose \(compose)") }
    words.append("--format \(Self.quoted("\(format.pixelFormat)"))")
    words.append("--size \(format.size)")
    if let interval { words.append("--rate \(interval.optionText)") }
    return words.joined(separator: " ")
  }

  /// The same in Swift.
  var code: String {
    var parts = [
      "pixelFormat: PixelFormat(fourcc: \"\(format.pixelFormat.fourcc)\")",
      "size: Size(width: \(format.width), height: \(format.height))",
    ]
    if let interval {
      parts.append("interval: Interval(\(interval.numerator), \(interval.denominator))")
    }
    var sources: [String] = []
    if let input = source.input { sources.append("input: \(input)") }
    if let standard = source.standard {
      sources.append("standard: VideoStandard(rawValue: 0x\(String(standard.rawValue, radix: 16)))")
    }
    if let crop = source.crop { sources.append("crop: Rectangle(\"\(crop)\")") }
    if let compose = source.compose { sources.append("compose: Rectangle(\"\(compose)\")") }
    if let timings = source.timings { sources.append("timingsChoice: .named(\"\(timings)\")") }
    if !sources.isEmpty {
      parts.append("source: SourceConfiguration(\(sources.joined(separator: ", ")))")
    }
    let name = device.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return """
      import Capture
      import VideoFormats

      var camera = try Camera(
        "\(name)",
        CameraConfiguration(
          \(parts.joined(separator: ",\n    "))))
      while let frame = try camera.next() {
        print(frame.metadata.sequence, frame.byteCount)
      }
      """
  }

  /// Both, for the time after.
  var text: String {
    "To capture this again:\n  \(command)\n\nIn Swift:\n"
      + code.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "  \($0)" }.joined(separator: "\n") + "\n"
  }

  /// A word that a shell takes as it is.
  static func quoted(_ text: String) -> String {
    let isPlain = text.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "/:._-@".contains($0))
    }
    return isPlain ? text : "'\(text.replacing("'", with: "'\\''"))'"
  }
}

extension Interval {
  /// The rate as `--rate` reads it back exactly.
  var optionText: String {
    denominator.isMultiple(of: max(numerator, 1))
      ? "\(denominator / max(numerator, 1))" : "\(denominator)/\(numerator)"
  }
}

extension VideoStandard {
  /// The standard as `--standard` reads it back; its number where no single name stands for it.
  var optionText: String {
    let known = Self.names.first { $0.0 == self }?.1
    return known ?? "0x\(String(rawValue, radix: 16))"
  }
}
