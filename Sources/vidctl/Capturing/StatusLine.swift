import SystemIO

/// A line on standard error that is written over itself where that is a terminal, and is a new one each time elsewhere.
final class StatusLine {
  /// Whether it is a terminal.
  let isTerminal: Bool
  private let canvas: Canvas
  private var isShown = false

  init() {
    isTerminal = Terminal.isTerminal(StandardStream.error.rawValue)
    canvas = Canvas.of(.error)
  }

  /// Shows a text in the place of the one before.
  func show(_ text: String, _ style: Style) {
    guard isTerminal else {
      try? StandardStream.error.write(Styled(text).rendered(colored: false) + "\n")
      return
    }
    // A line that reaches the last column would wrap and could not be written over.
    let line = String(text.prefix(max(0, (canvas.columns ?? 80) - 1)))
    try? StandardStream.error.write(
      "\r" + Styled(line, style).rendered(colored: canvas.isColored) + Self.eraseRest)
    isShown = true
  }

  /// Takes the line away, so that what follows begins on a clean one.
  func clear() {
    guard isShown else { return }
    isShown = false
    try? StandardStream.error.write("\r" + Self.eraseRest)
  }

  private static let eraseRest = "\u{1b}[K"
}
