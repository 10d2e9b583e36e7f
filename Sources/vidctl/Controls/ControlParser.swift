import V4L2
import VideoFormats

/// One word of `vidctl controls DEVICE set`: `name=VALUE`, `name+=VALUE`, `name[2]=VALUE` or a button's name.
struct ControlAssignment: Hashable {
  enum Operation: Hashable {
    case set, add, subtract, press
  }

  var name: String
  /// The element of an array, by an index in each dimension or by one alone.
  var element: [Int] = []
  var operation: Operation
  var text: String

  init(_ word: String) throws(Failure) {
    guard let equals = word.firstIndex(of: "=") else {
      (name, operation, text) = (word, .press, "")
      guard !ControlDescription.key(of: word).isEmpty else {
        throw .usage("'\(word)' is no setting; write NAME=VALUE, such as brightness=50%")
      }
      return
    }
    var left = String(word[..<equals])
    text = String(word[word.index(after: equals)...])
    switch left.last {
    case "+": operation = .add
    case "-": operation = .subtract
    default: operation = .set
    }
    if operation != .set { left.removeLast() }
    (left, element) = try Self.split(left, word)
    name = left
    guard !ControlDescription.key(of: name).isEmpty else {
      throw .usage("'\(word)' names no control; write NAME=VALUE, such as brightness=50%")
    }
  }

  /// Takes the indices in brackets off a name.
  private static func split(
    _ text: String, _ word: String
  ) throws(Failure) -> (String, [Int]) {
    guard text.last == "]", let open = text.firstIndex(of: "[") else { return (text, []) }
    var indices: [Int] = []
    for piece in text[text.index(after: open)...].dropLast().split(
      separator: "][", omittingEmptySubsequences: false)
    {
      guard let index = Int(piece), index >= 0 else {
        throw .usage("'\(word)': an index in brackets is a number from 0 on, such as name[2]=7")
      }
      indices.append(index)
    }
    return (String(text[..<open]), indices)
  }
}

/// Turns what was typed into values of controls.
struct ControlParser {
  let catalog: ControlCatalog
  /// What a control is set to, or begins with.
  let read: (ControlDescription, ControlValueKind) throws -> ControlValue?

  /// The settings, in the order in which the controls were named first.
  func settings(_ assignments: [ControlAssignment]) throws -> [ControlSetting] {
    var settings: [ControlSetting] = []
    for assignment in assignments {
      let control = try catalog.find(assignment.name)
      let known = settings.firstIndex { $0.control.id == control.id }
      if known != nil, assignment.element.isEmpty {
        throw Failure.usage("\(control.key) is named twice; set it once")
      }
      let value = try value(assignment, control, pending: known.map { settings[$0].value })
      if let known {
        settings[known].value = value
      } else {
        settings.append(ControlSetting(control, value))
      }
    }
    return settings
  }

  private func wrong(
    _ control: ControlDescription, _ text: String, _ advice: String? = nil
  ) -> Failure {
    .usage(
      "\(catalog.node): \(control.key) can't be '\(text)'; it takes "
        + (advice ?? control.allowedValues))
  }

  private func value(
    _ assignment: ControlAssignment, _ control: ControlDescription, pending: ControlValue?
  ) throws -> ControlValue {
    if control.type == .button {
      guard ["", "1", "press", "on"].contains(assignment.text.lowercased()) else {
        throw Failure.usage(
          "\(control.key) is a button; write '\(control.key)' alone to press it")
      }
      return .integer(1)
    }
    guard assignment.operation != .press else {
      throw Failure.usage(
        "'\(assignment.name)' has no value; write \(control.key)=VALUE; "
          + "it takes \(control.allowedValues)")
    }
    guard assignment.element.isEmpty else {
      return try element(assignment, control, pending: pending)
    }
    guard assignment.operation == .set else { return try moved(assignment, control) }
    if let value = try keyword(assignment.text, control) { return value }
    return try whole(assignment.text, control)
  }

  // MARK: Pieces of values

  /// `default`, `min` and `max`, of anything but text.
  private func keyword(_ text: String, _ control: ControlDescription) throws -> ControlValue? {
    let kind: ControlValueKind
    switch text.lowercased() {
    case "default": kind = .standard
    case "min", "minimum": kind = .minimum
    case "max", "maximum": kind = .maximum
    default: return nil
    }
    guard control.type != .string else { return nil }
    if kind != .standard, control.type == .menu || control.type == .integerMenu {
      let item = kind == .minimum ? control.menu.first : control.menu.last
      return item.map { .integer($0.index) }
    }
    guard let value = try read(control, kind) else {
      throw Failure(
        .cannotDo, "\(catalog.node): the driver states no \(text) for \(control.key); give a value")
    }
    return value
  }

