import TerminalUI
import V4L2
import VideoFormats

/// A page of sliders: a device's controls as somebody sees them, and what keys do to them. Knows no device.
struct ControlsModel: Hashable {
  /// What a key asks of the device.
  enum Action: Hashable {
    /// Set a control.
    case set(ControlID, ControlValue)
    /// Set a control to what was typed.
    case type(ControlID, String)
    /// Set a control to what the driver begins with.
    case reset(ControlID)
    /// Take the last setting back.
    case undo
    /// Go back to where the page was opened.
    case close
    case interrupt
    case redraw
  }

  /// A line about what happened.
  struct Message: Hashable {
    var text: String
    var isFailure = false
  }

  /// What the device is called, and its node.
  let title: String
  let node: String
  /// Controls and headings, in the kernel's order.
  private(set) var rows: [ControlReading]
  /// The row that keys go to; a heading's only if there is nothing else.
  private(set) var selected = 0
  /// The first row on the screen.
  private(set) var top = 0
  /// What is being typed; nil when nothing is.
  private(set) var typed: String?
  private(set) var isHelpShown = false
  var message: Message?
  var undoCount = 0

  init(title: String, node: String, readings: [ControlReading]) {
    self.title = title
    self.node = node
    rows = readings
    selected = rows.firstIndex { !$0.control.isHeading } ?? 0
  }

  /// The control that keys go to.
  var current: ControlReading? {
    rows.indices.contains(selected) && !rows[selected].control.isHeading ? rows[selected] : nil
  }

  /// Takes over what the device says now; the selected control stays the selected one.
  mutating func replace(_ readings: [ControlReading]) {
    let id = current?.control.id
    rows = readings
    selected =
      rows.firstIndex { $0.control.id == id }
      ?? min(selected, max(0, rows.count - 1))
    if current == nil { move(by: 1) }
  }

  /// Takes over one control.
  mutating func update(_ reading: ControlReading) {
    guard let place = rows.firstIndex(where: { $0.control.id == reading.control.id }) else {
      return
    }
    rows[place] = reading
  }

  /// Scrolls so that the selected row is among those that are seen.
  mutating func scroll(height: Int) {
    let height = max(1, height)
    // The heading of the first control is seen with it.
    let first = selected == 1 ? 0 : selected
    if first < top { top = first }
    if selected >= top + height { top = selected - height + 1 }
    top = max(0, min(top, rows.count - height))
  }
}

// Keys.
extension ControlsModel {
  /// What a key does; the answer is what it asks of the device.
  mutating func handle(_ key: Key) -> Action? {
    if key == .control("c") { return .interrupt }
    if isHelpShown {
      isHelpShown = false
      return .redraw
    }
    if typed != nil { return handleTyping(key) }
    message = nil
    switch key {
    case .up: move(by: -1)
    case .down: move(by: 1)
    case .home: select(from: 0, by: 1)
    case .end: select(from: rows.count - 1, by: -1)
    case .tab, .character("]"): moveToClass(by: 1)
    case .backTab, .character("["): moveToClass(by: -1)
    case .left: return step(by: -1)
    case .right: return step(by: 1)
    case .pageUp: return leap(by: 1)
    case .pageDown: return leap(by: -1)
    case .character(" "): return toggle()
    case .enter: return begin("")
    case .character("d"): return current.flatMap { change(.reset($0.control.id)) }
    case .character("u"): return .undo
    case .character("q"), .character("Q"), .character("c"), .escape: return .close
    case .character("?"), .function(1): isHelpShown = true
    case .character(let character) where character.isNumber && character.isASCII:
      return begin(String(character))
    case .character("-"): return begin("-")
    default: return .redraw
    }
    return .redraw
  }

  private mutating func handleTyping(_ key: Key) -> Action? {
    switch key {
    case .character(let character): typed?.append(character)
    case .backspace, .delete:
      if typed?.isEmpty == true { typed = nil } else { typed?.removeLast() }
    case .escape: typed = nil
    case .enter:
      guard let text = typed, let control = current?.control else { return .redraw }
      typed = nil
      guard !text.isEmpty || control.type == .string else { return .redraw }
      return .type(control.id, text)
    default: break
    }
    return .redraw
  }

  /// Moves to the next control, over headings.
  private mutating func move(by distance: Int) { select(from: selected + distance, by: distance) }

