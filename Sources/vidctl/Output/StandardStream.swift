import Glibc
import SystemIO
import SystemPackage
import TerminalUI

/// Standard output or standard error, written whole or with a reason why not.
enum StandardStream: Int32 {
  case output = 1
  case error = 2

  /// Why a write failed.
  struct WriteError: Error {
    var errno: Errno

    /// Whether the reader has gone, which is its right.
    var isClosedPipe: Bool { errno == .brokenPipe }
  }

  /// Writes all of the text.
  func write(_ text: String) throws(WriteError) {
    try write(Array(text.utf8))
  }

  /// Writes all of the bytes.
  func write(_ bytes: [UInt8]) throws(WriteError) {
    var done = 0
    while done < bytes.count {
      let result = unsafe bytes.withUnsafeBytes { buffer in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
        let count = unsafe Glibc.write(rawValue, rest.baseAddress, rest.count)
        return count < 0 ? -Int(errno) : count
      }
      if result > 0 {
        done += result
      } else if result == 0 {
        throw WriteError(errno: .ioError)
      } else {
        try wait(Errno(rawValue: Int32(-result)))
      }
    }
  }

  /// What can be waited for is waited for; the rest is an error.
  private func wait(_ errno: Errno) throws(WriteError) {
    switch errno {
    case .interrupted where TerminationSignals.received == nil: return
    case .resourceTemporarilyUnavailable:
      // Somebody left the terminal or pipe in non-blocking mode.
      var entry = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
      _ = unsafe poll(&entry, 1, 1000)
    default: throw WriteError(errno: errno)
    }
  }

  /// Tells the person something in one line. Nobody can be told when that fails.
  static func tell(_ sentence: String) {
    try? StandardStream.error.write("vidctl: \(TextWidth.printable(sentence))\n")
  }
}
