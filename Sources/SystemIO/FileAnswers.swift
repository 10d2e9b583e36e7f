internal import CVideoDev2

/// What discovery asks of the trees under `/sys`, `/proc` and `/dev`.
///
/// The second seam, beside `SystemCalls`: with both, a machine can be recorded and replayed. Such files
/// appear and vanish while they are read, so what cannot be read is absent, not an error.
package protocol FileAnswers: AnyObject, Sendable {
  /// Names in a folder, sorted, without `.` and `..`; empty when it cannot be read.
  func names(in folder: String) -> [String]
  /// A small text file without its trailing white space; nil when it cannot be read.
  func text(_ path: String) -> String?
  /// Where a symbolic link points, as it is written; nil when it is no link.
  func link(_ path: String) -> String?
  /// The path with every link resolved; nil when there is nothing.
  func realPath(_ path: String) -> String?
  /// Number of a character device, or `-errno`, `-ENOTTY` when the path names something else.
  func characterDevice(_ path: String) -> Int64
  /// The processes that have a file open, this one left out, as far as this user may see.
  ///
  /// One question and not the thousands of links it takes to answer it: what else those processes have
  /// open is nobody's business, least of all in a recording that is sent to somebody.
  func holders(of path: String) -> [FileHolder]
}

/// A process that has a file open.
package struct FileHolder: Hashable, Sendable {
  package var processID: Int
  package var name: String

  package init(processID: Int, name: String) {
    self.processID = processID
    self.name = name
  }
}

/// The running kernel's file trees.
package final class KernelFiles: FileAnswers {
  /// The only instance there needs to be.
  package static let shared = KernelFiles()

  private init() {}

  package func names(in folder: String) -> [String] {
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

  package func text(_ path: String) -> String? {
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

  package func link(_ path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink(path, &bytes, bytes.count - 1)
    guard count > 0 else { return nil }
    return String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  package func realPath(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  package func characterDevice(_ path: String) -> Int64 {
    unsafe cv_character_device(path)
  }

  /// Reads `/proc/*/fd`, which shows only one's own processes to an ordinary user.
  package func holders(of path: String) -> [FileHolder] {
    guard let target = realPath(path) else { return [] }
    let own = link("/proc/self")
    return names(in: "/proc").compactMap { entry in
      guard let processID = Int(entry), entry != own else { return nil }
      let folder = "/proc/\(entry)/fd"
      guard names(in: folder).contains(where: { link("\(folder)/\($0)") == target })
      else { return nil }
      return FileHolder(processID: processID, name: text("/proc/\(entry)/comm") ?? "?")
    }
  }
}
