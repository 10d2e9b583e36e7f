import FakeDriver
import SystemPackage
import TestSupport
import Testing
import V4L2
import VideoFormats

/// Queues of something else than pictures, priorities and media requests, on the pretended driver.
@Suite struct DataQueueTests {
  private let path = "/dev/video0"

  @Test func `what a driver made of each kind of format is told`() throws {
    let vbi = try Device(path: path, calls: FakeDriver(path, .carrying(.vbi))).vbiCaptureQueue()
    let lines = try vbi.setFormat(VBIFormat(samplingRate: 5, first: .init(start: 7, count: 2)))
    #expect(lines.changes.map(\.part) == ["samplingRate", "first.start", "first.count"])
    let sliced = try Device(path: path, calls: FakeDriver(path, .carrying(.slicedVBI)))
      .slicedVBICaptureQueue()
    let services = try sliced.setFormat(SlicedVBIFormat([.teletext, .vps]))
    #expect(services.changes.map(\.description) == ["services: teletext, vps → teletext"])
    #expect(services.granted.lines[1][7] == .teletext)
    #expect(try sliced.device.slicedVBICapabilities()?.services == [.teletext, .wideScreen])
    let sdr = try Device(path: path, calls: FakeDriver(path, .carrying(.sdr))).sdrCaptureQueue()
    #expect(try sdr.tryFormat(SDRFormat(.sdrRU12LE)).changes.map(\.part) == ["sampleFormat"])
    #expect(try sdr.setFormat(SDRFormat(.sdrCS8)).isExact)
    #expect(try sdr.format() == SDRFormat(.sdrCS8, bufferSize: 8192))
    let metadata = try Device(path: path, calls: FakeDriver(path, .carrying(.metadata)))
      .metadataCaptureQueue()
    #expect(
      try metadata.setFormat(MetadataFormat(.metadataD4XX)).changes.map(\.part) == ["dataFormat"])
    #expect(
      try metadata.device.dataFormat(of: .metadataCapture)
        == .metadata(MetadataFormat(.metadataUVC, bufferSize: 24)))
    #expect(try metadata.device.dataFormat(of: .videoCapture) == nil)
  }

  @Test(arguments: [true, false])
  func `services of single lines are still those lines' when there are buffers`(
    _ looksAtLines: Bool
  ) throws {
    let driver = FakeDriver(path, .carrying(.slicedVBI))
    driver.configure(path) { $0.looksAtVBILines = looksAtLines }
    let queue = try Device(path: path, calls: driver).slicedVBICaptureQueue()
    // Teletext of the first field alone; asked for as a set it would come from both.
    let first: [[SlicedVBIServices]] = [(0..<8).map { $0 == 7 ? .teletext : [] }, []]
    let adjustment = try queue.setFormat(SlicedVBIFormat([], lines: first))
    if looksAtLines {
      #expect(adjustment.granted.services == .teletext && adjustment.granted.lines[1][7] == [])
    } else {
      // A driver that does not look grants nothing, and says so; the set is what it understands.
      #expect(adjustment.changes.map(\.part) == ["services", "lines[0][7]"])
      _ = try queue.setFormat(SlicedVBIFormat([.teletext, .wideScreen]))
    }
    let before = try queue.format()
    let allocated = try queue.allocate(count: 3)
    #expect(allocated.format == before)
    #expect(allocated.format.lines[0][7] == .teletext)
    #expect(allocated.format.lines[1][7] == (looksAtLines ? [] : .teletext))
  }

  @Test(arguments: [MemoryType.mmap, .userptr, .read])
  func `payloads come by every kind of memory`(_ kind: MemoryType) throws {
    let driver = FakeDriver(path, .carrying(.metadata))
    let memory: BufferMemory =
      kind == .userptr ? .userptr(.allocated(.ordinary)) : kind == .read ? .read : .mmap
    do {
      let queue = try Device(path: path, calls: driver).metadataCaptureQueue()
      var stream = try queue.allocate(BufferAllocation(count: 3, memory: memory)).start()
      for _ in 0..<200 {
        let frame = try stream.frame()
        #expect(frame.byteCount == 24)
      }
      #expect(stream.memory == kind && stream.buffersOnLoan == 0)
      let again = try stream.stop().release()
      #expect(try again.format().bufferSize == 24)
    }
    #expect(driver.openDescriptors == 0 && driver.liveMappings == 0)
  }

  @Test func `payloads go out, and come back when they are out`() throws {
    let driver = FakeDriver(path, .carrying(.metadataOutput))
    var output = try Device(path: path, calls: driver).metadataOutputQueue().allocate().start()
    let sent = VividMetadata(brightness: 1, contrast: 2, saturation: 3, hue: -4).packed
    for _ in 0..<100 {
      let isSent = try unsafe output.submit(copying: sent.span.bytes)
      #expect(isSent)
    }
    _ = try output.reclaim()
    #expect(output.framesSubmitted == 100)
    #expect(driver.output(path).last?.planes == [sent])
  }

  @Test func `a queue that a node lacks, or that somebody has, is refused in words`() throws {
    let device = try Device(path: path, calls: FakeDriver(path, .carrying(.metadata)))
    let held = try device.metadataCaptureQueue()
    let busy = failure { () throws(V4L2Error) in _ = try device.metadataCaptureQueue() }
    #expect(busy?.reason == .queueInUse)
    _ = consume held
    let lack = failure { () throws(V4L2Error) in _ = try device.sdrOutputQueue() }
    #expect(lack?.description.contains("sends no radio samples") == true)
    #expect(
      failure { () throws(V4L2Error) in _ = try device.metadataCaptureQueue().allocate(count: 0) }?
        .errno == .invalidArgument)
  }

  @Test func `somebody with a higher priority keeps others from changing anything`() throws {
    let driver = FakeDriver(path)
    let other = try Device(path: path, calls: driver)
    #expect(try other.priority() == .interactive)
    do {
      let recorder = try Device(path: path, calls: driver)
      try recorder.setPriority(.record)
      #expect(try other.priority() == .record)
      let format = try other.format(of: .videoCapture)
      let refused = failure { () throws(V4L2Error) in
        _ = try other.captureQueue().setFormat(format)
      }
      #expect(refused?.errno == .resourceBusy)
      let outranked = failure { () throws(V4L2Error) in try other.setPriority(.background) }
      #expect(outranked?.errno == .resourceBusy)
      _ = try recorder.captureQueue().setFormat(format)
      try recorder.setPriority(.background)
      let unknown = failure { () throws(V4L2Error) in
        try recorder.setPriority(DevicePriority(rawValue: 9))
      }
      #expect(unknown?.errno == .invalidArgument)
    }
    #expect(try other.priority() == .interactive)
    try other.setPriority(.record)
  }
}

