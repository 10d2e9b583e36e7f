import DMABuf
import FakeDriver
import Glibc
import SystemIO
import SystemPackage
import TestSupport
import Testing
import VideoFormats

@testable import V4L2

/// What goes wrong between queues, and must not: memory of another queue's, planes in the wrong place, numbers that lie.
@Suite struct BufferRulesTests {
  private let subject = FakeSubject()
  private var driver: FakeDriver { subject.driver }

  private func words(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch {
      return "\(error)"
    }
  }

  /// An output of a picture in two memory planes.
  private func twoPlanes() throws -> Device {
    var personality = Personality.multiplanar
    personality.capabilities = 0x2000 | 0x0420_0000
    personality.formats = personality.formats.filter { $0.pixelFormat == .nv12M }
    driver.add("/dev/video8", personality)
    return try Device(path: "/dev/video8", calls: driver)
  }

  @Test func `a frame whose queue was released exports nothing of the next one`() throws {
    let device = try subject.open(.webcam)
    var stream = try subject.stream(.webcam, on: device, count: 3)
    let frame = try stream.frame()
    let queue = try stream.stop().release()
    let other = try queue.allocate(count: 3)
    #expect(words { _ = try frame.export() }.contains("has been released"))
    #expect(words { _ = try frame.shared() }.contains("has been released"))
    #expect(try other.export().count == 3)
  }

  @Test(arguments: [UserMemory.PageSize.ordinary, .huge])
  func `each plane gets its own share, however much memory it has`(
    _ pages: UserMemory.PageSize
  ) throws {
    let allocation = BufferAllocation(count: 3, memory: .userptr(.allocated(pages)))
    var stream = try twoPlanes().outputQueue().allocate(allocation).start()
    let sizes = stream.format.planes.map(\.size)
    let picture =
      [UInt8](repeating: 1, count: sizes[0]) + [UInt8](repeating: 2, count: sizes[1])
    for _ in 0..<3 { try unsafe stream.submit(copying: picture.span.bytes) }
    _ = try stream.reclaim()
    let shown = try #require(driver.output("/dev/video8").first)
    #expect(shown.planes.map(\.count) == sizes)
    #expect(shown.planes[0].allSatisfy { $0 == 1 } && shown.planes[1].allSatisfy { $0 == 2 })
  }

