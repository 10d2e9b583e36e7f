internal import Glibc
internal import Synchronization
internal import SystemPackage

/// A way to end a running virtual machine from elsewhere: from a signal handler, or another task.
///
/// The first request is passed on to the command in the guest, which has three seconds to end by
/// itself; the second ends the machine at once.
public final class Interruption: Sendable {
  // A pipe that never blocks; a full one has been seen to be readable already.
  private let reading: Int32
  private let writing: Int32
  private let latest = Atomic<Int32>(0)
  private let requests = Atomic<Int>(0)

  /// Creates an interruption that nobody has asked for yet.
  public init() {
    var ends: [Int32] = [-1, -1]
    _ = unsafe pipe(&ends)
    for end in ends where end >= 0 {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit { for end in [reading, writing] where end >= 0 { close(end) } }

  /// Asks for the end of the machine. Safe to call in a signal handler.
  /// - Parameter signal: The number of the signal to hand to the command: SIGINT, SIGTERM, SIGHUP.
  public func request(signal: Int32) {
    latest.store(signal, ordering: .relaxed)
    requests.wrappingAdd(1, ordering: .sequentiallyConsistent)
    var one: UInt8 = 1
    _ = unsafe write(writing, &one, 1)
  }

  /// Becomes readable when the end is asked for; -1 when the host is out of descriptors.
  var waitable: Int32 { reading }
  var count: Int { requests.load(ordering: .sequentiallyConsistent) }
  var signal: Int32 { latest.load(ordering: .relaxed) }

  func clear() {
    var value: UInt64 = 0
    while unsafe read(reading, &value, 8) > 0 {}
  }
}
