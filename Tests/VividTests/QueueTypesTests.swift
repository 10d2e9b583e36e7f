import DMABuf
import SystemIO
import SystemPackage
import TestSupport
import Testing
import V4L2
import VideoFormats

/// Every kind of queue that carries no pictures, on the kernel's own driver.
@Suite(
  .serialized, .enabled(if: QueueLab.isOpen, "no vivid device with every kind of node here"),
  .timeLimit(.minutes(3)))
struct QueueTypesTests {
  private static let textOfFrames = "Page: 100 Row: 10"

  /// Numbers that must rise; how many payloads they count.
  private struct Sequence {
    var last: UInt32?
    var count = 0

    mutating func take(_ metadata: FrameMetadata) {
      count += 1
      if let last { #expect(Int32(bitPattern: metadata.sequence &- last) >= 0) }
      #expect(metadata.timestamp > 0 && metadata.flags.clock == .monotonic)
      last = metadata.sequence
    }
  }

  @Test func `raw and sliced VBI carry the same teletext, and touch readings come beside them`()
    throws
  {
    try QueueLab.select(input: 1)
    defer { try? QueueLab.select(input: 0) }
    let touchQueue = try QueueLab.open(.touch).touchQueue()
    #expect(try touchQueue.formats().map(\.pixelFormat) == [.touchDelta16])
    var touch = try touchQueue.allocate().start()
    var (touched, touches, strongest) = (Sequence(), 0, Int16(0))
    func look(_ touch: inout DataStream<Format>) throws {
      while case .frame(let frame) = try touch.nextIfReady() {
        touched.take(frame.metadata)
        let most = TouchReadings(frame.bytes, format: touch.format)?.values.max() ?? -1
        strongest = max(strongest, most)
        // Noise is at most 3; a finger is far above it.
        if most > 10 { touches += 1 }
      }
    }

    var raw = try QueueLab.open(.vbiCapture).vbiCaptureQueue().allocate().start()
    #expect(raw.format.samplesPerLine == 1440 && raw.format.sampleFormat == .grey)
    #expect(raw.format.first == .init(start: 6, count: 18))
    #expect(raw.format.second == .init(start: 319, count: 18))
    var seen = Sequence()
    while seen.count < 105 {
      let frame = try raw.frame()
      seen.take(frame.metadata)
      #expect(frame.byteCount == raw.format.byteCount)
      if seen.count % 10 == 1 {
        let line = try #require(raw.format.byteRange(ofLine: 8))
        let text = RawTeletext.packet(
          frame.bytes.extracting(line), samplingRate: raw.format.samplingRate)
        #expect(text == Self.packet(row: 1, frame: frame.metadata.sequence))
      }
      try look(&touch)
    }
    #expect(raw.buffersLost == 0)
    _ = consume raw

    let queue = try QueueLab.open(.slicedVBICapture).slicedVBICaptureQueue()
    let capabilities = try #require(try queue.device.slicedVBICapabilities())
    #expect(capabilities.services == [.teletext, .wideScreen])
    #expect(capabilities.lines[0][7] == .teletext && capabilities.lines[0][23] == .wideScreen)
    #expect(
      try queue.tryFormat(SlicedVBIFormat([.teletext, .captions])).changes.map(\.part).first
        == "services")
    let adjustment = try queue.setFormat(SlicedVBIFormat([.teletext, .wideScreen]))
    #expect(adjustment.isExact && adjustment.granted.bufferSize == 36 * SlicedVBILine.stride)
    var sliced = try queue.allocate().start()
    var lines = Sequence()
    while lines.count < 105 {
      let frame = try sliced.frame()
      lines.take(frame.metadata)
      let found = SlicedVBILine.lines(in: frame.bytes)
      #expect(found.count == 25)
      #expect(found[1].bytes == Self.packet(row: 1, frame: frame.metadata.sequence))
      #expect(found[13].teletextAddress.map { [$0.magazine, $0.row] } == [1, 12])
      #expect(found[12].service == .wideScreen && found[12].bytes == [8, 0])
      try look(&touch)
    }
    #expect(sliced.buffersLost == 0)
    #expect(touch.format.size == Size(width: 21, height: 12))
    #expect(touched.count > 70, "\(touched.count) readings")
    #expect(touches > 5 && strongest > 50, "\(touches) touches, the strongest \(strongest)")
    #expect(touch.buffersLost == 0)
  }

