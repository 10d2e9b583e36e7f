import Testing

@testable import SystemIO

/// Offsets between clocks, and how far they can be trusted.
@Suite struct ClockOffsetTests {
  @Test func `a converted time is that of the other clock, within the bound`() {
    for clock in SystemClock.allCases {
      let offset = ClockOffset.measured(from: .monotonic, to: clock)
      let before = Kernel.shared.nanoseconds(of: clock)
      let now = Kernel.shared.nanoseconds(of: .monotonic)
      let after = Kernel.shared.nanoseconds(of: clock)
      #expect(offset.uncertainty >= 0)
      #expect(offset.converted(now) >= before - offset.uncertainty - 1_000_000)
      #expect(offset.converted(now) <= after + offset.uncertainty + 1_000_000)
      #expect(offset.inverse.converted(offset.converted(now)) == now)
    }
  }

  @Test func `the time of day is past the year 2020 and the boot clock not behind`() {
    let day = ClockOffset.measured(from: .monotonic, to: .realtime)
    #expect(day.converted(Kernel.shared.monotonicNanoseconds()) > 1_577_836_800_000_000_000)
    let boot = ClockOffset.measured(from: .monotonic, to: .bootTime)
    #expect(boot.nanoseconds >= -boot.uncertainty)
  }
}
