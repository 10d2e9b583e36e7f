internal import VideoFormats

/// How the colours of a format are read: the part of its description that layouts leave out.
enum Reading {
  /// Y', and unless it is grey Cb and Cr, each a byte at regular steps.
  case components(ComponentReading, ComponentReading, ComponentReading, subsampling: Subsampling)
  /// All three components in one word.
  case packed(PackedPixel, Lines)
  /// One number a pixel, without colour.
  case grey(SampleRow, Lines)
  /// One number a pixel, the colours in turn.
  case mosaic(BayerOrder, SampleRow, Lines)
  /// A JPEG picture.
  case jpeg
  /// Something only libv4lconvert knows.
  case camera

  /// Finds the way to read a format, or says why there is none.
  init(_ format: Format) throws(ImagingError) {
    let pixelFormat = format.pixelFormat
    guard format.width > 0, format.height > 0, format.width <= 1 << 16, format.height <= 1 << 16,
      format.width * format.height <= 1 << 28
    else {
      throw .notAPicture(pixelFormat, reason: "its size \(format.size) is absurd")
    }
    switch pixelFormat.fourcc {
    case "MJPG", "JPEG":
      self = .jpeg
      return
    case let code where CameraConverter.formats.contains(code):
      self = .camera
      return
    default: break
    }
    guard let layout = pixelFormat.layout else {
      let reason =
        pixelFormat.information == nil
        ? "this package does not know the format" : "it is compressed or private to its device"
      throw .notAPicture(pixelFormat, reason: reason)
    }
    let planes = layout.colorPlanes(in: format)
    guard layout.arrangement == .linear, !planes.isEmpty else {
      throw .notAPicture(pixelFormat, reason: "its pixels are stored in tiles")
    }
    if let reading = Self.packed(format, planes[0]) ?? Self.samples(format, planes[0]) {
      self = reading
    } else if let reading = try Self.interleaved(format, planes[0]) {
      self = reading
    } else if let reading = Self.planar(format, layout, planes) {
      self = reading
    } else {
      throw .notAPicture(pixelFormat, reason: "the order of its components is not known here")
    }
  }

  private static func packed(_ format: Format, _ plane: ColorPlaneGeometry) -> Reading? {
    PackedPixel(format.pixelFormat).map { pixel in
      .packed(pixel, Lines(plane, format, byteCount: format.width * pixel.byteCount))
    }
  }

  private static func samples(_ format: Format, _ plane: ColorPlaneGeometry) -> Reading? {
    let code = format.pixelFormat.fourcc
    if let row = greys[code] {
      return .grey(row, Lines(plane, format, byteCount: row.byteCount(width: format.width)))
    }
    if let (order, row) = mosaics[code] {
      return .mosaic(
        order, row, Lines(plane, format, byteCount: row.byteCount(width: format.width)))
    }
    return nil
  }

  /// Y'CbCr 4:2:2 with all components in one colour plane.
  private static func interleaved(
    _ format: Format, _ plane: ColorPlaneGeometry
  ) throws(ImagingError) -> Reading? {
    // Byte offsets of the first luma, Cb and Cr; samples of two bytes are read by their upper one.
    let offsets: (y: Int, cb: Int, cr: Int, size: Int)
    switch format.pixelFormat.fourcc {
    case "YUYV": offsets = (0, 1, 3, 1)
    case "YVYU": offsets = (0, 3, 1, 1)
    case "UYVY": offsets = (1, 0, 2, 1)
    case "VYUY": offsets = (1, 2, 0, 1)
    case "Y210", "Y212", "Y216": offsets = (1, 3, 7, 2)
    default: return nil
    }
    let chromaWidth = (format.width + 1) / 2
    // An odd width needs the whole last pair of pixels, or the last one has no colour.
    guard plane.stride >= chromaWidth * 4 * offsets.size || plane.rows == 0 else {
      throw .notAPicture(
        format.pixelFormat, reason: "its odd width leaves the last pixel without all its colours")
    }
    func component(_ offset: Int, step: Int, columns: Int) -> ComponentReading {
      ComponentReading(
        lines: Lines(plane, format, byteCount: chromaWidth * 4 * offsets.size),
        start: offset, step: step, columns: columns)
    }
    return .components(
      component(offsets.y, step: 2 * offsets.size, columns: format.width),
      component(offsets.cb, step: 4 * offsets.size, columns: chromaWidth),
      component(offsets.cr, step: 4 * offsets.size, columns: chromaWidth),
      subsampling: Subsampling(horizontal: 2, vertical: 1))
  }

