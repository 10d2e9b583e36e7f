import Testing
import VideoFormats

@testable import Imaging

#if JPEG
/// Motion-JPEG as cameras really send it, put together by hand: without tables, with something behind its end, in
/// several parts.
@Suite struct MotionJPEGTests {
  private static let start: [UInt8] = [0xff, 0xd8]
  private static let end: [UInt8] = [0xff, 0xd9]
  /// The mark of AVI files, by which UVC cameras say that the tables are the standard's.
  private static let avi1: [UInt8] =
    [0xff, 0xe0, 0, 16] + Array("AVI1".utf8) + [UInt8](repeating: 0, count: 10)
  /// All coefficients in steps of eight.
  private static let quantization: [UInt8] =
    [0xff, 0xdb, 0, 67, 0] + [UInt8](repeating: 8, count: 64)
  /// Grey, 16 by 8.
  private static let frame: [UInt8] = [0xff, 0xc0, 0, 11, 8, 0, 8, 0, 16, 1, 1, 0x11, 0]
  private static let restartInterval: [UInt8] = [0xff, 0xdd, 0, 4, 0, 1]
  private static let scan: [UInt8] = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]
  /// A block whose mean is 50 above the middle, by the standard's tables: 1110 110010, end of block 1010, and ones.
  private static let block: [UInt8] = [0xec, 0xab]
  /// Two blocks with a restart between them.
  private static let blocks = block + [0xff, 0xd0] + block

  /// A whole picture, of which every pixel is 178.
  private static func picture(tables: [UInt8] = [], application: [UInt8] = []) -> [UInt8] {
    start + application + quantization + frame + tables + restartInterval + scan + blocks + end
  }

  private func painted(_ bytes: [UInt8]) -> Painted {
    let format = Format(.mjpeg, width: 16, height: 8, planes: [.init(bytesPerLine: 0, size: 65536)])
    return Painted(format: format, planes: [bytes])
  }

  private static let zeros = [UInt8](repeating: 0, count: 333)

  /// Payloads that have the picture in them.
  private static let payloads: [(String, [UInt8])] = [
    ("with tables", picture(tables: MotionJPEG.tables)),
    ("without tables", picture()),
    ("without tables, as in AVI", picture(application: avi1)),
    ("garbage behind the end", picture() + [0xde, 0xad, 0xbe, 0xef, 0xff]),
    ("zeros behind the end", picture() + zeros),
    ("two ends", picture() + end),
    ("garbage that looks like markers", picture() + [0xff, 0xd0, 0xff, 0xd9, 0xff, 0xc4]),
    ("another picture behind it", picture(tables: MotionJPEG.tables) + picture()),
    ("fill bytes in front of a marker", start + [0xff, 0xff] + picture().dropFirst(2)),
  ]

  @Test(arguments: payloads.indices) func `it decodes, whatever is around the picture`(
    _ index: Int
  ) throws {
    let (name, bytes) = Self.payloads[index]
    let pixels = try convert(painted(bytes))
    #expect(pixels.width == 16 && pixels.height == 8)
    #expect(pixels.bytes.allSatisfy { $0 == 178 }, "\(name)")
  }

  @Test(arguments: payloads.indices)
  func `raw files have it as delivered, JPEG files can be read alone`(
    _ index: Int
  ) throws {
    let folder = try TemporaryFolder()
    let (name, bytes) = Self.payloads[index]
    try write(painted(bytes), to: folder.file("x.mjpeg"), count: 2)
    #expect(contents(of: folder.file("x.mjpeg")) == bytes + bytes)
    try write(painted(bytes), to: folder.file("x.jpg"))
    let stored = try #require(contents(of: folder.file("x.jpg")))
    let tables = MotionJPEG.tables
    let hasTables = stored.indices.contains { Array(stored[$0...].prefix(tables.count)) == tables }
    #expect(hasTables, "\(name)")
    #expect(try readPicture(folder.file("x.jpg")).bytes.allSatisfy { $0 == 178 })
  }

  @Test func `a picture that ends before its end is damaged`() throws {
    let whole = Self.picture()
    for count in [3, 40, whole.count - 4] {
      #expect(throws: ImagingError.self) { try convert(painted(Array(whole.prefix(count)))) }
    }
  }
}
#endif
