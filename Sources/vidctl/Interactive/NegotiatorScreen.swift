import Capture
import TerminalUI
import V4L2
import VideoFormats

/// Draws what somebody who explores a device sees. A pure function of the model and the size of the terminal.
struct NegotiatorScreen {
  private let model: NegotiatorModel
  private(set) var screen: Screen

  /// The smallest terminal it is made for; on a smaller one whatever fits is shown.
  static let smallest = (columns: 80, rows: 24)

  enum Look {
    static let bar = CellStyle(reversed: true)
    static let title = CellStyle(bold: true, reversed: true)
    static let tab = CellStyle(dim: true)
    static let openTab = CellStyle(foreground: .palette(6), bold: true, underlined: true)
    static let edge = CellStyle(foreground: .palette(8), dim: true)
    static let heading = CellStyle(dim: true)
    static let openHeading = CellStyle(foreground: .palette(6), bold: true)
    static let note = CellStyle(dim: true)
    static let selected = CellStyle(bold: true, reversed: true)
    static let chosen = CellStyle(foreground: .palette(6), bold: true)
    static let good = CellStyle(foreground: .palette(2))
    static let warning = CellStyle(foreground: .palette(3))
    static let bad = CellStyle(foreground: .palette(1), bold: true)
    static let name = CellStyle(bold: true)
  }

  /// Draws the model; it is scrolled to what is selected on the way.
  init(_ model: inout NegotiatorModel, columns: Int, rows: Int) {
    screen = Screen(columns: columns, rows: rows)
    // Title, tabs, headings above; message and keys below.
    model.scroll(height: max(1, rows - 6))
    self.model = model
    drawFrame()
    switch model.page {
    case .formats: drawFormats()
    case .inputs: drawInputs()
    case .standards: drawStandards()
    case .timings: drawTimings()
    case .crop: drawCrop()
    }
    if model.isHelpShown { NegotiatorHelp.draw(on: &screen) }
  }

  /// Rows between the tabs and the message.
  var body: (first: Int, last: Int) { (2, max(2, screen.rows - 3)) }

  private mutating func drawFrame() {
    let columns = screen.columns
    screen.fill(row: 0, column: 0, columns: columns, style: Look.bar)
    let set = "set: \(model.facts.words) "
    let width = TextWidth.columns(set)
    screen.write(
      " \(model.title)  \(model.node)", row: 0, column: 0, style: Look.title,
      limit: max(10, columns - width - 2))
    screen.write(set, row: 0, column: max(0, columns - width), style: Look.bar)
    var column = 1
    for page in model.pages {
      let style = page == model.page ? Look.openTab : Look.tab
      column = screen.write(page.title, row: 1, column: column, style: style) + 3
    }
    drawMessage()
    screen.fill(row: screen.rows - 1, column: 0, columns: columns, style: Look.bar)
    screen.write(
      " " + hints, row: screen.rows - 1, column: 0, style: Look.bar, limit: max(0, columns - 1))
  }

  private mutating func drawMessage() {
    guard let message = model.message else { return }
    screen.write(
      message.text, row: screen.rows - 2, column: 1,
      style: message.isFailure ? Look.bad : Look.good, limit: max(0, screen.columns - 2))
  }

  private var hints: String {
    let undo = model.undoCount > 0 ? "u undo  " : ""
    let more = model.pages.count > 1 ? "[ ] pages  " : ""
    switch model.page {
    case .formats:
      let typed = model.choice.list(model.choice.focus).filter
      if model.isTyping || !typed.isEmpty {
        return "find: \(typed)_   enter set   esc forget   tab next column"
      }
      let columns = screen.columns >= 100 ? "tab columns  " : ""
      return "enter set  \(undo)p preview  c controls  \(columns)\(more)/ find  ? help  q quit"
    case .inputs: return "enter choose  \(undo)\(more)p preview  c controls  ? help  q quit"
    case .standards, .timings:
      return "enter set  d detect  \(undo)\(more)p preview  c controls  ? help  q quit"
    case .crop: return "arrows change  digits type  enter set  esc reset  \(undo)? help  q quit"
    }
  }

