internal import DMABuf
internal import Negotiation
internal import SystemPackage
internal import V4L2
public import VideoFormats

/// Whose memory a camera's frames are.
public enum CameraMemory: Hashable, Sendable {
  /// The driver's; where it does not stream, the program's, into which frames are read.
  case automatic
  /// The driver's, mapped into the program.
  case mmap
  /// The program's, which the driver fills.
  case userptr(hugePages: Bool)
  /// Of a heap of the kernel's, which the driver imports.
  case dmabuf(heap: String)
  /// The program's, into which frames are copied by read(2).
  case read

  /// The memory of a kind, chosen as most would.
  public init(_ type: MemoryType) {
    switch type {
    case .mmap: self = .mmap
    case .userptr: self = .userptr(hugePages: false)
    case .dmabuf: self = .dmabuf(heap: "system")
    case .read: self = .read
    }
  }
}

extension CameraConfiguration {
  /// The memory to ask for: what was named, else the first that a constraint allows.
  func chosenMemory(_ negotiated: Negotiated) -> CameraMemory {
    guard memory == .automatic else { return memory }
    for constraint in negotiated.requirements {
      if case .memory(let types) = constraint.condition, let first = types.first {
        return CameraMemory(first)
      }
    }
    return .automatic
  }
}

extension CaptureQueue {
  /// Allocates buffers as a configuration wants them, in memory of a kind.
  consuming func allocate(
    for configuration: CameraConfiguration, in memory: CameraMemory
  ) throws(V4L2Error) -> AllocatedQueue {
    var count = configuration.bufferCount
    if count == nil, let limit = configuration.bufferLimit {
      count = min(try defaultBufferCount(), limit)
    }
    switch memory {
    case .automatic: return try allocate(count: count)
    case .mmap: return try allocate(BufferAllocation(count: count))
    case .userptr(let hugePages):
      return try allocate(
        BufferAllocation(count: count, memory: .userptr(.allocated(hugePages ? .huge : .ordinary))))
    case .read: return try allocate(BufferAllocation(count: count, memory: .read))
    case .dmabuf(let name):
      let heap = try device.heap(name)
      return try allocate(BufferAllocation(count: count, memory: .heap(heap)))
    }
  }
}

extension Device {
  /// Opens a heap; one that is not there is told with those that are.
  fileprivate func heap(_ name: String) throws(V4L2Error) -> DMAHeap {
    do throws(Errno) {
      return try DMAHeap(name, calls: systemCalls)
    } catch .noSuchFileOrDirectory {
      let names = DMAHeap.names
      throw V4L2Error(
        "open", node: path,
        reason: .unsupported(
          names.isEmpty
            ? "this kernel has no dma-buf heaps"
            : "no heap is called '\(name)'; there is \(names.joined(separator: ", "))"))
    } catch {
      throw V4L2Error("open", node: "/dev/dma_heap/\(name)", reason: .system(error))
    }
  }
}
