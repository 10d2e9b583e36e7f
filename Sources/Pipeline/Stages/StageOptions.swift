/// Reads the words after a stage's argument, and refuses those it does not know.
struct StageOptions {
  private let description: StageDescription
  private var known: Set<String> = []

  init(_ description: StageDescription) { self.description = description }

  /// A number in a range; nil where nothing is said.
  mutating func number(_ name: String, in range: ClosedRange<Int>) throws(PipelineError) -> Int? {
    known.insert(name)
    guard let option = description.options.first(where: { $0.name == name }) else { return nil }
    guard let number = option.value.flatMap(Int.init), range.contains(number) else {
      throw refusal(
        option, "\(name) is a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A number written in octal, as modes are.
  mutating func octal(_ name: String) throws(PipelineError) -> UInt32? {
    known.insert(name)
    guard let option = description.options.first(where: { $0.name == name }) else { return nil }
    guard let number = option.value.flatMap({ UInt32($0, radix: 8) }), number <= 0o777 else {
      throw refusal(option, "\(name) is an octal number such as 0660")
    }
    return number
  }

  /// A text; nil where nothing is said.
  mutating func text(_ name: String) throws(PipelineError) -> String? {
    known.insert(name)
    guard let option = description.options.first(where: { $0.name == name }) else { return nil }
    guard let value = option.value, !value.isEmpty else {
      throw refusal(option, "write \(name)=…")
    }
    return value
  }

  /// Whether a word stands there.
  mutating func flag(_ name: String) throws(PipelineError) -> Bool {
    known.insert(name)
    guard let option = description.options.first(where: { $0.name == name }) else { return false }
    guard option.value == nil else { throw refusal(option, "'\(name)' takes no value") }
    return true
  }

  /// The first word that is no option asked for before, and has no value; nil where there is none.
  mutating func word() -> String? {
    guard let word = others().first(where: { $0.value == nil })?.name else { return nil }
    known.insert(word)
    return word
  }

  /// What is said besides the options that were asked for.
  func others() -> [StageDescription.Option] {
    description.options.filter { !known.contains($0.name) }
  }

  /// Refuses what nobody asked for.
  func end() throws(PipelineError) {
    guard let option = others().first else { return }
    let own = known.sorted().joined(separator: ", ")
    throw refusal(
      option,
      "it is no option of '\(description.kind.rawValue)'; there are \(own.isEmpty ? "" : "\(own), ")queue=N, block, drop-oldest and drop-newest"
    )
  }

  /// The error about what is said of a name, or about a word that stands alone.
  func refusal(of name: String, _ message: String) -> PipelineError {
    guard let option = description.options.first(where: { $0.name == name }) else {
      return PipelineError(.description, description, message)
    }
    return refusal(option, message)
  }

  private func refusal(_ option: StageDescription.Option, _ message: String) -> PipelineError {
    PipelineError(
      .description, stage: description.name, column: option.column, "'\(option.text)': \(message)")
  }
}
