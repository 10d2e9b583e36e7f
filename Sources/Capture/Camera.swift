public import SystemIO
internal import SystemPackage
public import V4L2
public import VideoFormats

/// A running camera: a device, its negotiated format, its stream and the truth about its frames.
///
/// ```swift
/// var camera = try Camera("/dev/video0")
/// while let frame = try camera.next() {
///   print(frame.metadata.sequence, frame.bytes.byteCount)
/// }
/// ```
/// The camera runs from its making until it is let go of. A frame goes back to the driver when it ends;
/// hold one for longer than the interval times the buffers and the driver has nowhere to put the next.
///
/// What comes in at a grabber may change: a player is plugged in, a computer changes its mode. The driver says so, `next` hands
/// out the frames that were finished before and then answers nil, and `sourceChange` tells why. `restart` goes on with
/// what comes in now; whoever asks for the next frame instead stays with the format there is.
public struct Camera: ~Copyable, Sendable {
  /// Where a camera is between two frames.
  enum Phase {
    case running
    /// The source has changed, and frames from before may be there.
    case draining
    /// The source has changed, and the program was told.
    case changed
    /// The stream was stopped and could not be started anew yet.
    case stopped
    case ended
  }

  var stream: CaptureStream
  var milliseconds: Int
  private var readiness: ReadinessThread?
  /// Milliseconds waited for a frame so far, in waits that ended before the timeout.
  var waited = 0
  var phase = Phase.running
  private var pendingChange: SourceChanges = []
  private var undrained = 0
  var supply: BufferSupply?
  /// Buffers the stream had given up when that was counted last.
  private var removedBefore = 0
  let configuration: CameraConfiguration
  /// What a restart allocates as well: a constraint is not looked at a second time.
  let chosenMemory: CameraMemory

  /// What was asked for and what the driver granted.
  public internal(set) var negotiated: Negotiated
  /// Counts and latencies up to the last frame.
  public internal(set) var statistics: CaptureStatistics
  /// What changed about the source, once the frames from before have been handed out; nil while nothing has, and again
  /// after `restart` or a call for the next frame.
  public private(set) var sourceChange: SourceChanges?
  /// Rung from any thread or a signal handler, it makes `next` answer nil.
  public let wake: WakeEvent

  /// Opens a device by any reference, applies a configuration and starts it.
  public init(
    _ reference: String, _ configuration: CameraConfiguration = CameraConfiguration()
  ) throws(V4L2Error) {
    try self.init(Device(reference), configuration)
  }

  /// Applies a configuration to an open device and starts it.
  ///
  /// Fails when the device cannot do what was asked, is busy, or is already captured from.
  public init(
    _ device: Device, _ configuration: CameraConfiguration = CameraConfiguration()
  ) throws(V4L2Error) {
    let wake = try Self.makeWakeEvent(device)
    let queue = try device.captureQueue()
    let negotiated = try queue.apply(configuration)
    let stream = try queue.allocate(
      for: configuration, in: configuration.chosenMemory(negotiated)
    ).start(wake: wake)
    self.init(stream, configuration, negotiated: negotiated, wake: wake)
  }

  init(
    _ stream: consuming CaptureStream, _ configuration: CameraConfiguration,
    negotiated: Negotiated, wake: WakeEvent
  ) {
    self.configuration = configuration
    chosenMemory = configuration.chosenMemory(negotiated)
    self.negotiated = negotiated
    self.wake = wake
    milliseconds = Self.milliseconds(stream, configuration)
    statistics = Self.statistics(stream, negotiated)
    if let limit = configuration.bufferLimit {
      supply = BufferSupply(floor: stream.bufferCount, limit: limit)
    }
    self.stream = stream
  }

  static func milliseconds(
    _ stream: borrowing CaptureStream, _ configuration: CameraConfiguration
  ) -> Int {
    configuration.timeout.map { max(0, $0.milliseconds) } ?? stream.defaultMilliseconds
  }

  static func makeWakeEvent(_ device: Device) throws(V4L2Error) -> WakeEvent {
    do {
      return try WakeEvent(calls: device.systemCalls)
    } catch {
      throw V4L2Error("eventfd", node: device.path, reason: .system(error))
    }
  }

