import ArgumentParser
import Replay
import SystemIO
import SystemPackage

/// The machine that a command runs on, and what is told, kept or repeated of its system calls.
///
/// Without any of the options it is the running machine, with nothing in between.
struct CommandSession {
  let machine: Machine
  private let recording: (calls: Recording, path: String)?
  private let replaying: (calls: Replaying, path: String, ending: RecordingFile.Ending)?
  private let trace: TraceFile?
  /// Whether the command goes on until a person ends it, of which a recording holds nothing but the end.
  private let isLookedAt: Bool

  /// Prepares files; `arguments` are the command line, for whoever reads the recording.
  init(_ options: SessionOptions, arguments: [String]) throws {
    var machine = Machine.running
    isLookedAt = arguments.first { !$0.hasPrefix("-") } == View.configuration.commandName
    try Self.checkFiles(options)
    if let path = options.replay {
      let file = try RecordedFile.read(path)
      let calls = try RecordedFile.naming(path) { () throws(RecordingError) in
        try Replaying(file)
      }
      machine = Machine(calls: calls, files: ReplayingFiles(calls), isLive: false)
      replaying = (calls, path, file.ending)
    } else {
      replaying = nil
    }
    // Opened before the recording is, which would otherwise be emptied for a run that cannot begin.
    trace = try options.level.map { _ in try TraceFile(options.traceFile) }
    if let path = options.record {
      let calls = try Self.record(path, machine, options, arguments)
      machine.calls = calls
      machine.files = RecordingFiles(machine.files, calls)
      recording = (calls, path)
    } else {
      recording = nil
    }
    if let level = options.level, let file = trace {
      machine.calls = Tracing(machine.calls, level: level) { file.write($0) }
      if level == .full { machine.files = TracingFiles(machine.files) { file.write($0) } }
    }
    self.machine = machine
  }

  /// Refuses files that are one and the same: each would destroy what another holds.
  private static func checkFiles(_ options: SessionOptions) throws {
    let files = [
      ("--replay", options.replay), ("--record", options.record),
      ("--trace-file", options.traceFile),
    ].compactMap { name, path in path.map { (name, $0, WholeFile.identity($0)) } }
    for (index, first) in files.enumerated() {
      for second in files.dropFirst(index + 1)
      where first.1 == second.1 || (first.2 != nil && first.2 == second.2) {
        throw Failure.usage(
          "\(first.0) and \(second.0) both name '\(second.1)'; name a file for each")
      }
    }
  }

  private static func record(
    _ path: String, _ machine: Machine, _ options: SessionOptions, _ arguments: [String]
  ) throws -> Recording {
    do {
      return try Recording(
        machine.calls, path: path, frames: options.recordFrames,
        facts: RecordedFile.facts(arguments: arguments, frames: options.recordFrames))
    } catch {
      throw Failure(
        .failure, "can't record to '\(path)': \(error); name a file that can be written")
    }
  }

  /// Ends what was begun, and says how the command ends: as it ended by itself, unless that was not the
  /// truth about a device.
  func finish(_ conclusion: Conclusion?) -> Conclusion? {
    var conclusion = conclusion
    if let (calls, path) = recording {
      let outcome = calls.finish()
      if let failure = outcome.failure {
        StandardStream.tell(
          "the recording in '\(path)' ends after \(Quantity.count(outcome.records, "record")): "
            + "\(failure); what is in it can be replayed as far as it goes")
        conclusion = conclusion ?? Conclusion(status: ExitStatus.failure.code)
      }
    }
    if let (calls, path, ending) = replaying {
      if calls.framesWithoutBytes > 0 {
        StandardStream.tell(
          "\(path): \(Quantity.count(calls.framesWithoutBytes, "frame")) had no bytes in the "
            + "recording and came as zeros; record with --record-frames to have them")
      }
      if let deviation = calls.deviation, isLookedAt, deviation.isAtEnd {
        // The key that ended it then was not recorded; there is nothing more to show.
        StandardStream.tell("\(path): the recorded session ends here")
        conclusion = nil
      } else if let deviation = calls.deviation {
        conclusion = Conclusion(
          sentence: RecordedFile.sentence(path, deviation, ending),
          status: ExitStatus.failure.code)
      }
    }
    if let failure = trace?.failure {
      StandardStream.tell("the trace is not complete: \(failure); free some space and repeat")
      conclusion = conclusion ?? Conclusion(status: ExitStatus.failure.code)
    }
    return conclusion
  }
}
