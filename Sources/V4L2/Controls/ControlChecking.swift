internal import VideoFormats

/// What is the matter with a value, by what the driver says of the control.
public enum ControlProblem: Hashable, Sendable {
  /// There is no such control.
  case noSuchControl
  /// A value of another kind, such as text for a number.
  case wrongKind
  /// A number outside of the range.
  case outOfRange
  /// A number between the steps.
  case betweenSteps
  /// No item of the menu.
  case notInMenu
  /// A text with fewer or more bytes than the control takes.
  case wrongLength
  /// An array with fewer or more elements than the control takes.
  case wrongCount
  /// It can only be read.
  case readOnly
  /// It can only be set.
  case writeOnly
  /// It cannot be set now: it is in use, as while frames are captured.
  case grabbed
  /// Another control sets it, or it has no effect now.
  case inactive
  /// The driver gives no reason.
  case refused
}

extension ControlDescription {
  /// What is the matter with a value; nil when there is nothing that the description tells.
  ///
  /// Drivers move a number that is out of range or between steps to one they take, without a word; whoever
  /// does not want that asks here first.
  public func problem(with value: ControlValue) -> ControlProblem? {
    switch value {
    case .integer(let number):
      return isArray || (hasPayload && type != .string) || type == .string
        ? .wrongKind : problem(with: number)
    case .integers(let numbers):
      guard isArray, type.isNumber else { return .wrongKind }
      if isDynamicArray {
        guard (1...elementLimit).contains(numbers.count) else { return .wrongCount }
      } else if numbers.count != elements {
        return .wrongCount
      }
      return numbers.lazy.compactMap { self.problem(with: $0) }.first
    case .string(let text):
      guard type == .string, !isArray else { return .wrongKind }
      return problem(withLength: text.utf8.count, hasNUL: text.utf8.contains(0))
    case .area(let size):
      guard type == .area else { return .wrongKind }
      // The kernel takes no empty area.
      return size.width > 0 && size.height > 0 && UInt32(exactly: size.width) != nil
        && UInt32(exactly: size.height) != nil ? nil : .outOfRange
    default:
      if ControlCoding(self).bytes(value) != nil { return nil }
      if case .bytes = value, type != .string { return .wrongCount }
      return .wrongKind
    }
  }

  private func problem(with number: Int64) -> ControlProblem? {
    switch type {
    case .boolean: return number == 0 || number == 1 ? nil : .outOfRange
    case .menu, .integerMenu:
      guard number >= minimum, number <= maximum else { return .notInMenu }
      return menu.isEmpty || menuItem(number) != nil ? nil : .notInMenu
    case .bitmask:
      return number >= 0 && number & ~maximum == 0 ? nil : .outOfRange
    case .button: return nil
    default:
      guard number >= minimum, number <= maximum else { return .outOfRange }
      guard step > 1 else { return nil }
      let distance = UInt64(bitPattern: number &- minimum)
      return distance.isMultiple(of: step) ? nil : .betweenSteps
    }
  }

  private func problem(withLength count: Int, hasNUL: Bool) -> ControlProblem? {
    guard !hasNUL, count >= minimum, count <= maximum else { return .wrongLength }
    guard step > 1 else { return nil }
    return UInt64(Int64(count) - minimum).isMultiple(of: step) ? nil : .wrongLength
  }

  /// The values it takes, in words.
  public var allowedValues: String {
    let steps = step > 1 ? " in steps of \(step)" : ""
    let single: String =
      switch type {
      case .boolean: "off or on"
      case .menu, .integerMenu: menuWords
      case .bitmask: "bits of 0x" + String(maximum, radix: 16)
      case .button: "nothing: it is pressed"
      case .string:
        (minimum == maximum ? "\(maximum)" : "\(minimum) to \(maximum)") + " bytes of text\(steps)"
      case .integer, .integer64, .unsigned8, .unsigned16, .unsigned32:
        "\(minimum) to \(maximum)\(steps)"
      default: type.structure.map { "a \($0.name) of \($0.size) bytes" } ?? "\(elementSize) bytes"
      }
    guard isArray else { return single }
    let count = isDynamicArray ? "1 to \(elementLimit)" : "\(elements)"
    return "\(count) elements, each \(single)"
  }

  private var menuWords: String {
    guard !menu.isEmpty else { return "\(minimum) to \(maximum)" }
    let shown = menu.count > 12 ? 10 : menu.count
    let words = menu.prefix(shown).map {
      $0.number == nil ? "\($0.index) (\($0.name))" : "\($0.index) (for \($0.name))"
    }
    return words.joined(separator: ", ")
      + (menu.count > shown ? " and \(menu.count - shown) more" : "")
  }
}

extension ControlType {
  /// Whether values, or elements of arrays, are numbers.
  public var isNumber: Bool {
    switch self {
    case .integer, .boolean, .menu, .integerMenu, .bitmask, .integer64, .unsigned8, .unsigned16,
      .unsigned32, .button:
      true
    default: false
    }
  }
}
