internal import SystemIO
public import SystemPackage
internal import VideoFormats

/// A card or screen that refused something, in words that a person can act on.
public struct DisplayError: Error, Hashable, Sendable {
  /// What went wrong.
  public enum Reason: Hashable, Sendable {
    /// The kernel refused the operation with this error number.
    case system(Errno)
    /// There is no display card on this machine.
    case noCard
    /// The path is no display card.
    case notACard
    /// The card shows nothing: it has no outputs, as one that only computes.
    case noModeSetting
    /// Another program shows its pictures on the card, or nobody may become its master here.
    case notMaster
    /// No connector answers to the name; those that there are.
    case noConnector(String, [String])
    /// No screen is connected; the connectors that there are.
    case notConnected([String])
    /// The connector has no such mode; those that it has.
    case noMode(ModeRequest, [DisplayMode])
    /// The card cannot show what it was to show, said in words.
    case unsupported(String)
    /// A frame was neither shown nor refused within this time.
    case stalled(Duration)
    /// This build lacks the package trait DRM.
    case missingTrait
  }

  /// What was attempted: a request's name such as `DRM_IOCTL_MODE_ADDFB2`, or a system call's.
  public var operation: String
  /// The card's node, or the reference that was to name one.
  public var node: String
  /// What went wrong.
  public var reason: Reason

  /// Makes an error.
  public init(_ operation: String, node: String, reason: Reason) {
    self.operation = operation
    self.node = node
    self.reason = reason
  }

  init(_ operation: String, node: String, _ errno: Errno) {
    self.init(operation, node: node, reason: .system(errno))
  }

  /// The error number, where the kernel gave one.
  public var errno: Errno? {
    guard case .system(let errno) = reason else { return nil }
    return errno
  }
}

extension DisplayError: CustomStringConvertible {
  /// The cause and the next step, in one line.
  public var description: String {
    let (cause, advice) = explanation
    return "\(node): \(cause); \(advice)"
  }

  /// The cause alone, a phrase without a full stop.
  public var cause: String { explanation.cause }

  private static let list = "'vidctl display --list' shows cards, connectors and modes"

  private var explanation: (cause: String, advice: String) {
    switch reason {
    case .system(let errno): return explain(errno)
    case .noCard:
      return (
        "there is no display card",
        "load its driver, or use a machine that has one; a virtual one is "
          + "'vidctl vm run --display cirrus -- …'"
      )
    case .notACard: return ("not a display card", Self.list)
    case .noModeSetting:
      return (
        "the card has no outputs to show pictures on", "name another with --card; \(Self.list)"
      )
    case .notMaster: return (heldByOthers, "end that program, or run this on a console of its own")
    case .noConnector(let name, let names):
      return (
        "there is no connector '\(name)'",
        names.isEmpty ? "the card has none" : "there is \(names.joined(separator: ", "))"
      )
    case .notConnected(let names):
      return (
        "no screen is connected" + (names.isEmpty ? "" : " to \(names.joined(separator: ", "))"),
        "connect one, or name a connector with --connector to try all the same"
      )
    case .noMode(let request, let modes):
      return (
        "the screen has no mode \(request)",
        modes.isEmpty
          ? "it has none at all"
          : "it has \(Self.shortened(modes.map(\.description)))"
      )
    case .unsupported(let what): return (what, Self.list)
    case .stalled(let time):
      let milliseconds = time.milliseconds
      return (
        "a picture was not shown within \(milliseconds) ms",
        "see the kernel log ('dmesg') for what the card's driver says"
      )
    case .missingTrait:
      return (
        "this build cannot use display cards",
        "build again with the package trait DRM ('--traits DRM')"
      )
    }
  }

  private func explain(_ errno: Errno) -> (cause: String, advice: String) {
    switch errno {
    case .noSuchFileOrDirectory where operation == "open",
      .noSuchAddressOrDevice where operation == "open":
      return ("no such display card", Self.list)
    case .permissionDenied, .notPermitted:
      return (
        "permission denied",
        "add yourself to the group that owns the node (usually 'video') and log in again"
      )
    case .noSuchDevice where operation != "DRM_IOCTL_PRIME_FD_TO_HANDLE":
      return ("the card is gone", "connect it again, then repeat the command")
    case .noSpace where operation == "DRM_IOCTL_MODE_ATOMIC":
      return (
        "the card has not the bandwidth or the parts for this (\(operation): ENOSPC)",
        "ask for a smaller mode or picture"
      )
    case .noMemory:
      return ("not enough memory of the card's (\(operation): ENOMEM)", "ask for a smaller picture")
    default:
      return (
        "\(operation) failed: \(errno)", "see the kernel log ('dmesg') for what the driver says"
      )
    }
  }

  /// Who has the card open, as far as this user may see.
  private var heldByOthers: String {
    let names = FileTree.holders(of: node).prefix(3).map { "\($0.name) (\($0.processID))" }
    return names.isEmpty
      ? "another program shows its pictures on the card"
      : "another program shows its pictures on the card; open it have \(names.joined(separator: ", "))"
  }

  private static func shortened(_ names: [String]) -> String {
    var unique: [String] = []
    for name in names where !unique.contains(name) { unique.append(name) }
    let more = unique.count > 8 ? " and \(unique.count - 8) more" : ""
    return unique.prefix(8).joined(separator: ", ") + more
  }
}
