import Glibc
import TerminalUI

/// A program for the tests of the terminal session: it shows the events that come and ends in the way that
/// a key asks for.
struct Thrown: Error {}

@inline(never)
func overflowStack(_ depth: Int) -> Int {
  unsafe withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 16) { memory in
    unsafe memory.storeBytes(of: depth, as: Int.self)
    return unsafe overflowStack(depth + 1) + memory.load(as: Int.self)
  }
}

/// Takes the terminal, shows every event in a row of its own, and answers the exit status.
func run() throws -> Int32 {
  let session = try TerminalSession()
  var screen = Screen(columns: session.columns, rows: session.rows)
  var row = 1
  func say(_ text: String) {
    screen.write(text, row: row, column: 0)
    row += 1
    if row >= screen.rows { row = 1 }
    screen.fill(row: row, column: 0, columns: screen.columns, style: .plain)
    session.show(screen)
  }
  screen.write("trial", row: 0, column: 0, style: CellStyle(foreground: .palette(1), bold: true))
  session.show(screen)
  while true {
    guard let event = session.next(timeout: .seconds(20)) else { return 9 }
    switch event {
    case .ended(let signal):
      if CommandLine.arguments.contains("stubborn") {
        say("signal \(signal)")
        continue
      }
      return 128 + signal
    case .closed: return 7
    case .woken: say("woken")
    case .resized(let columns, let rows):
      screen = Screen(columns: columns, rows: rows)
      row = 1
      say("resized \(columns)x\(rows)")
    case .key(.character("q")): return 0
    case .key(.character("x")): throw Thrown()
    case .key(.character("s")): raise(SIGSEGV)
    case .key(.character("a")): abort()
    case .key(.character("f")): fatalError("on request")
    case .key(.character("w")):
      session.write(Array(repeating: UInt8(ascii: "w"), count: 10_000_000))
    case .key(.character("o")): say("\(overflowStack(0))")
    case .key(.character("n")):
      do { _ = try TerminalSession() } catch { say("\(error)") }
    case .key(.character("e")):
      session.end()
      // What is typed from here on is left for whoever comes next.
      print("left")
      var byte: UInt8 = 0
      return unsafe read(0, &byte, 1) == 1 ? Int32(byte) : 8
    case .key(let key): say("\(key)")
    }
  }
}

do {
  exit(try run())
} catch {
  print("threw \(error)")
  exit(5)
}
