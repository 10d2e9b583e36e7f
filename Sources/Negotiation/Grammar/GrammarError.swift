/// Why a text is no constraints, and where.
public struct GrammarError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text that was read.
  public var text: String
  /// The column of the first character at fault, from 1; one past the end where something is missing.
  public var column: Int
  /// What is the matter there and what to write instead, without a full stop.
  public var message: String

  /// Makes an error.
  public init(text: String, column: Int, message: String) {
    self.text = text
    self.column = column
    self.message = message
  }

  /// `column N: what is the matter`.
  public var description: String { "column \(column): \(message)" }
}
