internal import CVideoDev2
package import SystemPackage

/// Memory of a device mapped into this process, unmapped with its last reference.
///
/// The mapping outlives the descriptor it was made from and the queue that lent it: a frame that is
/// still held keeps its bytes readable whatever happened to the device.
package final class Mapping: Sendable {
  private let address: UInt
  /// Bytes mapped.
  package let length: Int
  private let calls: any SystemCalls

  /// Maps `length` bytes of a descriptor at an offset, shared.
  package init(
    descriptor: Descriptor, offset: Int, length: Int, writable: Bool
  ) throws(Errno) {
    var error: Int32 = 0
    let protection = writable ? PROT_READ | PROT_WRITE : PROT_READ
    guard
      let base = unsafe descriptor.calls.mmap(
        length: length, protection: protection, descriptor: descriptor.rawValue, offset: offset,
        error: &error)
    else { throw Errno(rawValue: -error) }
    address = UInt(bitPattern: base)
    self.length = length
    calls = descriptor.calls
  }

  /// The first byte, valid for as long as this object lives.
  package var base: UnsafeMutableRawPointer {
    // mmap never answers address zero, so the number always makes a pointer.
    unsafe UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped
  }

  deinit {
    _ = unsafe calls.munmap(base, length: length)
  }
}
