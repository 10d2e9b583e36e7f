public import VideoFormats

/// Reads constraints: a recursive descent with one token of foresight.
struct Parser {
  private let text: String
  private let offered: [PixelFormat]
  private var tokens: [Token]
  private var position = 0

  init(_ text: String, offered: [PixelFormat]) {
    self.text = text
    self.offered = offered
    tokens = Lexer.tokens(of: text)
  }

  private var next: Token { tokens[position] }

  private mutating func take() -> Token {
    let token = tokens[position]
    if token.kind != .end { position += 1 }
    return token
  }

  private func fail(_ column: Int, _ message: String) -> GrammarError {
    GrammarError(text: text, column: column, message: message)
  }

  /// Takes a word that stands for itself, whatever its case.
  private mutating func takeWord(_ word: String) -> Bool {
    guard next.kind == .word, next.text.lowercased() == word else { return false }
    position += 1
    return true
  }

  mutating func constraints() throws(GrammarError) -> Constraints {
    var alternatives: [Constraints.Alternative] = [[]]
    var endsWithNearest = false
    while true {
      while next.kind == .comma { position += 1 }
      let token = next
      if token.kind == .end { break }
      guard takeWord("else") else {
        alternatives[alternatives.count - 1] += try term()
        continue
      }
      guard alternatives.last?.isEmpty == false else {
        throw fail(token.column, "'else' needs something before it that may fail")
      }
      if takeWord("nearest") {
        guard next.kind == .end else {
          throw fail(
            next.column, "nothing can follow 'else nearest', which takes whatever there is")
        }
        endsWithNearest = true
        break
      }
      guard next.kind != .end else { throw fail(next.column, "'else' needs something after it") }
      alternatives.append([])
    }
    for alternative in alternatives {
      if let contradiction = Contradiction.first(in: alternative) {
        throw fail(contradiction.column, contradiction.message)
      }
    }
    return Constraints(alternatives, endsWithNearest: endsWithNearest)
  }

  /// One term, which may be several constraints: `1280x720@30` is a size and a rate.
  private mutating func term() throws(GrammarError) -> [Constraint] {
    let isPreference = next.kind == .sign && next.text == "~"
    if isPreference { position += 1 }
    let terms = try plainTerm()
    return isPreference ? terms.map(\.preferred) : terms
  }

  private mutating func plainTerm() throws(GrammarError) -> [Constraint] {
    let token = next
    switch token.kind {
    case .at: return try shape()
    case .word: break
    case .end: throw fail(token.column, "something must follow '~', such as ~1280x720")
    case .sign, .bar, .comma:
      throw fail(token.column, "'\(token.text)' needs a name before it, such as width or fps")
    }
    if looksLikeSize(token.text) { return try shape() }
    if let key = Key(named: token.text) {
      position += 1
      return [try keyed(key, token)]
    }
    if let condition = Flag.condition(named: token.text) {
      position += 1
      return [Constraint(condition, column: token.column)]
    }
    if ["or", "nearest", "better"].contains(token.text.lowercased()) {
      throw fail(
        token.column,
        "'\(token.text)' belongs behind a size or a rate, as in '1280x720@30 or better'")
    }
    return [Constraint(.format(try formats()), column: token.column)]
  }

  private func looksLikeSize(_ text: String) -> Bool {
    guard let first = text.first, first.isNumber || first == "-" else { return false }
    // A code as a number begins like a size of no width.
    let isCode = text.hasPrefix("0x") && text.count == 10
    guard !isCode else { return false }
    return text.contains("x") || text.contains("X") || text.contains("*")
  }

  /// `SIZE`, `SIZE@RATE` or `@RATE`, and how firmly it is meant.
  private mutating func shape() throws(GrammarError) -> [Constraint] {
    var size: (Size, column: Int)?
    var rate: (Rate, column: Int)?
    if next.kind == .word {
      let token = take()
      size = (try Values.size(token, in: text), token.column)
    }
    if next.kind == .at {
      let at = take()
      guard next.kind == .word else {
        throw fail(next.column, "a rate must follow '@', such as @30 or @30000/1001")
      }
      rate = (try Values.rate(take(), in: text), at.column)
    }
    let (relation, isPreference) = try firmness()
    var constraints: [Constraint] = []
    if let size {
      constraints.append(
        Constraint(.size(relation, size.0), isPreference: isPreference, column: size.column))
    }
    if let rate {
      constraints.append(
        Constraint(.rate(relation, rate.0), isPreference: isPreference, column: rate.column))
    }
    return constraints
  }