  // MARK: Formats

  private mutating func drawFormats() {
    let columns = screen.columns
    let isWide = columns >= 110
    let widths = isWide ? [36, 26, 16] : [19, 13, 8]
    var left = 1
    for (index, column) in ChoiceModel.Column.allCases.enumerated() {
      drawColumn(column, left: left, width: widths[index], showsNotes: isWide || column == .format)
      left += widths[index]
      drawEdge(left)
      left += 2
    }
    drawProposal(left: left, width: max(0, columns - left - 1))
  }

  private mutating func drawEdge(_ column: Int) {
    for row in body.first...body.last {
      screen[row, column] = Cell(character: "│", style: Look.edge)
    }
  }

  private mutating func drawColumn(
    _ column: ChoiceModel.Column, left: Int, width: Int, showsNotes: Bool
  ) {
    let list = model.choice.list(column)
    let rows = model.choice.rows(column)
    let hasFocus = model.choice.focus == column
    let title = ["FORMAT", "SIZE", "RATE"][column.rawValue]
    let heading = list.filter.isEmpty ? title : "\(title) \(list.filter)"
    screen.write(
      heading, row: body.first, column: left, style: hasFocus ? Look.openHeading : Look.heading,
      limit: width - 1)
    let height = body.last - body.first
    guard height > 0 else { return }
    if rows.isEmpty {
      let words = list.filter.isEmpty ? "not listed" : "none"
      screen.write(words, row: body.first + 1, column: left, style: Look.note, limit: width - 1)
    }
    for (offset, row) in rows.dropFirst(list.top).prefix(height).enumerated() {
      let isSelected = list.top + offset == list.selected
      let style: CellStyle =
        isSelected ? (hasFocus ? Look.selected : Look.chosen) : .plain
      let line = body.first + 1 + offset
      if isSelected, hasFocus {
        screen.fill(row: line, column: left, columns: width - 1, style: style)
      }
      var place = left
      if column == .format {
        let digit = hasFocus && offset < 9 ? "\(offset + 1)" : " "
        screen.write(
          digit, row: line, column: left, style: isSelected && hasFocus ? style : Look.note)
        place += 2
      }
      let end = screen.write(
        row.text, row: line, column: place, style: style, limit: left + width - 1 - place)
      let room = left + width - 1 - end - 1
      guard showsNotes, room > 3, !row.note.isEmpty else { continue }
      screen.write(
        row.note, row: line, column: end + 1, style: isSelected && hasFocus ? style : Look.note,
        limit: room)
    }
    drawMore(rows.count, list.top, height, at: left + width - 1)
  }

  /// Marks that there is more above or below than is seen.
  private mutating func drawMore(_ count: Int, _ top: Int, _ height: Int, at column: Int) {
    if top > 0 { screen[body.first + 1, column] = Cell(character: "↑", style: Look.note) }
    if top + height < count { screen[body.last, column] = Cell(character: "↓", style: Look.note) }
  }

  private mutating func drawProposal(left: Int, width: Int) {
    guard width > 10 else { return }
    var row = body.first
    for line in ProposalPane(model).lines {
      for text in TextWidth.wrap(line.text, columns: width) where row <= body.last {
        screen.write(text, row: row, column: left, style: line.style, limit: width)
        row += 1
      }
    }
  }
}

extension NegotiatorScreen {
  /// A list that fills the page.
  mutating func drawList(_ heading: String, _ rows: [(text: String, note: String, isSet: Bool)]) {
    screen.write(heading, row: body.first, column: 1, style: Look.heading)
    let height = body.last - body.first
    let widest = rows.map { TextWidth.columns($0.text) }.max() ?? 0
    let list = model.pageList
    for (offset, row) in rows.dropFirst(list.top).prefix(max(0, height)).enumerated() {
      let isSelected = list.top + offset == list.selected
      let line = body.first + 1 + offset
      let style: CellStyle = isSelected ? Look.selected : row.isSet ? Look.chosen : .plain
      if isSelected {
        screen.fill(row: line, column: 1, columns: screen.columns - 2, style: style)
      }
      let digit = offset < 9 ? "\(offset + 1)" : " "
      screen.write(digit, row: line, column: 1, style: isSelected ? style : Look.note)
      screen.write(
        row.isSet ? "*" : " ", row: line, column: 3, style: isSelected ? style : Look.good)
      screen.write(row.text, row: line, column: 5, style: style)
      screen.write(
        row.note, row: line, column: 5 + widest + 2, style: isSelected ? style : Look.note,
        limit: max(0, screen.columns - widest - 9))
    }
    drawMore(rows.count, list.top, height, at: screen.columns - 1)
  }