/// Media requests, on the pretended driver.
@Suite struct MediaRequestTests {
  private let path = "/dev/video0"

  private func machine() -> FakeDriver { FakeDriver(path, .carrying(.sdr)) }

  private func allocation(_ count: Int = 3) -> BufferAllocation {
    BufferAllocation(count: count, usesRequests: true)
  }

  @Test func `buffers are filled in the order of their requests, and requests used again`() throws {
    let driver = machine()
    do {
      let media = try MediaDevice(path: "/dev/media0", calls: driver)
      #expect(media.driver == "fake" && media.model == "Fake Media")
      let queue = try Device(path: path, calls: driver).sdrCaptureQueue()
      let allocated = try queue.allocate(allocation())
      #expect(allocated.capabilities.contains(.requests))
      var stream = try allocated.start()
      let request = try media.makeRequest()
      for number in 0..<100 {
        try stream.queue(in: request)
        try request.queue()
        try request.wait()
        let frame = try stream.frame()
        #expect(frame.metadata.sequence >= UInt32(number))
        try request.reinitialize()
      }
      #expect(stream.buffersOnLoan == 0 && stream.buffersLost == 0)
    }
    #expect(driver.openDescriptors == 0 && driver.liveMappings == 0)
  }

  @Test func `what is done wrong with a request has its own error`() throws {
    let driver = machine()
    let media = try MediaDevice(path: "/dev/media0", calls: driver)
    var stream = try Device(path: path, calls: driver).sdrCaptureQueue().allocate(allocation(2))
      .start()
    let request = try media.makeRequest()
    let empty = failure { () throws(V4L2Error) in try request.queue() }
    #expect(empty?.errno == .noSuchFileOrDirectory)
    #expect(empty?.description.contains("holds no buffer") == true)
    let early = failure { () throws(V4L2Error) in try request.wait() }
    #expect(early?.description.contains("not queued") == true)
    try stream.queue(in: request)
    try request.queue()
    let twice = failure { () throws(V4L2Error) in try request.queue() }
    #expect(twice?.description.contains("queued before") == true)
    let busy = failure { () throws(V4L2Error) in try request.reinitialize() }
    #expect(busy?.description.contains("still queued") == true)
    let late = failure { () throws(V4L2Error) in try stream.queue(in: request) }
    #expect(late?.errno == .resourceBusy)
    try request.wait()
    _ = try stream.frame()
    // Nothing is in the driver: what is waited for cannot come.
    let nothing = failure { () throws(V4L2Error) in _ = try stream.next() }
    guard case .stalled = nothing?.reason else {
      Issue.record("no stall but \(String(describing: nothing))")
      return
    }
  }

