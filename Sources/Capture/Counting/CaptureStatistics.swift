public import SystemIO
public import VideoFormats
public import V4L2

/// The truth about a stream's frames: four separate counts of what went wrong, and how late frames were.
///
/// A value of constant size: recording a frame allocates nothing. Copying it is cheap, but while there is a copy the next
/// frame pays for one of 26 KB, so look at it now and then rather than for every frame.
public struct CaptureStatistics: Sendable {
  /// Frames that did not arrive as they should have, by whose fault it was.
  public struct Drops: Hashable, Sendable, Codable {
    /// Frames the driver or the device lost: sequence numbers that are missing though buffers were queued.
    public var driverGaps = 0
    /// Frames the driver marked as damaged. The corresponding C constant is `V4L2_BUF_FLAG_ERROR`.
    public var errorFrames = 0
    /// Frames lost because the program held every buffer when they were due, or chose to skip them.
    public var consumerSkips = 0
    /// Frames whose payload cannot be whole though the driver did not say so; `damage` tells why.
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
  public var captured: Int { frames + unseen }
  /// What went wrong.
  public private(set) var drops = Drops()
  /// What was the matter with the frames that `drops` counts as damaged.
  public private(set) var damage = Damage()

  /// Times the stream was started anew, because its source had changed.
  public private(set) var restarts = 0

  /// Frames that were given back unseen, whole or not.
  private var unseen = 0
  private var expectation: PayloadExpectation
  /// Nanoseconds between frames, or between fields where they are delivered one by one; 0 when it is not known.
  private var interval: Int64
  private var sequence: SequenceTracker
  private var stamps: ClockTracker
  private var latencies = LatencyHistogram()

  /// Makes statistics for frames of a format, at an interval if one is known.
  ///
  /// How far the time of day is from the monotonic clock serves to recognise drivers that stamp with it and do not say
  /// so; it is measured when it is not given.
  public init(format: Format, interval: Interval?, realtime: ClockOffset? = nil) {
    expectation = PayloadExpectation(format)
    self.interval = Self.interval(interval, format)
    sequence = SequenceTracker(alternates: format.field == .alternate)
    let offset = realtime ?? ClockOffset.measured(from: .monotonic, to: .realtime)
    stamps = ClockTracker(realtimeOffset: offset.nanoseconds)
  }

  private static func interval(_ interval: Interval?, _ format: Format) -> Int64 {
    Int64((interval?.seconds ?? 0) * 1e9) / (format.field == .alternate ? 2 : 1)
  }

  /// Notes that the stream is started anew, in a format that may be another.
  ///
  /// The counts go on. What is between the frames before and after is no loss of the driver's or the program's: it is
  /// the time that `interruption` sums up.
  public mutating func recordRestart(format: Format, interval: Interval?) {
    restarts += 1
    expectation = PayloadExpectation(format)
    self.interval = Self.interval(interval, format)
    sequence.interrupt(alternates: format.field == .alternate)
    stamps.interrupt()
  }

  /// How long no frame came because the stream was started anew: the times from the last frame before to the first one
  /// after.
  public var interruption: Duration { .nanoseconds(stamps.interrupted) }

  /// Counts a frame that is handed over at `now`.
  public mutating func record(_ frame: borrowing Frame, at now: MonotonicInstant) {
    let facts = FrameFacts(frame)
    frames &+= 1
    bytes &+= facts.byteCount
    if let latency = note(frame, facts, at: now) {
      // At most an hour, or it would not be believed.
      latencies.record(UInt32(truncatingIfNeeded: UInt64(latency) / 1000))
    }
  }

  /// Counts a frame that is given back unseen at `now`, because a newer one is there.
  ///
  /// It is the program that was late, unless the frame was no good in the first place.
  public mutating func recordPassedOver(_ frame: borrowing Frame, at now: MonotonicInstant) {
    let before = drops.errorFrames + drops.damaged
    unseen += 1
    _ = note(frame, FrameFacts(frame), at: now)
    guard drops.errorFrames + drops.damaged == before else { return }
    passedOver += 1
    drops.consumerSkips += 1
  }

  /// How the number of buffers changed, and why.
  public private(set) var bufferChanges = BufferChanges()

