package import SystemIO

/// What is left of a wait that was ended for nothing: the driver said it was ready, and was not.
///
/// The clock is read only then, so an ordinary wait is one system call and no more; a driver that goes
/// on like this cannot hold the program for longer than twice the time.
package struct Patience {
  /// The whole of the wait; negative for one without end.
  package let milliseconds: Int
  /// What of it the next wait may take.
  package private(set) var remaining: Int
  private var deadline: Int64?

  package init(milliseconds: Int) {
    self.milliseconds = milliseconds
    remaining = milliseconds
  }

  /// Notes a wait that brought nothing; false when no time is left for another.
  package mutating func allowsAnother(at now: MonotonicInstant) -> Bool {
    guard milliseconds >= 0 else { return true }
    let end = deadline ?? now.advanced(by: .milliseconds(milliseconds)).nanoseconds
    deadline = end
    let left = max(0, end.subtractingReportingOverflow(now.nanoseconds).partialValue)
    remaining = Int(left / 1_000_000) + (left % 1_000_000 > 0 ? 1 : 0)
    return now.nanoseconds < end
  }
}
