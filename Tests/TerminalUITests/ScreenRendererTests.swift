import TerminalUI
import TestSupport
import Testing

/// What the renderer sends, shown by a terminal in memory and compared with what was meant.
@Suite struct ScreenRendererTests {
  private func attributes(_ style: CellStyle) -> ScreenText.Attributes {
    func color(_ color: TerminalColor) -> ScreenText.Color {
      switch color {
      case .standard: .standard
      case .palette(let index): .palette(Int(index))
      case .rgb(let red, let green, let blue): .rgb(Int(red), Int(green), Int(blue))
      }
    }
    var attributes = ScreenText.Attributes()
    attributes.foreground = color(style.foreground)
    attributes.background = color(style.background)
    attributes.isBold = style.isBold
    attributes.isDim = style.isDim
    attributes.isUnderlined = style.isUnderlined
    attributes.isReversed = style.isReversed
    return attributes
  }

  private func differences(_ screen: Screen, _ terminal: ScreenText) -> [String] {
    var found: [String] = []
    for row in 0..<screen.rows {
      for column in 0..<screen.columns {
        let (cell, seen) = (screen[row, column], terminal[row, column])
        let text = cell.isTail ? "" : String(cell.character)
        if text != seen.text || attributes(cell.style) != seen.attributes {
          found.append("\(row),\(column): \(cell) is seen as \(seen)")
        }
      }
    }
    if let cursor = screen.cursor, cursor != terminal.cursor { found.append("the cursor's place") }
    if (screen.cursor != nil) != terminal.isCursorVisible {
      found.append("the cursor's being shown")
    }
    return found + terminal.unknown
  }

  private func scribble(_ screen: inout Screen, _ random: inout SplitMix) {
    let colors: [TerminalColor] = [
      .standard, .standard, .palette(3), .palette(12), .palette(200), .rgb(1, 20, 255),
    ]
    let texts = ["a", "hello there", "カメラ", "▀▄█", "      ", "x y  z", "\u{1fb00}", "é"]
    for _ in 0..<Int(random.next() % 6) {
      let style = CellStyle(
        foreground: colors[Int(random.next() % 6)], background: colors[Int(random.next() % 6)],
        bold: random.next() % 4 == 0, dim: random.next() % 4 == 0,
        underlined: random.next() % 5 == 0, reversed: random.next() % 5 == 0)
      let row = Int(random.next() % 9) - 1
      let column = Int(random.next() % 32) - 2
      if random.next() % 3 == 0 {
        screen.fill(
          row: row, column: column, columns: Int(random.next() % 20), rows: Int(random.next() % 4),
          style: random.next() % 2 == 0 ? .plain : style)
      } else {
        screen.write(texts[Int(random.next() % 8)], row: row, column: column, style: style)
      }
    }
    screen.cursor =
      random.next() % 3 == 0 ? nil : (Int(random.next() % 7), Int(random.next() % 30))
  }

  @Test func `any change arrives, whatever was there before`() {
    var random = SplitMix(state: 3)
    for _ in 0..<60 {
      var renderer = ScreenRenderer(colored: true, depth: .trueColor)
      var terminal = ScreenText(columns: 28, rows: 6)
      terminal.feed(Array("\u{1b}[?7l\u{1b}[1;31mwhat was there before".utf8))
      var screen = Screen(columns: 28, rows: 6)
      for step in 0..<30 {
        if random.next() % 12 == 0 { screen = Screen(columns: 28, rows: 6) }
        if random.next() % 15 == 0 { renderer.invalidate() }
        scribble(&screen, &random)
        terminal.feed(renderer.update(to: screen))
        let found = differences(screen, terminal)
        #expect(found.isEmpty, "step \(step): \(found.prefix(4))")
        if !found.isEmpty { return }
        #expect(renderer.update(to: screen).isEmpty, "what is shown already costs nothing")
      }
    }
  }

