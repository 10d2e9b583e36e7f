internal import V4L2

/// How a driver stamps its frames: by which clock, and at which moment of a frame.
public struct FrameClock: Hashable, Sendable, Codable {
  /// A clock that frames are stamped by.
  public enum Source: String, Hashable, Sendable, Codable {
    /// `CLOCK_MONOTONIC`, as the driver says.
    case monotonic
    /// `CLOCK_REALTIME`: the driver names no clock, and its stamps are within ten seconds of the time of day.
    case realtime
    /// Copied from whoever filled the buffer, as the driver says.
    case copied
    /// The driver names no clock and none was recognised.
    case unknown
  }

  /// The moment of a frame that its stamp is of.
  public enum Moment: String, Hashable, Sendable, Codable {
    /// The start of exposure. The corresponding C constant is `V4L2_BUF_FLAG_TSTAMP_SRC_SOE`.
    case startOfExposure
    /// The end of the frame. The corresponding C constant is `V4L2_BUF_FLAG_TSTAMP_SRC_EOF`.
    case endOfFrame
  }

  /// The clock.
  public var source: Source
  /// The moment.
  public var stamped: Moment

  /// Makes a description.
  public init(source: Source, stamped: Moment) {
    self.source = source
    self.stamped = stamped
  }
}

/// What no clock should do and a driver's did.
public struct ClockAnomalies: Hashable, Sendable, Codable {
  /// Frames that are stamped earlier than the frame before.
  public var backward = 0
  /// Frames that have the stamp of the frame before.
  public var frozen = 0
  /// Times the clock came to the end of its 32 or 64 bits and began anew; not counted as a step backward.
  public var wraps = 0
  /// Frames that are stamped by the monotonic clock, as the driver says, though they were handed over more than a
  /// second before that moment or more than an hour after it. They do not count among the latencies.
  public var implausible = 0

  /// Makes counts of zero.
  public init() {}

  /// All of them together.
  public var total: Int { backward + frozen + wraps + implausible }
}

/// Judges the stamp of each frame by the one before and by the moment of hand-over.
struct ClockTracker: Sendable {
  private(set) var source = FrameClock.Source.unknown
  private(set) var stamped = FrameClock.Moment.endOfFrame
  private(set) var anomalies = ClockAnomalies()
  /// Nanoseconds from the first frame to the last, by the stamps where they can be trusted, else by the
  /// moments of hand-over.
  private(set) var elapsed: Int64 = 0
  /// Intervals between frames that `elapsed` is the sum of.
  private(set) var intervals = 0
  /// Nanoseconds without a frame because the stream was started anew.
  private(set) var interrupted: Int64 = 0
  /// When the last frame was taken, on the monotonic clock: its stamp, or what follows from it where it is of another
  /// clock, or its hand-over where the stamp says nothing.
  private(set) var anchor: Int64 = 0
  /// What to add to a stamp of another clock: the least that ever was between a stamp and its frame's hand-over.
  private var leastDelay = Int64.max
  private var previous: Int64 = 0
  /// When the last frame was handed over.
  private(set) var previousHandOver: Int64 = 0
  private var hasPrevious = false
  private var previousIsTrusted = true
  private var previousIsPlausible = false
  private var isInterrupted = false
  /// What the flags of a frame say of its stamp, and of errors, if it is to be as good as the one before; none is
  /// where that one was not good.
  private var steadyFlags: UInt32 = .max
  private let realtimeOffset: Int64?

  private static let second: Int64 = 1_000_000_000
  private static let hour = 3600 * second
  /// A clock of 32-bit seconds begins anew after so many nanoseconds.
  private static let span32 = second << 32

  init(realtimeOffset: Int64?) {
    self.realtimeOffset = realtimeOffset
  }

  /// The bits of a buffer's flags that name the clock, the moment and an error.
  private static let stampBits: UInt32 = 0x7_e040

  /// Whether a stamp can be believed as the one before could, and is later: nothing else is to be found out then.
  @inline(__always)
  func isSteady(_ timestamp: Int64, _ flags: BufferFlags, at now: Int64) -> Bool {
    let distance = UInt64(bitPattern: timestamp &- previous &- 1)
    let latency = UInt64(bitPattern: now &- timestamp &+ Self.second)
    return flags.rawValue & Self.stampBits == steadyFlags && distance < UInt64(Self.hour)
      && latency <= UInt64(Self.hour + Self.second)
  }

