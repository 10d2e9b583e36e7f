import TestSupport
import Testing
import V4L2

/// `vidctl view` on a real driver and a terminal that the test plays.
@Suite(
  .serialized, .enabled(if: CommandLab.isOpen, "no single-planar vivid capture node here"),
  .timeLimit(.minutes(3)))
struct ViewTests {
  private func node() throws -> String {
    try #require(CommandLab.node, "no single-planar vivid capture node on this machine")
  }

  /// Starts a view of a small picture and waits for it.
  private func view(
    _ arguments: String = "", columns: Int = 80, rows: Int = 24,
    environment: [String: String] = ["COLORTERM": "truecolor"]
  ) async throws -> PseudoTerminal {
    let command = ["view", try node()] + CommandLab.request.words + arguments.words
    let terminal = try PseudoTerminal.run(
      command, columns: columns, rows: rows, environment: environment)
    // A cell of one colour is a blank on a background.
    let hasPicture = await terminal.waitUntil { screen in
      screen.isAlternate
        && (0..<columns).contains { column in
          let cell = screen[rows / 2, column]
          return !cell.text.isBlank || cell.attributes.background != .standard
        }
    }
    try #require(hasPicture, "\(terminal.screen.text)")
    return terminal
  }

  private func expectRestored(_ terminal: PseudoTerminal) {
    #expect(terminal.modes == terminal.modesBefore)
    #expect(!terminal.screen.isAlternate && terminal.screen.isCursorVisible)
    #expect(terminal.screen.unknown == [])
  }

  @Test func `the picture is there, in its colours, above a line that tells of it`() async throws {
    let terminal = try await view()
    #expect(await terminal.waitUntil("YUYV 320x180 @ 25 fps"), "\(terminal.screen.text)")
    let screen = terminal.screen
    // 320x180 on 80 by 23 cells of one by two: all columns and rows. Below vivid's text are only bars.
    let cell = screen[21, 3]
    let color = cell.text == "█" ? cell.attributes.foreground : cell.attributes.background
    guard case .rgb(let red, let green, let blue) = color else {
      Issue.record("\(cell)")
      return
    }
    #expect(min(red, green, blue) > 150 && max(red, green, blue) - min(red, green, blue) < 30)
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    expectRestored(terminal)
    let summary = terminal.screen.lines.joined()
    #expect(summary.contains("YUYV 320x180 @ 25 fps,"), "\(summary)")
    #expect(summary.contains("shown; "), "\(summary)")
  }

  @Test func `what was recorded while it was shown is shown again, without keys`() async throws {
    let file = try await Tool.shell("mktemp").output.filter { !$0.isWhitespace }
    let terminal = try await view("--record \(file)")
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    let again = try PseudoTerminal.run(
      ["--replay", file, "view", try node()] + CommandLab.request.words, columns: 80, rows: 24,
      environment: ["COLORTERM": "truecolor"])
    #expect(await again.wait() == 0)
    expectRestored(again)
    let text = again.screen.lines.joined()
    #expect(text.contains("the recorded session ends here"), "\(text)")
    #expect(text.contains("YUYV 320x180 @ 25 fps,"), "\(text)")
    _ = try await Tool.shell("rm -f \(file)")
  }

  @Test func `keys freeze, tell, explain and change`() async throws {
    let terminal = try await view()
    terminal.send(" ")
    #expect(await terminal.waitUntil("frozen"), "\(terminal.screen.text)")
    let still = terminal.screen.lines.dropLast()
    try await Task.sleep(for: .milliseconds(600))
    #expect(terminal.screen.lines.dropLast() == still)
    terminal.send("m")
    #expect(await terminal.waitUntil("half symbols"), "\(terminal.screen.text)")
    terminal.send(" i")
    #expect(await terminal.waitUntil("Latency"), "\(terminal.screen.text)")
    #expect(terminal.screen.text.contains("platform:vivid-"))
    terminal.send("?")
    #expect(await terminal.waitUntil("freeze the picture"), "\(terminal.screen.text)")
    terminal.send("\u{1b}")
    #expect(await terminal.waitUntil { !$0.text.contains("freeze the picture") })
    terminal.send("\u{1b}")
    #expect(await terminal.wait() == 0)
    expectRestored(terminal)
  }

  @Test func `sliders lie beside the picture, which goes on`() async throws {
    let device = try Device(path: try node())
    try device.setValue(128, of: .brightness)
    let terminal = try await view()
    terminal.send("c")
    #expect(await terminal.waitUntil("c back"), "\(terminal.screen.text)")
    terminal.send("\u{1b}[C")
    #expect(await terminal.waitUntil("set brightness to 129"), "\(terminal.screen.text)")
    #expect(try device.value(of: .brightness) == 129)
    let peer = try await Tool.shell("v4l2-ctl -d \(try node()) -c brightness=7")
    #expect(peer.status == 0)
    #expect(await terminal.waitUntil { $0.lines[2].hasSuffix(" 7") }, "\(terminal.screen.text)")
    // The picture beside it: a bar of colour, not text.
    let cell = terminal.screen[15, 3]
    #expect(cell.attributes.background != .standard || cell.attributes.foreground != .standard)
    terminal.send("d")
    #expect(await terminal.waitUntil("set brightness to 128"), "\(terminal.screen.text)")
    terminal.send("q")
    #expect(await terminal.waitUntil { !$0.text.contains("c back") }, "\(terminal.screen.text)")
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    expectRestored(terminal)
  }

