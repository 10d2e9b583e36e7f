import ArgumentParser
import Replay

/// Options of every command that touches a device: what is told, kept or repeated of its system calls.
struct SessionOptions: ParsableArguments {
  @Flag(help: "Tell every system call on a device, decoded, on standard error.")
  var trace = false

  @Option(
    help: ArgumentHelp(
      "How much a trace tells: 1 for what matters of a call, 2 for every field; implies --trace.",
      valueName: "level"),
    completion: .list(["1", "2"]), transform: Self.level)
  var traceLevel: TraceLevel?

  @Option(
    help: ArgumentHelp("Write the trace to a file; implies --trace.", valueName: "file"),
    completion: .file())
  var traceFile: String?

  @Option(
    help: ArgumentHelp(
      "Write every system call and its answer to a file, for --replay.", valueName: "file"),
    completion: .file())
  var record: String?

  @Flag(help: "With --record, store the bytes of frames too.")
  var recordFrames = false

  @Option(
    help: ArgumentHelp(
      "Run the same command against a recording, without any device.", valueName: "file"),
    completion: .file())
  var replay: String?

  func validate() throws {
    if record != nil, replay != nil {
      throw ValidationError("--record and --replay exclude each other; leave one out")
    }
    if recordFrames, record == nil {
      throw ValidationError("--record-frames needs --record FILE")
    }
    for (option, value) in [
      ("--trace-file", traceFile), ("--record", record), ("--replay", replay),
    ] where value == "" {
      throw ValidationError("\(option) is empty; name a file")
    }
  }

  /// The level that is asked for; nil for no trace.
  var level: TraceLevel? {
    traceLevel ?? (trace || traceFile != nil ? .essential : nil)
  }

  private static func level(_ text: String) throws -> TraceLevel {
    guard let level = Int(text).flatMap(TraceLevel.init(rawValue:)) else {
      throw ValidationError("write 1 or 2")
    }
    return level
  }
}

extension SessionOptions {
  private static let flags: Set<String> = ["--trace", "--record-frames"]
  private static let valued: Set<String> = [
    "--trace-level", "--trace-file", "--record", "--replay",
  ]

  /// Takes these options out of a command line, wherever they stand before a `--`, so that they may be
  /// written before the command or behind it.
  ///
  /// Behind `vm` they are left alone: that command line goes to another machine.
  static func split(_ arguments: [String]) -> (own: [String], command: [String]) {
    var own: [String] = []
    var command: [String] = []
    var rest = arguments[...]
    // What a shell asks for completions is not a command line.
    if rest.first?.hasPrefix("---") == true { return ([], arguments) }
    while let argument = rest.popFirst() {
      let name = argument.prefix { $0 != "=" }
      if flags.contains(argument) || (valued.contains(String(name)) && name.count < argument.count)
      {
        own.append(argument)
      } else if valued.contains(argument) {
        own.append(argument)
        if let value = rest.popFirst() { own.append(value) }
      } else {
        let isFirstWord = !command.contains { !$0.hasPrefix("-") }
        command.append(argument)
        if argument == "--" || (isFirstWord && argument == "vm") { break }
      }
    }
    return (own, command + rest)
  }
}
