// Colours as red, green and blue, or hue, saturation and value, in one colour plane.

extension PixelFormat {
  /// What is known about the formats of this family, in the header's order.
  static var knownRGB: [Information] {
    [
      Information(.rgb332, "V4L2_PIX_FMT_RGB332", "8-bit RGB 3-3-2", .rgb, .packed(1, bits: 3)),
      Information(
        .rgb444, "V4L2_PIX_FMT_RGB444", "16-bit A/XRGB 4-4-4-4", .rgb,
        .packed(2, bits: 4, alpha: true, order: .littleEndian)),
      Information(
        .argb444, "V4L2_PIX_FMT_ARGB444", "16-bit ARGB 4-4-4-4", .rgb,
        .packed(2, bits: 4, alpha: true, order: .littleEndian)),
      Information(
        .xrgb444, "V4L2_PIX_FMT_XRGB444", "16-bit XRGB 4-4-4-4", .rgb,
        .packed(2, bits: 4, order: .littleEndian)),
      Information(
        .rgba444, "V4L2_PIX_FMT_RGBA444", "16-bit RGBA 4-4-4-4", .rgb,
        .packed(2, bits: 4, alpha: true, order: .littleEndian)),
      Information(
        .rgbx444, "V4L2_PIX_FMT_RGBX444", "16-bit RGBX 4-4-4-4", .rgb,
        .packed(2, bits: 4, order: .littleEndian)),
      Information(
        .abgr444, "V4L2_PIX_FMT_ABGR444", "16-bit ABGR 4-4-4-4", .rgb,
        .packed(2, bits: 4, alpha: true, order: .littleEndian)),
      Information(
        .xbgr444, "V4L2_PIX_FMT_XBGR444", "16-bit XBGR 4-4-4-4", .rgb,
        .packed(2, bits: 4, order: .littleEndian)),
      Information(
        .bgra444, "V4L2_PIX_FMT_BGRA444", "16-bit BGRA 4-4-4-4", .rgb,
        .packed(2, bits: 4, alpha: true, order: .littleEndian)),
      Information(
        .bgrx444, "V4L2_PIX_FMT_BGRX444", "16-bit BGRX 4-4-4-4", .rgb,
        .packed(2, bits: 4, order: .littleEndian)),
      Information(
        .rgb555, "V4L2_PIX_FMT_RGB555", "16-bit A/XRGB 1-5-5-5", .rgb,
        .packed(2, bits: 5, alpha: true, order: .littleEndian)),
      Information(
        .argb555, "V4L2_PIX_FMT_ARGB555", "16-bit ARGB 1-5-5-5", .rgb,
        .packed(2, bits: 5, alpha: true, order: .littleEndian)),
      Information(
        .xrgb555, "V4L2_PIX_FMT_XRGB555", "16-bit XRGB 1-5-5-5", .rgb,
        .packed(2, bits: 5, order: .littleEndian)),
      Information(
        .rgba555, "V4L2_PIX_FMT_RGBA555", "16-bit RGBA 5-5-5-1", .rgb,
        .packed(2, bits: 5, alpha: true, order: .littleEndian)),
      Information(
        .rgbx555, "V4L2_PIX_FMT_RGBX555", "16-bit RGBX 5-5-5-1", .rgb,
        .packed(2, bits: 5, order: .littleEndian)),
      Information(
        .abgr555, "V4L2_PIX_FMT_ABGR555", "16-bit ABGR 1-5-5-5", .rgb,
        .packed(2, bits: 5, alpha: true, order: .littleEndian)),
      Information(
        .xbgr555, "V4L2_PIX_FMT_XBGR555", "16-bit XBGR 1-5-5-5", .rgb,
        .packed(2, bits: 5, order: .littleEndian)),
      Information(
        .bgra555, "V4L2_PIX_FMT_BGRA555", "16-bit BGRA 5-5-5-1", .rgb,
        .packed(2, bits: 5, alpha: true, order: .littleEndian)),
      Information(
        .bgrx555, "V4L2_PIX_FMT_BGRX555", "16-bit BGRX 5-5-5-1", .rgb,
        .packed(2, bits: 5, order: .littleEndian)),
      Information(
        .rgb565, "V4L2_PIX_FMT_RGB565", "16-bit RGB 5-6-5", .rgb,
        .packed(2, bits: 6, order: .littleEndian)),
      Information(
        .rgb555X, "V4L2_PIX_FMT_RGB555X", "16-bit A/XRGB 1-5-5-5 BE", .rgb,
        .packed(2, bits: 5, alpha: true, order: .bigEndian)),
      Information(
        .argb555X, "V4L2_PIX_FMT_ARGB555X", "16-bit ARGB 1-5-5-5 BE", .rgb,
        .packed(2, bits: 5, alpha: true, order: .bigEndian)),
      Information(
        .xrgb555X, "V4L2_PIX_FMT_XRGB555X", "16-bit XRGB 1-5-5-5 BE", .rgb,
        .packed(2, bits: 5, order: .bigEndian)),
      Information(
        .rgb565X, "V4L2_PIX_FMT_RGB565X", "16-bit RGB 5-6-5 BE", .rgb,
        .packed(2, bits: 6, order: .bigEndian)),
      Information(
        .bgr666, "V4L2_PIX_FMT_BGR666", "18-bit BGRX 6-6-6-14", .rgb,
        .packed(4, bits: 6, order: .bigEndian)),
      Information(.bgr24, "V4L2_PIX_FMT_BGR24", "24-bit BGR 8-8-8", .rgb, .packed(3)),
      Information(.rgb24, "V4L2_PIX_FMT_RGB24", "24-bit RGB 8-8-8", .rgb, .packed(3)),
      Information(
        .bgr32, "V4L2_PIX_FMT_BGR32", "32-bit BGRA/X 8-8-8-8", .rgb, .packed(4, alpha: true)),
      Information(
        .abgr32, "V4L2_PIX_FMT_ABGR32", "32-bit BGRA 8-8-8-8", .rgb, .packed(4, alpha: true)),
      Information(.xbgr32, "V4L2_PIX_FMT_XBGR32", "32-bit BGRX 8-8-8-8", .rgb, .packed(4)),
      Information(
        .bgra32, "V4L2_PIX_FMT_BGRA32", "32-bit ABGR 8-8-8-8", .rgb, .packed(4, alpha: true)),
      Information(.bgrx32, "V4L2_PIX_FMT_BGRX32", "32-bit XBGR 8-8-8-8", .rgb, .packed(4)),
      Information(
        .rgb32, "V4L2_PIX_FMT_RGB32", "32-bit A/XRGB 8-8-8-8", .rgb, .packed(4, alpha: true)),
      Information(
        .rgba32, "V4L2_PIX_FMT_RGBA32", "32-bit RGBA 8-8-8-8", .rgb, .packed(4, alpha: true)),
      Information(.rgbx32, "V4L2_PIX_FMT_RGBX32", "32-bit RGBX 8-8-8-8", .rgb, .packed(4)),
      Information(
        .argb32, "V4L2_PIX_FMT_ARGB32", "32-bit ARGB 8-8-8-8", .rgb, .packed(4, alpha: true)),
      Information(.xrgb32, "V4L2_PIX_FMT_XRGB32", "32-bit XRGB 8-8-8-8", .rgb, .packed(4)),
      Information(.palette8, "V4L2_PIX_FMT_PAL8", "8-bit Palette", .palette, .packed(1)),
      Information(.hsv24, "V4L2_PIX_FMT_HSV24", "24-bit HSV 8-8-8", .hsv, .packed(3)),
      Information(.hsv32, "V4L2_PIX_FMT_HSV32", "32-bit XHSV 8-8-8-8", .hsv, .packed(4)),
      Information(.hi240, "V4L2_PIX_FMT_HI240", "8-bit Dithered RGB (BTTV)", .rgb, .packed(1)),
      Information(
        .rgbx1010102, "V4L2_PIX_FMT_RGBX1010102", "32-bit RGBX 10-10-10-2", .rgb,
        .packed(4, bits: 10, order: .littleEndian)),
      Information(
        .rgba1010102, "V4L2_PIX_FMT_RGBA1010102", "32-bit RGBA 10-10-10-2", .rgb,
        .packed(4, bits: 10, alpha: true, order: .littleEndian)),
      Information(
        .argb2101010, "V4L2_PIX_FMT_ARGB2101010", "32-bit ARGB 2-10-10-10", .rgb,
        .packed(4, bits: 10, alpha: true, order: .littleEndian)),
      Information(
        .bgr48TwelveBit, "V4L2_PIX_FMT_BGR48_12", "12-bit Depth BGR", .rgb,
        .packed(6, bits: 12, order: .littleEndian)),
      Information(
        .bgr48, "V4L2_PIX_FMT_BGR48", "48-bit BGR 16-16-16", .rgb,
        .packed(6, bits: 16, order: .littleEndian)),
      Information(
        .rgb48, "V4L2_PIX_FMT_RGB48", "48-bit RGB 16-16-16", .rgb,
        .packed(6, bits: 16, order: .littleEndian)),
      Information(
        .abgr64TwelveBit, "V4L2_PIX_FMT_ABGR64_12", "12-bit Depth BGRA", .rgb,
        .packed(8, bits: 12, alpha: true, order: .littleEndian)),
    ]
  }
}
