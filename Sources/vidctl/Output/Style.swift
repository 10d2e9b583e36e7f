import SystemIO
import TerminalUI

/// How a piece of text stands out on a terminal that has colours.
enum Style: String {
  case plain = ""
  case bold = "1"
  case dim = "2"
  case heading = "1;4"
  case name = "1;36"
  case good = "32"
  case warning = "33"
  case bad = "31"
}

/// A piece of text with its style.
struct Styled: ExpressibleByStringInterpolation, Hashable {
  var text: String
  var style: Style

  init(_ text: String, _ style: Style = .plain) {
    self.text = TextWidth.printable(text)
    self.style = style
  }

  init(stringLiteral value: String) {
    self.init(value)
  }

  /// The text with the escape sequences of its style, or without.
  func rendered(colored: Bool) -> String {
    guard colored, style != .plain, !text.isEmpty else { return text }
    return "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m"
  }
}

/// What the place text goes to is like.
struct Canvas {
  /// Columns before lines must wrap; nil where lines may be as long as they like.
  var columns: Int?
  /// Whether escape sequences for colour are welcome.
  var isColored: Bool

  /// Plain text of any width, as in a file.
  static let plain = Canvas(columns: nil, isColored: false)

  /// What the stream leads to.
  static func of(_ stream: StandardStream) -> Canvas {
    Canvas(
      columns: Terminal.columns(stream.rawValue), isColored: Terminal.wantsColor(stream.rawValue))
  }
}
