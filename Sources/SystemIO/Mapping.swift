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
  /// Whether it may be written to; else a write ends the process.
  package let isWritable: Bool
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
    isWritable = writable
    calls = descriptor.calls
  }

  /// Allocates memory of this process's own, zeroed and aligned to pages.
  ///
  /// Huge pages are asked for, not insisted on; the length is then rounded up to whole ones.
  package init(anonymous length: Int, isHuge: Bool, calls: any SystemCalls) throws(Errno) {
    var error: Int32 = 0
    let unit = isHuge ? Self.hugePageSize : 1
    let whole = (length + unit - 1) / unit * unit
    guard
      let base = unsafe calls.mmap(
        length: whole, protection: PROT_READ | PROT_WRITE, descriptor: -1, offset: 0,
        error: &error)
    else { throw Errno(rawValue: -error) }
    if isHuge { unsafe cv_advise_huge_pages(base, whole) }
    address = UInt(bitPattern: base)
    self.length = whole
    isWritable = true
    self.calls = calls
  }

  private static let hugePageSize = 2 << 20

  /// The first byte, valid for as long as this object lives.
  package var base: UnsafeMutableRawPointer {
    // mmap never answers address zero, so the number always makes a pointer.
    unsafe UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped
  }

  deinit {
    _ = unsafe calls.munmap(base, length: length)
  }
}
