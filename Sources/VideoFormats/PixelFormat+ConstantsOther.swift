// Metadata, radio samples and touch readings.

extension PixelFormat {
  /// Complex U8. The corresponding C constant is `V4L2_SDR_FMT_CU8`.
  public static let sdrCU8 = PixelFormat("C", "U", "0", "8")
  /// Complex U16LE. The corresponding C constant is `V4L2_SDR_FMT_CU16LE`.
  public static let sdrCU16LE = PixelFormat("C", "U", "1", "6")
  /// Complex S8. The corresponding C constant is `V4L2_SDR_FMT_CS8`.
  public static let sdrCS8 = PixelFormat("C", "S", "0", "8")
  /// Complex S14LE. The corresponding C constant is `V4L2_SDR_FMT_CS14LE`.
  public static let sdrCS14LE = PixelFormat("C", "S", "1", "4")
  /// Real U12LE. The corresponding C constant is `V4L2_SDR_FMT_RU12LE`.
  public static let sdrRU12LE = PixelFormat("R", "U", "1", "2")
  /// Planar Complex U16BE. The corresponding C constant is `V4L2_SDR_FMT_PCU16BE`.
  public static let sdrPCU16BE = PixelFormat("P", "C", "1", "6")
  /// Planar Complex U18BE. The corresponding C constant is `V4L2_SDR_FMT_PCU18BE`.
  public static let sdrPCU18BE = PixelFormat("P", "C", "1", "8")
  /// Planar Complex U20BE. The corresponding C constant is `V4L2_SDR_FMT_PCU20BE`.
  public static let sdrPCU20BE = PixelFormat("P", "C", "2", "0")
  /// 16-bit Signed Deltas. The corresponding C constant is `V4L2_TCH_FMT_DELTA_TD16`.
  public static let touchDelta16 = PixelFormat("T", "D", "1", "6")
  /// 8-bit Signed Deltas. The corresponding C constant is `V4L2_TCH_FMT_DELTA_TD08`.
  public static let touchDelta08 = PixelFormat("T", "D", "0", "8")
  /// 16-bit Unsigned Touch Data. The corresponding C constant is `V4L2_TCH_FMT_TU16`.
  public static let touchUnsigned16 = PixelFormat("T", "U", "1", "6")
  /// 8-bit Unsigned Touch Data. The corresponding C constant is `V4L2_TCH_FMT_TU08`.
  public static let touchUnsigned08 = PixelFormat("T", "U", "0", "8")
  /// R-Car VSP1 1-D Histogram. The corresponding C constant is `V4L2_META_FMT_VSP1_HGO`.
  public static let metadataVSP1Histogram1D = PixelFormat("V", "S", "P", "H")
  /// R-Car VSP1 2-D Histogram. The corresponding C constant is `V4L2_META_FMT_VSP1_HGT`.
  public static let metadataVSP1Histogram2D = PixelFormat("V", "S", "P", "T")
  /// UVC Payload Header Metadata. The corresponding C constant is `V4L2_META_FMT_UVC`.
  public static let metadataUVC = PixelFormat("U", "V", "C", "H")
  /// Intel D4xx UVC Metadata. The corresponding C constant is `V4L2_META_FMT_D4XX`.
  public static let metadataD4XX = PixelFormat("D", "4", "X", "X")
  /// Vivid Metadata. The corresponding C constant is `V4L2_META_FMT_VIVID`.
  public static let metadataVivid = PixelFormat("V", "I", "V", "D")
  /// Rockchip ISP1 3A Parameters. The corresponding C constant is `V4L2_META_FMT_RK_ISP1_PARAMS`.
  public static let metadataRKISP1Parameters = PixelFormat("R", "K", "1", "P")
  /// Rockchip ISP1 3A Statistics. The corresponding C constant is `V4L2_META_FMT_RK_ISP1_STAT_3A`.
  public static let metadataRKISP1Statistics = PixelFormat("R", "K", "1", "S")
  /// UVC MSXU Metadata. The corresponding C constant is `V4L2_META_FMT_UVC_MSXU_1_5`.
  public static let metadataUVCMSXU = PixelFormat("U", "V", "C", "M")
  /// Rockchip ISP1 Ext 3A Params. The corresponding C constant is `V4L2_META_FMT_RK_ISP1_EXT_PARAMS`.
  public static let metadataRKISP1ExtensibleParameters = PixelFormat("R", "K", "1", "E")
  /// Amlogic C3 ISP Parameters. The corresponding C constant is `V4L2_META_FMT_C3ISP_PARAMS`.
  public static let metadataC3ISPParameters = PixelFormat("C", "3", "P", "M")
  /// Amlogic C3 ISP Statistics. The corresponding C constant is `V4L2_META_FMT_C3ISP_STATS`.
  public static let metadataC3ISPStatistics = PixelFormat("C", "3", "S", "T")
  /// RPi PiSP BE Config format. The corresponding C constant is `V4L2_META_FMT_RPI_BE_CFG`.
  public static let metadataPiSPBackEndConfiguration = PixelFormat("R", "P", "B", "C")
  /// RPi PiSP FE Config format. The corresponding C constant is `V4L2_META_FMT_RPI_FE_CFG`.
  public static let metadataPiSPFrontEndConfiguration = PixelFormat("R", "P", "F", "C")
  /// RPi PiSP FE Statistics format. The corresponding C constant is `V4L2_META_FMT_RPI_FE_STATS`.
  public static let metadataPiSPFrontEndStatistics = PixelFormat("R", "P", "F", "S")
  /// ARM Mali-C55 ISP Parameters. The corresponding C constant is `V4L2_META_FMT_MALI_C55_PARAMS`.
  public static let metadataMaliC55Parameters = PixelFormat("C", "5", "5", "P")
  /// ARM Mali-C55 ISP 3A Statistics. The corresponding C constant is `V4L2_META_FMT_MALI_C55_STATS`.
  public static let metadataMaliC55Statistics = PixelFormat("C", "5", "5", "S")
  /// 8-bit Generic Metadata. The corresponding C constant is `V4L2_META_FMT_GENERIC_8`.
  public static let metadataGeneric8 = PixelFormat("M", "E", "T", "8")
  /// 8-bit Generic Meta, 10b CSI-2. The corresponding C constant is `V4L2_META_FMT_GENERIC_CSI2_10`.
  public static let metadataGenericCSI2Packed10 = PixelFormat("M", "C", "1", "A")
  /// 8-bit Generic Meta, 12b CSI-2. The corresponding C constant is `V4L2_META_FMT_GENERIC_CSI2_12`.
  public static let metadataGenericCSI2Packed12 = PixelFormat("M", "C", "1", "C")
  /// 8-bit Generic Meta, 14b CSI-2. The corresponding C constant is `V4L2_META_FMT_GENERIC_CSI2_14`.
  public static let metadataGenericCSI2Packed14 = PixelFormat("M", "C", "1", "E")
  /// 8-bit Generic Meta, 16b CSI-2. The corresponding C constant is `V4L2_META_FMT_GENERIC_CSI2_16`.
  public static let metadataGenericCSI2Packed16 = PixelFormat("M", "C", "1", "G")
  /// 8-bit Generic Meta, 20b CSI-2. The corresponding C constant is `V4L2_META_FMT_GENERIC_CSI2_20`.
  public static let metadataGenericCSI2Packed20 = PixelFormat("M", "C", "1", "K")
  /// 8-bit Generic Meta, 24b CSI-2. The corresponding C constant is `V4L2_META_FMT_GENERIC_CSI2_24`.
  public static let metadataGenericCSI2Packed24 = PixelFormat("M", "C", "1", "O")
}
