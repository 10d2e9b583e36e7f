/// A colour as a program asks for it; what the terminal can show of it is the renderer's business.
package enum TerminalColor: Hashable, Sendable {
  /// The terminal's own.
  case standard
  /// One of the 256 of xterm's palette, of which the first sixteen are the terminal's own choice.
  case palette(UInt8)
  /// Red, green and blue.
  case rgb(UInt8, UInt8, UInt8)
}

/// How the character of a cell looks.
package struct CellStyle: Hashable, Sendable {
  /// The colour of the character.
  package var foreground: TerminalColor
  /// The colour behind it.
  package var background: TerminalColor
  /// Whether it is bold.
  package var isBold: Bool
  /// Whether it is fainter than other text.
  package var isDim: Bool
  /// Whether it is underlined.
  package var isUnderlined: Bool
  /// Whether its two colours are exchanged.
  package var isReversed: Bool

  /// Makes a style.
  package init(
    foreground: TerminalColor = .standard, background: TerminalColor = .standard,
    bold: Bool = false, dim: Bool = false, underlined: Bool = false, reversed: Bool = false
  ) {
    self.foreground = foreground
    self.background = background
    isBold = bold
    isDim = dim
    isUnderlined = underlined
    isReversed = reversed
  }

  /// Text as the terminal shows it by itself.
  package static let plain = CellStyle()
}

/// A character and how it looks.
package struct Cell: Hashable, Sendable {
  /// The character; the second cell of a wide one holds `Cell.tail` instead.
  package var character: Character
  /// How it looks.
  package var style: CellStyle

  /// Makes a cell.
  package init(character: Character, style: CellStyle = .plain) {
    self.character = character
    self.style = style
  }

  /// Stands in the second cell of a wide character, where nothing is drawn.
  package static let tail: Character = "\0"
  /// An empty cell.
  package static let blank = Cell(character: " ")

  /// Whether this is the second cell of a wide character.
  package var isTail: Bool { character == Self.tail }
}
