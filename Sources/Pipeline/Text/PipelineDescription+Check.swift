extension PipelineDescription {
  /// Whether the stages can follow each other at all, before anything is opened.
  ///
  /// Throws with the column of the stage at fault.
  public func check() throws(PipelineError) {
    guard let first = stages.first else {
      throw PipelineError(
        .description, column: 1, "the pipeline is empty; begin with a source such as 'v4l2:0'")
    }
    guard first.kind.canBegin else {
      throw PipelineError(
        .description, first,
        "a pipeline begins with a source, which '\(first.kind.rawValue)' is not; put 'v4l2:DEVICE ! ' before it"
      )
    }
    guard first.policy == LinkPolicy() else {
      throw PipelineError(
        .description, first,
        "nothing comes to a source that it could drop; say so of the stage that is slow")
    }
    guard stages.count > 1 else {
      throw PipelineError(
        .description, first, "nothing takes the frames; add a sink such as ' ! null'")
    }
    try Self.check(first)
    guard !first.isSurvivable else {
      throw PipelineError(
        .description, first, "only a sink can be left out when it fails; put '?' after one")
    }
    try Self.check(stages.dropFirst())
    try checkUniqueness()
  }

  private static func check(_ chain: ArraySlice<StageDescription>) throws(PipelineError) {
    for (index, stage) in zip(chain.indices, chain) {
      let isLast = index == chain.endIndex - 1
      try check(stage)
      if isLast {
        guard stage.kind.canEnd else {
          throw PipelineError(
            .description, stage,
            "nothing takes what '\(stage.kind.rawValue)' makes; add a sink such as ' ! file:out.raw'"
          )
        }
      } else if stage.kind == .tee {
        throw PipelineError(
          .description, chain[index + 1],
          "nothing can follow a tee; put it into each of its branches")
      } else if !stage.kind.canPass {
        throw PipelineError(
          .description, chain[index + 1],
          stage.kind.canBegin && chain[index + 1].kind.canBegin
            ? "a source cannot follow another stage"
            : "nothing can follow '\(stage.name)', which ends the pipeline; use 'tee(… ; …)' for several sinks"
        )
      }
      guard stage.kind != .tee || !stage.branches.isEmpty else {
        throw PipelineError(.description, stage, "a tee needs at least one branch")
      }
      if stage.isSurvivable, !isLast || stage.kind == .tee {
        throw PipelineError(
          .description, stage, "only a sink can be left out when it fails; put '?' after one")
      }
      for branch in stage.branches { try check(branch[...]) }
    }
  }

  private static func check(_ stage: StageDescription) throws(PipelineError) {
    if stage.argument.isEmpty, let name = stage.kind.argumentName, !stage.kind.isArgumentOptional {
      throw PipelineError(
        .description, stage, "\(name) is missing; write '\(stage.kind.rawValue):…'")
    }
    if !stage.argument.isEmpty, stage.kind.argumentName == nil {
      throw PipelineError(
        .description, stage, "'\(stage.kind.rawValue)' takes no '\(stage.argument)'")
    }
  }

  /// A device is captured from once; a file, a socket or a screen is written by one stage.
  private func checkUniqueness() throws(PipelineError) {
    var seen: Set<String> = []
    for stage in flattened {
      switch stage.kind {
      case .null, .copy, .convert, .tee: continue
      case .file where stage.argument == "-": break
      default: break
      }
      // A device may capture and put out at once; it is opened for each.
      let role = stage.kind == .v4l2 && stage == stages.first ? "source " : ""
      guard seen.insert(role + stage.name).inserted else {
        throw PipelineError(
          .description, stage, "'\(stage.name)' is used twice; use 'tee(… ; …)' to share frames")
      }
    }
  }

  /// Whether a stage writes frames to standard output.
  public var writesToStandardOutput: Bool {
    flattened.contains { $0.kind == .file && $0.argument == "-" }
  }

  /// All stages, those in branches after the tee they hang on.
  var flattened: [StageDescription] {
    func flatten(_ chain: [StageDescription]) -> [StageDescription] {
      chain.flatMap { [$0] + $0.branches.flatMap(flatten) }
    }
    return flatten(stages)
  }
}
