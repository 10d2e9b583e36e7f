internal import Histogram
public import SystemIO
public import VideoFormats
public import V4L2

/// The truth about a stream's frames: four separate counts of what went wrong, and how late frames were.
///
/// A value of constant size: recording a frame allocates nothing.
public struct CaptureStatistics: Sendable {
  /// Frames that did not arrive as they should have, by whose fault it was.
  public struct Drops: Hashable, Sendable, Codable {
    /// Frames the driver or the device lost: sequence numbers that are missing though buffers were queued.
    public var driverGaps = 0
    /// Frames the driver marked as damaged. The corresponding C constant is `V4L2_BUF_FLAG_ERROR`.
    public var errorFrames = 0
    /// Frames lost because the program held every buffer when they were due, or chose to skip them.
    public var consumerSkips = 0
    /// Frames whose payload cannot be whole though the driver did not say so: empty, too short, or a torn JPEG.
    public var damaged = 0

    /// Makes counts of zero.
    public init() {}

    /// All of them together.
    public var total: Int { driverGaps + errorFrames + consumerSkips + damaged }
  }

  /// Latencies from a frame's timestamp to its hand-over, in microseconds.
  ///
  /// A frame that is handed over before the moment it is stamped with, as drivers that compute their
  /// timestamps ahead may do, counts as zero.
  public struct Latency: Hashable, Sendable, Codable {
    /// Half of the frames were no later than this.
    public var p50: Int
    /// Nineteen of twenty frames were no later than this.
    public var p95: Int
    /// All but one in a hundred frames were no later than this.
    public var p99: Int
    /// The latest frame.
    public var max: Int
  }

  /// Frames handed over, damaged ones included.
  public private(set) var frames = 0
  /// Bytes of their payloads.
  public private(set) var bytes = 0
  /// Whole frames that `Camera.newest` gave back unseen, as a newer one was there; counted among the
  /// consumer skips, and not among `frames`.
  public private(set) var passedOver = 0
  /// Frames taken from the driver: those handed over, and those given back unseen, whole or not.
  public private(set) var captured = 0
  /// What went wrong.
  public private(set) var drops = Drops()

  private let expectation: PayloadExpectation
  private let interval: Int64
  // Of the frame before: only what the next one is compared with.
  private var previousSequence: UInt32 = 0
  private var previousTimestamp: Int64 = 0
  private var previousIsMonotonic = false
  private var first: MonotonicInstant?
  private var last: MonotonicInstant?
  // Two significant digits up to an hour, in 26 KB.
  private var histogram = Histogram<UInt64>(
    lowestDiscernibleValue: 1, highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: .two)

  /// Makes statistics for frames of a format, at an interval if one is known.
  public init(format: Format, interval: Interval?) {
    expectation = PayloadExpectation(format)
    self.interval = Int64((interval?.seconds ?? 0) * 1e9)
  }

  /// Counts a frame that is handed over at `now`.
  public mutating func record(_ frame: borrowing Frame, at now: MonotonicInstant) {
    frames += 1
    bytes += frame.byteCount
    note(frame, at: now)
    guard previousIsMonotonic else { return }
    histogram.record(UInt64(max(0, now.nanoseconds - previousTimestamp) / 1000))
  }

  /// Counts a frame that is given back unseen at `now`, because a newer one is there.
  ///
  /// It is the program that was late, unless the frame was no good in the first place.
  public mutating func recordPassedOver(_ frame: borrowing Frame, at now: MonotonicInstant) {
    guard note(frame, at: now) else { return }
    passedOver += 1
    drops.consumerSkips += 1
  }

  /// Notes when a frame came, what is missing before it and whether it is whole, which is the answer.
  @discardableResult
  @inline(__always)
  private mutating func note(_ frame: borrowing Frame, at now: MonotonicInstant) -> Bool {
    let metadata = frame.metadata
    captured += 1
    var isWhole = false
    if metadata.flags.contains(.error) {
      drops.errorFrames += 1
    } else if !expectation.isMet(by: frame) {
      drops.damaged += 1
    } else {
      isWhole = true
    }
    countGap(before: metadata)
    previousSequence = metadata.sequence
    previousTimestamp = metadata.timestamp
    previousIsMonotonic = metadata.flags.clock == .monotonic
    last = previousIsMonotonic ? MonotonicInstant(nanoseconds: metadata.timestamp) : now
    if first == nil { first = last }
    return isWhole
  }

  /// Counts frames the program chose to pass over.
  public mutating func recordSkips(_ count: Int) {
    drops.consumerSkips += count
  }

  /// Sorts the frames missing before this one into the driver's and the program's.
  ///
  /// A driver fills buffers in the order in which it got them, so a frame that was due before the
  /// buffer of its successor was queued had no buffer to go to. When it was due follows from the
  /// driver's timestamps; one stamped ahead of its time moves a frame of the gap to the driver's side.
  private mutating func countGap(before next: FrameMetadata) {
    guard first != nil else { return }
    let distance = next.sequence &- previousSequence
    // Zero or a step back is a driver that does not count, or one that was restarted.
    guard distance > 1, distance < 1 << 31 else { return }
    let missing = Int(distance) - 1
    let lateBy = next.queuedAt.nanoseconds - previousTimestamp
    guard previousIsMonotonic, lateBy > 0 else {
      drops.driverGaps += missing
      return
    }
    let due = interval > 0 ? Int(clamping: lateBy / interval) : missing
    let skipped = min(missing, due)
    drops.consumerSkips += skipped
    drops.driverGaps += missing - skipped
  }

  /// Frames a second between the first frame and the last, those given back unseen included; zero before the
  /// second frame.
  public var framesPerSecond: Double {
    guard let first, let last, captured > 1, last > first else { return 0 }
    return Double(captured - 1) * 1e9 / Double(last.nanoseconds - first.nanoseconds)
  }

  /// Latencies so far; nil when the driver's clock is not the monotonic one.
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
