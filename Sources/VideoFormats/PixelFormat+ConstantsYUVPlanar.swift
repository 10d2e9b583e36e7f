// Luma and chroma in colour planes of their own.

extension PixelFormat {
  /// Two lines of Y, then one of Cb and Cr in turn, 4:2:0. The corresponding C constant is `V4L2_PIX_FMT_M420`.
  public static let m420 = PixelFormat("M", "4", "2", "0")
  /// Y, then Cb and Cr in turn, 4:2:0. The corresponding C constant is `V4L2_PIX_FMT_NV12`.
  public static let nv12 = PixelFormat("N", "V", "1", "2")
  /// Y, then Cr and Cb in turn, 4:2:0. The corresponding C constant is `V4L2_PIX_FMT_NV21`.
  public static let nv21 = PixelFormat("N", "V", "2", "1")
  /// Y, then Cb and Cr in turn, 4:2:2. The corresponding C constant is `V4L2_PIX_FMT_NV16`.
  public static let nv16 = PixelFormat("N", "V", "1", "6")
  /// Y, then Cr and Cb in turn, 4:2:2. The corresponding C constant is `V4L2_PIX_FMT_NV61`.
  public static let nv61 = PixelFormat("N", "V", "6", "1")
  /// Y, then Cb and Cr in turn, 4:4:4. The corresponding C constant is `V4L2_PIX_FMT_NV24`.
  public static let nv24 = PixelFormat("N", "V", "2", "4")
  /// Y, then Cr and Cb in turn, 4:4:4. The corresponding C constant is `V4L2_PIX_FMT_NV42`.
  public static let nv42 = PixelFormat("N", "V", "4", "2")
  /// Y, then Cb and Cr in turn, 4:2:0, the upper 10 of 16 bits used. The corresponding C constant is `V4L2_PIX_FMT_P010`.
  public static let p010 = PixelFormat("P", "0", "1", "0")
  /// Y, and Cb and Cr in turn, 4:2:0, in two memory planes. The corresponding C constant is `V4L2_PIX_FMT_NV12M`.
  public static let nv12M = PixelFormat("N", "M", "1", "2")
  /// Y, and Cr and Cb in turn, 4:2:0, in two memory planes. The corresponding C constant is `V4L2_PIX_FMT_NV21M`.
  public static let nv21M = PixelFormat("N", "M", "2", "1")
  /// Y, and Cb and Cr in turn, 4:2:2, in two memory planes. The corresponding C constant is `V4L2_PIX_FMT_NV16M`.
  public static let nv16M = PixelFormat("N", "M", "1", "6")
  /// Y, and Cr and Cb in turn, 4:2:2, in two memory planes. The corresponding C constant is `V4L2_PIX_FMT_NV61M`.
  public static let nv61M = PixelFormat("N", "M", "6", "1")
  /// Y, Cb, Cr planes, 4:1:0. The corresponding C constant is `V4L2_PIX_FMT_YUV410`.
  public static let yuv410 = PixelFormat("Y", "U", "V", "9")
  /// Y, Cr, Cb planes, 4:1:0. The corresponding C constant is `V4L2_PIX_FMT_YVU410`.
  public static let yvu410 = PixelFormat("Y", "V", "U", "9")
  /// Y, Cb, Cr planes, 4:1:1. The corresponding C constant is `V4L2_PIX_FMT_YUV411P`.
  public static let yuv411P = PixelFormat("4", "1", "1", "P")
  /// Y, Cb, Cr planes, 4:2:0. The corresponding C constant is `V4L2_PIX_FMT_YUV420`.
  public static let yuv420 = PixelFormat("Y", "U", "1", "2")
  /// Y, Cr, Cb planes, 4:2:0. The corresponding C constant is `V4L2_PIX_FMT_YVU420`.
  public static let yvu420 = PixelFormat("Y", "V", "1", "2")
  /// Y, Cb, Cr planes, 4:2:2. The corresponding C constant is `V4L2_PIX_FMT_YUV422P`.
  public static let yuv422P = PixelFormat("4", "2", "2", "P")
  /// Y, Cb and Cr, 4:2:0, in three memory planes. The corresponding C constant is `V4L2_PIX_FMT_YUV420M`.
  public static let yuv420M = PixelFormat("Y", "M", "1", "2")
  /// Y, Cr and Cb, 4:2:0, in three memory planes. The corresponding C constant is `V4L2_PIX_FMT_YVU420M`.
  public static let yvu420M = PixelFormat("Y", "M", "2", "1")
  /// Y, Cb and Cr, 4:2:2, in three memory planes. The corresponding C constant is `V4L2_PIX_FMT_YUV422M`.
  public static let yuv422M = PixelFormat("Y", "M", "1", "6")
  /// Y, Cr and Cb, 4:2:2, in three memory planes. The corresponding C constant is `V4L2_PIX_FMT_YVU422M`.
  public static let yvu422M = PixelFormat("Y", "M", "6", "1")
  /// Y, Cb and Cr, 4:4:4, in three memory planes. The corresponding C constant is `V4L2_PIX_FMT_YUV444M`.
  public static let yuv444M = PixelFormat("Y", "M", "2", "4")
  /// Y, Cr and Cb, 4:4:4, in three memory planes. The corresponding C constant is `V4L2_PIX_FMT_YVU444M`.
  public static let yvu444M = PixelFormat("Y", "M", "4", "2")
  /// As `nv12`, in tiles of 4 by 4. The corresponding C constant is `V4L2_PIX_FMT_NV12_4L4`.
  public static let nv12Tiled4x4 = PixelFormat("V", "T", "1", "2")
  /// As `nv12`, in tiles of 16 by 16. The corresponding C constant is `V4L2_PIX_FMT_NV12_16L16`.
  public static let nv12Tiled16x16 = PixelFormat("H", "M", "1", "2")
  /// As `nv12`, in tiles of 32 by 32. The corresponding C constant is `V4L2_PIX_FMT_NV12_32L32`.
  public static let nv12Tiled32x32 = PixelFormat("S", "T", "1", "2")
  /// As `p010`, in tiles of 4 by 4. The corresponding C constant is `V4L2_PIX_FMT_P010_4L4`.
  public static let p010Tiled4x4 = PixelFormat("T", "0", "1", "0")
  /// As `nv12M`, in tiles of 64 by 32 in a zigzag. The corresponding C constant is `V4L2_PIX_FMT_NV12MT`.
  public static let nv12MTiled64x32 = PixelFormat("T", "M", "1", "2")
  /// As `nv12M`, in tiles of 16 by 16. The corresponding C constant is `V4L2_PIX_FMT_NV12MT_16X16`.
  public static let nv12MTiled16x16 = PixelFormat("V", "M", "1", "2")
  /// As `nv12M`, in tiles of 8 by 128. The corresponding C constant is `V4L2_PIX_FMT_NV12M_8L128`.
  public static let nv12MTiled8x128 = PixelFormat("N", "A", "1", "2")
  /// 10-bit 4:2:0, big-endian, in tiles of 8 bytes by 128 lines and two memory planes. The corresponding C constant is `V4L2_PIX_FMT_NV12M_10BE_8L128`.
  public static let nv12MTenBitTiled8x128 = PixelFormat("N", "T", "1", "2", bigEndian: true)
  /// As `nv12M`, in MediaTek's tiles of 16 by 32. The corresponding C constant is `V4L2_PIX_FMT_MM21`.
  public static let mm21 = PixelFormat("M", "M", "2", "1")
  /// Y, then Cb and Cr in turn, 4:2:0, four 10-bit samples in five bytes. The corresponding C constant is `V4L2_PIX_FMT_NV15`.
  public static let nv15 = PixelFormat("N", "V", "1", "5")
  /// Y, then Cb and Cr in turn, 4:2:2, four 10-bit samples in five bytes. The corresponding C constant is `V4L2_PIX_FMT_NV20`.
  public static let nv20 = PixelFormat("N", "V", "2", "0")
  /// Y, then Cb and Cr in turn, 4:2:0, the upper 12 of 16 bits used. The corresponding C constant is `V4L2_PIX_FMT_P012`.
  public static let p012 = PixelFormat("P", "0", "1", "2")
  /// As `p012`, in two memory planes. The corresponding C constant is `V4L2_PIX_FMT_P012M`.
  public static let p012M = PixelFormat("P", "M", "1", "2")
  /// As `nv15`, in tiles of 4 by 4. The corresponding C constant is `V4L2_PIX_FMT_NV15_4L4`.
  public static let nv15Tiled4x4 = PixelFormat("V", "T", "1", "5")
  /// As `nv12`, in tiles of 8 by 128. The corresponding C constant is `V4L2_PIX_FMT_NV12_8L128`.
  public static let nv12Tiled8x128 = PixelFormat("A", "T", "1", "2")
  /// 10-bit 4:2:0, big-endian, in tiles of 8 bytes by 128 lines. The corresponding C constant is `V4L2_PIX_FMT_NV12_10BE_8L128`.
  public static let nv12TenBitTiled8x128 = PixelFormat("A", "X", "1", "2", bigEndian: true)
  /// 10-bit 4:2:0 in MediaTek's tiles of 16 by 32. The corresponding C constant is `V4L2_PIX_FMT_MT2110T`.
  public static let mt2110T = PixelFormat("M", "T", "2", "T")
  /// 10-bit 4:2:0 in MediaTek's tiles of 16 by 32, lines in order within a tile. The corresponding C constant is `V4L2_PIX_FMT_MT2110R`.
  public static let mt2110R = PixelFormat("M", "T", "2", "R")
}
