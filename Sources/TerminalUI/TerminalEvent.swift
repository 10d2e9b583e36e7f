package import SystemPackage

/// What a terminal program waits for.
package enum TerminalEvent: Hashable, Sendable {
  /// A key was pressed.
  case key(Key)
  /// The terminal has another size, or the program was stopped and goes on: draw the screen again.
  case resized(columns: Int, rows: Int)
  /// A signal asks the program to end; its exit status is 128 and the signal's number.
  case ended(signal: Int32)
  /// The terminal has hung up; nothing can be drawn any more.
  case closed
  /// The doorbell that the session was made with rang.
  case woken
}

/// Why a terminal cannot be taken.
package enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The descriptor is no terminal.
  case notATerminal(descriptor: Int32)
  /// There is a session already.
  case inUse
  /// The system call was refused.
  case system(String, Errno)

  /// A sentence.
  package var description: String {
    switch self {
    case .notATerminal(0): "standard input is not a terminal"
    case .notATerminal(1): "standard output is not a terminal"
    case .notATerminal(let descriptor): "descriptor \(descriptor) is not a terminal"
    case .inUse: "the terminal is in use already"
    case .system(let call, let errno): "the terminal can't be used (\(call): \(errno))"
    }
  }
}
