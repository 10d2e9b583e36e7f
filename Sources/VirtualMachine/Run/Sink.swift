internal import Glibc
internal import SystemPackage

/// Where a stream of the guest goes: a descriptor of the host, or memory.
///
/// A sink takes no more than it can hand on, so that a slow reader slows the guest down, and it never
/// blocks, so that interruptions and deadlines are still seen.
struct Sink {
  enum Target {
    case descriptor(Int32, isFile: Bool)
    case memory
  }

  enum Failure {
    /// Nobody reads any more.
    case closed
    case failed(Errno)
  }

  private let target: Target
  private var pending: ArraySlice<UInt8> = []
  private(set) var collected: [UInt8] = []
  private(set) var failure: Failure?

  init(_ target: Target) { self.target = target }

  init(descriptor: Int32) {
    var status = stat()
    let isFile = unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    target = .descriptor(descriptor, isFile: isFile)
  }

  var isReady: Bool { pending.isEmpty }

  /// What to poll for: the descriptor and the events.
  ///
  /// Without pending bytes only the loss of the reader is of interest, which poll reports unasked.
  var interest: (descriptor: Int32, events: Int16)? {
    guard case .descriptor(let descriptor, let isFile) = target, failure == nil else { return nil }
    if pending.isEmpty { return isFile ? nil : (descriptor, 0) }
    return (descriptor, Int16(POLLOUT))
  }

  mutating func take(_ bytes: ArraySlice<UInt8>) {
    switch target {
    case .memory: collected.append(contentsOf: bytes)
    case .descriptor: if failure == nil { pending += bytes }
    }
  }

  mutating func lose() { fail(.closed) }

  /// Writes what is pending, as far as poll has promised that it will not block.
  mutating func flush() {
    guard case .descriptor(let descriptor, let isFile) = target, !pending.isEmpty else { return }
    // A pipe that polls as writable takes PIPE_BUF bytes at least.
    let count = isFile ? pending.count : min(pending.count, 4096)
    let written = unsafe pending.prefix(count).withUnsafeBytes {
      unsafe write(descriptor, $0.baseAddress, $0.count)
    }
    if written >= 0 {
      pending = pending.dropFirst(written)
      return
    }
    switch errno {
    case EINTR, EAGAIN: break
    case EPIPE, ECONNRESET: fail(.closed)
    case let code: fail(.failed(Errno(rawValue: code)))
    }
  }

  private mutating func fail(_ failure: Failure) {
    self.failure = failure
    pending = []
  }
}
