import Testing
import VideoFormats

@testable import Imaging

@Suite struct Coverage {
  /// What vivid lists: 83 formats in one memory plane and ten more in several.
  static let vivid = """
    YUYV UYVY YVYU VYUY 422P YU12 YV12 NV12 NV21 NV16 NV61 NV24 NV42 YUVO YUVP Y444 YUV4 AYUV XYUV VUYA VUYX
    GREY Y10 Y12 Y16 Y16-BE RGB1 RGBP RGBR R444 XR12 AR12 RX12 RA12 XB12 AB12 BX12 GA12 RGBO XR15 AR15 RX15
    RA15 XB15 AB15 BX15 BA15 RGBQ XR15-BE AR15-BE RGB3 BGR3 BGRH RGB4 BGR4 BX24 XR24 BA24 AR24 XB24 RX24
    AB24 RA24 BA81 GBRG GRBG RGGB BG10 GB10 BA10 RG10 BG12 GB12 BA12 RG12 BYR2 GB16 GR16 RG16 HSV3 HSV4
    NM16 NM61 YM12 YM21 NM12 NM21 YM16 YM61 YM24 YM42
    """.split(whereSeparator: \.isWhitespace).map(String.init)

  @Test("every format vivid lists becomes a picture, and has been painted by a test")
  func vividFormats() throws {
    let painted = Set(paintings.map { PixelFormat(fourcc: $0.code) })
    for code in Self.vivid {
      let name = code == "Y16-BE" ? "Y16 -BE" : code
      let pixelFormat = try #require(PixelFormat(fourcc: name), "\(code)")
      let format = Format(pixelFormat, width: 64, height: 64)
      #expect(PictureConverter.canConvert(format), "\(code)")
      #expect(painted.contains(pixelFormat), "\(code)")
    }
  }

  @Test("a picture without a single byte is refused in every known format, by name")
  func knownFormats() throws {
    for information in PixelFormat.known {
      let empty = Painted(format: Format(information.format, width: 64, height: 48), planes: [[]])
      let error = #expect(throws: ImagingError.self, "\(information.cName)") { try convert(empty) }
      #expect(try #require(error).description.contains(information.format.description))
    }
  }
}
