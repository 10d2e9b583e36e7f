internal import CVideoDev2
internal import SystemIO
internal import SystemPackage

/// Buffers and the values of controls that belong to them, to be worked off together.
///
/// ```swift
/// guard let media = try MediaDevice.of(device) else { return }
/// let request = try media.makeRequest()
/// try stream.queue(in: request)
/// try request.queue()
/// try request.wait()
/// let frame = try stream.next()
/// ```
/// A request that has been worked off can be emptied and used again; that is what `reinitialize` is for. It
/// is closed when it is let go of: what it has queued is worked off all the same.
public struct MediaRequest: ~Copyable, Sendable {
  private let node: Node
  private let poller: Poller

  init(_ node: Node) throws(V4L2Error) {
    self.node = node
    do {
      poller = try Poller(node.descriptor, events: Poller.urgent, wake: nil)
    } catch {
      throw V4L2Error("epoll_ctl", node: node.path, error)
    }
  }

  /// The descriptor by which buffers and controls name the request.
  package var descriptor: Int32 { node.descriptor.rawValue }

  /// Hands the request to the driver.
  ///
  /// Throws with `ENOENT` for one without a buffer, with `EBUSY` for one that was queued before. The
  /// corresponding request is `MEDIA_REQUEST_IOC_QUEUE`.
  public func queue() throws(V4L2Error) {
    var nothing = NoArgument()
    try node.perform(.queueRequest, &nothing)
  }

  /// Waits until the driver has worked the request off.
  ///
  /// Throws a stall when it has not in time, and at once for one that is not queued. The corresponding system
  /// call is `epoll_wait`.
  public func wait(timeout: Duration = .seconds(3)) throws(V4L2Error) {
    let milliseconds = max(0, timeout.milliseconds)
    let outcome: Poller.Outcome
    do {
      outcome = try poller.wait(milliseconds: milliseconds)
    } catch {
      throw V4L2Error("epoll_wait", node: node.path, error)
    }
    guard case .ready(let events) = outcome else {
      throw V4L2Error(
        "epoll_wait", node: node.path,
        reason: .stalled(waited: .milliseconds(milliseconds), onLoan: 0, buffers: 1))
    }
    // The kernel answers so for a request that is not queued.
    guard events & Poller.urgent != 0 else {
      throw V4L2Error(
        "epoll_wait", node: node.path, reason: .unsupported("the request is not queued"))
    }
  }

  /// Empties a request that is not queued, or has been worked off, for another use.
  ///
  /// Throws with `EBUSY` while it is queued. The corresponding request is `MEDIA_REQUEST_IOC_REINIT`.
  public func reinitialize() throws(V4L2Error) {
    var nothing = NoArgument()
    try node.perform(.reinitializeRequest, &nothing)
  }
}

extension V4L2Error {
  /// What is wrong with a media request, where the operation and the number say so.
  func explainRequest(_ errno: Errno) -> Explanation? {
    switch (operation, errno) {
    case ("MEDIA_REQUEST_IOC_QUEUE", .noSuchFileOrDirectory):
      Explanation(
        cause: "the request holds no buffer (\(operation): ENOENT)",
        advice: "put a buffer into it before it is queued")
    case ("MEDIA_REQUEST_IOC_QUEUE", .resourceBusy):
      Explanation(
        cause: "the request was queued before (\(operation): EBUSY)",
        advice: "wait until it is done and reinitialize it")
    case ("MEDIA_REQUEST_IOC_REINIT", .resourceBusy):
      Explanation(
        cause: "the request is still queued (\(operation): EBUSY)",
        advice: "wait until the driver has worked it off")
    case ("MEDIA_IOC_REQUEST_ALLOC", .inappropriateIOCTLForDevice):
      Explanation(
        cause: "the driver takes no media requests (\(operation): ENOTTY)",
        advice: "queue buffers directly")
    case ("VIDIOC_QBUF", Errno(rawValue: EBADR)):
      Explanation(
        cause: "the queue takes buffers either in media requests alone or not in them at all "
          + "(\(operation): EBADR)",
        advice: "see whether its capabilities have 'requests', and queue accordingly")
    case ("VIDIOC_QBUF", .resourceBusy):
      Explanation(
        cause: "the queue takes buffers either in media requests or without, not both in turn, "
          + "or the request is queued already (\(operation): EBUSY)",
        advice: "stop the stream to change, or take another request")
    case ("VIDIOC_G_EXT_CTRLS", .permissionDenied):
      Explanation(
        cause: "the media request is not done, or the driver takes none "
          + "(\(operation): EACCES)",
        advice: "wait until it is done before reading its controls")
    case ("VIDIOC_S_EXT_CTRLS", .permissionDenied):
      Explanation(
        cause: "the driver takes no controls in media requests, or one is read-only "
          + "(\(operation): EACCES)",
        advice: "set them directly")
    default: nil
    }
  }
}
