import CVideoDev2
import Glibc
import SystemIO
import SystemPackage
import TestSupport
import Testing

/// A pipe, as a device that becomes ready when its other end is written to.
private struct Pipe {
  let reader: Descriptor
  let writer: Descriptor

  init() throws {
    var ends: [Int32] = [-1, -1]
    let result = unsafe pipe(&ends)
    try #require(result == 0)
    reader = Descriptor(owning: ends[0], calls: Kernel.shared)
    writer = Descriptor(owning: ends[1], calls: Kernel.shared)
  }

  func write() {
    var byte: UInt8 = 1
    _ = unsafe Kernel.shared.write(writer.rawValue, &byte, count: 1)
  }
}

@Suite struct PollerTests {
  /// What a wait says, and how many milliseconds it took.
  private func timed(
    _ poller: Poller, _ milliseconds: Int
  ) throws -> (outcome: Poller.Outcome, milliseconds: Int) {
    let begin = Kernel.shared.monotonicNanoseconds()
    let outcome = try poller.wait(milliseconds: milliseconds)
    return (outcome, Int((Kernel.shared.monotonicNanoseconds() - begin) / 1_000_000))
  }

  @Test func `a device that is ready ends the wait at once`() throws {
    let pipe = try Pipe()
    let poller = try Poller(pipe.reader, events: Poller.readable, wake: nil)
    pipe.write()
    let wait = try timed(poller, 10_000)
    #expect(wait.outcome == .ready(events: Poller.readable))
    #expect(wait.milliseconds < 5000)
  }

  @Test func `the deadline ends the wait, and no sooner`() throws {
    let pipe = try Pipe()
    let poller = try Poller(pipe.reader, events: Poller.readable, wake: try WakeEvent())
    let wait = try timed(poller, 80)
    #expect(wait.outcome == .timedOut)
    #expect(wait.milliseconds >= 79 && wait.milliseconds < 5000)
    let none = try timed(poller, 0)
    #expect(none.outcome == .timedOut)
    #expect(none.milliseconds < 5000)
  }

  @Test func `a ring from another thread ends the wait, and is taken`() throws {
    let pipe = try Pipe()
    let wake = try WakeEvent()
    let poller = try Poller(pipe.reader, events: Poller.readable, wake: wake)
    // A thread of its own: other tests may block every one of the concurrency pool.
    onThread {
      usleep(30_000)
      wake.ring()
    }
    #expect(try poller.wait(milliseconds: 20_000) == .woken)
    #expect(!wake.take())
    #expect(try poller.wait(milliseconds: 0) == .timedOut)
  }

  @Test func `a ring before the wait is not lost`() throws {
    let pipe = try Pipe()
    let wake = try WakeEvent()
    let poller = try Poller(pipe.reader, events: Poller.readable, wake: wake)
    wake.ring()
    wake.ring()
    #expect(try poller.wait(milliseconds: 10_000) == .woken)
    #expect(try poller.wait(milliseconds: 0) == .timedOut)
  }

  @Test func `a writer that goes is told`() throws {
    var pipe: Pipe? = try Pipe()
    let reader = try #require(pipe?.reader)
    let poller = try Poller(reader, events: Poller.readable, wake: nil)
    pipe = nil
    guard case .ready(let events) = try poller.wait(milliseconds: 10_000) else {
      Issue.record("nothing said")
      return
    }
    #expect(events & EPOLLHUP.rawValue != 0)
  }

  @Test func `descriptors past 1023 work`() throws {
    var limit = rlimit()
    let known = unsafe getrlimit(__rlimit_resource_t(7), &limit)
    try #require(known == 0)
    let wanted: rlim_t = 4096
    guard limit.rlim_max >= wanted else { return }
    if limit.rlim_cur < wanted {
      limit.rlim_cur = wanted
      let raised = unsafe setrlimit(__rlimit_resource_t(7), &limit)
      try #require(raised == 0)
    }
    let pipe = try Pipe()
    let high = fcntl(pipe.reader.rawValue, F_DUPFD_CLOEXEC, 2000)
    try #require(high >= 2000)
    let device = Descriptor(owning: high, calls: Kernel.shared)
    let poller = try Poller(device, events: Poller.readable, wake: nil)
    #expect(try poller.wait(milliseconds: 0) == .timedOut)
    pipe.write()
    #expect(try poller.wait(milliseconds: 10_000) == .ready(events: Poller.readable))
  }

  @Test func `a signal does not end the wait`() throws {
    // A handler without SA_RESTART, and a signal nobody else uses.
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { _ in }
    let set = unsafe sigaction(SIGURG, &action, nil)
    try #require(set == 0)
    let pipe = try Pipe()
    let poller = try Poller(pipe.reader, events: Poller.readable, wake: nil)
    let waiter = pthread_self()
    let number = UInt(bitPattern: Int(waiter))
    let sender = Task.detached {
      for _ in 0..<5 {
        try await Task.sleep(for: .milliseconds(20))
        pthread_kill(pthread_t(number), SIGURG)
      }
    }
    let wait = try timed(poller, 150)
    sender.cancel()
    #expect(wait.outcome == .timedOut)
    #expect(wait.milliseconds >= 149 && wait.milliseconds < 5000)
  }

  @Test func `a file that cannot be waited for is refused`() throws {
    let regular = try Descriptor(opening: "/etc/passwd", flags: O_RDONLY, calls: Kernel.shared)
    #expect(throws: Errno.notPermitted) {
      _ = try Poller(regular, events: Poller.readable, wake: nil)
    }
  }
}
