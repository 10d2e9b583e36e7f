internal import CVideoDev2

/// A frame that a program has put out.
package struct FakeOutputFrame: Sendable, Equatable {
  /// Payloads of the memory planes.
  package var planes: [[UInt8]]
  /// The field order that came with it.
  package var field: UInt32
  /// The time that came with it, in nanoseconds.
  package var timestamp: Int64
}

/// videobuf2's state of one queue: who owns it, and where each buffer is.
struct FakeQueue {
  enum BufferState {
    /// The program has it.
    case dequeued
    /// The driver has it, empty.
    case queued
    /// The driver has it, filled.
    case done
  }

  struct Buffer {
    var planes: [FakeMemory]
    /// Bytes that the format needed of each plane when the buffer was made.
    var lengths: [Int]
    var state = BufferState.dequeued
    var bytesUsed: [Int]
    var sequence: UInt32 = 0
    var timestamp: Int64 = 0
    var flags: UInt32 = 0
    var field: UInt32 = 0
    var injected = InjectedFaults()
    /// Bytes before the picture, of buffers that are put out.
    var dataOffsets: [Int] = []
    /// The driver has done already what it does when a buffer is queued.
    var isPrepared = false
    /// The media request that the buffer is in, by its file.
    var request: Int32?
    /// The request has not been queued yet.
    var awaitsRequest = false
    /// There is no buffer of this number any more.
    var isRemoved = false
  }

  var buffers: [Buffer] = []
  /// The kind of memory that was asked for.
  var memory: UInt32 = 0
  /// Frames go by read(2): the kernel has the buffers, and the queue cannot be had otherwise.
  var isRead = false
  /// What was put out, newest last.
  var output: [FakeOutputFrame] = []
  /// The open file that allocated; no other may touch the queue.
  var owner: Int32?
  var isStreaming = false
  var hasFailed = false
  var hasDeliveredLast = false
  /// No buffer was queued since the queue last stopped; poll answers POLLERR then, for videobuf1's sake.
  var isWaitingForBuffers = true
  /// Buffers the driver may fill, oldest first.
  var queued: [Int] = []
  /// Filled buffers, oldest first.
  var done: [Int] = []
  /// Whether buffers come in media requests; nil before the first.
  var usesRequests: Bool?
  var nextSequence: UInt32 = 0
  var nextFrameTime: Int64 = 0
  var framesDelivered = 0
  var framesDue = 0
  private var random: UInt32 = 0x2545_f491

  /// The memory at an mmap offset, which counts planes of all buffers in pages apart.
  func memory(offset place: Int) -> FakeMemory? {
    let offset = place - offsetBase
    guard offset >= 0, offset.isMultiple(of: Self.offsetStep) else { return nil }
    let (index, plane) = (offset / Self.offsetStep / 8, offset / Self.offsetStep % 8)
    guard memory == V4L2_MEMORY_MMAP.rawValue, index < buffers.count,
      plane < buffers[index].planes.count
    else { return nil }
    return buffers[index].planes[plane]
  }

  static let offsetStep = 1 << 16
  /// Where the offsets of this queue begin.
  var offsetBase = 0

  func isBusy(for file: Int32) -> Bool {
    owner != nil && owner != file
  }

  /// What STREAMOFF does: all buffers are the program's again, and an error is over.
  mutating func cancel() {
    isStreaming = false
    hasFailed = false
    hasDeliveredLast = false
    isWaitingForBuffers = true
    queued.removeAll(keepingCapacity: true)
    done.removeAll(keepingCapacity: true)
    for index in buffers.indices {
      buffers[index].state = .dequeued
      buffers[index].isPrepared = false
      buffers[index].request = nil
      buffers[index].awaitsRequest = false
    }
    usesRequests = nil
  }

  /// Buffers there are.
  var count: Int { buffers.reduce(0) { $0 + ($1.isRemoved ? 0 : 1) } }

  /// Whether there is a buffer of a number.
  func has(_ index: Int) -> Bool { index < buffers.count && !buffers[index].isRemoved }

  /// Frees buffers; memory that is mapped stays, without a queue to belong to.
  mutating func free() {
    cancel()
    buffers = []
    isRead = false
    output = []
  }

