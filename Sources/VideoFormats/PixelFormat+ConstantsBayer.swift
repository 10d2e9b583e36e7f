// Mosaics as sensors deliver them.

extension PixelFormat {
  /// 8-bit mosaic BG/GR. The corresponding C constant is `V4L2_PIX_FMT_SBGGR8`.
  public static let sbggr8 = PixelFormat("B", "A", "8", "1")
  /// 8-bit mosaic GB/RG. The corresponding C constant is `V4L2_PIX_FMT_SGBRG8`.
  public static let sgbrg8 = PixelFormat("G", "B", "R", "G")
  /// 8-bit mosaic GR/BG. The corresponding C constant is `V4L2_PIX_FMT_SGRBG8`.
  public static let sgrbg8 = PixelFormat("G", "R", "B", "G")
  /// 8-bit mosaic RG/GB. The corresponding C constant is `V4L2_PIX_FMT_SRGGB8`.
  public static let srggb8 = PixelFormat("R", "G", "G", "B")
  /// 10-bit mosaic BG/GR, two bytes a pixel. The corresponding C constant is `V4L2_PIX_FMT_SBGGR10`.
  public static let sbggr10 = PixelFormat("B", "G", "1", "0")
  /// 10-bit mosaic GB/RG, two bytes a pixel. The corresponding C constant is `V4L2_PIX_FMT_SGBRG10`.
  public static let sgbrg10 = PixelFormat("G", "B", "1", "0")
  /// 10-bit mosaic GR/BG, two bytes a pixel. The corresponding C constant is `V4L2_PIX_FMT_SGRBG10`.
  public static let sgrbg10 = PixelFormat("B", "A", "1", "0")
  /// 10-bit mosaic RG/GB, two bytes a pixel. The corresponding C constant is `V4L2_PIX_FMT_SRGGB10`.
  public static let srggb10 = PixelFormat("R", "G", "1", "0")
  /// 10-bit mosaic BG/GR, four pixels in five bytes. The corresponding C constant is `V4L2_PIX_FMT_SBGGR10P`.
  public static let sbggr10P = PixelFormat("p", "B", "A", "A")
  /// 10-bit mosaic GB/RG, four pixels in five bytes. The corresponding C constant is `V4L2_PIX_FMT_SGBRG10P`.
  public static let sgbrg10P = PixelFormat("p", "G", "A", "A")
  /// 10-bit mosaic GR/BG, four pixels in five bytes. The corresponding C constant is `V4L2_PIX_FMT_SGRBG10P`.
  public static let sgrbg10P = PixelFormat("p", "g", "A", "A")
  /// 10-bit mosaic RG/GB, four pixels in five bytes. The corresponding C constant is `V4L2_PIX_FMT_SRGGB10P`.
  public static let srggb10P = PixelFormat("p", "R", "A", "A")
  /// 10-bit mosaic BG/GR, squeezed into 8 bits by A-law. The corresponding C constant is `V4L2_PIX_FMT_SBGGR10ALAW8`.
  public static let sbggr10ALAW8 = PixelFormat("a", "B", "A", "8")
  /// 10-bit mosaic GB/RG, squeezed into 8 bits by A-law. The corresponding C constant is `V4L2_PIX_FMT_SGBRG10ALAW8`.
  public static let sgbrg10ALAW8 = PixelFormat("a", "G", "A", "8")
  /// 10-bit mosaic GR/BG, squeezed into 8 bits by A-law. The corresponding C constant is `V4L2_PIX_FMT_SGRBG10ALAW8`.
  public static let sgrbg10ALAW8 = PixelFormat("a", "g", "A", "8")
  /// 10-bit mosaic RG/GB, squeezed into 8 bits by A-law. The corresponding C constant is `V4L2_PIX_FMT_SRGGB10ALAW8`.
  public static let srggb10ALAW8 = PixelFormat("a", "R", "A", "8")
  /// 10-bit mosaic BG/GR, squeezed into 8 bits by DPCM. The corresponding C constant is `V4L2_PIX_FMT_SBGGR10DPCM8`.
  public static let sbggr10DPCM8 = PixelFormat("b", "B", "A", "8")
  /// 10-bit mosaic GB/RG, squeezed into 8 bits by DPCM. The corresponding C constant is `V4L2_PIX_FMT_SGBRG10DPCM8`.
  public static let sgbrg10DPCM8 = PixelFormat("b", "G", "A", "8")
  /// 10-bit mosaic GR/BG, squeezed into 8 bits by DPCM. The corresponding C constant is `V4L2_PIX_FMT_SGRBG10DPCM8`.
  public static let sgrbg10DPCM8 = PixelFormat("B", "D", "1", "0")
  /// 10-bit mosaic RG/GB, squeezed into 8 bits by DPCM. The corresponding C constant is `V4L2_PIX_FMT_SRGGB10DPCM8`.
  public static let srggb10DPCM8 = PixelFormat("b", "R", "A", "8")
  /// 12-bit mosaic BG/GR, two bytes a pixel. The corresponding C constant is `V4L2_PIX_FMT_SBGGR12`.
  public static let sbggr12 = PixelFormat("B", "G", "1", "2")
  /// 12-bit mosaic GB/RG, two bytes a pixel. The corresponding C constant is `V4L2_PIX_FMT_SGBRG12`.
  public static let sgbrg12 = PixelFormat("G", "B", "1", "2")
  /// 12-bit mosaic GR/BG, two bytes a pixel. The corresponding C constant is `V4L2_PIX_FMT_SGRBG12`.
  public static let sgrbg12 = PixelFormat("B", "A", "1", "2")
  /// 12-bit mosaic RG/GB, two bytes a pixel. The corresponding C constant is `V4L2_PIX_FMT_SRGGB12`.
  public static let srggb12 = PixelFormat("R", "G", "1", "2")
  /// 12-bit mosaic BG/GR, two pixels in three bytes. The corresponding C constant is `V4L2_PIX_FMT_SBGGR12P`.
  public static let sbggr12P = PixelFormat("p", "B", "C", "C")
  /// 12-bit mosaic GB/RG, two pixels in three bytes. The corresponding C constant is `V4L2_PIX_FMT_SGBRG12P`.
  public static let sgbrg12P = PixelFormat("p", "G", "C", "C")
  /// 12-bit mosaic GR/BG, two pixels in three bytes. The corresponding C constant is `V4L2_PIX_FMT_SGRBG12P`.
  public static let sgrbg12P = PixelFormat("p", "g", "C", "C")
  /// 12-bit mosaic RG/GB, two pixels in three bytes. The corresponding C constant is `V4L2_PIX_FMT_SRGGB12P`.
  public static let srggb12P = PixelFormat("p", "R", "C", "C")
  /// 14-bit mosaic BG/GR, two bytes a pixel. The corresponding C constant is `V4L2_PIX_FMT_SBGGR14`.
  public static let sbggr14 = PixelFormat("B", "G", "1", "4")
  /// 14-bit mosaic GB/RG, two bytes a pixel. The corresponding C constant is `V4L2_PIX_FMT_SGBRG14`.
  public static let sgbrg14 = PixelFormat("G", "B", "1", "4")
  /// 14-bit mosaic GR/BG, two bytes a pixel. The corresponding C constant is `V4L2_PIX_FMT_SGRBG14`.
  public static let sgrbg14 = PixelFormat("G", "R", "1", "4")
  /// 14-bit mosaic RG/GB, two bytes a pixel. The corresponding C constant is `V4L2_PIX_FMT_SRGGB14`.
  public static let srggb14 = PixelFormat("R", "G", "1", "4")
  /// 14-bit mosaic BG/GR, four pixels in seven bytes. The corresponding C constant is `V4L2_PIX_FMT_SBGGR14P`.
  public static let sbggr14P = PixelFormat("p", "B", "E", "E")
  /// 14-bit mosaic GB/RG, four pixels in seven bytes. The corresponding C constant is `V4L2_PIX_FMT_SGBRG14P`.
  public static let sgbrg14P = PixelFormat("p", "G", "E", "E")
  /// 14-bit mosaic GR/BG, four pixels in seven bytes. The corresponding C constant is `V4L2_PIX_FMT_SGRBG14P`.
  public static let sgrbg14P = PixelFormat("p", "g", "E", "E")
  /// 14-bit mosaic RG/GB, four pixels in seven bytes. The corresponding C constant is `V4L2_PIX_FMT_SRGGB14P`.
  public static let srggb14P = PixelFormat("p", "R", "E", "E")
  /// 16-bit mosaic BG/GR, two bytes a pixel. The corresponding C constant is `V4L2_PIX_FMT_SBGGR16`.
  public static let sbggr16 = PixelFormat("B", "Y", "R", "2")
  /// 16-bit mosaic GB/RG, two bytes a pixel. The corresponding C constant is `V4L2_PIX_FMT_SGBRG16`.
  public static let sgbrg16 = PixelFormat("G", "B", "1", "6")
  /// 16-bit mosaic GR/BG, two bytes a pixel. The corresponding C constant is `V4L2_PIX_FMT_SGRBG16`.
  public static let sgrbg16 = PixelFormat("G", "R", "1", "6")
  /// 16-bit mosaic RG/GB, two bytes a pixel. The corresponding C constant is `V4L2_PIX_FMT_SRGGB16`.
  public static let srggb16 = PixelFormat("R", "G", "1", "6")
  /// 10-bit mosaic BG/GR, 25 pixels in 32 bytes. The corresponding C constant is `V4L2_PIX_FMT_IPU3_SBGGR10`.
  public static let ipu3SBGGR10 = PixelFormat("i", "p", "3", "b")
  /// 10-bit mosaic GB/RG, 25 pixels in 32 bytes. The corresponding C constant is `V4L2_PIX_FMT_IPU3_SGBRG10`.
  public static let ipu3SGBRG10 = PixelFormat("i", "p", "3", "g")
  /// 10-bit mosaic GR/BG, 25 pixels in 32 bytes. The corresponding C constant is `V4L2_PIX_FMT_IPU3_SGRBG10`.
  public static let ipu3SGRBG10 = PixelFormat("i", "p", "3", "G")
  /// 10-bit mosaic RG/GB, 25 pixels in 32 bytes. The corresponding C constant is `V4L2_PIX_FMT_IPU3_SRGGB10`.
  public static let ipu3SRGGB10 = PixelFormat("i", "p", "3", "r")
  /// 10-bit raw, six pixels in eight bytes, of Renesas receivers. The corresponding C constant is `V4L2_PIX_FMT_RAW_CRU10`.
  public static let rawCRU10 = PixelFormat("C", "R", "1", "0")
  /// 12-bit raw, five pixels in eight bytes, of Renesas receivers. The corresponding C constant is `V4L2_PIX_FMT_RAW_CRU12`.
  public static let rawCRU12 = PixelFormat("C", "R", "1", "2")
  /// 14-bit raw, four pixels in eight bytes, of Renesas receivers. The corresponding C constant is `V4L2_PIX_FMT_RAW_CRU14`.
  public static let rawCRU14 = PixelFormat("C", "R", "1", "4")
  /// 20-bit raw, three pixels in eight bytes, of Renesas receivers. The corresponding C constant is `V4L2_PIX_FMT_RAW_CRU20`.
  public static let rawCRU20 = PixelFormat("C", "R", "2", "0")
}
