public import SystemIO
internal import SystemPackage
public import VideoFormats

/// What a running stream has to say.
public enum Dequeued: ~Copyable {
  /// A frame, on loan.
  case frame(Frame)
  /// Nothing yet, and the caller did not want to wait.
  case notReady
  /// The stream's doorbell rang.
  case woken
  /// The driver has drained; no frame will follow. The corresponding error number is `EPIPE`.
  case endOfStream
}

extension AllocatedQueue {
  /// Gives every buffer to the driver and starts it.
  ///
  /// A `wake` event that is rung ends a wait with `.woken`. The corresponding requests are
  /// `VIDIOC_QBUF` and `VIDIOC_STREAMON`.
  public consuming func start(wake: WakeEvent? = nil) throws(V4L2Error) -> CaptureStream {
    let poller: Poller
    do {
      poller = try Poller(device.node.descriptor, events: Poller.readable, wake: wake)
    } catch {
      throw V4L2Error("epoll_ctl", node: device.path, error)
    }
    try hold.pool.start()
    return CaptureStream(hold: hold, format: format, interval: interval, poller: poller)
  }
}

/// A capture queue that runs.
///
/// Letting go of it stops the driver and frees the buffers. Frames may be held beyond that.
public struct CaptureStream: ~Copyable, Sendable {
  let hold: PoolHold
  /// The format of every frame.
  public let format: Format
  /// The time between frames; nil when the driver knows none.
  public let interval: Interval?
  /// How long `next` waits when nobody says: two seconds beyond the interval between frames.
  public let defaultTimeout: Duration
  // A Duration counts attoseconds in 128 bits, which is no arithmetic for every frame.
  package let defaultMilliseconds: Int
  /// Waits for this stream's frames and its doorbell.
  package let poller: Poller

  init(hold: PoolHold, format: Format, interval: Interval?, poller: Poller) {
    self.hold = hold
    self.format = format
    self.interval = interval
    self.poller = poller
    defaultTimeout = .seconds(2) + .seconds(interval?.seconds ?? 0)
    defaultMilliseconds = defaultTimeout.milliseconds
  }

  /// The device.
  public var device: Device { hold.lease.device }
  /// This moment on the monotonic clock.
  package var now: MonotonicInstant { hold.pool.now }
  /// Buffers the stream runs on.
  public var bufferCount: Int { hold.pool.bufferCount }
  /// Buffers held by frames at this moment.
  public var buffersOnLoan: Int { hold.pool.onLoan }
  /// Buffers the driver refused to take back; they are idle until the next start.
  public var buffersLost: Int { hold.pool.lostBuffers }

  /// Waits for the next frame.
  ///
  /// Sleeps in the kernel until the frame, the doorbell or the deadline, whichever is first; it never
  /// spins. When the deadline passes it throws a stall that names the time waited and who holds the
  /// buffers. A frame the driver marked as damaged is still a frame: see its flags.
  /// The corresponding system calls are `epoll_wait` and `VIDIOC_DQBUF`.
  public mutating func next(timeout: Duration? = nil) throws(V4L2Error) -> Dequeued {
    try next(milliseconds: timeout.map { max(0, $0.milliseconds) } ?? defaultMilliseconds)
  }

  /// Waits for the next frame for so many milliseconds: what `next` is when the time is known.
  package mutating func next(milliseconds: Int) throws(V4L2Error) -> Dequeued {
    var patience = Patience(milliseconds: milliseconds)
    while true {
      let outcome: Poller.Outcome
      do {
        outcome = try poller.wait(milliseconds: patience.remaining)
      } catch {
        throw V4L2Error("epoll_wait", node: device.path, error)
      }
      switch try dequeue(after: outcome, waiting: milliseconds) {
      case .frame(let frame): return .frame(frame)
      case .woken: return .woken
      case .endOfStream: return .endOfStream
      case .notReady:
        guard patience.allowsAnother(at: now) else { throw stall(after: milliseconds) }
      }
    }
  }

  /// The next frame if there is one already.
  public mutating func nextIfReady() throws(V4L2Error) -> Dequeued {
    try dequeue()
  }

  /// Acts on the end of a wait: the frame, or the reason why there is none.
  @inline(__always)
  package func dequeue(
    after outcome: Poller.Outcome, waiting milliseconds: Int
  ) throws(V4L2Error) -> Dequeued {
    switch outcome {
    case .woken:
      return .woken
    case .timedOut:
      throw stall(after: milliseconds)
    case .ready(let events):
      switch try dequeue() {
      case .frame(let frame): return .frame(frame)
      case .woken: return .woken
      case .endOfStream: return .endOfStream
      case .notReady:
        guard events & Poller.failed != 0 else { return .notReady }
        // videobuf2 answers so as well when it got no buffer at all since the start.
        if buffersOnLoan == bufferCount { throw stall(after: 0) }
        // An error state with nothing to show for it would be polled for ever.
        throw V4L2Error("epoll_wait", node: device.path, .ioError)
      }
    }
  }

  package func stall(after milliseconds: Int) -> V4L2Error {
    V4L2Error(
      "epoll_wait", node: device.path,
      reason: .stalled(
        waited: .milliseconds(milliseconds), onLoan: buffersOnLoan, buffers: bufferCount))
  }

  @inline(__always)
  private func dequeue() throws(V4L2Error) -> Dequeued {
    switch hold.pool.dequeue() {
    case .success(let frame): return .frame(frame)
    case .failure(let errno):
      if errno == .resourceTemporarilyUnavailable { return .notReady }
      if errno == .brokenPipe { return .endOfStream }
      throw V4L2Error("VIDIOC_DQBUF", node: device.path, errno)
    }
  }

  /// Stops the driver, which forgets the frames it had not yet delivered.
  ///
  /// Frames already taken stay valid. The corresponding request is `VIDIOC_STREAMOFF`.
  public consuming func stop() throws(V4L2Error) -> AllocatedQueue {
    if let errno = hold.pool.stop() {
      throw V4L2Error("VIDIOC_STREAMOFF", node: device.path, errno)
    }
    return AllocatedQueue(hold: hold, format: format, interval: interval)
  }
}
