internal import Glibc
internal import SystemIO

/// A real eventfd of this process.
enum Doorbell {
  static func isRung(_ descriptor: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&entry, 1, 0) > 0
  }

  static func read(_ descriptor: Int32, _ address: UInt, _ count: Int) -> Int {
    guard let buffer = unsafe UnsafeMutableRawPointer(bitPattern: address) else {
      return Int(-EFAULT)
    }
    return unsafe Kernel.shared.read(descriptor, buffer, count: count)
  }

  static func write(_ descriptor: Int32, _ address: UInt, _ count: Int) -> Int {
    guard let buffer = unsafe UnsafeRawPointer(bitPattern: address) else { return Int(-EFAULT) }
    return unsafe Kernel.shared.write(descriptor, buffer, count: count)
  }
}