  /// A packet of vivid's teletext.
  private static func packet(row: Int, frame: UInt32) -> [UInt8] {
    let hamming: [UInt8] = [
      0x15, 0x02, 0x49, 0x5e, 0x64, 0x73, 0x38, 0x2f, 0xd0, 0xc7, 0x8c, 0x9b, 0xa1, 0xb6, 0xfd,
      0xea,
    ]
    func digits(_ number: Int) -> [UInt8] {
      [0x30 + UInt8(number / 10), 0x30 + UInt8(number % 10)]
    }
    var text = Array(textOfFrames.utf8)
    text.replaceSubrange(7..<9, with: digits(Int(frame % 60)))
    text.replaceSubrange(15..<17, with: digits(row))
    text += Array(repeating: 0x20, count: 40 - text.count)
    return [hamming[1 + (row & 1) << 3], hamming[row >> 1]]
      + text.map { $0.nonzeroBitCount % 2 == 1 ? $0 : $0 | 0x80 }
  }

  @Test func `radio samples are a tone of full strength`() throws {
    let queue = try QueueLab.open(.sdrCapture).sdrCaptureQueue()
    #expect(try queue.formats().map(\.pixelFormat) == [.sdrCU8, .sdrCS8])
    let strange = try queue.tryFormat(SDRFormat(.sdrRU12LE))
    #expect(strange.changes.map(\.description) == ["sampleFormat: RU12 → CU08"])
    try queue.device.setFrequency(1_000_000)
    defer { try? QueueLab.open(.sdrCapture).setFrequency(300_000) }
    #expect(try queue.setFormat(SDRFormat(.sdrCS8)).isExact)
    var stream = try queue.allocate().start()
    let layout = try #require(stream.format.layout)
    var seen = Sequence()
    while seen.count < 110 {
      let frame = try stream.frame()
      seen.take(frame.metadata)
      #expect(frame.byteCount == 32_768 && layout.sampleCount(inBytes: frame.byteCount) == 16_384)
      for index in stride(from: 0, to: 16_384, by: 4096) {
        let sample = layout.sample(index, in: frame.bytes)
        let power = sample.inPhase * sample.inPhase + sample.quadrature * sample.quadrature
        #expect(abs(power - 1) < 0.05, "\(sample)")
      }
    }
    #expect(stream.buffersLost == 0)
  }

  @Test func `metadata comes with the frames, and what is put out changes the picture`() throws {
    try QueueLab.select(input: 0)
    let video = try QueueLab.open(QueueLab.pictures)
    var pictures: CaptureStream
    do {
      let queue = try video.captureQueue()
      _ = try queue.setFormat(Format(.nv12, width: 320, height: 180))
      _ = try queue.setInterval(Interval(1, 60))
      pictures = try queue.allocate().start()
    }
    let queue = try QueueLab.open(.metadataCapture).metadataCaptureQueue()
    #expect(try queue.formats().map(\.pixelFormat) == [.metadataUVC])
    #expect(try queue.format().dataFormat == .metadataUVC)
    #expect(
      try queue.setFormat(MetadataFormat(.metadataD4XX)).changes.map(\.part) == ["dataFormat"])
    var stream = try queue.allocate().start()
    var seen = Sequence()
    var parities: Set<Bool> = []
    while seen.count < 120 {
      let frame = try stream.frame()
      seen.take(frame.metadata)
      let blocks = UVCMetadataBlock.blocks(in: frame.bytes)
      #expect(blocks.count == 1)
      #expect(blocks[0].flags.isSuperset(of: [.endOfHeader, .endOfFrame]))
      #expect(blocks[0].usbFrame == UInt16(truncatingIfNeeded: frame.metadata.sequence &* 30))
      let isEven = frame.metadata.sequence.isMultiple(of: 2)
      #expect(blocks[0].flags.contains(.frameParity) == isEven)
      parities.insert(isEven)
      while case .frame = try pictures.nextIfReady() {}
    }
    #expect(parities.count == 2 && stream.buffersLost == 0)

