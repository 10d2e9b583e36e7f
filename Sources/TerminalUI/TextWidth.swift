/// How wide text is on a terminal, and what of it may go there.
package enum TextWidth {
  /// Columns the text takes: two for East Asian wide characters and emoji, none for marks.
  package static func columns(_ text: String) -> Int {
    if isPlain(text) { return text.utf8.count }
    return text.reduce(0) { $0 + columns($1) }
  }

  /// Columns one character takes.
  package static func columns(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    // Latin letters, punctuation, and what frames and bars are made of: no table need be asked.
    switch first.value {
    case 0x20..<0x7f, 0xa1..<0xad, 0xae..<0x300, 0x2010...0x2027, 0x2500...0x259f:
      if character.unicodeScalars.count == 1 { return 1 }
    default: break
    }
    if character.unicodeScalars.contains(where: { $0 == "\u{fe0f}" }) { return 2 }
    let properties = first.properties
    if properties.generalCategory == .nonspacingMark || properties.generalCategory == .enclosingMark
      || properties.generalCategory == .format
    {
      return 0
    }
    if properties.isEmojiPresentation { return 2 }
    return wide.contains { $0.contains(first.value) } ? 2 : 1
  }

  /// Blocks of East Asian wide and fullwidth characters.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3,
    0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x20000...0x3fffd,
  ]

  /// The text without what could steer a terminal: a device may call itself anything.
  package static func printable(_ text: String) -> String {
    if isPlain(text) { return text }
    let isClean = text.unicodeScalars.allSatisfy { !isControl($0) }
    guard !isClean else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      result.append(isControl(scalar) ? "\u{fffd}" : scalar)
    }
    return String(result)
  }

  /// Whether it is ASCII that can be seen, as nearly all text here is.
  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value >= 0x20, scalar.value < 0x7f { return false }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return true
    // Overrides of the writing direction can make a line read as something else.
    case .format:
      return (0x202a...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    default: return false
    }
  }

  /// Words put into lines of at most so many columns; a longer word has a line of its own.
  package static func wrap(_ text: String, columns limit: Int) -> [String] {
    guard columns(text) > limit else { return [text] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if line.isEmpty {
        line = String(word)
      } else if columns(line) + 1 + columns(String(word)) <= limit {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    lines.append(line)
    return lines
  }
}
