import FoundationEssentials
import Testing
import VideoFormats

@testable import Display

/// The names that cards and cameras have for one thing.
@Suite struct FormatTests {
  /// Codes of libdrm's header by name. The macros do not reach Swift, so the text is read.
  static func headerFormats() throws -> [String: UInt32] {
    let data = try Data(contentsOf: URL(filePath: "/usr/include/libdrm/drm_fourcc.h"))
    let define = /#define\s+DRM_FORMAT_(\w+)\s+fourcc_code\('(.)',\s*'(.)',\s*'(.)',\s*'(.)'\)/
    let pairs = String(decoding: data, as: UTF8.self).matches(of: define).map { match in
      let characters = [match.output.2, match.output.3, match.output.4, match.output.5]
      let code = characters.enumerated().reduce(UInt32(0)) { code, character in
        code | (character.element.unicodeScalars.first?.value ?? 0)
          << (8 * UInt32(character.offset))
      }
      return (String(match.output.1), code)
    }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// What each of the camera's formats is called by libdrm; the names state components from the highest bit.
  static let names: [(PixelFormat, String)] = [
    (.xbgr32, "XRGB8888"), (.abgr32, "XRGB8888 ARGB8888"), (.bgr32, "XRGB8888 ARGB8888"),
    (.rgbx32, "XBGR8888"), (.rgba32, "XBGR8888 ABGR8888"),
    (.bgrx32, "RGBX8888"), (.bgra32, "RGBX8888 RGBA8888"),
    (.xrgb32, "BGRX8888"), (.argb32, "BGRX8888 BGRA8888"), (.rgb32, "BGRX8888 BGRA8888"),
    (.argb2101010, "XRGB2101010 ARGB2101010"), (.rgba1010102, "RGBX1010102 RGBA1010102"),
    (.rgbx1010102, "RGBX1010102"), (.bgr24, "RGB888"), (.rgb24, "BGR888"), (.rgb565, "RGB565"),
    (.xrgb555, "XRGB1555"), (.argb555, "XRGB1555 ARGB1555"), (.rgb555, "XRGB1555 ARGB1555"),
    (.xbgr555, "XBGR1555"), (.abgr555, "XBGR1555 ABGR1555"),
    (.rgbx555, "RGBX5551"), (.rgba555, "RGBX5551 RGBA5551"),
    (.bgrx555, "BGRX5551"), (.bgra555, "BGRX5551 BGRA5551"),
    (.xrgb444, "XRGB4444"), (.argb444, "XRGB4444 ARGB4444"), (.rgb444, "XRGB4444 ARGB4444"),
    (.xbgr444, "XBGR4444"), (.abgr444, "XBGR4444 ABGR4444"),
    (.rgbx444, "RGBX4444"), (.rgba444, "RGBX4444 RGBA4444"),
    (.bgrx444, "BGRX4444"), (.bgra444, "BGRX4444 BGRA4444"), (.rgb332, "RGB332"),
    (.yuyv, "YUYV"), (.yvyu, "YVYU"), (.uyvy, "UYVY"), (.vyuy, "VYUY"),
    (.vuyx32, "XYUV8888"), (.vuya32, "XYUV8888 AYUV"), (.yuv24, "VUY888"),
    (.nv12, "NV12"), (.nv12M, "NV12"), (.nv21, "NV21"), (.nv21M, "NV21"), (.nv16, "NV16"),
    (.nv16M, "NV16"), (.nv61, "NV61"), (.nv61M, "NV61"), (.nv24, "NV24"), (.nv42, "NV42"),
    (.p010, "P010"), (.yuv420, "YUV420"), (.yuv420M, "YUV420"), (.yvu420, "YVU420"),
    (.yvu420M, "YVU420"), (.yuv422P, "YUV422"), (.yuv422M, "YUV422"), (.yvu422M, "YVU422"),
    (.yuv444M, "YUV444"), (.yvu444M, "YVU444"), (.yuv411P, "YUV411"), (.yuv410, "YUV410"),
    (.yvu410, "YVU410"),
  ]

  private static let bigEndian: [PixelFormat: String] = [
    .rgb565X: "RGB565", .xrgb555X: "XRGB1555", .argb555X: "XRGB1555 ARGB1555",
    .rgb555X: "XRGB1555 ARGB1555",
  ]

  @Test func `every name of a card's is libdrm's for the same bytes`() throws {
    let header = try Self.headerFormats()
    #expect(header.count > 80)
    for (format, names) in Self.names {
      let codes = try names.split(separator: " ").map { name in
        try #require(header[String(name)], "libdrm has no \(name)")
      }
      #expect(DRMFormat.candidates(for: format).map(\.rawValue) == codes, "\(format)")
    }
    for (format, names) in Self.bigEndian {
      let codes = try names.split(separator: " ").map { name in
        try #require(header[String(name)]) | 1 << 31
      }
      #expect(DRMFormat.candidates(for: format).map(\.rawValue) == codes, "\(format)")
    }
    #expect(Set(DRMFormat.table.keys) == Set(Self.names.map(\.0)).union(Self.bigEndian.keys))
  }

  @Test func `the way back leads to the camera's formats`() {
    #expect(DRMFormat(fourcc: "NV12").map { Set($0.pixelFormats) } == [.nv12, .nv12M])
    #expect(DRMFormat(fourcc: "XR24")?.pixelFormats.contains(.bgr32) == true)
    #expect(DRMFormat(fourcc: "C8")?.pixelFormats == [])
    #expect(DRMFormat.candidates(for: .jpeg) == [] && DRMFormat.candidates(for: .grey) == [])
    // Every format can be told to a card plane by plane.
    for format in DRMFormat.table.keys {
      let count = format.layout.map { $0.colorPlanes.count } ?? 0
      #expect((1...4).contains(count) && format.layout?.arrangement == .linear, "\(format)")
    }
  }

  @Test func `names and numbers survive`() throws {
    #expect(DRMFormat(rawValue: 0x3432_5258).description == "XR24")
    #expect("\(FormatModifier.linear)" == "linear")
    #expect("\(FormatModifier(rawValue: 0x0100_0000_0000_0001))" == "0x100000000000001")
    let encoded = try JSONEncoder().encode([try #require(DRMFormat(fourcc: "RG16-BE"))])
    #expect(try JSONDecoder().decode([DRMFormat].self, from: encoded)[0].rawValue >> 31 == 1)
  }

  /// What QEMU's cirrus card says: three formats, each linear.
  static let blob: [UInt8] = [
    1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 24, 0, 0, 0, 1, 0, 0, 0, 40, 0, 0, 0,
    0x52, 0x47, 0x31, 0x36, 0x52, 0x47, 0x32, 0x34, 0x58, 0x52, 0x32, 0x34, 0, 0, 0, 0,
    7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  ]

  @Test func `a plane's list of formats is read, and a damaged one is not believed`() throws {
    let read = try #require(FormatBlob(Self.blob))
    #expect(read.formats.map { "\($0.format)" } == ["RG16", "RG24", "XR24"])
    #expect(read.formats.allSatisfy { $0.modifiers == [.linear] })
    for length in 0..<Self.blob.count {
      #expect(FormatBlob(Array(Self.blob.prefix(length))) == nil)
    }
    for place in Self.blob.indices {
      for value: UInt8 in [0, 0x7f, 0xff] {
        var damaged = Self.blob
        damaged[place] = value
        _ = FormatBlob(damaged)
      }
    }
    // A second window of formats, and bits beyond the end.
    var second = Self.blob
    second[40] = 0xff
    second[48] = 2
    #expect(try #require(FormatBlob(second)).formats.map(\.modifiers.count) == [0, 0, 1])
  }
}
