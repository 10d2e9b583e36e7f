public import VideoFormats

extension DRMFormat {
  /// The card's names for a camera's format, the best first; empty where no card has one.
  ///
  /// A camera's alpha says nothing, and a plane that heeds it may show nothing. So a format with alpha is shown as
  /// the one without where there is one, and as itself where the card knows only that.
  public static func candidates(for format: PixelFormat) -> [DRMFormat] {
    table[format]?.map { DRMFormat(rawValue: code($0)) } ?? []
  }

  /// The camera's formats that a card shows under this name, in no particular order.
  public var pixelFormats: [PixelFormat] {
    Self.table.filter { $0.value.contains { Self.code($0) == rawValue } }.map(\.key)
  }

  private static func code(_ text: String) -> UInt32 { PixelFormat(fourcc: text)?.rawValue ?? 0 }

  /// A camera's format and the card's codes for it.
  ///
  /// Single- and multi-planar variants are one format to a card, which is told of each colour plane where it lies.
  static let table: [PixelFormat: [String]] = [
    // Four bytes a pixel. `BGR4` and `RGB4` leave open whether the fourth byte is alpha.
    .xbgr32: ["XR24"], .abgr32: ["XR24", "AR24"], .bgr32: ["XR24", "AR24"],
    .rgbx32: ["XB24"], .rgba32: ["XB24", "AB24"],
    .bgrx32: ["RX24"], .bgra32: ["RX24", "RA24"],
    .xrgb32: ["BX24"], .argb32: ["BX24", "BA24"], .rgb32: ["BX24", "BA24"],
    .argb2101010: ["XR30", "AR30"], .rgba1010102: ["RX30", "RA30"], .rgbx1010102: ["RX30"],
    // Three bytes, named the other way round.
    .bgr24: ["RG24"], .rgb24: ["BG24"],
    // Two bytes.
    .rgb565: ["RG16"], .rgb565X: ["RG16-BE"],
    .xrgb555: ["XR15"], .argb555: ["XR15", "AR15"], .rgb555: ["XR15", "AR15"],
    .xbgr555: ["XB15"], .abgr555: ["XB15", "AB15"],
    .rgbx555: ["RX15"], .rgba555: ["RX15", "RA15"],
    .bgrx555: ["BX15"], .bgra555: ["BX15", "BA15"],
    .xrgb555X: ["XR15-BE"], .argb555X: ["XR15-BE", "AR15-BE"], .rgb555X: ["XR15-BE", "AR15-BE"],
    .xrgb444: ["XR12"], .argb444: ["XR12", "AR12"], .rgb444: ["XR12", "AR12"],
    .xbgr444: ["XB12"], .abgr444: ["XB12", "AB12"],
    .rgbx444: ["RX12"], .rgba444: ["RX12", "RA12"],
    .bgrx444: ["BX12"], .bgra444: ["BX12", "BA12"],
    .rgb332: ["RGB8"],
    // Luma and chroma in one plane.
    .yuyv: ["YUYV"], .yvyu: ["YVYU"], .uyvy: ["UYVY"], .vyuy: ["VYUY"],
    .vuyx32: ["XYUV"], .vuya32: ["XYUV", "AYUV"], .yuv24: ["VU24"],
    // Luma, then both chromas.
    .nv12: ["NV12"], .nv12M: ["NV12"], .nv21: ["NV21"], .nv21M: ["NV21"],
    .nv16: ["NV16"], .nv16M: ["NV16"], .nv61: ["NV61"], .nv61M: ["NV61"],
    .nv24: ["NV24"], .nv42: ["NV42"], .p010: ["P010"],
    // Three planes.
    .yuv420: ["YU12"], .yuv420M: ["YU12"], .yvu420: ["YV12"], .yvu420M: ["YV12"],
    .yuv422P: ["YU16"], .yuv422M: ["YU16"], .yvu422M: ["YV16"],
    .yuv444M: ["YU24"], .yvu444M: ["YV24"], .yuv411P: ["YU11"],
    .yuv410: ["YUV9"], .yvu410: ["YVU9"],
  ]
}
