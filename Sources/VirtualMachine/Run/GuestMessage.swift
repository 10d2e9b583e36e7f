/// What the guest tells on its control port, a line each.
enum GuestMessage: Hashable {
  /// The guest is up and has found its streams.
  case ready
  /// The guest still runs.
  case alive
  /// A module could not be loaded, with what modprobe said.
  case unloadable(module: String, reason: String)
  /// The command has ended and all its output has been handed over.
  case exited(status: Int32, killedForMemory: Int)

  /// Reads a line; nil when it is not one of these, so that noise never passes for a result.
  init?(_ line: some StringProtocol) {
    let words = line.split(separator: " ", maxSplits: 2)
    switch words.first {
    case "ready" where words.count == 1: self = .ready
    case "alive" where words.count == 1: self = .alive
    case "unloadable" where words.count >= 2:
      self = .unloadable(
        module: String(words[1]), reason: words.count > 2 ? String(words[2]) : "no reason given")
    case "exit" where words.count == 3:
      guard let status = Int32(words[1]), (0...255).contains(status), let killed = Int(words[2])
      else { return nil }
      self = .exited(status: status, killedForMemory: killed)
    default: return nil
    }
  }
}

/// Cuts a stream of bytes into lines.
struct LineBuffer {
  private var rest: [UInt8] = []

  /// Takes bytes in and gives the lines they complete, without their ends.
  mutating func append(_ bytes: some Sequence<UInt8>) -> [String] {
    var lines: [String] = []
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
        lines.append(String(decoding: rest, as: UTF8.self))
        rest.removeAll(keepingCapacity: true)
      } else if rest.count < 65536 {
        rest.append(byte)
      }
    }
    return lines
  }

  /// What has come without the end of its line.
  var partial: String { String(decoding: rest, as: UTF8.self) }
}