  /// Y'CbCr in two or three colour planes, as their contents say.
  private static func planar(
    _ format: Format, _ layout: PixelLayout, _ planes: [ColorPlaneGeometry]
  ) -> Reading? {
    // Samples wider than a byte fill their two bytes from the top (P010 and its kin).
    let wide = layout.bitDepth > 8
    let chroma = layout.colorPlanes.dropFirst()
    guard planes.count >= 2, let subsampled = chroma.first, !wide || layout.byteOrder != nil,
      layout.colorPlanes[0].bytesPerBlock == layout.colorPlanes[0].columnsPerBlock * (wide ? 2 : 1)
    else { return nil }
    let subsampling = Subsampling(
      horizontal: subsampled.horizontalSubsampling, vertical: subsampled.verticalSubsampling)
    let size = wide ? 2 : 1
    let top = wide && layout.byteOrder == .littleEndian ? 1 : 0
    let chromaWidth = subsampling.columns(format.width)
    func component(_ index: Int, _ start: Int, pair: Bool, columns: Int) -> ComponentReading {
      let step = pair ? 2 * size : size
      return ComponentReading(
        lines: Lines(planes[index], format, byteCount: columns * step),
        start: start * size + top, step: step, columns: columns)
    }
    let luma = component(0, 0, pair: false, columns: format.width)
    switch planes.map(\.content) {
    case [.luma, .cbcr]:
      return .components(
        luma, component(1, 0, pair: true, columns: chromaWidth),
        component(1, 1, pair: true, columns: chromaWidth), subsampling: subsampling)
    case [.luma, .crcb]:
      return .components(
        luma, component(1, 1, pair: true, columns: chromaWidth),
        component(1, 0, pair: true, columns: chromaWidth), subsampling: subsampling)
    case [.luma, .cb, .cr]:
      return .components(
        luma, component(1, 0, pair: false, columns: chromaWidth),
        component(2, 0, pair: false, columns: chromaWidth), subsampling: subsampling)
    case [.luma, .cr, .cb]:
      return .components(
        luma, component(2, 0, pair: false, columns: chromaWidth),
        component(1, 0, pair: false, columns: chromaWidth), subsampling: subsampling)
    default: return nil
    }
  }

  private static let greys: [String: SampleRow] = [
    "GREY": .byte,
    "Y10 ": .word(bits: 10, isBigEndian: false), "Y12 ": .word(bits: 12, isBigEndian: false),
    "Y012": .word(bits: 16, isBigEndian: false), "Y14 ": .word(bits: 14, isBigEndian: false),
    "Y16 ": .word(bits: 16, isBigEndian: false), "Y16 -BE": .word(bits: 16, isBigEndian: true),
    "Z16 ": .word(bits: 16, isBigEndian: false), "Y10P": .mipi(bits: 10), "Y12P": .mipi(bits: 12),
    "Y14P": .mipi(bits: 14), "Y10B": .bitStream(bits: 10),
  ]

