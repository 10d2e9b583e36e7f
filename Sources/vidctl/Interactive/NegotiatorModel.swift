import Capture
import TerminalUI
import V4L2
import VideoFormats

/// What somebody who explores a device has on the screen, and what keys do to it. Knows no device.
struct NegotiatorModel: Hashable {
  /// A page of the program.
  enum Page: Int, CaseIterable {
    case formats, inputs, standards, timings, crop

    var title: String {
      switch self {
      case .formats: "Formats"
      case .inputs: "Inputs"
      case .standards: "Standards"
      case .timings: "Timings"
      case .crop: "Crop"
      }
    }
  }

  /// What a key asks of the device.
  enum Action: Hashable {
    /// Set what is chosen.
    case apply
    /// Take the last setting back.
    case undo
    /// Show the picture.
    case preview
    /// Show the sliders.
    case controls
    /// Ask the driver again.
    case propose
    /// Measure the signal.
    case detect
    case selectInput(Int)
    case setStandard(VideoStandard)
    case setTimings(VideoTimings)
    case setRectangle(SelectionTarget, Rectangle)
    case quit
    case interrupt
    case redraw
  }

  /// What the device is called, and its node.
  let title: String
  let node: String
  var choice: ChoiceModel
  var facts: NegotiatorFacts
  private(set) var page = Page.formats
  private(set) var pageList = ListState()
  var crop = CropModel()
  private(set) var isHelpShown = false
  /// Whether everything typed goes into the filter, after a slash.
  private(set) var isTyping = false
  /// What the last action came to.
  var message: Message?
  /// How often there is something to take back.
  var undoCount = 0

  /// A line about what happened.
  struct Message: Hashable {
    var text: String
    var isFailure = false
  }

  init(title: String, node: String, choice: ChoiceModel, facts: NegotiatorFacts) {
    self.title = title
    self.node = node
    self.choice = choice
    self.facts = facts
    crop.follow(facts)
  }

  /// Pages that have something on this device; the others stay away.
  var pages: [Page] {
    Page.allCases.filter { page in
      switch page {
      case .formats: true
      case .inputs: !facts.inputs.isEmpty
      case .standards: !facts.standards.isEmpty
      case .timings: !facts.timings.isEmpty
      case .crop: !facts.rectangles.isEmpty
      }
    }
  }

  /// Takes over what the device says now.
  mutating func update(_ facts: NegotiatorFacts) {
    self.facts = facts
    crop.follow(facts)
    if !pages.contains(page) { show(.formats) }
  }

  private mutating func show(_ page: Page) {
    self.page = page
    pageList = ListState()
    pageList.select(currentRow ?? 0, count: rowCount)
    isTyping = false
  }

  private mutating func turn(by distance: Int) -> Action? {
    let pages = pages
    let place = pages.firstIndex(of: page) ?? 0
    show(pages[(place + distance + pages.count) % pages.count])
    return page == .standards || page == .timings ? .detect : .redraw
  }

  /// The row of what is set, on a page that is a list.
  private var currentRow: Int? {
    switch page {
    case .formats, .crop: nil
    case .inputs: facts.inputs.firstIndex { $0.index == facts.settings.source.input }
    case .standards:
      facts.standards.firstIndex {
        facts.settings.source.standard.map($0.standard.isSuperset) ?? false
      }
    case .timings: facts.timings.firstIndex { $0 == facts.settings.source.timings }
    }
  }

  private var rowCount: Int {
    switch page {
    case .formats, .crop: 0
    case .inputs: facts.inputs.count
    case .standards: facts.standards.count
    case .timings: facts.timings.count
    }
  }

  /// Scrolls every list so that what is selected is seen.
  mutating func scroll(height: Int) {
    choice.scroll(height: height)
    pageList.scroll(height: height, count: rowCount)
  }
}

