public import SystemPackage

/// A doorbell that ends a wait from any thread or from a signal handler.
///
/// Ringing is remembered until it is taken, so a ring just before a wait is not lost. The corresponding
/// system call is `eventfd`.
public final class WakeEvent: Sendable {
  package let descriptor: Descriptor

  package init(calls: any SystemCalls) throws(Errno) {
    let result = calls.eventDescriptor()
    guard result >= 0 else { throw Errno(rawValue: -result) }
    descriptor = Descriptor(owning: result, calls: calls)
  }

  /// Makes a doorbell on the running kernel; fails only when the process is out of descriptors or memory.
  public convenience init() throws(Errno) {
    try self.init(calls: Kernel.shared)
  }

  /// The descriptor, for a signal handler that must ring with `write(2)` alone: eight bytes, any number but zero.
  ///
  /// It stays this object's own and must not be closed.
  public var rawDescriptor: CInt { descriptor.rawValue }

  /// Ends the wait under way, or else the next one.
  public func ring() {
    var one: UInt64 = 1
    _ = unsafe descriptor.calls.write(descriptor.rawValue, &one, count: 8)
  }

  /// Takes the ring, if there was one, so that it ends no further wait.
  @discardableResult
  public func take() -> Bool {
    var count: UInt64 = 0
    return unsafe descriptor.calls.read(descriptor.rawValue, &count, count: 8) == 8 && count > 0
  }
}
