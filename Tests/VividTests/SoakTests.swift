import CAllocationCount
import SystemIO
import TestSupport
import Testing
import V4L2
import VideoFormats

/// Long runs on the real driver, after which nothing may have grown.
@Suite(
  .serialized, .enabled(if: VividSubject.has(.webcam), "no single-planar vivid capture node here"),
  .timeLimit(.minutes(4)))
struct SoakTests {
  private let subject = VividSubject.shared

  /// What may not grow.
  private struct Footprint {
    var resources: ContractResources
    var resident: Int

    init(_ subject: VividSubject) {
      resources = subject.resources()
      resident = residentBytes()
    }
  }

  @Test func `two thousand frames at 60 a second leave nothing behind`() throws {
    var stream = try subject.stream(.webcam)
    #expect(stream.interval == Interval(1, 60))
    var last: UInt32 = 0
    for _ in 0..<100 { last = try stream.frame().metadata.sequence }
    let (before, begin) = (Footprint(subject), subject.calls.monotonicNanoseconds())
    var missing = 0
    for _ in 0..<2000 {
      let sequence = try stream.frame().metadata.sequence
      missing += max(0, Int(sequence &- last) - 1)
      last = sequence
    }
    let seconds = Double(subject.calls.monotonicNanoseconds() - begin) / 1e9
    let after = Footprint(subject)
    #expect(after.resources == before.resources)
    #expect(after.resident - before.resident < 256 << 10, "the process grew")
    // On a busy host the guest itself is late, so what holds is the driver's count: sixty a second,
    // each of them either here or a gap.
    let rate = Double(2000 + missing) / seconds
    #expect(rate > 50 && rate < 66, "2000 frames and \(missing) missing in \(seconds) s")
    #expect(stream.buffersLost == 0 && stream.buffersOnLoan == 0)
  }

  @Test func `a frame in steady state allocates nothing`() throws {
    guard cac_is_counting() == 1 else { return }
    let wake = try subject.makeWake()
    var stream = try subject.stream(.webcam, wake: wake)
    try Self.pass(20, &stream)
    let before = cac_allocations()
    try Self.pass(100, &stream)
    let allocations = cac_allocations() - before
    #expect(allocations == 0)
  }

  private static func pass(_ count: Int, _ stream: inout CaptureStream) throws(V4L2Error) {
    for _ in 0..<count {
      if case .frame(let frame) = try stream.next() { try frame.giveBack() }
    }
  }

  @Test func `a thousand cycles of open, stream and close leave nothing behind`() throws {
    for _ in 0..<50 { try cycle() }
    let before = Footprint(subject)
    for _ in 0..<1000 { try cycle() }
    let after = Footprint(subject)
    #expect(after.resources == before.resources)
    #expect(after.resident - before.resident < 512 << 10, "the process grew")
  }

  private func cycle() throws {
    let queue = try subject.open(.webcam).captureQueue()
    _ = try queue.setInterval(Interval(1, 120))
    var stream = try queue.allocate(count: 2).start()
    let frame = try stream.frame()
    try frame.giveBack()
  }
}