  /// Notes a stamp that `isSteady`; answers how long after it the frame was handed over, in nanoseconds.
  @inline(__always)
  mutating func advance(to timestamp: Int64, at now: Int64) -> Int64 {
    intervals &+= 1
    elapsed &+= timestamp &- previous
    anchor = timestamp
    previous = timestamp
    previousHandOver = now
    return max(0, now &- timestamp)
  }

  /// Notes any frame's stamp; answers how long after it the frame was handed over, in nanoseconds, and nil where
  /// that cannot be told. The two fields of a frame may share a stamp.
  mutating func note(
    _ timestamp: Int64, _ flags: BufferFlags, isSecondField: Bool, at now: Int64
  ) -> Int64? {
    let isMonotonic = flags.clock == .monotonic
    let latency = now &- timestamp
    let isPlausible = isMonotonic && latency >= -Self.second && latency <= Self.hour
    if isMonotonic {
      source = .monotonic
      if !isPlausible { anomalies.implausible += 1 }
    } else {
      source = otherSource(timestamp, flags, now)
    }
    stamped = flags.isStampedAtStartOfExposure ? .startOfExposure : .endOfFrame
    var advances = true
    var isTrusted = true
    if isInterrupted { endInterruption(now) }
    if hasPrevious {
      intervals += 1
      var distance = timestamp &- previous
      if distance <= 0 {
        distance = judge(distance, isSecondField)
      } else if timestamp < previous {
        anomalies.wraps += 1
      }
      advances = distance > 0
      // Between two stamps only where both can be believed: what one wrong stamp takes too much, the next takes again.
      let isMeasurable = isMonotonic && advances && distance <= Self.hour
      isTrusted = isMeasurable && (isPlausible || !previousIsPlausible)
      elapsed &+= isTrusted && previousIsTrusted ? distance : now &- previousHandOver
    }
    anchor = isPlausible && advances ? timestamp : otherAnchor(timestamp, advances, now)
    previous = timestamp
    previousHandOver = now
    previousIsTrusted = isTrusted
    previousIsPlausible = isPlausible
    hasPrevious = true
    steadyFlags = isTrusted && isPlausible ? flags.rawValue & Self.stampBits & ~0x40 : .max
    return isPlausible ? max(0, latency) : nil
  }

  /// The stream is started anew: the next frame is not compared with the last.
  mutating func interrupt() {
    isInterrupted = isInterrupted || hasPrevious
    hasPrevious = false
    steadyFlags = .max
    leastDelay = .max
  }

  @inline(never)
  private mutating func endInterruption(_ now: Int64) {
    interrupted &+= now &- previousHandOver
    isInterrupted = false
  }

  @inline(never)
  private mutating func otherAnchor(_ timestamp: Int64, _ advances: Bool, _ now: Int64) -> Int64 {
    guard advances else {
      leastDelay = .max
      return now
    }
    leastDelay = min(leastDelay, now &- timestamp)
    return timestamp &+ leastDelay
  }

  /// What to make of a stamp that is not later than the one before; answers the distance that it stands for.
  @inline(never)
  private mutating func judge(_ distance: Int64, _ isSecondField: Bool) -> Int64 {
    if distance == 0 {
      if !isSecondField { anomalies.frozen += 1 }
      return 0
    }
    let unwrapped = distance &+ Self.span32
    guard unwrapped > 0, unwrapped <= Self.hour else {
      anomalies.backward += 1
      return distance
    }
    anomalies.wraps += 1
    return unwrapped
  }

  /// The source where it is not the monotonic clock.
  @inline(never)
  private func otherSource(
    _ timestamp: Int64, _ flags: BufferFlags, _ now: Int64
  ) -> FrameClock.Source {
    if flags.clock == .copied { return .copied }
    guard let realtimeOffset else { return .unknown }
    let difference = timestamp &- (now &+ realtimeOffset)
    return difference.magnitude <= UInt64(10 * Self.second) ? .realtime : .unknown
  }
}
