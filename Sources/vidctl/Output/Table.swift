import TerminalUI

/// Rows in aligned columns, of which the last takes the rest of the line and wraps.
///
/// Trailing blanks are never written. A cell may span no columns; an empty one leaves a gap.
struct Table {
  /// Where a column's text stands.
  enum Alignment {
    case left
    case right
  }

  /// The columns' titles; without any there is no title line.
  var titles: [String]
  /// Each column's alignment; left where none is given.
  var alignments: [Alignment]
  /// Blanks in front of every line.
  var indent: Int
  /// Columns that a column takes at least, so that tables below one another line up.
  var leastWidths: [Int] = []
  /// The rows.
  private(set) var rows: [[Styled]] = []

  init(titles: [String] = [], alignments: [Alignment] = [], indent: Int = 0) {
    self.titles = titles
    self.alignments = alignments
    self.indent = indent
  }

  /// Adds a row.
  mutating func add(_ cells: [Styled]) {
    rows.append(cells)
  }

  /// Whether there is nothing to show.
  var isEmpty: Bool { rows.isEmpty }

  /// The table as text, every line ended.
  func rendered(on canvas: Canvas) -> String {
    let header = titles.isEmpty ? [] : [titles.map { Styled($0, .dim) }]
    let all = header + rows
    let count = all.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      let widest = all.map { column < $0.count ? TextWidth.columns($0[column].text) : 0 }.max()
      return max(widest ?? 0, column < leastWidths.count ? leastWidths[column] : 0)
    }
    return all.map { line($0, widths, canvas) }.joined()
  }

  private static let gap = 2
  /// A last column narrower than this is left to the terminal's own wrapping.
  private static let narrowest = 20

  private func line(_ cells: [Styled], _ widths: [Int], _ canvas: Canvas) -> String {
    var text = String(repeating: " ", count: indent)
    var position = indent
    // Blanks owed, written only when something follows.
    var owed = 0
    for (column, cell) in cells.enumerated() {
      let isLast = column == widths.count - 1
      let width = TextWidth.columns(cell.text)
      let padding = max(0, widths[column] - width)
      let isRight = column < alignments.count && alignments[column] == .right
      if isRight { owed += padding }
      if !cell.text.isEmpty {
        text += String(repeating: " ", count: owed)
        position += owed
        owed = 0
        if isLast, let limit = canvas.columns, limit - position >= Self.narrowest {
          let lines = TextWidth.wrap(cell.text, columns: limit - position)
          let margin = "\n" + String(repeating: " ", count: position)
          text += lines.map { Styled($0, cell.style).rendered(colored: canvas.isColored) }
            .joined(separator: margin)
        } else {
          text += cell.rendered(colored: canvas.isColored)
        }
        position += width
      }
      if !isRight { owed += padding }
      owed += Self.gap
    }
    return text == String(repeating: " ", count: indent) ? "\n" : text + "\n"
  }
}
