// Luma alone, and depth.

extension PixelFormat {
  /// One byte of luma. The corresponding C constant is `V4L2_PIX_FMT_GREY`.
  public static let grey = PixelFormat("G", "R", "E", "Y")
  /// 4-bit greyscale. The corresponding C constant is `V4L2_PIX_FMT_Y4`.
  public static let y4 = PixelFormat("Y", "0", "4", " ")
  /// 6-bit greyscale. The corresponding C constant is `V4L2_PIX_FMT_Y6`.
  public static let y6 = PixelFormat("Y", "0", "6", " ")
  /// 10-bit Greyscale. The corresponding C constant is `V4L2_PIX_FMT_Y10`.
  public static let y10 = PixelFormat("Y", "1", "0", " ")
  /// 12-bit Greyscale. The corresponding C constant is `V4L2_PIX_FMT_Y12`.
  public static let y12 = PixelFormat("Y", "1", "2", " ")
  /// 14-bit Greyscale. The corresponding C constant is `V4L2_PIX_FMT_Y14`.
  public static let y14 = PixelFormat("Y", "1", "4", " ")
  /// 16-bit Greyscale. The corresponding C constant is `V4L2_PIX_FMT_Y16`.
  public static let y16 = PixelFormat("Y", "1", "6", " ")
  /// 16-bit Greyscale BE. The corresponding C constant is `V4L2_PIX_FMT_Y16_BE`.
  public static let y16BE = PixelFormat("Y", "1", "6", " ", bigEndian: true)
  /// 10-bit greyscale, four pixels in five bytes, high bits first. The corresponding C constant is `V4L2_PIX_FMT_Y10BPACK`.
  public static let y10BitPacked = PixelFormat("Y", "1", "0", "B")
  /// 10-bit greyscale, four pixels in five bytes as MIPI CSI-2 packs them. The corresponding C constant is `V4L2_PIX_FMT_Y10P`.
  public static let y10P = PixelFormat("Y", "1", "0", "P")
  /// 10-bit greyscale, 25 pixels in 32 bytes. The corresponding C constant is `V4L2_PIX_FMT_IPU3_Y10`.
  public static let ipu3Y10 = PixelFormat("i", "p", "3", "y")
  /// 8-bit greyscale of a left and a right camera in turn. The corresponding C constant is `V4L2_PIX_FMT_Y8I`.
  public static let y8I = PixelFormat("Y", "8", "I", " ")
  /// 12-bit greyscale of a left and a right camera in turn, three bytes a pair. The corresponding C constant is `V4L2_PIX_FMT_Y12I`.
  public static let y12I = PixelFormat("Y", "1", "2", "I")
  /// Distance as a 16-bit number. The corresponding C constant is `V4L2_PIX_FMT_Z16`.
  public static let z16 = PixelFormat("Z", "1", "6", " ")
  /// 10-bit infrared and 16-bit depth, one after the other. The corresponding C constant is `V4L2_PIX_FMT_INZI`.
  public static let inzi = PixelFormat("I", "N", "Z", "I")
  /// How sure a depth camera is, two pixels a byte. The corresponding C constant is `V4L2_PIX_FMT_CNF4`.
  public static let cnf4 = PixelFormat("C", "N", "F", "4")
  /// 12-bit greyscale in the upper bits of 16. The corresponding C constant is `V4L2_PIX_FMT_Y012`.
  public static let y012 = PixelFormat("Y", "0", "1", "2")
  /// 12-bit greyscale, two pixels in three bytes as MIPI CSI-2 packs them. The corresponding C constant is `V4L2_PIX_FMT_Y12P`.
  public static let y12P = PixelFormat("Y", "1", "2", "P")
  /// 14-bit greyscale, four pixels in seven bytes as MIPI CSI-2 packs them. The corresponding C constant is `V4L2_PIX_FMT_Y14P`.
  public static let y14P = PixelFormat("Y", "1", "4", "P")
  /// 16-bit greyscale of a left and a right camera in turn. The corresponding C constant is `V4L2_PIX_FMT_Y16I`.
  public static let y16I = PixelFormat("Y", "1", "6", "I")
}
