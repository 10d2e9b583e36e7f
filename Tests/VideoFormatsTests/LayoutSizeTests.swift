import Testing
import VideoFormats

/// Strides and sizes worked out from bits per pixel and subsampling alone, for three sizes.
private struct Row: CustomTestStringConvertible {
  var format: PixelFormat
  var vga: [(Int, Int)]
  var fullHD: [(Int, Int)]
  /// 641x481: every rounding shows.
  var odd: [(Int, Int)]

  init(
    _ format: PixelFormat, _ vga: [(Int, Int)], _ fullHD: [(Int, Int)], _ odd: [(Int, Int)]
  ) {
    (self.format, self.vga, self.fullHD, self.odd) = (format, vga, fullHD, odd)
  }

  var testDescription: String { "\(format)" }
}

@Suite struct LayoutSizeTests {
  @Test("smallest strides and sizes", arguments: rows)
  private func sizes(_ row: Row) throws {
    let layout = try #require(row.format.layout)
    for (size, numbers) in [
      (Size(width: 640, height: 480), row.vga), (Size(width: 1920, height: 1080), row.fullHD),
      (Size(width: 641, height: 481), row.odd),
    ] {
      let expected = numbers.map { Format.Plane(bytesPerLine: $0.0, size: $0.1) }
      #expect(layout.planes(width: size.width, height: size.height) == expected, "at \(size)")
    }
  }

