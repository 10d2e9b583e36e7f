internal import Glibc
internal import SystemPackage

/// The sockets on which a run waits for QEMU, in a folder of their own.
struct HostSockets {
  let folder: FilePath
  private(set) var listeners: [Int32] = []

  /// Opens a listening socket for each name.
  init(folder: FilePath, names: [String]) throws(VirtualMachineError) {
    self.folder = folder
    for name in names {
      do throws(VirtualMachineError) {
        listeners.append(try Self.listen(at: folder.appending(name)))
      } catch {
        for descriptor in listeners { close(descriptor) }
        throw error
      }
    }
  }

  private static func listen(at path: FilePath) throws(VirtualMachineError) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.string.utf8)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < capacity else {
      throw VirtualMachineError(
        .fileSystem, "the path \(path) is too long for a socket; set TMPDIR to a shorter one")
    }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    let descriptor = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else {
      throw Files.failure("open the socket", path, Errno(rawValue: errno))
    }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let bound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, size)
      }
    }
    guard bound == 0, Glibc.listen(descriptor, 1) == 0 else {
      let error = Errno(rawValue: errno)
      close(descriptor)
      throw Files.failure("open the socket", path, error)
    }
    return descriptor
  }

  /// A pipe that no other program inherits: the reading end and the writing end.
  static func pipe() throws(VirtualMachineError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard unsafe Glibc.pipe(&ends) == 0 else {
      throw VirtualMachineError(.fileSystem, "cannot open a pipe: \(Errno(rawValue: errno))")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }
}
