import Testing
import VideoFormats

/// An EDID of two blocks, made by hand from the standard.
enum SampleEDID {
  static let bytes: [UInt8] = {
    var block = [UInt8](repeating: 0, count: 128)
    block.replaceSubrange(0..<8, with: [0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0])
    // "ABC": 1, 2 and 3 in five bits each.
    block.replaceSubrange(8..<16, with: [0x04, 0x43, 0x34, 0x12, 0x78, 0x56, 0x34, 0x12])
    block.replaceSubrange(16..<20, with: [1, 30, 1, 3])
    // 1920x1080p60: 148.5 MHz, 280 blank pixels, 45 blank lines.
    block.replaceSubrange(
      54..<72,
      with: [
        0x02, 0x3a, 0x80, 0x18, 0x71, 0x38, 0x2d, 0x40, 0x58, 0x2c, 0x45, 0, 0, 0, 0, 0, 0, 0x1e,
      ])
    block.replaceSubrange(72..<77, with: [0, 0, 0, 0xfc, 0])
    block.replaceSubrange(77..<90, with: Array("Monitor 1\n   ".utf8))
    block.replaceSubrange(90..<95, with: [0, 0, 0, 0xff, 0])
    block.replaceSubrange(95..<108, with: Array("0123456789abc".utf8))
    block[126] = 1
    var extensionBlock = [UInt8](repeating: 0, count: 128)
    extensionBlock.replaceSubrange(0..<4, with: [2, 3, 4, 0])
    return summed(block) + summed(extensionBlock)
  }()

  /// The block with the checksum it must have.
  static func summed(_ block: [UInt8]) -> [UInt8] {
    Array(block[..<127]) + [0 &- block[..<127].reduce(0) { $0 &+ $1 }]
  }
}