    let output = try QueueLab.open(.metadataOutput).metadataOutputQueue()
    #expect(try output.formats().map(\.pixelFormat) == [.metadataVivid])
    var sender = try output.allocate().start()
    let bright = try Self.brightness(&pictures)
    // The driver has four at a time; what is submitted last is shown until something else comes.
    for _ in 0..<12 { try Self.send(0, &sender, &pictures) }
    let dark = try Self.brightness(&pictures)
    for _ in 0..<110 { try Self.send(128, &sender, &pictures) }
    #expect(bright - dark > 20, "\(bright) and \(dark), \(sender.buffersQueued) queued")
    #expect(abs(try Self.brightness(&pictures) - bright) < 5)
    #expect(sender.framesSubmitted == 122 && sender.errorFrames == 0)
  }

  private static func send(
    _ brightness: UInt16, _ sender: inout DataOutputStream<MetadataFormat>,
    _ pictures: inout CaptureStream
  ) throws {
    let metadata = VividMetadata(brightness: brightness, contrast: 128, saturation: 128, hue: 0)
    let isSent = try unsafe sender.submit(copying: metadata.packed.span.bytes)
    #expect(isSent)
    while case .frame = try pictures.nextIfReady() {}
  }

  /// The mean of a line of the newest picture.
  private static func brightness(_ pictures: inout CaptureStream) throws -> Int {
    for _ in 0..<8 { _ = try pictures.frame() }
    let frame = try pictures.frame()
    let line = frame.bytes.extracting(170 * 320..<171 * 320)
    var sum = 0
    for index in 0..<320 {
      sum += Int(unsafe line.unsafeLoad(fromByteOffset: index, as: UInt8.self))
    }
    return sum / 320
  }

  @Test func `raw VBI goes out from buffers and by write, and pictures only from buffers`() throws {
    try QueueLab.select(input: 2)
    defer { try? QueueLab.select(input: 0) }
    try QueueLab.open(.videoOutput).selectOutput(0)
    for memory in [BufferMemory.mmap, .userptr(.allocated(.ordinary)), .read] {
      let queue = try QueueLab.open(.vbiOutput).vbiOutputQueue()
      #expect(try queue.setFormat(VBIFormat()).granted.sampleFormat == .grey)
      var sender = try queue.allocate(BufferAllocation(count: 3, memory: memory)).start()
      #expect(sender.memory == memory.type && sender.format.byteCount == 1440 * 36)
      let samples = [UInt8](repeating: 0x10, count: sender.format.byteCount)
      for _ in 0..<8 {
        let isSent = try unsafe sender.submit(copying: samples.span.bytes)
        #expect(isSent)
      }
      #expect(sender.framesSubmitted == 8 && sender.errorFrames == 0, "\(memory.type)")
    }
    // A kernel that will take pictures by write may; today's says no, and the sentence what to do.
    let refused = failure { () throws(V4L2Error) in
      let allocation = BufferAllocation(count: 3, memory: .read)
      var output = try QueueLab.other(.videoOutput).outputQueue().allocate(allocation).start()
      guard let buffer = try output.next() else { return }
      try output.submit(buffer)
    }
    if let refused {
      #expect(
        refused.description.hasSuffix(
          ": the driver takes nothing by write(2) at this node (write: EINVAL); "
            + "put frames out from buffers, by another kind of memory"), "\(refused)")
    }
  }

  @Test func `every kind of memory serves every queue`() throws {
    try QueueLab.select(input: 1)
    try MemoryTrial.run(.vbiCapture) { try $0.vbiCaptureQueue() }
    try MemoryTrial.run(.slicedVBICapture) { device in
      let queue = try device.slicedVBICaptureQueue()
      _ = try queue.setFormat(SlicedVBIFormat([.teletext, .wideScreen]))
      return queue
    }
    try QueueLab.select(input: 0)
    try MemoryTrial.run(.metadataCapture) { try $0.metadataCaptureQueue() }
    try MemoryTrial.run(.sdrCapture) { try $0.sdrCaptureQueue() }
    try MemoryTrial.run(.touch) { try $0.touchQueue() }
  }

  @Test func `queues that a node lacks are refused in words`() throws {
    let device = try QueueLab.open(QueueLab.pictures)
    #expect(
      failure { () throws(V4L2Error) in _ = try device.vbiCaptureQueue() }?.description
        .contains("captures no VBI") == true)
    #expect(
      failure { () throws(V4L2Error) in _ = try device.rdsReader() }?.description
        .contains("receives no RDS") == true)
    // VBI is a television's; the input is a camera.
    let vbi = try QueueLab.open(.vbiCapture)
    #expect(try vbi.dataFormat(of: .vbiCapture) == nil)
    #expect(try vbi.slicedVBICapabilities() == nil)
    #expect(
      failure { () throws(V4L2Error) in _ = try vbi.vbiCaptureQueue().allocate() }?.errno
        == .invalidArgument)
  }
}

