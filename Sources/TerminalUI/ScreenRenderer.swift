/// Turns screens into what a terminal must be sent to show them, beginning from what it shows already.
///
/// The renderer remembers the screen it drew last and sends the cells that differ, with the shortest ways
/// from one to the next. Without colours a style keeps its bold, dim, underlined and reversed, so that a
/// selection can still be seen. After every update the terminal is back at plain text.
package struct ScreenRenderer: Sendable {
  private let depth: ColorDepth
  private let isPlainASCII: Bool
  private var shown: Screen?
  /// Columns of the screen being drawn.
  private var columns = 0
  private var bytes: [UInt8] = []
  private var pen = CellStyle.plain
  /// Where the terminal would draw next; nil when that is not known, as behind the last column.
  private var position: (row: Int, column: Int)?
  private var isCursorShown: Bool?

  /// Prepares for a terminal: with colours or without, how many, and whether it must do with ASCII.
  package init(colored: Bool, depth: ColorDepth, ascii: Bool = false) {
    self.depth = colored ? depth : .monochrome
    isPlainASCII = ascii
  }

  /// Forgets what the terminal shows; the next update clears it and draws everything.
  package mutating func invalidate() { shown = nil }

  /// The bytes that make the terminal show a screen; none when it does already.
  package mutating func update(to screen: Screen) -> [UInt8] {
    bytes.removeAll(keepingCapacity: true)
    position = nil
    columns = screen.columns
    let old = before(screen)
    for row in 0..<screen.rows { drawRow(row, old.row(row), screen.row(row)) }
    setStyle(.plain)
    placeCursor(screen, old)
    shown = screen
    return bytes
  }

  /// What there is to start from: what was drawn last, or a screen that is cleared for the purpose.
  private mutating func before(_ screen: Screen) -> Screen {
    if let shown, shown.columns == screen.columns, shown.rows == screen.rows { return shown }
    pen = .plain
    isCursorShown = nil
    append("\u{1b}[m\u{1b}[H\u{1b}[2J")
    return Screen(columns: screen.columns, rows: screen.rows)
  }

  private mutating func drawRow(_ row: Int, _ old: ArraySlice<Cell>, _ new: ArraySlice<Cell>) {
    let count = new.count
    let (oldStart, newStart) = (old.startIndex, new.startIndex)
    func isSame(_ column: Int) -> Bool {
      let (a, b) = (old[oldStart + column], new[newStart + column])
      return a == b || (a.character == b.character && look(a.style) == look(b.style))
    }
    // Blanks up to the end of the row are cheaper erased than written.
    var end = count
    while end > 0, new[newStart + end - 1] == .blank { end -= 1 }
    var column = 0
    while column < count {
      let isWide = column + 1 < count && new[newStart + column + 1].isTail
      let width = isWide ? 2 : 1
      if isSame(column), !isWide || isSame(column + 1) {
        column += width
        continue
      }
      if column >= end, count - column > 3 {
        move(to: row, column, new)
        setStyle(.plain)
        append("\u{1b}[K")
        return
      }
      move(to: row, column, new)
      draw(new[newStart + column], width: width)
      column += width
    }
  }

  /// Colours and attributes as this terminal gets them.
  private func look(_ style: CellStyle) -> CellStyle {
    guard style.foreground != .standard || style.background != .standard else { return style }
    var look = style
    look.foreground = depth.nearest(style.foreground)
    look.background = depth.nearest(style.background)
    return look
  }

  private mutating func draw(_ cell: Cell, width: Int) {
    setStyle(look(cell.style))
    let character = cell.isTail ? " " : cell.character
    if isPlainASCII, !character.isASCII {
      let substitute = ASCIISubstitute.of(character)
      for _ in 0..<width { bytes.append(substitute) }
    } else {
      bytes.append(contentsOf: character.utf8)
    }
    guard let place = position else { return }
    let next = place.column + width
    // Terminals do not agree on how wide an unusual character is, nor on where the cursor is behind
    // the last column: from there a way is told that holds for all.
    let isCertain = isPlainASCII || character.isKnownToBeNarrow
    position = isCertain && next < columns ? (place.row, next) : nil
  }

  private mutating func move(to row: Int, _ column: Int, _ cells: ArraySlice<Cell>) {
    defer { position = (row, column) }
    guard let place = position, place.row == row, place.column <= column else {
      append("\u{1b}[")
      append(row + 1)
      if column > 0 {
        append(";")
        append(column + 1)
      }
      append("H")
      return
    }
    let gap = column - place.column
    guard gap > 0 else { return }
    let between = cells.dropFirst(place.column).prefix(gap)
    // Few cells in the same style are as cheap written again as jumped over.
    if gap <= 4,
      between.allSatisfy({ $0.character.isASCII && !$0.isTail && look($0.style) == pen })
    {
      for cell in between { bytes.append(contentsOf: cell.character.utf8) }
      return
    }
    append("\u{1b}[")
    if gap > 1 { append(gap) }
    append("C")
  }

  private mutating func placeCursor(_ screen: Screen, _ old: Screen) {
    guard let cursor = screen.cursor else {
      if isCursorShown != false { append("\u{1b}[?25l") }
      isCursorShown = false
      return
    }
    let isThere = old.cursor.map { $0 == cursor } ?? false
    if !bytes.isEmpty || !isThere {
      position = nil
      move(to: cursor.row, cursor.column, screen.row(cursor.row))
    }
    if isCursorShown != true { append("\u{1b}[?25h") }
    isCursorShown = true
  }
}

