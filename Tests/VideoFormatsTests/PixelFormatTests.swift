import Testing

@testable import VideoFormats

@Suite struct PixelFormatTests {
  @Test("every known code survives being written and read") func roundTrip() {
    for known in PixelFormat.known {
      #expect(PixelFormat(fourcc: known.format.fourcc) == known.format)
      #expect(PixelFormat(fourcc: known.format.description) == known.format)
      #expect(PixelFormat(parsing: known.format.fourcc) == known.format)
    }
  }

  @Test(
    "codes no header knows survive too",
    arguments: [0, 1, 0x7f7f_7f7f, 0x2020_2020, 0xffff_ffff, 0x4142_43e1, 0x8000_0000, 0x4542_2d58])
  func unknown(_ value: UInt32) {
    let format = PixelFormat(rawValue: value)
    #expect(PixelFormat(fourcc: format.fourcc) == format)
    #expect(PixelFormat(fourcc: format.description) == format)
    #expect(format.information == nil && format.layout == nil && !format.isCompressed)
  }

  @Test(
    "what is no code is refused",
    arguments: ["", "ABCDE", "Ünicode", "AB\nC", "0x123", "-BE-BE-BE"])
  func refused(_ text: String) {
    #expect(PixelFormat(fourcc: text) == nil)
  }

  @Test("spaces and byte order") func spelling() {
    #expect(PixelFormat(fourcc: "Y16") == .y16)
    #expect(PixelFormat(fourcc: "Y16 -BE") == .y16BE)
    #expect(PixelFormat(fourcc: "Y16-BE") == .y16BE)
    #expect(PixelFormat.y16.description == "Y16")
    #expect(PixelFormat.y16BE.description == "Y16 -BE")
    #expect(PixelFormat.y16BE.isBigEndian && !PixelFormat.y16.isBigEndian)
  }

  @Test(
    "names people type",
    arguments: [
      ("yuyv", PixelFormat.yuyv), ("YUY2", .yuyv), (" mjpg ", .mjpeg), ("MJPEG", .mjpeg),
      ("I420", .yuv420), ("YV12", .yvu420), ("RGB24", .rgb24), ("rgb3", .rgb24), ("BGRA", .abgr32),
      ("BGRx", .xbgr32), ("RGBA", .rgba32), ("gray", .grey), ("V4L2_PIX_FMT_NV12M", .nv12M),
      ("pix_fmt_srggb10p", .srggb10P), ("nv12m", .nv12M), ("ip3G", .ipu3SGRBG10),
      ("ip3g", .ipu3SGBRG10), ("y16 -be", .y16BE), ("V4L2_META_FMT_UVC", .metadataUVC),
      ("HM12", .nv12Tiled16x16), ("h264", .h264), ("jpg", .jpeg), ("YUV420", .yuv420),
      ("0x56595559", .yuyv),
    ])
  func parsing(_ text: String, _ format: PixelFormat) {
    #expect(PixelFormat(parsing: text) == format)
  }

  @Test(
    "names that mean nothing, or several things",
    arguments: ["", " ", "YUV2", "XXXX", "PGAA", "ip3", "V4L2_PIX_FMT_", "640x480", "IP3G"])
  func notParsed(_ text: String) {
    #expect(PixelFormat(parsing: text) == nil)
  }

  @Test("a driver's own code is found among what it offers") func offered() {
    let own = PixelFormat("Q", "Q", "0", "1")
    #expect(PixelFormat(parsing: "qq01") == nil)
    #expect(PixelFormat(parsing: "qq01", offered: [own]) == own)
    #expect(PixelFormat.suggestions(for: "QQ02", offered: [own, .yuyv]) == [own])
  }

  @Test("no alias hides a format of that name") func aliases() {
    for alias in PixelFormat.aliases {
      #expect(PixelFormat(parsing: alias.name) == alias.format, "\(alias.name)")
      #expect(alias.format.information != nil)
    }
  }

  @Test(
    "the likeliest meaning comes first",
    arguments: [
      ("YUV2", PixelFormat.yuyv), ("YUVY", .yuyv), ("MJPGE", .mjpeg), ("NV13", .nv12),
      ("I42O", .yuv420), ("RGB25", .rgb24), ("BGR25", .bgr24), ("H263+", .h263), ("GRAY7", .grey),
      ("SRGGB11", .srggb10), ("V4L2_PIX_FMT_YUVY", .yuyv),
    ])
  func suggested(_ text: String, _ format: PixelFormat) {
    let suggestions = PixelFormat.suggestions(for: text)
    #expect(suggestions.first == format, "\(suggestions)")
    #expect(suggestions.count <= 5)
  }

  @Test("nothing is suggested for what resembles nothing") func noSuggestion() {
    #expect(PixelFormat.suggestions(for: "@@@@").isEmpty)
    #expect(PixelFormat.suggestions(for: "").isEmpty)
    #expect(PixelFormat.suggestions(for: String(repeating: "Y", count: 1000)).isEmpty)
    #expect(PixelFormat.suggestions(for: "YUV2", limit: 0).isEmpty)
    #expect(PixelFormat.suggestions(for: "YUV2", limit: 2).count == 2)
  }

  @Test("edit distance") func distance() {
    func distance(_ a: String, _ b: String) -> Int { editDistance(Array(a.utf8), Array(b.utf8)) }
    #expect(distance("", "") == 0)
    #expect(distance("", "abc") == 3)
    #expect(distance("abc", "") == 3)
    #expect(distance("YUYV", "YUVY") == 1)
    #expect(distance("kitten", "sitting") == 3)
  }
}
