/// A terminal in memory: interprets what a program sends and knows what a person would see.
///
/// It does what xterm does with text, the cursor, colours, erasing, scrolling and the alternate screen. What
/// it does not know it notes in `unknown`, so that a test can insist that nothing else is sent.
package struct ScreenText: Sendable {
  /// A colour of a cell.
  package enum Color: Hashable, Sendable {
    case standard
    case palette(Int)
    case rgb(Int, Int, Int)
  }

  /// How a cell looks.
  package struct Attributes: Hashable, Sendable {
    package var foreground = Color.standard
    package var background = Color.standard
    package var isBold = false
    package var isDim = false
    package var isUnderlined = false
    package var isReversed = false

    package init() {}
  }

  /// A cell: a character, empty for the second half of a wide one, and its looks.
  package struct Cell: Hashable, Sendable {
    package var text = " "
    package var attributes = Attributes()
  }

  /// A screen of the terminal's two.
  struct Page: Sendable {
    var cells: [[Cell]]
    var row = 0
    var column = 0
    /// Whether the cursor stands behind the last column, and the next character begins a new row.
    var isWrapPending = false

    init(columns: Int, rows: Int) {
      cells = Array(repeating: Array(repeating: Cell(), count: columns), count: rows)
    }
  }

  /// Columns.
  package private(set) var columns: Int
  /// Rows.
  package private(set) var rows: Int
  var page: Page
  var other: Page
  var attributes = Attributes()
  /// Whether the alternate screen is shown.
  package internal(set) var isAlternate = false
  /// Whether the cursor is shown.
  package internal(set) var isCursorVisible = true
  /// The modes of DEC's that are set, by number; 7 and 25 are from the start.
  package internal(set) var modes: Set<Int> = [7, 25]
  /// Sequences that were passed over because they are not known here.
  package internal(set) var unknown: [String] = []
  /// The contents of strings such as DCS and APC, each with its introducer: pictures of pixel protocols.
  package internal(set) var strings: [String] = []
  var parser = ScreenTextParser()

  /// Makes a blank terminal.
  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    page = Page(columns: columns, rows: rows)
    other = page
  }

  /// Shows what a program sent; it may be cut anywhere.
  package mutating func feed(_ bytes: [UInt8]) {
    for byte in bytes {
      if let action = parser.take(byte) { perform(action) }
    }
  }

  /// Changes the size; what stands outside is lost, and nothing is wrapped anew.
  package mutating func resize(columns: Int, rows: Int) {
    func fit(_ page: Page) -> Page {
      var fitted = Page(columns: columns, rows: rows)
      for row in 0..<min(rows, self.rows) {
        for column in 0..<min(columns, self.columns) {
          fitted.cells[row][column] = page.cells[row][column]
        }
      }
      fitted.row = min(page.row, rows - 1)
      fitted.column = min(page.column, columns - 1)
      return fitted
    }
    (page, other) = (fit(page), fit(other))
    (self.columns, self.rows) = (columns, rows)
  }

  /// The rows as text without blanks at their ends.
  package var lines: [String] { Self.lines(of: page) }
  /// The rows of the screen that is not shown: the shell's, while the alternate one is.
  package var otherLines: [String] { Self.lines(of: other) }
  /// All of it, a line for each row.
  package var text: String { lines.joined(separator: "\n") }
  /// Where the cursor is.
  package var cursor: (row: Int, column: Int) { (page.row, page.column) }

  /// A cell; the place must be on the screen.
  package subscript(row: Int, column: Int) -> Cell { page.cells[row][column] }

  private static func lines(of page: Page) -> [String] {
    page.cells.map { row in
      var line = row.map(\.text).joined()
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// Where a text stands first; nil when it is not there.
  package func find(_ text: String) -> (row: Int, column: Int)? {
    for (number, row) in page.cells.enumerated() {
      for column in row.indices where row[column].text.first == text.first {
        if row[column...].map(\.text).joined().hasPrefix(text) { return (number, column) }
      }
    }
    return nil
  }
}
