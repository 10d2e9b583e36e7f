internal import VideoFormats

/// What turns one picture into the bytes of a container.
struct Encoder: ~Copyable {
  private let container: Container
  private var converter: PictureConverter?
  private var y4m: Y4MHeader?
  private var scratch = Scratch()
  /// Chroma resolution worth keeping in a JPEG file.
  private let chroma: Subsampling
  /// Whether Motion-JPEG frames are stored as they came.
  private let isPassthrough: Bool
  #if PNG
  private var png: PNGEncoder?
  #endif
  #if JPEG
  private var jpeg: JPEGEncoder?
  #endif

  init(_ container: Container, _ format: Format, _ interval: Interval?) throws(ImagingError) {
    self.container = container
    let isJPEG = format.pixelFormat.isJPEG
    isPassthrough = container == .jpg && isJPEG
    var chroma = Subsampling(horizontal: 1, vertical: 1)
    switch container {
    case .raw, .null: break
    case .jpg where isJPEG: break
    case .y4m, .ppm: converter = try PictureConverter(format)
    case .png:
      #if PNG
      converter = try PictureConverter(format)
      png = PNGEncoder(format.colorimetry)
      #else
      throw .missingTrait("PNG", purpose: "Writing PNG pictures")
      #endif
    case .jpg:
      #if JPEG
      let converter = try PictureConverter(format)
      if case .components(_, _, _, let subsampling) = converter.reading { chroma = subsampling }
      self.converter = consume converter
      jpeg = try JPEGEncoder()
      #else
      throw .missingTrait("JPEG", purpose: "Writing JPEG pictures")
      #endif
    }
    self.chroma = chroma
    if container == .y4m { y4m = Y4MHeader(format, interval) }
  }

  /// The encoder for pictures of another format in the same stream, of which frames are there already or not.
  func following(
    _ format: Format, _ interval: Interval?, hasFrames: Bool
  ) throws(ImagingError) -> Encoder {
    var next = try Encoder(container, format, interval)
    guard hasFrames, let y4m, let other = next.y4m else { return next }
    guard y4m.admits(other) else {
      throw .cannotEncode(.y4m, reason: "the rate of the pictures changed in mid-stream")
    }
    next.y4m = y4m
    return next
  }

  mutating func write(
    _ picture: Picture, to sink: inout FrameSink
  ) throws(ImagingError) -> Int {
    switch container {
    case .null:
      try sink.beginFrame()
      try sink.endFrame()
      return 0
    case .raw: return try writeRaw(picture, to: &sink)
    case .y4m: return try writeY4M(picture, to: &sink)
    case .ppm: return try writePPM(picture, to: &sink)
    case .png: return try writePNG(picture, to: &sink)
    case .jpg:
      return isPassthrough
        ? try writeMotionJPEG(picture, to: &sink) : try writeJPEG(picture, to: &sink)
    }
  }

  private mutating func writeRaw(
    _ picture: Picture, to sink: inout FrameSink
  ) throws(ImagingError) -> Int {
    try sink.beginFrame()
    for index in 0..<picture.planeCount { try sink.write(picture.bytes(plane: index)) }
    try sink.endFrame()
    return picture.byteCount
  }

  private mutating func writeY4M(
    _ picture: Picture, to sink: inout FrameSink
  ) throws(ImagingError) -> Int {
    guard let isFullRange = converter?.planarIsFullRange,
      let view = unsafe try converter?.planar(picture)
    else { return 0 }
    let shape = unsafe Y4MHeader.Shape(
      width: view.width, height: view.height, subsampling: view.isGrey ? nil : view.subsampling,
      isFullRange: isFullRange)
    guard let header = y4m?.bytes(for: shape, isFirst: sink.frames == 0) else {
      throw .cannotEncode(.y4m, reason: "the size of the pictures changed in mid-stream")
    }
    let (width, height) = (shape.width, shape.height)
    let (columns, rows) = unsafe view.isGrey ? (0, 0) : (view.chromaWidth, view.chromaHeight)
    let total = header.count + width * height + 2 * columns * rows
    var place = unsafe scratch.bytes(total)
    for byte in header {
      unsafe place.pointee = byte
      unsafe place += 1
    }
    @unsafe func pack(_ plane: UnsafePointer<UInt8>, _ stride: Int, _ width: Int, _ height: Int) {
      for row in 0..<height {
        unsafe place.update(from: plane + row * stride, count: width)
        unsafe place += width
      }
    }
    unsafe pack(view.y, view.yStride, width, height)
    unsafe pack(view.cb, view.cbStride, columns, rows)
    unsafe pack(view.cr, view.crStride, columns, rows)
    try sink.beginFrame()
    try sink.write(scratch.span(total))
    try sink.endFrame()
    return total
  }

