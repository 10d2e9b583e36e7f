internal import CVideoDev2

/// Everything the pretended kernel knows: open files, mappings, nodes and the time.
struct FakeKernelState {
  /// An open file.
  enum File {
    /// A device node, by its path.
    case node(String)
    /// An eventfd and its count.
    case event(UInt64)
    /// An epoll set.
    case pollSet(FakePollSet)
    /// A dma-buf, and how often the processor's access to it was announced and not ended.
    case buffer(FakeMemory, accesses: Int)
    /// A heap that gives out dma-bufs.
    case heap
    /// The media device that all nodes belong to.
    case media
    /// A media request, and whether it has been queued.
    case request(isQueued: Bool)
  }

  /// A mapped plane, and how often it is mapped.
  struct MappedMemory {
    var memory: FakeMemory
    var count: Int
  }

  /// What an ioctl costs, so that no two things happen at one time.
  static let costOfCall: Int64 = 1000

  var nodes: [String: FakeNode] = [:]
  var files: [(descriptor: Int32, file: File)] = []
  var mappings: [MappedMemory] = []
  var faults = FaultScript()
  var now: Int64 = 1_000_000_000_000
  var agenda: [(time: Int64, descriptor: Int32)] = []
  private var nextDescriptor: Int32 = 1000

  func position(_ descriptor: Int32) -> Int? {
    files.firstIndex { $0.descriptor == descriptor }
  }

  mutating func add(_ file: File) -> Int32 {
    // Numbers are not used twice, so a stale one is found out.
    nextDescriptor += 1
    files.append((nextDescriptor, file))
    return nextDescriptor
  }

  mutating func open(_ path: String) -> Int32 {
    if path == "/dev/dma_heap/system" { return add(.heap) }
    if path == "/dev/media0" { return add(.media) }
    guard let node = nodes[path] else { return -ENOENT }
    guard !node.isGone else { return -ENODEV }
    return add(.node(path))
  }

  mutating func openEvent() -> Int32 { add(.event(0)) }

  mutating func close(_ descriptor: Int32) -> Int32 {
    guard let position = position(descriptor) else { return -EBADF }
    let file = files.remove(at: position).file
    forgetInPollSets(descriptor)
    if case .request = file { dropBuffers(of: descriptor) }
    guard case .node(let path) = file else { return 0 }
    nodes[path]?.priorities[descriptor] = nil
    nodes[path]?.queue.release(owner: descriptor)
    nodes[path]?.converter?.release(owner: descriptor)
    nodes[path]?.events.close(descriptor)
    let isLast = !files.contains { entry in
      if case .node(path) = entry.file { true } else { false }
    }
    if isLast, let node = nodes[path], node.isGone {
      nodes[path]?.isGone = !node.personality.returnsAfterLastClose
    }
    return 0
  }

  mutating func ioctl(_ descriptor: Int32, _ request: UInt, _ argument: UInt) -> Int32 {
    guard let position = position(descriptor) else { return -EBADF }
    guard let argument = unsafe UnsafeMutableRawPointer(bitPattern: argument) else {
      return -EFAULT
    }
    guard case .node(let path) = files[position].file else {
      switch files[position].file {
      case .media, .request: return unsafe mediaRequest(request, argument, position)
      default: return unsafe memoryRequest(request, argument, position)
      }
    }
    if request == CV_EXPBUF { return unsafe export(argument, path, descriptor) }
    if request == CV_QBUF, nodes[path]?.personality.supportsRequests == true,
      let errno = unsafe refuseBuffer(argument)
    {
      return -errno
    }
    if request == CV_QBUF || request == CV_PREPARE_BUF {
      let buffers = openBuffers
      nodes[path]?.shareable = buffers
    }
    return unsafe nodes[path]?.ioctl(request, argument, file: descriptor, now: now) ?? -ENODEV
  }

  mutating func map(
    length: Int, protection: Int32, _ descriptor: Int32, offset: Int
  ) -> Result<UInt, FakeErrno> {
    if descriptor == -1 { return .success(note(FakeMemory(length: length))) }
    guard let position = position(descriptor) else { return .failure(FakeErrno(EBADF)) }
    if case .buffer(let memory, _) = files[position].file {
      guard length > 0, length <= memory.length else { return .failure(FakeErrno(EINVAL)) }
      return .success(note(memory))
    }
    guard case .node(let path) = files[position].file, let node = nodes[path], !node.isGone
    else { return .failure(FakeErrno(ENODEV)) }
    guard length > 0, protection & PROT_READ != 0, let memory = node.memory(offset: offset),
      length <= memory.length
    else { return .failure(FakeErrno(EINVAL)) }
    return .success(note(memory))
  }

  /// Counts a mapping; where it is.
  private mutating func note(_ memory: FakeMemory) -> UInt {
    if let known = mappings.firstIndex(where: { $0.memory === memory }) {
      mappings[known].count += 1
    } else {
      mappings.append(MappedMemory(memory: memory, count: 1))
    }
    return memory.address
  }

  mutating func unmap(_ address: UInt) -> Int32 {
    guard let known = mappings.firstIndex(where: { $0.memory.address == address }) else {
      return -EINVAL
    }
    mappings[known].count -= 1
    if mappings[known].count == 0 { mappings.remove(at: known) }
    return 0
  }

  mutating func readEvent(_ descriptor: Int32, _ address: UInt, _ count: Int) -> Int {
    guard let position = position(descriptor) else { return Int(-EBADF) }
    guard let buffer = unsafe UnsafeMutableRawPointer(bitPattern: address) else {
      return Int(-EINVAL)
    }
    if case .node(let path) = files[position].file {
      advance(to: now)
      return unsafe nodes[path]?.read(buffer, count, descriptor, now) ?? Int(-ENODEV)
    }
    guard case .event(let value) = files[position].file, count >= 8 else { return Int(-EINVAL) }
    guard value > 0 else { return Int(-EAGAIN) }
    unsafe buffer.storeBytes(of: value, as: UInt64.self)
    files[position].file = .event(0)
    return 8
  }

  mutating func writeEvent(_ descriptor: Int32, _ address: UInt, _ count: Int) -> Int {
    guard count >= 8, let buffer = unsafe UnsafeRawPointer(bitPattern: address) else {
      return Int(-EINVAL)
    }
    if let position = position(descriptor), case .node(let path) = files[position].file {
      advance(to: now)
      return unsafe nodes[path]?.write(buffer, count, descriptor, now) ?? Int(-ENODEV)
    }
    return ring(descriptor, unsafe buffer.loadUnaligned(as: UInt64.self))
  }

  private mutating func ring(_ descriptor: Int32, _ number: UInt64) -> Int {
    guard let position = position(descriptor) else { return Int(-EBADF) }
    guard case .event(let value) = files[position].file, number != .max else {
      return Int(-EINVAL)
    }
    let (sum, overflow) = value.addingReportingOverflow(number)
    guard !overflow, sum != .max else { return Int(-EAGAIN) }
    files[position].file = .event(sum)
    return 8
  }
}

extension FakeKernelState {
  /// Moves the clock on, and with it every node and whatever was planned.
  mutating func advance(to time: Int64) {
    now = max(now, time)
    for index in nodes.indices { nodes.values[index].advance(to: now) }
    while let due = agenda.firstIndex(where: { $0.time <= now }) {
      _ = ring(agenda.remove(at: due).descriptor, 1)
    }
  }
}