@Suite struct EDIDTests {
  private func error(_ bytes: [UInt8]) -> EDIDError? {
    do throws(EDIDError) {
      _ = try EDID(bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test("a whole one is read") func whole() throws {
    let edid = try EDID(SampleEDID.bytes)
    #expect(edid.bytes == SampleEDID.bytes && edid.blockCount == 2)
    #expect(edid.manufacturer == "ABC")
    #expect(edid.productCode == 0x1234)
    #expect(edid.serialNumber == 0x1234_5678)
    #expect(edid.version == "1.3")
    #expect(edid.displayName == "Monitor 1")
    #expect(edid.serialText == "0123456789abc")
    #expect(edid.description == "ABC 1234, Monitor 1, 1920x1080p60")
    let timings = try #require(edid.preferredTimings)
    #expect(timings.size == Size(width: 1920, height: 1080))
    #expect(timings.interval == Interval(1, 60))
    #expect(timings.horizontal == VideoTimings.Blanking(frontPorch: 88, sync: 44, backPorch: 148))
    #expect(timings.vertical == VideoTimings.Blanking(frontPorch: 4, sync: 5, backPorch: 36))
    #expect(timings.polarities == [.verticalPositive, .horizontalPositive])
  }

  @Test("an interlaced timing counts both fields") func interlaced() throws {
    var bytes = SampleEDID.bytes
    // 1920x1080i50: 74.25 MHz, 720 blank pixels, 540 lines and 22 blank ones in a field.
    bytes.replaceSubrange(
      54..<72,
      with: [
        0x01, 0x1d, 0x80, 0xd0, 0x72, 0x1c, 0x16, 0x20, 0x10, 0x2c, 0x25, 0x80, 0, 0, 0, 0, 0, 0x9e,
      ])
    let edid = try EDID.repairingChecksums(bytes)
    let timings = try #require(edid.preferredTimings)
    #expect(timings.description == "1920x1080i50")
    #expect(timings.totalHeight == 1125 && timings.totalWidth == 2640)
    #expect(timings.horizontal.frontPorch == 528)
  }

  @Test("one without names and timings is one all the same") func bare() throws {
    var block = [UInt8](repeating: 0, count: 128)
    block.replaceSubrange(0..<8, with: [0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0])
    let edid = try EDID(SampleEDID.summed(block))
    #expect(edid.displayName == nil && edid.serialText == nil && edid.preferredTimings == nil)
    #expect(edid.manufacturer == "???" && edid.description == "??? 0000")
  }

  @Test("every damage is named") func damaged() {
    let bytes = SampleEDID.bytes
    #expect(error([]) == .empty)
    #expect(error(bytes + [1, 2]) == .length(258))
    #expect(error(Array(bytes[..<130])) == .length(130))
    #expect(error(bytes + [UInt8](repeating: 0, count: 255 * 128)) == .tooManyBlocks(257))
    var wrong = bytes
    wrong[0] = 1
    #expect(error(wrong) == .header([1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]))
    #expect(error(Array(bytes[..<128])) == .extensions(stated: 1, present: 0))
    #expect(error(bytes + bytes[128...]) == .extensions(stated: 1, present: 2))
    wrong = bytes
    wrong[20] ^= 1
    let right = bytes[127]
    #expect(error(wrong) == .checksum(block: 0, found: right, expected: right &- 1))
    wrong = bytes
    wrong[255] ^= 0x55
    #expect(
      error(wrong) == .checksum(block: 1, found: bytes[255] ^ 0x55, expected: bytes[255]))
  }

  @Test("each bit that flips is noticed") func flipped() {
    for index in SampleEDID.bytes.indices {
      for bit in 0..<8 {
        var bytes = SampleEDID.bytes
        bytes[index] ^= 1 << bit
        #expect(error(bytes) != nil)
      }
    }
  }

  @Test("checksums are repaired on request, and nothing else") func repaired() throws {
    var bytes = SampleEDID.bytes
    bytes[20] ^= 1
    bytes[255] = 0
    let edid = try EDID.repairingChecksums(bytes)
    #expect(edid.bytes[20] == bytes[20] && edid.bytes[127] == SampleEDID.bytes[127] &- 1)
    #expect(edid.bytes[255] == SampleEDID.bytes[255])
    bytes[1] = 0
    #expect(throws: EDIDError.self) { try EDID.repairingChecksums(bytes) }
  }

  @Test("messages are one line with numbers and advice") func described() {
    #expect(
      EDIDError.length(130).description
        == "it is 130 bytes long; an EDID is a multiple of 128: look for bytes that are missing")
    #expect(
      EDIDError.checksum(block: 1, found: 0x3c, expected: 0x01).description
        == "the checksum of block 1 is 0x3c and must be 0x01: "
        + "repair the checksums if the rest is as you want it")
    #expect(EDIDError.header([1, 0x2f]).description.hasPrefix("it begins with 01 2f; "))
    for error: EDIDError in [
      .empty, .tooManyBlocks(300), .extensions(stated: 1, present: 2),
      .notHexadecimal(word: "zz", line: 3),
    ] {
      #expect(
        !error.description.contains("\n") && error.description.contains { $0 == ":" || $0 == ";" })
    }
  }

  @Test("files hold bytes or hexadecimal text") func files() throws {
    let edid = try EDID(SampleEDID.bytes)
    #expect(try EDID(hexOrBinary: SampleEDID.bytes) == edid)
    #expect(try EDID(hexOrBinary: Array(edid.hexadecimalText.utf8)) == edid)
    let prefixed = SampleEDID.bytes.map { "0x" + String($0, radix: 16) }.joined(separator: ", ")
    #expect(try EDID(hexOrBinary: Array("# mine\r\n\(prefixed)\r\n".utf8)) == edid)
    let run = edid.hexadecimalText.filter { !$0.isWhitespace }.uppercased()
    #expect(try EDID(hexOrBinary: Array(run.utf8)) == edid)
    #expect(
      edid.hexadecimalText.hasPrefix("00 ff ff ff ff ff ff 00 04 43 34 12 78 56 34 12\n01 1e"))
  }

  @Test("text that is no hexadecimal is named with its line") func badText() {
    for (text, word, line) in [
      ("00 ff\n0g", "0g", 2), ("hello", "hello", 1), ("00 fff", "fff", 1), ("0x", "0x", 1),
      ("00\n\n٠٠", "", 0),
    ] {
      do {
        _ = try EDID(hexOrBinary: Array(text.utf8))
        Issue.record("\(text) was taken")
      } catch {
        // What is not ASCII is no text and therefore a binary file of the wrong length.
        #expect(line == 0 ? error == .length(8) : error == .notHexadecimal(word: word, line: line))
      }
    }
    #expect(throws: EDIDError.empty) { try EDID(hexOrBinary: Array("# nothing\n".utf8)) }
  }
}
