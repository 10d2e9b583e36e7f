internal import SystemIO
public import V4L2

// For whoever waits for a camera and for something else at once, and has memory of its own for it.
extension Camera {
  /// Applies a configuration to an open device and starts it on memory that the caller chooses.
  ///
  /// `memory` is told what the driver granted, and answers with what frames are to be captured into: a display's
  /// buffers, say, which depend on the format. Fails as the other forms do, and with what `memory` throws.
  public init(
    _ device: Device, _ configuration: CameraConfiguration,
    memory: (Negotiated) throws(V4L2Error) -> BufferMemory
  ) throws(V4L2Error) {
    let wake = try Self.makeWakeEvent(device)
    let queue = try device.captureQueue()
    let negotiated = try queue.apply(configuration)
    let allocation = BufferAllocation(
      count: configuration.bufferCount, memory: try memory(negotiated))
    let stream = try queue.allocate(allocation).start(wake: wake)
    self.init(stream, configuration, negotiated: negotiated, wake: wake)
  }

  /// A descriptor that becomes readable when there is a frame, an event or a ring of the doorbell; the camera's own.
  package var pollDescriptor: Int32 { stream.poller.rawDescriptor }

  /// Milliseconds after which a camera that gives no frame has stalled.
  package var patience: Int { milliseconds }

  /// What to throw when it has.
  package var stall: V4L2Error { stream.stall(after: milliseconds) }
}
