internal import CVideoDev2

/// What is known of the terminal behind a descriptor, and of the wishes in the environment.
package enum Terminal {
  /// Whether the descriptor is a terminal.
  package static func isTerminal(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1
  }

  /// The terminal's width in columns; nil when it is none or does not know.
  package static func columns(_ descriptor: Int32) -> Int? {
    let columns = cv_terminal_columns(descriptor)
    return columns > 0 ? Int(columns) : nil
  }

  /// A variable of the environment; nil when it is not set.
  package static func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  /// Whether colour is welcome there: on a terminal that can, unless `NO_COLOR` says otherwise.
  package static func wantsColor(_ descriptor: Int32) -> Bool {
    isTerminal(descriptor) && variable("NO_COLOR", isEmpty: true) && variable("TERM") != "dumb"
  }

  /// Whether the locale is one of UTF-8, by the variables that decide it.
  package static var hasUTF8Locale: Bool {
    let deciding = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(variable).first { !$0.isEmpty }
    let name = (deciding ?? "").lowercased()
    return name.contains("utf-8") || name.contains("utf8")
  }

  private static func variable(_ name: String, isEmpty: Bool) -> Bool {
    (variable(name) ?? "").isEmpty == isEmpty
  }
}
