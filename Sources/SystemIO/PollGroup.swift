internal import CVideoDev2
package import SystemPackage

/// Waits for several descriptors at once: what one thread that serves several devices sleeps in.
///
/// Each is registered once, so that a wait costs one system call however many there are. Level-triggered: what is left
/// undone is told again.
package final class PollGroup: Sendable {
  private let set: Descriptor
  private let calls: any SystemCalls

  /// Makes a group of none.
  package init(calls: any SystemCalls) throws(Errno) {
    let result = calls.makePollSet()
    guard result >= 0 else { throw Errno(rawValue: -result) }
    set = Descriptor(owning: result, calls: calls)
    self.calls = calls
  }

  /// Adds a descriptor, to be told by a number. Whoever owns it must keep it open: one that is closed leaves silently.
  package func add(_ descriptor: Int32, events: UInt32, number: Int) throws(Errno) {
    let result = calls.add(
      descriptor, events: events, number: UInt32(number), toPollSet: set.rawValue)
    guard result >= 0 else { throw Errno(rawValue: -result) }
  }

  /// Waits for one descriptor: its number and what it has to say; nil at the end of the time, or after a signal.
  ///
  /// A negative time waits for ever.
  package func wait(milliseconds: Int) throws(Errno) -> (number: Int, events: UInt32)? {
    var events: UInt32 = 0
    var number: UInt32 = 0
    let result = calls.waitForPollSet(
      set.rawValue, milliseconds: Int32(clamping: milliseconds), events: &events, number: &number)
    if result == 0 || result == -EINTR { return nil }
    guard result > 0 else { throw Errno(rawValue: -result) }
    return (Int(number), events)
  }
}
