import CAllocationCount
import FakeDriver
import TestSupport
import Testing
import V4L2
import VideoFormats

/// A frame costs no heap allocation: all that it needs was made when the stream was.
@Suite struct AllocationTests {
  @Test func `the count counts`() {
    guard cac_is_counting() == 1 else { return }
    let before = cac_allocations()
    let numbers = Array(repeating: before, count: 1000)
    #expect(numbers.count == 1000)
    #expect(cac_allocations() > before)
  }

  @Test(arguments: [ContractRole.webcam, .multiplanar])
  func `a frame in steady state allocates nothing`(_ role: ContractRole) throws {
    let subject = FakeSubject()
    let wake = try subject.makeWake()
    var stream = try subject.stream(role, wake: wake)
    try Self.pass(50, &stream)
    let before = cac_allocations()
    try Self.pass(200, &stream)
    let allocations = cac_allocations() - before
    #expect(allocations == 0)
  }

  @Test(arguments: [ContractRole.webcam, .multiplanar], [MemoryType.userptr, .dmabuf, .read])
  func `nor in memory of any other kind`(_ role: ContractRole, _ kind: MemoryType) throws {
    guard kind != .read || role == .webcam else { return }
    let subject = FakeSubject()
    let queue = try subject.queue(role)
    let memory = try subject.memory(kind, count: 4, for: queue.format())
    var stream = try queue.allocate(BufferAllocation(count: 4, memory: memory)).start()
    try Self.readAll(50, &stream)
    let before = cac_allocations()
    try Self.readAll(200, &stream)
    let allocations = cac_allocations() - before
    #expect(allocations == 0)
  }

  @Test(arguments: [MemoryType.mmap, .userptr, .dmabuf, .read])
  func `nor does one that is put out`(_ kind: MemoryType) throws {
    let subject = FakeSubject()
    let queue = try subject.outputQueue(.display)
    let memory = try subject.memory(kind, count: 4, for: queue.format())
    var stream = try queue.allocate(BufferAllocation(count: 4, memory: memory)).start()
    try Self.put(50, &stream)
    let before = cac_allocations()
    try Self.put(200, &stream)
    let allocations = cac_allocations() - before
    #expect(allocations == 0)
  }

  @Test func `nor does one that is handed on`() throws {
    let subject = FakeSubject()
    let format = try subject.outputQueue(.display).format()
    let queue = try subject.open(.webcam).captureQueue()
    _ = try queue.setFormat(Format(.yuyv, width: format.width, height: format.height))
    var stream = try queue.allocate(count: 4).start()
    var output = try subject.outputQueue(.display).allocate(
      BufferAllocation(count: 4, memory: .dmabuf([]))
    ).start()
    try Self.handOn(50, from: &stream, to: &output)
    let before = cac_allocations()
    try Self.handOn(200, from: &stream, to: &output)
    let allocations = cac_allocations() - before
    #expect(allocations == 0)
  }

  private static func handOn(
    _ count: Int, from stream: inout CaptureStream, to output: inout OutputStream
  ) throws(V4L2Error) {
    for _ in 0..<count {
      if case .frame(let frame) = try stream.next() { try output.submit(frame) }
      _ = try output.reclaim()
    }
  }

  private static func put(_ count: Int, _ stream: inout OutputStream) throws(V4L2Error) {
    for _ in 0..<count {
      if let buffer = try stream.next() { try stream.submit(buffer) }
    }
  }

  private static func readAll(_ count: Int, _ stream: inout CaptureStream) throws(V4L2Error) {
    for _ in 0..<count {
      guard case .frame(let frame) = try stream.next() else { continue }
      touch(frame)
      try frame.giveBack()
    }
  }

  private static func touch(_ frame: borrowing Frame) {
    _ = frame.bytes.byteCount
  }

  private static func pass(_ count: Int, _ stream: inout CaptureStream) throws(V4L2Error) {
    for _ in 0..<count {
      if case .frame(let frame) = try stream.next() { try frame.giveBack() }
    }
  }
}
