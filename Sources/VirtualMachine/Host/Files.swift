internal import Glibc
internal import SystemPackage

/// The few file operations the module needs, with errors that name the path.
enum Files {
  static func failure(_ what: String, _ path: FilePath, _ error: Errno) -> VirtualMachineError {
    VirtualMachineError(.fileSystem, "cannot \(what) \(path): \(error)")
  }

  static func status(_ path: FilePath) -> stat? {
    var result = stat()
    let code = unsafe path.withPlatformString { unsafe stat($0, &result) }
    return code == 0 ? result : nil
  }

  static func exists(_ path: FilePath) -> Bool { status(path) != nil }

  static func isDirectory(_ path: FilePath) -> Bool {
    guard let status = status(path) else { return false }
    return status.st_mode & S_IFMT == S_IFDIR
  }

  static func isReadable(_ path: FilePath) -> Bool {
    unsafe path.withPlatformString { unsafe access($0, R_OK) } == 0
  }

  static func isWritable(_ path: FilePath) -> Bool {
    unsafe path.withPlatformString { unsafe access($0, W_OK) } == 0
  }

  static func isExecutable(_ path: FilePath) -> Bool {
    guard let status = status(path), status.st_mode & S_IFMT == S_IFREG else { return false }
    return unsafe path.withPlatformString { unsafe access($0, X_OK) } == 0
  }

  /// The names in a folder, sorted; empty when it cannot be read.
  static func list(_ path: FilePath) -> [String] {
    guard let directory = unsafe path.withPlatformString({ unsafe opendir($0) }) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  static func makeDirectory(_ path: FilePath) throws(VirtualMachineError) {
    if isDirectory(path) { return }
    let parent = path.removingLastComponent()
    if parent != path && !parent.isEmpty { try makeDirectory(parent) }
    if unsafe path.withPlatformString({ unsafe mkdir($0, 0o755) }) != 0 {
      let error = Errno(rawValue: errno)
      if error != .fileExists || !isDirectory(path) {
        throw failure("make the folder", path, error)
      }
    }
  }

  /// A new folder of this process alone.
  static func makeTemporaryDirectory(
    in parent: FilePath, prefix: String
  ) throws(VirtualMachineError) -> FilePath {
    var template = Array(parent.appending(prefix + "XXXXXX").string.utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
      guard let base = buffer.baseAddress, let path = unsafe mkdtemp(base) else { return nil }
      return unsafe String(cString: path)
    }
    guard let made else {
      throw failure("make a temporary folder in", parent, Errno(rawValue: errno))
    }
    return FilePath(made)
  }

  static func read(_ path: FilePath) throws(VirtualMachineError) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
      defer { try? file.close() }
      var bytes: [UInt8] = []
      let hint = Int(status(path)?.st_size ?? 0)
      bytes.reserveCapacity(hint)
      var chunk = [UInt8](repeating: 0, count: max(65536, min(hint, 1 << 22)))
      while true {
        let count = try unsafe chunk.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
        if count == 0 { return bytes }
        bytes.append(contentsOf: chunk[..<count])
      }
    } catch {
      throw failure("read", path, error as? Errno ?? .ioError)
    }
  }

  static func readText(_ path: FilePath) throws(VirtualMachineError) -> String {
    String(decoding: try read(path), as: UTF8.self)
  }

  /// Writes a file that appears whole or not at all.
  static func write(_ bytes: [UInt8], to path: FilePath) throws(VirtualMachineError) {
    var partial = path
    partial.removeLastComponent()
    partial.append(".\(path.lastComponent?.string ?? "file").\(getpid()).partial")
    do {
      let file = try FileDescriptor.open(
        partial, .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      try file.closeAfter { _ = try file.writeAll(bytes) }
    } catch {
      remove(partial)
      throw failure("write", path, error as? Errno ?? .ioError)
    }
    do throws(VirtualMachineError) {
      try rename(partial, to: path)
    } catch {
      remove(partial)
      throw error
    }
  }

  static func rename(_ old: FilePath, to new: FilePath) throws(VirtualMachineError) {
    let code = unsafe old.withPlatformString { old in
      unsafe new.withPlatformString { unsafe Glibc.rename(old, $0) }
    }
    if code != 0 { throw failure("rename to", new, Errno(rawValue: errno)) }
  }

  static func symlink(_ target: String, at path: FilePath) throws(VirtualMachineError) {
    let code = unsafe path.withPlatformString { unsafe Glibc.symlink(target, $0) }
    if code != 0 { throw failure("make the link", path, Errno(rawValue: errno)) }
  }

  static func remove(_ path: FilePath) {
    unsafe path.withPlatformString { _ = unsafe unlink($0) }
  }

  /// Removes a folder and what is in it, following no links.
  static func removeTree(_ path: FilePath) {
    var status = stat()
    guard unsafe path.withPlatformString({ unsafe lstat($0, &status) }) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in list(path) { removeTree(path.appending(name)) }
      unsafe path.withPlatformString { _ = unsafe rmdir($0) }
    } else {
      remove(path)
    }
  }

  /// The path without links, `.` and `..`, or nil when it does not exist.
  static func canonical(_ path: FilePath) -> FilePath? {
    guard let resolved = unsafe path.withPlatformString({ unsafe realpath($0, nil) }) else {
      return nil
    }
    defer { unsafe free(resolved) }
    return unsafe FilePath(platformString: resolved)
  }

  static func currentDirectory() -> FilePath? { canonical(".") }
}
