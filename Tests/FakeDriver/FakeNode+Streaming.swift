internal import CVideoDev2

// The requests of the queue, with videobuf2's checks in videobuf2's order.
extension FakeNode {
  mutating func requestBuffers(_ request: inout v4l2_requestbuffers, _ file: Int32) -> Int32 {
    guard request.type == personality.queueType else { return -EINVAL }
    request.capabilities =
      UInt32(V4L2_BUF_CAP_SUPPORTS_MMAP) | UInt32(V4L2_BUF_CAP_SUPPORTS_ORPHANED_BUFS)
    guard request.memory == V4L2_MEMORY_MMAP.rawValue, !personality.formats.isEmpty else {
      return -EINVAL
    }
    guard !queue.isBusy(for: file), !queue.isStreaming else { return -EBUSY }
    queue.free()
    guard request.count > 0 else {
      queue.owner = nil
      return 0
    }
    let bounds = personality.grantedBuffers
    let count = min(max(Int(request.count), bounds.lowerBound), bounds.upperBound)
    queue.buffers = (0..<count).map { _ in
      FakeQueue.Buffer(
        planes: format.planeSizes.map(FakeMemory.init(length:)),
        bytesUsed: Array(repeating: 0, count: format.planeSizes.count))
    }
    queue.queued.reserveCapacity(count)
    queue.done.reserveCapacity(count)
    queue.owner = file
    request.count = UInt32(count)
    return 0
  }

  /// A request for no buffers, which asks what memory the queue takes; growing a queue is not pretended.
  func createBuffers(_ request: inout v4l2_create_buffers) -> Int32 {
    guard unsafe request.format.type == personality.queueType,
      unsafe request.memory == V4L2_MEMORY_MMAP.rawValue
    else { return -EINVAL }
    guard unsafe request.count == 0 else { return -ENOTTY }
    unsafe request.index = UInt32(queue.buffers.count)
    unsafe request.capabilities =
      UInt32(V4L2_BUF_CAP_SUPPORTS_MMAP) | UInt32(V4L2_BUF_CAP_SUPPORTS_ORPHANED_BUFS)
    return 0
  }

  func queryBuffer(_ buffer: inout v4l2_buffer) -> Int32 {
    guard unsafe buffer.type == personality.queueType,
      unsafe Int(buffer.index) < queue.buffers.count, unsafe hasRoomForPlanes(buffer)
    else { return -EINVAL }
    unsafe report(Int(buffer.index), in: &buffer)
    return 0
  }

  mutating func queueBuffer(_ buffer: inout v4l2_buffer, _ file: Int32) -> Int32 {
    guard !queue.isBusy(for: file) else { return -EBUSY }
    guard unsafe buffer.type == personality.queueType else { return -EINVAL }
    let index = unsafe Int(buffer.index)
    guard index < queue.buffers.count, unsafe buffer.memory == V4L2_MEMORY_MMAP.rawValue,
      unsafe hasRoomForPlanes(buffer)
    else { return -EINVAL }
    if queue.hasFailed { return -EIO }
    guard queue.buffers[index].state == .dequeued else { return -EINVAL }
    queue.buffers[index].state = .queued
    queue.queued.append(index)
    queue.isWaitingForBuffers = false
    unsafe report(index, in: &buffer)
    return 0
  }

  mutating func dequeueBuffer(_ buffer: inout v4l2_buffer, _ file: Int32) -> Int32 {
    guard !queue.isBusy(for: file) else { return -EBUSY }
    guard unsafe buffer.type == personality.queueType, queue.isStreaming else { return -EINVAL }
    if queue.hasFailed { return -EIO }
    if queue.hasDeliveredLast { return -EPIPE }
    guard let index = queue.done.first else { return -EAGAIN }
    guard unsafe hasRoomForPlanes(buffer) else { return -EINVAL }
    queue.done.removeFirst()
    queue.buffers[index].state = .dequeued
    manners.taken += queue.buffers[index].injected
    if queue.buffers[index].flags & UInt32(V4L2_BUF_FLAG_LAST) != 0 {
      queue.hasDeliveredLast = true
    }
    unsafe report(index, in: &buffer)
    return 0
  }

  mutating func streamOn(_ type: CInt, _ file: Int32, _ now: Int64) -> Int32 {
    guard !queue.isBusy(for: file) else { return -EBUSY }
    guard UInt32(bitPattern: type) == personality.queueType, !queue.buffers.isEmpty,
      queue.buffers.count >= personality.buffersToStream
    else { return -EINVAL }
    guard !queue.isStreaming else { return 0 }
    queue.isStreaming = true
    queue.nextSequence = behaviour.firstSequence
    queue.nextFrameTime = now + period
    (queue.framesDelivered, queue.framesDue) = (0, 0)
    manners = FrameMannersState()
    return 0
  }

  mutating func streamOff(_ type: CInt, _ file: Int32) -> Int32 {
    guard !queue.isBusy(for: file) else { return -EBUSY }
    guard UInt32(bitPattern: type) == personality.queueType else { return -EINVAL }
    queue.cancel()
    return 0
  }

  private var isMultiplanar: Bool { personality.queueType == 9 }

  private func hasRoomForPlanes(_ buffer: v4l2_buffer) -> Bool {
    guard isMultiplanar else { return true }
    return unsafe buffer.m.planes != nil && Int(buffer.length) >= format.planeSizes.count
  }

  private func report(_ index: Int, in buffer: inout v4l2_buffer) {
    let entry = queue.buffers[index]
    unsafe buffer.index = UInt32(index)
    unsafe buffer.memory = UInt32(V4L2_MEMORY_MMAP.rawValue)
    unsafe buffer.field = entry.field
    unsafe buffer.sequence = entry.sequence
    let seconds = Int(entry.timestamp / 1_000_000_000)
    unsafe buffer.timestamp = timeval(
      tv_sec: behaviour.frames.truncatesSeconds
        ? Int(Int32(truncatingIfNeeded: seconds)) : seconds,
      tv_usec: Int(entry.timestamp % 1_000_000_000 / 1000))
    var flags = entry.flags
    if entry.state == .queued { flags |= UInt32(V4L2_BUF_FLAG_QUEUED) }
    if entry.state == .done { flags |= UInt32(V4L2_BUF_FLAG_DONE) }
    unsafe buffer.flags = flags
    guard isMultiplanar, let planes = unsafe buffer.m.planes else {
      unsafe buffer.length = UInt32(format.planeSizes.first ?? 0)
      unsafe buffer.bytesused = UInt32(entry.bytesUsed.first ?? 0)
      unsafe buffer.m.offset = UInt32(index * 8 * FakeQueue.offsetStep)
      return
    }
    unsafe buffer.length = UInt32(entry.planes.count)
    unsafe buffer.bytesused = 0
    for plane in entry.planes.indices {
      unsafe planes[plane].length = UInt32(format.planeSizes[plane])
      unsafe planes[plane].bytesused = UInt32(entry.bytesUsed[plane])
      unsafe planes[plane].data_offset = UInt32(
        personality.formats[format.entry].planes[plane].dataOffset)
      unsafe planes[plane].m.mem_offset = UInt32((index * 8 + plane) * FakeQueue.offsetStep)
    }
  }
}
