/// A rectangle of cells.
package struct CellArea: Hashable, Sendable {
  /// The first row.
  package var row: Int
  /// The first column.
  package var column: Int
  /// Columns; none when there is no room.
  package var columns: Int
  /// Rows; none when there is no room.
  package var rows: Int

  /// Makes an area.
  package init(row: Int, column: Int, columns: Int, rows: Int) {
    self.row = row
    self.column = column
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  /// The largest area in the middle of this one that shows a picture in its own proportions.
  ///
  /// A cell is `cellAspect` times as wide as it is high, usually a half.
  package func fitting(width: Int, height: Int, cellAspect: Double) -> CellArea {
    guard width > 0, height > 0, columns > 0, rows > 0, cellAspect > 0 else {
      return CellArea(row: row, column: column, columns: 0, rows: 0)
    }
    // The picture's proportions in cells.
    let ratio = Double(width) / Double(height) / cellAspect
    var size = (columns: columns, rows: rows)
    if Double(columns) / Double(rows) > ratio {
      size.columns = min(columns, max(1, Int((Double(rows) * ratio).rounded())))
    } else {
      size.rows = min(rows, max(1, Int((Double(columns) / ratio).rounded())))
    }
    return CellArea(
      row: row + (rows - size.rows) / 2, column: column + (columns - size.columns) / 2,
      columns: size.columns, rows: size.rows)
  }
}

extension Screen {
  /// Blanks an area but for another in it, which is about to be drawn over.
  mutating func clear(_ area: CellArea, around kept: CellArea) {
    let (bottom, right) = (kept.row + kept.rows, kept.column + kept.columns)
    fill(
      row: area.row, column: area.column, columns: area.columns, rows: kept.row - area.row,
      style: .plain)
    fill(
      row: bottom, column: area.column, columns: area.columns, rows: area.row + area.rows - bottom,
      style: .plain)
    fill(
      row: kept.row, column: area.column, columns: kept.column - area.column, rows: kept.rows,
      style: .plain)
    fill(
      row: kept.row, column: right, columns: area.column + area.columns - right, rows: kept.rows,
      style: .plain)
  }
}
