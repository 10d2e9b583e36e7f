#if JPEG
internal import CTurboJPEG
internal import VideoFormats

/// Pictures as JPEG files in memory, BT.601 and full range as JFIF demands.
@safe struct JPEGEncoder: ~Copyable {
  private let handle: tjhandle
  private var buffer: UnsafeMutablePointer<UInt8>?
  private var capacity: UInt = 0
  private let quality: CInt

  init(quality: Int = 92) throws(ImagingError) {
    guard let handle = unsafe tjInitCompress() else {
      throw .cannotEncode(.jpg, reason: "libjpeg-turbo could not start")
    }
    unsafe self.handle = handle
    self.quality = CInt(min(max(quality, 1), 100))
  }

  deinit {
    _ = unsafe tjDestroy(handle)
    unsafe tjFree(buffer)
  }

  /// The file for a picture; the bytes live until the next call.
  @_lifetime(&self)
  mutating func encode(
    _ raster: borrowing Raster, chroma: Subsampling
  ) throws(ImagingError) -> RawSpan {
    let isGrey = if case .grey = unsafe raster.kind { true } else { false }
    var size = capacity
    let status = unsafe tjCompress2(
      handle, raster.pixels, CInt(raster.width), CInt(raster.bytesPerLine), CInt(raster.height),
      CInt((isGrey ? TJPF_GRAY : TJPF_RGB).rawValue), &buffer, &size,
      isGrey ? CInt(bitPattern: TJSAMP_GRAY.rawValue) : Self.code(chroma), quality, 0)
    return try finish(status, size)
  }

  /// The file for planes that are in BT.601 and full range already.
  @_lifetime(&self)
  mutating func encode(_ view: borrowing PlanarView) throws(ImagingError) -> RawSpan {
    var size = capacity
    let planes: InlineArray<3, UnsafePointer<UInt8>?> = unsafe [view.y, view.cb, view.cr]
    let strides: InlineArray<3, CInt> = unsafe [
      CInt(view.yStride), CInt(view.cbStride), CInt(view.crStride),
    ]
    let code =
      unsafe view.isGrey ? CInt(bitPattern: TJSAMP_GRAY.rawValue) : Self.code(view.subsampling)
    let (width, height) = unsafe (CInt(view.width), CInt(view.height))
    let planeSpan = unsafe planes.span
    let strideSpan = strides.span
    let status = unsafe planeSpan.withUnsafeBufferPointer { planes in
      unsafe strideSpan.withUnsafeBufferPointer { strides in
        unsafe tjCompressFromYUVPlanes(
          handle, UnsafeMutablePointer(mutating: planes.baseAddress), width, strides.baseAddress,
          height, code, &buffer, &size, quality, 0)
      }
    }
    return try finish(status, size)
  }

  @_lifetime(&self)
  private mutating func finish(_ status: CInt, _ size: UInt) throws(ImagingError) -> RawSpan {
    guard status == 0, let start = unsafe buffer else {
      var reason = "libjpeg-turbo failed"
      if let text = unsafe tjGetErrorStr2(handle) { reason = unsafe String(cString: text) }
      throw .cannotEncode(.jpg, reason: reason)
    }
    // TurboJPEG reallocates at will and reports only how much it wrote.
    capacity = max(capacity, size)
    let bytes = unsafe RawSpan(_unsafeStart: start, byteCount: Int(size))
    return unsafe _overrideLifetime(bytes, mutating: &self)
  }

  private static func code(_ subsampling: Subsampling) -> CInt {
    let sampling =
      switch (subsampling.horizontal, subsampling.vertical) {
      case (1, 1): TJSAMP_444
      case (2, 1): TJSAMP_422
      case (4, 1): TJSAMP_411
      default: TJSAMP_420
      }
    return CInt(bitPattern: sampling.rawValue)
  }
}
#endif
