internal import CVideoDev2
package import SystemIO
package import SystemPackage
internal import Synchronization

/// A piece of memory that devices and processes share by descriptor.
///
/// The object owns the descriptor. The memory lives for as long as anybody holds a reference to it: this
/// object, a copy of the descriptor elsewhere, a mapping, or a device that has imported it. The device it
/// came from may be closed, unplugged or unbound meanwhile.
public final class DMABuffer: Sendable {
  /// Bytes of memory.
  public let size: Int
  package let descriptor: Descriptor
  private let mapping = Mutex<Mapping?>(nil)
  private let speed = Mutex<MappingSpeed?>(nil)

  /// Takes over an open descriptor of a dma-buf.
  package init(owning descriptor: Int32, size: Int, calls: any SystemCalls) {
    self.descriptor = Descriptor(owning: descriptor, calls: calls)
    self.size = size
  }

  /// The descriptor's number, which stays this object's; duplicate it to keep it for longer.
  public var rawDescriptor: Int32 { descriptor.rawValue }

  /// How fast the processor reads the memory; nil before the first `withCPUAccess` that reads.
  ///
  /// A mapping that is uncached is many times slower than ordinary memory, and says so here.
  public var readSpeed: MappingSpeed? { speed.withLock { $0 } }

  /// Keeps a measurement.
  func note(_ measured: MappingSpeed?) { speed.withLock { $0 = measured } }

  /// The memory mapped into this process, made at the first call.
  ///
  /// Whoever reads or writes it must say so to the buffer, before and after: see `beginAccess`. A descriptor that is
  /// only for reading is mapped so.
  package func map() throws(Errno) -> Mapping {
    try mapping.withLock { kept throws(Errno) -> Mapping in
      if let kept { return kept }
      let made: Mapping
      do throws(Errno) {
        made = try Mapping(descriptor: descriptor, offset: 0, length: size, writable: true)
      } catch .permissionDenied {
        made = try Mapping(descriptor: descriptor, offset: 0, length: size, writable: false)
      }
      kept = made
      return made
    }
  }

  /// What the processor is about to do with a buffer's memory. The corresponding C constants are
  /// `DMA_BUF_SYNC_READ` and `DMA_BUF_SYNC_WRITE`.
  public struct Access: OptionSet, Sendable {
    /// The kernel's bits.
    public let rawValue: UInt64
    /// Makes a set from the kernel's bits.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// It reads.
    public static let read = Access(rawValue: 1)
    /// It writes.
    public static let write = Access(rawValue: 2)
  }

  /// Tells the buffer that the processor is about to touch its memory; nil is success.
  ///
  /// Caches are brought in order where that is needed, and outstanding work of devices is waited for. The
  /// corresponding request is `DMA_BUF_IOCTL_SYNC` with `DMA_BUF_SYNC_START`.
  package func beginAccess(_ access: Access) -> Errno? {
    Self.synchronize(descriptor.rawValue, access.rawValue, descriptor.calls)
  }

  /// Tells the buffer that the processor is done. The corresponding request is `DMA_BUF_IOCTL_SYNC` with
  /// `DMA_BUF_SYNC_END`.
  @discardableResult
  package func endAccess(_ access: Access) -> Errno? {
    Self.synchronize(
      descriptor.rawValue, access.rawValue | UInt64(DMA_BUF_SYNC_END), descriptor.calls)
  }

  /// Announces the beginning of an access, or its end, to the dma-buf behind a descriptor.
  ///
  /// A queue that keeps descriptors calls it for every frame, without an object or an array in hand.
  package static func synchronize(
    _ descriptor: Int32, _ access: Access, isEnd: Bool, _ calls: any SystemCalls
  ) {
    _ = synchronize(
      descriptor, isEnd ? access.rawValue | UInt64(DMA_BUF_SYNC_END) : access.rawValue, calls)
  }

  private static func synchronize(
    _ descriptor: Int32, _ flags: UInt64, _ calls: any SystemCalls
  ) -> Errno? {
    var argument = dma_buf_sync(flags: flags)
    let result = unsafe withUnsafeMutablePointer(to: &argument) { pointer in
      unsafe calls.ioctl(descriptor, CV_DMA_BUF_SYNC, pointer)
    }
    return result < 0 ? Errno(rawValue: -result) : nil
  }
}