  /// The device.
  public var device: Device { stream.device }
  /// The format of every frame, until the camera is restarted.
  public var format: Format { stream.format }
  /// Buffers the stream runs on.
  public var bufferCount: Int { stream.bufferCount }
  /// Whose memory the frames are.
  public var memory: MemoryType { stream.memory }
  /// Buffers held by frames at this moment.
  public var buffersOnLoan: Int { stream.buffersOnLoan }
  /// Buffers the driver refused to take back.
  public var buffersLost: Int { stream.buffersLost }
  /// This moment on the clock that frames are stamped by, usually.
  public var now: MonotonicInstant { stream.now }
  /// Whether the driver has said that no frame will follow.
  public var isEnded: Bool { phase == .ended }

  /// Waits for the next frame, blocking the calling thread; nil at the end of the stream, when the source has changed
  /// or when woken.
  ///
  /// Throws when the device is lost, or when no frame comes within the timeout.
  public mutating func next() throws(V4L2Error) -> Frame? {
    if phase != .running, try !isToWait() { return try drained() }
    if supply != nil { adjustSupply() }
    return try accept(stream.next(milliseconds: milliseconds))
  }

  /// Waits for a frame and answers the newest there is, blocking the calling thread; nil at the end of the
  /// stream, when the source has changed or when woken.
  ///
  /// For whoever shows frames and would rather show the last than all of them late. Older frames that are
  /// ready go back to the driver unseen, and the statistics count them as passed over. Throws as `next`
  /// does.
  public mutating func newest() throws(V4L2Error) -> Frame? {
    if phase != .running, try !isToWait() { return try drained() }
    if supply != nil { adjustSupply() }
    switch try stream.next(milliseconds: milliseconds) {
    case .frame(var frame):
      // At most once round the buffers: a driver as fast as this loop must not keep it here. The end of
      // the stream, should it be here, says so again when it is asked for the next frame.
      var others = bufferCount - 1
      while others > 0, case .frame(let newer) = try nextIfReady(instead: frame) {
        statistics.recordPassedOver(frame, at: stream.now)
        frame = newer
        others -= 1
      }
      return accept(frame)
    case .endOfStream: return end()
    case .sourceChanged(let changes): return try note(changes)
    case .woken: return nil
    case .notReady: return nil
    }
  }

  /// A newer frame than this one; the error that there is instead costs the older one as well.
  private mutating func nextIfReady(
    instead frame: borrowing Frame
  ) throws(V4L2Error) -> Dequeued {
    do {
      return try stream.nextIfReady()
    } catch {
      statistics.recordPassedOver(frame, at: stream.now)
      throw error
    }
  }

  /// Waits for the next frame without blocking a thread of the cooperative pool; nil at the end of the
  /// stream, when the source has changed, when woken or when the task is cancelled.
  ///
  /// One thread of the camera's own sleeps in `poll` and is only a doorbell: the frame is taken where
  /// it is asked for. Throws as the blocking form does.
  public mutating func next() async throws(V4L2Error) -> Frame? {
    if phase != .running, try !isToWait() { return try drained() }
    if supply != nil { adjustSupply() }
    // A look that does not wait tells of events as well, which frames that are ready must not hide.
    let now: Poller.Outcome
    do {
      now = try stream.poller.wait(milliseconds: 0)
    } catch {
      throw V4L2Error("epoll_wait", node: stream.device.path, reason: .system(error))
    }
    if now != .timedOut || stream.isDraining {
      switch try stream.dequeue(after: now, waiting: milliseconds) {
      case .frame(let frame): return accept(frame)
      case .endOfStream: return end()
      case .sourceChanged(let changes): return try note(changes)
      case .woken: return nil
      case .notReady: break
      }
    }
    let thread = try readinessThread()
    var patience = Patience(milliseconds: milliseconds)
    while true {
      let outcome: Poller.Outcome
      do {
        outcome = try await thread.wait(milliseconds: patience.remaining)
      } catch {
        throw V4L2Error("epoll_wait", node: stream.device.path, reason: .system(error))
      }
      switch try stream.dequeue(after: outcome, waiting: milliseconds) {
      case .frame(let frame): return accept(frame)
      case .endOfStream: return end()
      case .sourceChanged(let changes): return try note(changes)
      case .woken: return nil
      case .notReady:
        guard patience.allowsAnother(at: stream.now) else {
          throw stream.stall(after: milliseconds)
        }
      }
    }
  }