  private static let mosaics: [String: (BayerOrder, SampleRow)] = [
    "BA81": (.bggr, .byte), "GBRG": (.gbrg, .byte),
    "GRBG": (.grbg, .byte), "RGGB": (.rggb, .byte),
    "BG10": (.bggr, .word(bits: 10, isBigEndian: false)),
    "GB10": (.gbrg, .word(bits: 10, isBigEndian: false)),
    "BA10": (.grbg, .word(bits: 10, isBigEndian: false)),
    "RG10": (.rggb, .word(bits: 10, isBigEndian: false)),
    "pBAA": (.bggr, .mipi(bits: 10)), "pGAA": (.gbrg, .mipi(bits: 10)),
    "pgAA": (.grbg, .mipi(bits: 10)), "pRAA": (.rggb, .mipi(bits: 10)),
    "BG12": (.bggr, .word(bits: 12, isBigEndian: false)),
    "GB12": (.gbrg, .word(bits: 12, isBigEndian: false)),
    "BA12": (.grbg, .word(bits: 12, isBigEndian: false)),
    "RG12": (.rggb, .word(bits: 12, isBigEndian: false)),
    "pBCC": (.bggr, .mipi(bits: 12)), "pGCC": (.gbrg, .mipi(bits: 12)),
    "pgCC": (.grbg, .mipi(bits: 12)), "pRCC": (.rggb, .mipi(bits: 12)),
    "BG14": (.bggr, .word(bits: 14, isBigEndian: false)),
    "GB14": (.gbrg, .word(bits: 14, isBigEndian: false)),
    "GR14": (.grbg, .word(bits: 14, isBigEndian: false)),
    "RG14": (.rggb, .word(bits: 14, isBigEndian: false)),
    "pBEE": (.bggr, .mipi(bits: 14)), "pGEE": (.gbrg, .mipi(bits: 14)),
    "pgEE": (.grbg, .mipi(bits: 14)), "pREE": (.rggb, .mipi(bits: 14)),
    "BYR2": (.bggr, .word(bits: 16, isBigEndian: false)),
    "GB16": (.gbrg, .word(bits: 16, isBigEndian: false)),
    "GR16": (.grbg, .word(bits: 16, isBigEndian: false)),
    "RG16": (.rggb, .word(bits: 16, isBigEndian: false)),
  ]
}

/// How many luma columns and lines share one chroma sample.
struct Subsampling: Hashable {
  var horizontal: Int
  var vertical: Int

  /// Chroma columns of a picture this wide.
  func columns(_ width: Int) -> Int { (width + horizontal - 1) / horizontal }
  /// Chroma lines of a picture this high.
  func rows(_ height: Int) -> Int { (height + vertical - 1) / vertical }
}

/// Where the lines of one colour plane lie in its memory plane, and in which order.
struct Lines {
  /// The memory plane.
  var plane: Int
  /// Bytes before the first line.
  var offset: Int
  /// Bytes from a line to the next.
  var stride: Int
  /// Lines.
  var count: Int
  /// Bytes of a line that are read.
  var byteCount: Int
  /// Whether the two fields lie one after the other, and which one is first.
  var fields: FieldOrder

  enum FieldOrder {
    case woven
    case topThenBottom
    case bottomThenTop
  }

  init(_ plane: ColorPlaneGeometry, _ format: Format, byteCount: Int) {
    self.plane = plane.memoryPlane
    offset = plane.offset
    stride = plane.stride
    count = plane.rows
    self.byteCount = byteCount
    switch format.field {
    case .sequentialTopBottom: fields = .topThenBottom
    case .sequentialBottomTop: fields = .bottomThenTop
    default: fields = .woven
    }
  }

  /// The byte offset of a line of the woven picture.
  func start(_ row: Int) -> Int {
    let position: Int
    switch fields {
    case .woven: position = row
    case .topThenBottom: position = row / 2 + (row % 2 == 0 ? 0 : (count + 1) / 2)
    case .bottomThenTop: position = row / 2 + (row % 2 == 0 ? count / 2 : 0)
    }
    return offset + position * stride
  }

  /// Bytes the memory plane must have for every line to be there.
  var end: Int { count == 0 ? 0 : offset + (count - 1) * stride + byteCount }
}

/// One of Y', Cb and Cr: a byte at regular steps in each line.
struct ComponentReading {
  var lines: Lines
  /// Bytes before the first sample of a line.
  var start: Int
  /// Bytes from a sample to the next.
  var step: Int
  /// Samples of a line.
  var columns: Int
}
