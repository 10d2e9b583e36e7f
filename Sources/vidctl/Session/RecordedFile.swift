import ArgumentParser
import Glibc
import Replay
import SystemIO

/// Recordings as the tool makes, reads and talks about them.
enum RecordedFile {
  /// Reads a recording that is to be replayed or shown.
  static func read(_ path: String) throws -> RecordingFile {
    try naming(path) { () throws(RecordingError) in try RecordingFile(path) }
  }

  /// Gives an error about a recording the file's name and a next step.
  static func naming<Value>(
    _ path: String, _ body: () throws(RecordingError) -> Value
  ) throws -> Value {
    do throws(RecordingError) {
      return try body()
    } catch {
      switch error {
      case .unreadable(let errno):
        throw Failure(.failure, "can't read '\(path)': \(errno); name a file that --record wrote")
      case .notARecording:
        throw Failure.usage("'\(path)' is no recording; name a file that --record wrote")
      case .newerVersion(let major, let known):
        throw Failure(
          .failure,
          "'\(path)' is a recording of version \(major), and this vidctl reads version \(known); "
            + "use the vidctl that made it, or a newer one")
      case .otherMachine(let wordSize, let isLittleEndian):
        throw Failure(
          .failure,
          "'\(path)' was recorded on a machine of \(wordSize * 8) bits, "
            + "\(isLittleEndian ? "little" : "big")-endian; replay it on one like that")
      case .damagedHead:
        throw Failure(.failure, "'\(path)' is damaged at its beginning; copy it again")
      }
    }
  }

  /// What is useful to know of a run that somebody else made.
  static func facts(arguments: [String], frames: Bool) -> [(name: String, value: String)] {
    var system = utsname()
    _ = unsafe uname(&system)
    func text<Bytes>(_ bytes: Bytes) -> String {
      unsafe withUnsafeBytes(of: bytes) { raw in
        unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
    }
    return [
      ("tool", "vidctl \(Vidctl.configuration.version)"),
      ("command", arguments.map(Equivalent.quoted).joined(separator: " ")),
      ("kernel", text(system.release)),
      ("build", text(system.version)),
      ("architecture", text(system.machine)),
      ("frames", frames ? "yes" : "no"),
    ]
  }

  /// A deviation, with what may have caused it.
  static func sentence(
    _ path: String, _ deviation: Deviation, _ ending: RecordingFile.Ending
  ) -> String {
    let advice =
      switch ending {
      case .truncated where deviation.record == nil:
        "the file is cut off and replays no further"
      case .damaged(let offset) where deviation.record == nil:
        "the file is damaged at byte \(offset) and replays no further"
      default: "repeat the command as 'vidctl recording \(path)' shows it"
      }
    return "\(path): \(deviation); \(advice)"
  }
}
