// Formats of one maker.

extension PixelFormat {
  /// YUV of a CPiA camera. The corresponding C constant is `V4L2_PIX_FMT_CPIA1`.
  public static let cpia1 = PixelFormat("C", "P", "I", "A")
  /// Winnov hardware compression. The corresponding C constant is `V4L2_PIX_FMT_WNVA`.
  public static let wnva = PixelFormat("W", "N", "V", "A")
  /// GSPCA SN9C10X. The corresponding C constant is `V4L2_PIX_FMT_SN9C10X`.
  public static let sn9c10x = PixelFormat("S", "9", "1", "0")
  /// YUV 4:2:0 of an SN9C20x camera. The corresponding C constant is `V4L2_PIX_FMT_SN9C20X_I420`.
  public static let sn9c20xI420 = PixelFormat("S", "9", "2", "0")
  /// Raw Philips Webcam Type (Old). The corresponding C constant is `V4L2_PIX_FMT_PWC1`.
  public static let pwc1 = PixelFormat("P", "W", "C", "1")
  /// Raw Philips Webcam Type (New). The corresponding C constant is `V4L2_PIX_FMT_PWC2`.
  public static let pwc2 = PixelFormat("P", "W", "C", "2")
  /// GSPCA ET61X251. The corresponding C constant is `V4L2_PIX_FMT_ET61X251`.
  public static let et61x251 = PixelFormat("E", "6", "2", "5")
  /// YUYV, one line of each component. The corresponding C constant is `V4L2_PIX_FMT_SPCA501`.
  public static let spca501 = PixelFormat("S", "5", "0", "1")
  /// YYUV, one line of each component. The corresponding C constant is `V4L2_PIX_FMT_SPCA505`.
  public static let spca505 = PixelFormat("S", "5", "0", "5")
  /// YUVY, one line of each component. The corresponding C constant is `V4L2_PIX_FMT_SPCA508`.
  public static let spca508 = PixelFormat("S", "5", "0", "8")
  /// GSPCA SPCA561. The corresponding C constant is `V4L2_PIX_FMT_SPCA561`.
  public static let spca561 = PixelFormat("S", "5", "6", "1")
  /// GSPCA PAC207. The corresponding C constant is `V4L2_PIX_FMT_PAC207`.
  public static let pac207 = PixelFormat("P", "2", "0", "7")
  /// GSPCA MR97310A. The corresponding C constant is `V4L2_PIX_FMT_MR97310A`.
  public static let mr97310a = PixelFormat("M", "3", "1", "0")
  /// GSPCA JL2005BCD. The corresponding C constant is `V4L2_PIX_FMT_JL2005BCD`.
  public static let jl2005bcd = PixelFormat("J", "L", "2", "0")
  /// GSPCA SN9C2028. The corresponding C constant is `V4L2_PIX_FMT_SN9C2028`.
  public static let sn9c2028 = PixelFormat("S", "O", "N", "X")
  /// GSPCA SQ905C. The corresponding C constant is `V4L2_PIX_FMT_SQ905C`.
  public static let sq905c = PixelFormat("9", "0", "5", "C")
  /// GSPCA PJPG. The corresponding C constant is `V4L2_PIX_FMT_PJPG`.
  public static let pjpg = PixelFormat("P", "J", "P", "G")
  /// GSPCA OV511. The corresponding C constant is `V4L2_PIX_FMT_OV511`.
  public static let ov511 = PixelFormat("O", "5", "1", "1")
  /// GSPCA OV518. The corresponding C constant is `V4L2_PIX_FMT_OV518`.
  public static let ov518 = PixelFormat("O", "5", "1", "8")
  /// A mosaic from an STV0680 camera. The corresponding C constant is `V4L2_PIX_FMT_STV0680`.
  public static let stv0680 = PixelFormat("S", "6", "8", "0")
  /// Packets of a TM6000 with picture, sound and VBI. The corresponding C constant is `V4L2_PIX_FMT_TM6000`.
  public static let tm6000 = PixelFormat("T", "M", "6", "0")
  /// A line of Y, then a line of VYUY. The corresponding C constant is `V4L2_PIX_FMT_CIT_YYVYUY`.
  public static let citYYVYUY = PixelFormat("C", "I", "T", "V")
  /// Planar 4:2:0 in blocks of 256 pixels. The corresponding C constant is `V4L2_PIX_FMT_KONICA420`.
  public static let konica420 = PixelFormat("K", "O", "N", "I")
  /// JPEG Lite. The corresponding C constant is `V4L2_PIX_FMT_JPGL`.
  public static let jpgl = PixelFormat("J", "P", "G", "L")
  /// GSPCA SE401. The corresponding C constant is `V4L2_PIX_FMT_SE401`.
  public static let se401 = PixelFormat("S", "4", "0", "1")
  /// S5C73MX interleaved UYVY/JPEG. The corresponding C constant is `V4L2_PIX_FMT_S5C_UYVY_JPG`.
  public static let s5cUYVYJPEG = PixelFormat("S", "5", "C", "I")
  /// Mediatek Compressed Format. The corresponding C constant is `V4L2_PIX_FMT_MT21C`.
  public static let mt21C = PixelFormat("M", "T", "2", "1")
  /// QCOM Compressed 8-bit Format. The corresponding C constant is `V4L2_PIX_FMT_QC08C`.
  public static let qc08C = PixelFormat("Q", "0", "8", "C")
  /// QCOM Compressed 10-bit Format. The corresponding C constant is `V4L2_PIX_FMT_QC10C`.
  public static let qc10C = PixelFormat("Q", "1", "0", "C")
  /// Aspeed JPEG. The corresponding C constant is `V4L2_PIX_FMT_AJPG`.
  public static let ajpg = PixelFormat("A", "J", "P", "G")
  /// Hextile Compressed Format. The corresponding C constant is `V4L2_PIX_FMT_HEXTILE`.
  public static let hextile = PixelFormat("H", "X", "T", "L")
  /// 8-bit mosaic RG/GB, compressed by Raspberry Pi's PiSP, mode 1. The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP1_RGGB`.
  public static let pispCompressed1RGGB = PixelFormat("P", "C", "1", "R")
  /// 8-bit mosaic GR/BG, compressed by Raspberry Pi's PiSP, mode 1. The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP1_GRBG`.
  public static let pispCompressed1GRBG = PixelFormat("P", "C", "1", "G")
  /// 8-bit mosaic GB/RG, compressed by Raspberry Pi's PiSP, mode 1. The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP1_GBRG`.
  public static let pispCompressed1GBRG = PixelFormat("P", "C", "1", "g")
  /// 8-bit mosaic BG/GR, compressed by Raspberry Pi's PiSP, mode 1. The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP1_BGGR`.
  public static let pispCompressed1BGGR = PixelFormat("P", "C", "1", "B")
  /// 8-bit luma, compressed by Raspberry Pi's PiSP, mode 1. The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP1_MONO`.
  public static let pispCompressed1MONO = PixelFormat("P", "C", "1", "M")
  /// 8-bit mosaic RG/GB, compressed by Raspberry Pi's PiSP, mode 2. The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP2_RGGB`.
  public static let pispCompressed2RGGB = PixelFormat("P", "C", "2", "R")
  /// 8-bit mosaic GR/BG, compressed by Raspberry Pi's PiSP, mode 2. The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP2_GRBG`.
  public static let pispCompressed2GRBG = PixelFormat("P", "C", "2", "G")
  /// 8-bit mosaic GB/RG, compressed by Raspberry Pi's PiSP, mode 2. The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP2_GBRG`.
  public static let pispCompressed2GBRG = PixelFormat("P", "C", "2", "g")
  /// 8-bit mosaic BG/GR, compressed by Raspberry Pi's PiSP, mode 2. The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP2_BGGR`.
  public static let pispCompressed2BGGR = PixelFormat("P", "C", "2", "B")
  /// 8-bit luma, compressed by Raspberry Pi's PiSP, mode 2. The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP2_MONO`.
  public static let pispCompressed2MONO = PixelFormat("P", "C", "2", "M")
}
