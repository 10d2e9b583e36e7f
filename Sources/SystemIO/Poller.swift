internal import CVideoDev2
package import SystemPackage

/// A point on `CLOCK_MONOTONIC`, the clock of most capture timestamps.
public struct MonotonicInstant: Hashable, Sendable, Comparable {
  /// Nanoseconds since the clock's own start.
  public var nanoseconds: Int64

  /// Makes an instant from nanoseconds.
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Whether the left instant is the earlier one.
  public static func < (left: Self, right: Self) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The instant a duration later, or the last there is.
  public func advanced(by duration: Duration) -> Self {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(duration.clampedNanoseconds)
    return Self(nanoseconds: overflow ? .max : sum)
  }
}

extension Duration {
  /// Whole nanoseconds, clamped to what 64 bits hold.
  package var clampedNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    return carry ? .max : sum
  }
}

/// Waits for one device and one doorbell.
///
/// The two are registered once, in an epoll set: a wait then costs the same with the doorbell as
/// without, which poll(2) cannot offer. It sleeps until the deadline itself rather than in ticks.
package final class Poller: Sendable {
  /// What ended a wait.
  package enum Outcome: Equatable, Sendable {
    /// The device has something, or has failed: `EPOLLIN`, `EPOLLERR`, `EPOLLHUP` as it said.
    case ready(events: UInt32)
    /// The doorbell rang; it has been taken.
    case woken
    /// The deadline passed.
    case timedOut
  }

  /// The device has something to read.
  package static let readable = EPOLLIN.rawValue
  /// The device has an event.
  package static let urgent = EPOLLPRI.rawValue
  /// The device can be written to, or has given back what was written.
  package static let writable = EPOLLOUT.rawValue
  /// The device is gone; always reported, whatever is waited for.
  package static let hungUp = EPOLLHUP.rawValue
  /// The device has failed; always reported, whatever is waited for.
  package static let failed = EPOLLERR.rawValue
  /// The other end of a connection was closed.
  package static let peerClosed = EPOLLRDHUP.rawValue

  /// The poller as a descriptor: readable when a wait would not last.
  package let set: Descriptor
  // Kept, because a closed descriptor silently leaves an epoll set.
  private let device: Descriptor
  private let wake: WakeEvent?
  private let calls: any SystemCalls

  private static let deviceNumber: UInt32 = 0
  private static let wakeNumber: UInt32 = 1

  /// Makes a poller for `events` of an open device and, if there is one, a doorbell.
  package init(_ device: Descriptor, events: UInt32, wake: WakeEvent?) throws(Errno) {
    calls = device.calls
    let result = calls.makePollSet()
    guard result >= 0 else { throw Errno(rawValue: -result) }
    set = Descriptor(owning: result, calls: calls)
    self.device = device
    self.wake = wake
    try add(device.rawValue, events, Self.deviceNumber)
    if let wake { try add(wake.descriptor.rawValue, Self.readable, Self.wakeNumber) }
  }

  /// The descriptor of the set, which is readable when a wait would end at once; it stays this object's own.
  package var rawDescriptor: Int32 { self.set.rawValue }

  private func add(_ descriptor: Int32, _ events: UInt32, _ number: UInt32) throws(Errno) {
    let result = calls.add(descriptor, events: events, number: number, toPollSet: set.rawValue)
    guard result >= 0 else { throw Errno(rawValue: -result) }
  }

  /// Waits until the device is ready, the doorbell rings or so many milliseconds have passed.
  ///
  /// A negative time waits for ever. The clock is first read when something cuts the wait short, a
  /// signal say, so that an ordinary wait costs one system call and no more; however many signals
  /// come, the wait ends before twice its time.
  package func wait(milliseconds: Int) throws(Errno) -> Outcome {
    var remaining = Int32(clamping: milliseconds)
    var deadline: Int64?
    while true {
      var events: UInt32 = 0
      var number: UInt32 = 0
      let result = calls.waitForPollSet(
        set.rawValue, milliseconds: remaining, events: &events, number: &number)
      if result == 0 { return .timedOut }
      if result > 0, number == Self.deviceNumber { return .ready(events: events) }
      if result > 0, wake?.take() == true { return .woken }
      if result < 0, result != -EINTR { throw Errno(rawValue: -result) }
      guard remaining > 0 else { continue }
      let now = calls.monotonicNanoseconds()
      let end = deadline ?? (now + Int64(remaining) * 1_000_000)
      deadline = end
      remaining = Int32(clamping: (max(0, end - now) + 999_999) / 1_000_000)
    }
  }
}

extension Duration {
  /// Whole milliseconds, rounded up so that a wait is never shorter than asked for.
  package var milliseconds: Int {
    let nanoseconds = clampedNanoseconds
    return Int(nanoseconds / 1_000_000) + (nanoseconds % 1_000_000 > 0 ? 1 : 0)
  }
}
