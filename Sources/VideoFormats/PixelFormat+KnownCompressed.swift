// Compressed pictures and streams of public standards.

extension PixelFormat {
  /// What is known about the formats of this family, in the header's order.
  static var knownCompressed: [Information] {
    [
      Information(.mjpeg, "V4L2_PIX_FMT_MJPEG", "Motion-JPEG", .compressed, isCompressed: true),
      Information(.jpeg, "V4L2_PIX_FMT_JPEG", "JFIF JPEG", .compressed, isCompressed: true),
      Information(.dv, "V4L2_PIX_FMT_DV", "1394", .compressed, isCompressed: true),
      Information(.mpeg, "V4L2_PIX_FMT_MPEG", "MPEG-1/2/4", .compressed, isCompressed: true),
      Information(.h264, "V4L2_PIX_FMT_H264", "H.264", .compressed, isCompressed: true),
      Information(
        .h264NoStartCodes, "V4L2_PIX_FMT_H264_NO_SC", "H.264 (No Start Codes)", .compressed,
        isCompressed: true),
      Information(.h264MVC, "V4L2_PIX_FMT_H264_MVC", "H.264 MVC", .compressed, isCompressed: true),
      Information(.h263, "V4L2_PIX_FMT_H263", "H.263", .compressed, isCompressed: true),
      Information(.mpeg1, "V4L2_PIX_FMT_MPEG1", "MPEG-1 ES", .compressed, isCompressed: true),
      Information(.mpeg2, "V4L2_PIX_FMT_MPEG2", "MPEG-2 ES", .compressed, isCompressed: true),
      Information(
        .mpeg2Slice, "V4L2_PIX_FMT_MPEG2_SLICE", "MPEG-2 Parsed Slice Data", .compressed,
        isCompressed: true),
      Information(
        .mpeg4, "V4L2_PIX_FMT_MPEG4", "MPEG-4 Part 2 ES", .compressed, isCompressed: true),
      Information(.xvid, "V4L2_PIX_FMT_XVID", "Xvid", .compressed, isCompressed: true),
      Information(
        .vc1AnnexG, "V4L2_PIX_FMT_VC1_ANNEX_G", "VC-1 (SMPTE 412M Annex G)", .compressed,
        isCompressed: true),
      Information(
        .vc1AnnexL, "V4L2_PIX_FMT_VC1_ANNEX_L", "VC-1 (SMPTE 412M Annex L)", .compressed,
        isCompressed: true),
      Information(.vp8, "V4L2_PIX_FMT_VP8", "VP8", .compressed, isCompressed: true),
      Information(
        .vp8Frame, "V4L2_PIX_FMT_VP8_FRAME", "VP8 Frame", .compressed, isCompressed: true),
      Information(.vp9, "V4L2_PIX_FMT_VP9", "VP9", .compressed, isCompressed: true),
      Information(
        .vp9Frame, "V4L2_PIX_FMT_VP9_FRAME", "VP9 Frame", .compressed, isCompressed: true),
      Information(.hevc, "V4L2_PIX_FMT_HEVC", "HEVC", .compressed, isCompressed: true),
      Information(.fwht, "V4L2_PIX_FMT_FWHT", "FWHT", .compressed, isCompressed: true),
      Information(
        .fwhtStateless, "V4L2_PIX_FMT_FWHT_STATELESS", "FWHT Stateless", .compressed,
        isCompressed: true),
      Information(
        .h264Slice, "V4L2_PIX_FMT_H264_SLICE", "H.264 Parsed Slice Data", .compressed,
        isCompressed: true),
      Information(
        .hevcSlice, "V4L2_PIX_FMT_HEVC_SLICE", "HEVC Parsed Slice Data", .compressed,
        isCompressed: true),
      Information(
        .av1Frame, "V4L2_PIX_FMT_AV1_FRAME", "AV1 Frame", .compressed, isCompressed: true),
      Information(
        .sorensonSpark, "V4L2_PIX_FMT_SPK", "Sorenson Spark", .compressed, isCompressed: true),
      Information(.realVideo8, "V4L2_PIX_FMT_RV30", "RealVideo 8", .compressed, isCompressed: true),
      Information(
        .realVideo9, "V4L2_PIX_FMT_RV40", "RealVideo 9 & 10", .compressed, isCompressed: true),
    ]
  }
}
