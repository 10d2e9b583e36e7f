internal import V4L2
internal import VideoFormats

/// How a driver numbers its frames, as far as that was noticed.
public struct FrameNumbering: Hashable, Sendable, Codable {
  /// Whether the numbers count frames: false once at least three frames came and all have the same number, so that
  /// no loss of the driver's can be seen.
  public var isCounted = true
  /// Frames, or fields of the same parity, that have the number of the one before.
  public var repeated = 0
  /// Times the numbers stepped back: a driver that began anew.
  public var restarts = 0
  /// Times the numbers came to the end of their 32 bits and went on at zero.
  public var wraps = 0

  /// Makes what is known before the first frame.
  public init() {}
}

/// Finds out from the numbers of frames how many are missing between two of them.
///
/// Where a driver delivers the fields of frames one by one, both fields of a frame have its number, and what is counted
/// are fields. Which of them is first, is learnt from the first two that have the same number.
struct SequenceTracker: Sendable {
  private(set) var repeated = 0
  private(set) var restarts = 0
  private(set) var wraps = 0
  /// Whether the frame noted last is the second field of a frame whose first one came.
  private(set) var isSecondField = false
  private var alternates: Bool
  private var previous: UInt32 = 0
  /// The number of the next frame; more than 32 bits where that takes a closer look.
  private var expected = UInt64.max
  private var previousIsTop = false
  private var hasPrevious = false
  private var distances = 0
  private var topIsFirst: Bool?
  // Pairs of fields that may have been one or three apart, by whether the earlier was a top field.
  private var unsureAfterTop = 0
  private var unsureAfterBottom = 0

  /// Makes a tracker for frames, or for fields that are delivered one by one.
  init(alternates: Bool) {
    self.alternates = alternates
  }

  /// What was noticed so far.
  var numbering: FrameNumbering {
    var numbering = FrameNumbering()
    (numbering.repeated, numbering.restarts) = (repeated, restarts)
    numbering.wraps = wraps
    numbering.isCounted = distances < 2 || repeated < distances
    return numbering
  }

  /// The stream is started anew, and numbers with it.
  mutating func interrupt(alternates: Bool) {
    self.alternates = alternates
    isSecondField = false
    hasPrevious = false
    expected = .max
    topIsFirst = nil
    (unsureAfterTop, unsureAfterBottom) = (0, 0)
  }

  /// Whether a frame's number is the one after the last, and there is nothing more to it.
  @inline(__always)
  func isNext(_ sequence: UInt32) -> Bool { UInt64(sequence) == expected }

  /// Notes a frame that `isNext`.
  @inline(__always)
  mutating func advance() {
    previous &+= 1
    expected &+= 1
    distances &+= 1
  }

  /// Notes any frame and answers how many are missing before it.
  mutating func note(_ sequence: UInt32, _ field: Field) -> Int {
    let isFirst = !hasPrevious
    hasPrevious = true
    if !isFirst { distances += 1 }
    let distance = sequence &- previous
    var missing = 0
    if alternates {
      missing = noteField(field, distance, isFirst)
    } else if distance != 1, !isFirst {
      if distance == 0 {
        repeated += 1
      } else if distance < 1 << 31 {
        missing = Int(distance) - 1
      } else {
        restarts += 1
      }
    }
    if sequence < previous, distance < 1 << 31, !isFirst { wraps += 1 }
    previous = sequence
    // One that wraps, or is a field, is looked at more closely.
    expected = alternates ? .max : UInt64(sequence) + 1
    return missing
  }

  /// Notes a field; the distance is in frames.
  private mutating func noteField(
    _ field: Field, _ distance: UInt32, _ isFirst: Bool
  ) -> Int {
    let isTop = field == .top
    let wasTop = previousIsTop
    previousIsTop = isTop
    isSecondField = distance == 0 && isTop != wasTop && !isFirst
    guard !isFirst else { return 0 }
    guard distance < 1 << 31 else {
      restarts += 1
      return 0
    }
    let frames = Int(distance)
    if isTop == wasTop {
      if frames == 0 { repeated += 1 }
      return max(0, 2 * frames - 1)
    }
    if frames == 0 { return learn(topIsFirst: wasTop) }
    guard let topIsFirst else {
      if wasTop { unsureAfterTop += 1 } else { unsureAfterBottom += 1 }
      return 2 * frames - 2
    }
    return wasTop == topIsFirst ? 2 * frames : 2 * frames - 2
  }

  /// Learns which field is first; answers those that turn out to be missing from before.
  private mutating func learn(topIsFirst answer: Bool) -> Int {
    guard topIsFirst == nil else { return 0 }
    topIsFirst = answer
    return 2 * (answer ? unsureAfterTop : unsureAfterBottom)
  }
}
