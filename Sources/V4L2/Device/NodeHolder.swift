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
    guard let target = FileTree.realPath(node) else { return [] }
    let own = FileTree.link("/proc/self")
    return FileTree.names(in: "/proc").compactMap { entry in
      guard let processID = Int(entry), entry != own else { return nil }
      let folder = "/proc/\(entry)/fd"
      guard
        FileTree.names(in: folder).contains(where: { FileTree.link("\(folder)/\($0)") == target })
      else { return nil }
      return NodeHolder(processID: processID, name: FileTree.text("/proc/\(entry)/comm") ?? "?")
    }
  }
}