  @Test("tiles round up") func tiles() throws {
    let small = try #require(PixelFormat.nv12Tiled32x32.layout).planes(width: 33, height: 33)
    // Luma: 64 bytes by 64 lines; chroma: 64 bytes by 32 lines.
    #expect(small == [Format.Plane(bytesPerLine: 64, size: 64 * 64 + 64 * 32)])
    let mm21 = try #require(PixelFormat.mm21.layout).planes(width: 64, height: 64)
    #expect(
      mm21 == [
        Format.Plane(bytesPerLine: 64, size: 4096), Format.Plane(bytesPerLine: 64, size: 2048),
      ])
    let tenBit = try #require(PixelFormat.mt2110T.layout).planes(width: 64, height: 64)
    #expect(
      tenBit == [
        Format.Plane(bytesPerLine: 80, size: 5120), Format.Plane(bytesPerLine: 80, size: 2560),
      ])
  }

  @Test("packed 10-bit planes and interleaved lines") func oddOnes() throws {
    let nv15 = try #require(PixelFormat.nv15.layout).planes(width: 640, height: 480)
    #expect(nv15 == [Format.Plane(bytesPerLine: 800, size: 800 * 720)])
    let nv20 = try #require(PixelFormat.nv20.layout).planes(width: 640, height: 480)
    #expect(nv20 == [Format.Plane(bytesPerLine: 800, size: 800 * 960)])
    let m420 = try #require(PixelFormat.m420.layout).planes(width: 640, height: 480)
    #expect(m420 == [Format.Plane(bytesPerLine: 640, size: 640 * 720)])
    let cru = try #require(PixelFormat.rawCRU10.layout).planes(width: 640, height: 1)
    #expect(cru == [Format.Plane(bytesPerLine: 107 * 8, size: 107 * 8)])
  }

  @Test("a stride given is kept, and chroma follows it") func padded() throws {
    let yu12 = try #require(PixelFormat.yuv420.layout)
    #expect(
      yu12.planes(width: 640, height: 480, bytesPerLine: [704]) == [
        Format.Plane(bytesPerLine: 704, size: 704 * 480 + 2 * 352 * 240)
      ])
    let nv24 = try #require(PixelFormat.nv24.layout)
    #expect(
      nv24.planes(width: 640, height: 480, bytesPerLine: [704]) == [
        Format.Plane(bytesPerLine: 704, size: 704 * 480 + 1408 * 480)
      ])
    let nv12M = try #require(PixelFormat.nv12M.layout)
    #expect(
      nv12M.planes(width: 640, height: 480, bytesPerLine: [704, 768]) == [
        Format.Plane(bytesPerLine: 704, size: 704 * 480),
        Format.Plane(bytesPerLine: 768, size: 768 * 240),
      ])
  }

  @Test("a stride too small for a line is not believed") func tooSmall() throws {
    let layout = try #require(PixelFormat.yuyv.layout)
    #expect(layout.planes(width: 640, height: 2, bytesPerLine: [100])[0].bytesPerLine == 1280)
    #expect(layout.planes(width: 640, height: 2, bytesPerLine: [])[0].bytesPerLine == 1280)
    // A subsampled plane never gets less than its own line, whatever rounding does to the stride.
    let yuv411 = try #require(PixelFormat.yuv411P.layout)
    #expect(
      yuv411.planes(width: 641, height: 2, bytesPerLine: [642])[0].size == 642 * 2 + 161 * 2 * 2)
  }

  private static let rows: [Row] = [
    Row(.rgb332, [(640, 307200)], [(1920, 2073600)], [(641, 308321)]),
    Row(.grey, [(640, 307200)], [(1920, 2073600)], [(641, 308321)]),
    Row(.sbggr8, [(640, 307200)], [(1920, 2073600)], [(641, 308321)]),
    Row(.srggb8, [(640, 307200)], [(1920, 2073600)], [(641, 308321)]),
    Row(.palette8, [(640, 307200)], [(1920, 2073600)], [(641, 308321)]),
    Row(.hi240, [(640, 307200)], [(1920, 2073600)], [(641, 308321)]),
    Row(.srggb10ALAW8, [(640, 307200)], [(1920, 2073600)], [(641, 308321)]),
    Row(.sgrbg10DPCM8, [(640, 307200)], [(1920, 2073600)], [(641, 308321)]),
    Row(.yuyv, [(1280, 614400)], [(3840, 4147200)], [(1282, 616642)]),
    Row(.uyvy, [(1280, 614400)], [(3840, 4147200)], [(1282, 616642)]),
    Row(.yvyu, [(1280, 614400)], [(3840, 4147200)], [(1282, 616642)]),
    Row(.vyuy, [(1280, 614400)], [(3840, 4147200)], [(1282, 616642)]),
    Row(.rgb565, [(1280, 614400)], [(3840, 4147200)], [(1282, 616642)]),
    Row(.rgb565X, [(1280, 614400)], [(3840, 4147200)], [(1282, 616642)]),
    Row(.argb555, [(1280, 614400)], [(3840, 4147200)], [(1282, 616642)]),
    Row(.xrgb444, [(1280, 614400)], [(3840, 4147200)], [(1282, 616642)]),
    Row(.yuv565, [(1280, 614400)], [(3840, 4147200)], [(1282, 616642)]),
    Row(.y10, [(1280, 614400)], [(3840, 4147200)], [(1282, 616642)]),
    Row(.y16, [(1280, 614400)], [(3840, 4147200)], [(1282, 616642)]),
    Row(.y16BE, [(1280, 614400)], [(3840, 4147200)], [(1282, 616642)]),
    Row(.z16, [(1280, 614400)], [(3840, 4147200)], [(1282, 616642)]),
    Row(.sbggr10, [(1280, 614400)], [(3840, 4147200)], [(1282, 616642)]),
    Row(.sgrbg12, [(1280, 614400)], [(3840, 4147200)], [(1282, 616642)]),
    Row(.srggb16, [(1280, 614400)], [(3840, 4147200)], [(1282, 616642)]),
    Row(.rgb24, [(1920, 921600)], [(5760, 6220800)], [(1923, 924963)]),
    Row(.bgr24, [(1920, 921600)], [(5760, 6220800)], [(1923, 924963)]),
    Row(.hsv24, [(1920, 921600)], [(5760, 6220800)], [(1923, 924963)]),
    Row(.yuv24, [(1920, 921600)], [(5760, 6220800)], [(1923, 924963)]),
    Row(.xbgr32, [(2560, 1228800)], [(7680, 8294400)], [(2564, 1233284)]),
    Row(.argb32, [(2560, 1228800)], [(7680, 8294400)], [(2564, 1233284)]),
    Row(.rgba32, [(2560, 1228800)], [(7680, 8294400)], [(2564, 1233284)]),
    Row(.bgr666, [(2560, 1228800)], [(7680, 8294400)], [(2564, 1233284)]),
    Row(.vuya32, [(2560, 1228800)], [(7680, 8294400)], [(2564, 1233284)]),
    Row(.y210, [(2560, 1228800)], [(7680, 8294400)], [(2564, 1233284)]),
    Row(.hsv32, [(2560, 1228800)], [(7680, 8294400)], [(2564, 1233284)]),
    Row(.rgba1010102, [(2560, 1228800)], [(7680, 8294400)], [(2564, 1233284)]),
    Row(.bgr48, [(3840, 1843200)], [(11520, 12441600)], [(3846, 1849926)]),
    Row(.yuv48TwelveBit, [(3840, 1843200)], [(11520, 12441600)], [(3846, 1849926)]),
    Row(.abgr64TwelveBit, [(5120, 2457600)], [(15360, 16588800)], [(5128, 2466568)]),
    Row(.srggb10P, [(800, 384000)], [(2400, 2592000)], [(805, 387205)]),
    Row(.sbggr12P, [(960, 460800)], [(2880, 3110400)], [(963, 463203)]),
    Row(.sgbrg14P, [(1120, 537600)], [(3360, 3628800)], [(1127, 542087)]),
    Row(.y10P, [(800, 384000)], [(2400, 2592000)], [(805, 387205)]),
    Row(.ipu3SRGGB10, [(832, 399360)], [(2464, 2661120)], [(832, 400192)]),
    Row(.y41P, [(960, 460800)], [(2880, 3110400)], [(972, 467532)]),
    Row(.nv12, [(640, 460800)], [(1920, 3110400)], [(641, 463043)]),
    Row(.nv21, [(640, 460800)], [(1920, 3110400)], [(641, 463043)]),
    Row(.nv16, [(640, 614400)], [(1920, 4147200)], [(641, 617123)]),
    Row(.nv24, [(640, 921600)], [(1920, 6220800)], [(641, 924963)]),
    Row(.nv42, [(640, 921600)], [(1920, 6220800)], [(641, 924963)]),
    Row(.p010, [(1280, 921600)], [(3840, 6220800)], [(1282, 926086)]),
    Row(
      .nv12M, [(640, 307200), (640, 153600)], [(1920, 2073600), (1920, 1036800)],
      [(641, 308321), (642, 154722)]),
    Row(
      .nv61M, [(640, 307200), (640, 307200)], [(1920, 2073600), (1920, 2073600)],
      [(641, 308321), (642, 308802)]),
    Row(
      .p012M, [(1280, 614400), (1280, 307200)], [(3840, 4147200), (3840, 2073600)],
      [(1282, 616642), (1284, 309444)]),
    Row(.yuv420, [(640, 460800)], [(1920, 3110400)], [(641, 463043)]),
    Row(.yvu420, [(640, 460800)], [(1920, 3110400)], [(641, 463043)]),
    Row(.yuv422P, [(640, 614400)], [(1920, 4147200)], [(641, 617123)]),
    Row(.yuv411P, [(640, 460800)], [(1920, 3110400)], [(641, 463203)]),
    Row(.yuv410, [(640, 345600)], [(1920, 2332800)], [(641, 347283)]),
    Row(
      .yuv420M, [(640, 307200), (320, 76800), (320, 76800)],
      [(1920, 2073600), (960, 518400), (960, 518400)], [(641, 308321), (321, 77361), (321, 77361)]),
    Row(
      .yvu422M, [(640, 307200), (320, 153600), (320, 153600)],
      [(1920, 2073600), (960, 1036800), (960, 1036800)],
      [(641, 308321), (321, 154401), (321, 154401)]),
    Row(
      .yuv444M, [(640, 307200), (640, 307200), (640, 307200)],
      [(1920, 2073600), (1920, 2073600), (1920, 2073600)],
      [(641, 308321), (641, 308321), (641, 308321)]),
  ]
}
