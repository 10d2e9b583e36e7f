public import VideoFormats

/// Turns captured pictures of one format into red, green and blue.
///
/// Made once for a format, it keeps its buffers from picture to picture. Matrix and range follow the
/// format's colourimetry, sequential fields are woven, padding of lines is skipped, odd sizes keep their
/// last column and line. A picture shorter than its format promises is an error, never read past.
/// `V4L2_FIELD_ALTERNATE` delivers one field a buffer, and one field is what comes out.
public struct PictureConverter: ~Copyable {
  /// The format of the pictures.
  public let format: Format
  let reading: Reading
  let matrix: ColorMatrix
  /// Whether C libraries may take the steps that they are faster at.
  let usesLibraries: Bool
  var pixels: Scratch
  var planes: Scratch
  var rows: Scratch
  #if JPEG
  var jpeg: JPEGDecoder?
  #endif
  #if V4LConvert
  private var camera: CameraConverter?
  #endif

  /// Prepares for pictures of a format.
  ///
  /// Fails with `ImagingError.notAPicture` when pictures of this format can't be read yet, or with
  /// `ImagingError.missingTrait` when this build lacks the library for it.
  public init(_ format: Format) throws(ImagingError) {
    try self.init(format, usesLibraries: true)
  }

  /// Prepares for pictures, with or without the C libraries that only save time.
  package init(_ format: Format, usesLibraries: Bool) throws(ImagingError) {
    let reading = try Reading(format)
    // Whatever may fail comes before the first noncopyable property is set.
    #if JPEG
    var decoder: JPEGDecoder?
    if case .jpeg = reading { decoder = JPEGDecoder() }
    #else
    if case .jpeg = reading {
      throw .missingTrait("JPEG", purpose: "Decoding \(format.pixelFormat)")
    }
    #endif
    #if V4LConvert
    var camera: CameraConverter?
    if case .camera = reading { camera = try CameraConverter(format) }
    self.camera = camera
    #else
    if case .camera = reading {
      throw .missingTrait("V4LConvert", purpose: "Decoding \(format.pixelFormat)")
    }
    #endif
    #if JPEG
    jpeg = decoder
    #endif
    self.format = format
    self.usesLibraries = usesLibraries
    self.reading = reading
    if case .grey = reading {
      matrix = ColorMatrix(format, isGrey: true)
    } else {
      matrix = ColorMatrix(format)
    }
    pixels = Scratch()
    planes = Scratch()
    rows = Scratch()
  }

  /// Whether pictures of a format can be converted by this build.
  public static func canConvert(_ format: Format) -> Bool {
    (try? PictureConverter(format)) != nil
  }

  /// A converted picture: red, green and blue, a byte each, lines without padding.
  public struct RGB: ~Escapable {
    /// Width in pixels; a JPEG picture's own, which may differ from the format's.
    public let width: Int
    /// Height in pixels.
    public let height: Int
    /// The bytes, `width * height * 3` of them.
    public let bytes: RawSpan

    @_lifetime(copy bytes)
    init(width: Int, height: Int, bytes: RawSpan) {
      self.width = width
      self.height = height
      self.bytes = bytes
    }
  }

  /// Converts a picture; the result lives in the converter until the next call.
  ///
  /// Fails with `ImagingError.shortPayload` or `ImagingError.damagedPicture`.
  @_lifetime(&self)
  public mutating func rgb(_ picture: Picture) throws(ImagingError) -> RGB {
    let raster = unsafe try raster(picture, kinds: [.rgb])
    let (width, height) = unsafe (raster.width, raster.height)
    let bytes = unsafe RawSpan(_unsafeStart: raster.pixels, byteCount: width * height * 3)
    return unsafe _overrideLifetime(
      RGB(width: width, height: height, bytes: bytes), mutating: &self)
  }

