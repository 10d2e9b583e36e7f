import Glibc
import TestSupport
import Testing
import V4L2
import VideoFormats

/// `vidctl negotiate` on a real driver and a terminal that the test plays.
@Suite(
  .serialized, .enabled(if: CommandLab.isOpen, "no single-planar vivid capture node here"),
  .timeLimit(.minutes(4)))
struct NegotiatorTests {
  private let node: String
  private let down = "\u{1b}[B"

  init() async throws {
    node = try #require(CommandLab.node, "no single-planar vivid capture node on this machine")
    // Every test begins with the webcam, at a small picture.
    let device = try Device(path: node)
    try device.selectInput(0)
    let run = try await Tool.run("negotiate", node, "--set", "YUYV 320x180@25")
    try #require(run.status == 0, "\(run)")
  }

  private func negotiate(
    columns: Int = 80, rows: Int = 24, environment: [String: String] = ["COLORTERM": "truecolor"]
  ) async throws -> PseudoTerminal {
    let terminal = try PseudoTerminal.run(
      ["negotiate", node], columns: columns, rows: rows, environment: environment)
    let isThere = await terminal.waitUntil("exactly as asked")
    try #require(isThere, "\(terminal.screen.text)")
    return terminal
  }

  private func expectRestored(_ terminal: PseudoTerminal) {
    #expect(terminal.modes == terminal.modesBefore)
    #expect(!terminal.screen.isAlternate && terminal.screen.isCursorVisible)
    #expect(terminal.screen.unknown == [])
  }

  private func set() throws -> String {
    let device = try Device(path: node)
    let queue = try #require(device.information.pictureCaptureQueue)
    let format = try device.format(of: queue)
    let interval = try #require(try device.interval(of: queue))
    return "\(format.pixelFormat) \(format.size) @ \(interval)"
  }

  @Test(arguments: [(80, 24), (132, 43)])
  func `the screens look as they should`(_ columns: Int, _ rows: Int) async throws {
    let terminal = try await negotiate(columns: columns, rows: rows)
    let size = "\(columns)x\(rows)"
    await GoldenScreen.expect(terminal, shows: "negotiate-\(size)")
    terminal.send("\(down)\(down)\t1280")
    let isFound = await terminal.waitUntil { screen in
      screen.text.contains("SIZE 1280") && screen.text.contains("YVYU 1280x720")
    }
    #expect(isFound, "\(terminal.screen.text)")
    await GoldenScreen.expect(terminal, shows: "negotiate-find-\(size)")
    terminal.send("?")
    #expect(await terminal.waitUntil("take the last setting back"))
    await GoldenScreen.expect(terminal, shows: "negotiate-help-\(size)")
    terminal.send("x]")
    #expect(await terminal.waitUntil("S-Video"), "\(terminal.screen.text)")
    await GoldenScreen.expect(terminal, shows: "negotiate-inputs-\(size)")
    #expect(try set() == "YUYV 320x180 @ 25 fps", "looking around has changed something")
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    expectRestored(terminal)
    #expect(try set() == "YUYV 320x180 @ 25 fps")
  }

  @Test(arguments: [(80, 24), (132, 43)])
  func `sliders change the device, follow others, and take back`(
    _ columns: Int, _ rows: Int
  ) async throws {
    // The values of automatic controls change by themselves.
    let reset = try await Tool.shell(
      "$VIDCTL controls \(node) reset; $VIDCTL controls \(node) set gain_automatic=off gain=100")
    try #require(reset.status == 0, "\(reset)")
    let device = try Device(path: node)
    let terminal = try await negotiate(columns: columns, rows: rows)
    terminal.send("c")
    #expect(await terminal.waitUntil("c back"), "\(terminal.screen.text)")
    // On a large screen a number that counts frames is among the first.
    if rows > 24 { terminal.send("\u{1b}[F") }
    await GoldenScreen.expect(terminal, shows: "controls-\(columns)x\(rows)")
    terminal.send("\u{1b}[H")
    terminal.send("\u{1b}[C")
    #expect(await terminal.waitUntil("set brightness to 129"), "\(terminal.screen.text)")
    #expect(try device.value(of: .brightness) == 129)
    terminal.send("50%\r")
    #expect(await terminal.waitUntil("set brightness to 128"), "\(terminal.screen.text)")
    let peer = try await Tool.shell("v4l2-ctl -d \(node) -c brightness=201")
    #expect(peer.status == 0)
    #expect(await terminal.waitUntil { $0.lines[2].contains("201") }, "\(terminal.screen.text)")
    terminal.send("uu")
    #expect(await terminal.waitUntil("back to brightness 128"), "\(terminal.screen.text)")
    terminal.send("c")
    #expect(await terminal.waitUntil("THE DRIVER WOULD GRANT"), "\(terminal.screen.text)")
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    expectRestored(terminal)
    #expect(try device.value(of: .brightness) == 128)
    try device.setValue(1, of: .automaticGain)
  }

