package import SystemPackage

/// Waits for any of several descriptors, in one place.
///
/// Descriptors are registered once and known by a number. Of several that are ready, each has its turn.
package final class PollSet: Sendable {
  private let set: Descriptor

  /// Makes an empty set.
  package init(calls: any SystemCalls) throws(Errno) {
    let result = calls.makePollSet()
    guard result >= 0 else { throw Errno(rawValue: -result) }
    set = Descriptor(owning: result, calls: calls)
  }

  /// Adds a descriptor, which must stay open for as long as it is waited for.
  package func add(_ descriptor: Int32, events: UInt32, number: UInt32) throws(Errno) {
    let result = set.calls.add(
      descriptor, events: events, number: number, toPollSet: set.rawValue)
    guard result >= 0 else { throw Errno(rawValue: -result) }
  }

  /// Waits for so many milliseconds: the number of a descriptor that is ready and what it has; nil when none is, or
  /// when a signal came.
  package func wait(
    milliseconds: Int
  ) throws(Errno) -> (number: UInt32, events: UInt32)? {
    var events: UInt32 = 0
    var number: UInt32 = 0
    let result = set.calls.waitForPollSet(
      set.rawValue, milliseconds: Int32(clamping: milliseconds), events: &events, number: &number)
    if result > 0 { return (number, events) }
    guard result == 0 || Errno(rawValue: -result) == .interrupted else {
      throw Errno(rawValue: -result)
    }
    return nil
  }
}
