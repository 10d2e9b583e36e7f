import TerminalUI
import Testing

/// The grid of cells and its edges.
@Suite struct ScreenTests {
  @Test func `text stands where it was written`() {
    var screen = Screen(columns: 12, rows: 3)
    #expect(screen.write("hello", row: 1, column: 2) == 7)
    #expect(screen.lines == ["", "  hello", ""])
    #expect(screen[1, 2].character == "h")
    #expect(screen[1, 2].style == .plain)
  }

  @Test func `whatever is outside is cut off`() {
    var screen = Screen(columns: 5, rows: 2)
    #expect(screen.write("abcdefgh", row: 0, column: 2) == 5)
    #expect(screen.write("xyz", row: 1, column: -1) == 2)
    screen.write("no", row: 2, column: 0)
    screen.write("no", row: -1, column: 0)
    screen.write("no", row: 0, column: 5)
    screen[7, 7] = Cell(character: "!")
    #expect(screen.lines == ["  abc", "yz"])
    #expect(screen[9, 9] == .blank && screen[-1, 0] == .blank)
  }

  @Test func `a limit leaves an ellipsis`() {
    var screen = Screen(columns: 20, rows: 1)
    #expect(screen.write("a long name", row: 0, column: 0, limit: 6) == 6)
    #expect(screen.lines == ["a lon…"])
    var other = Screen(columns: 20, rows: 4)
    #expect(other.write("fits", row: 0, column: 0, limit: 4) == 4)
    #expect(other.write("カメラ", row: 1, column: 0, limit: 4) == 3)
    #expect(other.write("no", row: 2, column: 0, limit: 0) == 0)
    #expect(other.write("no", row: 3, column: 0, limit: 1) == 1)
    #expect(other.lines == ["fits", "カ…", "", "…"])
  }

  @Test func `control characters never get onto the screen`() {
    var screen = Screen(columns: 20, rows: 1)
    screen.write("a\u{1b}[2J\n\u{7}b\u{202e}", row: 0, column: 0)
    #expect(screen.lines == ["a\u{fffd}[2J\u{fffd}\u{fffd}b\u{fffd}"])
  }

  @Test func `wide characters have two cells or none`() {
    var screen = Screen(columns: 6, rows: 2)
    #expect(screen.write("aカb", row: 0, column: 0) == 4)
    #expect(screen[0, 1].character == "カ" && screen[0, 2].isTail)
    screen.write("x", row: 0, column: 2)
    #expect(screen.lines[0] == "a xb")
    screen.write("カ", row: 0, column: 1)
    screen.write("y", row: 0, column: 1)
    #expect(screen.lines[0] == "ay b")
    screen.write("カ", row: 1, column: 0)
    screen.write("メ", row: 1, column: 1)
    #expect(screen.lines[1] == " メ")
    // Half a character at the edge is none.
    #expect(screen.write("カ", row: 1, column: 5) <= 7)
    #expect(screen[1, 5].character == " ")
  }

  @Test func `a rectangle is filled as far as it is inside`() {
    var screen = Screen(columns: 4, rows: 4)
    let style = CellStyle(background: .palette(4))
    screen.fill(row: 1, column: -2, columns: 4, rows: 2, style: style, character: "#")
    #expect(screen.lines == ["", "##", "##", ""])
    screen.fill(row: -3, column: 3, columns: .max, rows: .max, style: .plain, character: "|")
    #expect(screen.lines == ["   |", "## |", "## |", "   |"])
    screen.fill(row: 0, column: 0, columns: -1, rows: 1, style: .plain, character: "?")
    #expect(screen.lines[0] == "   |")
    #expect(screen[1, 0].style == style)
  }

  @Test func `a cursor outside is hidden`() {
    var screen = Screen(columns: 4, rows: 4)
    screen.cursor = (1, 2)
    #expect(screen.cursor.map { $0 == (1, 2) } == true)
    screen.cursor = (4, 0)
    #expect(screen.cursor == nil)
  }

  @Test func `an empty screen takes everything`() {
    var screen = Screen(columns: 0, rows: -3)
    #expect(screen.write("text", row: 0, column: 0) == 0)
    screen.fill(row: 0, column: 0, columns: 3, rows: 3, style: .plain)
    #expect(screen.lines == [])
  }

  @Test func `a picture keeps its proportions`() {
    let area = CellArea(row: 0, column: 0, columns: 80, rows: 23)
    let vga = area.fitting(width: 640, height: 480, cellAspect: 0.5)
    #expect(vga == CellArea(row: 0, column: 9, columns: 61, rows: 23))
    let wide = area.fitting(width: 3840, height: 1080, cellAspect: 0.5)
    #expect(wide == CellArea(row: 6, column: 0, columns: 80, rows: 11))
    #expect(area.fitting(width: 0, height: 5, cellAspect: 0.5).columns == 0)
    #expect(area.fitting(width: 1, height: 100_000, cellAspect: 0.5).columns == 1)
  }
}