  @Test func `enter sets, u takes back, and what was chosen is printed at the end`() async throws {
    let terminal = try await negotiate()
    terminal.send("4\t1280\t3")
    #expect(await terminal.waitUntil("VYUY 1280x720 @ 30 fps"), "\(terminal.screen.text)")
    #expect(try set() == "YUYV 320x180 @ 25 fps")
    terminal.send("\r")
    #expect(await terminal.waitUntil("set VYUY 1280x720 @ 30 fps"), "\(terminal.screen.text)")
    let peer = try await Tool.shell(
      "v4l2-ctl -d \(node) --get-fmt-video --get-parm")
    #expect(peer.output.contains("1280/720") && peer.output.contains("'VYUY'"))
    #expect(peer.output.contains("30.000"))
    terminal.send("u")
    #expect(await terminal.waitUntil("back to YUYV 320x180 @ 25 fps"), "\(terminal.screen.text)")
    #expect(try set() == "YUYV 320x180 @ 25 fps")
    terminal.send("u")
    #expect(await terminal.waitUntil("nothing to take back"))
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    expectRestored(terminal)
    let left = terminal.screen.lines.joined(separator: "\n")
    #expect(left.contains("To capture this again:"), "\(left)")
    #expect(left.contains("vidctl capture \(node) --input 0 --format"), "\(left)")
    #expect(left.contains("var camera = try Camera("), "\(left)")
  }

  @Test func `a preview shows the choice, and leaves the settings as they were`() async throws {
    let terminal = try await negotiate()
    terminal.send("\t640\tp")
    let hasPicture = await terminal.waitUntil { screen in
      screen.lines[23].contains("640x") && screen.lines[23].contains("shown")
    }
    #expect(hasPicture, "\(terminal.screen.text)")
    terminal.send("q")
    #expect(await terminal.waitUntil("THE DRIVER WOULD GRANT"), "\(terminal.screen.text)")
    #expect(try set() == "YUYV 320x180 @ 25 fps")
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    expectRestored(terminal)
  }

  @Test func `another size of the terminal is followed, down to nothing`() async throws {
    let terminal = try await negotiate()
    terminal.resize(columns: 132, rows: 43)
    #expect(await terminal.waitUntil { $0.lines[42].contains("q quit") })
    await GoldenScreen.expect(terminal, shows: "negotiate-132x43")
    for (columns, rows) in [(20, 5), (1, 1), (80, 24)] {
      terminal.resize(columns: columns, rows: rows)
      try await Task.sleep(for: .milliseconds(400))
    }
    #expect(await terminal.waitUntil { $0.lines[23].contains("q quit") })
    await GoldenScreen.expect(terminal, shows: "negotiate-80x24")
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    expectRestored(terminal)
  }

  @Test(arguments: [(SIGTERM, 143), (SIGHUP, 129), (SIGINT, 130)] as [(Int32, Int32)])
  func `a signal ends it with the terminal restored and nothing set`(
    _ signal: Int32, _ status: Int32
  ) async throws {
    let terminal = try await negotiate()
    terminal.send(down)
    terminal.kill(signal)
    #expect(await terminal.wait() == status)
    expectRestored(terminal)
    #expect(try set() == "YUYV 320x180 @ 25 fps")
  }

  @Test func `a terminal that closes ends it`() async throws {
    let terminal = try await negotiate()
    await terminal.hangUp()
    #expect(await terminal.wait() == 129)
    #expect(try set() == "YUYV 320x180 @ 25 fps")
  }

