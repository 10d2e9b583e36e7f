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
  /// What comes in has changed; frames that follow may be of another size, or not come at all.
  ///
  /// Those the driver had finished before can still be taken. The corresponding C constant is
  /// `V4L2_EVENT_SOURCE_CHANGE`.
  case sourceChanged(SourceChanges)
}

extension AllocatedQueue {
  /// Gives every buffer to the driver and starts it.
  ///
  /// A `wake` event that is rung ends a wait with `.woken`. The stream subscribes to changes of its source
  /// where the driver tells of them. The corresponding requests are `VIDIOC_QBUF` and `VIDIOC_STREAMON`.
  public consuming func start(wake: WakeEvent? = nil) throws(V4L2Error) -> CaptureStream {
    CaptureStream(
      try StreamEngine(hold, wake: wake), format: format, interval: interval)
  }
}

/// A capture queue that runs.
///
/// Letting go of it stops the driver and frees the buffers. Frames may be held beyond that.
public struct CaptureStream: ~Copyable, Sendable {
  private var engine: StreamEngine
  /// The format of every frame.
  public let format: Format
  /// The time between frames; nil when the driver knows none.
  public let interval: Interval?
  /// How long `next` waits when nobody says: two seconds beyond the interval between frames.
  public let defaultTimeout: Duration
  // A Duration counts attoseconds in 128 bits, which is no arithmetic for every frame.
  package let defaultMilliseconds: Int

  init(_ engine: consuming StreamEngine, format: Format, interval: Interval?) {
    self.engine = engine
    self.format = format
    self.interval = interval
    defaultTimeout = .seconds(2) + .seconds(interval?.seconds ?? 0)
    defaultMilliseconds = defaultTimeout.milliseconds
  }

  var hold: PoolHold { engine.hold }
  /// Waits for this stream's frames and its doorbell.
  package var poller: Poller { engine.poller }
  /// The device.
  public var device: Device { hold.lease.device }
  /// This moment on the monotonic clock.
  package var now: MonotonicInstant { hold.pool.now }
  /// Whose memory the buffers are.
  public var memory: MemoryType { hold.pool.memory }
  /// Buffers the stream runs on.
  public var bufferCount: Int { hold.pool.bufferCount }
  /// Buffers held by frames at this moment.
  public var buffersOnLoan: Int { hold.pool.onLoan }
  /// Buffers the driver refused to take back; they are idle until the next start.
  public var buffersLost: Int { hold.pool.lostBuffers }

  /// Buffers that were given up since the queue was allocated.
  package var buffersRemoved: Int { hold.pool.removedBuffers }

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
    try engine.next(milliseconds: milliseconds)
  }

  /// The next frame if there is one already.
  public mutating func nextIfReady() throws(V4L2Error) -> Dequeued {
    try engine.dequeue()
  }

  /// Acts on the end of a wait: the frame, or the reason why there is none.
  @inline(__always)
  package mutating func dequeue(
    after outcome: Poller.Outcome, waiting milliseconds: Int
  ) throws(V4L2Error) -> Dequeued {
    try engine.dequeue(after: outcome, waiting: milliseconds)
  }

  /// Whether the frames that are there are the last.
  package var isDraining: Bool { engine.isDraining }

  package func stall(after milliseconds: Int) -> V4L2Error {
    engine.stall(after: milliseconds)
  }

  /// Adds buffers while the stream runs, for a program that holds frames for longer than it thought.
  ///
  /// Answers how many there are more, which is the driver's choice and may be none. Throws with `ENOTTY`
  /// where it cannot. The corresponding request is `VIDIOC_CREATE_BUFS`.
  @discardableResult
  public mutating func grow(by count: Int) throws(V4L2Error) -> Int {
    try hold.pool.grow(by: count)
  }

  /// Gives buffers up, each as its frame comes back; at least one stays.
  ///
  /// Throws with `ENOTTY` where the driver cannot, as before Linux 6.10. The corresponding request is
  /// `VIDIOC_REMOVE_BUFS`.
  public mutating func shrink(by count: Int) throws(V4L2Error) {
    try hold.pool.shrink(by: count)
  }

  /// Stops the driver, frees its buffers and lends the queue out, for who goes on with another stream in the place
  /// of this one. Nothing comes of this one any more.
  package mutating func halt() throws(V4L2Error) -> CaptureQueue {
    if let errno = hold.pool.stop() {
      throw V4L2Error("VIDIOC_STREAMOFF", node: device.path, errno)
    }
    hold.pool.retire()
    return CaptureQueue(lease: hold.lease)
  }

  /// Forgets the changes of the source that were told and not looked at yet.
  package mutating func forgetChanges() throws(V4L2Error) { try engine.forgetChanges() }

  /// Stops the driver, which forgets the frames it had not yet delivered.
  ///
  /// Frames already taken stay valid. The corresponding request is `VIDIOC_STREAMOFF`.
  public consuming func stop() throws(V4L2Error) -> AllocatedQueue {
    let (format, interval) = (format, interval)
    return AllocatedQueue(hold: try engine.stop(), format: format, interval: interval)
  }
}
