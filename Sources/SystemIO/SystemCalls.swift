internal import CVideoDev2

/// The one seam under every system call the library makes.
///
/// `Kernel` is the real one. A test's driver, a tracer and a recorder stand in for it or in front of it.
/// Every method answers as the system call does, with failures as `-errno`, so that nothing is lost on
/// the way up and a decorator can repeat an answer exactly.
package protocol SystemCalls: AnyObject, Sendable {
  /// open(2) with `O_CLOEXEC` added; a descriptor or `-errno`.
  func open(_ path: String, flags: Int32) -> Int32
  /// close(2); 0 or `-errno`.
  func close(_ descriptor: Int32) -> Int32
  /// ioctl(2), restarted when interrupted; the result or `-errno`.
  func ioctl(_ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32
  /// mmap(2), shared; the address, or nil with `-errno` in `error`.
  ///
  /// A descriptor of -1 stands for memory of the process's own, private and zeroed.
  func mmap(
    length: Int, protection: Int32, descriptor: Int32, offset: Int, error: inout Int32
  ) -> UnsafeMutableRawPointer?
  /// munmap(2); 0 or `-errno`.
  func munmap(_ address: UnsafeMutableRawPointer, length: Int) -> Int32
  /// epoll_create1(2); a descriptor or `-errno`.
  func makePollSet() -> Int32
  /// epoll_ctl(2) with `EPOLL_CTL_ADD`, level-triggered; 0 or `-errno`.
  func add(_ descriptor: Int32, events: UInt32, number: UInt32, toPollSet set: Int32) -> Int32
  /// epoll_wait(2) for one event: 1, 0 at the end of the time, or `-errno`, `-EINTR` included.
  ///
  /// A negative timeout waits for ever. Of several descriptors that are ready, any may be answered.
  func waitForPollSet(
    _ set: Int32, milliseconds: Int32, events: inout UInt32, number: inout UInt32
  ) -> Int32
  /// eventfd(2), non-blocking; a descriptor or `-errno`.
  func eventDescriptor() -> Int32
  /// read(2); the count or `-errno`.
  func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, count: Int) -> Int
  /// write(2), not restarted when interrupted; the count or `-errno`.
  func write(_ descriptor: Int32, _ buffer: UnsafeRawPointer, count: Int) -> Int
  /// Nanoseconds of `CLOCK_MONOTONIC`.
  func monotonicNanoseconds() -> Int64
  /// clock_gettime(2), in nanoseconds.
  func nanoseconds(of clock: SystemClock) -> Int64
}

/// The running kernel.
package final class Kernel: SystemCalls {
  /// The only instance there needs to be.
  package static let shared = Kernel()

  private init() {}

  package func open(_ path: String, flags: Int32) -> Int32 {
    unsafe path.withCString { unsafe cv_open($0, flags, 0) }
  }

  package func close(_ descriptor: Int32) -> Int32 {
    cv_close(descriptor)
  }

  package func ioctl(
    _ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer
  ) -> Int32 {
    unsafe cv_ioctl(descriptor, request, argument)
  }

  package func mmap(
    length: Int, protection: Int32, descriptor: Int32, offset: Int, error: inout Int32
  ) -> UnsafeMutableRawPointer? {
    let flags = descriptor < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED
    return unsafe cv_mmap(length, protection, flags, descriptor, offset, &error)
  }

  package func munmap(_ address: UnsafeMutableRawPointer, length: Int) -> Int32 {
    unsafe cv_munmap(address, length)
  }

  package func makePollSet() -> Int32 {
    cv_epoll_create()
  }

  package func add(
    _ descriptor: Int32, events: UInt32, number: UInt32, toPollSet set: Int32
  ) -> Int32 {
    cv_epoll_add(set, descriptor, events, number)
  }

  package func waitForPollSet(
    _ set: Int32, milliseconds: Int32, events: inout UInt32, number: inout UInt32
  ) -> Int32 {
    unsafe cv_epoll_wait(set, milliseconds, &events, &number)
  }

  package func eventDescriptor() -> Int32 {
    cv_eventfd()
  }

  package func read(
    _ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, count: Int
  ) -> Int {
    unsafe cv_read(descriptor, buffer, count)
  }

  package func write(_ descriptor: Int32, _ buffer: UnsafeRawPointer, count: Int) -> Int {
    unsafe cv_write(descriptor, buffer, count)
  }

  package func monotonicNanoseconds() -> Int64 {
    cv_monotonic_nanoseconds()
  }

  package func nanoseconds(of clock: SystemClock) -> Int64 {
    let identifier =
      switch clock {
      case .monotonic: CLOCK_MONOTONIC
      case .realtime: CLOCK_REALTIME
      case .bootTime: CLOCK_BOOTTIME
      }
    var now = timespec()
    _ = unsafe clock_gettime(identifier, &now)
    return Int64(now.tv_sec) &* 1_000_000_000 &+ Int64(now.tv_nsec)
  }
}
