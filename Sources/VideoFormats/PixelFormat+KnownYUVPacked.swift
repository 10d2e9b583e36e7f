// Luma and chroma together in one colour plane.

extension PixelFormat {
  /// What is known about the formats of this family, in the header's order.
  static var knownYUVPacked: [Information] {
    [
      Information(
        .uv8, "V4L2_PIX_FMT_UV8", "8-bit Chrominance UV 4-4", .yuvPacked, .packed(1, bits: 4)),
      Information(.yuyv, "V4L2_PIX_FMT_YUYV", "YUYV 4:2:2", .yuvPacked, .packed(4, per: 2)),
      Information(.yyuv, "V4L2_PIX_FMT_YYUV", "YYUV 4:2:2", .yuvPacked, .packed(4, per: 2)),
      Information(.yvyu, "V4L2_PIX_FMT_YVYU", "YVYU 4:2:2", .yuvPacked, .packed(4, per: 2)),
      Information(.uyvy, "V4L2_PIX_FMT_UYVY", "UYVY 4:2:2", .yuvPacked, .packed(4, per: 2)),
      Information(.vyuy, "V4L2_PIX_FMT_VYUY", "VYUY 4:2:2", .yuvPacked, .packed(4, per: 2)),
      Information(
        .y41P, "V4L2_PIX_FMT_Y41P", "YUV 4:1:1 (Packed)", .yuvPacked, .packed(12, per: 8)),
      Information(
        .yuv444, "V4L2_PIX_FMT_YUV444", "16-bit A/XYUV 4-4-4-4", .yuvPacked,
        .packed(2, bits: 4, alpha: true, order: .littleEndian)),
      Information(
        .yuv555, "V4L2_PIX_FMT_YUV555", "16-bit A/XYUV 1-5-5-5", .yuvPacked,
        .packed(2, bits: 5, alpha: true, order: .littleEndian)),
      Information(
        .yuv565, "V4L2_PIX_FMT_YUV565", "16-bit YUV 5-6-5", .yuvPacked,
        .packed(2, bits: 6, order: .littleEndian)),
      Information(.yuv24, "V4L2_PIX_FMT_YUV24", "24-bit YUV 4:4:4 8-8-8", .yuvPacked, .packed(3)),
      Information(
        .yuv32, "V4L2_PIX_FMT_YUV32", "32-bit A/XYUV 8-8-8-8", .yuvPacked, .packed(4, alpha: true)),
      Information(
        .ayuv32, "V4L2_PIX_FMT_AYUV32", "32-bit AYUV 8-8-8-8", .yuvPacked, .packed(4, alpha: true)),
      Information(.xyuv32, "V4L2_PIX_FMT_XYUV32", "32-bit XYUV 8-8-8-8", .yuvPacked, .packed(4)),
      Information(
        .vuya32, "V4L2_PIX_FMT_VUYA32", "32-bit VUYA 8-8-8-8", .yuvPacked, .packed(4, alpha: true)),
      Information(.vuyx32, "V4L2_PIX_FMT_VUYX32", "32-bit VUYX 8-8-8-8", .yuvPacked, .packed(4)),
      Information(
        .yuva32, "V4L2_PIX_FMT_YUVA32", "32-bit YUVA 8-8-8-8", .yuvPacked, .packed(4, alpha: true)),
      Information(.yuvx32, "V4L2_PIX_FMT_YUVX32", "32-bit YUVX 8-8-8-8", .yuvPacked, .packed(4)),
      Information(
        .yuv48TwelveBit, "V4L2_PIX_FMT_YUV48_12", "12-bit YUV 4:4:4 Packed", .yuvPacked,
        .packed(6, bits: 12, order: .littleEndian)),
      Information(
        .y210, "V4L2_PIX_FMT_Y210", "10-bit YUYV Packed", .yuvPacked,
        .packed(8, per: 2, bits: 10, order: .littleEndian)),
      Information(
        .y212, "V4L2_PIX_FMT_Y212", "12-bit YUYV Packed", .yuvPacked,
        .packed(8, per: 2, bits: 12, order: .littleEndian)),
      Information(
        .y216, "V4L2_PIX_FMT_Y216", "16-bit YUYV Packed", .yuvPacked,
        .packed(8, per: 2, bits: 16, order: .littleEndian)),
    ]
  }
}
