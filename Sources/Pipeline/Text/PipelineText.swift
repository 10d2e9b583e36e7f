/// A pipeline as it was written: stages, the first of which is where frames come from.
public struct PipelineDescription: Hashable, Sendable {
  /// The stages.
  public var stages: [StageDescription]

  /// Makes a description of stages; `check` tells whether it can be built.
  public init(_ stages: [StageDescription]) { self.stages = stages }

  /// Reads a text such as `v4l2:/dev/video0,1280x720@30 ! m2m:/dev/video10,H264 ! file:out.h264`.
  ///
  /// Throws with the column of the first character at fault.
  public init(_ text: String) throws(PipelineError) {
    var reader = PipelineReader(text)
    stages = try reader.chain(isBranch: false)
    try reader.end()
    try check()
  }
}

/// Reads the text of a pipeline.
struct PipelineReader {
  private let characters: [Character]
  private var position = 0
  private var depth = 0
  private static let deepest = 16

  init(_ text: String) { characters = Array(text) }

  private var column: Int { position + 1 }
  private var next: Character? { position < characters.count ? characters[position] : nil }

  private mutating func skipBlanks() {
    while let next, next.isWhitespace { position += 1 }
  }

  private func error(_ message: String, at column: Int? = nil) -> PipelineError {
    PipelineError(.description, column: column ?? self.column, message)
  }

  /// Stages with `!` between them.
  mutating func chain(isBranch: Bool) throws(PipelineError) -> [StageDescription] {
    var stages: [StageDescription] = []
    while true {
      stages.append(try stage())
      skipBlanks()
      guard next == "!" else { return stages }
      position += 1
    }
  }

  mutating func end() throws(PipelineError) {
    skipBlanks()
    guard let next else { return }
    switch next {
    case ")": throw error("there is no '(' that this closes")
    case ";": throw error("';' separates the branches of a tee; stages are separated by '!'")
    default: throw error("expected '!' and another stage, or the end, not '\(next)'")
    }
  }

  private mutating func stage() throws(PipelineError) -> StageDescription {
    skipBlanks()
    let start = column
    let word = kindWord()
    guard !word.isEmpty else {
      throw error(
        next == nil || next == ")" || next == ";"
          ? "a stage is missing here; write one such as 'null'"
          : "expected a stage such as 'v4l2:/dev/video0', not '\(next ?? " ")'")
    }
    guard let kind = StageKind(rawValue: word) else {
      throw error("there is no stage '\(word)'; \(Self.advice(for: word))", at: start)
    }
    var stage = StageDescription(kind, column: start)
    if kind == .tee {
      stage.branches = try branches()
    } else {
      try readArguments(into: &stage)
    }
    if next == "?" {
      position += 1
      stage.isSurvivable = true
    }
    return stage
  }

  private mutating func kindWord() -> String {
    var word = ""
    while let next, next.isLetter || next.isNumber || next == "-" || next == "_" {
      word.append(next)
      position += 1
    }
    return word
  }

  private mutating func branches() throws(PipelineError) -> [[StageDescription]] {
    skipBlanks()
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw error("tees within tees go 16 deep and no deeper") }
    guard next == "(" else {
      throw error("a tee has branches: tee(file:a.raw ; null)")
    }
    position += 1
    var branches: [[StageDescription]] = []
    while true {
      branches.append(try chain(isBranch: true))
      skipBlanks()
      switch next {
      case ";": position += 1
      case ")":
        position += 1
        return branches
      default: throw error("expected ';' and another branch, or ')' to end the tee")
      }
    }
  }

  private mutating func readArguments(into stage: inout StageDescription) throws(PipelineError) {
    if next == ":" {
      position += 1
      stage.argument = try word()
    }
    while next == "," {
      position += 1
      let column = self.column
      let text = try word()
      guard !text.isEmpty else { throw error("a word is missing after ','", at: column) }
      try note(text, column, in: &stage)
    }
  }

  /// A word up to a character that ends it; double quotes keep any character.
  private mutating func word() throws(PipelineError) -> String {
    var text = ""
    while let next {
      if next == "\"" {
        let start = column
        position += 1
        while let inner = self.next, inner != "\"" {
          text.append(inner)
          position += 1
        }
        guard self.next == "\"" else {
          throw error("the quote that begins here has no end", at: start)
        }
        position += 1
        continue
      }
      if next.isWhitespace || ",!;)".contains(next) { break }
      if next == "?", endsStage(after: position + 1) { break }
      text.append(next)
      position += 1
    }
    return text
  }

  /// Whether a stage ends here, so that a `?` before was the mark of a survivable one.
  private func endsStage(after index: Int) -> Bool {
    guard index < characters.count else { return true }
    return characters[index].isWhitespace || "!;)".contains(characters[index])
  }

  private func note(
    _ text: String, _ column: Int, in stage: inout StageDescription
  ) throws(PipelineError) {
    if let pressure = LinkPolicy.Pressure(rawValue: text) {
      stage.policy.pressure = pressure
      return
    }
    var option = StageDescription.Option(name: text, value: nil, column: column)
    // `fps>=30` is a constraint, not a name with a value.
    if let sign = text.firstIndex(of: "="), sign != text.startIndex,
      !"<>~".contains(text[text.index(before: sign)])
    {
      option.name = String(text[..<sign])
      option.value = String(text[text.index(after: sign)...])
    }
    guard option.name == "queue" else {
      stage.options.append(option)
      return
    }
    guard let depth = option.value.flatMap(Int.init), (1...64).contains(depth) else {
      throw error("'\(text)': frames that may wait are a number from 1 to 64", at: column)
    }
    stage.policy.depth = depth
  }

  /// The kinds there are, or the one that was probably meant.
  private static func advice(for word: String) -> String {
    let near = StageKind.allCases.filter { kind in
      kind.rawValue.hasPrefix(word.prefix(2)) || distance(kind.rawValue, word) <= 2
    }
    if let first = near.min(by: { distance($0.rawValue, word) < distance($1.rawValue, word) }) {
      return "did you mean '\(first.rawValue)'?"
    }
    return "there are \(StageKind.allCases.map(\.rawValue).joined(separator: ", "))"
  }

  /// Letters to insert, leave out or change to make one word of the other.
  private static func distance(_ left: String, _ right: String) -> Int {
    let (one, two) = (Array(left), Array(right))
    var row = Array(0...two.count)
    for (i, letter) in one.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in two.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (letter == other ? 0 : 1))
        diagonal = above
      }
    }
    return row[two.count]
  }
}
