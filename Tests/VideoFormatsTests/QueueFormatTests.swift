import Foundation
import Testing

@testable import VideoFormats

/// Formats and payloads of the queues that carry no pictures.
@Suite struct QueueFormatTests {
  private func coded<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
  }

  // The macros of tests take no spans.
  private func lines(_ bytes: [UInt8]) -> [SlicedVBILine] {
    unsafe SlicedVBILine.lines(in: bytes.span.bytes)
  }
  private func blocks(_ bytes: [UInt8]) -> [UVCMetadataBlock] {
    unsafe UVCMetadataBlock.blocks(in: bytes.span.bytes)
  }
  private func vividMetadata(_ bytes: [UInt8]) -> VividMetadata? {
    unsafe VividMetadata(bytes.span.bytes)
  }
  private func readings(_ bytes: [UInt8], _ format: Format) -> TouchReadings? {
    unsafe TouchReadings(bytes.span.bytes, format: format)
  }
  private func rdsBlocks(_ bytes: [UInt8]) -> [RDSBlock] {
    unsafe RDSBlock.blocks(in: bytes.span.bytes)
  }
  private func sample(_ index: Int, _ bytes: [UInt8], _ layout: SDRSampleLayout) -> SDRSample {
    unsafe layout.sample(index, in: bytes.span.bytes)
  }

  @Test func `every part of a VBI format that a driver changed is named`() throws {
    let granted = VBIFormat(
      samplingRate: 27_000_000, offset: 24, samplesPerLine: 1440,
      first: .init(start: 6, count: 18), second: .init(start: 319, count: 18))
    #expect(Adjustment(requested: VBIFormat(), granted: granted).isExact)
    let asked = VBIFormat(
      samplingRate: 1000, samplesPerLine: 2048, sampleFormat: .yuyv,
      first: .init(start: 7, count: 2), flags: .interlaced)
    #expect(
      asked.changes(in: granted).map(\.description) == [
        "samplingRate: 1000 → 27000000", "samplesPerLine: 2048 → 1440",
        "sampleFormat: YUYV → GREY", "first.start: 7 → 6", "first.count: 2 → 18",
        "flags: interlaced → none",
      ])
    #expect(try coded(granted) == granted)
  }

  @Test func `a line's bytes are found in both orders of fields`() {
    var format = VBIFormat(
      samplesPerLine: 10, first: .init(start: 6, count: 3), second: .init(start: 319, count: 3))
    #expect(format.byteCount == 60)
    #expect(format.byteRange(ofLine: 7) == 10..<20)
    #expect(format.byteRange(ofLine: 320) == 40..<50)
    #expect(format.byteRange(ofLine: 9) == nil && format.byteRange(ofLine: 5) == nil)
    format.flags = .interlaced
    #expect(format.byteRange(ofLine: 7) == 20..<30)
    #expect(format.byteRange(ofLine: 320) == 30..<40)
  }

  @Test func `services are asked for as a set or line by line, and what was refused is named`()
    throws
  {
    let granted = SlicedVBIFormat(
      [.teletext, .wideScreen],
      lines: [(0..<24).map { (7...18).contains($0) ? .teletext : $0 == 23 ? .wideScreen : [] }],
      bufferSize: 2304)
    #expect(SlicedVBIFormat([.teletext, .wideScreen]).changes(in: granted).isEmpty)
    #expect(SlicedVBIFormat([]).changes(in: granted).isEmpty)
    #expect(
      SlicedVBIFormat([.vps, .captions]).changes(in: granted).map(\.description)
        == ["services: vps, captions → teletext, wideScreen"])
    let byLine = SlicedVBIFormat(
      [], lines: [(0..<24).map { $0 == 7 ? .teletext : $0 == 16 ? .vps : [] }])
    #expect(
      byLine.changes(in: granted).map(\.description) == [
        "services: teletext, vps → teletext, wideScreen", "lines[0][16]: vps → teletext",
      ])
    #expect(try coded(granted) == granted)
    #expect(SlicedVBIServices(rawValue: 0x4002).labels == ["wideScreen", "0x2"])
  }

  @Test func `sliced lines survive being packed, and empty places are none`() throws {
    let text = SlicedVBILine(.teletext, field: 1, line: 9, bytes: Array(0..<42))
    let wide = SlicedVBILine(.wideScreen, field: 0, line: 23, bytes: [8, 0])
    #expect(text.packed.count == SlicedVBILine.stride)
    let payload = text.packed + [UInt8](repeating: 0, count: 64) + wide.packed + [1, 2, 3]
    #expect(lines(payload) == [text, wide])
    let unknown = SlicedVBILine(
      SlicedVBIServices(rawValue: 0x2), field: 0, line: 1, bytes: Array(0..<60))
    #expect(unknown.bytes.count == 48)
    #expect(lines(unknown.packed) == [unknown])
  }

  @Test func `teletext addresses are read, with one wrong bit put right and two noticed`() {
    // Hamming codes of 0…15 as ETS 300 706 prints them.
    let codes: [UInt8] = [
      0x15, 0x02, 0x49, 0x5e, 0x64, 0x73, 0x38, 0x2f, 0xd0, 0xc7, 0x8c, 0x9b, 0xa1, 0xb6, 0xfd,
      0xea,
    ]
    for (value, code) in codes.enumerated() {
      #expect(SlicedVBILine.hamming(code) == value)
      for bit in 0..<8 { #expect(SlicedVBILine.hamming(code ^ 1 << bit) == value) }
      #expect(SlicedVBILine.hamming(code ^ 0x11) == nil)
    }
    func address(_ first: UInt8, _ second: UInt8) -> [Int]? {
      let line = SlicedVBILine(
        .teletext, field: 0, line: 7, bytes: [first, second] + Array(repeating: 0x20, count: 40))
      return line.teletextAddress.map { [$0.magazine, $0.row] }
    }
    #expect(address(codes[9], codes[11]) == [1, 23])
    #expect(address(codes[0], codes[0]) == [8, 0])
    #expect(address(codes[5] ^ 0x11, codes[0]) == nil)
    let captions = SlicedVBILine(.captions, field: 0, line: 21, bytes: [0xc8, 0x45])
    #expect(captions.teletextAddress == nil)
    #expect(captions.hasOddParity && captions.withoutParity == [0x48, 0x45])
  }

  @Test func `radio samples of every layout lie between -1 and 1`() throws {
    let full: [(PixelFormat, [UInt8], SDRSample, SDRSample)] = [
      (
        .sdrCU8, [0, 255, 255, 0], .init(inPhase: -1, quadrature: 1),
        .init(inPhase: 1, quadrature: -1)
      ),
      (
        .sdrCS8, [0x80, 0x7f, 0x7f, 0x80], .init(inPhase: -1, quadrature: 1),
        .init(inPhase: 1, quadrature: -1)
      ),
      (
        .sdrCU16LE, [0, 0, 255, 255, 255, 255, 0, 0], .init(inPhase: -1, quadrature: 1),
        .init(inPhase: 1, quadrature: -1)
      ),
      (
        .sdrCS14LE, [0, 0x20, 0xff, 0x1f, 0xff, 0x1f, 0, 0x20], .init(inPhase: -1, quadrature: 1),
        .init(inPhase: 1, quadrature: -1)
      ),
      (.sdrRU12LE, [0, 0, 0xff, 0x0f], .init(inPhase: -1), .init(inPhase: 1)),
      (
        .sdrPCU16BE,
        [0, 0, 0, 0, 255, 255, 0, 0] + [255, 255, 0, 0, 0, 0, 0, 0],
        .init(inPhase: -1, quadrature: 1), .init(inPhase: 1, quadrature: -1)
      ),
      (
        .sdrPCU18BE, [0, 0, 0, 0, 255, 255, 0xc0, 0] + [255, 255, 0xc0, 0, 0, 0, 0, 0],
        .init(inPhase: -1, quadrature: 1), .init(inPhase: 1, quadrature: -1)
      ),
      (
        .sdrPCU20BE, [0, 0, 0, 0, 255, 255, 0xf0, 0] + [255, 255, 0xf0, 0, 0, 0, 0, 0],
        .init(inPhase: -1, quadrature: 1), .init(inPhase: 1, quadrature: -1)
      ),
    ]
    for (format, bytes, first, second) in full {
      let layout = try #require(SDRFormat(format).layout)
      #expect(layout.sampleCount(inBytes: bytes.count) == 2, "\(format)")
      #expect(sample(0, bytes, layout) == first, "\(format)")
      #expect(sample(1, bytes, layout) == second, "\(format)")
    }
    #expect(SDRSampleLayout(.yuyv) == nil)
    #expect(
      SDRFormat(.sdrCU8, bufferSize: 100).changes(in: SDRFormat(.sdrCS8, bufferSize: 32_768))
        .map(\.description) == ["sampleFormat: CU08 → CS08", "bufferSize: 100 → 32768"])
  }

  @Test func `metadata of USB cameras is taken apart, and what is cut off is left out`() throws {
    let header: [UInt8] = [12, 0x8d, 1, 2, 3, 4, 5, 6, 7, 8, 0x23, 0xfc]
    let block = [UInt8](UInt64(123_456_789).nativeBytes) + UInt16(77).nativeBytes + header
    let short = UInt64(5).nativeBytes + UInt16(6).nativeBytes + [2, 0x80]
    let payload = block + short + block.prefix(15)
    let blocks = self.blocks(payload)
    #expect(blocks.count == 2)
    #expect(blocks[0].timestamp == 123_456_789 && blocks[0].usbFrame == 77)
    #expect(
      blocks[0].flags == [.frameParity, .presentationTime, .sourceClock, .endOfHeader])
    #expect(blocks[0].presentationTime == 0x0403_0201)
    let clock = try #require(blocks[0].sourceClock)
    #expect(clock.ticks == 0x0807_0605 && clock.usbFrame == 0x423)
    #expect(blocks[1].payload.isEmpty && blocks[1].presentationTime == nil)
    // A length of zero would be read for ever.
    #expect(self.blocks([UInt8](repeating: 0, count: 64)).isEmpty)
    let vivid = VividMetadata(brightness: 10, contrast: 20, saturation: 30, hue: -40)
    #expect(vividMetadata(vivid.packed) == vivid && vivid.packed.count == 8)
    #expect(vividMetadata([1, 2, 3]) == nil)
    #expect(
      MetadataFormat(.metadataUVC, bufferSize: 5, width: 3)
        .changes(in: MetadataFormat(.metadataVivid, bufferSize: 8)).map(\.description) == [
          "dataFormat: UVCH → VIVD", "bufferSize: 5 → 8", "width: 3 → 0",
        ])
  }

  @Test func `touch readings are numbers with their sign, with lines as long as they are`() throws {
    let bytes: [UInt8] = [0xff, 0xff, 5, 0, 9, 9, 0, 0x80, 0xff, 0x7f, 9, 9]
    let format = Format(
      .touchDelta16, width: 2, height: 2, planes: [.init(bytesPerLine: 6, size: 12)])
    let readings = try #require(self.readings(bytes, format))
    #expect(readings.values == [-1, 5, -32768, 32767] && readings[1, 0] == 5)
    var other = format
    other.pixelFormat = .touchUnsigned16
    #expect(self.readings(bytes, other)?.values == [32767, 5, 32767, 32767])
    other.pixelFormat = .touchDelta08
    #expect(self.readings(bytes, other)?.values == [-1, -1, 0, -128])
    other.pixelFormat = .touchUnsigned08
    #expect(self.readings(bytes, other)?.values == [255, 255, 0, 128])
    other.pixelFormat = .yuyv
    #expect(self.readings(bytes, other) == nil)
    #expect(self.readings(Array(bytes.prefix(9)), format) == nil)
  }

  @Test func `RDS groups are put together, and stray blocks are counted`() {
    var decoder = RDSDecoder()
    func send(_ blocks: [RDSBlock]) { for block in blocks { decoder.take(block) } }
    func group(_ b: UInt16, _ c: UInt16, _ d: UInt16, isB: Bool = false) -> [RDSBlock] {
      [
        RDSBlock(.a, 0x8088), RDSBlock(.b, b), RDSBlock(isB ? .cAlternate : .c, c),
        RDSBlock(.d, d),
      ]
    }
    send([RDSBlock(.c, 1), RDSBlock(.a, 1), RDSBlock(.b, 2)])
    for (index, pair) in [0x5377, 0x6966, 0x7420, 0x464d].enumerated() {
      send(group(0x0c60 | UInt16(index), 0x8088, UInt16(pair), isB: true))
    }
    send(group(0x2460, 0x4865, 0x6c6c))
    send(group(0x2461, 0x6f0d, 0x2020))
    #expect(decoder.programIdentification == 0x8088)
    #expect(decoder.programType == 3 && decoder.hasTrafficProgram)
    #expect(decoder.name == "Swift FM" && decoder.radioText == "Hello")
    #expect(decoder.groups == 6 && decoder.strayBlocks == 3)
    // The other version of the text begins anew.
    send(group(0x2471, 0x6162, 0x6364))
    #expect(decoder.radioText.hasPrefix("    abcd"))
    var damaged = group(0x2460, 0x5858, 0x5858)
    damaged[2].status |= 0x80
    send(damaged)
    #expect(decoder.groups == 7 && decoder.strayBlocks == 7)
    let block = RDSBlock(low: 0x88, high: 0x80, status: 0x40)
    #expect("\(block)" == "A 8088 corrected" && block.value == 0x8088)
    #expect(rdsBlocks(block.packed + [1]) == [block])
  }
}
