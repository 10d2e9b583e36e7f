import Foundation
import Testing
import VideoFormats

/// What the real vivid driver answered, recorded; the live check is among the vivid tests.
@Suite struct VividLayoutTests {
  struct Answer {
    var isMultiplanar: Bool
    var summary: String
    var format: Format
  }

  static func answers() throws -> [Answer] {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Fixtures/vivid-layouts.tsv")
    return try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
      .map { line in
        let fields = line.split(separator: "\t").map(String.init)
        try #require(fields.count == 5, "\(line)")
        let size = try #require(Size(fields[3]))
        let planes = try fields[4].split(separator: ",").map { plane in
          let numbers = plane.split(separator: ":").compactMap { Int($0) }
          try #require(numbers.count == 2, "\(line)")
          return Format.Plane(bytesPerLine: numbers[0], size: numbers[1])
        }
        return Answer(
          isMultiplanar: fields[0] == "multi", summary: fields[2],
          format: Format(
            try #require(PixelFormat(fourcc: fields[1])), width: size.width, height: size.height,
            planes: planes))
      }
  }

  /// The headers vivid puts in front of some planes to exercise `data_offset`.
  ///
  /// It drops that of YUYV for good once a single-planar device exists: recorded from one device at a time.
  static func padding(_ answer: Answer) -> [Int] {
    guard answer.isMultiplanar else { return [] }
    switch answer.format.pixelFormat {
    case .yuyv, .nv16M: return [128, 0]
    case .nv61M: return [0, 128]
    default: return []
    }
  }

  @Test("computed strides and sizes equal the driver's") func exact() throws {
    let answers = try Self.answers()
    for api in [false, true] {
      let formats = Set(
        answers.filter { $0.isMultiplanar == api }.map(\.format.pixelFormat))
      #expect(formats.count == (api ? 93 : 83))
    }
    for answer in answers where answer.format.width.isMultiple(of: 2) {
      let check = FormatLayoutCheck(answer.format, padding: Self.padding(answer))
      #expect(check.isExact, "\(answer.format.pixelFormat) \(answer.format.size): \(check)")
    }
  }

  /// vivid rounds subsampled planes of odd widths down, so that their last column is cut off.
  @Test("odd widths are exact but for subsampled planes, which the driver cuts") func odd() throws {
    for answer in try Self.answers() where !answer.format.width.isMultiple(of: 2) {
      let check = FormatLayoutCheck(answer.format, padding: Self.padding(answer))
      let planes = try #require(answer.format.pixelFormat.layout).colorPlanes
      let isSubsampled = planes.contains { $0.horizontalSubsampling > 1 }
      #expect(check.isExact != isSubsampled, "\(answer.format.pixelFormat): \(check)")
      #expect(check.hasErrors == isSubsampled)
    }
  }

  @Test("summaries are the kernel's words") func summaries() throws {
    for answer in try Self.answers() {
      #expect(answer.format.pixelFormat.information?.summary == answer.summary)
    }
  }
}
