internal import CVideoDev2
package import SystemPackage

/// Small reads of the file trees under `/sys`, `/proc` and `/dev`.
///
/// Such files appear and vanish while they are read, so what cannot be read is absent, not an error.
package enum FileTree {
  /// Names in a folder, sorted, without `.` and `..`; empty when it cannot be read.
  package static func names(in folder: String) -> [String] {
    guard let stream = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// A small text file without its trailing white space; nil when it cannot be read.
  package static func text(_ path: String) -> String? {
    let descriptor = unsafe cv_open(path, O_RDONLY, 0)
    guard descriptor >= 0 else { return nil }
    defer { _ = cv_close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe cv_read(descriptor, base, buffer.count)
    }
    guard count >= 0 else { return nil }
    var content = bytes.prefix(count)
    while let last = content.last, last == 0 || last == 0x0a || last == 0x20 {
      content.removeLast()
    }
    return String(decoding: content, as: UTF8.self)
  }

  /// Where a symbolic link points, as it is written; nil when it is no link.
  package static func link(_ path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink(path, &bytes, bytes.count - 1)
    guard count > 0 else { return nil }
    return String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The path with every link resolved; nil when there is nothing.
  package static func realPath(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  /// Whether there is something at the path that this process may see.
  package static func exists(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
  }

  /// Major and minor number of a character device; `.noTTY`-like errors say what is there instead.
  package static func characterDevice(
    _ path: String
  ) throws(Errno) -> (major: UInt32, minor: UInt32) {
    let device = unsafe cv_character_device(path)
    guard device >= 0 else { throw Errno(rawValue: Int32(-device)) }
    return (cv_major(device), cv_minor(device))
  }
}
