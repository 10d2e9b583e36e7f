public import V4L2

/// Why a pipeline cannot be built, or ended.
public struct PipelineError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Cause: Sendable {
    /// The description is at fault.
    case description
    /// The stages do not fit together, or a device cannot do what its stage asks.
    case incompatible
    /// A frame would have to be copied, and must not be.
    case copyRefused
    /// A device or the kernel refused something.
    case device(V4L2Error)
    /// There is no such thing as the stage names.
    case noSuchThing
    /// Access to it is forbidden.
    case forbidden
    /// Somebody else has it.
    case busy
    /// Writing failed.
    case output
  }

  /// What kind of failure it is.
  public var cause: Cause
  /// The stage, by its name; nil where it is none's alone.
  public var stage: String?
  /// Where the stage or the word at fault stands in the text, from 1; nil where it is not known.
  public var column: Int?
  /// What is the matter, and what to do.
  public var message: String

  /// Makes an error.
  public init(_ cause: Cause, stage: String? = nil, column: Int? = nil, _ message: String) {
    self.cause = cause
    self.stage = stage
    self.column = column
    self.message = message
  }

  init(_ cause: Cause, _ stage: StageDescription, _ message: String) {
    self.init(cause, stage: stage.name, column: stage.column, message)
  }

  init(_ error: V4L2Error, _ stage: StageDescription) {
    // The stage's name has the node in it.
    let words = error.explain()
    let message =
      error.node == stage.argument ? "\(words.cause); \(words.advice)" : error.description
    self.init(.device(error), stage: stage.name, column: stage.column, message)
  }

  /// One line: the column, the stage, and what is the matter.
  public var description: String {
    let place = column.map { "column \($0): " } ?? ""
    guard let stage, !message.contains(stage) else { return place + message }
    return "\(place)\(stage): \(message)"
  }
}