  @Test func `no colour is no colour, and what is selected is seen all the same`() async throws {
    let terminal = try await negotiate(environment: ["NO_COLOR": "1"])
    let sent = String(decoding: terminal.received, as: UTF8.self)
    for match in sent.matches(of: /\u{1b}\[([0-9;]*)m/) {
      let codes = match.1.split(separator: ";").compactMap { Int($0) }
      #expect(codes.allSatisfy { $0 < 30 }, "\(match.1)")
    }
    let selected = try #require(terminal.screen.find("1 YUYV"))
    #expect(terminal.screen[selected.row, selected.column].attributes.isReversed)
    terminal.send("q")
    #expect(await terminal.wait() == 0)
  }

  @Test func `a dumb terminal is asked plain questions`() async throws {
    let terminal = try PseudoTerminal.run(
      ["negotiate", node], columns: 80, rows: 200, environment: ["TERM": "dumb"])
    #expect(await terminal.waitUntil("Format, a number or a name"), "\(terminal.screen.text)")
    terminal.send("NV12\n")
    #expect(await terminal.waitUntil("Size, a number or a name"))
    terminal.send("640x360\n")
    #expect(await terminal.waitUntil("Rate, a number or a name"))
    terminal.send("\n")
    #expect(await terminal.waitUntil("Set it? [y/N]"), "\(terminal.screen.text)")
    terminal.send("n\n")
    #expect(await terminal.wait() == 0)
    #expect(terminal.screen.text.contains("Nothing was changed."))
    #expect(!terminal.screen.isAlternate)
    #expect(try set() == "YUYV 320x180 @ 25 fps")
  }

  @Test func `a device that somebody streams from is seen to be busy, by whom, and not disturbed`()
    async throws
  {
    let other = try PseudoTerminal.run(
      ["capture", node, "--duration", "60s", "-o", "null"], columns: 120)
    #expect(await other.waitUntil("frames"), "\(other.screen.text)")
    let terminal = try await negotiate(columns: 132, rows: 43)
    #expect(await terminal.waitUntil("ALSO OPEN IN"), "\(terminal.screen.text)")
    #expect(terminal.screen.text.contains("vidctl (pid \(other.processIdentifier))"))
    terminal.send("\(down)\r")
    #expect(await terminal.waitUntil("the device is busy: vidctl (pid"), "\(terminal.screen.text)")
    #expect(try set() == "YUYV 320x180 @ 25 fps")
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    other.kill(SIGINT)
    #expect(await other.wait() == 130)
  }

  @Test func `inputs, timings and rectangles are set on their pages, and taken back`() async throws
  {
    let terminal = try await negotiate()
    terminal.send("]4\r")
    #expect(await terminal.waitUntil("set input 3"), "\(terminal.screen.text)")
    terminal.send("]")
    #expect(await terminal.waitUntil("signal: 1"), "\(terminal.screen.text)")
    terminal.send("\u{1b}[H4\r")
    #expect(await terminal.waitUntil("set 1280x720p24"), "\(terminal.screen.text)")
    let timings = try await Tool.shell("v4l2-ctl -d \(node) --get-dv-timings")
    #expect(timings.output.contains("Active width: 1280"))
    terminal.send("]")
    #expect(await terminal.waitUntil("crop bounds"), "\(terminal.screen.text)")
    await GoldenScreen.expect(terminal, shows: "negotiate-crop-80x24")
    terminal.send("640\r")
    #expect(await terminal.waitUntil("set crop 640x720+0+0"), "\(terminal.screen.text)")
    let crop = try await Tool.shell("v4l2-ctl -d \(node) --get-selection target=crop")
    #expect(crop.output.contains("Width 640"))
    for _ in 0..<3 {
      terminal.send("u")
      try await Task.sleep(for: .milliseconds(700))
    }
    #expect(await terminal.waitUntil("back to YUYV 320x180"), "\(terminal.screen.text)")
    #expect(try Device(path: node).currentInput() == 0)
    terminal.send("q")
    #expect(await terminal.wait() == 0)
    expectRestored(terminal)
  }

  @Test func `a device that vanishes ends it with one sentence`() async throws {
    let terminal = try await negotiate()
    _ = try await Tool.shell("v4l2-ctl -d \(node) -c disconnect=1")
    terminal.send(down)
    #expect(await terminal.wait() == 1)
    expectRestored(terminal)
    let left = terminal.screen.lines.joined()
    #expect(left.contains("the device was disconnected; plug it in again"), "\(left)")
    for _ in 0..<50 where (try? Device(path: node)) == nil {
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}
