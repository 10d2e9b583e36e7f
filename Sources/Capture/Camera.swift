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
public struct Camera: ~Copyable, Sendable {
  private var stream: CaptureStream
  private let milliseconds: Int
  private var readiness: ReadinessThread?
  /// Milliseconds waited for a frame so far, in waits that ended before the timeout.
  private var waited = 0
  /// Whether the driver has said that no frame will follow.
  public private(set) var isEnded = false

  /// What was asked for and what the driver granted.
  public let negotiated: Negotiated
  /// Counts and latencies up to the last frame.
  public private(set) var statistics: CaptureStatistics
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
    let stream = try queue.allocate(count: configuration.bufferCount).start(wake: wake)
    self.init(stream, negotiated: negotiated, wake: wake, timeout: configuration.timeout)
  }

  private init(
    _ stream: consuming CaptureStream, negotiated: Negotiated, wake: WakeEvent, timeout: Duration?
  ) {
    self.negotiated = negotiated
    self.wake = wake
    milliseconds = timeout.map { max(0, $0.milliseconds) } ?? stream.defaultMilliseconds
    statistics = Self.statistics(stream, negotiated)
    self.stream = stream
  }

  private static func makeWakeEvent(_ device: Device) throws(V4L2Error) -> WakeEvent {
    do {
      return try WakeEvent(calls: device.systemCalls)
    } catch {
      throw V4L2Error("eventfd", node: device.path, reason: .system(error))
    }
  }

  /// The device.
  public var device: Device { stream.device }
  /// The format of every frame.
  public var format: Format { stream.format }
  /// Buffers the stream runs on.
  public var bufferCount: Int { stream.bufferCount }
  /// Buffers held by frames at this moment.
  public var buffersOnLoan: Int { stream.buffersOnLoan }
  /// Buffers the driver refused to take back.
  public var buffersLost: Int { stream.buffersLost }
  /// This moment on the clock that frames are stamped by, usually.
  public var now: MonotonicInstant { stream.now }

  /// Waits for the next frame, blocking the calling thread; nil at the end of the stream or when woken.
  ///
  /// Throws when the device is lost, or when no frame comes within the timeout.
  public mutating func next() throws(V4L2Error) -> Frame? {
    guard !isEnded else { return nil }
    return try accept(stream.next(milliseconds: milliseconds))
  }

  /// What a wait for a frame with a limit of its own came to.
  public enum Outcome: ~Copyable, Sendable {
    /// A frame, on loan.
    case frame(Frame)
    /// The moment has come and no frame with it. The camera's own timeout has not passed yet.
    case nothingYet
    /// The doorbell rang.
    case woken
    /// The driver has no more frames.
    case endOfStream
  }

  /// Waits for the next frame, but no longer than until a moment, blocking the calling thread.
  ///
  /// For whoever has something else to do now and then, as a program that shows how a capture is going. Waits that
  /// brought nothing add up: when they come to the camera's timeout, it throws as `next` does.
  public mutating func next(until moment: MonotonicInstant) throws(V4L2Error) -> Outcome {
    guard !isEnded else { return .endOfStream }
    let left = moment.nanoseconds.subtractingReportingOverflow(stream.now.nanoseconds)
    let wanted = left.overflow ? .max : max(0, left.partialValue) / 1_000_000 + 1
    let time = min(Int(clamping: wanted), milliseconds - waited)
    var patience = Patience(milliseconds: time)
    while true {
      let outcome: Poller.Outcome
      do {
        outcome = try stream.poller.wait(milliseconds: patience.remaining)
      } catch {
        throw V4L2Error("epoll_wait", node: stream.device.path, reason: .system(error))
      }
      if case .timedOut = outcome { return try nothingYet(after: time) }
      switch try stream.dequeue(after: outcome, waiting: milliseconds) {
      case .frame(let frame):
        waited = 0
        statistics.record(frame, at: stream.now)
        return .frame(frame)
      case .endOfStream:
        isEnded = true
        return .endOfStream
      case .woken: return .woken
      case .notReady:
        guard patience.allowsAnother(at: stream.now) else { return try nothingYet(after: time) }
      }
    }
  }

  private mutating func nothingYet(after time: Int) throws(V4L2Error) -> Outcome {
    waited += time
    guard waited >= milliseconds else { return .nothingYet }
    waited = 0
    throw stream.stall(after: milliseconds)
  }

  /// Waits for a frame and answers the newest there is, blocking the calling thread; nil at the end of the
  /// stream or when woken.
  ///
  /// For whoever shows frames and would rather show the last than all of them late. Older frames that are
  /// ready go back to the driver unseen, and the statistics count them as passed over. Throws as `next`
  /// does.
  public mutating func newest() throws(V4L2Error) -> Frame? {
    guard !isEnded else { return nil }
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
      return accept(.frame(frame))
    case .endOfStream: return accept(.endOfStream)
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
  /// stream, when woken or when the task is cancelled.
  ///
  /// One thread of the camera's own sleeps in `poll` and is only a doorbell: the frame is taken where
  /// it is asked for. Throws as the blocking form does.
  public mutating func next() async throws(V4L2Error) -> Frame? {
    guard !isEnded else { return nil }
    switch try stream.nextIfReady() {
    case .frame(let frame): return accept(.frame(frame))
    case .endOfStream: return accept(.endOfStream)
    case .woken: return nil
    case .notReady: break
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
      case .frame(let frame): return accept(.frame(frame))
      case .endOfStream: return accept(.endOfStream)
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

  private mutating func accept(_ dequeued: consuming Dequeued) -> Frame? {
    switch consume dequeued {
    case .frame(let frame):
      statistics.record(frame, at: stream.now)
      return frame
    case .endOfStream:
      isEnded = true
      return nil
    case .woken: return nil
    case .notReady: return nil
    }
  }
}