  private mutating func writePPM(
    _ picture: Picture, to sink: inout FrameSink
  ) throws(ImagingError) -> Int {
    guard let raster = unsafe try converter?.raster(picture, kinds: [.rgb, .grey]) else { return 0 }
    let (kind, width, height) = unsafe (raster.kind, raster.width, raster.height)
    let header = Array("\(kind == .rgb ? "P6" : "P5")\n\(width) \(height)\n255\n".utf8)
    let count = unsafe raster.bytesPerLine * height
    try sink.beginFrame()
    unsafe try sink.write(header.span.bytes)
    unsafe try sink.write(RawSpan(_unsafeStart: raster.pixels, byteCount: count))
    try sink.endFrame()
    return header.count + count
  }

  private mutating func writePNG(
    _ picture: Picture, to sink: inout FrameSink
  ) throws(ImagingError) -> Int {
    #if PNG
    guard let raster = unsafe try converter?.raster(picture, kinds: [.rgb, .grey, .grey16]),
      let bytes = unsafe try png?.encode(raster)
    else { return 0 }
    return try Self.store(bytes, in: &sink)
    #else
    throw .missingTrait("PNG", purpose: "Writing PNG pictures")
    #endif
  }

  private mutating func writeJPEG(
    _ picture: Picture, to sink: inout FrameSink
  ) throws(ImagingError) -> Int {
    #if JPEG
    if converter?.planarIsJFIF == true {
      guard let view = unsafe try converter?.planar(picture),
        let bytes = unsafe try jpeg?.encode(view)
      else { return 0 }
      return try Self.store(bytes, in: &sink)
    }
    let chroma = chroma
    guard let raster = unsafe try converter?.raster(picture, kinds: [.rgb, .grey]),
      let bytes = unsafe try jpeg?.encode(raster, chroma: chroma)
    else { return 0 }
    return try Self.store(bytes, in: &sink)
    #else
    throw .missingTrait("JPEG", purpose: "Writing JPEG pictures")
    #endif
  }

  /// A frame of a webcam as it came, plus the Huffman tables it lacks.
  private mutating func writeMotionJPEG(
    _ picture: Picture, to sink: inout FrameSink
  ) throws(ImagingError) -> Int {
    let bytes = picture.bytes(plane: 0)
    guard MotionJPEG.isJPEG(bytes) else {
      throw .damagedPicture(
        picture.format.pixelFormat,
        reason: bytes.isEmpty ? "it is empty" : "it does not start as a JPEG picture does")
    }
    guard let offset = MotionJPEG.offsetForTables(bytes) else {
      return try Self.store(bytes, in: &sink)
    }
    let tables = MotionJPEG.tables
    try sink.beginFrame()
    try sink.write(bytes.extracting(first: offset))
    unsafe try sink.write(tables.span.bytes)
    try sink.write(bytes.extracting(droppingFirst: offset))
    try sink.endFrame()
    return bytes.byteCount + tables.count
  }

  private static func store(
    _ bytes: RawSpan, in sink: inout FrameSink
  ) throws(ImagingError) -> Int {
    try sink.beginFrame()
    try sink.write(bytes)
    try sink.endFrame()
    return bytes.byteCount
  }
}
