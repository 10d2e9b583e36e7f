// Luma alone, and depth.

extension PixelFormat {
  /// What is known about the formats of this family, in the header's order.
  static var knownLuma: [Information] {
    [
      Information(.grey, "V4L2_PIX_FMT_GREY", "8-bit Greyscale", .grey, .grey(1, bits: 8)),
      Information(.y4, "V4L2_PIX_FMT_Y4", "4-bit Greyscale", .grey),
      Information(.y6, "V4L2_PIX_FMT_Y6", "6-bit Greyscale", .grey),
      Information(
        .y10, "V4L2_PIX_FMT_Y10", "10-bit Greyscale", .grey,
        .grey(2, bits: 10, order: .littleEndian)),
      Information(
        .y12, "V4L2_PIX_FMT_Y12", "12-bit Greyscale", .grey,
        .grey(2, bits: 12, order: .littleEndian)),
      Information(
        .y14, "V4L2_PIX_FMT_Y14", "14-bit Greyscale", .grey,
        .grey(2, bits: 14, order: .littleEndian)),
      Information(
        .y16, "V4L2_PIX_FMT_Y16", "16-bit Greyscale", .grey,
        .grey(2, bits: 16, order: .littleEndian)),
      Information(
        .y16BE, "V4L2_PIX_FMT_Y16_BE", "16-bit Greyscale BE", .grey,
        .grey(2, bits: 16, order: .bigEndian)),
      Information(
        .y10BitPacked, "V4L2_PIX_FMT_Y10BPACK", "10-bit Greyscale (Packed)", .grey,
        .grey(5, per: 4, bits: 10)),
      Information(
        .y10P, "V4L2_PIX_FMT_Y10P", "10-bit Greyscale (MIPI Packed)", .grey,
        .grey(5, per: 4, bits: 10)),
      Information(
        .ipu3Y10, "V4L2_PIX_FMT_IPU3_Y10", "10-bit greyscale (IPU3 Packed)", .grey,
        .grey(32, per: 25, bits: 10, order: .littleEndian)),
      Information(.y8I, "V4L2_PIX_FMT_Y8I", "Interleaved 8-bit Greyscale", .grey, .packed(2)),
      Information(
        .y12I, "V4L2_PIX_FMT_Y12I", "Interleaved 12-bit Greyscale", .grey,
        .packed(3, bits: 12, order: .littleEndian)),
      Information(
        .z16, "V4L2_PIX_FMT_Z16", "16-bit Depth", .depth, .packed(2, bits: 16, order: .littleEndian)
      ),
      Information(.inzi, "V4L2_PIX_FMT_INZI", "Planar 10:16 Greyscale Depth", .depth),
      Information(
        .cnf4, "V4L2_PIX_FMT_CNF4", "4-bit Depth Confidence (Packed)", .depth,
        .packed(1, per: 2, bits: 4)),
      Information(
        .y012, "V4L2_PIX_FMT_Y012", "12-bit Greyscale (bits 15-4)", .grey,
        .grey(2, bits: 12, order: .littleEndian)),
      Information(
        .y12P, "V4L2_PIX_FMT_Y12P", "12-bit Greyscale (MIPI Packed)", .grey,
        .grey(3, per: 2, bits: 12)),
      Information(
        .y14P, "V4L2_PIX_FMT_Y14P", "14-bit Greyscale (MIPI Packed)", .grey,
        .grey(7, per: 4, bits: 14)),
      Information(
        .y16I, "V4L2_PIX_FMT_Y16I", "Interleaved 16-bit Greyscale", .grey,
        .packed(4, bits: 16, order: .littleEndian)),
    ]
  }
}
