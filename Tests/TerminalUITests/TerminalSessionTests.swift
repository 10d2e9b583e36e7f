import Glibc
import TestSupport
import Testing

/// A program that takes a terminal gives it back as it was, however it ends.
@Suite(.timeLimit(.minutes(3))) struct TerminalSessionTests {
  private static let trial = String(Tool.path.dropLast("vidctl".count)) + "terminal-trial"

  private func start(
    _ arguments: [String] = [], _ environment: [String: String] = [:]
  ) async throws
    -> PseudoTerminal
  {
    let terminal = try PseudoTerminal.run(
      arguments, program: Self.trial, columns: 40, rows: 6, environment: environment)
    try #require(await terminal.waitUntil("trial"), "\(terminal.screen.text)")
    #expect(terminal.screen.isAlternate)
    #expect(!terminal.modes.isEchoing && !terminal.modes.isLineByLine)
    #expect(!terminal.screen.isCursorVisible)
    return terminal
  }

  private func expectRestored(_ terminal: PseudoTerminal) {
    #expect(terminal.modes == terminal.modesBefore)
    let screen = terminal.screen
    #expect(!screen.isAlternate)
    #expect(screen.isCursorVisible)
    #expect(screen.modes == [7, 25])
    #expect(screen.unknown == [])
    #expect(screen.attributesAreStandard)
  }

  struct End: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var keys = ""
    var signal: Int32 = 0
    var status: Int32
  }

  static let ends = [
    End(testDescription: "a normal end", keys: "q", status: 0),
    End(testDescription: "a thrown error", keys: "x", status: 5),
    End(testDescription: "SIGINT", signal: SIGINT, status: 130),
    End(testDescription: "SIGTERM", signal: SIGTERM, status: 143),
    End(testDescription: "SIGHUP", signal: SIGHUP, status: 129),
    End(testDescription: "SIGQUIT", signal: SIGQUIT, status: 131),
    End(testDescription: "a segmentation fault", keys: "s", status: 128 + SIGSEGV),
    End(testDescription: "abort", keys: "a", status: 128 + SIGABRT),
    End(testDescription: "a stack that overflows", keys: "o", status: 128 + SIGSEGV),
    End(testDescription: "SIGBUS from outside", signal: SIGBUS, status: 128 + SIGBUS),
  ]

  @Test(arguments: ends)
  func `the terminal comes back after`(_ end: End) async throws {
    let terminal = try await start()
    if end.signal != 0 { terminal.kill(end.signal) } else { terminal.send(end.keys) }
    #expect(await terminal.wait() == end.status, "\(terminal.screen.text)")
    expectRestored(terminal)
  }

  @Test func `the terminal comes back after a failed assertion`() async throws {
    let terminal = try await start()
    terminal.send("f")
    let status = await terminal.wait()
    // Which instruction ends a Swift program is the machine's affair.
    #expect([128 + SIGILL, 128 + SIGTRAP].contains(status), "\(String(describing: status))")
    expectRestored(terminal)
  }

  @Test func `a second signal ends a program that does not`() async throws {
    let terminal = try await start(["stubborn"])
    terminal.kill(SIGTERM)
    #expect(await terminal.waitUntil("signal 15"))
    terminal.kill(SIGINT)
    #expect(await terminal.wait() == 130)
    expectRestored(terminal)
  }

  @Test func `a terminal that does not read holds nothing up`() async throws {
    let terminal = try await start()
    await terminal.stopReading()
    terminal.send("w")
    try await Task.sleep(for: .milliseconds(300))
    #expect(!terminal.hasEnded)
    terminal.kill(SIGTERM)
    #expect(await terminal.wait(timeout: .seconds(10)) == 143)
    #expect(terminal.modes == terminal.modesBefore)
  }

  @Test func `keys come as events`() async throws {
    let terminal = try await start()
    terminal.send("k\u{1b}[A\u{3}")
    #expect(await terminal.waitUntil("control(\"c\")"), "\(terminal.screen.text)")
    #expect(await terminal.waitUntil("character(\"k\")"))
    #expect(await terminal.waitUntil("up"))
    terminal.send("\u{1b}")
    #expect(await terminal.waitUntil("escape"))
    terminal.send("q")
    #expect(await terminal.wait() == 0)
  }

  @Test func `a second session is refused, and the first goes on`() async throws {
    let terminal = try await start()
    terminal.send("n")
    #expect(await terminal.waitUntil("in use already"), "\(terminal.screen.text)")
    #expect(!terminal.modes.isEchoing && terminal.screen.isAlternate)
    terminal.send("nq")
    #expect(await terminal.wait() == 0)
    expectRestored(terminal)
  }

  @Test func `another size is an event`() async throws {
    let terminal = try await start()
    terminal.resize(columns: 50, rows: 9)
    #expect(await terminal.waitUntil("resized 50x9"))
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    expectRestored(terminal)
  }

  @Test func `a terminal that hangs up ends the program`() async throws {
    let terminal = try await start()
    await terminal.hangUp()
    let status = await terminal.wait()
    // Whichever is first: the end of input, or the signal that comes with it.
    #expect(status == 7 || status == 129, "\(String(describing: status))")
  }

  @Test func `what is typed after the session is left for others`() async throws {
    let terminal = try await start()
    terminal.send("e")
    #expect(await terminal.waitUntil("left"))
    expectRestored(terminal)
    terminal.send("A\n")
    #expect(await terminal.wait() == 65)
  }

  @Test(arguments: ["key", "signal"])
  func `ctrl-Z lends the terminal to the shell`(_ way: String) async throws {
    let terminal = try PseudoTerminal.run(
      ["-c", "set -m; \"$TRIAL\"; echo STOPPED; read line; fg; echo \"ended $?\""],
      program: "/bin/bash", columns: 60, rows: 8, environment: ["TRIAL": Self.trial])
    try #require(await terminal.waitUntil("trial"))
    if way == "key" {
      terminal.send("\u{1a}")
    } else {
      let pids = try await Tool.shell("pgrep -P \(terminal.processIdentifier)")
      let pid = try #require(Int32(pids.output.trimmed), "\(pids)")
      kill(pid, SIGTSTP)
    }
    #expect(await terminal.waitUntil("STOPPED"), "\(terminal.screen.text)")
    expectRestored(terminal)
    terminal.send("\n")
    #expect(await terminal.waitUntil("resized 60x8"), "\(terminal.screen.text)")
    #expect(terminal.screen.isAlternate && !terminal.modes.isEchoing)
    terminal.send("q")
    #expect(await terminal.waitUntil("ended 0"), "\(terminal.screen.text)")
    #expect(await terminal.wait() == 0)
    expectRestored(terminal)
  }

  @Test func `going on after a stop that nobody announced takes the terminal again`() async throws {
    let terminal = try await start()
    terminal.kill(SIGSTOP)
    let other = try await Tool.shell("stty sane < /proc/\(terminal.processIdentifier)/fd/0")
    #expect(other.status == 0 && terminal.modes.isEchoing)
    terminal.kill(SIGCONT)
    #expect(await terminal.waitUntil("resized"))
    #expect(!terminal.modes.isEchoing)
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    expectRestored(terminal)
  }

  @Test func `without colours none are sent`() async throws {
    let terminal = try await start([], ["NO_COLOR": "1"])
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    let text = String(decoding: terminal.received, as: UTF8.self)
    #expect(!text.contains("[31") && !text.contains(";31"))
    #expect(text.contains("\u{1b}[1mtrial"))
  }
}

extension ScreenText {
  /// Whether text would now be written as the terminal does by itself.
  var attributesAreStandard: Bool {
    var copy = self
    copy.feed(Array("\u{1b}[H.".utf8))
    return copy[0, 0].attributes == Attributes()
  }
}

extension String {
  var trimmed: String {
    var text = self[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
