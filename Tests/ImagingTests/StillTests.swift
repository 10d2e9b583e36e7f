import Testing
import VideoFormats

@testable import Imaging

/// Reads a file back.
func readPicture(_ path: String) throws -> Pixels {
  let bytes = try #require(contents(of: path), "\(path)")
  let picture = unsafe try StoredPicture(bytes.span.bytes)
  return Pixels(width: picture.width, height: picture.height, bytes: picture.rgb)
}

/// The chunks of a PNG file by name, in order.
private func chunks(_ bytes: [UInt8]) -> [(name: String, data: [UInt8])] {
  var result: [(String, [UInt8])] = []
  var place = 8
  while place + 12 <= bytes.count {
    let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    let name = String(decoding: bytes[place + 4..<place + 8], as: UTF8.self)
    result.append((name, Array(bytes[place + 8..<place + 8 + length])))
    place += 12 + length
  }
  return result
}

@Suite struct Stills {
  #if PNG
  @Test(
    "a PNG gives back exactly what was converted",
    arguments: ["RGB3", "YUYV", "RGGB", "HSV3", "NM16"])
  func png(code: String) throws {
    let folder = try TemporaryFolder()
    let painted = try paint(code, width: 68, height: 12, padding: 32)
    try write(painted, to: folder.file("x.png"))
    let found = try readPicture(folder.file("x.png"))
    #expect(try found.bytes == convert(painted).bytes)
    #expect(found.width == 68 && found.height == 12)
  }

  @Test("deep grey stays deep in a PNG", arguments: [("GREY", 8), ("Y10 ", 16), ("Y16 -BE", 16)])
  func deepGrey(code: String, bits: UInt8) throws {
    let folder = try TemporaryFolder()
    try write(try paint(code), to: folder.file("x.png"))
    let bytes = try #require(contents(of: folder.file("x.png")))
    let header = try #require(chunks(bytes).first)
    // Bit depth and colour type follow the size.
    #expect(header.name == "IHDR" && header.data[8] == bits && header.data[9] == 0)
    let pixels = try readPicture(folder.file("x.png"))
    #expect(pixels.pixel(0, 0) == (255, 255, 255) && pixels.pixel(40, 3) == (0, 0, 0))
  }

