// Metadata, radio samples and touch readings.

extension PixelFormat {
  /// What is known about the formats of this family, in the header's order.
  static var knownOther: [Information] {
    [
      Information(.sdrCU8, "V4L2_SDR_FMT_CU8", "Complex U8", .sdr),
      Information(.sdrCU16LE, "V4L2_SDR_FMT_CU16LE", "Complex U16LE", .sdr),
      Information(.sdrCS8, "V4L2_SDR_FMT_CS8", "Complex S8", .sdr),
      Information(.sdrCS14LE, "V4L2_SDR_FMT_CS14LE", "Complex S14LE", .sdr),
      Information(.sdrRU12LE, "V4L2_SDR_FMT_RU12LE", "Real U12LE", .sdr),
      Information(.sdrPCU16BE, "V4L2_SDR_FMT_PCU16BE", "Planar Complex U16BE", .sdr),
      Information(.sdrPCU18BE, "V4L2_SDR_FMT_PCU18BE", "Planar Complex U18BE", .sdr),
      Information(.sdrPCU20BE, "V4L2_SDR_FMT_PCU20BE", "Planar Complex U20BE", .sdr),
      Information(
        .touchDelta16, "V4L2_TCH_FMT_DELTA_TD16", "16-bit Signed Deltas", .touch,
        .packed(2, bits: 16, order: .littleEndian)),
      Information(
        .touchDelta08, "V4L2_TCH_FMT_DELTA_TD08", "8-bit Signed Deltas", .touch, .packed(1)),
      Information(
        .touchUnsigned16, "V4L2_TCH_FMT_TU16", "16-bit Unsigned Touch Data", .touch,
        .packed(2, bits: 16, order: .littleEndian)),
      Information(
        .touchUnsigned08, "V4L2_TCH_FMT_TU08", "8-bit Unsigned Touch Data", .touch, .packed(1)),
      Information(
        .metadataVSP1Histogram1D, "V4L2_META_FMT_VSP1_HGO", "R-Car VSP1 1-D Histogram", .metadata),
      Information(
        .metadataVSP1Histogram2D, "V4L2_META_FMT_VSP1_HGT", "R-Car VSP1 2-D Histogram", .metadata),
      Information(.metadataUVC, "V4L2_META_FMT_UVC", "UVC Payload Header Metadata", .metadata),
      Information(.metadataD4XX, "V4L2_META_FMT_D4XX", "Intel D4xx UVC Metadata", .metadata),
      Information(.metadataVivid, "V4L2_META_FMT_VIVID", "Vivid Metadata", .metadata),
      Information(
        .metadataRKISP1Parameters, "V4L2_META_FMT_RK_ISP1_PARAMS", "Rockchip ISP1 3A Parameters",
        .metadata),
      Information(
        .metadataRKISP1Statistics, "V4L2_META_FMT_RK_ISP1_STAT_3A", "Rockchip ISP1 3A Statistics",
        .metadata),
      Information(.metadataUVCMSXU, "V4L2_META_FMT_UVC_MSXU_1_5", "UVC MSXU Metadata", .metadata),
      Information(
        .metadataRKISP1ExtensibleParameters, "V4L2_META_FMT_RK_ISP1_EXT_PARAMS",
        "Rockchip ISP1 Ext 3A Params", .metadata),
      Information(
        .metadataC3ISPParameters, "V4L2_META_FMT_C3ISP_PARAMS", "Amlogic C3 ISP Parameters",
        .metadata),
      Information(
        .metadataC3ISPStatistics, "V4L2_META_FMT_C3ISP_STATS", "Amlogic C3 ISP Statistics",
        .metadata),
      Information(
        .metadataPiSPBackEndConfiguration, "V4L2_META_FMT_RPI_BE_CFG", "RPi PiSP BE Config format",
        .metadata),
      Information(
        .metadataPiSPFrontEndConfiguration, "V4L2_META_FMT_RPI_FE_CFG", "RPi PiSP FE Config format",
        .metadata),
      Information(
        .metadataPiSPFrontEndStatistics, "V4L2_META_FMT_RPI_FE_STATS",
        "RPi PiSP FE Statistics format", .metadata),
      Information(
        .metadataMaliC55Parameters, "V4L2_META_FMT_MALI_C55_PARAMS", "ARM Mali-C55 ISP Parameters",
        .metadata),
      Information(
        .metadataMaliC55Statistics, "V4L2_META_FMT_MALI_C55_STATS",
        "ARM Mali-C55 ISP 3A Statistics", .metadata),
      Information(
        .metadataGeneric8, "V4L2_META_FMT_GENERIC_8", "8-bit Generic Metadata", .metadata),
      Information(
        .metadataGenericCSI2Packed10, "V4L2_META_FMT_GENERIC_CSI2_10",
        "8-bit Generic Meta, 10b CSI-2", .metadata),
      Information(
        .metadataGenericCSI2Packed12, "V4L2_META_FMT_GENERIC_CSI2_12",
        "8-bit Generic Meta, 12b CSI-2", .metadata),
      Information(
        .metadataGenericCSI2Packed14, "V4L2_META_FMT_GENERIC_CSI2_14",
        "8-bit Generic Meta, 14b CSI-2", .metadata),
      Information(
        .metadataGenericCSI2Packed16, "V4L2_META_FMT_GENERIC_CSI2_16",
        "8-bit Generic Meta, 16b CSI-2", .metadata),
      Information(
        .metadataGenericCSI2Packed20, "V4L2_META_FMT_GENERIC_CSI2_20",
        "8-bit Generic Meta, 20b CSI-2", .metadata),
      Information(
        .metadataGenericCSI2Packed24, "V4L2_META_FMT_GENERIC_CSI2_24",
        "8-bit Generic Meta, 24b CSI-2", .metadata),
    ]
  }
}