/// What a television makes of a line of samples.
enum RawTeletext {
  /// The bytes after the framing code, sampled in the middle of each bit.
  static func packet(_ samples: RawSpan, samplingRate: Int) -> [UInt8] {
    func bit(_ number: Int) -> Int {
      let place = (2 * number + 1) * samplingRate / (2 * 6_937_500)
      let sample = unsafe samples.unsafeLoad(fromByteOffset: place, as: UInt8.self)
      return sample > 0x60 ? 1 : 0
    }
    return (3..<45).map { byte in
      UInt8((0..<8).reduce(0) { $0 | bit(byte * 8 + $1) << $1 })
    }
  }
}

/// A few payloads by each kind of memory that a node has.
enum MemoryTrial {
  static func run<Content>(
    _ capability: Capabilities, _ make: (Device) throws -> DataQueue<Content>
  ) throws {
    var kinds: [BufferMemory] = [.mmap, .userptr(.allocated(.ordinary))]
    let device = try QueueLab.open(capability)
    let queue = try make(device)
    let type = queue.type
    let lengths = try device.memoryTypes(of: type) ?? []
    _ = consume queue
    if device.information.capabilities.contains(.readWrite) { kinds.append(.read) }
    for kind in kinds {
      #expect(lengths.contains(kind.type), "\(type) lacks \(kind.type)")
      // Reading leaves no other way until the file is closed.
      let again = try QueueLab.open(capability)
      var stream = try make(again).allocate(BufferAllocation(count: 3, memory: kind)).start()
      #expect(stream.memory == kind.type)
      var log = FrameLog()
      for _ in 0..<4 {
        let frame = try stream.frame()
        #expect(frame.byteCount > 0, "\(type) by \(kind.type)")
        log.record(frame, at: again.now)
      }
      // On a busy host vivid is late, and then skips numbers or gives one twice.
      var terms = FrameLog.Terms(
        memory: kind.type, bufferCount: stream.bufferCount, field: .any)
      terms.mayLose = true
      #expect(log.violations(terms) == [], "\(type) by \(kind.type)")
    }
    // Another device's memory: buffers of the system's heap, large enough for any of these.
    let heap = try DMAHeap("system")
    // vivid takes no fewer than eight for radio samples.
    let buffers = try (0..<8).map { _ in [try heap.allocate(size: 1 << 16)] }
    let again = try QueueLab.open(capability)
    var stream = try make(again).allocate(BufferAllocation(memory: .dmabuf(buffers))).start()
    for _ in 0..<4 {
      let frame = try stream.frame()
      #expect(frame.byteCount > 0 && frame.bytes.byteCount == frame.byteCount, "\(type) by dma-buf")
    }
  }
}
