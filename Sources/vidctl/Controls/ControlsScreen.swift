import TerminalUI
import V4L2

/// Draws a page of sliders. A pure function of the model and the place it goes to.
enum ControlsScreen {
  private typealias Look = NegotiatorScreen.Look

  /// Draws into an area; the model is scrolled to what is selected on the way.
  static func draw(_ model: inout ControlsModel, on screen: inout Screen, area: CellArea) {
    guard area.columns > 0, area.rows > 0 else { return }
    screen.fill(
      row: area.row, column: area.column, columns: area.columns, rows: area.rows, style: .plain)
    // A title above; what is selected, a message and the keys below.
    let height = max(1, area.rows - 4)
    model.scroll(height: height)
    drawFrame(model, on: &screen, area)
    for (offset, row) in model.rows.dropFirst(model.top).prefix(height).enumerated()
    where offset + 1 < area.rows {
      let line = CellArea(
        row: area.row + 1 + offset, column: area.column, columns: area.columns, rows: 1)
      let isSelected = model.top + offset == model.selected
      drawRow(row, isSelected ? model.typed ?? "" : nil, model.typed != nil, on: &screen, line)
    }
    drawMore(model, height, on: &screen, area)
    if model.isHelpShown { ViewPanel.draw("Keys", keys, on: &screen) }
  }

  private static let keys = [
    ("↑ ↓", "to another control"), ("tab [ ]", "to another class"),
    ("← →", "a step, or the next item of a menu"), ("PgUp PgDn", "a tenth of the range"),
    ("space", "off or on, the next item, press a button"),
    ("0 … 9, enter", "type a value: 7, 0x1f, 50%, max, 1,2,3; enter sets it"),
    ("d", "the value the driver begins with"), ("u", "take the last setting back"),
    ("c, q, escape", "back"),
  ]

  private static func drawFrame(
    _ model: ControlsModel, on screen: inout Screen, _ area: CellArea
  ) {
    let last = area.row + area.rows - 1
    screen.fill(row: area.row, column: area.column, columns: area.columns, style: Look.bar)
    screen.write(
      " controls  \(model.title)  \(model.node)", row: area.row, column: area.column,
      style: Look.title, limit: area.columns)
    guard area.rows > 3 else { return }
    let room = max(0, area.columns - 2)
    if let current = model.current {
      screen.write(
        detail(current), row: last - 2, column: area.column + 1, style: Look.note, limit: room)
    }
    if let message = model.message {
      screen.write(
        message.text, row: last - 1, column: area.column + 1,
        style: message.isFailure ? Look.bad : Look.good, limit: room)
    }
    screen.fill(row: last, column: area.column, columns: area.columns, style: Look.bar)
    screen.write(
      " \(hints(model, area.columns))", row: last, column: area.column, style: Look.bar,
      limit: max(0, area.columns - 1))
  }

  private static func hints(_ model: ControlsModel, _ columns: Int) -> String {
    guard model.typed == nil else { return "enter set  esc forget" }
    let undo = model.undoCount > 0 ? "u undo  " : ""
    return columns < 70
      ? "← → change  d default  \(undo)? help  c back"
      : "← → change  PgUp PgDn by 10%  space toggle  d default  \(undo)? help  c back"
  }

  /// What there is to know of the selected control.
  private static func detail(_ reading: ControlReading) -> String {
    let facts = ControlList.facts(reading)
    return ([reading.control.name] + facts).joined(separator: ", ")
  }

  private static func drawRow(
    _ reading: ControlReading, _ typed: String?, _ isTyping: Bool, on screen: inout Screen,
    _ line: CellArea
  ) {
    let control = reading.control
    let end = line.column + line.columns - 1
    guard !control.isHeading else {
      screen.write(
        control.name, row: line.row, column: line.column + 1, style: Look.heading,
        limit: max(0, line.columns - 2))
      return
    }
    let isSelected = typed != nil
    let isDim = !control.flags.isDisjoint(with: [.inactive, .grabbed, .readOnly])
    let style: CellStyle = isSelected ? Look.selected : isDim ? Look.note : .plain
    if isSelected {
      screen.fill(row: line.row, column: line.column, columns: line.columns, style: style)
    }
    let names = line.columns >= 70 ? 31 : max(8, line.columns * 4 / 10)
    screen.write(
      control.key, row: line.row, column: line.column + 1, style: style, limit: names - 1)
    let left = line.column + 1 + names
    guard end > left + 4 else { return }
    if isSelected, isTyping {
      screen.write(
        "\(typed ?? "")_", row: line.row, column: left, style: style, limit: end - left)
      return
    }
    let barWidth = min(40, max(0, (end - left) - 14))
    let bar = barWidth >= 4 ? ControlList.bar(reading, columns: barWidth, ascii: false) : ""
    if !bar.isEmpty {
      let barStyle: CellStyle = isSelected ? style : isDim ? Look.note : Look.good
      screen.write(bar, row: line.row, column: left, style: barStyle)
    }
    let place = bar.isEmpty ? left : left + barWidth + 2
    screen.write(
      value(reading), row: line.row, column: place, style: style, limit: max(0, end - place))
  }

  private static func value(_ reading: ControlReading) -> String {
    let control = reading.control
    if control.type == .button { return "[ press ]" }
    guard let value = reading.value else {
      return reading.failure == nil ? "can't be read" : "unreadable"
    }
    let words = ControlText.words(value, of: control)
    switch control.type {
    case .boolean: return value == .integer(0) ? "[ ] off" : "[x] on"
    case .menu, .integerMenu: return "‹ \(words) ›"
    default: return words
    }
  }

  private static func drawMore(
    _ model: ControlsModel, _ height: Int, on screen: inout Screen, _ area: CellArea
  ) {
    let column = area.column + area.columns - 1
    if model.top > 0 { screen[area.row + 1, column] = Cell(character: "↑", style: Look.note) }
    if model.top + height < model.rows.count {
      screen[area.row + height, column] = Cell(character: "↓", style: Look.note)
    }
  }
}
