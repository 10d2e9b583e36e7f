package import SystemPackage

/// An owned file descriptor, closed with its last reference.
package final class Descriptor: Sendable {
  /// The number the kernel knows it by.
  package let rawValue: Int32
  /// The calls it was opened with, and is closed with.
  package let calls: any SystemCalls

  /// Takes ownership of an open descriptor.
  package init(owning rawValue: Int32, calls: any SystemCalls) {
    self.rawValue = rawValue
    self.calls = calls
  }

  /// Opens a path.
  package convenience init(
    opening path: String, flags: Int32, calls: any SystemCalls
  ) throws(Errno) {
    let result = calls.open(path, flags: flags)
    guard result >= 0 else { throw Errno(rawValue: -result) }
    self.init(owning: result, calls: calls)
  }

  deinit {
    // Linux frees the descriptor whatever close answers, so there is nothing to retry or report.
    _ = calls.close(rawValue)
  }
}
