// Compressed pictures and streams of public standards.

extension PixelFormat {
  /// A JPEG picture a frame, of which tables may be missing. The corresponding C constant is `V4L2_PIX_FMT_MJPEG`.
  public static let mjpeg = PixelFormat("M", "J", "P", "G")
  /// A whole JFIF picture a frame. The corresponding C constant is `V4L2_PIX_FMT_JPEG`.
  public static let jpeg = PixelFormat("J", "P", "E", "G")
  /// DV as IEEE 1394 carries it. The corresponding C constant is `V4L2_PIX_FMT_DV`.
  public static let dv = PixelFormat("d", "v", "s", "d")
  /// MPEG-1, 2 or 4, multiplexed. The corresponding C constant is `V4L2_PIX_FMT_MPEG`.
  public static let mpeg = PixelFormat("M", "P", "E", "G")
  /// H.264 with start codes. The corresponding C constant is `V4L2_PIX_FMT_H264`.
  public static let h264 = PixelFormat("H", "2", "6", "4")
  /// H.264 without start codes. The corresponding C constant is `V4L2_PIX_FMT_H264_NO_SC`.
  public static let h264NoStartCodes = PixelFormat("A", "V", "C", "1")
  /// H.264 multiview. The corresponding C constant is `V4L2_PIX_FMT_H264_MVC`.
  public static let h264MVC = PixelFormat("M", "2", "6", "4")
  /// H.263. The corresponding C constant is `V4L2_PIX_FMT_H263`.
  public static let h263 = PixelFormat("H", "2", "6", "3")
  /// MPEG-1 ES. The corresponding C constant is `V4L2_PIX_FMT_MPEG1`.
  public static let mpeg1 = PixelFormat("M", "P", "G", "1")
  /// MPEG-2 ES. The corresponding C constant is `V4L2_PIX_FMT_MPEG2`.
  public static let mpeg2 = PixelFormat("M", "P", "G", "2")
  /// MPEG-2 slices, parsed. The corresponding C constant is `V4L2_PIX_FMT_MPEG2_SLICE`.
  public static let mpeg2Slice = PixelFormat("M", "G", "2", "S")
  /// MPEG-4 Part 2 ES. The corresponding C constant is `V4L2_PIX_FMT_MPEG4`.
  public static let mpeg4 = PixelFormat("M", "P", "G", "4")
  /// Xvid. The corresponding C constant is `V4L2_PIX_FMT_XVID`.
  public static let xvid = PixelFormat("X", "V", "I", "D")
  /// VC-1 as SMPTE 421M annex G says. The corresponding C constant is `V4L2_PIX_FMT_VC1_ANNEX_G`.
  public static let vc1AnnexG = PixelFormat("V", "C", "1", "G")
  /// VC-1 as SMPTE 421M annex L says. The corresponding C constant is `V4L2_PIX_FMT_VC1_ANNEX_L`.
  public static let vc1AnnexL = PixelFormat("V", "C", "1", "L")
  /// VP8. The corresponding C constant is `V4L2_PIX_FMT_VP8`.
  public static let vp8 = PixelFormat("V", "P", "8", "0")
  /// A VP8 frame, parsed. The corresponding C constant is `V4L2_PIX_FMT_VP8_FRAME`.
  public static let vp8Frame = PixelFormat("V", "P", "8", "F")
  /// VP9. The corresponding C constant is `V4L2_PIX_FMT_VP9`.
  public static let vp9 = PixelFormat("V", "P", "9", "0")
  /// A VP9 frame, parsed. The corresponding C constant is `V4L2_PIX_FMT_VP9_FRAME`.
  public static let vp9Frame = PixelFormat("V", "P", "9", "F")
  /// HEVC, also called H.265. The corresponding C constant is `V4L2_PIX_FMT_HEVC`.
  public static let hevc = PixelFormat("H", "E", "V", "C")
  /// Fast Walsh Hadamard transform, as vicodec makes it. The corresponding C constant is `V4L2_PIX_FMT_FWHT`.
  public static let fwht = PixelFormat("F", "W", "H", "T")
  /// Fast Walsh Hadamard transform for a stateless decoder. The corresponding C constant is `V4L2_PIX_FMT_FWHT_STATELESS`.
  public static let fwhtStateless = PixelFormat("S", "F", "W", "H")
  /// H.264 slices, parsed. The corresponding C constant is `V4L2_PIX_FMT_H264_SLICE`.
  public static let h264Slice = PixelFormat("S", "2", "6", "4")
  /// HEVC slices, parsed. The corresponding C constant is `V4L2_PIX_FMT_HEVC_SLICE`.
  public static let hevcSlice = PixelFormat("S", "2", "6", "5")
  /// An AV1 frame, parsed. The corresponding C constant is `V4L2_PIX_FMT_AV1_FRAME`.
  public static let av1Frame = PixelFormat("A", "V", "1", "F")
  /// Sorenson Spark. The corresponding C constant is `V4L2_PIX_FMT_SPK`.
  public static let sorensonSpark = PixelFormat("S", "P", "K", "0")
  /// RealVideo 8. The corresponding C constant is `V4L2_PIX_FMT_RV30`.
  public static let realVideo8 = PixelFormat("R", "V", "3", "0")
  /// RealVideo 9 & 10. The corresponding C constant is `V4L2_PIX_FMT_RV40`.
  public static let realVideo9 = PixelFormat("R", "V", "4", "0")
}
