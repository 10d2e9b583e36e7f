import V4L2
import VideoFormats

/// Values of controls as text.
enum ControlText {
  /// A value as `set` takes it: numbers of menus and booleans, hexadecimal bits, lists with commas.
  static func plain(_ value: ControlValue, of control: ControlDescription) -> String {
    switch value {
    case .integer(let number):
      control.type == .bitmask ? "0x" + String(number, radix: 16) : "\(number)"
    case .string(let text): text
    case .integers(let numbers): numbers.map { "\($0)" }.joined(separator: ",")
    case .area(let size): "\(size)"
    case .rectangle(let rectangle): "\(rectangle)"
    case .contentLightLevel(let level): "\(level.maximumContent),\(level.maximumPictureAverage)"
    case .masteringDisplay(let display): numbers(of: display).map { "\($0)" }.joined(separator: ",")
    case .bytes(let bytes): "hex:" + hexadecimal(bytes)
    }
  }

  /// A value for people: `on`, the name of a menu's item, long arrays in short.
  static func words(_ value: ControlValue, of control: ControlDescription) -> String {
    switch value {
    case .integer(let number):
      switch control.type {
      case .boolean: return number == 0 ? "off" : "on"
      case .menu, .integerMenu:
        return control.menuItem(number)?.name ?? "item \(number)"
      default: return plain(value, of: control)
      }
    case .string(let text): return "'\(text)'"
    case .integers(let numbers) where Set(numbers).count == 1 && numbers.count > 3:
      return "\(numbers[0]), \(numbers.count) times"
    case .integers(let numbers):
      return short(numbers.prefix(6).map { "\($0)" }, of: numbers.count)
    case .bytes(let bytes):
      return bytes.count <= 8 ? plain(value, of: control) : Quantity.bytes(bytes.count)
    default: return plain(value, of: control)
    }
  }

  private static func short(_ shown: [String], of count: Int) -> String {
    let text = shown.joined(separator: ",")
    return count > shown.count ? "\(text),… (\(count))" : text
  }

  static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The bytes of hexadecimal digits, two for each; nil for anything else.
  static func bytes(hexadecimal text: some StringProtocol) -> [UInt8]? {
    guard text.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    var rest = text[...]
    while !rest.isEmpty {
      let pair = rest.prefix(2)
      guard pair.allSatisfy(\.isHexDigit), let byte = UInt8(pair, radix: 16) else { return nil }
      bytes.append(byte)
      rest = rest.dropFirst(2)
    }
    return bytes
  }

  /// Three places of the primaries, the white point, and the two luminances.
  static func numbers(of display: MasteringDisplay) -> [Int64] {
    (display.primaries + [display.whitePoint]).flatMap { [Int64($0.x), Int64($0.y)] }
      + [Int64(display.maximumLuminance), Int64(display.minimumLuminance)]
  }

  /// What holds for a control besides its value, for people; how it is passed is nobody's business.
  static func flags(_ flags: ControlFlags) -> [String] {
    let words: [(ControlFlags, String)] = [
      (.grabbed, "in use"), (.readOnly, "read-only"), (.inactive, "inactive"),
      (.writeOnly, "write-only"), (.volatile, "volatile"), (.update, "changes others"),
      (.modifyLayout, "changes buffers"),
    ]
    return words.filter { flags.contains($0.0) }.map(\.1)
  }
}
