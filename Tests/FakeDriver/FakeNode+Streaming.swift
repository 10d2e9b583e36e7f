internal import CVideoDev2

// The requests of the queue, with videobuf2's checks in videobuf2's order.
extension FakeNode {
  mutating func requestBuffers(_ request: inout v4l2_requestbuffers, _ file: Int32) -> Int32 {
    guard request.type == personality.queueType else { return -EINVAL }
    request.capabilities = personality.bufferCapabilities
    guard personality.memories.contains(request.memory), !personality.formats.isEmpty else {
      return -EINVAL
    }
    guard !queue.isBusy(for: file), !queue.isStreaming, !queue.isRead else { return -EBUSY }
    queue.free()
    guard request.count > 0 else {
      queue.owner = nil
      return 0
    }
    let bounds = personality.grantedBuffers
    let count = min(max(Int(request.count), bounds.lowerBound), bounds.upperBound)
    allocate(count, request.memory)
    queue.owner = file
    request.count = UInt32(count)
    return 0
  }

  /// Makes buffers; memory that is not the driver's own comes with QBUF.
  mutating func allocate(_ count: Int, _ memory: UInt32) {
    queue.memory = memory
    queue.buffers = (0..<count).map { _ in makeBuffer(memory) }
    queue.queued.reserveCapacity(count)
    queue.done.reserveCapacity(count)
  }

  func makeBuffer(_ memory: UInt32) -> FakeQueue.Buffer {
    let isOwn = memory == V4L2_MEMORY_MMAP.rawValue
    return FakeQueue.Buffer(
      planes: isOwn ? format.planeSizes.map(FakeMemory.init(length:)) : [],
      lengths: format.planeSizes,
      bytesUsed: Array(repeating: 0, count: format.planeSizes.count),
      dataOffsets: Array(repeating: 0, count: format.planeSizes.count))
  }

  func queryBuffer(_ buffer: inout v4l2_buffer) -> Int32 {
    guard unsafe buffer.type == personality.queueType,
      unsafe queue.has(Int(buffer.index)), unsafe hasRoomForPlanes(buffer)
    else { return -EINVAL }
    unsafe report(Int(buffer.index), in: &buffer)
    return 0
  }

  /// PREPARE_BUF: what QBUF does, but for the queueing.
  mutating func prepareBuffer(_ buffer: inout v4l2_buffer, _ file: Int32) -> Int32 {
    if let errno = unsafe admit(buffer, file) { return -errno }
    let index = unsafe Int(buffer.index)
    guard !queue.buffers[index].isPrepared else { return -EINVAL }
    if let errno = unsafe takeMemory(of: buffer, index) { return -errno }
    queue.buffers[index].isPrepared = true
    unsafe report(index, in: &buffer)
    return 0
  }

  mutating func queueBuffer(_ buffer: inout v4l2_buffer, _ file: Int32) -> Int32 {
    if let errno = unsafe admit(buffer, file) ?? refuseRequest(buffer) { return -errno }
    let index = unsafe Int(buffer.index)
    if queue.hasFailed { return -EIO }
    if !queue.buffers[index].isPrepared {
      if let errno = unsafe takeMemory(of: buffer, index) { return -errno }
    }
    if personality.isOutput, let errno = unsafe takePayload(of: buffer, index) { return -errno }
    queue.buffers[index].isPrepared = false
    if unsafe buffer.flags & UInt32(V4L2_BUF_FLAG_REQUEST_FD) != 0 {
      unsafe keep(index, forRequest: buffer.request_fd)
      unsafe report(index, in: &buffer)
      return 0
    }
    queue.usesRequests = false
    queue.buffers[index].state = .queued
    queue.queued.append(index)
    queue.isWaitingForBuffers = false
    unsafe report(index, in: &buffer)
    return 0
  }

  private func admit(_ buffer: v4l2_buffer, _ file: Int32) -> Int32? {
    guard !queue.isBusy(for: file), !queue.isRead else { return EBUSY }
    guard unsafe buffer.type == personality.queueType else { return EINVAL }
    let index = unsafe Int(buffer.index)
    guard queue.has(index), unsafe buffer.memory == queue.memory, unsafe hasRoomForPlanes(buffer)
    else { return EINVAL }
    let isFree = queue.buffers[index].state == .dequeued && !queue.buffers[index].awaitsRequest
    return isFree ? nil : EINVAL
  }

  /// Takes the memory that comes with a buffer, which must be large enough.
  private mutating func takeMemory(of buffer: v4l2_buffer, _ index: Int) -> Int32? {
    guard queue.memory != V4L2_MEMORY_MMAP.rawValue else { return nil }
    var planes: [FakeMemory] = []
    for plane in format.planeSizes.indices {
      let (address, descriptor, length): (UInt, Int32, Int)
      if isMultiplanar, let given = unsafe buffer.m.planes {
        (address, descriptor, length) = unsafe (
          given[plane].m.userptr, given[plane].m.fd, Int(given[plane].length)
        )
      } else {
        (address, descriptor, length) = unsafe (
          buffer.m.userptr, buffer.m.fd, Int(buffer.length)
        )
      }
      if queue.memory == V4L2_MEMORY_USERPTR.rawValue {
        guard address != 0, length >= format.planeSizes[plane] else { return EINVAL }
        planes.append(FakeMemory(borrowed: address, length: length))
      } else {
        guard let memory = shareable[descriptor], memory.length >= format.planeSizes[plane]
        else { return EINVAL }
        planes.append(memory)
      }
    }
    queue.buffers[index].planes = planes
    return nil
  }

