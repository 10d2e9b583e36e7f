import ArgumentParser

/// How statistics of a capture under way are told.
enum StatisticsForm: String, CaseIterable, ExpressibleByArgument {
  /// For a person to read.
  case text
  /// A JSON document on a line of its own.
  case json
}

/// What becomes of frames that the driver marks as damaged.
enum ErrorFrames: String, CaseIterable, ExpressibleByArgument {
  /// They are stored, where their bytes can be.
  case keep
  /// They are counted and not stored.
  case drop
}

/// What a capture does when what comes in changes.
enum SourceChangePolicy: String, CaseIterable, ExpressibleByArgument {
  /// It ends, and says that it did.
  case stop
  /// It goes on in another file.
  case segment
  /// It goes on in the same file, where that can hold frames of another kind.
  case follow
}

/// Whether, where to and how often a capture tells how it is going.
struct StatisticsOptions: ParsableArguments {
  @Option(
    defaultAsFlag: StatisticsForm.text,
    help: ArgumentHelp(
      "Tell now and then on standard error how it is going: text, or json for a document a line.",
      valueName: "form"))
  var stats: StatisticsForm?

  @Option(
    help: "How often to tell: 1, 500ms, 1m; a second unless given.",
    transform: CaptureValues.duration)
  var statsInterval: Duration?

  @Option(
    help: ArgumentHelp(
      "A file to keep the counts in, as Prometheus reads them; replaced whole each time.",
      valueName: "file"), completion: .file())
  var statsFile: String?

  func validate() throws {
    if statsInterval != nil, stats == nil, statsFile == nil {
      throw ValidationError("--stats-interval needs --stats or --stats-file")
    }
    guard let statsFile else { return }
    if statsFile.isEmpty { throw ValidationError("the name after --stats-file is empty") }
    if WholeFile.isFolder(statsFile) {
      throw ValidationError(
        "'\(statsFile)' is a folder; name a file in it, such as '\(statsFile)/vidctl.prom'")
    }
  }
}
