internal import CVideoDev2

// dma-bufs and the heap that gives them out.
extension FakeKernelState {
  /// The dma-bufs that are open, by descriptor.
  var openBuffers: [Int32: FakeMemory] {
    var buffers = foreignBuffers
    for entry in files {
      if case .buffer(let memory, _) = entry.file { buffers[entry.descriptor] = memory }
    }
    return buffers
  }

  /// EXPBUF, which makes a descriptor and so is the kernel's own.
  mutating func export(
    _ argument: UnsafeMutableRawPointer, _ path: String, _ file: Int32
  ) -> Int32 {
    let request = unsafe argument.assumingMemoryBound(to: v4l2_exportbuffer.self)
    guard let node = nodes[path], !node.personality.missingRequests.contains(CV_EXPBUF) else {
      return -ENOTTY
    }
    switch unsafe node.exportable(request.pointee, file) {
    case .failure(let errno): return -errno.number
    case .success(let memory):
      unsafe request.pointee.fd = add(.buffer(memory, accesses: 0))
      return 0
    }
  }

  /// A request to a dma-buf or a heap.
  mutating func memoryRequest(
    _ request: UInt, _ argument: UnsafeMutableRawPointer, _ position: Int
  ) -> Int32 {
    switch (files[position].file, request) {
    case (.heap, CV_DMA_HEAP_ALLOC):
      let data = unsafe argument.assumingMemoryBound(to: dma_heap_allocation_data.self)
      guard unsafe data.pointee.len > 0 else { return -EINVAL }
      let memory = unsafe FakeMemory(length: Int(data.pointee.len))
      unsafe data.pointee.fd = UInt32(add(.buffer(memory, accesses: 0)))
      return 0
    case (.buffer(let memory, let accesses), CV_DMA_BUF_SYNC):
      let flags = unsafe argument.assumingMemoryBound(to: dma_buf_sync.self).pointee.flags
      let isEnd = flags & UInt64(DMA_BUF_SYNC_END) != 0
      files[position].file = .buffer(memory, accesses: accesses + (isEnd ? -1 : 1))
      return 0
    case (.heap, CV_UDMABUF_CREATE):
      let data = unsafe argument.assumingMemoryBound(to: udmabuf_create.self)
      let size = unsafe Int(data.pointee.size)
      guard size > 0, size.isMultiple(of: FakeMemory.pageSize) else { return -EINVAL }
      return add(.buffer(FakeMemory(length: size), accesses: 0))
    case (.buffer, CV_DMA_BUF_EXPORT_SYNC_FILE):
      let data = unsafe argument.assumingMemoryBound(to: dma_buf_export_sync_file.self)
      guard unsafe data.pointee.flags & 3 != 0 else { return -EINVAL }
      unsafe data.pointee.fd = add(.fence)
      return 0
    case (.buffer, CV_DMA_BUF_IMPORT_SYNC_FILE):
      let data = unsafe argument.assumingMemoryBound(to: dma_buf_import_sync_file.self)
      return unsafe isFence(data.pointee.fd) ? 0 : -EINVAL
    case (.fence, CV_SYNC_MERGE):
      let data = unsafe argument.assumingMemoryBound(to: sync_merge_data.self)
      guard unsafe isFence(data.pointee.fd2) else { return -ENOENT }
      unsafe data.pointee.fence = add(.fence)
      return 0
    case (.fence, CV_SYNC_FILE_INFO):
      let data = unsafe argument.assumingMemoryBound(to: sync_file_info.self)
      unsafe data.pointee.status = 1
      return 0
    default: return -ENOTTY
    }
  }

  private func isFence(_ descriptor: Int32) -> Bool {
    guard let position = position(descriptor), case .fence = files[position].file else {
      return false
    }
    return true
  }

  /// Accesses of the processor that were announced and not ended.
  var openAccesses: Int {
    files.reduce(0) { sum, entry in
      if case .buffer(_, let accesses) = entry.file { sum + accesses } else { sum }
    }
  }
}
