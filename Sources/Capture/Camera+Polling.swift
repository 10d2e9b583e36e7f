internal import SystemIO
package import V4L2

// For whoever waits for a camera and for other things on one thread.
extension Camera {
  /// Readable when `next` would not wait: there is a frame, a change, a failure, or the doorbell rang.
  ///
  /// It is another descriptor after a restart, and stays the camera's own.
  package var pollDescriptor: Int32 { stream.poller.set.rawValue }

  /// Milliseconds within which a frame must come.
  package var patience: Int { milliseconds }

  /// What there is to say when none came.
  package var stall: V4L2Error { stream.stall(after: milliseconds) }
}