  @Test func `a buffer without memory here cannot be copied to, in words`() throws {
    let queue = try subject.outputQueue(.display)
    var stream = try queue.allocate(BufferAllocation(count: 3, memory: .dmabuf([]))).start()
    let picture = [UInt8](repeating: 1, count: stream.format.byteCount)
    #expect(
      words { try unsafe stream.submit(copying: picture.span.bytes) }.contains("can't be written"))
    #expect(stream.framesSubmitted == 0 && stream.bytesCopied == 0 && stream.buffersQueued == 0)
  }

  @Test func `a buffer with a frame's memory is not given out to be written`() throws {
    let format = try subject.outputQueue(.display).format()
    let source = try subject.open(.webcam).captureQueue()
    _ = try source.setFormat(Format(.yuyv, width: format.width, height: format.height))
    var capture = try source.allocate(count: 2).start()
    let heap = try DMAHeap("system", calls: driver)
    var sink = try subject.outputQueue(.display).allocate(
      BufferAllocation(count: 3, memory: .heap(heap))
    ).start()
    try sink.submit(try capture.frame())
    guard case .frame(let frame) = try sink.reclaim() else {
      throw ContractFailure("the frame did not come back")
    }
    try frame.giveBack()
    guard let one = try sink.next(), let two = try sink.next() else {
      throw ContractFailure("two of three buffers are free")
    }
    let numbers: Set<Int> = [one.index, two.index]
    #expect(numbers == [1, 2])
    #expect(words { _ = try sink.next(timeout: .milliseconds(5)) }.contains("no frame within"))
  }

  @Test func `a frame of other planes than the queue's goes back`() throws {
    let target = try twoPlanes().outputQueue()
    var sink = try target.allocate(BufferAllocation(count: 4, memory: .dmabuf([]))).start()
    var capture = try subject.stream(.webcam)
    #expect(
      words { try sink.submit(try capture.frame()) }.contains("1 memory planes and the queue 2"))
    #expect(capture.buffersOnLoan == 0 && sink.framesSubmitted == 0)
  }

  @Test func `a driver that gives back a buffer it does not have is not believed`() throws {
    for number: UInt32 in [1, 40, 100_000] {
      var stream = try subject.stream(.webcam, count: 3)
      let held = try stream.frame()
      let index = held.metadata.bufferIndex
      driver.configure("/dev/video0") { $0.misreports = number == 1 ? UInt32(index) : number }
      #expect(stream.failure()?.errno == .badAddress)
      #expect(held.metadata.bufferIndex == index && held.bytes.byteCount > 0)
      driver.configure("/dev/video0") { $0.misreports = nil }
    }
  }

  @Test
  func `a queue in the caller's memory does not grow, and keeps no buffer of it in the driver`()
    throws
  {
    let format = try subject.queue(.webcam).format()
    let memory = try subject.memory(.dmabuf, count: 3, for: format)
    var allocated = try subject.queue(.webcam).allocate(BufferAllocation(memory: memory))
    #expect(words { _ = try allocated.grow(by: 1) }.contains("there is none for more"))
    #expect(driver.bufferCount("/dev/video0") == 3)
  }

  @Test func `what cannot be mapped does not stay in the driver`() throws {
    var allocated = try subject.queue(.webcam).allocate(count: 3)
    driver.fail("mmap", errno: ENOMEM, after: 1)
    let added = try allocated.grow(by: 3)
    #expect(added == 1)
    #expect(allocated.bufferCount == 4 && driver.bufferCount("/dev/video0") == 4)
    let more = try allocated.grow(by: 1)
    #expect(more == 1)
  }

  @Test func `a queue of a heap's memory grows`() throws {
    let heap = try DMAHeap("system", calls: driver)
    var stream = try subject.queue(.webcam).allocate(
      BufferAllocation(count: 2, memory: .heap(heap))
    ).start()
    let added = try stream.grow(by: 2)
    #expect(added == 2)
    for _ in 0..<10 { _ = try stream.frame() }
    #expect(stream.bufferCount == 4 && stream.memory == .dmabuf)
  }

  @Test func `a driver that grants more than the caller has memory for does without`() throws {
    let generous = FakeSubject { $0.grantedBuffers = 4...32 }
    let format = try generous.queue(.webcam).format()
    let memory = try generous.memory(.dmabuf, count: 2, for: format)
    var stream = try generous.queue(.webcam).allocate(BufferAllocation(memory: memory)).start()
    #expect(stream.bufferCount == 2)
    for _ in 0..<5 { _ = try stream.frame() }
  }

  @Test func `buffers to be given up add up, and growing takes them back first`() throws {
    var stream = try subject.stream(.webcam, count: 6)
    try stream.shrink(by: 1)
    try stream.shrink(by: 1)
    for _ in 0..<10 { _ = try stream.frame() }
    #expect(stream.bufferCount == 4 && stream.buffersRemoved == 2)
    try stream.shrink(by: 2)
    driver.forgetCounts()
    let added = try stream.grow(by: 2)
    #expect(added == 2)
    #expect(driver.callCounts["VIDIOC_CREATE_BUFS"] == nil)
    for _ in 0..<10 { _ = try stream.frame() }
    #expect(stream.bufferCount == 4)
  }

  @Test func `a buffer held over a release takes none of the next queue's away`() throws {
    let device = try subject.open(.display)
    var stream = try device.outputQueue().allocate(BufferAllocation(count: 4)).start()
    let held = try stream.next()
    let idle = try stream.stop()
    var allocated = idle
    try allocated.shrink(by: 3)
    let other = try allocated.release().allocate(BufferAllocation(count: 4))
    _ = consume held
    #expect(driver.bufferCount("/dev/video3") == 4 && other.bufferCount == 4)
  }

  @Test(arguments: [Int.max, Int.max / 1_000_000, 5])
  func `patience has no end that overflows`(_ milliseconds: Int) {
    var patience = Patience(milliseconds: milliseconds)
    let isAllowed = patience.allowsAnother(at: MonotonicInstant(nanoseconds: .max / 2))
    #expect(isAllowed)
    #expect(patience.remaining > 0 && patience.remaining <= milliseconds)
  }

  @Test func `an event that a stream put aside reaches who waits for it`() throws {
    let device = try subject.open(.grabber)
    try device.subscribe(to: .endOfStream)
    let monitor = try EventMonitor(device)
    device.keep(
      Event(type: .control, id: 7, sequence: 0, timestamp: 1, pending: 0, payload: .endOfStream))
    guard case .event(let event) = try monitor.next(timeout: .seconds(1)) else {
      throw ContractFailure("no event")
    }
    #expect(event.id == 7)
    #expect(try monitor.next(timeout: .milliseconds(600)) == .timedOut)
  }

  @Test func `a second subscriber's wish for the present state is heard`() throws {
    let device = try subject.open(.webcam)
    let brightness = try #require(try device.control(.brightness))
    try device.subscribe(to: .control, id: brightness.id.rawValue)
    #expect(try device.nextEvent() == nil)
    try device.subscribe(to: .control, id: brightness.id.rawValue, options: .sendInitial)
    #expect(try device.nextEvent()?.type == .control)
  }
}