  @Test func `buffers of a request that was never queued are found again`() throws {
    let driver = machine()
    let media = try MediaDevice(path: "/dev/media0", calls: driver)
    var stream = try Device(path: path, calls: driver).sdrCaptureQueue().allocate(allocation(2))
      .start()
    for _ in 0..<5 {
      let request = try media.makeRequest()
      try stream.queue(in: request)
      try stream.queue(in: request)
      let full = failure { () throws(V4L2Error) in try stream.queue(in: request) }
      #expect(full?.description.contains("no buffer is free") == true)
      try request.reinitialize()
    }
    do {
      let dropped = try media.makeRequest()
      try stream.queue(in: dropped)
    }
    let request = try media.makeRequest()
    try stream.queue(in: request)
    try request.queue()
    try request.wait()
    _ = try stream.frame()
  }

  @Test func `requests and a stream that feeds its driver itself do not go together`() throws {
    let driver = machine()
    let media = try MediaDevice(path: "/dev/media0", calls: driver)
    let request = try media.makeRequest()
    var stream = try Device(path: path, calls: driver).sdrCaptureQueue().allocate().start()
    let mixed = failure { () throws(V4L2Error) in try stream.queue(in: request) }
    #expect(mixed?.description.contains("usesRequests") == true)
    let plain = FakeDriver(path)
    let other = try MediaDevice(path: "/dev/media0", calls: plain)
    var pictures = try Device(path: path, calls: plain).captureQueue().allocate(allocation())
      .start()
    let without = try other.makeRequest()
    let refused = failure { () throws(V4L2Error) in try pictures.queue(in: without) }
    #expect(refused?.errno == Errno(rawValue: 53))
    #expect(refused?.description.contains("EBADR") == true)
  }

  @Test func `what is put out in requests is out when they are done`() throws {
    let driver = FakeDriver(path, .carrying(.metadataOutput))
    let media = try MediaDevice(path: "/dev/media0", calls: driver)
    var output = try Device(path: path, calls: driver).metadataOutputQueue().allocate(allocation())
      .start()
    let request = try media.makeRequest()
    for number in 0..<20 {
      guard var buffer = try output.next() else { break }
      var bytes = buffer.mutableBytes()
      bytes.storeBytes(of: UInt8(number), as: UInt8.self)
      try output.submit(buffer, in: request)
      #expect(driver.output(path).count == number)
      try request.queue()
      try request.wait()
      #expect(driver.output(path).last?.planes.first?.first == UInt8(number))
      try request.reinitialize()
    }
    #expect(output.framesSubmitted == 20)
  }
}
