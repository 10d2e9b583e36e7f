internal import CVideoDev2
package import SystemIO
public import SystemPackage

/// A place of the kernel's that gives out dma-bufs.
///
/// `system` has ordinary pages; others, where a machine has them, have memory that is contiguous or
/// reserved for some devices.
public struct DMAHeap: Sendable {
  /// The heap's name, as in `/dev/dma_heap/NAME`.
  public let name: String
  private let descriptor: Descriptor

  /// Where heaps are.
  private static let directory = "/dev/dma_heap"

  /// The heaps of this machine.
  public static var names: [String] { FileTree.names(in: directory).sorted() }

  /// Opens a heap by its name. Throws with `ENOENT` where there is none, and `EACCES` where it is forbidden.
  public init(_ name: String = "system") throws(Errno) {
    try self.init(name, calls: Machine.current.calls)
  }

  package init(_ name: String, calls: any SystemCalls) throws(Errno) {
    self.name = name
    descriptor = try Descriptor(
      opening: "\(Self.directory)/\(name)", flags: O_RDWR, calls: calls)
  }

  /// Allocates a buffer of at least `size` bytes, zeroed; whole pages are given out.
  ///
  /// Throws with `ENOMEM` where the heap has no such piece. The corresponding request is
  /// `DMA_HEAP_IOCTL_ALLOC`.
  public func allocate(size: Int) throws(Errno) -> DMABuffer {
    guard size > 0 else { throw .invalidArgument }
    var argument = dma_heap_allocation_data()
    argument.len = UInt64(size)
    argument.fd_flags = UInt32(O_RDWR | O_CLOEXEC)
    let result = unsafe withUnsafeMutablePointer(to: &argument) { pointer in
      unsafe descriptor.calls.ioctl(descriptor.rawValue, CV_DMA_HEAP_ALLOC, pointer)
    }
    guard result >= 0 else { throw Errno(rawValue: -result) }
    return DMABuffer(owning: Int32(argument.fd), size: size, calls: descriptor.calls)
  }
}
