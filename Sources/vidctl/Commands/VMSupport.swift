import Glibc
import Synchronization
import VirtualMachine

/// What the `vm` commands say to the person, apart from what was asked for.
enum Messages {
  static func tell(_ text: String) {
    let line = Array("vidctl vm: \(text)\n".utf8)
    _ = unsafe line.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// A string as JSON writes it.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case let control where control.value < 32:
        let digits = String(control.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

/// Turns the signals that end a program into an interruption of the machine.
enum Signals {
  private static let current = Interruption()

  static func interruption() -> Interruption {
    let interruption = current
    for number in [SIGINT, SIGTERM, SIGHUP] {
      _ = signal(number) { Signals.current.request(signal: $0) }
    }
    return interruption
  }
}
