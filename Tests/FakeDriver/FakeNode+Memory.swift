internal import CVideoDev2

// Buffers that come and go, and leave by descriptor.
extension FakeNode {
  /// CREATE_BUFS; a request for none asks what memory the queue takes.
  mutating func createBuffers(_ request: inout v4l2_create_buffers, _ file: Int32) -> Int32 {
    guard unsafe request.format.type == personality.queueType,
      unsafe personality.memories.contains(request.memory)
    else { return -EINVAL }
    unsafe request.capabilities = personality.bufferCapabilities
    unsafe request.index = UInt32(queue.buffers.count)
    guard unsafe request.count > 0 else { return 0 }
    guard !queue.isBusy(for: file), !queue.isRead else { return -EBUSY }
    guard unsafe queue.count == 0 || request.memory == queue.memory else { return -EINVAL }
    guard personality.growsQueues else { return -ENOTTY }
    let room = personality.grantedBuffers.upperBound - queue.count
    guard room > 0 else { return -ENOBUFS }
    let count = unsafe min(Int(request.count), room)
    unsafe queue.memory = request.memory
    queue.owner = file
    let first = firstFree(count)
    unsafe request.index = UInt32(first)
    unsafe request.count = UInt32(count)
    for index in first..<(first + count) {
      let buffer = makeBuffer(queue.memory)
      if index < queue.buffers.count {
        queue.buffers[index] = buffer
      } else {
        queue.buffers.append(buffer)
      }
    }
    return 0
  }

  /// Where so many numbers in a row are free.
  private func firstFree(_ count: Int) -> Int {
    var first = 0
    while first < queue.buffers.count {
      let range = first..<min(first + count, queue.buffers.count)
      guard let taken = range.last(where: { queue.has($0) }) else { return first }
      first = taken + 1
    }
    return first
  }

  mutating func removeBuffers(_ request: inout cv_remove_buffers, _ file: Int32) -> Int32 {
    guard personality.removesBuffers else { return -ENOTTY }
    guard request.type == personality.queueType else { return -EINVAL }
    guard request.count > 0 else { return 0 }
    guard !queue.isBusy(for: file) else { return -EBUSY }
    let range = Int(request.index)..<(Int(request.index) + Int(request.count))
    guard range.allSatisfy({ queue.has($0) }) else { return -EINVAL }
    guard range.allSatisfy({ queue.buffers[$0].state == .dequeued }) else { return -EBUSY }
    for index in range {
      queue.buffers[index].isRemoved = true
      queue.buffers[index].planes = []
    }
    return 0
  }

  /// The memory that a descriptor is wanted of.
  func exportable(
    _ request: v4l2_exportbuffer, _ file: Int32
  ) -> Result<FakeMemory, FakeErrno> {
    guard !isGone else { return .failure(FakeErrno(ENODEV)) }
    if let converter {
      let isSource = request.type == converter.source[0].personality.queueType
      return (isSource ? converter.source : converter.destination)[0].exportable(request, file)
    }
    guard request.type == personality.queueType, queue.memory == V4L2_MEMORY_MMAP.rawValue,
      queue.has(Int(request.index)),
      Int(request.plane) < queue.buffers[Int(request.index)].planes.count
    else { return .failure(FakeErrno(EINVAL)) }
    guard !queue.isBusy(for: file) else { return .failure(FakeErrno(EBUSY)) }
    return .success(queue.buffers[Int(request.index)].planes[Int(request.plane)])
  }
}

// read(2) and write(2), for which videobuf2 runs a queue of its own.
extension FakeNode {
  private var canBeRead: Bool { personality.capabilities & UInt32(V4L2_CAP_READWRITE) != 0 }

  /// Begins to read, as poll(2) and the first read(2) do.
  mutating func beginReading(_ file: Int32, _ now: Int64) -> Int32? {
    guard canBeRead else { return EINVAL }
    guard !queue.isRead else { return queue.isBusy(for: file) ? EBUSY : nil }
    guard queue.count == 0, !queue.isBusy(for: file) else { return EBUSY }
    allocate(3, V4L2_MEMORY_MMAP.rawValue)
    queue.owner = file
    queue.isRead = true
    begin(now)
    guard !personality.isOutput else { return nil }
    for index in queue.buffers.indices {
      queue.buffers[index].state = .queued
      queue.queued.append(index)
    }
    return nil
  }

  mutating func read(
    _ buffer: UnsafeMutableRawPointer, _ count: Int, _ file: Int32, _ now: Int64
  ) -> Int {
    guard !isGone else { return -Int(ENODEV) }
    guard !personality.isOutput else { return -Int(EINVAL) }
    if let errno = beginReading(file, now) { return -Int(errno) }
    if queue.hasFailed { return -Int(EIO) }
    guard let index = queue.done.first else { return -Int(EAGAIN) }
    queue.done.removeFirst()
    let memory = queue.buffers[index].planes[0]
    let size = min(count, queue.buffers[index].bytesUsed[0])
    if let source = unsafe UnsafeRawPointer(bitPattern: memory.address) {
      unsafe buffer.copyMemory(from: source, byteCount: size)
    }
    queue.buffers[index].state = .queued
    queue.queued.append(index)
    return size
  }

  mutating func write(
    _ buffer: UnsafeRawPointer, _ count: Int, _ file: Int32, _ now: Int64
  ) -> Int {
    guard !isGone else { return -Int(ENODEV) }
    guard personality.isOutput else { return -Int(EINVAL) }
    if let errno = beginReading(file, now) { return -Int(errno) }
    if let done = queue.done.first {
      queue.done.removeFirst()
      queue.buffers[done].state = .dequeued
    }
    guard let index = queue.buffers.indices.first(where: { queue.buffers[$0].state == .dequeued })
    else { return -Int(EAGAIN) }
    let memory = queue.buffers[index].planes[0]
    let size = min(count, memory.length)
    if let target = unsafe UnsafeMutableRawPointer(bitPattern: memory.address) {
      unsafe target.copyMemory(from: buffer, byteCount: size)
    }
    queue.buffers[index].bytesUsed[0] = size
    queue.buffers[index].state = .queued
    queue.queued.append(index)
    return size
  }
}