  /// Takes what a buffer that is to be put out says of its payload.
  private mutating func takePayload(of buffer: v4l2_buffer, _ index: Int) -> Int32? {
    for plane in format.planeSizes.indices {
      var (used, offset) = unsafe (Int(buffer.bytesused), 0)
      if isMultiplanar, let planes = unsafe buffer.m.planes {
        (used, offset) = unsafe (Int(planes[plane].bytesused), Int(planes[plane].data_offset))
      }
      let length = queue.buffers[index].planes[plane].length
      guard used <= length, offset <= used else { return EINVAL }
      // Nothing said is the whole buffer, for old programs' sake.
      queue.buffers[index].bytesUsed[plane] = used == 0 ? format.planeSizes[plane] : used
      queue.buffers[index].dataOffsets[plane] = offset
    }
    queue.buffers[index].field = unsafe buffer.field
    let time = unsafe buffer.timestamp
    queue.buffers[index].timestamp = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_usec) * 1000
    return nil
  }

  mutating func dequeueBuffer(_ buffer: inout v4l2_buffer, _ file: Int32) -> Int32 {
    guard !queue.isBusy(for: file), !queue.isRead else { return -EBUSY }
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
    if let number = behaviour.misreports { unsafe buffer.index = number }
    return 0
  }

  mutating func streamOn(_ type: CInt, _ file: Int32, _ now: Int64) -> Int32 {
    guard !queue.isBusy(for: file), !queue.isRead else { return -EBUSY }
    guard UInt32(bitPattern: type) == personality.queueType, queue.count > 0,
      queue.count >= personality.buffersToStream
    else { return -EINVAL }
    guard !queue.isStreaming else { return 0 }
    begin(now)
    return 0
  }

  mutating func begin(_ now: Int64) {
    queue.isStreaming = true
    queue.nextSequence = behaviour.firstSequence
    queue.nextFrameTime = now + period
    (queue.framesDelivered, queue.framesDue) = (0, 0)
    manners = FrameMannersState()
  }

  mutating func streamOff(_ type: CInt, _ file: Int32) -> Int32 {
    guard !queue.isBusy(for: file), !queue.isRead else { return -EBUSY }
    guard UInt32(bitPattern: type) == personality.queueType else { return -EINVAL }
    queue.cancel()
    return 0
  }

  private func hasRoomForPlanes(_ buffer: v4l2_buffer) -> Bool {
    guard isMultiplanar else { return true }
    return unsafe buffer.m.planes != nil && Int(buffer.length) >= format.planeSizes.count
  }

  private func report(_ index: Int, in buffer: inout v4l2_buffer) {
    let entry = queue.buffers[index]
    unsafe buffer.index = UInt32(index)
    unsafe buffer.memory = queue.memory
    // A buffer that was not filled yet says what would be in it.
    let isFilled = entry.injected.frames > 0
    unsafe buffer.field = personality.isOutput || isFilled ? entry.field : format.field
    unsafe buffer.sequence = entry.sequence
    let seconds = Int(entry.timestamp / 1_000_000_000)
    unsafe buffer.timestamp = timeval(
      tv_sec: behaviour.frames.truncatesSeconds
        ? Int(Int32(truncatingIfNeeded: seconds)) : seconds,
      tv_usec: Int(entry.timestamp % 1_000_000_000 / 1000))
    var flags = entry.flags
    if personality.isOutput || personality.copiesTimestamps {
      flags |= UInt32(V4L2_BUF_FLAG_TIMESTAMP_COPY)
    } else if !isFilled {
      flags |= UInt32(V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC)
    }
    if entry.state == .queued { flags |= UInt32(V4L2_BUF_FLAG_QUEUED) }
    if entry.state == .done { flags |= UInt32(V4L2_BUF_FLAG_DONE) }
    if entry.awaitsRequest { flags |= UInt32(V4L2_BUF_FLAG_IN_REQUEST) }
    if entry.isPrepared { flags |= UInt32(V4L2_BUF_FLAG_PREPARED) }
    unsafe buffer.flags = flags
    let isOwn = queue.memory == V4L2_MEMORY_MMAP.rawValue
    guard isMultiplanar, let planes = unsafe buffer.m.planes else {
      unsafe buffer.length = UInt32(entry.lengths.first ?? 0)
      unsafe buffer.bytesused = UInt32(entry.bytesUsed.first ?? 0)
      if isOwn {
        unsafe buffer.m.offset = UInt32(queue.offsetBase + index * 8 * FakeQueue.offsetStep)
      }
      return
    }
    unsafe buffer.length = UInt32(entry.lengths.count)
    unsafe buffer.bytesused = 0
    for plane in entry.lengths.indices {
      unsafe planes[plane].length = UInt32(entry.lengths[plane])
      unsafe planes[plane].bytesused = UInt32(entry.bytesUsed[plane])
      unsafe planes[plane].data_offset = UInt32(
        personality.isOutput
          ? entry.dataOffsets[plane] : personality.formats[format.entry].planes[plane].dataOffset)
      if isOwn {
        unsafe planes[plane].m.mem_offset = UInt32(
          queue.offsetBase + (index * 8 + plane) * FakeQueue.offsetStep)
      }
    }
  }
}
