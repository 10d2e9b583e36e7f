internal import Glibc
internal import SystemPackage

/// Takes pictures of the machine's screens when the guest asks for them.
///
/// The guest asks on a port of its own, `ID NAME` a line; QEMU takes the picture, told so on its monitor; and the bytes
/// go back through the port, so that no path of the host is the guest's to choose. An answer begins with a line of its
/// own, `#ID png LENGTH` or `#ID error WORDS`: whoever asks looks for its own ID, past what is left of an answer that
/// nobody waited for.
struct ScreenService {
  private struct Wish {
    var id: String
    var display: String
  }

  /// The port and the monitor, among the streams.
  static let streams = ["screens", "monitor"]

  private let file: FilePath
  private var port = LineBuffer()
  private var monitor = LineBuffer()
  private var hasGreeted = false
  private var isReady = false
  private var wishes: [Wish] = []
  private var current: Wish?
  /// What is still to be written to the port, and to the monitor.
  private(set) var outgoing: (port: ArraySlice<UInt8>, monitor: ArraySlice<UInt8>) = ([], [])

  /// Makes a service that keeps a picture in a folder while it is on its way.
  init(folder: FilePath) {
    file = folder.appending("picture.png")
  }

  /// Takes what the guest wrote to its port.
  mutating func hear(guest bytes: some Sequence<UInt8>) {
    for line in port.append(bytes) {
      let words = line.split(separator: " ")
      guard words.count == 2, words[0].count <= 64 else { continue }
      wishes.append(Wish(id: String(words[0]), display: String(words[1])))
    }
    takeNext()
  }

  /// Takes what QEMU wrote to its monitor.
  mutating func hear(monitor bytes: some Sequence<UInt8>) {
    for line in monitor.append(bytes) {
      if !hasGreeted {
        guard line.contains("\"QMP\"") else { continue }
        hasGreeted = true
        tell(#"{"execute": "qmp_capabilities"}"#)
      } else if line.contains("\"event\"") {
        continue
      } else if !isReady {
        isReady = true
      } else if let wish = current {
        current = nil
        answer(wish, line)
      }
    }
    takeNext()
  }

  private mutating func takeNext() {
    guard isReady, current == nil, !wishes.isEmpty else { return }
    let wish = wishes.removeFirst()
    guard let display = VirtualMachine.Display(rawValue: wish.display) else {
      reply(wish, error: "there is no display of the kind \(wish.display)")
      return takeNext()
    }
    current = wish
    tell(
      #"{"execute": "screendump", "arguments": {"filename": ""# + Self.escaped(file.string)
        + #"", "format": "png", "device": ""# + display.rawValue + #""}}"#)
  }

  private mutating func answer(_ wish: Wish, _ line: String) {
    guard line.contains("\"return\"") else {
      let words = line.split(separator: "\"desc\": \"").last?.prefix { $0 != "\"" } ?? "no reason"
      reply(wish, error: String(words))
      return
    }
    guard let bytes = try? Files.read(file) else {
      reply(wish, error: "QEMU left no picture")
      return
    }
    _ = unsafe unlink(file.string)
    outgoing.port += Array("\n#\(wish.id) png \(bytes.count)\n".utf8) + bytes
  }

  private mutating func reply(_ wish: Wish, error: String) {
    outgoing.port += Array("\n#\(wish.id) error \(error)\n".utf8)
  }

  private mutating func tell(_ command: String) {
    outgoing.monitor += Array((command + "\n").utf8)
  }

  private static func escaped(_ text: String) -> String {
    text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
  }

  /// Writes what is due, as far as the reader takes it.
  mutating func flush(port descriptor: Int32) { Self.flush(&outgoing.port, descriptor) }

  mutating func flush(monitor descriptor: Int32) { Self.flush(&outgoing.monitor, descriptor) }

  private static func flush(_ bytes: inout ArraySlice<UInt8>, _ descriptor: Int32) {
    let count = unsafe bytes.withUnsafeBytes {
      unsafe send(
        descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    }
    if count > 0 {
      bytes = bytes.dropFirst(count)
    } else if count < 0, errno != EAGAIN, errno != EINTR {
      // Nobody reads there any more.
      bytes = []
    }
  }
}
