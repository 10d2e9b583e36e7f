import SystemIO
import SystemPackage

/// Tells at regular times how a capture is going: on standard error, into a file, or both.
///
/// It has no thread and no timer: whoever waits for frames waits until `due` at most, and then reports.
struct LiveReporter {
  private let form: StatisticsForm?
  private let path: String?
  private let interval: Duration
  private let line: StatusLine
  private var begin: MonotonicInstant
  /// When the next report is due.
  private(set) var due: MonotonicInstant
  private var lastTime: MonotonicInstant
  private var lastFrames = 0
  /// Why the file could not be written the last time.
  private var fileFailure: Failure?

  /// Prepares to report from a moment on; nil where nobody wants to be told.
  init?(_ options: StatisticsOptions, line: StatusLine, begin: MonotonicInstant) {
    guard options.stats != nil || options.statsFile != nil else { return nil }
    form = options.stats
    path = options.statsFile
    interval = options.statsInterval ?? .seconds(1)
    self.line = line
    self.begin = begin
    (due, lastTime) = (begin.advanced(by: interval), begin)
  }

  /// How long it is since the beginning, and how many frames a second came since the report before.
  mutating func measure(frames: Int, at now: MonotonicInstant) -> (elapsed: Int64, rate: Double) {
    let span = now.nanoseconds - lastTime.nanoseconds
    // After a restart of the counts there are fewer frames than before.
    let rate = span > 0 ? Double(max(0, frames - lastFrames)) * 1e9 / Double(span) : 0
    (lastTime, lastFrames) = (now, frames)
    return (now.nanoseconds - begin.nanoseconds, rate)
  }

  /// Writes the file for the first time, and fails when that is not possible.
  mutating func check(_ report: StatisticsReport) throws(Failure) {
    store(report)
    if let fileFailure { throw fileFailure }
  }

  /// Tells, and plans the next time; what was missed meanwhile is not made up for.
  mutating func tell(_ report: StatisticsReport, at now: MonotonicInstant) {
    due = due.advanced(by: interval)
    if due < now { due = now.advanced(by: interval) }
    show(report)
    let before = fileFailure
    store(report)
    // A disk that is full stays so for a while: it is said once.
    if let fileFailure, before == nil {
      line.clear()
      StandardStream.tell(fileFailure.description)
    }
  }

  /// Tells for the last time; a file that could not be written then is a failure.
  mutating func finish(_ report: StatisticsReport) -> Failure? {
    show(report)
    store(report)
    return fileFailure
  }

  private func show(_ report: StatisticsReport) {
    switch form {
    case .text: line.show(report.line, report.isWorrying ? .warning : .dim)
    case .json:
      if let text = try? JSONDocument.line(report) { try? StandardStream.error.write(text) }
    case nil: break
    }
  }

  private mutating func store(_ report: StatisticsReport) {
    guard let path else { return }
    do throws(Errno) {
      try WholeFile.write(Array(report.metrics.utf8), to: path)
      fileFailure = nil
    } catch {
      fileFailure = Self.failure(path, error)
    }
  }

  private static func failure(_ path: String, _ errno: Errno) -> Failure {
    let sentence = "can't keep the statistics in '\(path)': \(errno)"
    switch errno {
    case .permissionDenied, .notPermitted, .readOnlyFileSystem:
      return Failure(.noPermission, "\(sentence); name a file in a folder you may write to")
    case .noSpace, .diskQuotaExceeded:
      return Failure(.failure, "\(sentence); free some space or name another place")
    case .noSuchFileOrDirectory, .notDirectory:
      return Failure(.failure, "\(sentence); create the folder first")
    default: return Failure(.failure, "\(sentence); name another file")
    }
  }
}
