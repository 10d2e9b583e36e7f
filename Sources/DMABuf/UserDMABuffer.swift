internal import CVideoDev2
package import SystemIO
public import SystemPackage

/// Makes dma-bufs of this program's own memory, which devices then read and write as any other.
///
/// The memory is a file in memory whose size is sealed, as the kernel insists. It is made of ordinary pages, so devices
/// that need contiguous memory refuse it. The corresponding device is `/dev/udmabuf`.
public struct UserDMABufferMaker: Sendable {
  private let descriptor: Descriptor
  private let sharing: any SharingCalls

  /// Where the device is.
  private static let path = "/dev/udmabuf"

  /// Opens the device. Throws with `ENOENT` where the kernel has none, and `EACCES` where it is forbidden.
  public init() throws(Errno) {
    try self.init(calls: Machine.current.calls, sharing: Kernel.shared)
  }

  package init(calls: any SystemCalls, sharing: any SharingCalls) throws(Errno) {
    descriptor = try Descriptor(opening: Self.path, flags: O_RDWR, calls: calls)
    self.sharing = sharing
  }

  /// A page, whose multiple every such buffer is.
  private static let pageSize = 4096

  /// Makes a buffer of at least `size` bytes, zeroed, in whole pages.
  ///
  /// Throws with `EINVAL` where it is larger than the kernel allows (64 MB unless it is told otherwise). The
  /// corresponding request is `UDMABUF_CREATE`.
  public func allocate(size: Int) throws(Errno) -> DMABuffer {
    guard size > 0, size <= Int.max - Self.pageSize else { throw .invalidArgument }
    let whole = (size + Self.pageSize - 1) / Self.pageSize * Self.pageSize
    let file = sharing.makeMemoryFile("vidctl-frame", size: whole)
    guard file >= 0 else { throw Errno(rawValue: -file) }
    // The buffer holds the pages; the file is of no further use, and never was a device's.
    let memory = Descriptor(owning: file, calls: Kernel.shared)
    var argument = udmabuf_create()
    argument.memfd = UInt32(memory.rawValue)
    argument.flags = UInt32(UDMABUF_FLAGS_CLOEXEC)
    argument.size = UInt64(whole)
    let result = unsafe withUnsafeMutablePointer(to: &argument) { pointer in
      unsafe descriptor.calls.ioctl(descriptor.rawValue, CV_UDMABUF_CREATE, pointer)
    }
    guard result >= 0 else { throw Errno(rawValue: -result) }
    return DMABuffer(owning: result, size: whole, calls: descriptor.calls)
  }
}
