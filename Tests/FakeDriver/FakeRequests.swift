internal import CVideoDev2

// Media requests, with the rules of the kernel's: a queue takes its buffers in requests or directly, and a
// request goes from idle to queued to complete.
extension FakeNode {
  /// Why a buffer may not be queued in the way it is.
  func refuseRequest(_ buffer: v4l2_buffer) -> Int32? {
    let isInRequest = unsafe buffer.flags & UInt32(V4L2_BUF_FLAG_REQUEST_FD) != 0
    if isInRequest, !personality.supportsRequests { return EBADR }
    if let usesRequests = queue.usesRequests, usesRequests != isInRequest { return EBUSY }
    return nil
  }

  mutating func keep(_ index: Int, forRequest request: Int32) {
    queue.usesRequests = true
    queue.buffers[index].request = request
    queue.buffers[index].awaitsRequest = true
  }

  /// Whether a request has buffers of this node that are not worked off.
  func hasBuffers(of request: Int32) -> Bool { queue.buffers.contains { $0.request == request } }

  mutating func queueBuffers(of request: Int32) {
    for index in queue.buffers.indices where queue.buffers[index].request == request {
      queue.buffers[index].awaitsRequest = false
      queue.buffers[index].state = .queued
      queue.queued.append(index)
      queue.isWaitingForBuffers = false
    }
  }

  mutating func dropBuffers(of request: Int32) {
    for index in queue.buffers.indices
    where queue.buffers[index].request == request && queue.buffers[index].awaitsRequest {
      queue.buffers[index].request = nil
      queue.buffers[index].awaitsRequest = false
    }
  }
}

extension FakeKernelState {
  /// A request to the media device or to a media request.
  mutating func mediaRequest(
    _ request: UInt, _ argument: UnsafeMutableRawPointer, _ position: Int
  ) -> Int32 {
    let descriptor = files[position].descriptor
    switch (files[position].file, request) {
    case (.media, CV_MEDIA_DEVICE_INFO):
      var information = media_device_info()
      copy("fake", into: &information.driver)
      copy("Fake Media", into: &information.model)
      unsafe argument.assumingMemoryBound(to: media_device_info.self).pointee = information
      return 0
    case (.media, CV_MEDIA_REQUEST_ALLOC):
      unsafe argument.assumingMemoryBound(to: CInt.self).pointee = add(.request(isQueued: false))
      return 0
    case (.request(let isQueued), CV_MEDIA_REQUEST_QUEUE):
      guard !isQueued else { return -EBUSY }
      guard isPending(descriptor) else { return -ENOENT }
      for path in nodes.keys { nodes[path]?.queueBuffers(of: descriptor) }
      files[position].file = .request(isQueued: true)
      return 0
    case (.request(let isQueued), CV_MEDIA_REQUEST_REINIT):
      guard !isQueued || !isPending(descriptor) else { return -EBUSY }
      dropBuffers(of: descriptor)
      files[position].file = .request(isQueued: false)
      return 0
    default: return -ENOTTY
    }
  }

  /// Whether a request has buffers that are not worked off.
  private func isPending(_ request: Int32) -> Bool {
    nodes.values.contains { $0.hasBuffers(of: request) }
  }

  mutating func dropBuffers(of request: Int32) {
    for path in nodes.keys { nodes[path]?.dropBuffers(of: request) }
  }

  /// What an epoll set is told of a request.
  func requestReadiness(_ request: Int32, isQueued: Bool, _ wanted: UInt32) -> UInt32 {
    guard wanted & EPOLLPRI.rawValue != 0 else { return 0 }
    guard isQueued else { return EPOLLERR.rawValue }
    return isPending(request) ? 0 : EPOLLPRI.rawValue
  }

  /// Refuses a buffer for a request that is none or cannot take more.
  func refuseBuffer(_ argument: UnsafeMutableRawPointer) -> Int32? {
    let buffer = unsafe argument.assumingMemoryBound(to: v4l2_buffer.self).pointee
    guard unsafe buffer.flags & UInt32(V4L2_BUF_FLAG_REQUEST_FD) != 0 else { return nil }
    guard let position = unsafe position(buffer.request_fd),
      case .request(let isQueued) = files[position].file
    else { return EINVAL }
    return isQueued ? EBUSY : nil
  }
}
