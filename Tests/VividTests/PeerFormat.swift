import VideoFormats

/// How v4l2-ctl prints a format, and how it is asked for one.
enum PeerFormat {
  /// The lines of v4l2-ctl's that state a format, with single blanks.
  static func lines(of output: some StringProtocol) -> [String] {
    let wanted = [
      "Width/Height", "Pixel Format", "Field", "Number of planes", "Bytes per Line", "Size Image",
      "Colorspace", "Transfer Function", "YCbCr/HSV Encoding", "Quantization",
    ]
    var planar: [String] = []
    var lines: [String] = []
    for line in output.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let label = trimmed(line[..<colon])
      guard wanted.contains(label) else { continue }
      var value = trimmed(line[line.index(after: colon)...])
      // The description of a format is v4l2-ctl's own.
      if label == "Pixel Format", let end = value.lastIndex(of: "'") {
        value = String(value[...end])
      }
      if ["Bytes per Line", "Size Image"].contains(label) {
        planar.append("\(label): \(value)")
      } else {
        lines.append("\(label): \(value)")
      }
    }
    return lines + planar
  }

  /// The same lines for a format of ours.
  static func lines(of format: Format, isMultiplanar: Bool) -> [String] {
    let colors = format.colorimetry
    let isRGB = [.rgb, .hsv].contains(format.pixelFormat.kind)
    var lines = [
      "Width/Height: \(format.width)/\(format.height)",
      "Pixel Format: '\(format.pixelFormat.fourcc)'",
      "Field: \(fields[format.field] ?? "\(format.field)")",
    ]
    if isMultiplanar { lines.append("Number of planes: \(format.planes.count)") }
    func word<Value: NamedConstant>(
      _ value: Value, _ effective: Value, _ names: [Value: String]
    ) -> String {
      let name = names[effective] ?? "\(effective)"
      guard value == .init(rawValue: 0) else { return name }
      return isMultiplanar ? "Default" : "Default (maps to \(name))"
    }
    let range = colors.effectiveQuantization(isRGBOrHSV: isRGB)
    lines += [
      "Colorspace: \(colorSpaces[colors.colorSpace] ?? "\(colors.colorSpace)")",
      "Transfer Function: \(word(colors.transfer, colors.effectiveTransfer, transfers))",
      "YCbCr/HSV Encoding: \(word(colors.encoding, colors.effectiveEncoding, encodings))",
      "Quantization: \(word(colors.quantization, range, ranges))",
    ]
    return lines
      + format.planes.flatMap {
        ["Bytes per Line: \($0.bytesPerLine)", "Size Image: \($0.size)"]
      }
  }

  /// A rate as v4l2-ctl prints it, as frames and seconds.
  static func rate(_ interval: Interval?) -> String {
    interval.map { "(\($0.denominator)/\($0.numerator))" } ?? "none"
  }

  /// A request in the words of v4l2-ctl's `--set-fmt-video`.
  static func request(_ format: Format) -> String {
    let order = "\(format.field)".map { $0 == "-" ? "_" : $0 }
    var text = "pixelformat=\(format.pixelFormat.fourcc),field=\(String(order))"
    if format.width > 0 { text += ",width=\(format.width),height=\(format.height)" }
    for plane in format.planes { text += ",bytesperline=\(plane.bytesPerLine)" }
    switch format.colorimetry.quantization {
    case .full: text += ",quantization=full-range"
    case .limited: text += ",quantization=lim-range"
    default: break
    }
    return text
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    var text = text[...]
    while text.first?.isWhitespace == true { text = text.dropFirst() }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }

  private static let fields: [Field: String] = [
    .none: "None", .top: "Top", .interlaced: "Interlaced",
    .sequentialTopBottom: "Sequential Top-Bottom", .alternate: "Alternating",
  ]
  private static let colorSpaces: [ColorSpace: String] = [
    .sRGB: "sRGB", .smpte170M: "SMPTE 170M", .rec709: "Rec. 709",
  ]
  private static let transfers: [TransferFunction: String] = [
    .sRGB: "sRGB", .rec709: "Rec. 709", .smpte240M: "SMPTE 240M",
  ]
  private static let encodings: [YCbCrEncoding: String] = [
    .bt601: "ITU-R 601", .rec709: "Rec. 709", .bt2020: "BT.2020", .smpte240M: "SMPTE 240M",
  ]
  private static let ranges: [Quantization: String] = [
    .full: "Full Range", .limited: "Limited Range",
  ]
}