  /// `or better`, `or less`, `or nearest`, or nothing.
  private mutating func firmness() throws(GrammarError) -> (Constraint.Relation, Bool) {
    guard takeWord("or") else { return (.exactly, false) }
    let word = take()
    switch word.text.lowercased() {
    case "better", "more", "larger": return (.atLeast, false)
    case "less", "smaller", "worse": return (.atMost, false)
    case "nearest": return (.exactly, true)
    default: throw fail(word.column, "'or' goes on with better, less or nearest")
    }
  }

  private mutating func keyed(_ key: Key, _ name: Token) throws(GrammarError) -> Constraint {
    let sign = next
    let wanted = key.signs.map { "\(name.text)\($0)\(key.example)" }.joined(separator: " or ")
    guard sign.kind == .sign else {
      throw fail(sign.column, "'\(name.text)' needs a sign and a value, as in \(wanted)")
    }
    guard key.signs.contains(sign.text == "==" ? "=" : sign.text) else {
      throw fail(sign.column, "'\(name.text)' can't be asked with '\(sign.text)'; write \(wanted)")
    }
    position += 1
    guard next.kind == .word else {
      throw fail(next.column, "'\(name.text)\(sign.text)' needs a value, as in \(wanted)")
    }
    let relation: Constraint.Relation =
      switch sign.text {
      case ">=": .atLeast
      case "<=": .atMost
      default: .exactly
      }
    return Constraint(
      try value(of: key, relation), isPreference: sign.text == "~", column: name.column)
  }

  private mutating func value(
    of key: Key, _ relation: Constraint.Relation
  ) throws(GrammarError) -> Constraint.Condition {
    switch key {
    case .format: return .format(try formats())
    case .memory:
      return .memory(
        try list { [text] token throws(GrammarError) in try Values.memory(token, in: text) })
    default: break
    }
    let token = take()
    switch key {
    case .format, .memory: preconditionFailure("taken above")
    case .width: return .width(relation, try Values.pixels(token, in: text))
    case .height: return .height(relation, try Values.pixels(token, in: text))
    case .size: return .size(relation, try Values.size(token, in: text))
    case .aspect: return .aspect(try Values.aspect(token, in: text))
    case .rate: return .rate(relation, try Values.rate(token, in: text))
    case .interval: return .rate(relation.reversed, try Values.interval(token, in: text))
    case .color: return .colorSpace(try Values.constant(token, "colour space", in: text))
    case .transfer: return .transfer(try Values.constant(token, "transfer function", in: text))
    case .encoding: return .encoding(try Values.constant(token, "encoding", in: text))
    case .range: return .quantization(try Values.constant(token, "range", in: text))
    case .field: return .field(try Values.constant(token, "field order", in: text))
    case .planes: return .planes(relation, try Values.planes(token, in: text))
    case .stride: return .stride(multipleOf: try Values.stride(token, in: text))
    case .bandwidth: return .bandwidth(atMost: try Values.bandwidth(token, in: text))
    }
  }

  private mutating func formats() throws(GrammarError) -> [PixelFormat] {
    try list { [offered, text] token throws(GrammarError) in
      try Values.format(token, offered: offered, in: text)
    }
  }

  /// Values with bars between them.
  private mutating func list<Value: Equatable>(
    _ read: (Token) throws(GrammarError) -> Value
  ) throws(GrammarError) -> [Value] {
    var values: [Value] = []
    while true {
      guard next.kind == .word else {
        throw fail(next.column, "a name must follow '|', as in NV12|YUYV")
      }
      let token = take()
      let value = try read(token)
      guard !values.contains(value) else {
        throw fail(token.column, "'\(token.text)' is in the list already")
      }
      values.append(value)
      guard next.kind == .bar else { return values }
      position += 1
    }
  }
}

extension Constraint.Relation {
  /// A longest interval is a lowest rate.
  fileprivate var reversed: Constraint.Relation {
    switch self {
    case .exactly: .exactly
    case .atLeast: .atMost
    case .atMost: .atLeast
    }
  }
}

extension Constraints {
  /// Reads constraints from a text.
  ///
  /// - Parameters:
  ///   - text: The text; an empty one asks for nothing.
  ///   - offered: Pixel formats beside the known ones that the text may name, such as a driver's own.
  public init(_ text: String, offered: [PixelFormat] = []) throws(GrammarError) {
    var parser = Parser(text, offered: offered)
    self = try parser.constraints()
  }
}
