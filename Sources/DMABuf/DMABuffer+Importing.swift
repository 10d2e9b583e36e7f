internal import CVideoDev2
package import SystemIO
public import SystemPackage

extension DMABuffer {
  /// Why a descriptor is no dma-buf that can be used.
  public enum ImportError: Error, Hashable, CustomStringConvertible {
    /// It is something else: a file, a socket, a device.
    case notDMABuffer
    /// It is closed, or nobody can tell its size.
    case unusable(Errno)
    /// It is smaller than it must be.
    case tooSmall(bytes: Int, needed: Int)

    /// A sentence for a person.
    public var description: String {
      switch self {
      case .notDMABuffer: "the descriptor is no dma-buf"
      case .unusable(let errno): "the descriptor can't be used: \(errno)"
      case .tooSmall(let bytes, let needed):
        "the dma-buf has \(bytes) bytes, and \(needed) are needed"
      }
    }
  }

  /// Takes over a descriptor that came from elsewhere, if it is a dma-buf of at least so many bytes.
  ///
  /// The descriptor is closed with this object, and at once where this throws. Its size is the kernel's word, not the
  /// sender's. The corresponding calls are `DMA_BUF_IOCTL_SYNC`, which nothing but a dma-buf answers, and `lseek`.
  public convenience init(importing descriptor: Int32, needing bytes: Int = 1) throws(ImportError) {
    try self.init(
      importing: descriptor, needing: bytes, calls: Kernel.shared, sharing: Kernel.shared)
  }

  package convenience init(
    importing descriptor: Int32, needing bytes: Int, calls: any SystemCalls,
    sharing: any SharingCalls
  ) throws(ImportError) {
    let size = sharing.size(of: descriptor)
    self.init(owning: descriptor, size: max(0, Int(size)), calls: calls)
    if let errno = beginAccess(.read) {
      throw errno == .inappropriateIOCTLForDevice || errno == .invalidArgument
        ? .notDMABuffer : .unusable(errno)
    }
    endAccess(.read)
    guard size >= 0 else { throw .unusable(Errno(rawValue: Int32(-size))) }
    guard size >= bytes else { throw .tooSmall(bytes: Int(size), needed: bytes) }
  }
}
