/// What a terminal shows: a grid of cells and a cursor.
///
/// A pure value, drawn into and compared. Whatever falls outside is cut off, so that drawing for a screen of
/// eighty columns does no harm on one of ten. A wide character always has both its cells: where one
/// of them is overwritten, the other becomes blank.
package struct Screen: Hashable, Sendable {
  /// Cells of a row.
  package let columns: Int
  /// Rows.
  package let rows: Int
  private var cells: [Cell]
  private var cursorRow: Int?
  private var cursorColumn = 0

  /// Makes a blank screen; a negative size is none.
  package init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    cells = Array(repeating: .blank, count: self.columns * self.rows)
  }

  /// Where the cursor is shown; nil hides it, and so does a place outside.
  package var cursor: (row: Int, column: Int)? {
    get { cursorRow.map { ($0, cursorColumn) } }
    set {
      let isInside = newValue.map { contains($0.row, $0.column) } ?? false
      cursorRow = isInside ? newValue?.row : nil
      cursorColumn = isInside ? newValue?.column ?? 0 : 0
    }
  }

  private func contains(_ row: Int, _ column: Int) -> Bool {
    row >= 0 && row < rows && column >= 0 && column < columns
  }

  /// A cell; outside of the screen it reads as blank and ignores what is written.
  ///
  /// A wide character takes the cell after it as well, and is a blank where there is none.
  package subscript(row: Int, column: Int) -> Cell {
    get { contains(row, column) ? cells[row * columns + column] : .blank }
    set {
      guard contains(row, column) else { return }
      // Pictures are drawn cell by cell, of characters whose width is known to be one.
      guard !newValue.character.isKnownToBeNarrow else {
        put(newValue, row, column)
        return
      }
      guard !newValue.isTail, TextWidth.columns(newValue.character) == 2 else {
        put(newValue.isTail ? .blank : newValue, row, column)
        return
      }
      putWide(newValue, row, column)
    }
  }

  private mutating func put(_ cell: Cell, _ row: Int, _ column: Int) {
    let index = row * columns + column
    if cells[index].isTail, column > 0 { cells[index - 1].character = " " }
    if column + 1 < columns, cells[index + 1].isTail { cells[index + 1].character = " " }
    cells[index] = cell
  }

  private mutating func putWide(_ cell: Cell, _ row: Int, _ column: Int) {
    guard column + 1 < columns else {
      put(Cell(character: " ", style: cell.style), row, column)
      return
    }
    put(cell, row, column)
    put(Cell(character: " ", style: cell.style), row, column + 1)
    cells[row * columns + column + 1].character = Cell.tail
  }

  /// Writes text from a place to the right, over what is there, and answers the column after it.
  ///
  /// It ends at the edge of the screen or after `limit` columns; text that a limit cuts off ends with an
  /// ellipsis instead of its rest. Control characters are replaced, marks that stand alone left out.
  @discardableResult
  package mutating func write(
    _ text: String, row: Int, column: Int, style: CellStyle = .plain, limit: Int? = nil
  ) -> Int {
    let text = TextWidth.printable(text)
    guard let limit, TextWidth.columns(text) > limit else {
      return put(text, row, column, style, end: .max)
    }
    guard limit > 0 else { return column }
    let (end, overflow) = column.addingReportingOverflow(limit)
    let last = put(text, row, column, style, end: overflow ? .max : end - 1)
    return put("…", row, last, style, end: .max)
  }

  /// Puts the characters that fit in front of a column.
  private mutating func put(
    _ text: String, _ row: Int, _ start: Int, _ style: CellStyle, end: Int
  ) -> Int {
    var column = start
    for character in text {
      let width = TextWidth.columns(character)
      guard width > 0 else { continue }
      guard column <= end - width, column < columns else { break }
      // A wide character that begins to the left of the screen shows no half of itself.
      self[row, column] = Cell(character: character, style: style)
      column += width
    }
    return column
  }

  /// Fills a rectangle with a character of one column.
  package mutating func fill(
    row: Int, column: Int, columns width: Int, rows height: Int = 1, style: CellStyle,
    character: Character = " "
  ) {
    let (top, left) = (max(0, row), max(0, column))
    let bottom = row.addingReportingOverflow(max(0, height))
    let right = column.addingReportingOverflow(max(0, width))
    let cell = Cell(character: character, style: style)
    for y in top..<max(top, bottom.overflow ? rows : min(rows, bottom.partialValue)) {
      for x in left..<max(left, right.overflow ? columns : min(columns, right.partialValue)) {
        self[y, x] = cell
      }
    }
  }

  /// The rows as text, without blanks at their ends.
  package var lines: [String] {
    (0..<rows).map { row in
      var line = ""
      for cell in cells[(row * columns)..<((row + 1) * columns)] where !cell.isTail {
        line.append(cell.character)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// The cells of a row, for the renderer.
  func row(_ number: Int) -> ArraySlice<Cell> {
    cells[(number * columns)..<((number + 1) * columns)]
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.columns == right.columns && left.rows == right.rows && left.cursorRow == right.cursorRow
      && left.cursorColumn == right.cursorColumn && left.cells == right.cells
  }
}

extension Character {
  /// Whether it surely takes one column: ASCII, and the blocks that pictures and frames are drawn of.
  var isKnownToBeNarrow: Bool {
    var scalars = unicodeScalars.makeIterator()
    guard let first = scalars.next(), scalars.next() == nil else { return false }
    return (0x20...0x7e).contains(first.value) || (0x2500...0x259f).contains(first.value)
      || (0x2800...0x28ff).contains(first.value) || (0x1fb00...0x1fbaf).contains(first.value)
  }
}
