import Glibc
import SystemPackage

/// Small files, read and written whole.
enum WholeFile {
  /// The bytes of a file, `-` being standard input; fails with `fileTooLarge` beyond a limit.
  static func read(_ path: String, limit: Int) throws(Errno) -> [UInt8] {
    do {
      guard path != "-" else { return try contents(of: .standardInput, limit: limit) }
      let descriptor = try FileDescriptor.open(FilePath(path), .readOnly)
      defer { try? descriptor.close() }
      return try contents(of: descriptor, limit: limit)
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  private static func contents(of descriptor: FileDescriptor, limit: Int) throws -> [UInt8] {
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while content.count <= limit {
      let count = try unsafe buffer.withUnsafeMutableBytes { bytes in
        try unsafe descriptor.read(into: bytes)
      }
      if count == 0 { return content }
      content += buffer.prefix(count)
    }
    throw Errno.fileTooLarge
  }

  /// Whether a path is that of a folder.
  static func isFolder(_ path: String) -> Bool { type(of: path) == S_IFDIR }

  /// Whether a path is that of an ordinary file, or there is nothing yet.
  static func isRegularOrAbsent(_ path: String) -> Bool {
    [nil, S_IFREG].contains(type(of: path))
  }

  /// Whether there is anything at a path.
  static func exists(_ path: String) -> Bool { type(of: path) != nil }

  /// What tells a file from every other one, by whatever path it is reached; nil where there is none.
  static func identity(_ path: String) -> [UInt64]? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return [UInt64(status.st_dev), UInt64(status.st_ino)]
  }

  private static func type(of path: String) -> mode_t? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// Puts a whole file in the place of what was there, or leaves that alone.
  ///
  /// The file is written beside its place and renamed; a pipe or a device takes the bytes directly.
  static func write(_ bytes: [UInt8], to path: String) throws(Errno) {
    let isReplaced = isRegularOrAbsent(path)
    let name = isReplaced ? "\(path).\(getpid()).part" : path
    do {
      let options: FileDescriptor.OpenOptions = isReplaced ? [.create, .exclusiveCreate] : []
      let descriptor = try FileDescriptor.open(
        FilePath(name), .writeOnly, options: options, permissions: FilePermissions(rawValue: 0o666))
      do {
        _ = try descriptor.closeAfter { try descriptor.writeAll(bytes) }
        if isReplaced, unsafe rename(name, path) != 0 { throw Errno(rawValue: errno) }
      } catch {
        if isReplaced { _ = unsafe unlink(name) }
        throw error
      }
    } catch {
      throw error as? Errno ?? .ioError
    }
  }
}