  private func whole(_ text: String, _ control: ControlDescription) throws -> ControlValue {
    if control.isArray { return try array(text, control) }
    switch control.type {
    case .string: return .string(text)
    case .area:
      guard let size = Size(text) else {
        throw wrong(control, text, "WIDTHxHEIGHT, such as 640x480")
      }
      return .area(size)
    case .rectangle:
      guard let rectangle = Rectangle(text) else {
        throw wrong(control, text, "WIDTHxHEIGHT+LEFT+TOP")
      }
      return .rectangle(rectangle)
    case .contentLightLevel:
      let pieces = text.split(separator: ",", omittingEmptySubsequences: false)
      let numbers = pieces.compactMap { UInt16($0) }
      guard numbers.count == 2, pieces.count == 2 else {
        throw wrong(control, text, "two levels, such as 1000,400")
      }
      return .contentLightLevel(
        ContentLightLevel(maximumContent: numbers[0], maximumPictureAverage: numbers[1]))
    case .masteringDisplay: return try masteringDisplay(text, control)
    default:
      guard control.type.isNumber, !control.type.isCompound else {
        return try bytes(text, control)
      }
      return .integer(try number(text, control))
    }
  }

  private func masteringDisplay(
    _ text: String, _ control: ControlDescription
  ) throws -> ControlValue {
    let pieces = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = pieces.compactMap { UInt32($0) }
    let places = numbers.prefix(8).compactMap { UInt16(exactly: $0) }
    guard pieces.count == 10, numbers.count == 10, places.count == 8 else {
      throw wrong(
        control, text, "ten numbers: x and y of three primaries and of white, and two luminances")
    }
    let pairs = (0..<4).map {
      MasteringDisplay.Chromaticity(x: places[$0 * 2], y: places[$0 * 2 + 1])
    }
    return .masteringDisplay(
      MasteringDisplay(
        primaries: Array(pairs.prefix(3)), whitePoint: pairs[3], maximumLuminance: numbers[8],
        minimumLuminance: numbers[9]))
  }

  private func bytes(_ text: String, _ control: ControlDescription) throws -> ControlValue {
    let lower = text.lowercased()
    let digits = ["hex:", "0x"].first(where: lower.hasPrefix).map { lower.dropFirst($0.count) }
    guard let digits, !digits.isEmpty, let bytes = ControlText.bytes(hexadecimal: digits) else {
      throw wrong(control, text, "hex: and the bytes in hexadecimal; \(control.allowedValues)")
    }
    return .bytes(bytes)
  }

  private func array(_ text: String, _ control: ControlDescription) throws -> ControlValue {
    guard control.type.isNumber, !text.lowercased().hasPrefix("hex:") else {
      return try bytes(text, control)
    }
    let numbers = try text.split(separator: ",", omittingEmptySubsequences: false).map {
      try number(String($0), control)
    }
    return .integers(numbers)
  }

  /// One element of an array, the others being as they are.
  private func element(
    _ assignment: ControlAssignment, _ control: ControlDescription, pending: ControlValue?
  ) throws -> ControlValue {
    guard control.isArray, control.type.isNumber else {
      throw Failure.usage("\(control.key) is no array of numbers, so it has no elements to index")
    }
    guard case .integers(var numbers)? = try pending ?? read(control, .current) else {
      throw Failure(
        .cannotDo, "\(catalog.node): \(control.key) can't be read, so set it as a whole")
    }
    guard let place = Self.place(assignment.element, control, count: numbers.count) else {
      let lengths = control.isDynamicArray ? [numbers.count] : control.dimensions
      throw Failure(
        .cannotDo,
        "\(catalog.node): \(control.key) has no element "
          + "\(assignment.element.map { "[\($0)]" }.joined()); it has "
          + "\(lengths.map { "\($0)" }.joined(separator: " by ")), counted from 0")
    }
    switch assignment.operation {
    case .set, .press:
      if let value = try keyword(assignment.text, control),
        case .integers(let all) = value, all.indices.contains(place)
      {
        numbers[place] = all[place]
      } else {
        numbers[place] = try number(assignment.text, control)
      }
    case .add, .subtract:
      numbers[place] = try sum(numbers[place], assignment, control)
    }
    return .integers(numbers)
  }