  @Test("a PNG says sRGB, or in a cICP chunk what it is instead")
  func colorHints() throws {
    let folder = try TemporaryFolder()
    for (colorimetry, name, data) in [
      (Colorimetry(colorSpace: .sRGB), "sRGB", [UInt8(0)]),
      (Colorimetry(colorSpace: .rec709), "sRGB", [0]),
      (Colorimetry(colorSpace: .bt2020), "cICP", [9, 1, 0, 1]),
      (Colorimetry(colorSpace: .bt2020, transfer: .smpte2084), "cICP", [9, 16, 0, 1]),
    ] {
      try write(try paint("YM24", colorimetry: colorimetry), to: folder.file("x.png"))
      let found = chunks(try #require(contents(of: folder.file("x.png"))))
      let hint = try #require(found.first { $0.name == "sRGB" || $0.name == "cICP" })
      #expect(hint.name == name && hint.data == data)
      #expect(worstDifference(try readPicture(folder.file("x.png"))) <= 3)
    }
  }
  #endif

  #if JPEG
  @Test(
    "a JPEG has the right colours whatever the source's encoding and range",
    arguments: ["YUYV", "NV12", "YM24", "RGB3", "VUYA", "411P", "YUV9", "BYR2"],
    [
      Colorimetry(colorSpace: .smpte170M), Colorimetry(colorSpace: .rec709),
      Colorimetry(colorSpace: .jpeg), Colorimetry(encoding: .rec709, quantization: .full),
      Colorimetry(colorSpace: .bt2020),
    ])
  func jpeg(code: String, colorimetry: Colorimetry) throws {
    let folder = try TemporaryFolder()
    let isRGB = code == "RGB3" || code == "BYR2"
    let painted = try paint(
      code, width: 128, height: 32, padding: 32,
      colorimetry: isRGB ? Colorimetry(colorSpace: .sRGB) : colorimetry)
    try write(painted, to: folder.file("x.jpg"))
    let pixels = try readPicture(folder.file("x.jpg"))
    #expect(pixels.width == 128 && pixels.height == 32)
    // Compression rings at the edges of bars, so their middles are compared.
    var worst = 0
    for x in stride(from: 3, to: 128, by: 8) {
      let (found, wanted) = (pixels.pixel(x, 16), Scene.color(x: x))
      worst = max(
        worst, abs(found.r - wanted.r), abs(found.g - wanted.g), abs(found.b - wanted.b))
    }
    #expect(worst <= 24, "\(code)")
  }

  @Test("grey becomes a grey JPEG")
  func greyJPEG() throws {
    let folder = try TemporaryFolder()
    try write(try paint("Y12 "), to: folder.file("x.jpg"))
    let pixels = try readPicture(folder.file("x.jpg"))
    let (white, black) = (pixels.pixel(4, 4), pixels.pixel(43, 4))
    #expect(white.r >= 250 && white.r == white.b && black.r <= 5)
  }

  /// A Motion-JPEG frame as a webcam sends it.
  private func motionJPEG(_ folder: borrowing TemporaryFolder) throws -> (Painted, [UInt8]) {
    let source = try paint(
      "YU12", width: 64, height: 32, colorimetry: Colorimetry(colorSpace: .jpeg))
    try write(source, to: folder.file("source.jpg"))
    let bytes = try #require(contents(of: folder.file("source.jpg")))
    let format = Format(
      .mjpeg, width: 64, height: 32, colorimetry: Colorimetry(colorSpace: .sRGB),
      planes: [.init(bytesPerLine: 0, size: 65536)])
    return (Painted(format: format, planes: [bytes]), bytes)
  }

  /// The bytes without their Huffman tables.
  private func withoutTables(_ bytes: [UInt8]) -> [UInt8] {
    var result = Array(bytes[..<2])
    var place = 2
    while place + 4 <= bytes.count {
      let length = 2 + Int(bytes[place + 2]) << 8 + Int(bytes[place + 3])
      if bytes[place + 1] == 0xda { return result + bytes[place...] }
      if bytes[place + 1] != 0xc4 { result += bytes[place..<place + length] }
      place += length
    }
    return result
  }

  @Test("a Motion-JPEG frame is stored as it came")
  func passthrough() throws {
    let folder = try TemporaryFolder()
    let (painted, bytes) = try motionJPEG(folder)
    #expect(try write(painted, to: folder.file("x.jpg")) == bytes.count)
    #expect(contents(of: folder.file("x.jpg")) == bytes)
  }

  @Test("a Motion-JPEG frame without Huffman tables gets the standard's")
  func missingTables() throws {
    let folder = try TemporaryFolder()
    var (painted, bytes) = try motionJPEG(folder)
    painted.planes[0] = withoutTables(bytes)
    #expect(painted.planes[0].count < bytes.count - 300)
    let decoded = try convert(painted)
    #expect(try decoded.bytes == readPicture(folder.file("source.jpg")).bytes)
    let total = try write(painted, to: folder.file("x.jpg"))
    let stored = try #require(contents(of: folder.file("x.jpg")))
    #expect(stored.count == total && total == painted.planes[0].count + 420)
    #expect(try readPicture(folder.file("x.jpg")).bytes == decoded.bytes)
  }

  @Test("a Motion-JPEG frame becomes a pixmap, a PNG and Y4M planes")
  func decoded() throws {
    let folder = try TemporaryFolder()
    let (painted, _) = try motionJPEG(folder)
    try write(painted, to: folder.file("x.ppm"))
    #expect(try readPicture(folder.file("x.ppm")).bytes == convert(painted).bytes)
    try write(painted, to: folder.file("x.y4m"), count: 2)
    let bytes = try #require(contents(of: folder.file("x.y4m")))
    let header = Array(
      "YUV4MPEG2 W64 H32 F25:1 Ip A1:1 C420jpeg XCOLORRANGE=FULL\nFRAME\n".utf8)
    #expect(Array(bytes.prefix(header.count)) == header)
    #expect(bytes.count == header.count + 6 + 2 * 64 * 32 * 3 / 2)
    #expect(bytes[header.count] >= 250)
  }

  @Test("odd sizes of Motion-JPEG decode to their own size")
  func oddMotionJPEG() throws {
    let folder = try TemporaryFolder()
    let source = try paint(
      "YU12", width: 61, height: 23, colorimetry: Colorimetry(colorSpace: .jpeg))
    try write(source, to: folder.file("x.jpg"))
    let bytes = try #require(contents(of: folder.file("x.jpg")))
    let painted = Painted(format: Format(.mjpeg, width: 61, height: 23), planes: [bytes])
    let pixels = try convert(painted)
    #expect(pixels.width == 61 && pixels.height == 23)
    try write(painted, to: folder.file("x.y4m"))
    let stream = try #require(contents(of: folder.file("x.y4m")))
    let header = "YUV4MPEG2 W61 H23 F25:1 Ip A1:1 C420jpeg XCOLORRANGE=FULL\nFRAME\n".utf8.count
    #expect(stream.count == header + 61 * 23 + 2 * 31 * 12)
  }

  @Test("a damaged Motion-JPEG frame is an error, and the next one is written")
  func damaged() throws {
    let folder = try TemporaryFolder()
    let (whole, bytes) = try motionJPEG(folder)
    for broken in [
      [], [0xff], [UInt8](repeating: 0, count: 500), Array(bytes.prefix(bytes.count / 2)),
    ] {
      var damaged = whole
      damaged.planes[0] = broken
      #expect(throws: ImagingError.self) { try convert(damaged) }
      var writer = try FrameWriter.make(
        for: OutputDestination(parsing: folder.file("y%d.ppm")), format: whole.format)
      #expect(throws: ImagingError.self) { try writer.write(damaged) }
      try writer.write(whole)
      let frames = writer.framesWritten
      #expect(frames == 1)
    }
    #expect(folder.contents == ["source.jpg", "y1.ppm"])
    var empty = whole
    empty.planes[0] = []
    #expect(throws: ImagingError.self) { try write(empty, to: folder.file("z.jpg")) }
    #expect(folder.contents == ["source.jpg", "y1.ppm"])
  }

  @Test("padding after a Motion-JPEG frame is harmless")
  func trailing() throws {
    let folder = try TemporaryFolder()
    var (painted, _) = try motionJPEG(folder)
    let clean = try convert(painted)
    painted.planes[0] += [UInt8](repeating: 0, count: 1000)
    #expect(try convert(painted).bytes == clean.bytes)
  }
  #endif

  @Test("what is no picture is refused with a reason")
  func notPictures() throws {
    for bytes in [[], Array("hello, world".utf8), Array("P6\n2 2\n255\nab".utf8)] {
      #expect(throws: StoredPicture.Failure.self) {
        unsafe try StoredPicture(bytes.span.bytes)
      }
    }
  }

  #if V4LConvert
  @Test("a format that one webcam invented is read by libv4lconvert")
  func camera() throws {
    // SPCA508: for each pair of lines, luma and chroma in a layout of its own; no colour at all is grey.
    let format = Format(
      try #require(PixelFormat(fourcc: "S508")), width: 32, height: 16,
      planes: [.init(bytesPerLine: 32, size: 32 * 16 * 3 / 2)])
    let pixels = try convert(
      Painted(format: format, planes: [[UInt8](repeating: 0, count: 32 * 16 * 3 / 2)]))
    // Its codes are signed: zero is the middle of the range.
    #expect(pixels.bytes.allSatisfy { (120...140).contains($0) })
    let short = Painted(format: format, planes: [[UInt8](repeating: 0, count: 100)])
    let error = #expect(throws: ImagingError.self) { try convert(short) }
    #expect(try #require(error).description.contains("S508"))
  }
  #endif
}
