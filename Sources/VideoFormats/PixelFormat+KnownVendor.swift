// Formats of one maker.

extension PixelFormat {
  /// What is known about the formats of this family, in the header's order.
  static var knownVendor: [Information] {
    [
      Information(.cpia1, "V4L2_PIX_FMT_CPIA1", "GSPCA CPiA YUV", .vendor, isCompressed: true),
      Information(.wnva, "V4L2_PIX_FMT_WNVA", "WNVA", .vendor, isCompressed: true),
      Information(.sn9c10x, "V4L2_PIX_FMT_SN9C10X", "GSPCA SN9C10X", .vendor, isCompressed: true),
      Information(.sn9c20xI420, "V4L2_PIX_FMT_SN9C20X_I420", "GSPCA SN9C20X I420", .vendor),
      Information(
        .pwc1, "V4L2_PIX_FMT_PWC1", "Raw Philips Webcam Type (Old)", .vendor, isCompressed: true),
      Information(
        .pwc2, "V4L2_PIX_FMT_PWC2", "Raw Philips Webcam Type (New)", .vendor, isCompressed: true),
      Information(
        .et61x251, "V4L2_PIX_FMT_ET61X251", "GSPCA ET61X251", .vendor, isCompressed: true),
      Information(.spca501, "V4L2_PIX_FMT_SPCA501", "GSPCA SPCA501", .vendor),
      Information(.spca505, "V4L2_PIX_FMT_SPCA505", "GSPCA SPCA505", .vendor),
      Information(.spca508, "V4L2_PIX_FMT_SPCA508", "GSPCA SPCA508", .vendor),
      Information(.spca561, "V4L2_PIX_FMT_SPCA561", "GSPCA SPCA561", .vendor, isCompressed: true),
      Information(.pac207, "V4L2_PIX_FMT_PAC207", "GSPCA PAC207", .vendor, isCompressed: true),
      Information(
        .mr97310a, "V4L2_PIX_FMT_MR97310A", "GSPCA MR97310A", .vendor, isCompressed: true),
      Information(
        .jl2005bcd, "V4L2_PIX_FMT_JL2005BCD", "GSPCA JL2005BCD", .vendor, isCompressed: true),
      Information(
        .sn9c2028, "V4L2_PIX_FMT_SN9C2028", "GSPCA SN9C2028", .vendor, isCompressed: true),
      Information(.sq905c, "V4L2_PIX_FMT_SQ905C", "GSPCA SQ905C", .vendor, isCompressed: true),
      Information(.pjpg, "V4L2_PIX_FMT_PJPG", "GSPCA PJPG", .vendor, isCompressed: true),
      Information(.ov511, "V4L2_PIX_FMT_OV511", "GSPCA OV511", .vendor, isCompressed: true),
      Information(.ov518, "V4L2_PIX_FMT_OV518", "GSPCA OV518", .vendor, isCompressed: true),
      Information(.stv0680, "V4L2_PIX_FMT_STV0680", "GSPCA STV0680", .vendor),
      Information(.tm6000, "V4L2_PIX_FMT_TM6000", "A/V + VBI Mux Packet", .vendor),
      Information(.citYYVYUY, "V4L2_PIX_FMT_CIT_YYVYUY", "GSPCA CIT YYVYUY", .vendor),
      Information(.konica420, "V4L2_PIX_FMT_KONICA420", "GSPCA KONICA420", .vendor),
      Information(.jpgl, "V4L2_PIX_FMT_JPGL", "JPEG Lite", .vendor, isCompressed: true),
      Information(.se401, "V4L2_PIX_FMT_SE401", "GSPCA SE401", .vendor, isCompressed: true),
      Information(
        .s5cUYVYJPEG, "V4L2_PIX_FMT_S5C_UYVY_JPG", "S5C73MX interleaved UYVY/JPEG", .vendor,
        isCompressed: true),
      Information(
        .mt21C, "V4L2_PIX_FMT_MT21C", "Mediatek Compressed Format", .vendor, isCompressed: true),
      Information(
        .qc08C, "V4L2_PIX_FMT_QC08C", "QCOM Compressed 8-bit Format", .vendor, isCompressed: true),
      Information(
        .qc10C, "V4L2_PIX_FMT_QC10C", "QCOM Compressed 10-bit Format", .vendor, isCompressed: true),
      Information(.ajpg, "V4L2_PIX_FMT_AJPG", "Aspeed JPEG", .vendor, isCompressed: true),
      Information(
        .hextile, "V4L2_PIX_FMT_HEXTILE", "Hextile Compressed Format", .vendor, isCompressed: true),
      Information(
        .pispCompressed1RGGB, "V4L2_PIX_FMT_PISP_COMP1_RGGB", "PiSP 8b RGRG/GBGB mode1 compr",
        .vendor, isCompressed: true),
      Information(
        .pispCompressed1GRBG, "V4L2_PIX_FMT_PISP_COMP1_GRBG", "PiSP 8b GRGR/BGBG mode1 compr",
        .vendor, isCompressed: true),
      Information(
        .pispCompressed1GBRG, "V4L2_PIX_FMT_PISP_COMP1_GBRG", "PiSP 8b GBGB/RGRG mode1 compr",
        .vendor, isCompressed: true),
      Information(
        .pispCompressed1BGGR, "V4L2_PIX_FMT_PISP_COMP1_BGGR", "PiSP 8b BGBG/GRGR mode1 compr",
        .vendor, isCompressed: true),
      Information(
        .pispCompressed1MONO, "V4L2_PIX_FMT_PISP_COMP1_MONO", "PiSP 8b monochrome mode1 compr",
        .vendor, isCompressed: true),
      Information(
        .pispCompressed2RGGB, "V4L2_PIX_FMT_PISP_COMP2_RGGB", "PiSP 8b RGRG/GBGB mode2 compr",
        .vendor, isCompressed: true),
      Information(
        .pispCompressed2GRBG, "V4L2_PIX_FMT_PISP_COMP2_GRBG", "PiSP 8b GRGR/BGBG mode2 compr",
        .vendor, isCompressed: true),
      Information(
        .pispCompressed2GBRG, "V4L2_PIX_FMT_PISP_COMP2_GBRG", "PiSP 8b GBGB/RGRG mode2 compr",
        .vendor, isCompressed: true),
      Information(
        .pispCompressed2BGGR, "V4L2_PIX_FMT_PISP_COMP2_BGGR", "PiSP 8b BGBG/GRGR mode2 compr",
        .vendor, isCompressed: true),
      Information(
        .pispCompressed2MONO, "V4L2_PIX_FMT_PISP_COMP2_MONO", "PiSP 8b monochrome mode2 compr",
        .vendor, isCompressed: true),
    ]
  }
}