  private mutating func readinessThread() throws(V4L2Error) -> ReadinessThread {
    if let readiness { return readiness }
    do {
      let made = try ReadinessThread(poller: stream.poller, wake: wake)
      readiness = made
      return made
    } catch {
      throw V4L2Error("pthread_create", node: stream.device.path, reason: .system(error))
    }
  }

  /// Starts counting anew from the next frame, for a program that lets a camera settle first.
  public mutating func restartStatistics() {
    statistics = Self.statistics(stream, negotiated)
  }

  private static func statistics(
    _ stream: borrowing CaptureStream, _ negotiated: Negotiated
  ) -> CaptureStatistics {
    CaptureStatistics(
      format: stream.format, interval: negotiated.interval,
      realtime: .measured(from: .monotonic, to: .realtime, calls: stream.device.systemCalls))
  }

  mutating func accept(_ dequeued: consuming Dequeued) throws(V4L2Error) -> Frame? {
    switch consume dequeued {
    case .frame(let frame): return accept(frame)
    case .endOfStream: return end()
    case .sourceChanged(let changes): return try note(changes)
    case .woken: return nil
    case .notReady: return nil
    }
  }

  @inline(__always)
  mutating func accept(_ frame: consuming Frame) -> Frame? {
    // The end may come with a buffer that has nothing in it, which is a mark and no frame.
    if frame.isLastAndEmpty { return end() }
    waited = 0
    statistics.record(frame, at: stream.now)
    return frame
  }

  /// Adds a buffer where there are too few, or gives one up that nobody needs.
  ///
  /// What a driver refuses it is not asked for again: the camera goes on with what it has.
  mutating func adjustSupply() {
    guard var supply else { return }
    let removed = stream.buffersRemoved
    statistics.recordRemoved(removed - removedBefore)
    removedBefore = removed
    let advice = supply.advice(
      held: stream.buffersOnLoan, buffers: stream.bufferCount, skips: statistics.drops.consumerSkips
    )
    self.supply = supply
    switch advice {
    case .nothing: return
    case .add(let reason):
      let added = (try? stream.grow(by: 1)) ?? 0
      statistics.recordAdded(added, reason)
      if added == 0 {
        statistics.recordRefusedBuffer()
        self.supply = nil
      }
    case .giveUp:
      do throws(V4L2Error) {
        try stream.shrink(by: 1)
      } catch {
        statistics.recordRefusedBuffer()
        self.supply?.canGiveUp = false
      }
    }
  }

  mutating func end() -> Frame? {
    phase = .ended
    return nil
  }

  /// Notes a change of the source. What the driver had finished before comes first, but no more than there are
  /// buffers: some drivers go on as if nothing had happened.
  mutating func note(_ changes: SourceChanges) throws(V4L2Error) -> Frame? {
    pendingChange = changes
    undrained = bufferCount
    phase = .draining
    return try drained()
  }

  /// Whether there is nothing left of a change, and the stream is to be asked.
  mutating func isToWait() throws(V4L2Error) -> Bool {
    guard phase == .changed else { return false }
    phase = .running
    sourceChange = nil
    return true
  }

  /// The next of the frames from before a change.
  mutating func drained() throws(V4L2Error) -> Frame? {
    guard phase == .draining else { return nil }
    if undrained > 0, case .frame(let frame) = try nextBeforeChange(), !frame.isLastAndEmpty {
      undrained -= 1
      return accept(frame)
    }
    phase = .changed
    sourceChange = pendingChange
    return nil
  }

  /// A frame from before a change. A queue that fails with its source has none: what is left to tell is the change.
  private mutating func nextBeforeChange() throws(V4L2Error) -> Dequeued {
    do {
      return try stream.nextIfReady()
    } catch {
      if error.isDeviceLost { throw error }
      return .notReady
    }
  }

  /// Puts another stream in the place of the one that was halted.
  mutating func goOn(with stream: consuming CaptureStream, _ negotiated: Negotiated) {
    milliseconds = Self.milliseconds(stream, configuration)
    statistics.recordRestart(format: stream.format, interval: negotiated.interval)
    self.negotiated = negotiated
    self.stream = stream
    readiness = nil
    removedBefore = 0
    waited = 0
    phase = .running
    sourceChange = nil
  }

  /// Stops the stream for good and answers the queue.
  mutating func halt() throws(V4L2Error) -> CaptureQueue {
    phase = .stopped
    return try stream.halt()
  }
}
