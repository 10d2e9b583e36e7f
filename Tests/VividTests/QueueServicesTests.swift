import SystemIO
import SystemPackage
import TestSupport
import Testing
import V4L2
import VideoFormats

/// RDS, priorities, media requests and the commands for queues without pictures, on the kernel's own driver.
@Suite(
  .serialized, .enabled(if: QueueLab.isOpen, "no vivid device with every kind of node here"),
  .timeLimit(.minutes(3)))
struct QueueServicesTests {
  @Test func `a receiver's blocks name the station, and a transmitter's come back`() async throws {
    let receiver = try QueueLab.open(.rdsCapture)
    try receiver.setFrequency(97_000_000)
    var decoder = RDSDecoder()
    do {
      var reader = try receiver.rdsReader()
      for _ in 0..<400 where decoder.groups < 40 {
        for block in try reader.next() { decoder.take(block) }
      }
    }
    #expect(decoder.groups >= 40 && decoder.programIdentification == 0x8088)
    #expect(decoder.name == " 97000.0", "\(decoder.name)")
    // vivid has two texts and mixes them.
    let texts = [
      "An example of Radio Text as transmitted by the Radio Data System",
      " The Radio Data System can switch between different Radio Texts ",
    ]
    let heard = decoder.radioText
    #expect(heard.count == 64)
    let matches = zip(heard, zip(texts[0], texts[1])).filter { $0.0 == $0.1.0 || $0.0 == $0.1.1 }
    #expect(matches.count > 40, "\(heard)")

    let transmitter = try QueueLab.path(.rdsOutput)
    // vivid's transmitter takes RDS in controls until it is told otherwise.
    let tuned = try await Tool.shell(
      "v4l2-ctl -d \(transmitter) -c rds_tx_i_o_mode=0 --set-freq 97")
    #expect(tuned.status == 0, "\(tuned)")
    defer { try? receiver.setFrequency(95_000_000) }
    var writer = try Device(path: transmitter).rdsWriter()
    var reader = try receiver.rdsReader()
    var echo = RDSDecoder()
    for _ in 0..<60 where echo.groups < 4 {
      let group = [
        RDSBlock(.a, 0x1234), RDSBlock(.b, 0x0c60), RDSBlock(.cAlternate, 0x1234),
        RDSBlock(.d, 0x4142),
      ]
      #expect(try writer.send(group, timeout: .seconds(10)) == 4)
      for block in try reader.next() where echo.groups < 4 {
        if echo.take(block) != nil, echo.programIdentification != 0x1234 { echo = RDSDecoder() }
      }
    }
    #expect(echo.programIdentification == 0x1234 && echo.groups >= 4)
    let wake = try WakeEvent()
    var waiting = try receiver.rdsReader(wake: wake)
    wake.ring()
    // Blocks that are there already may come first.
    var hasRung = false
    for _ in 0..<8 where !hasRung { hasRung = try waiting.next().isEmpty }
    #expect(hasRung)
    let other = failure { () throws(V4L2Error) in
      var second = try QueueLab.other(.rdsCapture).rdsReader()
      _ = try second.next()
    }
    #expect(other?.errno == .resourceBusy)
  }

  @Test func `who records keeps others from changing anything, and says so`() throws {
    let other = try QueueLab.open(QueueLab.pictures)
    #expect(try other.priority() == .interactive)
    do {
      let recorder = try QueueLab.open(QueueLab.pictures)
      try recorder.setPriority(.record)
      #expect(try other.priority() == .record)
      let refused = failure { () throws(V4L2Error) in try other.selectInput(1) }
      #expect(refused?.errno == .resourceBusy)
      #expect(refused?.description.contains("priority 'record'") == true, "\(refused as Any)")
      let outranked = failure { () throws(V4L2Error) in try other.setPriority(.background) }
      #expect(outranked?.errno == .resourceBusy)
      try recorder.selectInput(0)
    }
    #expect(try other.priority() == .interactive)
    try other.selectInput(0)
  }

