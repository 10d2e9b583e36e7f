import V4L2
import VideoFormats

/// A control's value in JSON: a number, a text, an array of numbers, or an object for a structure.
enum ControlEntryValue: Codable, Hashable {
  case number(Int64)
  case text(String)
  case numbers([Int64])
  case structure(Structure)

  /// The parts of a structure, those that it has.
  struct Structure: Codable, Hashable {
    var left: Int?
    var top: Int?
    var width: Int?
    var height: Int?
    var maximumContent: UInt16?
    var maximumPictureAverage: UInt16?
    /// Of a mastering display, in the order of `ControlText.numbers`.
    var masteringDisplay: [Int64]?
    /// The bytes of any other structure.
    var hex: String?
  }

  init(_ value: ControlValue) {
    switch value {
    case .integer(let number): self = .number(number)
    case .string(let text): self = .text(text)
    case .integers(let numbers): self = .numbers(numbers)
    case .area(let size): self = .structure(Structure(width: size.width, height: size.height))
    case .rectangle(let it):
      self = .structure(
        Structure(left: it.left, top: it.top, width: it.width, height: it.height))
    case .contentLightLevel(let level):
      self = .structure(
        Structure(
          maximumContent: level.maximumContent,
          maximumPictureAverage: level.maximumPictureAverage))
    case .masteringDisplay(let display):
      self = .structure(Structure(masteringDisplay: ControlText.numbers(of: display)))
    case .bytes(let bytes): self = .structure(Structure(hex: ControlText.hexadecimal(bytes)))
    }
  }

  /// The value; of what does not fit the control something that its description refuses.
  func value(for control: ControlDescription) -> ControlValue {
    switch self {
    case .number(let number): return .integer(number)
    case .text(let text): return .string(text)
    case .numbers(let numbers): return .integers(numbers)
    case .structure(let parts): return parts.value ?? .bytes([])
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let isOn = try? container.decode(Bool.self) {
      self = .number(isOn ? 1 : 0)
    } else if let number = try? container.decode(Int64.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let numbers = try? container.decode([Int64].self) {
      self = .numbers(numbers)
    } else {
      self = .structure(try container.decode(Structure.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .numbers(let numbers): try container.encode(numbers)
    case .structure(let parts): try container.encode(parts)
    }
  }
}

extension ControlEntryValue.Structure {
  fileprivate var value: ControlValue? {
    if let left, let top, let width, let height {
      return .rectangle(Rectangle(left: left, top: top, width: width, height: height))
    }
    if let width, let height { return .area(Size(width: width, height: height)) }
    if let maximumContent, let maximumPictureAverage {
      return .contentLightLevel(
        ContentLightLevel(
          maximumContent: maximumContent, maximumPictureAverage: maximumPictureAverage))
    }
    if let masteringDisplay { return Self.display(masteringDisplay) }
    return hex.flatMap { ControlText.bytes(hexadecimal: $0) }.map(ControlValue.bytes)
  }

  private static func display(_ numbers: [Int64]) -> ControlValue? {
    let places = numbers.prefix(8).compactMap { UInt16(exactly: $0) }
    guard numbers.count == 10, places.count == 8, let most = UInt32(exactly: numbers[8]),
      let least = UInt32(exactly: numbers[9])
    else { return nil }
    let pairs = (0..<4).map {
      MasteringDisplay.Chromaticity(x: places[$0 * 2], y: places[$0 * 2 + 1])
    }
    return .masteringDisplay(
      MasteringDisplay(
        primaries: Array(pairs.prefix(3)), whitePoint: pairs[3], maximumLuminance: most,
        minimumLuminance: least))
  }
}
