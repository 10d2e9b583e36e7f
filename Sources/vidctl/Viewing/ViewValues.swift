import ArgumentParser
import SystemIO
import TerminalUI

/// What the options of `vidctl view` accept; `auto` is nil.
enum ViewValues {
  static func means(_ text: String) throws -> PictureProtocol? {
    try choice(text, PictureProtocol.allCases)
  }

  static func depth(_ text: String) throws -> ColorDepth? {
    try choice(text, ColorDepth.allCases)
  }

  static func symbols(_ text: String) throws -> PictureSymbols? {
    try choice(text, PictureSymbols.allCases)
  }

  private static func choice<Value: RawRepresentable<String>>(
    _ text: String, _ values: [Value]
  ) throws -> Value? {
    if text == "auto" { return nil }
    if let value = Value(rawValue: text) { return value }
    let names = ["auto"] + values.map(\.rawValue)
    throw ValidationError(
      "name \(names.dropLast().joined(separator: ", ")) or \(names.last ?? "")")
  }
}

/// How pictures are drawn on a terminal, as the options say or else as the terminal can.
struct ViewLooks: ParsableArguments {
  @Option(
    name: .customLong("protocol"),
    help: "How to draw: auto, kitty, sixel, iterm or symbols.",
    completion: .list(["auto"] + PictureProtocol.allCases.map(\.rawValue)),
    transform: ViewValues.means)
  var means: PictureProtocol?

  @Option(
    help: "How many colours to draw in: auto, truecolor, 256, 16 or 2.",
    completion: .list(["auto"] + ColorDepth.allCases.map(\.rawValue)),
    transform: ViewValues.depth)
  var colors: ColorDepth?

  @Option(
    help: "Which symbols to draw with: auto, block, half, sextant, braille, ascii or all.",
    completion: .list(["auto"] + PictureSymbols.allCases.map(\.rawValue)),
    transform: ViewValues.symbols)
  var symbols: PictureSymbols?

  /// What the terminal can do by itself, with no option given.
  static var standard: ViewLooks {
    var looks = ViewLooks()
    (looks.means, looks.colors, looks.symbols) = (nil, nil, nil)
    return looks
  }

  /// Whether only ASCII may be drawn: an explicit choice of symbols knows better than the locale.
  var needsASCII: Bool { !Terminal.hasUTF8Locale && (symbols ?? .ascii) == .ascii }
}

#if Chafa
extension ViewLooks {
  /// The choice for this terminal.
  ///
  /// - Parameter knowsPixels: Whether the terminal tells how many pixels a cell has.
  func options(knowsPixels: Bool) -> PictureOptions {
    let depth = colors ?? .detected
    var means = means ?? (depth == .monochrome ? .symbols : TerminalPicture.detectedProtocol)
    // Sixels are of a size in pixels, whatever that is in cells.
    if self.means == nil, means == .sixel, !knowsPixels { means = .symbols }
    return PictureOptions(means: means, symbols: symbols ?? usualSymbols, depth: depth)
  }

  private var usualSymbols: PictureSymbols {
    guard Terminal.hasUTF8Locale else { return .ascii }
    // The kernel's console has the halves and little else.
    return Terminal.variable("TERM") == "linux" ? .half : .block
  }
}
#endif
