internal import VideoFormats

/// Reads the values of constraints, each with a sentence for what it does not take.
enum Values {
  /// Larger than any picture, and small enough that nothing computed from it overflows.
  static let largestSide = 1_000_000

  private static func fail(_ token: Token, _ message: String, _ text: String) -> GrammarError {
    GrammarError(text: text, column: token.column, message: message)
  }

  static func size(_ token: Token, in text: String) throws(GrammarError) -> Size {
    let parts = token.text.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw fail(token, "'\(token.text)' is no size; write WIDTHxHEIGHT, such as 1280x720", text)
    }
    var sides: [Int] = []
    for part in parts {
      sides.append(
        try side(
          part, token, "'\(token.text)' is no size; write WIDTHxHEIGHT, such as 1280x720", text))
    }
    return Size(width: sides[0], height: sides[1])
  }

  static func pixels(_ token: Token, in text: String) throws(GrammarError) -> Int {
    try side(
      token.text[...], token, "'\(token.text)' is no number of pixels; write one such as 1280", text
    )
  }

  private static func side(
    _ digits: Substring, _ token: Token, _ message: String, _ text: String
  ) throws(GrammarError) -> Int {
    let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber else { throw fail(token, message, text) }
    guard let number = Int(digits: digits), number <= largestSide else {
      throw fail(
        token,
        "'\(token.text)' is larger than any picture; a side has at most \(largestSide) pixels",
        text)
    }
    guard number > 0 else {
      throw fail(token, "'\(token.text)' is empty; a side has at least one pixel", text)
    }
    return number
  }

  static func rate(_ token: Token, in text: String) throws(GrammarError) -> Rate {
    guard let rate = Rate(token.text) else {
      throw fail(
        token, "'\(token.text)' is no rate; write frames a second above 0: 30, 29.97 or 30000/1001",
        text)
    }
    return rate
  }

  /// Seconds between frames, which name a rate exactly.
  static func interval(_ token: Token, in text: String) throws(GrammarError) -> Rate {
    guard token.text.contains("/"), let turned = Interval(rate: token.text) else {
      throw fail(
        token,
        "'\(token.text)' is no interval; write seconds above 0 as a fraction, such as 1/30 or 1001/30000",
        text)
    }
    return Rate(Interval(turned.denominator, turned.numerator), isExact: true)
  }

  static func aspect(_ token: Token, in text: String) throws(GrammarError) -> AspectRatio {
    guard let shape = AspectRatio(token.text) else {
      throw fail(token, "'\(token.text)' is no shape; write WIDTH:HEIGHT, such as 16:9", text)
    }
    return shape
  }

  static func planes(_ token: Token, in text: String) throws(GrammarError) -> Int {
    guard let count = Int(digits: token.text), (1...8).contains(count) else {
      throw fail(token, "'\(token.text)' is no number of memory planes; a picture has 1 to 8", text)
    }
    return count
  }

  static func stride(_ token: Token, in text: String) throws(GrammarError) -> Int {
    guard let multiple = Int(digits: token.text), (1...65536).contains(multiple) else {
      throw fail(
        token, "'\(token.text)' is no alignment; write bytes from 1 to 65536, such as stride%64",
        text)
    }
    return multiple
  }

  static func bandwidth(_ token: Token, in text: String) throws(GrammarError) -> Int {
    let message =
      "'\(token.text)' is no bandwidth; write a number and B/s, kB/s, MB/s or GB/s, such as 60MB/s"
    let number = token.text.prefix { $0.isNumber || $0 == "." }
    let unit = token.text.dropFirst(number.count)
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard
      let bytes = Quantities.units.first(where: { unit == $0.name || unit + "/s" == $0.name })?
        .bytes,
      (1...2).contains(parts.count), let whole = Int(digits: parts[0]), whole <= 1_000_000_000
    else { throw fail(token, message, text) }
    var total = whole * bytes
    if parts.count == 2 {
      guard parts[1].utf8.count <= 3, let part = Int(digits: parts[1]) else {
        throw fail(token, message, text)
      }
      let scale = [1, 10, 100, 1000][parts[1].utf8.count]
      total += part * bytes / scale
    }
    guard total > 0 else { throw fail(token, "a bandwidth of 0 lets nothing through", text) }
    return total
  }

  static func memory(_ token: Token, in text: String) throws(GrammarError) -> MemoryType {
    guard let type = MemoryType(rawValue: token.text.lowercased()) else {
      let names = MemoryType.allCases.map(\.rawValue).joined(separator: ", ")
      throw fail(token, "'\(token.text)' is no memory type; there are \(names)", text)
    }
    return type
  }

  static func constant<Value: NamedConstant>(
    _ token: Token, _ kind: String, in text: String
  ) throws(GrammarError) -> Value {
    let name = token.text.lowercased()
    guard let value = Value(name: name), value.rawValue != 0 || kind == "field order" else {
      let names = Value.names.filter { $0.0.rawValue != 0 }.map(\.1).joined(separator: ", ")
      throw fail(token, "'\(token.text)' is no \(kind); there are \(names)", text)
    }
    return value
  }

  static func format(
    _ token: Token, offered: [PixelFormat], in text: String
  ) throws(GrammarError) -> PixelFormat {
    if let format = PixelFormat(parsing: token.text, offered: offered) { return format }
    let near = PixelFormat.suggestions(for: token.text, offered: offered, limit: 3)
    let words = Key.allCases.flatMap(\.names) + Flag.names
    let advice: String
    if let word = words.first(where: {
      $0 != "w" && $0 != "h" && $0.hasPrefix(token.text.lowercased())
    }) {
      advice = "did you mean \(word)?"
    } else if !near.isEmpty {
      advice = "did you mean \(near.map(\.description).joined(separator: ", "))?"
    } else {
      advice = "formats are named as 'vidctl formats' lists them, such as YUYV or MJPG"
    }
    throw fail(
      token, "'\(token.text)' is neither a format nor a word of the grammar; \(advice)", text)
  }
}
