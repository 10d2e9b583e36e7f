import Capture
import SystemIO

/// A line on the terminal that tells how a capture is going, written over itself four times a second.
///
/// Where standard error is no terminal, or nobody wants it, it does nothing and costs nothing.
struct Progress {
  /// Whether anybody watches.
  let isActive: Bool
  private let line: StatusLine
  private var due: Int64 = 0
  private var begin: Int64?

  private static let period: Int64 = 250_000_000

  init(isWanted: Bool, line: StatusLine) {
    isActive = isWanted && line.isTerminal
    self.line = line
  }

  /// Whether it is time to show the counts; if so, the next time is a while later.
  mutating func isDue(at now: MonotonicInstant) -> Bool {
    guard isActive, now.nanoseconds >= due else { return false }
    if begin == nil { begin = now.nanoseconds }
    due = now.nanoseconds + Self.period
    return true
  }

  /// Shows the counts.
  func show(
    _ statistics: borrowing CaptureStatistics, stored: Int, limit: Int?, at now: MonotonicInstant
  ) {
    let drops = statistics.drops
    let frames =
      limit.map { "\(statistics.frames)/\($0) frames" }
      ?? Quantity.count(statistics.frames, "frame")
    var parts = [
      frames, "\(Quantity.rate(statistics.framesPerSecond)) fps", Quantity.bytes(stored),
      Quantity.seconds(Double(now.nanoseconds - (begin ?? now.nanoseconds)) / 1e9),
    ]
    let classes = [
      ("driver", drops.driverGaps), ("error", drops.errorFrames), ("late", drops.consumerSkips),
      ("damaged", drops.damaged),
    ].filter { $0.1 > 0 }
    parts.append(
      classes.isEmpty
        ? "no drops" : "drops " + classes.map { "\($0.0) \($0.1)" }.joined(separator: ", "))
    line.show(parts.joined(separator: "  "), classes.isEmpty ? .dim : .warning)
  }
}
