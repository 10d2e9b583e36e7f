#if Chafa
import TerminalUI
import TestSupport
import Testing

/// Pictures as cells and as the bytes of protocols.
@Suite struct TerminalPictureTests {
  /// Red on the left, blue on the right.
  private let pixels: [UInt8] = (0..<(64 * 48)).flatMap { index in
    index % 64 < 32 ? [255, 0, 0] : [0, 0, 255] as [UInt8]
  }

  private func drawn(
    _ symbols: PictureSymbols, _ depth: ColorDepth, columns: Int = 20, rows: Int = 6
  ) -> (screen: Screen, place: CellArea) {
    var screen = Screen(columns: columns, rows: rows)
    screen.fill(row: 0, column: 0, columns: columns, rows: rows, style: .plain, character: "?")
    var picture = TerminalPicture(
      PictureOptions(means: .symbols, symbols: symbols, depth: depth))
    let area = CellArea(row: 0, column: 0, columns: columns, rows: rows - 1)
    let place = unsafe picture.draw(
      pixels.span.bytes, width: 64, height: 48, into: &screen, area: area)
    return (screen, place)
  }

  /// The colour that most of a cell has.
  private func color(_ cell: Cell) -> TerminalColor {
    "█▉▊▋".contains(cell.character) ? cell.style.foreground : cell.style.background
  }

  @Test func `colours are where they belong`() {
    let (screen, place) = drawn(.block, .trueColor)
    #expect(place == CellArea(row: 0, column: 3, columns: 13, rows: 5))
    #expect(color(screen[2, place.column + 1]) == .rgb(255, 0, 0))
    #expect(color(screen[2, place.column + 11]) == .rgb(0, 0, 255))
    #expect(screen.lines[2].prefix(3) == "   ", "what is beside the picture is cleared")
    #expect(screen.lines[5] == String(repeating: "?", count: 20), "what is outside is left")
  }

  @Test func `a palette gives numbers of the palette`() {
    let (screen, place) = drawn(.half, .palette256)
    guard case .palette(let index) = color(screen[2, place.column + 1]) else {
      Issue.record("\(screen[2, place.column + 1])")
      return
    }
    #expect(index == 196 || index == 9 || index == 160, "\(index)")
  }

  @Test(arguments: PictureSymbols.allCases)
  func `symbols take one column each`(_ symbols: PictureSymbols) {
    let (screen, _) = drawn(symbols, .trueColor)
    for row in 0..<5 { for column in 0..<20 { #expect(!screen[row, column].isTail) } }
    if symbols == .ascii {
      let isASCII = screen.lines.joined().allSatisfy { $0.isASCII }
      #expect(isASCII)
    }
  }

  @Test func `without colours there are none`() {
    let (screen, _) = drawn(.ascii, .monochrome)
    for row in 0..<5 { for column in 0..<20 { #expect(screen[row, column].style == .plain) } }
  }

  @Test func `there is no place too small`() {
    for (columns, rows) in [(0, 0), (1, 1), (1, 2), (2, 2), (80, 1), (1, 50)] {
      let (screen, _) = drawn(.block, .trueColor, columns: columns, rows: rows)
      #expect(screen.columns == columns)
    }
  }

  @Test(
    arguments: [
      (.kitty, "_Ga=T"), (.sixel, "P0;1;0q"), (.iterm, "]1337;File="),
    ] as [(PictureProtocol, String)])
  func `pixels come by the protocol`(_ means: PictureProtocol, _ introducer: String) {
    var picture = TerminalPicture(
      PictureOptions(means: means, symbols: .block, depth: .trueColor))
    var bytes: [UInt8] = []
    let area = CellArea(row: 0, column: 0, columns: 20, rows: 5)
    unsafe picture.encode(
      pixels.span.bytes, width: 64, height: 48, area: area, cell: (10, 20), into: &bytes)
    var terminal = ScreenText(columns: 20, rows: 6)
    terminal.feed(bytes)
    #expect(
      terminal.strings.contains { $0.hasPrefix(introducer) },
      "\(terminal.strings.map { $0.prefix(40) })")
    #expect(terminal.text.trimmed == "", "nothing of it is taken for text")
  }
}
#endif