  @Test func `media requests serve the queues of every kind`() throws {
    try QueueLab.select(input: 0)
    let allocation = BufferAllocation(count: 4, usesRequests: true)
    let pictures = try QueueLab.open(QueueLab.pictures)
    let media = try #require(try MediaDevice.of(pictures))
    #expect(media.driver == "vivid" && media.path.hasPrefix("/dev/media"))
    let first = try #require(
      DeviceDirectory().devices().flatMap(\.nodes).map(\.path).first {
        (try? Device(path: $0).information.busInfo) == "platform:vivid-000"
      })
    #expect(try MediaDevice.of(Device(path: first))?.path != media.path)
    do {
      let queue = try pictures.captureQueue()
      _ = try queue.setFormat(Format(.yuyv, width: 320, height: 180))
      _ = try queue.setInterval(Interval(1, 60))
      let allocated = try queue.allocate(allocation)
      #expect(allocated.capabilities.contains(.requests))
      var stream = try allocated.start()
      let one = try media.makeRequest()
      let two = try media.makeRequest()
      let brightness = try #require(try pictures.control(.brightness))
      try stream.queue(in: one)
      try pictures.set([ControlSetting(brightness, .integer(77))], in: one)
      let early = failure { () throws(V4L2Error) in
        _ = try pictures.values(of: [brightness], in: one)
      }
      #expect(early?.errno == .permissionDenied)
      try one.queue()
      try one.wait()
      #expect(try pictures.values(of: [brightness], in: one) == [.integer(77)])
      #expect(try pictures.value(of: .brightness) == 77)
      try pictures.setValue(128, of: .brightness)
      _ = try stream.frame()
      try one.reinitialize()
      try stream.queue(in: one)
      try one.queue()
      var last: UInt32 = 0
      for _ in 0..<60 {
        try stream.queue(in: two)
        try two.queue()
        try one.wait()
        let frame = try stream.frame()
        #expect(frame.metadata.sequence >= last && frame.byteCount == 115_200)
        last = frame.metadata.sequence
        try two.wait()
        _ = try stream.frame()
        try one.reinitialize()
        try two.reinitialize()
        try stream.queue(in: one)
        try one.queue()
      }
      #expect(stream.buffersLost == 0)
      let busy = failure { () throws(V4L2Error) in try one.queue() }
      #expect(busy?.errno == .resourceBusy)
    }
    try RequestTrial.put(pictures: media)
    try RequestTrial.run(media, try QueueLab.open(.metadataCapture).metadataCaptureQueue())
    try RequestTrial.run(media, try QueueLab.open(.sdrCapture).sdrCaptureQueue())
    try RequestTrial.run(media, try QueueLab.open(.touch).touchQueue())
    do {
      var output = try QueueLab.open(.metadataOutput).metadataOutputQueue().allocate(allocation)
        .start()
      let request = try media.makeRequest()
      for _ in 0..<5 {
        guard var buffer = try output.next() else { break }
        let bytes = VividMetadata(brightness: 128, contrast: 128, saturation: 128, hue: 0).packed
        var memory = buffer.mutableBytes()
        for (place, byte) in bytes.enumerated() {
          memory.storeBytes(of: byte, toByteOffset: place, as: UInt8.self)
        }
        try output.submit(buffer, in: request)
        try request.queue()
        try request.wait()
        try request.reinitialize()
      }
      #expect(output.framesSubmitted == 5)
    }
    try QueueLab.select(input: 1)
    defer { try? QueueLab.select(input: 0) }
    try RequestTrial.run(media, try QueueLab.open(.vbiCapture).vbiCaptureQueue())
  }

  @Test func `the tool stores payloads as they come and describes the queues`() async throws {
    try QueueLab.select(input: 1)
    defer { try? QueueLab.select(input: 0) }
    let vbi = try QueueLab.path(.vbiCapture)
    let nodes = ["VBI": vbi, "RADIO": try QueueLab.path(.rdsCapture)]
    let stored = try await Tool.shell(
      """
      folder=$(mktemp -d); cd "$folder"; trap 'rm -rf "$folder"' EXIT
      "$VIDCTL" capture $VBI -o ours.raw --count 6 && stat -c %s ours.raw
      v4l2-ctl -d $VBI --stream-mmap --stream-count=6 --stream-to=theirs.raw >/dev/null 2>&1
      cmp ours.raw theirs.raw && echo the same
      "$VIDCTL" capture $RADIO -o rds.raw --count 8 --json | grep -q '"frames" : 8' && stat -c %s rds.raw
      "$VIDCTL" capture $VBI -o x.png; echo status $?
      "$VIDCTL" capture $VBI -o x.raw --size 640x480 --count 1; echo status $?
      ls
      """, environment: nodes)
    #expect(stored.output.contains("311040\n"), "\(stored)")
    #expect(stored.output.contains("the same\n"), "\(stored)")
    #expect(stored.output.contains("\n24\nstatus 3\nstatus 3\n"), "\(stored)")
    #expect(!stored.output.contains("x.png") && !stored.output.contains("x.raw"), "\(stored)")
    #expect(stored.errors.contains("captures VBI, which can't be stored as png"), "\(stored)")
    #expect(stored.errors.contains("has none of the settings of pictures"), "\(stored)")

    let info = try await Tool.run("info", vbi)
    #expect(info.output.contains("1440 samples a line, 27000000 a second"), "\(info)")
    #expect(info.output.contains("lines: 6–23 and 319–336"), "\(info)")
    let formats = try await Tool.run("formats", vbi, "--json")
    #expect(formats.output.contains(#""type" : "vbiCapture""#), "\(formats)")
    #expect(formats.status == 0 && formats.errors.isEmpty)
  }

  @Test func `wide screen signalling that is put out is captured again`() async throws {
    let path = try QueueLab.path(QueueLab.pictures)
    try QueueLab.select(input: 2)
    defer { try? QueueLab.select(input: 0) }
    let control = "s_video_002_0_is_connected_to"
    let connected = try await Tool.shell("v4l2-ctl -d \(path) -c \(control)=2")
    try #require(connected.status == 0, "\(connected)")
    // The loop is closed while both sides have pictures of one format.
    let format = Format(.yuyv, width: 720, height: 576, field: .interlaced)
    _ = try QueueLab.open(QueueLab.pictures).captureQueue().setFormat(format)
    let output = try QueueLab.open(.slicedVBIOutput).slicedVBIOutputQueue()
    #expect(try output.setFormat(SlicedVBIFormat([.wideScreen])).isExact)
    var sender = try output.allocate().start()
    let display = try QueueLab.open(.videoOutput)
    try display.selectOutput(0)
    let pictures = try display.outputQueue()
    _ = try pictures.setFormat(format)
    var shown = try pictures.allocate().start()
    let queue = try QueueLab.open(.slicedVBICapture).slicedVBICaptureQueue()
    _ = try queue.setFormat(SlicedVBIFormat([.wideScreen, .teletext]))
    var stream = try queue.allocate().start()
    let picture = [UInt8](repeating: 0x80, count: shown.format.byteCount)
    var seen: [[UInt8]] = []
    for number in 0..<30 {
      let line = SlicedVBILine(.wideScreen, field: 0, line: 23, bytes: [0x0b, 0x02])
      _ = try unsafe sender.submit(copying: line.packed.span.bytes)
      if number < 3 { _ = try unsafe shown.submit(copying: picture.span.bytes) }
      let frame = try stream.frame()
      seen += SlicedVBILine.lines(in: frame.bytes).filter { $0.service == .wideScreen }.map(\.bytes)
    }
    _ = try await Tool.shell("v4l2-ctl -d \(path) -c \(control)=0")
    #expect(seen.contains([0x0b, 0x02]), "\(Set(seen))")
    #expect(sender.framesSubmitted == 30 && sender.errorFrames == 0)
  }
}

