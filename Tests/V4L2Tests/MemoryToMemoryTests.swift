import CAllocationCount
import FakeDriver
import SystemPackage
import TestSupport
import Testing
import V4L2
import VideoFormats

/// Memory-to-memory devices that are unlike the kernel's own, within the rules and beyond.
@Suite struct MemoryToMemoryTests {
  private func subject(
    _ change: @escaping (inout Personality.ConverterShape) -> Void
  ) -> FakeSubject {
    FakeSubject { personality in
      guard var shape = personality.converter else { return }
      change(&shape)
      personality.converter = shape
    }
  }

  @Test(arguments: ContractCase.all.filter { [.encoder, .decoder].contains($0.role) })
  func `a driver that remembers its last buffer over a start keeps the contract`(
    _ clause: ContractCase
  ) async throws {
    try await clause.check(on: subject { $0.forgetsLastOnStart = false })
  }

  @Test(arguments: ContractCase.all.filter { $0.role == .decoder })
  func `a driver that tells of a change after the last buffer before it is understood`(
    _ clause: ContractCase
  ) async throws {
    try await clause.check(on: subject { $0.tellsLate = true })
  }

  @Test(
    arguments: ContractCase.all.filter { [.converter, .encoder, .decoder].contains($0.role) })
  func `the multi-planar API is the same`(_ clause: ContractCase) async throws {
    try await clause.check(on: subject { $0.isMultiplanar = true })
  }

  @Test func `a node that converts nothing says so`() throws {
    let device = try Device(path: "/dev/video0", calls: FakeDriver())
    #expect(try device.memoryToMemoryKind() == nil)
    let error = failure { () throws(V4L2Error) in _ = try device.memoryToMemoryQueues() }
    #expect(error?.description.contains("converts no memory to memory") == true)
  }

  @Test func `a decoder without state is refused in words`() throws {
    var personality = Personality.decoder
    personality.converter?.taken[0].pixelFormat = .fwhtStateless
    let driver = FakeDriver("/dev/video0", personality)
    let device = try Device(path: "/dev/video0", calls: driver)
    #expect(try device.memoryToMemoryKind() == .statelessDecoder)
    do throws(V4L2Error) {
      let stream = try device.memoryToMemoryQueues().start()
      Issue.record("it runs, with \(stream.sourceBufferCount) buffers")
    } catch {
      #expect(error.description.contains("keeps no state"))
    }
    #expect(driver.bufferCount("/dev/video0") == 0)
  }

  @Test func `a failed queue, and a device that goes, end a wait`() throws {
    for isGone in [false, true] {
      let subject = FakeSubject()
      var stream = try subject.converterQueues(.converter).start()
      let count = stream.sourceFormat.byteCount
      try unsafe stream.submit(copying: TestPictures.pattern(0, count).span.bytes)
      let path = try #require(subject.path(of: .converter))
      if isGone { subject.driver.disconnect(path) } else { subject.driver.failStreaming(path) }
      let error = failure { () throws(V4L2Error) in _ = try stream.next() }
      #expect(isGone ? error?.isDeviceLost == true : error?.errno == .ioError)
    }
  }

  @Test func `a frame that could not be converted is marked, counted and still a result`() throws {
    let subject = FakeSubject()
    let path = try #require(subject.path(of: .converter))
    subject.driver.configure(path) { $0.marksNextFrameAsDamaged = true }
    var stream = try subject.converterQueues(.converter).start()
    let count = stream.sourceFormat.byteCount
    try unsafe stream.submit(copying: TestPictures.pattern(0, count).span.bytes)
    let frame = try stream.frame()
    let flags = frame.metadata.flags
    #expect(flags.contains(.error))
    _ = try stream.nextIfReady()
    #expect(stream.sourceErrors == 1)
  }

  @Test func `what is too large is refused, and the stream goes on`() throws {
    let subject = FakeSubject()
    var stream = try subject.converterQueues(.converter).start()
    let count = stream.sourceFormat.byteCount
    let error = failure { () throws(V4L2Error) in
      try unsafe stream.submit(copying: TestPictures.pattern(0, count + 9000).span.bytes)
    }
    #expect(error?.description.contains("is larger than") == true)
    #expect(stream.framesSubmitted == 0 && stream.framesInside == 0)
    guard var buffer = stream.nextInput() else {
      Issue.record("no free buffer")
      return
    }
    buffer.timestamp = 5000
    try stream.submit(buffer)
    let result = try stream.frame()
    let time = result.metadata.timestamp
    #expect(time == 5000)
  }

  @Test func `results that could not be set up are set up the next time`() throws {
    let subject = FakeSubject()
    let coded = try subject.coded(CodecLab.small, count: 1)
    var stream = try subject.open(.decoder).memoryToMemoryQueues().start()
    let first = coded[0].bytes
    try unsafe stream.submit(copying: first.span.bytes)
    #expect(try stream.outcome() == "formatChanged")
    subject.driver.fail("VIDIOC_REQBUFS", errno: 12)
    let error = failure { () throws(V4L2Error) in _ = try stream.next() }
    #expect(error?.errno == .noMemory)
    #expect(try stream.outcome() == "frame")
  }

  @Test func `a picture in steady state allocates nothing`() throws {
    let subject = FakeSubject()
    var stream = try subject.converterQueues(.converter).start()
    let picture = TestPictures.pattern(0, stream.sourceFormat.byteCount)
    func turn() throws {
      try unsafe stream.submit(copying: picture.span.bytes)
      switch try stream.next() {
      case .frame(let frame): _ = consume frame
      default: throw ContractFailure("no result")
      }
    }
    for _ in 0..<20 { try turn() }
    let before = cac_allocations()
    for _ in 0..<50 { try turn() }
    let allocations = cac_allocations() - before
    #expect(allocations == 0)
  }
}
