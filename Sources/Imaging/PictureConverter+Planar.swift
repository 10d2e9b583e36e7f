internal import VideoFormats

extension PictureConverter {
  /// Whether the planes `planar(_:)` answers with use the full range of codes.
  var planarIsFullRange: Bool {
    switch reading {
    case .components: return matrix.isFullRange
    case .packed(let pixel, _): return pixel.model == .yCbCr && matrix.isFullRange
    case .grey, .jpeg: return true
    case .mosaic, .camera: return false
    }
  }

  /// Whether those planes are what JFIF stores: BT.601, full range, 8 bits.
  var planarIsJFIF: Bool {
    switch reading {
    case .components: return matrix.isFullRange && matrix.encoding == .bt601
    case .packed(let pixel, _):
      return pixel.model == .yCbCr && matrix.isFullRange && matrix.encoding == .bt601
    case .grey: return true
    case .mosaic, .jpeg, .camera: return false
    }
  }

  /// A picture as Y', Cb and Cr planes in its own encoding and range, converted from R'G'B' only if it has to be.
  ///
  /// Planes that lie in the picture just as wanted are not copied. Chroma keeps its resolution, except
  /// that 4:1:0, which few files can hold, becomes 4:2:0 by repetition.
  mutating func planar(_ picture: Picture) throws(ImagingError) -> PlanarView {
    switch reading {
    case .components(let y, let cb, let cr, let subsampling):
      return unsafe try planar(picture, y, cb, cr, subsampling)
    case .packed(let pixel, let lines) where pixel.model == .yCbCr:
      let source = unsafe try source(picture, lines)
      let view = unsafe ownPlanes(Subsampling(horizontal: 1, vertical: 1))
      let reader = PackedReader(pixel, format: format, matrix: matrix)
      for row in 0..<format.height {
        let offset = row * format.width
        unsafe reader.planar(
          source + lines.start(row), y: UnsafeMutablePointer(mutating: view.y + offset),
          cb: UnsafeMutablePointer(mutating: view.cb + offset),
          cr: UnsafeMutablePointer(mutating: view.cr + offset), width: format.width)
      }
      return unsafe view
    case .grey:
      let raster = unsafe try raster(picture, kinds: [.grey, .rgb])
      return unsafe PlanarView(
        width: raster.width, height: raster.height,
        subsampling: Subsampling(horizontal: 1, vertical: 1), isGrey: true, y: raster.pixels,
        cb: raster.pixels, cr: raster.pixels, yStride: raster.width, cbStride: 0, crStride: 0)
    case .jpeg:
      #if JPEG
      return unsafe try planarJPEG(picture)
      #else
      throw .missingTrait("JPEG", purpose: "Decoding \(format.pixelFormat)")
      #endif
    default:
      let raster = unsafe try raster(picture, kinds: [.rgb])
      let (width, height) = unsafe (raster.width, raster.height)
      let view = unsafe ownPlanes(Subsampling(horizontal: 1, vertical: 1))
      let y = unsafe UnsafeMutablePointer(mutating: view.y)
      let cb = unsafe UnsafeMutablePointer(mutating: view.cb)
      let cr = unsafe UnsafeMutablePointer(mutating: view.cr)
      let encoder = ColorMatrix(
        encoding: format.colorimetry.effectiveEncoding, isFullRange: false)
      for index in 0..<width * height {
        let pixel = unsafe raster.pixels + 3 * index
        unsafe (y[index], cb[index], cr[index]) = encoder.yCbCr(
          r: Int(pixel[0]), g: Int(pixel[1]), b: Int(pixel[2]))
      }
      return unsafe view
    }
  }

  /// Planes of this format's size in the converter's memory.
  private mutating func ownPlanes(_ subsampling: Subsampling) -> PlanarView {
    let (width, height) = (format.width, format.height)
    let (columns, lines) = (subsampling.columns(width), subsampling.rows(height))
    let y = unsafe planes.bytes(width * height + 2 * columns * lines)
    return unsafe PlanarView(
      width: width, height: height, subsampling: subsampling, y: UnsafePointer(y),
      cb: UnsafePointer(y + width * height),
      cr: UnsafePointer(y + width * height + columns * lines), yStride: width, cbStride: columns,
      crStride: columns)
  }

  private mutating func planar(
    _ picture: Picture, _ y: ComponentReading, _ cb: ComponentReading, _ cr: ComponentReading,
    _ subsampling: Subsampling
  ) throws(ImagingError) -> PlanarView {
    let sourceY = unsafe try source(picture, y.lines)
    let sourceCb = unsafe try source(picture, cb.lines)
    let sourceCr = unsafe try source(picture, cr.lines)
    let kept =
      subsampling.horizontal == 4 && subsampling.vertical == 4
      ? Subsampling(horizontal: 2, vertical: 2) : subsampling
    var view = unsafe ownPlanes(kept)
    #if YUV
    if usesLibraries, kept == subsampling,
      unsafe LibYUV.split(
        y, cb, cr, sources: (sourceY, sourceCb, sourceCr), into: &view)
    {
      return unsafe view
    }
    #endif
    if y.isPlain {
      unsafe view.y = sourceY + y.lines.offset
      unsafe view.yStride = y.lines.stride
    } else {
      unsafe Self.gather(
        y, sourceY, into: UnsafeMutablePointer(mutating: view.y), columns: view.width,
        rows: view.height)
    }
    let (columns, rows) = unsafe (view.chromaWidth, view.chromaHeight)
    let shrink = Subsampling(
      horizontal: subsampling.horizontal / kept.horizontal,
      vertical: subsampling.vertical / kept.vertical)
    if cb.isPlain, cr.isPlain, kept == subsampling {
      unsafe view.cb = sourceCb + cb.lines.offset
      unsafe view.cr = sourceCr + cr.lines.offset
      unsafe view.cbStride = cb.lines.stride
      unsafe view.crStride = cr.lines.stride
    } else {
      unsafe Self.gather(
        cb, sourceCb, into: UnsafeMutablePointer(mutating: view.cb), columns: columns, rows: rows,
        shrink)
      unsafe Self.gather(
        cr, sourceCr, into: UnsafeMutablePointer(mutating: view.cr), columns: columns, rows: rows,
        shrink)
    }
    return unsafe view
  }

  /// Copies one component into a plane without padding, repeating samples where it is coarser.
  private static func gather(
    _ component: ComponentReading, _ source: UnsafePointer<UInt8>,
    into target: UnsafeMutablePointer<UInt8>, columns: Int, rows: Int,
    _ shrink: Subsampling = Subsampling(horizontal: 1, vertical: 1)
  ) {
    for row in 0..<rows {
      let line = unsafe source + component.lines.start(row / shrink.vertical) + component.start
      let output = unsafe target + row * columns
      for x in 0..<columns {
        unsafe output[x] = line[x / shrink.horizontal * component.step]
      }
    }
  }
}

extension ComponentReading {
  /// Whether the samples already form a plane of bytes.
  var isPlain: Bool { step == 1 && start == 0 && lines.fields == .woven }
}