  mutating func recordAdded(_ count: Int, _ reason: BufferSupply.Reason) {
    switch reason {
    case .allAreHeld: bufferChanges.addedAsAllWereHeld += count
    case .framesAreLost: bufferChanges.addedAsFramesWereLost += count
    }
  }

  mutating func recordRemoved(_ count: Int) {
    bufferChanges.removedAsIdle += count
  }

  mutating func recordRefusedBuffer() {
    bufferChanges.refusals += 1
  }

  /// Counts frames the program chose to pass over.
  public mutating func recordSkips(_ count: Int) {
    drops.consumerSkips += count
  }

  /// Notes when a frame came, what is missing before it and whether it is whole; answers its latency in nanoseconds,
  /// and nil where that cannot be told.
  ///
  /// Nearly every frame is the next one, whole, and on time like the one before. That is seen with a few comparisons,
  /// and then there is little to note; what it costs is measured, see the notes on performance.
  @inline(__always)
  private mutating func note(
    _ frame: borrowing Frame, _ facts: FrameFacts, at now: MonotonicInstant
  ) -> Int64? {
    if sequence.isNext(facts.sequence),
      stamps.isSteady(facts.timestamp, facts.flags, at: now.nanoseconds),
      expectation.isUsual(facts) || expectation.damage(of: frame, facts) == nil
    {
      sequence.advance()
      return stamps.advance(to: facts.timestamp, at: now.nanoseconds)
    }
    return noteUnusual(frame, at: now)
  }

  @inline(never)
  private mutating func noteUnusual(
    _ frame: borrowing Frame, at now: MonotonicInstant
  ) -> Int64? {
    // Looked at once more, so that the usual way need not keep them.
    let facts = FrameFacts(frame)
    if facts.flags.contains(.error) {
      drops.errorFrames += 1
    } else if let reason = expectation.damage(of: frame, facts) {
      drops.damaged += 1
      damage.count(reason)
    }
    let missing = sequence.note(facts.sequence, facts.field)
    if missing > 0 { count(missing, before: facts.queuedAt) }
    return stamps.note(
      facts.timestamp, facts.flags, isSecondField: sequence.isSecondField, at: now.nanoseconds)
  }

  /// Sorts the frames missing before this one into the driver's and the program's.
  ///
  /// A driver fills buffers in the order in which it got them, so a frame that was due before the
  /// buffer of its successor was queued had no buffer to go to. When it was due follows from the
  /// driver's timestamps; one stamped ahead of its time moves a frame of the gap to the driver's side.
  @inline(never)
  private mutating func count(_ missing: Int, before nextQueuedAt: MonotonicInstant) {
    let lateBy = nextQueuedAt.nanoseconds - stamps.anchor
    guard lateBy > 0 else {
      drops.driverGaps += missing
      return
    }
    let due = interval > 0 ? Int(clamping: lateBy / interval) : missing
    let skipped = min(missing, due)
    drops.consumerSkips += skipped
    drops.driverGaps += missing - skipped
  }

  /// By which clock frames are stamped, and at which moment; nil before the first frame.
  public var clock: FrameClock? {
    captured > 0 ? FrameClock(source: stamps.source, stamped: stamps.stamped) : nil
  }

  /// When the last frame was taken from the driver; nil before the first.
  public var lastFrame: MonotonicInstant? {
    captured > 0 ? MonotonicInstant(nanoseconds: stamps.previousHandOver) : nil
  }

  /// What the driver's clock did that no clock should.
  public var clockAnomalies: ClockAnomalies { stamps.anomalies }

  /// How the driver numbers its frames.
  public var numbering: FrameNumbering { sequence.numbering }

  /// Frames a second between the first frame and the last, those given back unseen included; zero before the
  /// second frame. Times without a stream do not count. Where fields are delivered one by one they are what is counted.
  public var framesPerSecond: Double {
    guard stamps.intervals > 0, stamps.elapsed > 0 else { return 0 }
    return Double(stamps.intervals) * 1e9 / Double(stamps.elapsed)
  }

  /// The sum of the latencies, in microseconds, and the number of frames it is of.
  public var latencyTotal: (microseconds: UInt64, count: Int) {
    (latencies.sum, Int(clamping: latencies.total))
  }

  /// Latencies so far; nil when the driver's clock is not the monotonic one.
  public var latency: Latency? { latencies.summary }
}
