internal import SystemIO
internal import SystemPackage
internal import Testing
internal import V4L2
internal import VideoFormats

// How a wait ends.
extension ContractCase {
  static let waiting: [Clause] = [
    (
      "a driver that delivers nothing is a stall that names the time waited",
      { subject, role in
        try subject.inject(.dropsAllFrames, on: role)
        var stream = try subject.stream(role)
        let error = stream.failure(timeout: .milliseconds(300))
        guard case .stalled(let waited, let onLoan, _) = error?.reason else {
          Issue.record("no stall but \(String(describing: error))")
          return
        }
        #expect(waited >= .milliseconds(300) && waited < .seconds(3))
        #expect(onLoan == 0)
        subject.recover(role)
        let outcome = try stream.outcome()
        #expect(outcome == "frame")
      }
    ),
    (
      "nobody who says nothing waits for ever",
      { subject, role in
        let stream = try subject.stream(role)
        #expect(stream.defaultTimeout >= .seconds(2))
        #expect(stream.defaultTimeout < .seconds(3))
      }
    ),
    (
      "no time at all is enough for a frame that is there",
      { subject, role in
        var stream = try subject.stream(role)
        let first = try stream.outcome()
        #expect(first == "frame")
        subject.pause(.milliseconds(100))
        let second = try stream.outcome(timeout: .zero)
        #expect(second == "frame")
        let third = try stream.outcome(timeout: .seconds(Int64.max))
        #expect(third == "frame")
      }
    ),
    (
      "a doorbell ends a wait from elsewhere",
      { subject, role in
        let wake = try subject.makeWake()
        try subject.inject(.dropsAllFrames, on: role)
        var stream = try subject.stream(role, wake: wake)
        let begin = subject.calls.monotonicNanoseconds()
        subject.ring(wake, after: .milliseconds(100))
        let outcome = try stream.outcome(timeout: .seconds(10))
        let waited = subject.calls.monotonicNanoseconds() - begin
        #expect(outcome == "woken")
        #expect(waited >= 100_000_000 && waited < 3_000_000_000)
      }
    ),
    (
      "a ring before the wait is not lost, and counts once",
      { subject, role in
        let wake = try subject.makeWake()
        var stream = try subject.stream(role, wake: wake)
        wake.ring()
        wake.ring()
        var outcomes: [String] = []
        for _ in 0..<6 { outcomes.append(try stream.outcome()) }
        #expect(outcomes.prefix(2).contains("woken"))
        #expect(outcomes.count { $0 == "woken" } == 1)
        #expect(outcomes.count { $0 == "frame" } == 5)
        #expect(!wake.take())
      }
    ),
    (
      "a doorbell is heard though frames keep coming",
      { subject, role in
        let wake = try subject.makeWake()
        var stream = try subject.stream(role, wake: wake)
        subject.pause(.milliseconds(100))
        wake.ring()
        // Either may be first, but neither waits for the other to fall silent.
        var outcomes: Set<String> = []
        for _ in 0..<3 { outcomes.insert(try stream.outcome()) }
        #expect(outcomes == ["frame", "woken"])
      }
    ),
  ]
}