  /// Converts a picture to the most telling of the kinds an encoder takes; `.rgb` must be among them.
  mutating func raster(
    _ picture: Picture, kinds: [Raster.Kind]
  ) throws(ImagingError) -> Raster {
    let (width, height) = (format.width, format.height)
    switch reading {
    case .components:
      let view = unsafe try planar(picture)
      let target = unsafe pixels.bytes(width * height * 3)
      unsafe rgb(from: view, into: target)
      return unsafe Raster(kind: .rgb, width: width, height: height, pixels: target)
    case .packed(let pixel, let lines):
      let source = unsafe try source(picture, lines)
      let target = unsafe pixels.bytes(width * height * 3)
      let unpacker = PackedReader(pixel, format: format, matrix: matrix)
      for row in 0..<height {
        unsafe unpacker.rgb(
          source + lines.start(row), into: target + row * width * 3, width: width)
      }
      return unsafe Raster(kind: .rgb, width: width, height: height, pixels: target)
    case .grey(let row, let lines):
      let kind: Raster.Kind =
        row.bits > 8 && kinds.contains(.grey16)
        ? .grey16 : kinds.contains(.grey) ? .grey : .rgb
      return unsafe try grey(picture, row, lines, as: kind)
    case .mosaic(let order, let row, let lines):
      let source = unsafe try source(picture, lines)
      let target = unsafe pixels.bytes(width * height * 3)
      let line = unsafe rows.bytes(3 * width * 2)
      unsafe demosaic(
        source, lines, row, order: order, rows: line, into: target, width: width, height: height)
      return unsafe Raster(kind: .rgb, width: width, height: height, pixels: target)
    case .jpeg:
      #if JPEG
      if jpeg != nil { return unsafe try decodedJPEG(picture, kinds: kinds) }
      #endif
      throw .missingTrait("JPEG", purpose: "Decoding \(format.pixelFormat)")
    case .camera:
      #if V4LConvert
      let target = unsafe pixels.bytes(width * height * 3)
      unsafe try camera?.rgb(picture, into: target)
      return unsafe Raster(kind: .rgb, width: width, height: height, pixels: target)
      #else
      throw .missingTrait("V4LConvert", purpose: "Decoding \(format.pixelFormat)")
      #endif
    }
  }

  /// The start of a memory plane whose payload holds all these lines.
  ///
  /// The pointer is good while `picture` is, which callers keep as their parameter.
  @unsafe func source(
    _ picture: Picture, _ lines: Lines
  ) throws(ImagingError) -> UnsafePointer<UInt8> {
    let available = lines.plane < picture.planeCount ? picture.bytes(plane: lines.plane) : RawSpan()
    let missing = lines.end - available.byteCount
    guard missing <= 0,
      let base = unsafe available.withUnsafeBytes({ $0.baseAddress })
    else {
      throw .shortPayload(format.pixelFormat, plane: lines.plane, missing: max(missing, 1))
    }
    return unsafe base.assumingMemoryBound(to: UInt8.self)
  }

  /// Y'CbCr planes to R'G'B', by libyuv where it knows the matrix.
  mutating func rgb(from view: PlanarView, into target: UnsafeMutablePointer<UInt8>) {
    #if YUV
    if usesLibraries, unsafe LibYUV.convert(view, matrix, into: target, scratch: &rows) { return }
    #endif
    let width = unsafe view.width
    let luminance = ConstantLuminance(matrix)
    for row in unsafe 0..<view.height {
      let y = unsafe view.y + row * view.yStride
      let cb = unsafe view.cb + row / view.subsampling.vertical * view.cbStride
      let cr = unsafe view.cr + row / view.subsampling.vertical * view.crStride
      let line = unsafe target + row * width * 3
      let step = unsafe view.subsampling.horizontal
      // A shift is far cheaper than a division; chroma is shared by 1, 2 or 4 columns.
      let shift = step.trailingZeroBitCount
      for x in 0..<width {
        let (luma, blue, red) = unsafe (Int(y[x]), Int(cb[x >> shift]), Int(cr[x >> shift]))
        let color =
          luminance?.rgb(y: luma, cb: blue, cr: red) ?? matrix.rgb(y: luma, cb: blue, cr: red)
        unsafe (line[3 * x], line[3 * x + 1], line[3 * x + 2]) = color
      }
    }
  }

  private mutating func grey(
    _ picture: Picture, _ row: SampleRow, _ lines: Lines, as kind: Raster.Kind
  ) throws(ImagingError) -> Raster {
    let (width, height) = (format.width, format.height)
    let source = unsafe try source(picture, lines)
    let raster = unsafe Raster(kind: kind, width: width, height: height, pixels: source)
    let target = unsafe pixels.bytes(raster.bytesPerLine * height)
    let samples = unsafe UnsafeMutableRawPointer(rows.bytes(width * 2))
      .assumingMemoryBound(to: UInt16.self)
    for y in 0..<height {
      unsafe row.unpack(source + lines.start(y), into: samples, width: width)
      let line = unsafe target + y * raster.bytesPerLine
      for x in 0..<width {
        var value = unsafe Int(samples[x])
        if !matrix.isFullRange { value = min(max((value - 16 * 257) * 255 / 219, 0), 65535) }
        let byte = UInt8(truncatingIfNeeded: value >> 8)
        switch kind {
        case .grey: unsafe line[x] = byte
        case .grey16:
          unsafe line[2 * x] = UInt8(truncatingIfNeeded: value)
          unsafe line[2 * x + 1] = byte
        case .rgb: unsafe (line[3 * x], line[3 * x + 1], line[3 * x + 2]) = (byte, byte, byte)
        }
      }
    }
    return unsafe Raster(kind: kind, width: width, height: height, pixels: target)
  }
}
