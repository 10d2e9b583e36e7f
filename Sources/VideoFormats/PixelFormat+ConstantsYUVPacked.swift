// Luma and chroma together in one colour plane.

extension PixelFormat {
  /// Chroma alone, 4 bits of Cb and 4 of Cr. The corresponding C constant is `V4L2_PIX_FMT_UV8`.
  public static let uv8 = PixelFormat("U", "V", "8", " ")
  /// Packed Y'CbCr 4:2:2: bytes Y0, Cb, Y1, Cr. The corresponding C constant is `V4L2_PIX_FMT_YUYV`.
  public static let yuyv = PixelFormat("Y", "U", "Y", "V")
  /// Packed Y'CbCr 4:2:2: bytes Y0, Y1, Cb, Cr. The corresponding C constant is `V4L2_PIX_FMT_YYUV`.
  public static let yyuv = PixelFormat("Y", "Y", "U", "V")
  /// Packed Y'CbCr 4:2:2: bytes Y0, Cr, Y1, Cb. The corresponding C constant is `V4L2_PIX_FMT_YVYU`.
  public static let yvyu = PixelFormat("Y", "V", "Y", "U")
  /// Packed Y'CbCr 4:2:2: bytes Cb, Y0, Cr, Y1. The corresponding C constant is `V4L2_PIX_FMT_UYVY`.
  public static let uyvy = PixelFormat("U", "Y", "V", "Y")
  /// Packed Y'CbCr 4:2:2: bytes Cr, Y0, Cb, Y1. The corresponding C constant is `V4L2_PIX_FMT_VYUY`.
  public static let vyuy = PixelFormat("V", "Y", "U", "Y")
  /// Packed Y'CbCr 4:1:1, eight pixels in twelve bytes. The corresponding C constant is `V4L2_PIX_FMT_Y41P`.
  public static let y41P = PixelFormat("Y", "4", "1", "P")
  /// 16-bit A/XYUV 4-4-4-4. The corresponding C constant is `V4L2_PIX_FMT_YUV444`.
  public static let yuv444 = PixelFormat("Y", "4", "4", "4")
  /// 16-bit A/XYUV 1-5-5-5. The corresponding C constant is `V4L2_PIX_FMT_YUV555`.
  public static let yuv555 = PixelFormat("Y", "U", "V", "O")
  /// 16-bit YUV 5-6-5. The corresponding C constant is `V4L2_PIX_FMT_YUV565`.
  public static let yuv565 = PixelFormat("Y", "U", "V", "P")
  /// 24-bit YUV 4:4:4 8-8-8. The corresponding C constant is `V4L2_PIX_FMT_YUV24`.
  public static let yuv24 = PixelFormat("Y", "U", "V", "3")
  /// 32-bit A/XYUV 8-8-8-8. The corresponding C constant is `V4L2_PIX_FMT_YUV32`.
  public static let yuv32 = PixelFormat("Y", "U", "V", "4")
  /// 32-bit AYUV 8-8-8-8. The corresponding C constant is `V4L2_PIX_FMT_AYUV32`.
  public static let ayuv32 = PixelFormat("A", "Y", "U", "V")
  /// 32-bit XYUV 8-8-8-8. The corresponding C constant is `V4L2_PIX_FMT_XYUV32`.
  public static let xyuv32 = PixelFormat("X", "Y", "U", "V")
  /// 32-bit VUYA 8-8-8-8. The corresponding C constant is `V4L2_PIX_FMT_VUYA32`.
  public static let vuya32 = PixelFormat("V", "U", "Y", "A")
  /// 32-bit VUYX 8-8-8-8. The corresponding C constant is `V4L2_PIX_FMT_VUYX32`.
  public static let vuyx32 = PixelFormat("V", "U", "Y", "X")
  /// 32-bit YUVA 8-8-8-8. The corresponding C constant is `V4L2_PIX_FMT_YUVA32`.
  public static let yuva32 = PixelFormat("Y", "U", "V", "A")
  /// 32-bit YUVX 8-8-8-8. The corresponding C constant is `V4L2_PIX_FMT_YUVX32`.
  public static let yuvx32 = PixelFormat("Y", "U", "V", "X")
  /// 16-bit numbers Y, Cb, Cr, the upper 12 bits used. The corresponding C constant is `V4L2_PIX_FMT_YUV48_12`.
  public static let yuv48TwelveBit = PixelFormat("Y", "3", "1", "2")
  /// Packed Y'CbCr 4:2:2 as YUYV, the upper 10 of 16 bits used. The corresponding C constant is `V4L2_PIX_FMT_Y210`.
  public static let y210 = PixelFormat("Y", "2", "1", "0")
  /// Packed Y'CbCr 4:2:2 as YUYV, the upper 12 of 16 bits used. The corresponding C constant is `V4L2_PIX_FMT_Y212`.
  public static let y212 = PixelFormat("Y", "2", "1", "2")
  /// Packed Y'CbCr 4:2:2 as YUYV, 16 bits each. The corresponding C constant is `V4L2_PIX_FMT_Y216`.
  public static let y216 = PixelFormat("Y", "2", "1", "6")
}
