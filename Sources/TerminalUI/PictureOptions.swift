internal import SystemIO

/// How a terminal is made to show a picture.
package enum PictureProtocol: String, CaseIterable, Hashable, Sendable {
  /// Pixels, as kitty invented them.
  case kitty
  /// Pixels, as DEC's terminals did it.
  case sixel
  /// Pixels, as iTerm2 shows files.
  case iterm
  /// Characters whose shapes and colours stand for pixels; every terminal can.
  case symbols
}

/// The characters that pictures are drawn with where there are no pixels.
package enum PictureSymbols: String, CaseIterable, Hashable, Sendable {
  /// Halves and quarters of a cell; nearly every font has them, and edges stay clean.
  case block
  /// Upper and lower halves: two square pixels in each cell.
  case half
  /// Sixths as well, which newer fonts have.
  case sextant
  /// Dots, eight in each cell.
  case braille
  /// Letters, digits and signs.
  case ascii
  /// Whatever fits best; slow, and some fonts lack much of it.
  case all

  /// The next in a circle of those that look well, for a key to step through.
  package var next: PictureSymbols {
    let circle: [PictureSymbols] = [.block, .half, .sextant, .braille, .ascii]
    let index = circle.firstIndex(of: self) ?? -1
    return circle[(index + 1) % circle.count]
  }

  /// chafa's words for them.
  var selectors: String {
    switch self {
    case .block: "half+quad+space+solid"
    case .half: "vhalf+hhalf+space+solid"
    case .sextant: "half+quad+sextant+space+solid"
    case .braille: "braille+space"
    case .ascii: "ascii+space"
    case .all: "all-wide"
    }
  }
}

/// How pictures are to be drawn.
package struct PictureOptions: Hashable, Sendable {
  /// How the terminal is made to show them.
  package var means: PictureProtocol
  /// The characters, where it is by symbols.
  package var symbols: PictureSymbols
  /// How many colours there are.
  package var depth: ColorDepth

  /// Makes options.
  package init(means: PictureProtocol, symbols: PictureSymbols, depth: ColorDepth) {
    self.means = means
    self.symbols = symbols
    self.depth = depth
  }
}

/// Whether a terminal is seen through a multiplexer, which passes no pixels on.
package func isMultiplexed(_ variable: (String) -> String?) -> Bool {
  let term = variable("TERM") ?? ""
  return !(variable("TMUX") ?? "").isEmpty || !(variable("STY") ?? "").isEmpty
    || term.hasPrefix("screen") || term.hasPrefix("tmux")
}
