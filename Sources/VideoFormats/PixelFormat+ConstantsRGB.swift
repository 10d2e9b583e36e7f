// Colours as red, green and blue, or hue, saturation and value, in one colour plane.

extension PixelFormat {
  /// 8-bit RGB 3-3-2. The corresponding C constant is `V4L2_PIX_FMT_RGB332`.
  public static let rgb332 = PixelFormat("R", "G", "B", "1")
  /// 16-bit A/XRGB 4-4-4-4; ambiguous about alpha, so better avoided. The corresponding C constant is `V4L2_PIX_FMT_RGB444`.
  public static let rgb444 = PixelFormat("R", "4", "4", "4")
  /// 16-bit ARGB 4-4-4-4. The corresponding C constant is `V4L2_PIX_FMT_ARGB444`.
  public static let argb444 = PixelFormat("A", "R", "1", "2")
  /// 16-bit XRGB 4-4-4-4. The corresponding C constant is `V4L2_PIX_FMT_XRGB444`.
  public static let xrgb444 = PixelFormat("X", "R", "1", "2")
  /// 16-bit RGBA 4-4-4-4. The corresponding C constant is `V4L2_PIX_FMT_RGBA444`.
  public static let rgba444 = PixelFormat("R", "A", "1", "2")
  /// 16-bit RGBX 4-4-4-4. The corresponding C constant is `V4L2_PIX_FMT_RGBX444`.
  public static let rgbx444 = PixelFormat("R", "X", "1", "2")
  /// 16-bit ABGR 4-4-4-4. The corresponding C constant is `V4L2_PIX_FMT_ABGR444`.
  public static let abgr444 = PixelFormat("A", "B", "1", "2")
  /// 16-bit XBGR 4-4-4-4. The corresponding C constant is `V4L2_PIX_FMT_XBGR444`.
  public static let xbgr444 = PixelFormat("X", "B", "1", "2")
  /// 16-bit BGRA 4-4-4-4. The corresponding C constant is `V4L2_PIX_FMT_BGRA444`.
  public static let bgra444 = PixelFormat("G", "A", "1", "2")
  /// 16-bit BGRX 4-4-4-4. The corresponding C constant is `V4L2_PIX_FMT_BGRX444`.
  public static let bgrx444 = PixelFormat("B", "X", "1", "2")
  /// 16-bit A/XRGB 1-5-5-5; ambiguous about alpha, so better avoided. The corresponding C constant is `V4L2_PIX_FMT_RGB555`.
  public static let rgb555 = PixelFormat("R", "G", "B", "O")
  /// 16-bit ARGB 1-5-5-5. The corresponding C constant is `V4L2_PIX_FMT_ARGB555`.
  public static let argb555 = PixelFormat("A", "R", "1", "5")
  /// 16-bit XRGB 1-5-5-5. The corresponding C constant is `V4L2_PIX_FMT_XRGB555`.
  public static let xrgb555 = PixelFormat("X", "R", "1", "5")
  /// 16-bit RGBA 5-5-5-1. The corresponding C constant is `V4L2_PIX_FMT_RGBA555`.
  public static let rgba555 = PixelFormat("R", "A", "1", "5")
  /// 16-bit RGBX 5-5-5-1. The corresponding C constant is `V4L2_PIX_FMT_RGBX555`.
  public static let rgbx555 = PixelFormat("R", "X", "1", "5")
  /// 16-bit ABGR 1-5-5-5. The corresponding C constant is `V4L2_PIX_FMT_ABGR555`.
  public static let abgr555 = PixelFormat("A", "B", "1", "5")
  /// 16-bit XBGR 1-5-5-5. The corresponding C constant is `V4L2_PIX_FMT_XBGR555`.
  public static let xbgr555 = PixelFormat("X", "B", "1", "5")
  /// 16-bit BGRA 5-5-5-1. The corresponding C constant is `V4L2_PIX_FMT_BGRA555`.
  public static let bgra555 = PixelFormat("B", "A", "1", "5")
  /// 16-bit BGRX 5-5-5-1. The corresponding C constant is `V4L2_PIX_FMT_BGRX555`.
  public static let bgrx555 = PixelFormat("B", "X", "1", "5")
  /// 16-bit RGB 5-6-5. The corresponding C constant is `V4L2_PIX_FMT_RGB565`.
  public static let rgb565 = PixelFormat("R", "G", "B", "P")
  /// 16-bit A/XRGB 1-5-5-5 big-endian; ambiguous about alpha, so better avoided. The corresponding C constant is `V4L2_PIX_FMT_RGB555X`.
  public static let rgb555X = PixelFormat("R", "G", "B", "Q")
  /// 16-bit ARGB 1-5-5-5 BE. The corresponding C constant is `V4L2_PIX_FMT_ARGB555X`.
  public static let argb555X = PixelFormat("A", "R", "1", "5", bigEndian: true)
  /// 16-bit XRGB 1-5-5-5 BE. The corresponding C constant is `V4L2_PIX_FMT_XRGB555X`.
  public static let xrgb555X = PixelFormat("X", "R", "1", "5", bigEndian: true)
  /// 16-bit RGB 5-6-5 BE. The corresponding C constant is `V4L2_PIX_FMT_RGB565X`.
  public static let rgb565X = PixelFormat("R", "G", "B", "R")
  /// Bits of B, G and R in turn, 18 in four bytes, high bits first. The corresponding C constant is `V4L2_PIX_FMT_BGR666`.
  public static let bgr666 = PixelFormat("B", "G", "R", "H")
  /// Bytes B, G, R. The corresponding C constant is `V4L2_PIX_FMT_BGR24`.
  public static let bgr24 = PixelFormat("B", "G", "R", "3")
  /// Bytes R, G, B. The corresponding C constant is `V4L2_PIX_FMT_RGB24`.
  public static let rgb24 = PixelFormat("R", "G", "B", "3")
  /// Bytes B, G, R, A or unused; ambiguous about alpha, so better avoided. The corresponding C constant is `V4L2_PIX_FMT_BGR32`.
  public static let bgr32 = PixelFormat("B", "G", "R", "4")
  /// Bytes B, G, R, A. The corresponding C constant is `V4L2_PIX_FMT_ABGR32`.
  public static let abgr32 = PixelFormat("A", "R", "2", "4")
  /// Bytes B, G, R, unused. The corresponding C constant is `V4L2_PIX_FMT_XBGR32`.
  public static let xbgr32 = PixelFormat("X", "R", "2", "4")
  /// Bytes A, B, G, R. The corresponding C constant is `V4L2_PIX_FMT_BGRA32`.
  public static let bgra32 = PixelFormat("R", "A", "2", "4")
  /// Bytes unused, B, G, R. The corresponding C constant is `V4L2_PIX_FMT_BGRX32`.
  public static let bgrx32 = PixelFormat("R", "X", "2", "4")
  /// Bytes A or unused, R, G, B; ambiguous about alpha, so better avoided. The corresponding C constant is `V4L2_PIX_FMT_RGB32`.
  public static let rgb32 = PixelFormat("R", "G", "B", "4")
  /// Bytes R, G, B, A. The corresponding C constant is `V4L2_PIX_FMT_RGBA32`.
  public static let rgba32 = PixelFormat("A", "B", "2", "4")
  /// Bytes R, G, B, unused. The corresponding C constant is `V4L2_PIX_FMT_RGBX32`.
  public static let rgbx32 = PixelFormat("X", "B", "2", "4")
  /// Bytes A, R, G, B. The corresponding C constant is `V4L2_PIX_FMT_ARGB32`.
  public static let argb32 = PixelFormat("B", "A", "2", "4")
  /// Bytes unused, R, G, B. The corresponding C constant is `V4L2_PIX_FMT_XRGB32`.
  public static let xrgb32 = PixelFormat("B", "X", "2", "4")
  /// An index into a palette. The corresponding C constant is `V4L2_PIX_FMT_PAL8`.
  public static let palette8 = PixelFormat("P", "A", "L", "8")
  /// Bytes H, S, V. The corresponding C constant is `V4L2_PIX_FMT_HSV24`.
  public static let hsv24 = PixelFormat("H", "S", "V", "3")
  /// Bytes unused, H, S, V. The corresponding C constant is `V4L2_PIX_FMT_HSV32`.
  public static let hsv32 = PixelFormat("H", "S", "V", "4")
  /// 8-bit dithered RGB of the BTTV driver. The corresponding C constant is `V4L2_PIX_FMT_HI240`.
  public static let hi240 = PixelFormat("H", "I", "2", "4")
  /// 32-bit RGBX 10-10-10-2. The corresponding C constant is `V4L2_PIX_FMT_RGBX1010102`.
  public static let rgbx1010102 = PixelFormat("R", "X", "3", "0")
  /// 32-bit RGBA 10-10-10-2. The corresponding C constant is `V4L2_PIX_FMT_RGBA1010102`.
  public static let rgba1010102 = PixelFormat("R", "A", "3", "0")
  /// 32-bit ARGB 2-10-10-10. The corresponding C constant is `V4L2_PIX_FMT_ARGB2101010`.
  public static let argb2101010 = PixelFormat("A", "R", "3", "0")
  /// 16-bit numbers B, G, R, the upper 12 bits used. The corresponding C constant is `V4L2_PIX_FMT_BGR48_12`.
  public static let bgr48TwelveBit = PixelFormat("B", "3", "1", "2")
  /// 16-bit numbers B, G, R. The corresponding C constant is `V4L2_PIX_FMT_BGR48`.
  public static let bgr48 = PixelFormat("B", "G", "R", "6")
  /// 16-bit numbers R, G, B. The corresponding C constant is `V4L2_PIX_FMT_RGB48`.
  public static let rgb48 = PixelFormat("R", "G", "B", "6")
  /// 16-bit numbers B, G, R, A, the upper 12 bits used. The corresponding C constant is `V4L2_PIX_FMT_ABGR64_12`.
  public static let abgr64TwelveBit = PixelFormat("B", "4", "1", "2")
}