// Escape sequences.
extension ScreenRenderer {
  private mutating func setStyle(_ style: CellStyle) {
    guard style != pen else { return }
    defer { pen = style }
    guard style != .plain else {
      append("\u{1b}[m")
      return
    }
    var codes = 0
    func separator() -> String {
      codes += 1
      return codes == 1 ? "\u{1b}[" : ";"
    }
    // Bold and dim can only be ended together.
    let endsWeight = (pen.isBold && !style.isBold) || (pen.isDim && !style.isDim)
    if endsWeight { append(separator() + "22") }
    if style.isBold, !pen.isBold || endsWeight { append(separator() + "1") }
    if style.isDim, !pen.isDim || endsWeight { append(separator() + "2") }
    if style.isUnderlined != pen.isUnderlined {
      append(separator() + (style.isUnderlined ? "4" : "24"))
    }
    if style.isReversed != pen.isReversed { append(separator() + (style.isReversed ? "7" : "27")) }
    if style.foreground != pen.foreground {
      append(separator())
      append(style.foreground, base: 30)
    }
    if style.background != pen.background {
      append(separator())
      append(style.background, base: 40)
    }
    append("m")
  }

  private mutating func append(_ color: TerminalColor, base: Int) {
    switch color {
    case .standard: append(base + 9)
    case .palette(let index) where index < 8: append(base + Int(index))
    case .palette(let index) where index < 16: append(base + 60 + Int(index) - 8)
    case .palette(let index):
      append(base + 8)
      append(";5;")
      append(Int(index))
    case .rgb(let red, let green, let blue):
      append(base + 8)
      append(";2;")
      append(Int(red))
      append(";")
      append(Int(green))
      append(";")
      append(Int(blue))
    }
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func append(_ number: Int) {
    if number >= 10 { append(number / 10) }
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
  }
}

/// What to show of a character where only ASCII can be.
enum ASCIISubstitute {
  static func of(_ character: Character) -> UInt8 {
    switch character {
    case "…": UInt8(ascii: "~")
    case "·", "•", "●": UInt8(ascii: "*")
    case "→", "▶", "›": UInt8(ascii: ">")
    case "←", "◀", "‹": UInt8(ascii: "<")
    case "–", "—", "─", "━": UInt8(ascii: "-")
    case "│", "┃": UInt8(ascii: "|")
    case "┌", "┐", "└", "┘", "├", "┤", "┬", "┴", "┼", "╭", "╮", "╯", "╰": UInt8(ascii: "+")
    case "µ": UInt8(ascii: "u")
    case "×": UInt8(ascii: "x")
    case "█", "▓": UInt8(ascii: "#")
    case "▒", "▀", "▄", "▌", "▐": UInt8(ascii: "=")
    case "░": UInt8(ascii: ".")
    default: UInt8(ascii: "?")
    }
  }
}