  @Test func `only what differs is sent`() {
    var renderer = ScreenRenderer(colored: true, depth: .trueColor)
    var screen = Screen(columns: 80, rows: 24)
    screen.write("a status line of some length", row: 23, column: 0)
    _ = renderer.update(to: screen)
    screen.write("b", row: 23, column: 2, style: CellStyle(bold: true))
    let bytes = renderer.update(to: screen)
    #expect(String(decoding: bytes, as: UTF8.self) == "\u{1b}[24;3H\u{1b}[1mb\u{1b}[m")
    screen.fill(row: 23, column: 0, columns: 80, style: .plain)
    #expect(String(decoding: renderer.update(to: screen), as: UTF8.self) == "\u{1b}[24H\u{1b}[K")
  }

  @Test func `a size that changed is drawn from nothing`() {
    var renderer = ScreenRenderer(colored: true, depth: .trueColor)
    var screen = Screen(columns: 10, rows: 2)
    screen.write("text", row: 0, column: 0)
    _ = renderer.update(to: screen)
    var other = Screen(columns: 11, rows: 2)
    other.write("text", row: 0, column: 0)
    #expect(String(decoding: renderer.update(to: other), as: UTF8.self).contains("\u{1b}[2J"))
  }

  @Test func `without colours a selection can still be seen`() {
    var renderer = ScreenRenderer(colored: false, depth: .trueColor)
    var screen = Screen(columns: 10, rows: 1)
    let style = CellStyle(
      foreground: .rgb(1, 2, 3), background: .palette(4), bold: true, reversed: true)
    screen.write("x", row: 0, column: 0, style: style)
    let bytes = renderer.update(to: screen)
    #expect(String(decoding: bytes, as: UTF8.self).contains("\u{1b}[1;7mx\u{1b}[m"))
    screen.write("x", row: 0, column: 0, style: CellStyle(bold: true, reversed: true))
    #expect(renderer.update(to: screen).isEmpty)
  }

  @Test func `colours are the nearest the terminal has`() {
    func sent(_ color: TerminalColor, _ depth: ColorDepth) -> String {
      var renderer = ScreenRenderer(colored: true, depth: depth)
      var screen = Screen(columns: 1, rows: 1)
      _ = renderer.update(to: screen)
      screen.write("x", row: 0, column: 0, style: CellStyle(foreground: color))
      return String(decoding: renderer.update(to: screen), as: UTF8.self)
    }
    #expect(sent(.rgb(255, 0, 0), .palette256).contains("\u{1b}[38;5;196m"))
    #expect(sent(.rgb(128, 128, 128), .palette256).contains("\u{1b}[38;5;244m"))
    #expect(sent(.rgb(255, 0, 0), .palette16).contains("\u{1b}[91m"))
    #expect(sent(.palette(196), .palette16).contains("\u{1b}[91m"))
    #expect(sent(.palette(2), .palette16).contains("\u{1b}[32m"))
    #expect(sent(.rgb(1, 2, 3), .trueColor).contains("\u{1b}[38;2;1;2;3m"))
  }

  @Test func `where only ASCII can be shown nothing else is sent`() {
    var renderer = ScreenRenderer(colored: true, depth: .palette16, ascii: true)
    var screen = Screen(columns: 30, rows: 1)
    screen.write("a→b·c…カ─│é", row: 0, column: 0)
    let bytes = renderer.update(to: screen)
    #expect(bytes.allSatisfy { $0 < 0x80 })
    var terminal = ScreenText(columns: 30, rows: 1)
    terminal.feed(bytes)
    #expect(terminal.lines == ["a>b*c~??-|?"])
  }

  @Test func `the environment says how many colours there are`() {
    func depth(_ variables: [String: String]) -> ColorDepth { .detected { variables[$0] } }
    #expect(depth(["TERM": "xterm-256color"]) == .palette256)
    #expect(depth(["TERM": "xterm-256color", "COLORTERM": "truecolor"]) == .trueColor)
    #expect(depth(["TERM": "xterm-kitty"]) == .trueColor)
    #expect(depth(["TERM": "linux"]) == .palette16)
    #expect(depth(["TERM": "xterm-direct", "NO_COLOR": "1"]) == .monochrome)
    #expect(depth(["TERM": "xterm-direct", "NO_COLOR": ""]) == .trueColor)
    #expect(depth(["TERM": "dumb"]) == .monochrome)
    #expect(depth([:]) == .monochrome)
  }
}
