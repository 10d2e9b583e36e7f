// Mosaics as sensors deliver them.

extension PixelFormat {
  /// What is known about the formats of this family, in the header's order.
  static var knownBayer: [Information] {
    [
      Information(.sbggr8, "V4L2_PIX_FMT_SBGGR8", "8-bit Bayer BGBG/GRGR", .bayer, .packed(1)),
      Information(.sgbrg8, "V4L2_PIX_FMT_SGBRG8", "8-bit Bayer GBGB/RGRG", .bayer, .packed(1)),
      Information(.sgrbg8, "V4L2_PIX_FMT_SGRBG8", "8-bit Bayer GRGR/BGBG", .bayer, .packed(1)),
      Information(.srggb8, "V4L2_PIX_FMT_SRGGB8", "8-bit Bayer RGRG/GBGB", .bayer, .packed(1)),
      Information(
        .sbggr10, "V4L2_PIX_FMT_SBGGR10", "10-bit Bayer BGBG/GRGR", .bayer,
        .packed(2, bits: 10, order: .littleEndian)),
      Information(
        .sgbrg10, "V4L2_PIX_FMT_SGBRG10", "10-bit Bayer GBGB/RGRG", .bayer,
        .packed(2, bits: 10, order: .littleEndian)),
      Information(
        .sgrbg10, "V4L2_PIX_FMT_SGRBG10", "10-bit Bayer GRGR/BGBG", .bayer,
        .packed(2, bits: 10, order: .littleEndian)),
      Information(
        .srggb10, "V4L2_PIX_FMT_SRGGB10", "10-bit Bayer RGRG/GBGB", .bayer,
        .packed(2, bits: 10, order: .littleEndian)),
      Information(
        .sbggr10P, "V4L2_PIX_FMT_SBGGR10P", "10-bit Bayer BGBG/GRGR Packed", .bayer,
        .packed(5, per: 4, bits: 10)),
      Information(
        .sgbrg10P, "V4L2_PIX_FMT_SGBRG10P", "10-bit Bayer GBGB/RGRG Packed", .bayer,
        .packed(5, per: 4, bits: 10)),
      Information(
        .sgrbg10P, "V4L2_PIX_FMT_SGRBG10P", "10-bit Bayer GRGR/BGBG Packed", .bayer,
        .packed(5, per: 4, bits: 10)),
      Information(
        .srggb10P, "V4L2_PIX_FMT_SRGGB10P", "10-bit Bayer RGRG/GBGB Packed", .bayer,
        .packed(5, per: 4, bits: 10)),
      Information(
        .sbggr10ALAW8, "V4L2_PIX_FMT_SBGGR10ALAW8", "8-bit Bayer BGBG/GRGR (A-law)", .bayer,
        .packed(1)),
      Information(
        .sgbrg10ALAW8, "V4L2_PIX_FMT_SGBRG10ALAW8", "8-bit Bayer GBGB/RGRG (A-law)", .bayer,
        .packed(1)),
      Information(
        .sgrbg10ALAW8, "V4L2_PIX_FMT_SGRBG10ALAW8", "8-bit Bayer GRGR/BGBG (A-law)", .bayer,
        .packed(1)),
      Information(
        .srggb10ALAW8, "V4L2_PIX_FMT_SRGGB10ALAW8", "8-bit Bayer RGRG/GBGB (A-law)", .bayer,
        .packed(1)),
      Information(
        .sbggr10DPCM8, "V4L2_PIX_FMT_SBGGR10DPCM8", "8-bit Bayer BGBG/GRGR (DPCM)", .bayer,
        .packed(1)),
      Information(
        .sgbrg10DPCM8, "V4L2_PIX_FMT_SGBRG10DPCM8", "8-bit Bayer GBGB/RGRG (DPCM)", .bayer,
        .packed(1)),
      Information(
        .sgrbg10DPCM8, "V4L2_PIX_FMT_SGRBG10DPCM8", "8-bit Bayer GRGR/BGBG (DPCM)", .bayer,
        .packed(1)),
      Information(
        .srggb10DPCM8, "V4L2_PIX_FMT_SRGGB10DPCM8", "8-bit Bayer RGRG/GBGB (DPCM)", .bayer,
        .packed(1)),
      Information(
        .sbggr12, "V4L2_PIX_FMT_SBGGR12", "12-bit Bayer BGBG/GRGR", .bayer,
        .packed(2, bits: 12, order: .littleEndian)),
      Information(
        .sgbrg12, "V4L2_PIX_FMT_SGBRG12", "12-bit Bayer GBGB/RGRG", .bayer,
        .packed(2, bits: 12, order: .littleEndian)),
      Information(
        .sgrbg12, "V4L2_PIX_FMT_SGRBG12", "12-bit Bayer GRGR/BGBG", .bayer,
        .packed(2, bits: 12, order: .littleEndian)),
      Information(
        .srggb12, "V4L2_PIX_FMT_SRGGB12", "12-bit Bayer RGRG/GBGB", .bayer,
        .packed(2, bits: 12, order: .littleEndian)),
      Information(
        .sbggr12P, "V4L2_PIX_FMT_SBGGR12P", "12-bit Bayer BGBG/GRGR Packed", .bayer,
        .packed(3, per: 2, bits: 12)),
      Information(
        .sgbrg12P, "V4L2_PIX_FMT_SGBRG12P", "12-bit Bayer GBGB/RGRG Packed", .bayer,
        .packed(3, per: 2, bits: 12)),
      Information(
        .sgrbg12P, "V4L2_PIX_FMT_SGRBG12P", "12-bit Bayer GRGR/BGBG Packed", .bayer,
        .packed(3, per: 2, bits: 12)),
      Information(
        .srggb12P, "V4L2_PIX_FMT_SRGGB12P", "12-bit Bayer RGRG/GBGB Packed", .bayer,
        .packed(3, per: 2, bits: 12)),
      Information(
        .sbggr14, "V4L2_PIX_FMT_SBGGR14", "14-bit Bayer BGBG/GRGR", .bayer,
        .packed(2, bits: 14, order: .littleEndian)),
      Information(
        .sgbrg14, "V4L2_PIX_FMT_SGBRG14", "14-bit Bayer GBGB/RGRG", .bayer,
        .packed(2, bits: 14, order: .littleEndian)),
      Information(
        .sgrbg14, "V4L2_PIX_FMT_SGRBG14", "14-bit Bayer GRGR/BGBG", .bayer,
        .packed(2, bits: 14, order: .littleEndian)),
      Information(
        .srggb14, "V4L2_PIX_FMT_SRGGB14", "14-bit Bayer RGRG/GBGB", .bayer,
        .packed(2, bits: 14, order: .littleEndian)),
      Information(
        .sbggr14P, "V4L2_PIX_FMT_SBGGR14P", "14-bit Bayer BGBG/GRGR Packed", .bayer,
        .packed(7, per: 4, bits: 14)),
      Information(
        .sgbrg14P, "V4L2_PIX_FMT_SGBRG14P", "14-bit Bayer GBGB/RGRG Packed", .bayer,
        .packed(7, per: 4, bits: 14)),
      Information(
        .sgrbg14P, "V4L2_PIX_FMT_SGRBG14P", "14-bit Bayer GRGR/BGBG Packed", .bayer,
        .packed(7, per: 4, bits: 14)),
      Information(
        .srggb14P, "V4L2_PIX_FMT_SRGGB14P", "14-bit Bayer RGRG/GBGB Packed", .bayer,
        .packed(7, per: 4, bits: 14)),
      Information(
        .sbggr16, "V4L2_PIX_FMT_SBGGR16", "16-bit Bayer BGBG/GRGR", .bayer,
        .packed(2, bits: 16, order: .littleEndian)),
      Information(
        .sgbrg16, "V4L2_PIX_FMT_SGBRG16", "16-bit Bayer GBGB/RGRG", .bayer,
        .packed(2, bits: 16, order: .littleEndian)),
      Information(
        .sgrbg16, "V4L2_PIX_FMT_SGRBG16", "16-bit Bayer GRGR/BGBG", .bayer,
        .packed(2, bits: 16, order: .littleEndian)),
      Information(
        .srggb16, "V4L2_PIX_FMT_SRGGB16", "16-bit Bayer RGRG/GBGB", .bayer,
        .packed(2, bits: 16, order: .littleEndian)),
      Information(
        .ipu3SBGGR10, "V4L2_PIX_FMT_IPU3_SBGGR10", "10-bit bayer BGGR IPU3 Packed", .bayer,
        .packed(32, per: 25, bits: 10, order: .littleEndian)),
      Information(
        .ipu3SGBRG10, "V4L2_PIX_FMT_IPU3_SGBRG10", "10-bit bayer GBRG IPU3 Packed", .bayer,
        .packed(32, per: 25, bits: 10, order: .littleEndian)),
      Information(
        .ipu3SGRBG10, "V4L2_PIX_FMT_IPU3_SGRBG10", "10-bit bayer GRBG IPU3 Packed", .bayer,
        .packed(32, per: 25, bits: 10, order: .littleEndian)),
      Information(
        .ipu3SRGGB10, "V4L2_PIX_FMT_IPU3_SRGGB10", "10-bit bayer RGGB IPU3 Packed", .bayer,
        .packed(32, per: 25, bits: 10, order: .littleEndian)),
      Information(
        .rawCRU10, "V4L2_PIX_FMT_RAW_CRU10", "10-bit Raw CRU Packed", .bayer,
        .packed(8, per: 6, bits: 10, order: .littleEndian)),
      Information(
        .rawCRU12, "V4L2_PIX_FMT_RAW_CRU12", "12-bit Raw CRU Packed", .bayer,
        .packed(8, per: 5, bits: 12, order: .littleEndian)),
      Information(
        .rawCRU14, "V4L2_PIX_FMT_RAW_CRU14", "14-bit Raw CRU Packed", .bayer,
        .packed(8, per: 4, bits: 14, order: .littleEndian)),
      Information(
        .rawCRU20, "V4L2_PIX_FMT_RAW_CRU20", "20-bit Raw CRU Packed", .bayer,
        .packed(8, per: 3, bits: 20, order: .littleEndian)),
    ]
  }
}