/// A few payloads by media requests.
enum RequestTrial {
  /// Pictures that are put out. vivid shows one until there is another, so a request is done when the next is queued.
  static func put(pictures media: MediaDevice) throws {
    let queue = try QueueLab.open(.videoOutput).outputQueue()
    let allocated = try queue.allocate(BufferAllocation(count: 4, usesRequests: true))
    #expect(allocated.capabilities.contains(.requests))
    var output = try allocated.start()
    let one = try media.makeRequest()
    let two = try media.makeRequest()
    try fill(0, &output, in: one)
    let early = failure { () throws(V4L2Error) in try one.wait(timeout: .seconds(1)) }
    #expect(early?.description.contains("the request is not queued") == true)
    try one.queue()
    for number in 1...6 {
      try fill(UInt8(2 * number - 1), &output, in: two)
      try two.queue()
      try one.wait()
      try takeBack(&output)
      try one.reinitialize()
      try fill(UInt8(2 * number), &output, in: one)
      try one.queue()
      try two.wait()
      try takeBack(&output)
      try two.reinitialize()
    }
    #expect(output.framesSubmitted == 13 && output.errorFrames == 0)
  }

  private static func fill(
    _ value: UInt8, _ output: inout OutputStream, in request: borrowing MediaRequest
  ) throws {
    guard var buffer = try output.next() else {
      Issue.record("no free buffer")
      return
    }
    var memory = buffer.mutableBytes()
    memory.storeBytes(of: value, as: UInt8.self)
    try output.submit(buffer, in: request)
  }

  private static func takeBack(_ output: inout OutputStream) throws {
    guard case .buffer(let report) = try output.reclaim() else {
      Issue.record("a request is done, and its buffer did not come back")
      return
    }
    #expect(!report.flags.contains(.error))
  }

  static func run<Content>(
    _ media: MediaDevice, _ queue: consuming DataQueue<Content>
  ) throws {
    let type = queue.type
    var stream = try queue.allocate(BufferAllocation(count: 3, usesRequests: true)).start()
    let request = try media.makeRequest()
    for _ in 0..<5 {
      try stream.queue(in: request)
      try request.queue()
      try request.wait()
      let frame = try stream.frame()
      #expect(frame.byteCount > 0, "\(type)")
      try request.reinitialize()
    }
    let empty = failure { () throws(V4L2Error) in try request.queue() }
    #expect(empty?.errno == .noSuchFileOrDirectory)
    #expect(stream.buffersLost == 0)
  }
}
