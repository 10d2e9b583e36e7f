// Names people type for formats, and what they may have meant.

extension PixelFormat {
  /// Reads whatever a person may call a format: a code, a C constant, or a name from other tools.
  ///
  /// Codes win over names, and exact spelling over letter case: `yuyv`, `V4L2_PIX_FMT_YUYV` and `YUY2` are
  /// all `.yuyv`. Nil when the text names no format or could mean several (`PGAA` is `pGAA` or `pgAA`).
  ///
  /// - Parameters:
  ///   - text: The text, with or without spaces around it.
  ///   - offered: Formats beside the known ones that the text may mean, such as a driver's own.
  public init?(parsing text: String, offered: [PixelFormat] = []) {
    let text = text.trimmed
    guard !text.isEmpty else { return nil }
    let candidates = Set(Self.known.map(\.format)).union(offered)
    if let exact = PixelFormat(fourcc: text), candidates.contains(exact) || text.hasPrefix("0x") {
      self = exact
      return
    }
    let wanted = text.uppercased()
    let folded = candidates.filter { $0.description.uppercased() == wanted }
    if let only = folded.first {
      guard folded.count == 1 else { return nil }
      self = only
    } else if let alias = Self.aliases.first(where: { $0.name.uppercased() == wanted }) {
      self = alias.format
    } else if let named = Self.known.first(where: { $0.isNamed(wanted) }) {
      self = named.format
    } else {
      return nil
    }
  }

  /// The formats a text that names none may have meant, the likeliest first.
  ///
  /// Compares with codes, C constants and other tools' names by the number of letters to change; among
  /// equals, the formats that cameras use most come first.
  ///
  /// - Parameters:
  ///   - text: What was typed.
  ///   - offered: Formats to choose from, such as a driver's; all known ones when empty.
  ///   - limit: How many to return at most.
  public static func suggestions(
    for text: String, offered: [PixelFormat] = [], limit: Int = 5
  ) -> [PixelFormat] {
    let wanted = Array(text.trimmed.uppercased().utf8)
    guard (1...32).contains(wanted.count) else { return [] }
    let reach = max(1, wanted.count / 3)
    let formats = offered.isEmpty ? known.map(\.format) : offered
    var ranked: [(distance: Int, rank: Int, format: PixelFormat)] = []
    for (order, format) in formats.enumerated() {
      let distances = format.spellings.map { editDistance(wanted, Array($0.uppercased().utf8)) }
      guard let nearest = distances.min(), nearest <= reach else { continue }
      let rank = common.firstIndex(of: format) ?? common.count + order
      ranked.append((nearest, rank, format))
    }
    ranked.sort { ($0.distance, $0.rank) < ($1.distance, $1.rank) }
    return ranked.prefix(max(0, limit)).map(\.format)
  }

  /// Everything the format may be called.
  private var spellings: [String] {
    var names = [description] + Self.aliases.filter { $0.format == self }.map(\.name)
    if let cName { names += [cName, cName.shortCName] }
    return names
  }

  /// The formats that cameras and tools use most, the commonest first.
  private static let common: [PixelFormat] = [
    .yuyv, .mjpeg, .nv12, .yuv420, .uyvy, .rgb24, .bgr24, .h264, .grey, .nv21, .yvu420, .xbgr32,
    .nv16, .rgb565, .y16, .jpeg, .hevc,
  ]

  /// Names of other tools (GStreamer, FFmpeg, DirectShow) and older spellings.
  static let aliases: [(name: String, format: PixelFormat)] = [
    ("YUY2", .yuyv), ("YUNV", .yuyv), ("V422", .yuyv), ("yuyv422", .yuyv), ("yvyu422", .yvyu),
    ("uyvy422", .uyvy), ("UYNV", .uyvy), ("Y422", .uyvy), ("HDYC", .uyvy),
    ("I420", .yuv420), ("IYUV", .yuv420), ("yuv420p", .yuv420), ("yvu420p", .yvu420),
    ("Y42B", .yuv422P), ("Y41B", .yuv411P), ("YUV9P", .yuv410), ("v308", .yuv24),
    ("P010_10LE", .p010), ("p010le", .p010),
    ("MJPEG", .mjpeg), ("Motion-JPEG", .mjpeg), ("JPG", .jpeg),
    ("H.264", .h264), ("AVC", .h264), ("H265", .hevc), ("H.265", .hevc),
    ("RGB", .rgb24), ("BGR", .bgr24), ("RGB888", .rgb24), ("BGR888", .bgr24),
    ("BGRA", .abgr32), ("BGRx", .xbgr32), ("bgr0", .xbgr32), ("RGBA", .rgba32), ("RGBx", .rgbx32),
    ("rgb0", .rgbx32), ("ARGB", .argb32), ("xRGB", .xrgb32), ("0rgb", .xrgb32), ("ABGR", .bgra32),
    ("xBGR", .bgrx32), ("0bgr", .bgrx32),
    ("RGB16", .rgb565), ("rgb565le", .rgb565), ("rgb565be", .rgb565X), ("RGB15", .xrgb555),
    ("rgb555le", .xrgb555), ("rgb555be", .xrgb555X), ("rgb8", .rgb332), ("RGB8P", .palette8),
    ("GRAY", .grey), ("GRAY8", .grey), ("GREY8", .grey), ("Y8", .grey), ("Y800", .grey),
    ("GRAY10LE", .y10), ("GRAY12LE", .y12), ("GRAY14LE", .y14), ("GRAY16", .y16),
    ("GRAY16LE", .y16), ("GRAY16_LE", .y16), ("GRAY16BE", .y16BE), ("GRAY16_BE", .y16BE),
    ("bayer_bggr8", .sbggr8), ("bayer_gbrg8", .sgbrg8), ("bayer_grbg8", .sgrbg8),
    ("bayer_rggb8", .srggb8), ("bggr", .sbggr8), ("HM12", .nv12Tiled16x16),
    ("SUNXI_TILED_NV12", .nv12Tiled32x32),
  ]
}

extension PixelFormat.Information {
  /// Whether this is the C name in capitals, with or without its prefix.
  fileprivate func isNamed(_ text: String) -> Bool {
    let name = cName.uppercased()
    return name == text || name.shortCName == text || name.dropFirst("V4L2_".count) == text
  }
}

extension String {
  /// The C name without `V4L2_PIX_FMT_` or its like.
  fileprivate var shortCName: String {
    for prefix in ["V4L2_PIX_FMT_", "V4L2_META_FMT_", "V4L2_SDR_FMT_", "V4L2_TCH_FMT_"]
    where hasPrefix(prefix) {
      return String(dropFirst(prefix.count))
    }
    return self
  }

  /// The text without white space at its ends.
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

/// Letters to insert, remove, replace or swap with a neighbour to turn one text into the other.
package func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      row.append(cost)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
