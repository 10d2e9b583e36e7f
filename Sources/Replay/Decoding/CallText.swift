internal import CVideoDev2

/// Calls in words, for a trace as they happen and for what a recording holds.
enum CallText {
  static func open(_ path: String, _ flags: Int32) -> String {
    let access = ["O_RDONLY", "O_WRONLY", "O_RDWR", "3"][Int(flags & 3)]
    return "open \(path) \(access)" + (flags & O_NONBLOCK != 0 ? "|O_NONBLOCK" : "")
  }

  static func close(_ name: String, _ descriptor: Int32) -> String { "close \(name)#\(descriptor)" }

  static func ioctl(
    _ name: String, _ descriptor: Int32, _ number: RequestNumber, _ text: String
  ) -> String {
    "\(number.name) \(name)#\(descriptor)" + (text.isEmpty ? "" : " " + text)
  }

  static func mmap(
    _ name: String, _ descriptor: Int32, _ length: Int, _ protection: Int32, _ offset: Int
  ) -> String {
    let file = descriptor < 0 ? "anonymous" : "\(name)#\(descriptor)"
    return "mmap \(file) length=\(length) offset=0x\(String(offset, radix: 16)) "
      + (protection & PROT_WRITE != 0 ? "PROT_READ|PROT_WRITE" : "PROT_READ")
  }

  static func munmap(_ what: String, _ length: Int) -> String { "munmap \(what) length=\(length)" }

  static func add(
    _ set: Int32, _ name: String, _ descriptor: Int32, _ events: UInt32, _ number: UInt32
  ) -> String {
    "epoll_ctl epoll#\(set) add \(name)#\(descriptor) \(pollEvents.flags(of: events)) as \(number)"
  }

  static func wait(_ set: Int32, _ milliseconds: Int32) -> String {
    "epoll_wait epoll#\(set) \(milliseconds < 0 ? "for ever" : "\(milliseconds) ms")"
  }

  static func waited(_ result: Int, events: UInt32, number: UInt32) -> String {
    result > 0
      ? "\(result) \(pollEvents.flags(of: events)) of \(number)"
      : result == 0 ? "0 timeout" : ResultText.of(result)
  }

  static func transfer(
    _ call: String, _ name: String, _ descriptor: Int32, _ count: Int
  ) -> String {
    "\(call) \(name)#\(descriptor) count=\(count)"
  }

  private static let pollEvents = NameTable(
    bits: "EPOLLIN EPOLLPRI EPOLLOUT EPOLLERR EPOLLHUP - EPOLLRDNORM EPOLLRDBAND EPOLLWRNORM")
}

/// One call of a trace.
struct TraceLine {
  /// Nanoseconds since the trace began.
  var time: Int64
  var call: String
  var result: String
  var duration: Int64

  /// As wide as the time in front of a call.
  static let indent = String(repeating: " ", count: 13)

  var text: String {
    let micros = max(0, time) / 1000
    let fraction = "\(micros % 1_000_000)"
    let whole = "\(micros / 1_000_000)"
    let stamp =
      String(repeating: " ", count: max(0, 5 - whole.count)) + whole + "."
      + String(repeating: "0", count: 6 - fraction.count) + fraction
    return "\(stamp) \(call) = \(result)  (\(ResultText.duration(duration)))"
  }
}
