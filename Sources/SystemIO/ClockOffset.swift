/// A clock of the system.
public enum SystemClock: String, Hashable, Sendable, Codable, CaseIterable {
  /// Time since some start, which nobody sets. The corresponding C constant is `CLOCK_MONOTONIC`.
  case monotonic
  /// Time of day, which may be set at any moment. The corresponding C constant is `CLOCK_REALTIME`.
  case realtime
  /// As the monotonic clock, with the time the machine slept. The corresponding C constant is
  /// `CLOCK_BOOTTIME`.
  case bootTime
}

/// How far one clock of the system is ahead of another, with the bound of the error.
///
/// Two clocks cannot be read at the same moment. One is read before and after the other, several times, and
/// the closest pair counts: the true difference lies within `uncertainty` of `nanoseconds`. It holds for the moment
/// at which it was measured: the time of day is set and slewed, and the boot clock runs on while the machine
/// sleeps, so measure anew for stamps that are far apart.
public struct ClockOffset: Hashable, Sendable, Codable {
  /// The clock that times are converted from.
  public let from: SystemClock
  /// The clock that times are converted to.
  public let to: SystemClock
  /// What is added to a time of `from` for a time of `to`, in nanoseconds.
  public let nanoseconds: Int64
  /// How wrong `nanoseconds` may be, in nanoseconds either way.
  public let uncertainty: Int64

  /// Makes an offset that was measured elsewhere.
  public init(from: SystemClock, to: SystemClock, nanoseconds: Int64, uncertainty: Int64) {
    (self.from, self.to) = (from, to)
    (self.nanoseconds, self.uncertainty) = (nanoseconds, uncertainty)
  }

  /// Measures how far two clocks are apart at this moment; it takes a few microseconds.
  public static func measured(from: SystemClock, to: SystemClock) -> ClockOffset {
    measured(from: from, to: to, calls: Kernel.shared)
  }

  /// The same with the clocks behind a seam.
  package static func measured(
    from: SystemClock, to: SystemClock, calls: any SystemCalls, attempts: Int = 8
  ) -> ClockOffset {
    var best: ClockOffset?
    for _ in 0..<max(1, attempts) {
      let before = calls.nanoseconds(of: from)
      let other = calls.nanoseconds(of: to)
      let width = calls.nanoseconds(of: from) &- before
      // A clock that was set back in between says nothing.
      guard width >= 0 else { continue }
      // Half a width either way, and the nanosecond that each reading is cut off by.
      let uncertainty = (width + 1) / 2 + 1
      if let best, best.uncertainty <= uncertainty { continue }
      best = ClockOffset(
        from: from, to: to, nanoseconds: other &- (before &+ width / 2), uncertainty: uncertainty)
    }
    return best ?? ClockOffset(from: from, to: to, nanoseconds: 0, uncertainty: .max)
  }

  /// A time of `from`, in nanoseconds, as a time of `to`.
  public func converted(_ time: Int64) -> Int64 { time &+ nanoseconds }

  /// The offset the other way round.
  public var inverse: ClockOffset {
    ClockOffset(from: to, to: from, nanoseconds: 0 &- nanoseconds, uncertainty: uncertainty)
  }
}
