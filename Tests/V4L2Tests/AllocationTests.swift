import CAllocationCount
import FakeDriver
import TestSupport
import Testing
import V4L2

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

  private static func pass(_ count: Int, _ stream: inout CaptureStream) throws(V4L2Error) {
    for _ in 0..<count {
      if case .frame(let frame) = try stream.next() { try frame.giveBack() }
    }
  }
}