  private mutating func drawInputs() {
    let current = model.facts.settings.source.input
    drawList(
      "INPUT",
      model.facts.inputs.map { input in
        let kinds = [
          input.hasStandards ? "standards" : nil, input.hasDVTimings ? "timings" : nil,
        ].compactMap { $0 }
        let note = ["\(input.kind)", "signal \(input.status.description)"] + kinds
        return (
          "\(input.index)  \(input.name)", note.joined(separator: ", "), input.index == current
        )
      })
  }

  private mutating func drawStandards() {
    let current = model.facts.settings.source.standard
    drawList(
      "STANDARD   " + (model.facts.standardDetection.map { "signal: \($0)" } ?? ""),
      model.facts.standards.map { entry in
        (
          entry.name, "\(entry.lines) lines, \(entry.interval)",
          current.map(entry.standard.isSuperset) ?? false
        )
      })
  }

  private mutating func drawTimings() {
    let current = model.facts.settings.source.timings
    drawList(
      "TIMINGS   " + (model.facts.timingsDetection.map { "signal: \($0)" } ?? ""),
      model.facts.timings.map { timings in
        let clock = Quantity.decimal(Double(timings.pixelClock) / 1e6, places: 2)
        return ("\(timings)", "pixel clock \(clock) MHz", timings == current)
      })
  }

  private mutating func drawCrop() {
    screen.write("RECTANGLES", row: body.first, column: 1, style: Look.heading)
    var row = body.first + 1
    for named in model.facts.rectangles where row <= body.last {
      let isEditable =
        model.crop.rectangle(named.target) != nil && [.crop, .compose].contains(named.target)
      screen.write(
        CropWords.name(named.target), row: row, column: 1, style: isEditable ? Look.name : .plain)
      screen.write("\(named.rectangle)", row: row, column: 22)
      row += 1
    }
    row += 1
    for (index, field) in model.crop.fields.enumerated() where row <= body.last {
      guard let rectangle = model.crop.rectangle(field.target) else { continue }
      let isSelected = index == model.crop.selected
      let isTyped = isSelected && !model.crop.typed.isEmpty
      let value = isTyped ? model.crop.typed + "_" : "\(CropWords.value(rectangle, field.name))"
      let label = "\(CropWords.name(field.target)) \(field.name)"
      let style: CellStyle =
        isSelected ? Look.selected : model.crop.isChanged(field.target) ? Look.warning : .plain
      screen.write(label, row: row, column: 1, style: isSelected ? Look.name : .plain)
      screen.fill(row: row, column: 22, columns: 8, style: style)
      screen.write(" \(value)", row: row, column: 22, style: style)
      row += 1
    }
    screen.write(
      "the driver may change what is set to what it can do, and says so", row: body.last,
      column: 1, style: Look.note, limit: max(0, screen.columns - 2))
  }
}

/// The words of the crop page.
enum CropWords {
  static func name(_ target: SelectionTarget) -> String {
    switch target {
    case .nativeSize: "native size"
    case .cropBounds: "crop bounds"
    case .cropDefault: "crop default"
    case .crop: "crop"
    case .composeBounds: "compose bounds"
    case .composeDefault: "compose default"
    case .compose: "compose"
    default: "\(target)"
    }
  }

  static func value(_ rectangle: Rectangle, _ name: String) -> Int {
    switch name {
    case "width": rectangle.width
    case "height": rectangle.height
    case "left": rectangle.left
    default: rectangle.top
    }
  }
}