  @Test func `another size is followed, even an absurd one`() async throws {
    let terminal = try await view()
    terminal.resize(columns: 100, rows: 30)
    #expect(await terminal.waitUntil { $0.lines[29].contains("320x180") })
    terminal.resize(columns: 3, rows: 2)
    try await Task.sleep(for: .milliseconds(300))
    terminal.resize(columns: 1, rows: 1)
    try await Task.sleep(for: .milliseconds(300))
    terminal.resize(columns: 60, rows: 10)
    #expect(await terminal.waitUntil { $0.lines[9].contains("fps") })
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    expectRestored(terminal)
  }

  @Test func `a snapshot is the picture that the camera took`() async throws {
    let folder = try await Tool.shell("mktemp -d").output.words[0]
    let terminal = try PseudoTerminal.run(
      ["-c", "cd \(folder) && exec \"$VIDCTL\" view \(try node()) \(CommandLab.request)"],
      program: "/bin/bash", environment: ["VIDCTL": Tool.path])
    try #require(await terminal.waitUntil("320x180"), "\(terminal.screen.text)")
    terminal.send("ss")
    #expect(await terminal.waitUntil("saved vidctl-"), "\(terminal.screen.text)")
    terminal.send(" ")
    try #require(
      await terminal.waitUntil("frozen", timeout: .seconds(20)), "\(terminal.screen.text)")
    terminal.send("s")
    #expect(await terminal.waitUntil("saved vidctl-"))
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    let check = try await Tool.shell(
      "cd \(folder) && for f in vidctl-??????*.png; do head -c 4 $f | tail -c 3; echo; done; rm -r \(folder)"
    )
    #expect(check.output.words.count >= 2 && Set(check.output.words) == ["PNG"], "\(check)")
  }

  @Test(
    arguments: [(15, 143), (2, 130), (1, 129), (3, 131), (11, 139), (6, 134)] as [(Int32, Int32)])
  func `the terminal comes back after signals and crashes`(
    _ signal: Int32, _ status: Int32
  ) async throws {
    let terminal = try await view()
    terminal.kill(signal)
    #expect(await terminal.wait() == status, "\(terminal.screen.text)")
    expectRestored(terminal)
  }

  @Test func `ctrl-C is an interruption`() async throws {
    let terminal = try await view()
    terminal.send("\u{3}")
    #expect(await terminal.wait() == 130)
    expectRestored(terminal)
  }

  @Test func `a count and a time limit end it`() async throws {
    // Three pictures may be over before anybody has looked at the terminal.
    let counted = try PseudoTerminal.run(
      ["view", try node()] + CommandLab.request.words + ["--count", "3", "--quiet"])
    #expect(await counted.wait() == 0)
    expectRestored(counted)
    #expect(counted.screen.text.isBlank)
    let timed = try PseudoTerminal.run(
      ["view", try node()] + CommandLab.request.words + ["--duration", "1"])
    #expect(await timed.wait() == 0)
    #expect(timed.screen.lines.joined().contains("shown; "))
  }

  @Test func `an unplugged camera is told when the terminal is back`() async throws {
    let terminal = try await view()
    let unplug = try await Tool.shell("v4l2-ctl -d \(try node()) -c disconnect=1")
    #expect(unplug.status == 0, "\(unplug)")
    #expect(await terminal.wait() == 1)
    expectRestored(terminal)
    let text = terminal.screen.lines.joined()
    #expect(text.contains(": the device was disconnected; plug it in again"), "\(text)")
    _ = try await CommandLab.script(
      "for _ in $(seq 50); do \"$VIDCTL\" info \"$NODE\" > /dev/null 2>&1 && break; sleep 0.1; done"
    )
  }

  @Test func `a busy camera is told without taking the terminal`() async throws {
    let first = try await view()
    let second = try PseudoTerminal.run(["view", try node()] + CommandLab.request.words)
    #expect(await second.wait() == 6)
    #expect(!second.received.contains(0x1b))
    #expect(second.screen.lines.joined().contains("the device is busy: vidctl (pid "))
    first.send("q")
    #expect(await first.wait() == 0)
  }

  @Test func `what the driver does not have is refused`() async throws {
    let terminal = try PseudoTerminal.run(["view", try node(), "--size", "641x480"], columns: 200)
    #expect(await terminal.wait() == 3)
    #expect(terminal.screen.text.contains("add --nearest"), "\(terminal.screen.text)")
    #expect(!terminal.received.contains(0x1b))
  }

  @Test func `without colours, and without UTF-8, there is a picture all the same`() async throws {
    let terminal = try await view(environment: ["NO_COLOR": "1", "LANG": "C"])
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    let sent = String(decoding: terminal.received, as: UTF8.self)
    let styles = sent.matches(of: /\u{1b}\[([0-9;]*)m/).flatMap { $0.1.split(separator: ";") }
    #expect(Set(styles).isSubset(of: ["0", "1", "2", "7", "22", "27"]), "\(Set(styles))")
    #expect(terminal.received.allSatisfy { $0 < 0x80 })
  }

  @Test func `pixels are sent where they are asked for`() async throws {
    let terminal = try PseudoTerminal.run(
      ["view", try node(), "--protocol", "sixel"] + CommandLab.request.words,
      pixels: (width: 800, height: 480))
    #expect(await terminal.waitUntil { $0.strings.contains { $0.hasPrefix("P0;1;0q") } })
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    expectRestored(terminal)
  }
}

extension String {
  fileprivate var words: [String] { split(whereSeparator: \.isWhitespace).map(String.init) }
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
