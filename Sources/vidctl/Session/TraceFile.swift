import Synchronization
import SystemPackage

/// Where a trace goes: a file, or standard error.
///
/// Each line is handed over as it comes, since a trace is read when something hangs or crashes.
final class TraceFile: Sendable {
  private let descriptor: FileDescriptor?
  private let state = Mutex<Errno?>(nil)

  /// Why lines are missing; nil if none are.
  var failure: Errno? { state.withLock { $0 } }

  /// Opens a file, or takes standard error for none.
  init(_ path: String?) throws {
    guard let path else {
      descriptor = nil
      return
    }
    do {
      descriptor = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: FilePermissions(rawValue: 0o666))
    } catch {
      throw Failure(
        .failure, "can't write the trace to '\(path)': \(error); name a file that can be written")
    }
  }

  deinit { try? descriptor?.close() }

  func write(_ line: String) {
    do {
      if let descriptor {
        _ = try descriptor.writeAll((line + "\n").utf8)
      } else {
        try StandardStream.error.write(line + "\n")
      }
    } catch {
      let errno = error as? Errno ?? (error as? StandardStream.WriteError)?.errno ?? .ioError
      state.withLock { $0 = $0 ?? errno }
    }
  }
}
