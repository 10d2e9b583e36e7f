#if JPEG
internal import CTurboJPEG
internal import VideoFormats

/// A TurboJPEG decompressor.
@safe struct JPEGDecoder: ~Copyable {
  private var handle: tjhandle?

  init() { unsafe handle = tjInitDecompress() }

  deinit { _ = unsafe handle.map { unsafe tjDestroy($0) } }

  /// Starts afresh: after an error in a header TurboJPEG would go on where it stopped, in the next picture.
  private mutating func reset() {
    _ = unsafe handle.map { unsafe tjDestroy($0) }
    unsafe handle = tjInitDecompress()
  }

  /// What a picture's header says.
  struct Header {
    var width: Int
    var height: Int
    /// nil for grey.
    var subsampling: Subsampling?
    /// Whether the planes are Y'CbCr or grey, so that they can be had without conversion.
    var isYCbCr: Bool
  }

  mutating func header(_ bytes: RawSpan, _ format: PixelFormat) throws(ImagingError) -> Header {
    var (width, height, subsampling, space): (CInt, CInt, CInt, CInt) = (0, 0, 0, 0)
    let status = unsafe bytes.withUnsafeBytes { buffer in
      unsafe tjDecompressHeader3(
        handle, buffer.bindMemory(to: UInt8.self).baseAddress, UInt(buffer.count), &width,
        &height, &subsampling, &space)
    }
    guard status == 0, width > 0, height > 0, Int(width) * Int(height) <= 1 << 28 else {
      let message = message
      reset()
      throw .damagedPicture(format, reason: bytes.byteCount == 0 ? "it is empty" : message)
    }
    let known: Subsampling? =
      switch TJSAMP(rawValue: UInt32(bitPattern: subsampling)) {
      case TJSAMP_444: Subsampling(horizontal: 1, vertical: 1)
      case TJSAMP_422: Subsampling(horizontal: 2, vertical: 1)
      case TJSAMP_420: Subsampling(horizontal: 2, vertical: 2)
      case TJSAMP_411: Subsampling(horizontal: 4, vertical: 1)
      default: nil
      }
    let isGrey = TJSAMP(rawValue: UInt32(bitPattern: subsampling)) == TJSAMP_GRAY
    let isYCbCr = TJCS(rawValue: UInt32(bitPattern: space)) == TJCS_YCbCr && known != nil
    return Header(
      width: Int(width), height: Int(height), subsampling: known, isYCbCr: isYCbCr || isGrey)
  }

  /// Decodes to red, green and blue, or to grey.
  @unsafe mutating func decode(
    _ bytes: RawSpan, _ format: PixelFormat, into target: UnsafeMutablePointer<UInt8>,
    _ header: Header, isGrey: Bool
  ) throws(ImagingError) {
    let layout = isGrey ? TJPF_GRAY : TJPF_RGB
    let status = unsafe bytes.withUnsafeBytes { buffer in
      unsafe tjDecompress2(
        handle, buffer.bindMemory(to: UInt8.self).baseAddress, UInt(buffer.count), target,
        CInt(header.width), 0, CInt(header.height), CInt(layout.rawValue), 0)
    }
    try check(status, format)
  }

  /// Decodes to planes as the picture holds them.
  @unsafe mutating func decode(
    _ bytes: RawSpan, _ format: PixelFormat, into view: PlanarView
  ) throws(ImagingError) {
    var planes: InlineArray<3, UnsafeMutablePointer<UInt8>?> = unsafe [
      UnsafeMutablePointer(mutating: view.y), UnsafeMutablePointer(mutating: view.cb),
      UnsafeMutablePointer(mutating: view.cr),
    ]
    var strides: InlineArray<3, CInt> = unsafe [
      CInt(view.yStride), CInt(view.cbStride), CInt(view.crStride),
    ]
    let (width, height) = unsafe (CInt(view.width), CInt(view.height))
    var planeSpan = unsafe planes.mutableSpan
    var strideSpan = strides.mutableSpan
    let status = unsafe bytes.withUnsafeBytes { buffer in
      unsafe planeSpan.withUnsafeMutableBufferPointer { planes in
        unsafe strideSpan.withUnsafeMutableBufferPointer { strides in
          unsafe tjDecompressToYUVPlanes(
            handle, buffer.bindMemory(to: UInt8.self).baseAddress, UInt(buffer.count),
            planes.baseAddress, width, strides.baseAddress, height, 0)
        }
      }
    }
    try check(status, format)
  }

  /// Webcams pad their frames, which is harmless; missing or garbled data is not.
  private mutating func check(_ status: CInt, _ format: PixelFormat) throws(ImagingError) {
    guard status != 0 else { return }
    let isWarning = unsafe tjGetErrorCode(handle) == CInt(bitPattern: TJERR_WARNING.rawValue)
    let message = message
    if isWarning, message.contains("extraneous bytes") { return }
    reset()
    throw .damagedPicture(format, reason: message)
  }

  private var message: String {
    guard let text = unsafe tjGetErrorStr2(handle) else { return "no reason was given" }
    return unsafe String(cString: text)
  }
}

extension PictureConverter {
  mutating func decodedJPEG(
    _ picture: Picture, kinds: [Raster.Kind]
  ) throws(ImagingError) -> Raster {
    let bytes = picture.bytes(plane: 0)
    guard let header = try jpeg?.header(bytes, format.pixelFormat) else {
      throw .missingTrait("JPEG", purpose: "Decoding \(format.pixelFormat)")
    }
    let isGrey = header.isYCbCr && header.subsampling == nil && kinds.contains(.grey)
    let target = unsafe pixels.bytes(header.width * header.height * (isGrey ? 1 : 3))
    unsafe try jpeg?.decode(bytes, format.pixelFormat, into: target, header, isGrey: isGrey)
    return unsafe Raster(
      kind: isGrey ? .grey : .rgb, width: header.width, height: header.height, pixels: target)
  }

  mutating func planarJPEG(_ picture: Picture) throws(ImagingError) -> PlanarView {
    let bytes = picture.bytes(plane: 0)
    guard let header = try jpeg?.header(bytes, format.pixelFormat) else {
      throw .missingTrait("JPEG", purpose: "Decoding \(format.pixelFormat)")
    }
    guard header.isYCbCr else {
      throw .notAPicture(
        format.pixelFormat, reason: "its colour space or subsampling has no Y'CbCr planes to give")
    }
    // The decoder writes whole blocks, so planes are rounded up as it asks.
    let subsampling = header.subsampling ?? Subsampling(horizontal: 1, vertical: 1)
    let width = subsampling.columns(header.width) * subsampling.horizontal
    let height = subsampling.rows(header.height) * subsampling.vertical
    let (columns, rows) = (width / subsampling.horizontal, height / subsampling.vertical)
    let y = unsafe planes.bytes(width * height + 2 * columns * rows)
    let view = unsafe PlanarView(
      width: header.width, height: header.height, subsampling: subsampling,
      isGrey: header.subsampling == nil, y: UnsafePointer(y), cb: UnsafePointer(y + width * height),
      cr: UnsafePointer(y + width * height + columns * rows), yStride: width, cbStride: columns,
      crStride: columns)
    unsafe try jpeg?.decode(bytes, format.pixelFormat, into: view)
    return unsafe view
  }
}
#endif