// Keys.
extension NegotiatorModel {
  /// What a key does; the answer is what it asks of the device.
  mutating func handle(_ key: Key) -> Action? {
    if key == .control("c") { return .interrupt }
    if isHelpShown {
      isHelpShown = false
      return .redraw
    }
    if !isTyping, let action = handleCommon(key) { return action }
    switch page {
    case .formats: return handleFormats(key)
    case .crop:
      let action = crop.handle(key)
      return action
    case .inputs, .standards, .timings: return handleList(key)
    }
  }

  /// Keys that mean the same on every page, unless something is being typed.
  private mutating func handleCommon(_ key: Key) -> Action? {
    switch key {
    case .character("?"), .function(1):
      isHelpShown = true
      return .redraw
    case .character("q"), .character("Q"): return hasFilter ? nil : .quit
    case .character("u"): return hasFilter ? nil : .undo
    case .character("p"): return hasFilter ? nil : .preview
    case .character("c"): return hasFilter ? nil : .controls
    case .character("]"), .control("n"): return turn(by: 1)
    case .character("["), .control("p"): return turn(by: -1)
    case .control("l"): return .redraw
    case .function(let number) where number >= 2 && number - 2 < pages.count:
      show(pages[number - 2])
      return page == .standards || page == .timings ? .detect : .redraw
    case .escape where page == .crop && crop.hasEdits: return nil
    case .escape where page != .formats:
      show(.formats)
      return .redraw
    default: return nil
    }
  }

  private var hasFilter: Bool { page == .formats && !choice.list(choice.focus).filter.isEmpty }

  private mutating func handleFormats(_ key: Key) -> Action? {
    switch key {
    case .up: choice.move(by: -1)
    case .down: choice.move(by: 1)
    case .pageUp: choice.move(by: -10)
    case .pageDown: choice.move(by: 10)
    case .home: choice.select(row: 0)
    case .end: choice.select(row: .max)
    case .tab, .right: moveFocus(by: 1)
    case .backTab, .left: moveFocus(by: -1)
    case .enter:
      isTyping = false
      _ = choice.clearFilter()
      return .apply
    case .escape:
      isTyping = false
      if !choice.clearFilter() { return .quit }
    case .backspace, .delete: if !choice.deleteTyped() { isTyping = false }
    case .character("/") where !isTyping && !hasFilter: isTyping = true
    case .character(let character): type(character)
    default: return nil
    }
    return .propose
  }

  private mutating func moveFocus(by distance: Int) {
    isTyping = false
    choice.moveFocus(by: distance)
  }

  /// Digits jump to a row of the formats, which have numbers; everywhere else what is typed is looked for.
  private mutating func type(_ character: Character) {
    if choice.focus == .format, !isTyping, !hasFilter, let digit = character.wholeNumberValue,
      (1...9).contains(digit)
    {
      choice.select(row: choice.list(.format).top + digit - 1)
    } else if !character.isWhitespace {
      choice.type(character)
    }
  }

  private mutating func handleList(_ key: Key) -> Action? {
    let count = rowCount
    switch key {
    case .up: pageList.move(by: -1, count: count)
    case .down: pageList.move(by: 1, count: count)
    case .pageUp: pageList.move(by: -10, count: count)
    case .pageDown: pageList.move(by: 10, count: count)
    case .home: pageList.select(0, count: count)
    case .end: pageList.select(.max, count: count)
    case .tab, .right: return turn(by: 1)
    case .backTab, .left: return turn(by: -1)
    case .character("d"): return .detect
    case .character(let character):
      guard let digit = character.wholeNumberValue, (1...9).contains(digit) else { return nil }
      pageList.select(pageList.top + digit - 1, count: count)
    case .enter: return selectedAction
    default: return nil
    }
    return .redraw
  }

  /// What choosing the selected row of a list asks for.
  private var selectedAction: Action? {
    let row = pageList.selected
    switch page {
    case .inputs where facts.inputs.indices.contains(row):
      return .selectInput(facts.inputs[row].index)
    case .standards where facts.standards.indices.contains(row):
      return .setStandard(facts.standards[row].standard)
    case .timings where facts.timings.indices.contains(row): return .setTimings(facts.timings[row])
    default: return nil
    }
  }
}
