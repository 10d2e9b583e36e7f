import TerminalUI
import VideoFormats

/// The rectangles of the crop page, as somebody edits them before they are set.
struct CropModel: Hashable {
  /// One number that can be changed.
  struct Field: Hashable {
    var target: SelectionTarget
    var name: String
  }

  /// The fields, in the order of the screen.
  static let names = ["width", "height", "left", "top"]
  private(set) var selected = 0
  private(set) var edited: [SelectionTarget: Rectangle] = [:]
  private var known: [SelectionTarget: Rectangle] = [:]
  /// Digits typed for the selected field.
  private(set) var typed = ""

  /// Takes over the device's rectangles; what is edited and not set is kept while they stay the same.
  mutating func follow(_ facts: NegotiatorFacts) {
    for target in [SelectionTarget.crop, .compose] {
      let now = facts.rectangle(target)
      guard known[target] != now else { continue }
      known[target] = now
      edited[target] = now
    }
    selected = min(selected, max(0, fields.count - 1))
  }

  /// The numbers that can be changed on this device.
  var fields: [Field] {
    [SelectionTarget.crop, .compose].filter { known[$0] != nil }.flatMap { target in
      Self.names.map { Field(target: target, name: $0) }
    }
  }

  /// A rectangle as it is edited.
  func rectangle(_ target: SelectionTarget) -> Rectangle? { edited[target] }

  /// Whether a rectangle is edited and not set.
  func isChanged(_ target: SelectionTarget) -> Bool { edited[target] != known[target] }

  /// Whether something is typed or changed that is not set.
  var hasEdits: Bool { !typed.isEmpty || edited != known }

  /// What a key does.
  mutating func handle(_ key: Key) -> NegotiatorModel.Action? {
    guard fields.indices.contains(selected) else { return nil }
    switch key {
    case .up, .backTab: move(by: -1)
    case .down, .tab: move(by: 1)
    case .left: change(by: -8)
    case .right: change(by: 8)
    case .character("-"): change(by: -1)
    case .character("+"), .character("="): change(by: 1)
    case .character(let digit) where digit.isASCII && digit.isNumber:
      if typed.count < 5 { typed.append(digit) }
    case .backspace: if !typed.isEmpty { typed.removeLast() }
    case .escape:
      typed = ""
      edited = known
    case .enter:
      takeTyped()
      let target = fields[selected].target
      return edited[target].map { .setRectangle(target, $0) }
    default: return nil
    }
    return .redraw
  }

  private mutating func move(by distance: Int) {
    takeTyped()
    selected = (selected + distance + fields.count) % fields.count
  }

  private mutating func takeTyped() {
    guard let number = Int(typed) else { return }
    typed = ""
    set { $0 = number }
  }

  private mutating func change(by distance: Int) {
    takeTyped()
    set { $0 = max(0, $0 + distance) }
  }

  private mutating func set(_ change: (inout Int) -> Void) {
    let field = fields[selected]
    guard var rectangle = edited[field.target] else { return }
    switch field.name {
    case "width": change(&rectangle.width)
    case "height": change(&rectangle.height)
    case "left": change(&rectangle.left)
    default: change(&rectangle.top)
    }
    edited[field.target] = rectangle
  }
}
