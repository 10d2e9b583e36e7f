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
/// It polls, never selects, so descriptors past 1023 work, and it sleeps until the deadline itself
/// rather than in ticks.
package struct Poller: Sendable {
  /// What ended a wait.
  package enum Outcome: Equatable, Sendable {
    /// The device has something, or has failed: `POLLIN`, `POLLERR`, `POLLHUP` or `POLLPRI` as it said.
    case ready(events: Int16)
    /// The doorbell rang; it has been taken.
    case woken
    /// The deadline passed.
    case timedOut
  }

  /// The device.
  private let descriptor: Descriptor
  /// The doorbell.
  private let wake: WakeEvent?

  /// Makes a poller over an open device and, if there is one, a doorbell.
  package init(_ descriptor: Descriptor, wake: WakeEvent?) {
    self.descriptor = descriptor
    self.wake = wake
  }

  /// Waits until the device is ready for `events`, the doorbell rings or the deadline passes.
  ///
  /// The device is reported before the doorbell only when the doorbell is silent, so that a busy device
  /// cannot put off a stop.
  package func wait(events: Int16, until deadline: MonotonicInstant?) throws(Errno) -> Outcome {
    let calls = descriptor.calls
    // poll(2) passes over an entry whose descriptor is negative.
    var entries: InlineArray<2, pollfd> = [
      pollfd(fd: descriptor.rawValue, events: events, revents: 0),
      pollfd(fd: wake?.descriptor.rawValue ?? -1, events: Int16(POLLIN), revents: 0),
    ]
    while true {
      var timeout: Int64 = -1
      if let deadline {
        timeout = max(0, deadline.nanoseconds - calls.monotonicNanoseconds())
      }
      var span = entries.mutableSpan
      let result = unsafe span.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return -EFAULT }
        return unsafe calls.poll(base, count: 2, nanoseconds: timeout)
      }
      if result == -EINTR { continue }
      if result < 0 { throw Errno(rawValue: -result) }
      if result == 0 { return .timedOut }
      if entries[1].revents != 0, wake?.take() == true { return .woken }
      if entries[0].revents != 0 { return .ready(events: entries[0].revents) }
    }
  }
}
