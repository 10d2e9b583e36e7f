import Foundation
import Testing

@testable import VideoFormats

/// One `#define` of a format in the kernel's header.
struct HeaderFormat: Hashable {
  var name: String
  var value: UInt32
}

/// The formats the installed kernel header defines.
///
/// The macros do not reach Swift (they call `v4l2_fourcc`), so the text is read.
func headerFormats() throws -> [HeaderFormat] {
  let text = try String(contentsOfFile: "/usr/include/linux/videodev2.h", encoding: .utf8)
  let define =
    /#define\s+(V4L2_(?:PIX|META|SDR|TCH)_FMT_\w+)\s+v4l2_fourcc(_be)?\('(.)',\s*'(.)',\s*'(.)',\s*'(.)'\)/
  return text.matches(of: define).map { match in
    let bytes = [match.output.3, match.output.4, match.output.5, match.output.6]
      .compactMap { $0.unicodeScalars.first?.value }
    let code = bytes.enumerated().reduce(0) { $0 | $1.element << (8 * UInt32($1.offset)) }
    return HeaderFormat(
      name: String(match.output.1), value: code | (match.output.2 == nil ? 0 : 1 << 31))
  }
}

@Suite struct KernelHeaderTests {
  @Test("the header is read whole") func count() throws {
    let text = try String(contentsOfFile: "/usr/include/linux/videodev2.h", encoding: .utf8)
    let uses = text.matches(of: /#define.*v4l2_fourcc(_be)?\('/).count
    let formats = try headerFormats()
    #expect(formats.count == uses)
    #expect(formats.count > 220)
  }

  @Test("every format of the header is known by its name and value") func present() throws {
    for header in try headerFormats() {
      let known = PixelFormat(rawValue: header.value).information
      #expect(known?.cName == header.name, "\(header)")
      #expect(PixelFormat(parsing: header.name)?.rawValue == header.value)
    }
  }

  @Test("no known name has another value in the header") func nothingMisspelt() throws {
    let values = Dictionary(
      try headerFormats().map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    for known in PixelFormat.known {
      if let value = values[known.cName] { #expect(value == known.format.rawValue) }
    }
  }

  @Test("names and codes are unique") func unique() {
    #expect(Set(PixelFormat.known.map(\.cName)).count == PixelFormat.known.count)
    #expect(Set(PixelFormat.known.map(\.format)).count == PixelFormat.known.count)
  }

  @Test("the constants stand for the codes of the header") func constants() {
    #expect(PixelFormat.yuyv.rawValue == 0x5659_5559)
    #expect(PixelFormat.y16BE.rawValue == 0xa036_3159)
    #expect(PixelFormat.mjpeg.fourcc == "MJPG")
    #expect(PixelFormat.xbgr32.fourcc == "XR24")
    #expect(PixelFormat.xrgb555X.fourcc == "XR15-BE")
    #expect(PixelFormat.metadataUVC.fourcc == "UVCH")
    #expect(PixelFormat.touchUnsigned08.fourcc == "TU08")
  }

  @Test("summaries fit the kernel's 31 characters") func summaries() {
    for known in PixelFormat.known {
      #expect((1...31).contains(known.summary.utf8.count), "\(known.cName)")
    }
  }

  @Test("only what has no fixed shape lacks a layout") func layouts() {
    for known in PixelFormat.known {
      switch known.kind {
      case .rgb, .hsv, .palette, .yuvPacked, .yuvPlanar, .bayer, .touch:
        #expect(known.layout != nil, "\(known.cName)")
      case .compressed, .metadata, .sdr, .vendor:
        #expect(known.layout == nil, "\(known.cName)")
      case .grey, .depth:
        break
      }
      #expect(known.isCompressed || known.kind != .compressed)
    }
    #expect(PixelFormat.y4.layout == nil)
    #expect(PixelFormat.inzi.layout == nil)
  }

  @Test("a picture in a layout is never empty and never shrinks") func sane() {
    for case let (name, layout?) in PixelFormat.known.map({ ($0.cName, $0.layout) }) {
      #expect((1...20).contains(layout.bitDepth), "\(name)")
      #expect(
        layout.colorPlanes.map(\.memoryPlane) == layout.colorPlanes.map(\.memoryPlane).sorted())
      let small = layout.planes(width: 64, height: 64)
      let large = layout.planes(width: 65, height: 65)
      #expect(small.count == layout.memoryPlaneCount)
      for (a, b) in zip(small, large) {
        #expect(a.size > 0 && a.size <= b.size && a.bytesPerLine <= b.bytesPerLine, "\(name)")
      }
    }
  }
}
