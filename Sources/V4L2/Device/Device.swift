internal import CVideoDev2
internal import Synchronization
package import SystemIO
internal import SystemPackage
internal import VideoFormats

/// An open V4L2 device node.
///
/// The object is the open file: whoever holds it, or a queue, stream or frame that came from it, keeps
/// the node open, and the last of them closes it. It hands out each queue once at a time. All methods
/// may be called from any thread.
public final class Device: Sendable {
  let node: Node
  /// What the driver said of itself and this node when it was opened.
  public let information: DeviceInformation
  let mailbox = EventMailbox()
  private let claimed = Mutex<Set<QueueType>>([])

  /// The node's path.
  public var path: String { node.path }

  /// Opens a device by a reference: a path, a number, or a stable identity.
  ///
  /// `/dev/video0`, `0`, `video0`, `046d:0892`, `046d:0892:AB12`, a by-id or by-path name, bus
  /// information or a card name. Fails when nothing or more than one thing answers to it, when the node
  /// cannot be opened, or when it is no V4L2 device.
  public convenience init(_ reference: String) throws(V4L2Error) {
    let path = try DeviceReference(reference).resolve()
    try self.init(path: path, calls: Machine.current.calls)
  }

  /// Opens a node by its path. The corresponding request is `VIDIOC_QUERYCAP`.
  public convenience init(path: String) throws(V4L2Error) {
    try self.init(path: path, calls: Machine.current.calls)
  }

  package init(path: String, calls: any SystemCalls) throws(V4L2Error) {
    node = try Node(path: path, calls: calls)
    var capability = v4l2_capability()
    switch node.attempt(.queryCapability, &capability) {
    case nil: information = DeviceInformation(capability)
    case .noSuchDevice?: throw V4L2Error("VIDIOC_QUERYCAP", node: path, .noSuchDevice)
    case _?: throw V4L2Error("VIDIOC_QUERYCAP", node: path, reason: .notVideoDevice)
    }
  }

  /// The calls the device was opened with, for whoever waits beside it.
  package var systemCalls: any SystemCalls { node.calls }

  /// The open file's number, for whoever polls it beside others.
  package var rawDescriptor: Int32 { node.descriptor.rawValue }

  /// This moment on the monotonic clock.
  package var now: MonotonicInstant {
    MonotonicInstant(nanoseconds: node.calls.monotonicNanoseconds())
  }

  /// Lends a queue to one owner; `surrender` ends the loan.
  func claim(_ type: QueueType) throws(V4L2Error) {
    let isFree = claimed.withLock { $0.insert(type).inserted }
    guard isFree else { throw V4L2Error("claim", node: path, reason: .queueInUse) }
  }

  func surrender(_ type: QueueType) {
    claimed.withLock { _ = $0.remove(type) }
  }
}
