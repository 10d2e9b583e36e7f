/// A list on the screen: what is selected, what is scrolled to, and what is typed to find something.
struct ListState: Hashable {
  /// The selected row among those that are shown.
  private(set) var selected = 0
  /// The first row on the screen.
  private(set) var top = 0
  /// What was typed; rows that do not contain it are left out.
  var filter = ""

  /// Moves by so many rows, staying within `count`.
  mutating func move(by distance: Int, count: Int) {
    select(selected + distance, count: count)
  }

  /// Selects a row, the nearest there is.
  mutating func select(_ row: Int, count: Int) {
    selected = max(0, min(row, count - 1))
  }

  /// Scrolls so that the selected row is among the `height` that are seen.
  mutating func scroll(height: Int, count: Int) {
    select(selected, count: count)
    let height = max(1, height)
    if selected < top { top = selected }
    if selected >= top + height { top = selected - height + 1 }
    top = max(0, min(top, count - height))
  }
}
