internal import Histogram
internal import SystemIO

/// What became of the frames that a screen was given.
public struct FlipStatistics: Sendable {
  /// Times from a frame's timestamp to the moment it was on the screen, in microseconds.
  ///
  /// A frame that is shown before the moment it is stamped with, as drivers that compute their timestamps ahead may
  /// do, counts as zero.
  public struct Latency: Hashable, Sendable, Codable {
    /// Half of the frames were no later than this.
    public var p50: Int
    /// Nineteen of twenty frames were no later than this.
    public var p95: Int
    /// All but one in a hundred frames were no later than this.
    public var p99: Int
    /// The latest frame.
    public var max: Int

    package init(p50: Int, p95: Int, p99: Int, max: Int) {
      self.p50 = p50
      self.p95 = p95
      self.p99 = p99
      self.max = max
    }
  }

  /// Frames that were on the screen.
  public internal(set) var shown = 0
  /// Frames that were accepted and never shown, as a newer one took their place, or the end came first.
  public internal(set) var skipped = 0
  /// Frames that were not accepted, as another one waited.
  public internal(set) var refused = 0
  private(set) var first: MonotonicInstant?
  private(set) var last: MonotonicInstant?
  // Two significant digits up to an hour.
  private var histogram = Histogram<UInt64>(
    lowestDiscernibleValue: 1, highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: .two)

  init() {}

  mutating func record(takenAt: MonotonicInstant?, shownAt: MonotonicInstant) {
    shown += 1
    first = first ?? shownAt
    last = shownAt
    guard let takenAt else { return }
    let nanoseconds = max(0, shownAt.nanoseconds &- takenAt.nanoseconds)
    _ = histogram.record(UInt64(nanoseconds / 1000))
  }

  /// Frames shown a second, between the first and the last; zero before the second.
  public var framesPerSecond: Double {
    guard let first, let last, shown > 1, last > first else { return 0 }
    return Double(shown - 1) * 1e9 / Double(last.nanoseconds - first.nanoseconds)
  }

  /// Latencies so far; nil when the frames are not stamped with the monotonic clock.
  public var latency: Latency? {
    guard histogram.totalCount > 0 else { return nil }
    func percentile(_ percent: Double) -> Int {
      Int(clamping: min(histogram.valueAtPercentile(percent), histogram.max))
    }
    return Latency(
      p50: percentile(50), p95: percentile(95), p99: percentile(99),
      max: Int(clamping: histogram.max))
  }
}
