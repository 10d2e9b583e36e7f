/// Turns what a terminal sends into keys.
///
/// Knows the sequences of xterm, the Linux console, tmux, screen and rxvt, in both of their modes and
/// with modifiers, and UTF-8. Bytes may come in any pieces. A sequence that is not known is passed over
/// as a whole, so that an answer of the terminal's or a mouse never looks like typing; so are bytes that
/// are not UTF-8. What was pasted comes as characters, with `\n` for the ends of lines.
package struct KeyDecoder: Sendable {
  private var pending: [UInt8] = []
  private var keys: [Key] = []
  private var isPasting = false
  /// Bytes of a sequence beyond this many are no sequence of any terminal.
  private static let longest = 64

  /// Whether a string of the terminal's, such as a title, is being passed over.
  private var isInString = false

  /// Makes a decoder that has seen nothing.
  package init() {}

  /// Whether what came last may be the beginning of something: wait a little, then call `timeOut`.
  package var isPending: Bool { !pending.isEmpty || isInString }

  /// The keys that these bytes complete.
  package mutating func feed(_ bytes: [UInt8]) -> [Key] {
    pending += bytes
    keys = []
    var start = 0
    while start < pending.count {
      let used = isInString ? passString(from: start) : take(from: start)
      guard used > 0 else { break }
      start += used
    }
    pending.removeFirst(min(start, pending.count))
    return keys
  }

  /// The keys that it must have been, as nothing followed: a lone ESC is the key of that name.
  package mutating func timeOut() -> [Key] {
    let rest = pending
    pending = []
    keys = []
    isInString = false
    guard rest.first == 0x1b else { return keys }
    switch rest.count {
    case 1: deliver(.escape)
    case 2 where rest[1] == 0x1b:
      deliver(.escape)
      deliver(.escape)
    case 2 where (0x20...0x7e).contains(rest[1]):
      // The beginning of a sequence is also what alt and that key send.
      deliver(.alt(Character(Unicode.Scalar(rest[1]))))
    default: break
    }
    return keys
  }

  private mutating func deliver(_ key: Key) {
    guard isPasting else {
      keys.append(key)
      return
    }
    switch key {
    case .character: keys.append(key)
    case .enter: keys.append(.character("\n"))
    case .tab: keys.append(.character("\t"))
    // A paste whose end was lost must not hold the keyboard for ever.
    case .control("c"):
      isPasting = false
      keys.append(key)
    default: break
    }
  }

  // Each of these answers how many bytes it used, or 0 when more are needed.

  private mutating func take(from start: Int) -> Int {
    let byte = pending[start]
    switch byte {
    case 0x1b: return takeEscape(from: start)
    case 0x20...0x7e, 0x80...0xff: return takeText(from: start)
    default:
      deliver(Self.control(byte))
      return 1
    }
  }

  /// The key of a control character.
  private static func control(_ byte: UInt8) -> Key {
    switch byte {
    case 0x08, 0x7f: return .backspace
    case 0x09: return .tab
    case 0x0a, 0x0d: return .enter
    case 0x00: return .control(" ")
    case 0x01...0x1a: return .control(Character(Unicode.Scalar(byte + 0x60)))
    default: return .control(Character(Unicode.Scalar(byte + 0x40)))
    }
  }

  /// A run of characters, put together as far as they have come.
  private mutating func takeText(from start: Int) -> Int {
    var text = String.UnicodeScalarView()
    var index = start
    while index < pending.count, pending[index] >= 0x20, pending[index] != 0x7f {
      let (scalar, length) = UTF8Sequence.scalar(in: pending, at: index)
      guard length > 0 else { break }
      index += length
      // Control characters of the second set are no text either.
      if let scalar, !(0x80..<0xa0).contains(scalar.value) { text.append(scalar) }
    }
    for character in String(text) { deliver(.character(character)) }
    return index - start
  }

  private mutating func takeEscape(from start: Int) -> Int {
    guard start + 1 < pending.count else { return 0 }
    let byte = pending[start + 1]
    switch byte {
    case UInt8(ascii: "["): return takeControlSequence(from: start)
    case UInt8(ascii: "O"): return takeShiftThree(from: start)
    case UInt8(ascii: "P"), UInt8(ascii: "]"), UInt8(ascii: "_"), UInt8(ascii: "^"),
      UInt8(ascii: "X"):
      // With alt, such a key sends no more than this.
      guard start + 2 < pending.count else { return 0 }
      isInString = true
      return 2
    case 0x1b: return takeSecondEscape(from: start)
    case 0x20...0x7e:
      deliver(.alt(Character(Unicode.Scalar(byte))))
      return 2
    case 0x80...0xff:
      let (scalar, length) = UTF8Sequence.scalar(in: pending, at: start + 1)
      guard length > 0 else { return 0 }
      if let scalar, !(0x80..<0xa0).contains(scalar.value) { deliver(.alt(Character(scalar))) }
      return 1 + length
    default:
      deliver(Self.control(byte))
      return 2
    }
  }

  /// Alt and a key with a sequence is that key; otherwise the first was the key ESC.
  private mutating func takeSecondEscape(from start: Int) -> Int {
    guard start + 2 < pending.count else { return 0 }
    let next = pending[start + 2]
    if next != UInt8(ascii: "["), next != UInt8(ascii: "O") { deliver(.escape) }
    return 1
  }

  /// Passes over a string of the terminal's, up to its terminator or to ctrl-C.
  private mutating func passString(from start: Int) -> Int {
    switch pending[start] {
    case 0x07, 0x18, 0x1a:
      isInString = false
      return 1
    case 0x03:
      isInString = false
      return take(from: start)
    case 0x1b:
      guard start + 1 < pending.count else { return 0 }
      isInString = false
      return pending[start + 1] == UInt8(ascii: "\\") ? 2 : takeEscape(from: start)
    default: return 1
    }
  }

  /// `ESC O` and a letter: keys in application mode, and F1 to F4.
  private mutating func takeShiftThree(from start: Int) -> Int {
    var index = start + 2
    // Some terminals put modifiers in between.
    while index < pending.count, (0x30...0x3b).contains(pending[index]), index - start < 8 {
      index += 1
    }
    guard index < pending.count else { return 0 }
    let final = pending[index]
    guard (0x40...0x7e).contains(final) else { return index - start }
    if let key = KeySequence.shiftThree(final) { deliver(key) }
    return index - start + 1
  }

  /// `ESC [`, parameters and a letter.
  private mutating func takeControlSequence(from start: Int) -> Int {
    let body = start + 2
    guard body < pending.count else { return 0 }
    // The Linux console's F1 to F5 have a second bracket where others end.
    if pending[body] == UInt8(ascii: "[") {
      guard body + 1 < pending.count else { return 0 }
      let letter = pending[body + 1]
      if (0x41...0x45).contains(letter) { deliver(.function(Int(letter) - 0x40)) }
      return (0x40...0x7e).contains(letter) ? 4 : 3
    }
    var index = body
    while index < pending.count, (0x20...0x3f).contains(pending[index]) {
      // rxvt ends the keys with shift in a sign that belongs elsewhere in sequences.
      if pending[index] == UInt8(ascii: "$"), index > body,
        pending[body..<index].allSatisfy({ (0x30...0x39).contains($0) })
      {
        break
      }
      index += 1
    }
    guard index < pending.count else {
      guard index - start >= Self.longest else { return 0 }
      isInString = true
      return index - start
    }
    let final = pending[index]
    // Anything else cuts the sequence off and is looked at by itself.
    guard (0x40...0x7e).contains(final) || final == UInt8(ascii: "$") else { return index - start }
    // A mouse of the oldest kind says where it is in three bytes of any value.
    if final == UInt8(ascii: "M"), index == body {
      guard body + 3 < pending.count else { return 0 }
      return 6
    }
    interpret(ControlSequence(pending[body..<index], final: final))
    return index - start + 1
  }

  private mutating func interpret(_ sequence: ControlSequence) {
    guard let key = sequence.key else {
      if sequence.isPasteStart { isPasting = true }
      if sequence.isPasteEnd { isPasting = false }
      return
    }
    deliver(key)
  }
}
