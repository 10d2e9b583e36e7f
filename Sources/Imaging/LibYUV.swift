#if YUV
internal import CLibYUV
internal import VideoFormats

/// The steps libyuv is faster at. Each answers whether it did the work.
enum LibYUV {
  /// Lines converted at a time, so that the intermediate pixels stay in the cache.
  private static let band = 16

  /// Y'CbCr planes to red, green and blue.
  ///
  /// libyuv names pixels by words: its ARGB is B, G, R, A in memory. With Cb and Cr exchanged and the
  /// mirrored constants it writes R, G, B, A instead, and dropping the fourth byte leaves what is wanted.
  static func convert(
    _ view: PlanarView, _ matrix: ColorMatrix, into target: UnsafeMutablePointer<UInt8>,
    scratch: inout Scratch
  ) -> Bool {
    let (width, height) = unsafe (view.width, view.height)
    let subsampling = unsafe view.subsampling
    guard (1...2).contains(subsampling.horizontal), (1...2).contains(subsampling.vertical),
      subsampling != Subsampling(horizontal: 1, vertical: 2), isExact(matrix)
    else { return false }
    let pixels = unsafe scratch.bytes(width * 4 * band)
    let constants = unsafe constants(matrix)
    var row = 0
    while row < height {
      let count = min(band, height - row)
      let y = unsafe view.y + row * view.yStride
      let cb = unsafe view.cb + row / subsampling.vertical * view.cbStride
      let cr = unsafe view.cr + row / subsampling.vertical * view.crStride
      let (columns, lines) = (CInt(width), CInt(count))
      let (strideY, strideCb, strideCr) = unsafe (
        CInt(view.yStride), CInt(view.cbStride), CInt(view.crStride)
      )
      let status: CInt
      switch (subsampling.horizontal, subsampling.vertical) {
      case (2, 2):
        status = unsafe I420ToARGBMatrix(
          y, strideY, cr, strideCr, cb, strideCb, pixels, columns * 4, constants, columns, lines)
      case (2, 1):
        status = unsafe I422ToARGBMatrix(
          y, strideY, cr, strideCr, cb, strideCb, pixels, columns * 4, constants, columns, lines)
      default:
        status = unsafe I444ToARGBMatrix(
          y, strideY, cr, strideCr, cb, strideCb, pixels, columns * 4, constants, columns, lines)
      }
      guard status == 0 else { return false }
      _ = unsafe ARGBToRGB24(
        pixels, CInt(width) * 4, target + row * width * 3, CInt(width) * 3, CInt(width),
        CInt(count))
      row += count
    }
    return true
  }

  /// Whether libyuv's constants are right.
  ///
  /// On x86 they have seven bits, so factors of 2 and more are cut to it. BT.709 and BT.2020 in limited
  /// range need 2.11 and 2.14 for blue, and saturated blues would come out up to 16 codes too dark.
  private static func isExact(_ matrix: ColorMatrix) -> Bool {
    switch matrix.encoding {
    case .bt601: return true
    case .rec709, .bt2020: return matrix.isFullRange
    default: return false
    }
  }

  /// The constants for Cb and Cr exchanged.
  private static func constants(_ matrix: ColorMatrix) -> UnsafePointer<YuvConstants> {
    switch (matrix.encoding, matrix.isFullRange) {
    case (.rec709, _): unsafe cly_rec709_full()
    case (.bt2020, _): unsafe cly_bt2020_full()
    case (_, false): unsafe cly_bt601_limited()
    case (_, true): unsafe cly_bt601_full()
    }
  }

  /// Interleaved or semi-planar components to three planes; luma that is a plane already stays where it is.
  static func split(
    _ y: ComponentReading, _ cb: ComponentReading, _ cr: ComponentReading,
    sources: (UnsafePointer<UInt8>, UnsafePointer<UInt8>, UnsafePointer<UInt8>),
    into view: inout PlanarView
  ) -> Bool {
    guard y.lines.fields == .woven, cb.lines.plane == cr.lines.plane,
      cb.lines.offset == cr.lines.offset, cb.step == cr.step
    else { return false }
    let isCbFirst = cb.start < cr.start
    let chroma = unsafe sources.1 + cb.lines.offset
    let stride = CInt(cb.lines.stride)
    let first = unsafe UnsafeMutablePointer(mutating: isCbFirst ? view.cb : view.cr)
    let second = unsafe UnsafeMutablePointer(mutating: isCbFirst ? view.cr : view.cb)
    let (firstStride, secondStride) = unsafe (CInt(view.cbStride), CInt(view.crStride))
    let luma = unsafe UnsafeMutablePointer(mutating: view.y)
    let (width, height) = unsafe (CInt(view.width), CInt(view.height))
    switch (y.step, y.start, cb.step, min(cb.start, cr.start)) {
    case (1, 0, 2, 0):
      unsafe SplitUVPlane(
        chroma, stride, first, firstStride, second, secondStride, CInt(view.chromaWidth),
        CInt(view.chromaHeight))
      unsafe view.y = sources.0 + y.lines.offset
      unsafe view.yStride = y.lines.stride
      return true
    case (2, 0, 4, 1) where y.lines.offset == cb.lines.offset:
      return unsafe YUY2ToI422(
        chroma, stride, luma, CInt(view.yStride), first, firstStride, second, secondStride, width,
        height) == 0
    case (2, 1, 4, 0) where y.lines.offset == cb.lines.offset:
      return unsafe UYVYToI422(
        chroma, stride, luma, CInt(view.yStride), first, firstStride, second, secondStride, width,
        height) == 0
    default: return false
    }
  }
}
#endif
