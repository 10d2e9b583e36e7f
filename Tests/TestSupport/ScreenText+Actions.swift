// What sequences do to the terminal in memory.

extension ScreenText {
  mutating func perform(_ action: ScreenTextParser.Action) {
    switch action {
    case .print(let scalar): print(scalar)
    case .control(let byte): control(byte)
    case .escape(let intermediates, let final): escape(intermediates, final)
    case .string(let introducer, let content):
      strings.append(
        String(Character(Unicode.Scalar(introducer))) + String(decoding: content, as: UTF8.self))
    case .sequence(let mark, let numbers, let intermediates, let final):
      if mark == UInt8(ascii: "?"), final == UInt8(ascii: "h") || final == UInt8(ascii: "l") {
        for number in numbers { setMode(number ?? 0, final == UInt8(ascii: "h")) }
      } else if mark != 0 || !intermediates.isEmpty
        || !sequence(final, numbers, first: numbers.first.flatMap { $0 } ?? 0)
      {
        unknown.append("CSI \(mark) \(numbers) \(Character(Unicode.Scalar(final)))")
      }
    }
  }

  private mutating func print(_ scalar: Unicode.Scalar) {
    let width = Self.width(scalar)
    guard width > 0 else {
      let column = max(0, page.column - (page.isWrapPending ? 0 : 1))
      page.cells[page.row][column].text.unicodeScalars.append(scalar)
      return
    }
    if page.isWrapPending || page.column + width > columns {
      if modes.contains(7) {
        page.column = 0
        lineFeed()
      } else {
        page.column = columns - width
      }
      page.isWrapPending = false
    }
    put(Cell(text: String(Character(scalar)), attributes: attributes), page.column)
    if width == 2 { put(Cell(text: "", attributes: attributes), page.column + 1) }
    if page.column + width == columns {
      page.isWrapPending = true
      page.column = columns - 1
    } else {
      page.column += width
    }
  }

  /// Half of a wide character cannot stay when the other half goes.
  private mutating func put(_ cell: Cell, _ column: Int) {
    if page.cells[page.row][column].text.isEmpty, column > 0, !cell.text.isEmpty {
      page.cells[page.row][column - 1].text = " "
    }
    if column + 1 < columns, page.cells[page.row][column + 1].text.isEmpty {
      page.cells[page.row][column + 1].text = " "
    }
    page.cells[page.row][column] = cell
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    let wide: [ClosedRange<UInt32>] = [
      0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff,
      0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd,
    ]
    return wide.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  private mutating func control(_ byte: UInt8) {
    page.isWrapPending = false
    switch byte {
    case 0x08: page.column = max(0, page.column - 1)
    case 0x09: page.column = min(columns - 1, (page.column / 8 + 1) * 8)
    case 0x0a, 0x0b, 0x0c: lineFeed()
    case 0x0d: page.column = 0
    default: break
    }
  }

  private mutating func lineFeed() {
    guard page.row == rows - 1 else {
      page.row += 1
      return
    }
    page.cells.removeFirst()
    page.cells.append(Array(repeating: Cell(), count: columns))
  }

  private mutating func escape(_ intermediates: [UInt8], _ final: UInt8) {
    switch final {
    // The end of a string that has ended already, keypad modes, character sets.
    case UInt8(ascii: "\\"), UInt8(ascii: "="), UInt8(ascii: ">"): break
    case _ where !intermediates.isEmpty: break
    default: unknown.append("ESC \(Character(Unicode.Scalar(final)))")
    }
  }

  private mutating func setMode(_ number: Int, _ isOn: Bool) {
    if isOn { modes.insert(number) } else { modes.remove(number) }
    switch number {
    case 25: isCursorVisible = isOn
    case 47, 1047, 1049:
      guard isOn != isAlternate else { return }
      swap(&page, &other)
      isAlternate = isOn
      if isOn { page = Page(columns: columns, rows: rows) }
    case 1, 7, 12, 1004, 2004, 2026: break
    default: unknown.append("mode \(number)")
    }
  }

  /// Performs `ESC [`; false when it is not known.
  private mutating func sequence(_ final: UInt8, _ numbers: [Int?], first: Int) -> Bool {
    let distance = max(1, first)
    page.isWrapPending = false
    switch Character(Unicode.Scalar(final)) {
    case "A": page.row = max(0, page.row - distance)
    case "B": page.row = min(rows - 1, page.row + distance)
    case "C": page.column = min(columns - 1, page.column + distance)
    case "D": page.column = max(0, page.column - distance)
    case "G": page.column = min(columns, distance) - 1
    case "d": page.row = min(rows, distance) - 1
    case "H", "f":
      page.row = min(rows, distance) - 1
      page.column = min(columns, max(1, numbers.count > 1 ? numbers[1] ?? 1 : 1)) - 1
    case "J":
      erase(first, page.row * columns + page.column, rows * columns)
    case "K":
      let start = page.row * columns
      switch first {
      case 0: erase(from: start + page.column, to: start + columns)
      case 1: erase(from: start, to: start + page.column + 1)
      default: erase(from: start, to: start + columns)
      }
    case "X":
      let start = page.row * columns + page.column
      erase(from: start, to: min(start + distance, (page.row + 1) * columns))
    case "m": setAttributes(numbers.map { $0 ?? 0 })
    default: return false
    }
    return true
  }

  private mutating func erase(_ what: Int, _ place: Int, _ all: Int) {
    switch what {
    case 0: erase(from: place, to: all)
    case 1: erase(from: 0, to: place + 1)
    default: erase(from: 0, to: all)
    }
  }

  private mutating func erase(from start: Int, to end: Int) {
    var blank = Cell()
    blank.attributes.background = attributes.background
    for place in start..<max(start, end) {
      page.cells[place / columns][place % columns] = blank
    }
  }

  private mutating func setAttributes(_ numbers: [Int]) {
    var rest = (numbers.isEmpty ? [0] : numbers)[...]
    while let number = rest.popFirst() {
      switch number {
      case 0: attributes = Attributes()
      case 1: attributes.isBold = true
      case 2: attributes.isDim = true
      case 4: attributes.isUnderlined = true
      case 7: attributes.isReversed = true
      case 22: (attributes.isBold, attributes.isDim) = (false, false)
      case 24: attributes.isUnderlined = false
      case 27: attributes.isReversed = false
      case 30...37: attributes.foreground = .palette(number - 30)
      case 39: attributes.foreground = .standard
      case 40...47: attributes.background = .palette(number - 40)
      case 49: attributes.background = .standard
      case 90...97: attributes.foreground = .palette(number - 82)
      case 100...107: attributes.background = .palette(number - 92)
      case 38: if let color = Self.color(&rest) { attributes.foreground = color }
      case 48: if let color = Self.color(&rest) { attributes.background = color }
      default: unknown.append("SGR \(number)")
      }
    }
  }

  private static func color(_ rest: inout ArraySlice<Int>) -> Color? {
    switch rest.popFirst() {
    case 5: return rest.popFirst().map { .palette($0) }
    case 2:
      guard let red = rest.popFirst(), let green = rest.popFirst(), let blue = rest.popFirst()
      else { return nil }
      return .rgb(red, green, blue)
    default: return nil
    }
  }
}
