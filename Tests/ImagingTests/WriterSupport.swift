import Testing
import VideoFormats

@testable import Imaging

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A folder of its own for one test, gone when the test ends.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() throws {
    var template = Array("/tmp/imaging-XXXXXX\0".utf8CString.dropLast())
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe mkdtemp($0) != nil } ?? false
    }
    try #require(made)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in Self.names(in: path) { _ = unsafe unlink("\(path)/\(name)") }
    _ = unsafe rmdir(path)
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// What is in the folder, sorted.
  var contents: [String] { Self.names(in: path) }

  private static func names(in path: String) -> [String] {
    guard let folder = unsafe opendir(path) else { return [] }
    defer { _ = unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { start in
        unsafe start.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}

/// The bytes of a file; nil when there is none.
func contents(of path: String) -> [UInt8]? {
  let descriptor = unsafe open(path, O_RDONLY)
  guard descriptor >= 0 else { return nil }
  defer { _ = close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65536)
  while true {
    let count = unsafe chunk.withUnsafeMutableBytes {
      unsafe read(descriptor, $0.baseAddress, $0.count)
    }
    if count <= 0 { return bytes }
    bytes += chunk[..<count]
  }
}

func store(_ bytes: [UInt8], at path: String) {
  let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
  _ = close(descriptor)
}

/// The scene in a format.
func paint(
  _ code: String, width: Int = 64, height: Int = 16, padding: Int = 0,
  colorimetry: Colorimetry = Colorimetry(colorSpace: .smpte170M), field: Field = .none
) throws -> Painted {
  let (_, painting, _) = try #require(paintings.first { $0.code == code })
  return try painting.paint(
    code, width: width, height: height, padding: padding, colorimetry: colorimetry, field: field)
}

extension FrameWriter {
  /// Writes a painted picture.
  @discardableResult
  mutating func write(_ painted: Painted) throws(ImagingError) -> Int {
    let none: [UInt8] = []
    let first = painted.planes[0]
    let second = painted.planes.count > 1 ? painted.planes[1] : none
    let third = painted.planes.count > 2 ? painted.planes[2] : none
    return unsafe try write(
      Picture(
        painted.format, planeCount: painted.planes.count, first.span.bytes, second.span.bytes,
        third.span.bytes, RawSpan()))
  }
}

/// Writes the same picture a number of times.
@discardableResult
func write(
  _ painted: Painted, to destination: String, count: Int = 1, container: Container? = nil,
  interval: Interval? = Interval(1, 25)
) throws -> Int {
  var writer = try FrameWriter.make(
    for: OutputDestination(parsing: destination), container: container, format: painted.format,
    interval: interval)
  try writer.prepare()
  var total = 0
  for _ in 0..<count { total += try writer.write(painted) }
  try writer.finish()
  return total
}

/// Reads a binary pixmap or graymap.
func readPPM(_ bytes: [UInt8]) throws -> (channels: Int, pixels: Pixels) {
  var place = 0
  func word() -> String {
    var text = ""
    while place < bytes.count, bytes[place] > 0x20 {
      text.unicodeScalars.append(Unicode.Scalar(bytes[place]))
      place += 1
    }
    place += 1
    return text
  }
  let magic = word()
  let width = try #require(Int(word()))
  let height = try #require(Int(word()))
  #expect(word() == "255")
  let channels = try #require(["P5": 1, "P6": 3][magic])
  let pixels = Array(bytes[place...])
  #expect(pixels.count == width * height * channels)
  return (channels, Pixels(width: width, height: height, bytes: pixels))
}
