internal import CVideoDev2
internal import SystemPackage
public import VideoFormats

extension Device {
  /// Where a queue's buffers may come from; nil where the driver cannot be asked.
  ///
  /// Asking changes nothing, and works while somebody else streams: it is a request for no buffers at all. The
  /// corresponding request is `VIDIOC_CREATE_BUFS` with a count of zero.
  public func memoryTypes(of type: QueueType) throws(V4L2Error) -> [MemoryType]? {
    guard information.capabilities.contains(.streaming) else {
      return information.capabilities.contains(.readWrite) ? [.read] : nil
    }
    var types: [MemoryType] = []
    for (memory, number, bit) in Self.memories {
      var request = unsafe v4l2_create_buffers()
      unsafe request.memory = number
      unsafe request.format.type = type.rawValue
      switch unsafe node.attempt(.createBuffers, &request) {
      // Before Linux 4.20 the driver did not say what it takes; that it did not refuse must do.
      case nil:
        if unsafe request.capabilities == 0 || request.capabilities & bit != 0 {
          types.append(memory)
        }
      case .invalidArgument?: continue
      case .inappropriateIOCTLForDevice?: return nil
      case .resourceBusy?: return nil
      case let errno?: throw V4L2Error("VIDIOC_CREATE_BUFS", node: path, errno)
      }
    }
    if information.capabilities.contains(.readWrite) { types.append(.read) }
    return types.isEmpty ? nil : types
  }

  private static let memories: [(MemoryType, UInt32, UInt32)] = [
    (.mmap, V4L2_MEMORY_MMAP.rawValue, UInt32(V4L2_BUF_CAP_SUPPORTS_MMAP)),
    (.userptr, V4L2_MEMORY_USERPTR.rawValue, UInt32(V4L2_BUF_CAP_SUPPORTS_USERPTR)),
    (.dmabuf, V4L2_MEMORY_DMABUF.rawValue, UInt32(V4L2_BUF_CAP_SUPPORTS_DMABUF)),
  ]
}
