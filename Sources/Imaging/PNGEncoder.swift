#if PNG
internal import CLibPNG
internal import VideoFormats

/// Pictures as PNG files in memory.
@safe struct PNGEncoder: ~Copyable {
  private var memory = unsafe clp_memory()
  /// Colour primaries, transfer function, matrix (none) and range (full) where sRGB would be a lie.
  private let chunk: InlineArray<4, UInt8>?

  /// Zlib's effort: enough for test patterns and camera noise alike without slowing capture much.
  private static let level: CInt = 3

  init(_ colorimetry: Colorimetry) {
    chunk = Self.codePoints(colorimetry).map { [$0.0, $0.1, 0, 1] }
  }

  deinit {
    var memory = unsafe memory
    unsafe clp_free(&memory)
  }

  /// ITU-T H.273 code points for colour spaces that viewers must not take for sRGB.
  ///
  /// BT.601 and BT.709 are shown as sRGB by convention, so they keep the sRGB mark.
  private static func codePoints(_ colorimetry: Colorimetry) -> (UInt8, UInt8)? {
    let primaries: UInt8? =
      switch colorimetry.colorSpace {
      case .bt2020: 9
      case .dciP3: 11
      default: nil
      }
    switch (primaries, colorimetry.effectiveTransfer) {
    case (let primaries?, .smpte2084): return (primaries, 16)
    case (let primaries?, .rec709): return (primaries, 1)
    case (let primaries?, .sRGB): return (primaries, 13)
    case (nil, .smpte2084): return (1, 16)
    case (nil, .none): return (1, 8)
    default: return nil
    }
  }

  /// The file for a picture; the bytes live until the next call.
  @_lifetime(&self)
  mutating func encode(_ raster: borrowing Raster) throws(ImagingError) -> RawSpan {
    unsafe memory.count = 0
    let (channels, bits): (CInt, CInt) =
      switch unsafe raster.kind {
      case .rgb: (3, 8)
      case .grey: (1, 8)
      case .grey16: (1, 16)
      }
    let (width, height) = unsafe (UInt32(raster.width), UInt32(raster.height))
    let (pixels, stride) = unsafe (raster.pixels, raster.bytesPerLine)
    let chunk = chunk ?? [0, 0, 0, 0]
    let hasChunk = self.chunk != nil
    let status = unsafe chunk.span.withUnsafeBufferPointer { chunk in
      unsafe clp_write(
        &memory, pixels, width, height, stride, channels, bits, Self.level,
        hasChunk ? chunk.baseAddress : nil)
    }
    guard status == 0 else {
      let reason = unsafe withUnsafeBytes(of: &memory.message) { buffer in
        unsafe String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw .cannotEncode(.png, reason: reason)
    }
    let bytes = unsafe RawSpan(_unsafeStart: memory.bytes, byteCount: memory.count)
    return unsafe _overrideLifetime(bytes, mutating: &self)
  }
}
#endif
