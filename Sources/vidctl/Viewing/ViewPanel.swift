import TerminalUI

/// What may lie over the picture.
enum ViewPanel {
  case none
  case help
  case info
  case controls

  private static let keys = [
    ("q, escape", "quit"), ("space", "freeze the picture, and go on"),
    ("s", "save the picture as PNG in the current folder"), ("m", "draw with other symbols"),
    ("i", "what comes from the camera"), ("c", "brightness and all the other controls"),
    ("ctrl-Z", "back to the shell; fg returns"),
    ("?", "these keys"),
  ]

  /// Draws the panel into the middle of the screen.
  func draw(on screen: inout Screen, facts: [(String, String)]) {
    switch self {
    // The sliders are drawn by their page.
    case .none, .controls: break
    case .help: Self.draw("Keys", Self.keys, on: &screen)
    case .info: Self.draw("Camera", facts, on: &screen)
    }
  }

  private static let body = CellStyle(foreground: .palette(15), background: .palette(0))
  private static let edge = CellStyle(foreground: .palette(8), background: .palette(0))
  private static let name = CellStyle(foreground: .palette(14), background: .palette(0))
  private static let title = CellStyle(
    foreground: .palette(15), background: .palette(0), bold: true)

  /// Draws any list of names and texts in a frame.
  static func draw(_ heading: String, _ rows: [(String, String)], on screen: inout Screen) {
    let names = rows.map { TextWidth.columns($0.0) }.max() ?? 0
    let texts = rows.map { TextWidth.columns($0.1) }.max() ?? 0
    let width = min(screen.columns, names + texts + 8)
    let height = min(screen.rows - 1, rows.count + 4)
    guard width > 12, height > 2 else { return }
    let (top, left) = ((screen.rows - 1 - height) / 2, (screen.columns - width) / 2)
    screen.fill(row: top, column: left, columns: width, rows: height, style: body)
    frame(top, left, width, height, on: &screen)
    screen.write(" \(heading) ", row: top, column: left + 2, style: title, limit: width - 4)
    // On a low screen the rows are more important than the air around them.
    let first = height >= rows.count + 4 ? top + 2 : top + 1
    for (index, row) in rows.prefix(height - 2).enumerated() {
      screen.write(row.0, row: first + index, column: left + 3, style: name, limit: names)
      screen.write(
        row.1, row: first + index, column: left + 5 + names, style: body,
        limit: max(0, width - names - 7))
    }
  }

  private static func frame(
    _ top: Int, _ left: Int, _ width: Int, _ height: Int, on screen: inout Screen
  ) {
    let (bottom, right) = (top + height - 1, left + width - 1)
    for row in [top, bottom] {
      screen.fill(row: row, column: left, columns: width, style: edge, character: "─")
    }
    for column in [left, right] {
      screen.fill(row: top, column: column, columns: 1, rows: height, style: edge, character: "│")
    }
    for (row, column, corner) in [
      (top, left, "╭"), (top, right, "╮"), (bottom, left, "╰"), (bottom, right, "╯"),
    ] as [(Int, Int, Character)] {
      screen[row, column] = Cell(character: corner, style: edge)
    }
  }
}
