internal import SystemIO
public import SystemPackage

/// A request that a device or the kernel refused, or a wait that came to nothing.
///
/// Outcomes that a caller plans for are values, not errors; what is thrown is worth showing to a
/// person, and `description` is one line they can act on.
public struct V4L2Error: Error, Hashable, Sendable {
  /// What went wrong.
  public enum Reason: Hashable, Sendable {
    /// The kernel refused the operation with this error number.
    case system(Errno)
    /// No frame came before the deadline; `onLoan` of `buffers` were held by the program at the time.
    case stalled(waited: Duration, onLoan: Int, buffers: Int)
    /// The path is no V4L2 device node.
    case notVideoDevice
    /// No device answers to the reference.
    case noSuchDevice
    /// Several devices answer to the reference.
    case ambiguous([String])
    /// The device lacks what was asked of it, said in words.
    case unsupported(String)
    /// This program already holds the queue.
    case queueInUse
    /// Something failed, and the settings from before could not all be set again; the text says what failed first.
    case notRestored(after: String)
    /// A control could not be set or read.
    case control(ControlRefusal)
  }

  /// What was attempted: a request's name such as `VIDIOC_S_FMT`, or a system call's.
  public var operation: String
  /// The device node, or the reference that was to name one.
  public var node: String
  /// What went wrong.
  public var reason: Reason

  /// Makes an error for any reason.
  public init(_ operation: String, node: String, reason: Reason) {
    self.operation = operation
    self.node = node
    self.reason = reason
  }

  /// Makes an error from an error number.
  init(_ operation: String, node: String, _ errno: Errno) {
    self.init(operation, node: node, reason: .system(errno))
  }

  /// The error number, where the kernel gave one.
  public var errno: Errno? {
    switch reason {
    case .system(let errno): errno
    case .control(let refusal): refusal.errno
    default: nil
    }
  }

  /// Whether the device is gone: unplugged, unbound from its driver, or disconnected.
  public var isDeviceLost: Bool {
    errno == .noSuchDevice || (errno == .noSuchAddressOrDevice && operation != "open")
  }
}

extension V4L2Error: CustomStringConvertible {
  /// The cause and the next step, in one line.
  public var description: String {
    let explanation = explain()
    return "\(node): \(explanation.cause); \(explanation.advice)"
  }
}
