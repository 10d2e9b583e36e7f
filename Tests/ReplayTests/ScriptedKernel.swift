import Glibc
import Synchronization
import SystemIO

/// A kernel that answers ioctls as a test says, for what the fake driver has not.
///
/// Descriptors are real ones of /dev/null, and memory is real.
final class ScriptedKernel: SystemCalls {
  /// Answers a request; the argument's address is a number, as it crosses to another isolation.
  typealias Answer = @Sendable (_ request: UInt, _ argument: UInt) -> Int32

  private let answer: Mutex<Answer>
  let openDescriptors = Mutex<Set<Int32>>([])

  init(_ answer: @escaping Answer) { self.answer = Mutex(answer) }

  func makeDescriptor() -> Int32 {
    let descriptor = Kernel.shared.open("/dev/null", flags: O_RDWR)
    openDescriptors.withLock { _ = $0.insert(descriptor) }
    return descriptor
  }

  func open(_ path: String, flags: Int32) -> Int32 { makeDescriptor() }

  func close(_ descriptor: Int32) -> Int32 {
    openDescriptors.withLock { _ = $0.remove(descriptor) }
    return Kernel.shared.close(descriptor)
  }

  func ioctl(_ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
    let function = answer.withLock { $0 }
    return function(request, UInt(bitPattern: argument))
  }

  func mmap(
    length: Int, protection: Int32, descriptor: Int32, offset: Int, error: inout Int32
  ) -> UnsafeMutableRawPointer? {
    error = 0
    let memory = UnsafeMutableRawPointer.allocate(byteCount: length, alignment: 4096)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0x5a, count: length)
    return unsafe memory
  }

  func munmap(_ address: UnsafeMutableRawPointer, length: Int) -> Int32 {
    unsafe address.deallocate()
    return 0
  }

  func makePollSet() -> Int32 { Kernel.shared.makePollSet() }
  func add(_ descriptor: Int32, events: UInt32, number: UInt32, toPollSet set: Int32) -> Int32 { 0 }
  func waitForPollSet(
    _ set: Int32, milliseconds: Int32, events: inout UInt32, number: inout UInt32
  ) -> Int32 { 0 }
  func eventDescriptor() -> Int32 { Kernel.shared.eventDescriptor() }

  func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, count: Int) -> Int {
    unsafe buffer.initializeMemory(as: UInt8.self, repeating: 0x42, count: count)
    return count
  }

  func write(_ descriptor: Int32, _ buffer: UnsafeRawPointer, count: Int) -> Int { count }
  func nanoseconds(of clock: SystemClock) -> Int64 { Kernel.shared.nanoseconds(of: clock) }

  func monotonicNanoseconds() -> Int64 { 7_000_000_000 }
}

/// Memory of a test's own that looks like a kernel structure.
@safe final class Argument {
  let base: UnsafeMutableRawPointer
  let count: Int

  init(_ count: Int) {
    unsafe base = .allocate(byteCount: count, alignment: 16)
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: count)
    self.count = count
  }

  deinit { unsafe base.deallocate() }

  var address: UInt { unsafe UInt(bitPattern: base) }

  subscript(offset: Int) -> UInt32 {
    get { unsafe base.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
    set { unsafe base.storeBytes(of: newValue, toByteOffset: offset, as: UInt32.self) }
  }

  func point(at other: Argument, _ offset: Int) {
    unsafe base.storeBytes(of: other.address, toByteOffset: offset, as: UInt.self)
  }

  func pointer(_ offset: Int) -> UInt {
    unsafe base.loadUnaligned(fromByteOffset: offset, as: UInt.self)
  }

  var bytes: [UInt8] { unsafe Array(UnsafeRawBufferPointer(start: base, count: count)) }
}

/// Stores into a structure whose address a scripted kernel got.
func store(_ value: UInt32, _ address: UInt, _ offset: Int) {
  unsafe UnsafeMutableRawPointer(bitPattern: address)?.storeBytes(
    of: value, toByteOffset: offset, as: UInt32.self)
}

/// Loads from a structure whose address a scripted kernel got.
func load(_ address: UInt, _ offset: Int) -> UInt {
  unsafe UnsafeRawPointer(bitPattern: address)?.loadUnaligned(
    fromByteOffset: offset, as: UInt.self) ?? 0
}
