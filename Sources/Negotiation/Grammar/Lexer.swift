/// A piece of a constraint text that has a meaning of its own.
struct Token: Hashable {
  enum Kind: Hashable {
    /// Letters, digits and whatever is none of the others.
    case word
    /// `=`, `>=`, `<=`, `~`, `%`, and what people write in their place: `==`, `>`, `<`, `!=`.
    case sign
    /// `|` between the members of a list.
    case bar
    /// `@` before a rate.
    case at
    /// A comma, which separates as blanks do.
    case comma
    case end
  }

  var kind: Kind
  var text: String
  /// The first character's place in the text, from 1.
  var column: Int
  /// Whether nothing, not even a blank, stands before it.
  var isGlued: Bool
}

/// Cuts a text into tokens. Every text can be cut; what makes no sense is the parser's to say.
struct Lexer {
  static func tokens(of text: String) -> [Token] {
    var tokens: [Token] = []
    let characters = Array(text)
    var position = 0
    while position < characters.count {
      let begin = position
      if characters[begin].isWhitespace {
        position += 1
        continue
      }
      let kind = kind(of: characters[begin])
      position += 1
      switch kind {
      case .word:
        while position < characters.count, !characters[position].isWhitespace,
          self.kind(of: characters[position]) == .word
        {
          position += 1
        }
      case .sign where characters[begin] != "~" && characters[begin] != "%":
        if position < characters.count, characters[position] == "=" { position += 1 }
      default: break
      }
      tokens.append(
        Token(
          kind: kind, text: String(characters[begin..<position]), column: begin + 1,
          isGlued: begin > 0 && !characters[begin - 1].isWhitespace))
    }
    tokens.append(Token(kind: .end, text: "", column: characters.count + 1, isGlued: false))
    return tokens
  }

  private static func kind(of character: Character) -> Token.Kind {
    switch character {
    case "=", ">", "<", "~", "%", "!": .sign
    case "|": .bar
    case "@": .at
    case ",": .comma
    default: .word
    }
  }
}
