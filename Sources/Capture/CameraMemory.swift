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
  func memory(_ negotiated: Negotiated) -> CameraMemory {
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
  /// Allocates buffers as a configuration wants them.
  consuming func allocate(
    for configuration: CameraConfiguration, _ negotiated: Negotiated
  ) throws(V4L2Error) -> AllocatedQueue {
    let count: Int
    if let wanted = configuration.bufferCount {
      count = wanted
    } else {
      count = min(try defaultBufferCount(), configuration.bufferLimit ?? .max)
    }
    switch configuration.memory(negotiated) {
    case .automatic: return try allocate(count: count)
    case .mmap: return try allocate(BufferAllocation(count: count))
    case .userptr(let hugePages):
      return try allocate(
        BufferAllocation(count: count, memory: .userptr(.allocated(hugePages ? .huge : .ordinary))))
    case .read: return try allocate(BufferAllocation(count: count, memory: .read))
    case .dmabuf(let heap):
      let buffers = try heapBuffers(heap, count: count)
      return try allocate(BufferAllocation(count: count, memory: .dmabuf(buffers)))
    }
  }

  /// Memory of a heap for so many buffers of the format that is set.
  private borrowing func heapBuffers(
    _ name: String, count: Int
  ) throws(V4L2Error) -> [[DMABuffer]] {
    guard count > 0 else {
      throw V4L2Error("VIDIOC_REQBUFS", node: device.path, reason: .system(.invalidArgument))
    }
    let planes = try format().planes
    do throws(Errno) {
      let heap = try DMAHeap(name, calls: device.systemCalls)
      var buffers: [[DMABuffer]] = []
      // No queue takes more, and a driver grants fewer anyway.
      for _ in 0..<min(count, 64) {
        var buffer: [DMABuffer] = []
        for plane in planes { buffer.append(try heap.allocate(size: plane.size)) }
        buffers.append(buffer)
      }
      return buffers
    } catch .noSuchFileOrDirectory {
      let names = DMAHeap.names
      throw V4L2Error(
        "DMA_HEAP_IOCTL_ALLOC", node: device.path,
        reason: .unsupported(
          names.isEmpty
            ? "this kernel has no dma-buf heaps"
            : "no heap is called '\(name)'; there is \(names.joined(separator: ", "))"))
    } catch {
      throw V4L2Error("DMA_HEAP_IOCTL_ALLOC", node: "/dev/dma_heap/\(name)", reason: .system(error))
    }
  }
}
