public import SystemIO
internal import SystemPackage
public import V4L2

// Waiting no longer than the program has time for.
extension Camera {
  /// What a wait for a frame with a limit of its own came to.
  public enum Outcome: ~Copyable, Sendable {
    /// A frame, on loan.
    case frame(Frame)
    /// The moment has come and no frame with it. The camera's own timeout has not passed yet.
    case nothingYet
    /// The doorbell rang.
    case woken
    /// What comes in has changed; see `sourceChange`.
    case sourceChanged
    /// The driver has no more frames, or the camera is stopped.
    case endOfStream
  }

  /// Waits for the next frame, but no longer than until a moment, blocking the calling thread.
  ///
  /// For whoever has something else to do now and then, as a program that shows how a capture is going. Waits that
  /// brought nothing add up: when they come to the camera's timeout, it throws as `next` does.
  public mutating func next(until moment: MonotonicInstant) throws(V4L2Error) -> Outcome {
    if phase != .running, try !isToWait() { return outcome(try drained()) }
    if supply != nil { adjustSupply() }
    // Nothing wakes who waits for more than is left of a stream that ended.
    if stream.isDraining { return outcome(try accept(stream.nextIfReady())) }
    let left = moment.nanoseconds.subtractingReportingOverflow(stream.now.nanoseconds)
    let wanted = left.overflow ? .max : max(0, left.partialValue) / 1_000_000 + 1
    let time = min(Int(clamping: wanted), milliseconds - waited)
    var patience = Patience(milliseconds: time)
    while true {
      let event: Poller.Outcome
      do {
        event = try stream.poller.wait(milliseconds: patience.remaining)
      } catch {
        throw V4L2Error("epoll_wait", node: stream.device.path, reason: .system(error))
      }
      if case .timedOut = event { return try nothingYet(after: time) }
      switch try stream.dequeue(after: event, waiting: milliseconds) {
      case .frame(let frame):
        waited = 0
        return outcome(accept(frame))
      case .sourceChanged(let changes): return outcome(try note(changes))
      case .endOfStream: return outcome(end())
      case .woken: return .woken
      case .notReady:
        guard patience.allowsAnother(at: stream.now) else { return try nothingYet(after: time) }
      }
    }
  }

  /// What it means that there is a frame, or that there is none.
  func outcome(_ frame: consuming Frame?) -> Outcome {
    if let frame { return .frame(frame) }
    return phase == .changed ? .sourceChanged : .endOfStream
  }

  mutating func nothingYet(after time: Int) throws(V4L2Error) -> Outcome {
    waited += time
    guard waited >= milliseconds else { return .nothingYet }
    waited = 0
    throw stream.stall(after: milliseconds)
  }
}
