internal import SystemIO

/// A process that has a device node open.
public struct NodeHolder: Hashable, Sendable, CustomStringConvertible {
  /// The process.
  public var processID: Int
  /// Its name, as the kernel keeps it.
  public var name: String

  /// `name (pid N)`.
  public var description: String { "\(name) (pid \(processID))" }

  /// The processes that have the node open, as far as this user may see; this process is left out.
  ///
  /// Reads `/proc/*/fd`, which shows only one's own processes to an ordinary user.
  public static func holders(of node: String) -> [NodeHolder] {
    FileTree.holders(of: node).map { NodeHolder(processID: $0.processID, name: $0.name) }
  }
}
