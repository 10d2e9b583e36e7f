/// Where pictures go, as a user states it.
public enum OutputDestination: Hashable, Sendable {
  /// Standard output, `-`.
  case standardOutput
  /// One file.
  case file(String)
  /// A file for each frame, numbered from 1.
  case files(FilePattern)
  /// Nowhere, `null`.
  case null

  /// Reads `-`, `null`, a path, or a path with a `%d` in it.
  ///
  /// In a path `%%` stands for a percent sign. Fails with `ImagingError.badPattern` when a percent
  /// sign is followed by anything but `d`, a width and `d`, or another percent sign.
  public init(parsing text: String) throws(ImagingError) {
    switch text {
    case "-": self = .standardOutput
    case "null": self = .null
    case "": throw .badPattern(text, reason: "the name is empty")
    default:
      if text.utf8.contains(UInt8(ascii: "%")) {
        let pattern = try FilePattern(parsing: text)
        self = pattern.hasNumber ? .files(pattern) : .file(pattern.path(number: 0))
      } else {
        self = .file(text)
      }
    }
  }

  /// Whether the file name's extension is one of Motion-JPEG, which no other pictures should be stored under.
  public var isNamedMotionJPEG: Bool {
    switch self {
    case .null, .standardOutput: false
    case .file(let name): Container.isMotionJPEG(name.split(separator: ".").last ?? "")
    case .files(let pattern): Container.isMotionJPEG(pattern.text.split(separator: ".").last ?? "")
    }
  }

  /// The container the file name's extension stands for; nil when there is no extension to tell from.
  ///
  /// Fails with `ImagingError.unknownContainer` when there is one that is not known.
  public func inferredContainer() throws(ImagingError) -> Container? {
    let path: String
    switch self {
    case .null: return .null
    case .standardOutput: return nil
    case .file(let name): path = name
    case .files(let pattern): path = pattern.path(number: 1)
    }
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
      // Devices and pipes such as /dev/stdout and /dev/full have no extension to tell from.
      return nil
    }
    let text = String(name[name.index(after: dot)...])
    guard let container = Container(name: text) else { throw .unknownContainer(".\(text)") }
    return container
  }

  /// The destination as a user would recognise it in a message.
  public var name: String {
    switch self {
    case .standardOutput: return "standard output"
    case .file(let path): return path
    case .files(let pattern): return pattern.text
    case .null: return "null"
    }
  }
}

/// A file name with a number in it, such as `frame-%04d.png`.
public struct FilePattern: Hashable, Sendable {
  /// The pattern as it was given.
  public let text: String
  private let prefix: String
  private let suffix: String
  private let width: Int
  private let padding: Character
  /// Whether there is a `%d` at all.
  let hasNumber: Bool

  /// Reads a pattern; at most one `%d`, `%5d` or `%05d`, and `%%` for a percent sign.
  public init(parsing text: String) throws(ImagingError) {
    var parts = [""]
    var (width, padding) = (0, Character(" "))
    var rest = text[...]
    while let character = rest.popFirst() {
      guard character == "%" else {
        parts[parts.count - 1].append(character)
        continue
      }
      if rest.first == "%" {
        rest.removeFirst()
        parts[parts.count - 1].append("%")
        continue
      }
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest[digits.endIndex...]
      guard rest.popFirst() == "d" else {
        throw .badPattern(text, reason: "a percent sign is followed by something other than d")
      }
      guard parts.count == 1 else { throw .badPattern(text, reason: "there is more than one %d") }
      guard digits.count <= 3, let number = digits.isEmpty ? 0 : Int(digits), number <= 20 else {
        throw .badPattern(text, reason: "the number would be wider than 20 digits")
      }
      width = number
      padding = digits.first == "0" ? "0" : " "
      parts.append("")
    }
    self.text = text
    self.width = width
    self.padding = padding
    prefix = parts[0]
    hasNumber = parts.count == 2
    suffix = hasNumber ? parts[1] : ""
  }

  /// The file name for a number.
  public func path(number: Int) -> String {
    guard hasNumber else { return prefix }
    let digits = String(number)
    return prefix + String(repeating: padding, count: max(0, width - digits.count)) + digits
      + suffix
  }
}
