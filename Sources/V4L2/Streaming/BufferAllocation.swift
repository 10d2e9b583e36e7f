public import DMABuf
public import VideoFormats

/// How a queue's buffers are to be had: how many, whose memory, and what may be left out about caches.
public struct BufferAllocation: Sendable {
  /// Buffers to ask for; nil for as many as the queue needs. The driver may grant fewer or more.
  public var count: Int?
  /// Whose memory they are.
  public var memory: BufferMemory
  /// Cache maintenance that the driver may leave out, where it takes hints at all.
  public var cacheHints: CacheHints
  /// Whether the driver's memory may be cached and kept in order by hand; it is the driver's choice to
  /// heed it. The corresponding C constant is `V4L2_MEMORY_FLAG_NON_COHERENT`.
  public var isNonCoherent: Bool
  /// Whether buffers go to the driver in media requests alone, where the program puts them; none is then
  /// queued by itself. See `MediaRequest`.
  public var usesRequests: Bool

  /// Makes a wish for buffers; without arguments, for the driver's own.
  public init(
    count: Int? = nil, memory: BufferMemory = .mmap, cacheHints: CacheHints = [],
    isNonCoherent: Bool = false, usesRequests: Bool = false
  ) {
    self.count = count
    self.memory = memory
    self.cacheHints = cacheHints
    self.isNonCoherent = isNonCoherent
    self.usesRequests = usesRequests
  }
}

extension BufferAllocation {
  /// Buffers to ask for: as many as there is memory for, where the caller brings it.
  var requestedCount: Int? {
    switch memory {
    case .mmap, .read, .userptr(.allocated), .heap: count
    case .userptr(.regions(let regions)): count ?? regions.count
    case .dmabuf(let buffers): count ?? (buffers.isEmpty ? nil : buffers.count)
    }
  }
}

extension Capabilities {
  /// Whether there is any way for frames to come and go.
  var hasTransfer: Bool { !isDisjoint(with: [.streaming, .readWrite]) }
}

extension Device {
  /// The memory of a queue whose user does not say: the driver's, or none where it does not stream.
  package var usualMemory: BufferMemory {
    information.capabilities.contains(.streaming) ? .mmap : .read
  }

  /// Refuses memory that the node has no way to use, in words.
  func check(_ memory: BufferMemory) throws(V4L2Error) {
    let capabilities = information.capabilities
    switch memory.type {
    case .read:
      guard !capabilities.contains(.readWrite) else { return }
      throw V4L2Error(
        "read", node: path, reason: .unsupported("the driver does not support read and write"))
    case .mmap, .userptr, .dmabuf:
      guard !capabilities.contains(.streaming) else { return }
      let way = capabilities.contains(.readWrite) ? "; it can be read instead" : ""
      throw V4L2Error(
        "VIDIOC_REQBUFS", node: path,
        reason: .unsupported("the driver does not support streaming\(way)"))
    }
  }
}

/// Whose memory a queue's buffers are.
public enum BufferMemory: Sendable {
  /// The driver's, mapped into the program. The corresponding C constant is `V4L2_MEMORY_MMAP`.
  case mmap
  /// The program's. The corresponding C constant is `V4L2_MEMORY_USERPTR`.
  case userptr(UserMemory)
  /// Buffers of other devices: for each buffer of the queue the memory of its planes. The corresponding C
  /// constant is `V4L2_MEMORY_DMABUF`.
  ///
  /// An output queue may begin with none; frames that are submitted bring theirs along.
  case dmabuf([[DMABuffer]])
  /// Buffers that the queue itself allocates of a heap of the kernel's, and imports as those of another device.
  case heap(DMAHeap)
  /// None: frames are copied by read(2) and write(2) to and from memory of the program's.
  ///
  /// The driver then tells neither a frame's number nor its time, and once begun there is no other way
  /// until the device is closed.
  case read

  /// The kind.
  public var type: MemoryType {
    switch self {
    case .mmap: .mmap
    case .userptr: .userptr
    case .dmabuf, .heap: .dmabuf
    case .read: .read
    }
  }
}

