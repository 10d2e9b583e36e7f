import FoundationEssentials
import Synchronization
import SystemIO
import TestSupport
import Testing

@testable import FakeDriver
@testable import Replay

/// Every request has a name, a structure of the kernel's size, and words for any bytes.
@Suite struct CatalogTests {
  private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

  private static func files(in folder: String) -> [String] {
    let names = FileTree.names(in: folder)
    return names.flatMap { name in
      name.contains(".") ? ["\(folder)/\(name)"] : files(in: "\(folder)/\(name)")
    }
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.sources.appending(path: path), encoding: .utf8)
  }

  @Test func `every request that the library issues has a name`() throws {
    let known = Set(RequestCatalog.entries.map(\.name))
    var missing: [String] = []
    var found = 0
    for folder in ["V4L2", "Capture"] {
      let root = Self.sources.appending(path: folder)
      for file in Self.files(in: root.path()) where file.hasSuffix(".swift") {
        let source = try String(contentsOfFile: file, encoding: .utf8)
        let pattern = #/"((?:VIDIOC|MEDIA|DMA|UDMABUF)_[A-Z0-9_]+)"/#
        for match in source.matches(of: pattern) {
          found += 1
          if !known.contains(String(match.1)) { missing.append("\(match.1) in \(file)") }
        }
      }
    }
    #expect(found > 50)
    #expect(missing == [])
  }

  @Test func `every request of the header has a name`() throws {
    let header = try text("CVideoDev2/CVideoDev2.h")
    let known = Set(RequestCatalog.entries.map(\.name))
    let macros = header.matches(of: #/= ((?:VIDIOC|MEDIA|DMA|UDMABUF)_\w+);/#).map { String($0.1) }
    #expect(macros.count >= 50)
    #expect(macros.filter { !known.contains($0) } == [])
  }

  /// The numbers come from the kernel's header, so they hold the sizes of its structures.
  @Test func `numbers and sizes are the kernel's`() {
    var checked = 0
    for call in CallName.all {
      guard let number = CallName.requestNumber(call.text) else { continue }
      let request = RequestNumber(number)
      #expect(request.name == call.text)
      #expect(RequestCatalog.entry(request)?.number == request, "\(call.text)")
      checked += 1
    }
    #expect(checked > 40)
  }

  @Test func `names and numbers are used once`() {
    #expect(Set(RequestCatalog.entries.map(\.name)).count == RequestCatalog.entries.count)
    #expect(Set(RequestCatalog.entries.map(\.number.key)).count == RequestCatalog.entries.count)
  }

  /// What the header of an older kernel has not, written down by hand.
  @Test(arguments: [
    ("VIDIOC_G_EXT_CTRLS", 0xc020_5647), ("VIDIOC_QUERY_EXT_CTRL", 0xc0e8_5667),
    ("VIDIOC_QUERYMENU", 0xc02c_5625), ("VIDIOC_DQEVENT", 0x8088_5659),
    ("VIDIOC_SUBSCRIBE_EVENT", 0x4020_565a), ("VIDIOC_EXPBUF", 0xc040_5610),
    ("VIDIOC_REMOVE_BUFS", 0xc040_5668), ("VIDIOC_PREPARE_BUF", 0xc058_565d),
    ("VIDIOC_G_PRIORITY", 0x8004_5643), ("VIDIOC_ENUM_FREQ_BANDS", 0xc040_5665),
    ("VIDIOC_G_MODULATOR", 0xc044_5636), ("VIDIOC_G_SLICED_VBI_CAP", 0xc074_5645),
    ("VIDIOC_ENCODER_CMD", 0xc028_564d), ("VIDIOC_DECODER_CMD", 0xc048_5660),
    ("VIDIOC_G_FBUF", 0x8030_560a), ("VIDIOC_G_JPEGCOMP", 0x808c_563d),
    ("VIDIOC_S_HW_FREQ_SEEK", 0x4030_5652), ("VIDIOC_LOG_STATUS", 0x5646),
    ("MEDIA_IOC_DEVICE_INFO", 0xc100_7c00), ("MEDIA_IOC_REQUEST_ALLOC", 0x8004_7c05),
    ("MEDIA_REQUEST_IOC_QUEUE", 0x7c80), ("DMA_BUF_IOCTL_SYNC", 0x4008_6200),
    ("DMA_HEAP_IOCTL_ALLOC", 0xc018_4800), ("UDMABUF_CREATE", 0x4018_7542),
  ])
  func `requests of other headers have the right numbers`(_ name: String, _ number: UInt) {
    #expect(RequestNumber(number).name == name)
    #expect(RequestCatalog.entry(RequestNumber(number))?.number.rawValue == UInt32(number))
  }

  @Test func `an unknown request is told by its parts and its bytes`() {
    let number = RequestNumber(0xc010_51ff)
    #expect(number.name == "_IOWR('Q', 255, 16 bytes)")
    let copy = ArgumentCopy(parts: [[1, 2, 0xff, 0]])
    #expect(copy.text(number, isFull: false) == "bytes=0102ff")
    #expect(RequestNumber(0x8004_0001).name == "_IOR(0, 1, 4 bytes)")
  }

  /// Structures of any size with any bytes make words and nothing worse.
  @Test func `odd bytes are told`() {
    var random = SystemRandomNumberGenerator()
    for entry in RequestCatalog.entries {
      for size in [0, 1, 7, entry.number.size / 2, entry.number.size, entry.number.size + 9] {
        for fill in [UInt8(0), 0xff, UInt8.random(in: 0...255, using: &random)] {
          var bytes = [UInt8](repeating: fill, count: size)
          for index in bytes.indices where index % 3 == 0 {
            bytes[index] = UInt8.random(in: 0...255, using: &random)
          }
          let copy = ArgumentCopy(parts: [bytes[...], bytes.prefix(20), bytes.dropFirst()])
          for isFull in [false, true] {
            let text = copy.text(entry.number, isFull: isFull)
            #expect(!text.contains("\n") && !text.contains("\u{1b}"))
          }
        }
      }
    }
  }

  @Test func `formats of every kind of queue are told`() {
    let number = RequestNumber(0xc0d0_5605)
    func text(_ type: UInt8) -> String {
      var bytes = [UInt8](repeating: 0, count: 208)
      bytes[0] = type
      bytes.replaceSubrange(8..<20, with: [64, 1, 0, 0, 240, 0, 0, 0, 0x59, 0x55, 0x59, 0x56])
      return ArgumentCopy(parts: [bytes[...]]).text(number, isFull: true)
    }
    #expect(text(1).contains("type=VIDEO_CAPTURE width=320 height=240 pixelformat=YUYV"))
    #expect(text(9).contains("type=VIDEO_CAPTURE_MPLANE width=320 height=240 pixelformat=YUYV"))
    #expect(text(4).contains("type=VBI_CAPTURE sampling_rate=320"))
    #expect(text(6).contains("type=SLICED_VBI_CAPTURE service_set=320"))
    #expect(text(11).contains("type=SDR_CAPTURE pixelformat="))
    #expect(text(13).contains("type=META_CAPTURE dataformat="))
    #expect(text(3).contains("type=VIDEO_OVERLAY w="))
    #expect(text(99).contains("type=99 fmt="))
  }
}
