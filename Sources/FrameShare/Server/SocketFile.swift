internal import DMABuf
internal import Glibc
internal import SystemIO
internal import SystemPackage

/// A listening socket at a path of its own: a dead server's is replaced, and nothing else is touched.
final class SocketFile: Sendable {
  let path: String
  let listener: DescriptorListener
  private let sharing: any SharingCalls
  private let own: FileStatus

  init(
    _ path: String, mode: UInt32, calls: any SystemCalls, sharing: any SharingCalls
  ) throws(ShareError) {
    let length = path.utf8.count
    guard length > 0, length <= DescriptorSocket.pathLimit else {
      throw .badPath(path, bytes: length)
    }
    try Self.clear(path, calls, sharing)
    self.path = path
    self.sharing = sharing
    do throws(Errno) {
      listener = try DescriptorListener(path: path, mode: mode, calls: calls, sharing: sharing)
    } catch {
      // Somebody was faster.
      guard error == .addressInUse else { throw ShareError.system("bind", path: path, error) }
      throw ShareError.foreignFile(path)
    }
    var status = FileStatus()
    let result = sharing.status(path, &status)
    own = status
    guard result >= 0 else {
      throw ShareError.system("lstat", path: path, Errno(rawValue: -result))
    }
  }

  /// Removes what a dead server of this user left.
  private static func clear(
    _ path: String, _ calls: any SystemCalls, _ sharing: any SharingCalls
  ) throws(ShareError) {
    var status = FileStatus()
    let result = sharing.status(path, &status)
    if result == -Errno.noSuchFileOrDirectory.rawValue { return }
    guard result >= 0 else { throw .system("lstat", path: path, Errno(rawValue: -result)) }
    guard status.isSocket, status.owner == geteuid() else { throw .foreignFile(path) }
    let answer = Result { () throws(Errno) in
      try DescriptorSocket(connectingTo: path, calls: calls, sharing: sharing)
    }
    switch answer {
    case .success(let living):
      throw .inUse(path, processID: (try? living.peer())?.processID ?? 0)
    case .failure(.connectionRefused): break
    case .failure(.noSuchFileOrDirectory): return
    // Alive, with a queue of others who would connect.
    case .failure(.resourceTemporarilyUnavailable): throw .inUse(path, processID: 0)
    case .failure(.protocolWrongTypeForSocket): throw .foreignFile(path)
    case .failure(let errno): throw .system("connect", path: path, errno)
    }
    let removed = sharing.unlink(path)
    guard removed >= 0 || removed == -Errno.noSuchFileOrDirectory.rawValue else {
      throw .system("unlink", path: path, Errno(rawValue: -removed))
    }
  }

  deinit {
    // Another server may have taken the place meanwhile: its socket is not ours to remove.
    var status = FileStatus()
    guard sharing.status(path, &status) >= 0, status == own else { return }
    _ = sharing.unlink(path)
  }
}
