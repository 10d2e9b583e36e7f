import CVideoDev2
import DMABuf
import SystemIO
import Synchronization
import Testing

/// The running kernel, for which files in memory are dma-bufs: a host has no other that everybody may make.
final class MemoryFiles: SystemCalls {
  static let shared = MemoryFiles()
  private let base = Kernel.shared

  func open(_ path: String, flags: Int32) -> Int32 { base.open(path, flags: flags) }
  func close(_ descriptor: Int32) -> Int32 { base.close(descriptor) }

  func ioctl(_ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
    guard request == CV_DMA_BUF_SYNC else {
      return unsafe base.ioctl(descriptor, request, argument)
    }
    // What else there is has no size, or one that is not whole pages.
    let size = base.size(of: descriptor)
    return size > 0 && size % 4096 == 0 ? 0 : -ENOTTY
  }

  func mmap(
    length: Int, protection: Int32, descriptor: Int32, offset: Int, error: inout Int32
  ) -> UnsafeMutableRawPointer? {
    unsafe base.mmap(
      length: length, protection: protection, descriptor: descriptor, offset: offset, error: &error)
  }

  func munmap(_ address: UnsafeMutableRawPointer, length: Int) -> Int32 {
    unsafe base.munmap(address, length: length)
  }

  func makePollSet() -> Int32 { base.makePollSet() }
  func add(_ descriptor: Int32, events: UInt32, number: UInt32, toPollSet set: Int32) -> Int32 {
    base.add(descriptor, events: events, number: number, toPollSet: set)
  }
  func waitForPollSet(
    _ set: Int32, milliseconds: Int32, events: inout UInt32, number: inout UInt32
  ) -> Int32 {
    base.waitForPollSet(set, milliseconds: milliseconds, events: &events, number: &number)
  }
  func eventDescriptor() -> Int32 { base.eventDescriptor() }
  func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, count: Int) -> Int {
    unsafe base.read(descriptor, buffer, count: count)
  }
  func write(_ descriptor: Int32, _ buffer: UnsafeRawPointer, count: Int) -> Int {
    unsafe base.write(descriptor, buffer, count: count)
  }
  func monotonicNanoseconds() -> Int64 { base.monotonicNanoseconds() }
  func nanoseconds(of clock: SystemClock) -> Int64 { base.nanoseconds(of: clock) }

  /// A buffer of so many bytes in whole pages.
  static func buffer(_ size: Int) throws -> DMABuffer {
    let whole = (size + 4095) / 4096 * 4096
    let descriptor = Kernel.shared.makeMemoryFile("test", size: whole)
    try #require(descriptor >= 0)
    return DMABuffer(owning: descriptor, size: whole, calls: MemoryFiles.shared)
  }
}

/// The running kernel's sockets, with a call that fails or another user at the other end.
final class FaultySharing: SharingCalls {
  struct Script {
    /// The user that everybody pretends to be; nil for the truth.
    var peer: PeerCredentials?
    /// Error numbers by the call's name, for the next so many calls.
    var failures: [String: (errno: Int32, count: Int)] = [:]
  }

  let script = Mutex(Script())
  private let base = Kernel.shared

  func fail(_ name: String, _ errno: Int32, count: Int = .max) {
    script.withLock { $0.failures[name] = (errno, count) }
  }

  private func failure(_ name: String) -> Int32? {
    script.withLock { script in
      guard let found = script.failures[name], found.count > 0 else { return nil }
      script.failures[name] = (found.errno, found.count - 1)
      return -found.errno
    }
  }

  func makeSocket() -> Int32 { failure("socket") ?? base.makeSocket() }
  func bind(_ socket: Int32, to path: String, mode: UInt32) -> Int32 {
    failure("bind") ?? base.bind(socket, to: path, mode: mode)
  }
  func listen(_ socket: Int32, backlog: Int32) -> Int32 {
    failure("listen") ?? base.listen(socket, backlog: backlog)
  }
  func accept(_ socket: Int32) -> Int32 { failure("accept") ?? base.accept(socket) }
  func connect(_ socket: Int32, to path: String) -> Int32 {
    failure("connect") ?? base.connect(socket, to: path)
  }
  func send(
    _ socket: Int32, _ bytes: UnsafeRawPointer, count: Int, descriptors: UnsafePointer<Int32>?,
    descriptorCount: Int32
  ) -> Int {
    if let failure = failure("send") { return Int(failure) }
    return unsafe base.send(
      socket, bytes, count: count, descriptors: descriptors, descriptorCount: descriptorCount)
  }
  func receive(
    _ socket: Int32, _ buffer: UnsafeMutableRawPointer, count: Int,
    descriptors: UnsafeMutablePointer<Int32>?, descriptorCount: inout Int32, flags: inout Int32
  ) -> Int {
    if let failure = failure("receive") {
      descriptorCount = 0
      return Int(failure)
    }
    return unsafe base.receive(
      socket, buffer, count: count, descriptors: descriptors, descriptorCount: &descriptorCount,
      flags: &flags)
  }
  func peer(_ socket: Int32, _ credentials: inout PeerCredentials) -> Int32 {
    if let failure = failure("peer") { return failure }
    let result = base.peer(socket, &credentials)
    if let pretended = script.withLock({ $0.peer }) { credentials = pretended }
    return result
  }
  func status(_ path: String, _ status: inout FileStatus) -> Int32 {
    failure("status") ?? base.status(path, &status)
  }
  func unlink(_ path: String) -> Int32 { failure("unlink") ?? base.unlink(path) }
  func remove(_ descriptor: Int32, fromPollSet set: Int32) -> Int32 {
    base.remove(descriptor, fromPollSet: set)
  }
  func makeMemoryFile(_ name: String, size: Int) -> Int32 {
    failure("memory") ?? base.makeMemoryFile(name, size: size)
  }
  func size(of descriptor: Int32) -> Int64 { base.size(of: descriptor) }
}
