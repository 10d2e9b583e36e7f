/// The last of what the guest's kernel, or QEMU, has said, and what it means.
struct ConsoleLog {
  private var buffer = LineBuffer()
  private(set) var lines: [String] = []

  mutating func append(_ bytes: some Sequence<UInt8>) {
    lines.append(contentsOf: buffer.append(bytes).filter { !$0.isEmpty })
    if lines.count > 400 { lines.removeFirst(lines.count - 200) }
  }

  private var all: [String] { buffer.partial.isEmpty ? lines : lines + [buffer.partial] }

  /// The line in which the kernel gives up, without its time stamp.
  var panic: String? {
    // The panic names the cause best; an oops before it is what there is when the panic is cut off.
    let marks = ["Kernel panic", "Oops", "BUG:", "general protection fault"]
    for mark in marks {
      if let line = all.last(where: { $0.contains(mark) }) { return Self.withoutStamp(line) }
    }
    return nil
  }

  /// What the guest's own scripts said before they gave up.
  var complaint: String? {
    all.last { $0.contains("guest: ") }.map { line in
      let parts = line.split(separator: "guest: ", maxSplits: 1)
      return String(parts.last ?? "")
    }
  }

  /// The last line that says anything.
  var last: String? { all.last.map(Self.withoutStamp) }

  func contains(_ text: String) -> Bool { all.contains { $0.contains(text) } }

  static func withoutStamp(_ line: String) -> String {
    guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return line }
    return String(line[line.index(after: end)...].drop { $0 == " " })
  }
}