  private static func place(
    _ indices: [Int], _ control: ControlDescription, count: Int
  ) -> Int? {
    if indices.count == 1 { return indices[0] < count ? indices[0] : nil }
    guard indices.count == control.dimensions.count else { return nil }
    var place = 0
    for (index, length) in zip(indices, control.dimensions) {
      guard index < length else { return nil }
      place = place * length + index
    }
    return place < count ? place : nil
  }

  // MARK: Numbers

  private func moved(
    _ assignment: ControlAssignment, _ control: ControlDescription
  ) throws -> ControlValue {
    guard control.type == .integer || control.type == .integer64, !control.isArray else {
      throw Failure.usage("\(control.key) is no number, so nothing can be added to it")
    }
    guard case .integer(let now)? = try read(control, .current) else {
      throw Failure(
        .cannotDo, "\(catalog.node): \(control.key) can't be read, so nothing can be added to it")
    }
    return .integer(try sum(now, assignment, control))
  }

  private func sum(
    _ now: Int64, _ assignment: ControlAssignment, _ control: ControlDescription
  ) throws -> Int64 {
    let distance: Int64?
    if let percent = Self.percent(assignment.text) {
      let share = (Double(control.maximum) - Double(control.minimum)) * percent / 100
      distance = Int64(exactly: share.rounded())
    } else {
      distance = Self.integer(assignment.text)
    }
    guard let distance else { throw wrong(control, assignment.text, "a number or a percentage") }
    let (sum, overflow) =
      assignment.operation == .subtract
      ? now.subtractingReportingOverflow(distance) : now.addingReportingOverflow(distance)
    guard !overflow else { throw wrong(control, "\(now) and \(assignment.text) more") }
    return sum
  }

  /// A number of a control, or of an element: in digits, as a share of the range, or by a name.
  func number(_ text: String, _ control: ControlDescription) throws(Failure) -> Int64 {
    let lower = text.lowercased()
    switch control.type {
    case .boolean:
      if ["on", "true", "yes", "1"].contains(lower) { return 1 }
      if ["off", "false", "no", "0"].contains(lower) { return 0 }
      throw wrong(control, text, "on or off")
    case .menu, .integerMenu: return try menuIndex(text, control)
    default: break
    }
    if let percent = Self.percent(lower), control.type != .bitmask {
      guard (0...100).contains(percent) else { throw wrong(control, text, "0% to 100%") }
      return Self.share(percent, of: control)
    }
    guard let number = Self.integer(lower) else { throw wrong(control, text) }
    return number
  }

  /// An item by its number, its name, or the number it stands for, in this order.
  private func menuIndex(
    _ text: String, _ control: ControlDescription
  ) throws(Failure) -> Int64 {
    let key = ControlDescription.key(of: text)
    let number = Self.integer(text.lowercased())
    if let number, control.menu.isEmpty || control.menuItem(number) != nil { return number }
    let exact = control.menu.filter { $0.name.lowercased() == text.lowercased() }
    let similar =
      exact.isEmpty
      ? control.menu.filter { !key.isEmpty && ControlDescription.key(of: $0.name) == key } : exact
    if similar.count == 1 { return similar[0].index }
    if let number, let item = control.menu.first(where: { $0.number == number }) {
      return item.index
    }
    // A number that is no item is the driver's to refuse, by the same words as everywhere.
    if let number { return number }
    throw wrong(control, text)
  }

  /// Digits, or `0x` and hexadecimal ones, with a sign or without.
  static func integer(_ text: String) -> Int64? {
    let isNegative = text.hasPrefix("-")
    let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
    guard digits.lowercased().hasPrefix("0x") else {
      guard digits.first?.isNumber == true else { return nil }
      return Int64(text)
    }
    return Int64((isNegative ? "-" : "") + digits.dropFirst(2), radix: 16)
  }

  static func percent(_ text: String) -> Double? {
    guard text.hasSuffix("%"), let number = Double(text.dropLast()), number.isFinite else {
      return nil
    }
    return number
  }

  /// The value nearest to a share of the range that is on a step.
  static func share(_ percent: Double, of control: ControlDescription) -> Int64 {
    let span = Double(control.maximum) - Double(control.minimum)
    let step = Double(max(1, control.step))
    let steps = (span * percent / 100 / step).rounded()
    let value = Double(control.minimum) + steps * step
    // Beyond 2^53 a share is not exact, and the ends must not overflow.
    guard value < Double(control.maximum) else { return control.maximum }
    guard value > Double(control.minimum) else { return control.minimum }
    return Int64(exactly: value.rounded()) ?? control.maximum
  }
}
