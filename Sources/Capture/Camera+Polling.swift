internal import SystemIO
internal import SystemPackage
package import V4L2

// A camera that is served beside other devices by a thread that sleeps elsewhere.
extension Camera {
  /// Starts buffers that were allocated elsewhere, after a configuration was applied.
  package init(
    _ allocated: consuming AllocatedQueue, _ configuration: CameraConfiguration,
    negotiated: Negotiated
  ) throws(V4L2Error) {
    let wake = try Self.makeWakeEvent(allocated.device)
    let stream = try allocated.start(wake: wake)
    self.init(stream, configuration, negotiated: negotiated, wake: wake)
  }

  /// Buffers the driver has to fill.
  package var buffersLeft: Int { bufferCount - buffersOnLoan - buffersLost }

  /// The descriptor to watch, and for what.
  package var watched: (descriptor: Int32, events: UInt32) {
    (stream.device.rawDescriptor, Poller.readable | Poller.urgent)
  }

  /// Acts on what the descriptor said: the frame, or the reason why there is none.
  package mutating func take(after events: UInt32) throws(V4L2Error) -> Outcome {
    if phase != .running, try !isToWait() { return outcome(try drained()) }
    if supply != nil { adjustSupply() }
    switch try stream.dequeue(after: .ready(events: events), waiting: milliseconds) {
    case .frame(let frame):
      waited = 0
      return outcome(accept(frame))
    case .sourceChanged(let changes): return outcome(try note(changes))
    case .endOfStream: return outcome(end())
    case .woken: return .woken
    case .notReady: return .nothingYet
    }
  }
}
