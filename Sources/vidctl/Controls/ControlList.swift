import SystemIO
import TerminalUI
import V4L2

/// The list of a device's controls: by class, with bars that show a value in its range.
struct ControlList {
  let title: String
  let readings: [ControlReading]
  /// Whether bars are drawn of ASCII alone.
  var isASCII = !Terminal.hasUTF8Locale

  /// The list as text.
  func rendered(on canvas: Canvas) -> String {
    var text = Styled(title, .bold).rendered(colored: canvas.isColored) + "\n"
    let names =
      readings.filter { !$0.control.isHeading }.map { TextWidth.columns($0.control.key) }.max() ?? 0
    for group in groups {
      text += "\n" + Styled(group.name, .heading).rendered(colored: canvas.isColored) + "\n"
      text += table(group.readings, names: names, canvas).rendered(on: canvas)
    }
    return text
  }

  private struct Group {
    var name: String
    var readings: [ControlReading]
  }

  private var groups: [Group] {
    var groups: [Group] = []
    var current: ControlClass?
    for reading in readings {
      let kind = reading.control.id.controlClass
      if reading.control.isHeading {
        groups.append(Group(name: reading.control.name, readings: []))
        current = kind
        continue
      }
      // Old drivers name no classes.
      if current != kind || groups.isEmpty {
        groups.append(Group(name: "\(kind)".capitalizedFirst + " controls", readings: []))
        current = kind
      }
      groups[groups.count - 1].readings.append(reading)
    }
    return groups.filter { !$0.readings.isEmpty }
  }

  /// A class as a table; `names` is the width of the longest name of all.
  private func table(_ readings: [ControlReading], names: Int, _ canvas: Canvas) -> Table {
    let isWide = canvas.columns.map { $0 >= 110 } ?? true
    let barWidth = isWide ? 24 : 12
    var table = Table(indent: 2)
    table.leastWidths = [names, barWidth, isWide ? 28 : 0]
    for reading in readings {
      let control = reading.control
      let isDim = control.flags.contains(.inactive)
      let style: Style = isDim ? .dim : .plain
      let value = reading.value.map { ControlText.words($0, of: control) } ?? Self.noValue(reading)
      let facts = Self.facts(reading).joined(separator: ", ")
      let start = [
        Styled(control.key, isDim ? .dim : .name),
        Styled(Self.bar(reading, columns: barWidth, ascii: isASCII), isDim ? .dim : .good),
      ]
      if isWide {
        table.add(start + [Styled(value, style), Styled(facts, .dim)])
      } else {
        table.add(start + [Styled(facts.isEmpty ? value : "\(value)  (\(facts))", style)])
      }
    }
    return table
  }

  private static func noValue(_ reading: ControlReading) -> String {
    if reading.control.type == .button { return "(a button)" }
    if let failure = reading.failure { return "unreadable: \(failure.explain().cause)" }
    return "(can't be read)"
  }

  /// The range, the default where the value is another, and what else holds.
  static func facts(_ reading: ControlReading) -> [String] {
    let control = reading.control
    var facts: [String] = []
    switch control.type {
    case .boolean, .button: break
    case .menu, .integerMenu: facts.append(Quantity.count(control.menu.count, "choice"))
    case .bitmask: facts.append("bits of 0x" + String(control.maximum, radix: 16))
    case .string: facts.append("\(control.minimum)…\(control.maximum) bytes")
    case .integer where control.minimum == Int64(Int32.min) && control.maximum == Int32.max:
      facts.append("any of 32 bits")
    case .integer64 where control.minimum == .min && control.maximum == .max:
      facts.append("any of 64 bits")
    default: if control.type.isNumber { facts.append("\(control.minimum)…\(control.maximum)") }
    }
    if control.step > 1 { facts.append("steps of \(control.step)") }
    if control.isArray {
      let lengths = control.dimensions.map { "\($0)" }.joined(separator: "x")
      facts.append(
        control.isDynamicArray
          ? "up to \(lengths) elements"
          : control.elements == 1 ? "1 element" : "\(lengths) elements")
    }
    if case .integer(let number)? = reading.value, number != control.defaultValue {
      let standard = ControlText.words(.integer(control.defaultValue), of: control)
      facts.append("default \(standard)")
    }
    return facts + ControlText.flags(control.flags)
  }

  /// A bar of eighths of columns; empty for what has no place in a range.
  static func bar(_ reading: ControlReading, columns: Int, ascii: Bool) -> String {
    let control = reading.control
    guard case .integer(let number)? = reading.value, !control.isArray,
      control.type == .integer || control.type == .integer64, control.maximum > control.minimum
    else { return "" }
    let share =
      (Double(number) - Double(control.minimum))
      / (Double(control.maximum) - Double(control.minimum))
    return bar(share, columns: columns, ascii: ascii)
  }

  /// A bar that is filled to a share.
  static func bar(_ share: Double, columns: Int, ascii: Bool = false) -> String {
    let share = min(1, max(0, share))
    let eighths = Int((share * Double(columns * 8)).rounded())
    let (full, part) = (eighths / 8, eighths % 8)
    if ascii {
      return String(repeating: "#", count: full) + String(repeating: "-", count: columns - full)
    }
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    let rest = columns - full - (part > 0 ? 1 : 0)
    return String(repeating: "█", count: full) + parts[part]
      + String(repeating: "·", count: rest)
  }
}
