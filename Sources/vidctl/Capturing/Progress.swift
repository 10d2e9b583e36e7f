import Capture
import SystemIO

/// A line on the terminal that tells how a capture is going, written over itself four times a second.
///
/// Where standard error is no terminal, or nobody wants it, it does nothing and costs nothing.
struct Progress {
  /// Whether anybody watches.
  let isActive: Bool
  private let canvas: Canvas
  private var due: Int64 = 0
  private var begin: Int64?
  private var isShown = false

  private static let period: Int64 = 250_000_000

  init(isWanted: Bool) {
    isActive = isWanted && Terminal.isTerminal(StandardStream.error.rawValue)
    canvas = Canvas.of(.error)
  }

  /// Shows the counts if it is time to.
  mutating func update(_ statistics: borrowing CaptureStatistics, stored: Int, limit: Int?) {
    guard isActive else { return }
    let now = Kernel.shared.monotonicNanoseconds()
    if begin == nil { begin = now }
    guard now >= due else { return }
    due = now + Self.period
    show(statistics, stored: stored, limit: limit, elapsed: Double(now - (begin ?? now)) / 1e9)
  }

  private mutating func show(
    _ statistics: borrowing CaptureStatistics, stored: Int, limit: Int?, elapsed: Double
  ) {
    let drops = statistics.drops
    let frames =
      limit.map { "\(statistics.frames)/\($0) frames" }
      ?? Quantity.count(statistics.frames, "frame")
    var parts = [
      frames, "\(Quantity.rate(statistics.framesPerSecond)) fps", Quantity.bytes(stored),
      Quantity.seconds(elapsed),
    ]
    let classes = [
      ("driver", drops.driverGaps), ("error", drops.errorFrames), ("late", drops.consumerSkips),
      ("damaged", drops.damaged),
    ].filter { $0.1 > 0 }
    parts.append(
      classes.isEmpty
        ? "no drops" : "drops " + classes.map { "\($0.0) \($0.1)" }.joined(separator: ", "))
    // A line that reaches the last column would wrap and could not be written over.
    let room = max(0, (canvas.columns ?? 80) - 1)
    let line = String(parts.joined(separator: "  ").prefix(room))
    let style: Style = classes.isEmpty ? .dim : .warning
    try? StandardStream.error.write(
      "\r" + Styled(line, style).rendered(colored: canvas.isColored) + Self.eraseRest)
    isShown = true
  }

  /// Takes the line away, so that what follows begins on a clean one.
  mutating func clear() {
    guard isShown else { return }
    isShown = false
    try? StandardStream.error.write("\r" + Self.eraseRest)
  }

  private static let eraseRest = "\u{1b}[K"
}