  private mutating func select(from row: Int, by distance: Int) {
    var row = row
    while rows.indices.contains(row), rows[row].control.isHeading { row += distance }
    if rows.indices.contains(row) { selected = row }
  }

  /// To the first control of the next class, or of this one and then the one before.
  private mutating func moveToClass(by distance: Int) {
    guard let current else { return }
    let kind = current.control.id.controlClass
    func start(_ kind: ControlClass) -> Int? {
      rows.firstIndex { !$0.control.isHeading && $0.control.id.controlClass == kind }
    }
    if distance > 0 {
      let next = rows[selected...].first { $0.control.id.controlClass != kind }
      if let next, let row = start(next.control.id.controlClass) { selected = row }
    } else if let first = start(kind), first < selected {
      selected = first
    } else if let before = rows[..<selected].last(where: { $0.control.id.controlClass != kind }),
      let row = start(before.control.id.controlClass)
    {
      selected = row
    }
  }

  // MARK: Changing

  /// An action on the current control, unless it cannot be set now.
  private mutating func change(_ action: Action) -> Action? {
    guard let control = current?.control else { return .redraw }
    let reason: String? =
      if control.flags.contains(.readOnly) {
        "can only be read"
      } else if control.flags.contains(.grabbed) {
        "can't be set now: it is in use, as while frames are captured"
      } else if control.flags.contains(.inactive) {
        "is inactive: another control sets it, such as an automatic one"
      } else {
        nil
      }
    guard let reason else { return action }
    message = Message(text: "\(control.key) \(reason)", isFailure: true)
    return .redraw
  }

  private mutating func begin(_ text: String) -> Action? {
    guard let control = current?.control else { return .redraw }
    if control.type == .button {
      return text.isEmpty ? change(.set(control.id, .integer(1))) : .redraw
    }
    guard change(.redraw) == .redraw, message == nil else { return .redraw }
    typed = text
    return .redraw
  }

  /// The next value of the step, or the next item.
  private mutating func step(by direction: Int64) -> Action? {
    guard let reading = current, let number = reading.value?.number else { return .redraw }
    let control = reading.control
    switch control.type {
    case .boolean: return setNumber(direction > 0 ? 1 : 0)
    case .menu, .integerMenu:
      let items = control.menu.map(\.index)
      let next = direction > 0 ? items.first { $0 > number } : items.last { $0 < number }
      return next.flatMap { setNumber($0) } ?? .redraw
    case .integer, .integer64:
      let distance = Int64(clamping: max(1, control.step))
      return setNumber(Self.sum(number, direction > 0 ? distance : -distance))
    default: return .redraw
    }
  }

  /// A tenth of the range up or down, on a step.
  private mutating func leap(by direction: Int64) -> Action? {
    guard let reading = current, let number = reading.value?.number else { return .redraw }
    let control = reading.control
    guard control.type == .integer || control.type == .integer64 else {
      return step(by: direction)
    }
    let step = Double(max(1, control.step))
    let tenth = (Double(control.maximum) - Double(control.minimum)) / 10
    let steps = max(1, (tenth / step).rounded()) * step
    let distance = Int64(exactly: steps) ?? Int64.max / 8
    return setNumber(Self.sum(number, direction > 0 ? distance : -distance))
  }

  private mutating func toggle() -> Action? {
    guard let reading = current else { return .redraw }
    let control = reading.control
    switch control.type {
    case .button: return change(.set(control.id, .integer(1)))
    case .boolean: return setNumber(reading.value?.number == 0 ? 1 : 0)
    case .menu, .integerMenu:
      let items = control.menu.map(\.index)
      let number = reading.value?.number ?? .min
      return (items.first { $0 > number } ?? items.first).flatMap { setNumber($0) } ?? .redraw
    default: return .redraw
    }
  }

  private static func sum(_ number: Int64, _ distance: Int64) -> Int64 {
    let (sum, overflow) = number.addingReportingOverflow(distance)
    return overflow ? (distance > 0 ? .max : .min) : sum
  }

  /// Sets a number, at most to an end of the range; nothing where it is there already.
  private mutating func setNumber(_ number: Int64) -> Action? {
    guard let reading = current, !reading.control.isArray else { return .redraw }
    let control = reading.control
    let kept = min(max(number, control.minimum), control.maximum)
    guard reading.value != .integer(kept) else { return .redraw }
    return change(.set(control.id, .integer(kept)))
  }
}
