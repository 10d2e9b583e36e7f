import Foundation
import Testing
import VideoFormats

@Suite struct FormatCatalogTests {
  /// One of everything a driver may state.
  static let catalog = FormatCatalog(
    node: "/dev/video0",
    queues: [
      QueueFormats(
        type: .videoCapture,
        formats: [
          FormatDescription(
            pixelFormat: .yuyv, description: "YUYV 4:2:2", flags: [],
            sizes: [
              SizeDescription(
                size: .discrete(Size(width: 640, height: 480)),
                intervals: [.discrete(Interval(1, 30)), .discrete(Interval(1001, 30000))])
            ]),
          FormatDescription(
            pixelFormat: .y16BE, description: "16-bit Greyscale BE",
            flags: [.emulated, FormatFlags(rawValue: 0x4000_0000)],
            sizes: [
              SizeDescription(
                size: .stepwise(
                  min: Size(width: 16, height: 16), max: Size(width: 4096, height: 2160),
                  step: Size(width: 8, height: 2)),
                intervals: [
                  .stepwise(min: Interval(1, 60), max: Interval(1, 1), step: Interval(1, 60))
                ]),
              SizeDescription(
                size: .continuous(
                  min: Size(width: 1, height: 1), max: Size(width: 64, height: 32)),
                intervals: [.continuous(min: Interval(1, 1000), max: Interval(1, 1))]),
            ]),
        ]),
      QueueFormats(type: QueueType(rawValue: 99), formats: []),
      QueueFormats(
        type: .metadataCapture,
        formats: [FormatDescription(pixelFormat: PixelFormat(rawValue: 1), description: "")]),
    ])

  static let golden = """
    {"node":"/dev/video0","queues":[\
    {"formats":[\
    {"description":"YUYV 4:2:2","flags":[],"fourcc":"YUYV","sizes":[\
    {"height":480,"intervals":[{"denominator":30,"kind":"discrete","numerator":1},\
    {"denominator":30000,"kind":"discrete","numerator":1001}],"kind":"discrete","width":640}]},\
    {"description":"16-bit Greyscale BE","flags":["emulated","0x40000000"],"fourcc":"Y16 -BE","sizes":[\
    {"intervals":[{"kind":"stepwise","max":{"denominator":1,"numerator":1},\
    "min":{"denominator":60,"numerator":1},"step":{"denominator":60,"numerator":1}}],\
    "kind":"stepwise","max":{"height":2160,"width":4096},"min":{"height":16,"width":16},\
    "step":{"height":2,"width":8}},\
    {"intervals":[{"kind":"continuous","max":{"denominator":1,"numerator":1},\
    "min":{"denominator":1000,"numerator":1},"step":{"denominator":1,"numerator":1}}],\
    "kind":"continuous","max":{"height":32,"width":64},"min":{"height":1,"width":1},\
    "step":{"height":1,"width":1}}]}],\
    "type":"videoCapture"},\
    {"formats":[],"type":"#99"},\
    {"formats":[{"description":"","flags":[],"fourcc":"0x00000001","sizes":[]}],\
    "type":"metadataCapture"}]}
    """

  @Test("the JSON is what scripts rely on") func golden() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    #expect(String(decoding: try encoder.encode(Self.catalog), as: UTF8.self) == Self.golden)
  }

  @Test("it reads back unchanged") func roundTrip() throws {
    let data = try JSONEncoder().encode(Self.catalog)
    #expect(try JSONDecoder().decode(FormatCatalog.self, from: data) == Self.catalog)
    let golden = Data(Self.golden.utf8)
    #expect(try JSONDecoder().decode(FormatCatalog.self, from: golden) == Self.catalog)
  }

  @Test("what may be left out is empty") func sparse() throws {
    let text = #"{"node":"n","queues":[{"type":"videoOutput","formats":[{"fourcc":"NV12"}]}]}"#
    let catalog = try JSONDecoder().decode(FormatCatalog.self, from: Data(text.utf8))
    #expect(
      catalog.queues == [
        QueueFormats(
          type: .videoOutput,
          formats: [FormatDescription(pixelFormat: .nv12, description: "")])
      ])
  }

  @Test(
    "what is no catalogue is refused",
    arguments: [
      #"{"queues":[]}"#,
      #"{"node":"n","queues":[{"type":"nonsense","formats":[]}]}"#,
      #"{"node":"n","queues":[{"type":"videoCapture","formats":[{"fourcc":"TOOLONG"}]}]}"#,
      #"{"node":"n","queues":[{"type":"videoCapture","formats":[{"fourcc":"NV12","flags":["bad"]}]}]}"#,
      #"{"node":"n","queues":[{"type":"videoCapture","formats":[{"fourcc":"NV12","sizes":[{"kind":"round"}]}]}]}"#,
      #"{"node":"n","queues":[{"type":"videoCapture","formats":[{"fourcc":"NV12","sizes":[{"kind":"discrete","width":1}]}]}]}"#,
    ])
  func refused(_ text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(FormatCatalog.self, from: Data(text.utf8))
    }
  }

  @Test("every bit of the flags has a label") func flags() throws {
    let all = FormatFlags(rawValue: .max)
    #expect(all.labels.count == 32)
    let data = try JSONEncoder().encode(all)
    #expect(try JSONDecoder().decode(FormatFlags.self, from: data) == all)
    #expect(FormatFlags.cscColorSpace.labels == ["cscColorSpace"])
    #expect(FormatFlags(rawValue: 0x400).labels == ["0x400"])
    #expect(FormatFlags().labels.isEmpty)
  }
}