  /// What the last close of the owning file does.
  mutating func release(owner file: Int32) {
    guard owner == file else { return }
    free()
    owner = nil
  }

  /// The buffer to fill next, taken from the driver's list.
  mutating func takeQueued(_ order: Behaviour.CompletionOrder) -> Int {
    switch order {
    case .queued: return queued.removeFirst()
    case .shuffled:
      random ^= random << 13
      random ^= random >> 17
      random ^= random << 5
      return queued.remove(at: Int(random) % queued.count)
    }
  }
}

// The passing of time.
extension FakeNode {
  /// When the next frame is due; nil when none will reach the program.
  var nextFrameTime: Int64? {
    if let converter { return converter.jobDue }
    let canDeliver = queue.isStreaming && !queue.hasFailed && !isGone
    guard canDeliver, !queue.queued.isEmpty, behaviour.droppedPercentage < 100 else { return nil }
    return queue.nextFrameTime
  }

  /// Delivers every frame that is due.
  mutating func advance(to now: Int64) {
    guard converter == nil else { return work(until: now) }
    guard queue.isStreaming, !queue.hasFailed, !isGone else { return }
    while queue.nextFrameTime <= now {
      if nextFrameTime == nil {
        // Frames that reach nobody need not be gone through one by one.
        let missed = (now - queue.nextFrameTime) / period + 1
        queue.nextFrameTime += missed * period
        queue.nextSequence &+= UInt32(truncatingIfNeeded: missed)
        return
      }
      deliver()
      if queue.hasFailed { return }
      queue.nextSequence &+= 1
      queue.nextFrameTime += period
    }
  }

  private mutating func deliver() {
    queue.framesDue += 1
    // Losses are spread evenly, and the same in every run.
    let dropped = behaviour.droppedPercentage
    if queue.framesDue * dropped / 100 != (queue.framesDue - 1) * dropped / 100 { return }
    if losesFrame() { return }
    let index = queue.takeQueued(behaviour.completionOrder)
    if personality.isOutput { putOut(index) } else { fill(index) }
    queue.buffers[index].state = .done
    queue.buffers[index].request = nil
    queue.done.append(index)
    queue.framesDelivered += 1
    if behaviour.endsAfter == queue.framesDelivered {
      queue.buffers[index].flags |= UInt32(V4L2_BUF_FLAG_LAST)
      queue.queued.removeAll(keepingCapacity: true)
    }
    if behaviour.failsAfter == queue.framesDelivered { queue.hasFailed = true }
    if behaviour.disconnectsAfter == queue.framesDelivered { disconnect() }
  }

  private mutating func putOut(_ index: Int) {
    let buffer = queue.buffers[index]
    let planes = buffer.planes.enumerated().map { plane, memory in
      memory.bytes(from: buffer.dataOffsets[plane], to: buffer.bytesUsed[plane])
    }
    queue.output.append(
      FakeOutputFrame(planes: planes, field: buffer.field, timestamp: buffer.timestamp))
    // A test looks at some frames, not at all of a long run.
    if queue.output.count > 64 { queue.output.removeFirst() }
    queue.buffers[index].sequence = queue.nextSequence
    queue.buffers[index].flags = 0
    if behaviour.marksNextFrameAsDamaged {
      queue.buffers[index].flags = UInt32(V4L2_BUF_FLAG_ERROR)
      behaviour.marksNextFrameAsDamaged = false
    }
  }

  private mutating func fill(_ index: Int) {
    let shapes = personality.formats[format.entry].planes
    for plane in queue.buffers[index].planes.indices {
      let offset = shapes[plane].dataOffset
      var end = format.planeSizes[plane]
      if plane == 0, let limit = behaviour.payloadLimit { end = min(end, offset + limit) }
      queue.buffers[index].bytesUsed[plane] = end
      queue.buffers[index].planes[plane].paint(queue.nextSequence, from: offset, to: end)
    }
    queue.buffers[index].flags = 0
    apply(behaviour.frames, to: index)
    if behaviour.marksNextFrameAsDamaged {
      queue.buffers[index].flags |= UInt32(V4L2_BUF_FLAG_ERROR)
      behaviour.marksNextFrameAsDamaged = false
    }
  }
}
