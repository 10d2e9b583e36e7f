/// A sequence that begins with `ESC [`, taken apart.
struct ControlSequence {
  private var numbers: [Int] = []
  private let final: UInt8
  /// Whether it is one of the terminal's own, with a mark that no key has.
  private var isForeign = false

  /// Takes apart what stands between the bracket and the last byte.
  init(_ parameters: ArraySlice<UInt8>, final: UInt8) {
    self.final = final
    var current: Int?
    for byte in parameters {
      switch byte {
      case 0x30...0x39:
        // Larger numbers than any key has are all the same.
        current = min((current ?? 0) * 10 + Int(byte) - 0x30, 0x10_ffff)
      case UInt8(ascii: ";"), UInt8(ascii: ":"):
        numbers.append(current ?? 0)
        current = nil
      default: isForeign = true
      }
    }
    if let current { numbers.append(current) }
  }

  private var first: Int { numbers.first ?? 0 }

  var isPasteStart: Bool { !isForeign && final == UInt8(ascii: "~") && first == 200 }
  var isPasteEnd: Bool { !isForeign && final == UInt8(ascii: "~") && first == 201 }

  /// The key; nil when it is something else.
  var key: Key? {
    guard !isForeign else { return nil }
    switch final {
    case UInt8(ascii: "~"), UInt8(ascii: "^"), UInt8(ascii: "$"), UInt8(ascii: "@"):
      // With modifyOtherKeys: 27, the modifiers, the character.
      if first == 27, numbers.count == 3 { return Self.modified(numbers[2], numbers[1]) }
      return KeySequence.numbered(first)
    case UInt8(ascii: "u"):
      return Self.modified(first, numbers.count > 1 ? numbers[1] : 1)
    // The same letters as after ESC O; of a report of the cursor's place the row is seldom 1.
    case UInt8(ascii: "P"), UInt8(ascii: "Q"), UInt8(ascii: "R"), UInt8(ascii: "S"):
      return first <= 1 ? KeySequence.letter(final) : nil
    default:
      return KeySequence.letter(final)
    }
  }

  /// A character's number with modifiers: one more than the sum of shift 1, alt 2 and ctrl 4.
  private static func modified(_ code: Int, _ modifiers: Int) -> Key? {
    switch code {
    case 9: return (modifiers - 1) & 1 != 0 ? .backTab : .tab
    case 13: return .enter
    case 27: return .escape
    case 8, 127: return .backspace
    default: break
    }
    // Keys without a character have numbers of private use.
    guard code >= 0x20, !(0x80..<0xa0).contains(code), !(0xe000...0xf8ff).contains(code),
      let scalar = Unicode.Scalar(UInt32(code))
    else { return nil }
    let character = Character(scalar)
    let held = modifiers - 1
    if held & 4 != 0 { return .control(character.lowercased().first ?? character) }
    return held & 2 != 0 ? .alt(character) : .character(character)
  }
}

/// The keys behind numbers and letters in sequences.
enum KeySequence {
  /// `ESC [` number `~`.
  static func numbered(_ number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23...26: .function(number - 12)
    case 28, 29: .function(number - 13)
    case 31...34: .function(number - 14)
    default: nil
    }
  }

  /// `ESC [` letter; small ones are rxvt's with shift.
  static func letter(_ letter: UInt8) -> Key? {
    switch letter {
    case UInt8(ascii: "A"), UInt8(ascii: "a"): .up
    case UInt8(ascii: "B"), UInt8(ascii: "b"): .down
    case UInt8(ascii: "C"), UInt8(ascii: "c"): .right
    case UInt8(ascii: "D"), UInt8(ascii: "d"): .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "Z"): .backTab
    case UInt8(ascii: "P"), UInt8(ascii: "Q"), UInt8(ascii: "R"), UInt8(ascii: "S"):
      .function(Int(letter) - 0x4f)
    default: nil
    }
  }

  /// `ESC O` letter, the keypad's characters included.
  static func shiftThree(_ letter: UInt8) -> Key? {
    switch letter {
    case UInt8(ascii: "M"): .enter
    case UInt8(ascii: "I"): .tab
    case UInt8(ascii: "j")...UInt8(ascii: "y"):
      // The keypad in application mode, from * to 9.
      .character(Character(Unicode.Scalar(letter - 0x40)))
    case UInt8(ascii: "X"): .character("=")
    default: Self.letter(letter)
    }
  }
}

/// Single characters of UTF-8, strictly.
enum UTF8Sequence {
  /// The scalar at a place and its bytes: no scalar for bytes that are none, no bytes when more are needed.
  static func scalar(in bytes: [UInt8], at index: Int) -> (scalar: Unicode.Scalar?, length: Int) {
    let lead = bytes[index]
    let length: Int
    var value: UInt32
    switch lead {
    case 0x00...0x7f: return (Unicode.Scalar(lead), 1)
    case 0xc2...0xdf: (length, value) = (2, UInt32(lead & 0x1f))
    case 0xe0...0xef: (length, value) = (3, UInt32(lead & 0x0f))
    case 0xf0...0xf4: (length, value) = (4, UInt32(lead & 0x07))
    default: return (nil, 1)
    }
    for offset in 1..<length {
      guard index + offset < bytes.count else { return (nil, 0) }
      let next = bytes[index + offset]
      guard next & 0xc0 == 0x80 else { return (nil, offset) }
      value = value << 6 | UInt32(next & 0x3f)
    }
    let least: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
    return (value >= least ? Unicode.Scalar(value) : nil, length)
  }
}
