import V4L2
import VideoFormats

extension InfoDocument {
  /// The format of a queue that carries no pictures; keys that do not apply are absent.
  struct DataEntry: Codable, Hashable {
    var fourcc: PixelFormat?
    var bufferSize: Int
    var samplingRate: Int?
    var samplesPerLine: Int?
    var offset: Int?
    var first: VBIFormat.Lines?
    var second: VBIFormat.Lines?
    var flags: VBIFlags?
    var services: SlicedVBIServices?
    var width: Int?
    var height: Int?
    var bytesPerLine: Int?
  }
}

extension InfoDocument.DataEntry {
  init(_ format: DataFormat) {
    switch format {
    case .vbi(let vbi):
      self.init(
        fourcc: vbi.sampleFormat, bufferSize: vbi.byteCount, samplingRate: vbi.samplingRate,
        samplesPerLine: vbi.samplesPerLine, offset: vbi.offset, first: vbi.first,
        second: vbi.second, flags: vbi.flags)
    case .slicedVBI(let sliced):
      self.init(bufferSize: sliced.bufferSize, services: sliced.services)
    case .sdr(let sdr):
      self.init(fourcc: sdr.sampleFormat, bufferSize: sdr.bufferSize)
    case .metadata(let metadata):
      self.init(fourcc: metadata.dataFormat, bufferSize: metadata.bufferSize)
      if metadata.width > 0 {
        (width, height, bytesPerLine) = (metadata.width, metadata.height, metadata.bytesPerLine)
      }
    }
  }

  /// The format in words, one line for each kind of fact.
  var lines: [String] {
    let size = "buffers: \(bufferSize) bytes"
    if let samplingRate, let samplesPerLine, let first, let second {
      let fields = [first, second].map { lines in
        lines.count > 0 ? "\(lines.start)–\(lines.start + lines.count - 1)" : "none"
      }
      return [
        "\(fourcc.map { "\($0)" } ?? "") \(samplesPerLine) samples a line, \(samplingRate) a second",
        "lines: \(fields.joined(separator: " and "))", size,
      ]
    }
    if let services { return ["services: \(services)", size] }
    let name = fourcc.map { format in
      format.information.map { "\(format) (\($0.summary))" } ?? "\(format)"
    }
    let lines = width.map { "lines: \($0)x\(height ?? 0)" }
    return [name ?? "unknown", lines, size].compactMap { $0 }
  }
}