/// Memory of the program's that a driver fills or reads.
public enum UserMemory: Sendable {
  /// Allocated by the queue, aligned to pages, and freed with the last frame.
  case allocated(PageSize)
  /// The caller's own: for each buffer of the queue its planes, which must begin at a page, hold what the
  /// format needs, and stay where they are until the queue and its last frame have ended.
  @unsafe case regions([[UserRegion]])

  /// Pages to allocate.
  public enum PageSize: Sendable {
    /// The machine's ordinary pages, 4 KiB on most.
    case ordinary
    /// Pages of 2 MiB where the kernel has them to give. A device that translates addresses has less to
    /// do then; where there are none, ordinary pages are taken without a word.
    case huge
  }
}

/// A stretch of the caller's memory, by its address.
public struct UserRegion: Hashable, Sendable {
  /// The first byte's address.
  public var address: UInt
  /// Bytes.
  public var length: Int

  /// Makes a region; the caller vouches that the memory is its own and stays.
  @unsafe public init(_ memory: UnsafeMutableRawBufferPointer) {
    address = UInt(bitPattern: memory.baseAddress)
    length = memory.count
  }
}

/// Cache maintenance a driver may leave out. The corresponding C constants are `V4L2_BUF_FLAG_NO_CACHE_*`.
///
/// Only a program that never touches the bytes itself, or does the maintenance by itself, may ask for it.
/// A driver that takes no hints ignores them; see `AllocatedQueue.takesCacheHints`.
public struct CacheHints: OptionSet, Hashable, Sendable {
  /// The kernel's bits.
  public let rawValue: UInt32
  /// Makes a set from the kernel's bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Nothing the processor wrote needs to reach memory. The corresponding C constant is
  /// `V4L2_BUF_FLAG_NO_CACHE_CLEAN`.
  public static let noClean = CacheHints(rawValue: 0x1000)
  /// The processor will not read what the device wrote. The corresponding C constant is
  /// `V4L2_BUF_FLAG_NO_CACHE_INVALIDATE`.
  public static let noInvalidate = CacheHints(rawValue: 0x800)
}

/// What a driver says of a queue when it grants buffers. The corresponding C constants are `V4L2_BUF_CAP_*`;
/// bits without a name survive. Drivers before Linux 4.20 say nothing.
public struct BufferCapabilities: OptionSet, Hashable, Sendable {
  /// The kernel's bits.
  public let rawValue: UInt32
  /// Makes a set from the kernel's bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Lends its own memory. The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_MMAP`.
  public static let mmap = BufferCapabilities(rawValue: 1)
  /// Takes the program's memory. The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_USERPTR`.
  public static let userptr = BufferCapabilities(rawValue: 1 << 1)
  /// Takes other devices' buffers. The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_DMABUF`.
  public static let dmabuf = BufferCapabilities(rawValue: 1 << 2)
  /// Takes buffers in media requests. The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_REQUESTS`.
  public static let requests = BufferCapabilities(rawValue: 1 << 3)
  /// Frees buffers that are still mapped or exported; they live on without the queue. The corresponding C
  /// constant is `V4L2_BUF_CAP_SUPPORTS_ORPHANED_BUFS`.
  public static let orphanedBuffers = BufferCapabilities(rawValue: 1 << 4)
  /// Holds a capture buffer over several output buffers. The corresponding C constant is
  /// `V4L2_BUF_CAP_SUPPORTS_M2M_HOLD_CAPTURE_BUF`.
  public static let holdsCaptureBuffer = BufferCapabilities(rawValue: 1 << 5)
  /// Takes hints about caches. The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_MMAP_CACHE_HINTS`.
  public static let cacheHints = BufferCapabilities(rawValue: 1 << 6)
  /// Says how many buffers it takes at most. The corresponding C constant is
  /// `V4L2_BUF_CAP_SUPPORTS_MAX_NUM_BUFFERS`.
  public static let maximumCount = BufferCapabilities(rawValue: 1 << 7)
  /// Gives up single buffers. The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_REMOVE_BUFS`.
  public static let removal = BufferCapabilities(rawValue: 1 << 8)
}
