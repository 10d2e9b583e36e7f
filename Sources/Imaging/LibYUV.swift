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
      subsampling != Subsampling(horizontal: 1, vertical: 2), let isSupported = supports(matrix),
      isSupported
    else { return false }
    let pixels = unsafe scratch.bytes(width * 4 * band)
    var row = 0
    while row < height {
      let count = min(band, height - row)
      let y = unsafe view.y + row * view.yStride
      let cb = unsafe view.cb + row / subsampling.vertical * view.cbStride
      let cr = unsafe view.cr + row / subsampling.vertical * view.crStride
      let status = unsafe withConstants(matrix) { constants in
        let (columns, lines) = (CInt(width), CInt(count))
        let (strideY, strideCb, strideCr) = unsafe (
          CInt(view.yStride), CInt(view.cbStride), CInt(view.crStride)
        )
        switch (subsampling.horizontal, subsampling.vertical) {
        case (2, 2):
          return unsafe I420ToARGBMatrix(
            y, strideY, cr, strideCr, cb, strideCb, pixels, columns * 4, constants, columns, lines)
        case (2, 1):
          return unsafe I422ToARGBMatrix(
            y, strideY, cr, strideCr, cb, strideCb, pixels, columns * 4, constants, columns, lines)
        default:
          return unsafe I444ToARGBMatrix(
            y, strideY, cr, strideCr, cb, strideCb, pixels, columns * 4, constants, columns, lines)
        }
      }
      guard status == 0 else { return false }
      _ = unsafe ARGBToRGB24(
        pixels, CInt(width) * 4, target + row * width * 3, CInt(width) * 3, CInt(width),
        CInt(count))
      row += count
    }
    return true
  }

  private static func supports(_ matrix: ColorMatrix) -> Bool? {
    switch matrix.encoding {
    case .bt601, .rec709, .bt2020: return true
    default: return nil
    }
  }

  private static func withConstants(
    _ matrix: ColorMatrix, _ body: (UnsafePointer<YuvConstants>) -> CInt
  ) -> CInt {
    switch (matrix.encoding, matrix.isFullRange) {
    case (.rec709, false): return unsafe withUnsafePointer(to: kYvuH709Constants, body)
    case (.rec709, true): return unsafe withUnsafePointer(to: kYvuF709Constants, body)
    case (.bt2020, false): return unsafe withUnsafePointer(to: kYvu2020Constants, body)
    case (.bt2020, true): return unsafe withUnsafePointer(to: kYvuV2020Constants, body)
    case (_, false): return unsafe withUnsafePointer(to: kYvuI601Constants, body)
    case (_, true): return unsafe withUnsafePointer(to: kYvuJPEGConstants, body)
    }
  }

  /// Interleaved or semi-planar components to three planes.
  static func split(
    _ y: ComponentReading, _ cb: ComponentReading, _ cr: ComponentReading,
    sources: (UnsafePointer<UInt8>, UnsafePointer<UInt8>, UnsafePointer<UInt8>),
    _ subsampling: Subsampling, into view: borrowing PlanarView
  ) -> Bool {
    false
  }
}
#endif
