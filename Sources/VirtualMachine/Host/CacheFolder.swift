internal import Glibc
public import SystemPackage

/// The folder that keeps kernels, boot images and the acceleration verdict between runs.
///
/// It is `$XDG_CACHE_HOME/swift-v4l2`, or `~/.cache/swift-v4l2`. Everything in it can be made again.
/// Nothing in it is ever half written: work is done beside it and renamed into place.
public struct CacheFolder: Sendable, Hashable {
  /// Where the folder is.
  public let path: FilePath

  /// Chooses a folder; it is made when something is first kept in it.
  public init(_ path: FilePath) { self.path = path }

  /// The folder of the user who runs the process.
  public static var standard: CacheFolder {
    if let folder = HostTools.environment("XDG_CACHE_HOME"), folder.hasPrefix("/") {
      return CacheFolder(FilePath(folder).appending("swift-v4l2"))
    }
    let home = HostTools.environment("HOME") ?? "/tmp"
    return CacheFolder(FilePath(home).appending(".cache").appending("swift-v4l2"))
  }

  var kernels: FilePath { path.appending("kernels") }
  var images: FilePath { path.appending("images") }
  var modules: FilePath { path.appending("modules") }

  /// Runs work that no other process does at the same time.
  func withLock<Value>(
    _ body: () async throws(VirtualMachineError) -> Value
  ) async throws(VirtualMachineError) -> Value {
    try Files.makeDirectory(path)
    let lock: FileDescriptor
    do {
      lock = try FileDescriptor.open(
        path.appending("lock"), .readWrite, options: [.create, .closeOnExec],
        permissions: .ownerReadWrite)
    } catch {
      throw Files.failure("open the lock in", path, error as? Errno ?? .ioError)
    }
    defer { try? lock.close() }
    // A blocking wait would hold a thread of the cooperative pool for as long as a download takes.
    while flock(lock.rawValue, LOCK_EX | LOCK_NB) != 0 {
      let error = Errno(rawValue: errno)
      guard error == .wouldBlock || error == .interrupted else {
        throw Files.failure("lock", path, error)
      }
      do {
        try await Task.sleep(for: .milliseconds(50))
      } catch {
        throw VirtualMachineError(.fileSystem, "stopped while waiting for \(path)/lock")
      }
    }
    return try await body()
  }
}
