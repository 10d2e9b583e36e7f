internal import CVideoDev2
package import SystemPackage

/// Waits for any number of descriptors, each known by a number.
///
/// A set is a descriptor itself and can be in another set: readable when one of its own is ready. So one thread
/// can wait for things that each wait for several.
package final class PollSet: Sendable {
  /// What is ready, and how.
  package struct Event: Equatable, Sendable {
    package var number: UInt32
    package var events: UInt32
  }

  /// The set's own descriptor.
  package let descriptor: Descriptor
  private let calls: any SystemCalls
  private let sharing: any SharingCalls

  /// Makes an empty set.
  package init(
    calls: any SystemCalls = Kernel.shared, sharing: any SharingCalls = Kernel.shared
  ) throws(Errno) {
    self.calls = calls
    self.sharing = sharing
    let result = calls.makePollSet()
    guard result >= 0 else { throw Errno(rawValue: -result) }
    descriptor = Descriptor(owning: result, calls: calls)
  }

  /// Adds a descriptor, level-triggered. It must be removed before it is closed.
  package func add(_ descriptor: Int32, events: UInt32, number: UInt32) throws(Errno) {
    let result = calls.add(
      descriptor, events: events, number: number, toPollSet: self.descriptor.rawValue)
    guard result >= 0 else { throw Errno(rawValue: -result) }
  }

  /// Takes a descriptor out; one that is not in is no matter.
  package func remove(_ descriptor: Int32) {
    _ = sharing.remove(descriptor, fromPollSet: self.descriptor.rawValue)
  }

  /// Waits until something is ready; nil when so many milliseconds have passed, or a signal came.
  ///
  /// A negative time waits for ever.
  package func wait(milliseconds: Int) throws(Errno) -> Event? {
    var events: UInt32 = 0
    var number: UInt32 = 0
    let result = calls.waitForPollSet(
      descriptor.rawValue, milliseconds: Int32(clamping: milliseconds), events: &events,
      number: &number)
    if result > 0 { return Event(number: number, events: events) }
    guard result == 0 || result == -EINTR else { throw Errno(rawValue: -result) }
    return nil
  }
}
