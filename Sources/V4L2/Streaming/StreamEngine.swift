internal import SystemIO
internal import SystemPackage
internal import VideoFormats

/// A hold on allocated buffers, which frees them when the last state of the queue is let go of.
final class PoolHold: Sendable {
  let lease: QueueLease
  let pool: BufferPool

  /// Allocates buffers as wished, or as is usual for the device where nobody wishes.
  init(
    _ lease: QueueLease, _ wish: BufferAllocation?, planeSizes: [Int]
  ) throws(V4L2Error) {
    let device = lease.device
    let allocation = wish ?? BufferAllocation(memory: device.usualMemory)
    let count: Int
    if let requested = allocation.requestedCount {
      count = requested
    } else {
      count = try lease.usualBufferCount()
    }
    guard count > 0 else {
      throw V4L2Error("VIDIOC_REQBUFS", node: device.path, .invalidArgument)
    }
    try device.check(allocation.memory)
    if allocation.usesRequests, allocation.memory.type == .read {
      throw V4L2Error(
        "VIDIOC_REQBUFS", node: device.path,
        reason: .unsupported("what is read or written goes into no media request"))
    }
    self.lease = lease
    pool = try BufferPool(
      device: device, type: lease.type, count: count, allocation: allocation,
      planeSizes: planeSizes)
  }

  deinit {
    pool.retire()
  }
}

/// Waiting for buffers and taking them: what all running queues have in common.
struct StreamEngine: ~Copyable, Sendable {
  let hold: PoolHold
  /// Waits for this queue's buffers, its events and its doorbell.
  let poller: Poller
  private let watch: SourceWatch?
  /// Whether the driver has said that the frames that are there are the last.
  private(set) var isDraining = false

  /// Starts a queue. A capture queue gives every buffer to its driver first.
  init(_ hold: PoolHold, wake: WakeEvent?) throws(V4L2Error) {
    let device = hold.lease.device
    let isOutput = hold.lease.type.isOutput
    let watch = isOutput ? nil : try SourceWatch(device)
    let ready = isOutput ? Poller.writable : Poller.readable
    let poller: Poller
    do {
      poller = try Poller(
        device.node.descriptor, events: watch == nil ? ready : ready | Poller.urgent, wake: wake)
    } catch {
      throw V4L2Error("epoll_ctl", node: device.path, error)
    }
    try hold.pool.start()
    self.hold = hold
    self.poller = poller
    self.watch = watch
  }

  var path: String { hold.lease.device.path }

  /// Waits for so many milliseconds for the next frame.
  mutating func next(milliseconds: Int) throws(V4L2Error) -> Dequeued {
    var patience = Patience(milliseconds: milliseconds)
    while true {
      let outcome = try wait(patience.remaining)
      switch try dequeue(after: outcome, waiting: milliseconds) {
      case .frame(let frame): return .frame(frame)
      case .woken: return .woken
      case .endOfStream: return .endOfStream
      case .sourceChanged(let changes): return .sourceChanged(changes)
      case .notReady:
        guard patience.allowsAnother(at: hold.pool.now) else {
          throw stall(after: milliseconds)
        }
      }
    }
  }

  func wait(_ milliseconds: Int) throws(V4L2Error) -> Poller.Outcome {
    do {
      // What is left of a stream that ended is there already, and nothing wakes who waits for more.
      return try poller.wait(milliseconds: isDraining ? 0 : milliseconds)
    } catch {
      throw V4L2Error("epoll_wait", node: path, error)
    }
  }

  /// Acts on the end of a wait: the frame, or the reason why there is none.
  @inline(__always)
  mutating func dequeue(
    after outcome: Poller.Outcome, waiting milliseconds: Int
  ) throws(V4L2Error) -> Dequeued {
    switch outcome {
    case .woken:
      return .woken
    case .timedOut:
      if isDraining { return try dequeue() }
      if watch?.hasNews == true, let changes = try lookAtSource() { return .sourceChanged(changes) }
      throw stall(after: milliseconds)
    case .ready(let events):
      if events & Poller.urgent != 0 || watch?.hasNews == true, let changes = try lookAtSource() {
        return .sourceChanged(changes)
      }
      switch try dequeue() {
      case .frame(let frame): return .frame(frame)
      case .woken: return .woken
      case .endOfStream: return .endOfStream
      case .sourceChanged(let changes): return .sourceChanged(changes)
      case .notReady:
        guard events & Poller.failed != 0 else { return .notReady }
        let pool = hold.pool
        // videobuf2 answers so as well when it got no buffer at all since the start.
        if pool.onLoan == pool.bufferCount || (pool.usesRequests && pool.queuedCount == 0) {
          throw stall(after: 0)
        }
        // An error state with nothing to show for it would be polled for ever.
        throw V4L2Error("epoll_wait", node: path, .ioError)
      }
    }
  }

  /// What the events that wait say of the source; nil if it is as it was.
  private mutating func lookAtSource() throws(V4L2Error) -> SourceChanges? {
    guard let watch else { return nil }
    let findings = try watch.look()
    if findings.hasEnded { isDraining = true }
    return findings.changes.isEmpty ? nil : findings.changes
  }

  /// Forgets the changes of the source that were not looked at yet.
  mutating func forgetChanges() throws(V4L2Error) {
    _ = try lookAtSource()
  }

  func stall(after milliseconds: Int) -> V4L2Error {
    V4L2Error(
      "epoll_wait", node: path,
      reason: .stalled(
        waited: .milliseconds(milliseconds), onLoan: hold.pool.onLoan,
        buffers: hold.pool.bufferCount))
  }

  /// The next frame, if there is one already.
  @inline(__always)
  func dequeue() throws(V4L2Error) -> Dequeued {
    switch hold.pool.dequeue() {
    case .success(let frame): return .frame(frame)
    case .failure(let errno):
      if errno == .resourceTemporarilyUnavailable {
        return isDraining ? .endOfStream : .notReady
      }
      if errno == .brokenPipe { return .endOfStream }
      throw V4L2Error(hold.pool.dequeueOperation, node: path, errno)
    }
  }

  /// Stops the driver and hands the buffers on.
  consuming func stop() throws(V4L2Error) -> PoolHold {
    if let errno = hold.pool.stop() {
      throw V4L2Error("VIDIOC_STREAMOFF", node: path, errno)
    }
    return hold
  }
}
