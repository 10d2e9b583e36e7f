/// What a stage of a pipeline is.
public enum StageKind: String, CaseIterable, Hashable, Sendable {
  /// A V4L2 device: at the beginning it captures, at an end it puts pictures out.
  case v4l2
  /// A memory-to-memory device: an encoder, a decoder, a converter.
  case m2m
  /// Copies frames with the processor, on a thread of its own.
  case copy
  /// Converts frames to another pixel format with the processor, on a thread of its own.
  case convert
  /// Writes frames to a file, or a file for each, on a thread of its own.
  case file
  /// Lets go of frames.
  case null
  /// Shows frames on a screen.
  case display
  /// At an end, gives frames to other processes; at the beginning, takes those of one that does.
  case share
  /// Hands every frame to several branches.
  case tee

  /// Whether a pipeline may begin with it.
  public var canBegin: Bool { self == .v4l2 || self == .share }
  /// Whether a pipeline may end with it.
  public var canEnd: Bool {
    switch self {
    case .v4l2, .file, .null, .display, .share, .tee: true
    case .m2m, .copy, .convert: false
    }
  }
  /// Whether it may stand between others.
  public var canPass: Bool { self == .m2m || self == .copy || self == .convert }

  /// What follows its colon; nil where nothing may.
  var argumentName: String? {
    switch self {
    case .v4l2, .m2m: "a device"
    case .convert: "a pixel format"
    case .file: "a file"
    case .share: "a socket's path"
    case .display: "a connector"
    case .copy, .null, .tee: nil
    }
  }

  /// Whether what follows its colon may be left out.
  var isArgumentOptional: Bool { self == .display || argumentName == nil }
}

/// What becomes of frames when the stage that is to take them has no room.
public struct LinkPolicy: Hashable, Sendable {
  /// Which frame goes when there are too many.
  public enum Pressure: String, CaseIterable, Hashable, Sendable {
    /// None: the stage before runs out of buffers, and its driver says what it lost.
    case block
    /// The one that has waited longest.
    case dropOldest = "drop-oldest"
    /// The one that comes.
    case dropNewest = "drop-newest"
  }

  /// Which frame goes.
  public var pressure: Pressure
  /// Frames that may wait, 1 to 64; with `block` as many as there are.
  public var depth: Int

  /// Makes a policy.
  public init(_ pressure: Pressure = .block, depth: Int = 2) {
    self.pressure = pressure
    self.depth = depth
  }
}

/// One stage, as it was written.
public struct StageDescription: Hashable, Sendable {
  /// A word after the stage's argument.
  public struct Option: Hashable, Sendable {
    /// The word, or what is before its `=`.
    public var name: String
    /// What is after it.
    public var value: String?
    /// Where it stands in the text, from 1.
    public var column: Int

    /// The option as it was written.
    public var text: String { value.map { "\(name)=\($0)" } ?? name }
  }

  /// What it is.
  public var kind: StageKind
  /// The device, file, format or path; empty where there is none.
  public var argument: String
  /// What else is said of it, policies excluded.
  public var options: [Option]
  /// What becomes of frames that it has no room for.
  public var policy: LinkPolicy
  /// Whether the pipeline goes on without it when it fails.
  public var isSurvivable: Bool
  /// A tee's branches.
  public var branches: [[StageDescription]]
  /// Where it stands in the text, from 1.
  public var column: Int

  /// Makes a stage.
  public init(
    _ kind: StageKind, _ argument: String = "", options: [Option] = [],
    policy: LinkPolicy = LinkPolicy(), isSurvivable: Bool = false,
    branches: [[StageDescription]] = [], column: Int = 1
  ) {
    self.kind = kind
    self.argument = argument
    self.options = options
    self.policy = policy
    self.isSurvivable = isSurvivable
    self.branches = branches
    self.column = column
  }

  /// What to call it.
  public var name: String { argument.isEmpty ? kind.rawValue : "\(kind.rawValue):\(argument)" }
}
