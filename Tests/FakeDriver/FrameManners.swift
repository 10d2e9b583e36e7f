internal import CVideoDev2
internal import VideoFormats

/// How a pretended driver numbers, stamps and fills frames, and in which of a hundred something goes wrong.
///
/// What goes wrong looks random and is the same in every run with the same seed.
package struct FrameManners: Sendable {
  /// A clock that frames are stamped by.
  package enum Clock: Sendable {
    /// The monotonic one, and the driver says so.
    case monotonic
    /// The time of day, and the driver names no clock.
    case timeOfDay
    /// Some clock of the device's own, and the driver names none.
    case unknown
    /// Whatever was in the buffer.
    case copied
  }

  package var seed: UInt64 = 1
  /// Frames that are lost before they reach a buffer.
  package var lost = 0
  /// Frames that carry `V4L2_BUF_FLAG_ERROR`.
  package var errors = 0
  /// Frames with no bytes.
  package var empty = 0
  /// Frames that lack their last byte.
  package var short = 0
  /// Frames stamped a millisecond before the one before.
  package var backward = 0
  /// Frames with the stamp of the one before.
  package var frozen = 0
  /// Frames with the number of the one before.
  package var repeated = 0

  package var clock = Clock.monotonic
  package var stampsStartOfExposure = false
  /// Added to every stamp, in nanoseconds.
  package var stampOffset: Int64 = 0
  /// Whether the seconds of stamps are of 32 bits.
  package var truncatesSeconds = false
  /// Whether frames are counted, or all are number zero.
  package var countsFrames = true
  /// The numbers begin at zero again with the frame that would have this one.
  package var restartsAt: UInt32?
  /// Which field of a frame comes first; the format must have fields that alternate.
  package var bottomFieldIsFirst = false
  /// The bytes of every frame's first plane; nil for a pattern that fills it.
  package var payload: [UInt8]?

  package init() {}
}

/// What went wrong with the frames that a program took from a pretended driver.
package struct InjectedFaults: Hashable, Sendable {
  package var frames = 0
  /// Lost between two frames that were taken.
  package var lost = 0
  package var errors = 0
  package var empty = 0
  package var short = 0
  package var backward = 0
  package var frozen = 0
  package var repeated = 0

  package init() {}

  static func += (left: inout InjectedFaults, right: InjectedFaults) {
    left.frames += right.frames
    left.lost += right.lost
    left.errors += right.errors
    left.empty += right.empty
    left.short += right.short
    left.backward += right.backward
    left.frozen += right.frozen
    left.repeated += right.repeated
  }
}

/// A pretended driver's memory of what it did to frames.
struct FrameMannersState {
  /// What happened to the frames that the program has taken.
  var taken = InjectedFaults()
  /// Frames lost since the last one that reached a buffer.
  var pendingLost = 0
  var hasFilled = false
  var lastStamp: Int64 = 0
  private var random: UInt64 = 0

  /// Whether something of so many per cent happens to this frame.
  mutating func happens(_ percent: Int, seed: UInt64) -> Bool {
    guard percent > 0 else { return false }
    if random == 0 { random = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }
    random ^= random << 13
    random ^= random >> 7
    random ^= random << 17
    return random >> 33 % 100 < UInt64(percent)
  }
}

extension FakeNode {
  /// Whether the frame that is due is lost.
  mutating func losesFrame() -> Bool {
    guard manners.happens(behaviour.frames.lost, seed: behaviour.frames.seed) else { return false }
    manners.pendingLost += 1
    return true
  }

  /// Numbers, stamps and spoils a buffer that was filled, as the manners have it.
  mutating func apply(_ wanted: FrameManners, to index: Int) {
    var injected = InjectedFaults()
    injected.frames = 1
    if manners.hasFilled { injected.lost = manners.pendingLost }
    manners.pendingLost = 0
    spoilPayload(wanted, index, &injected)
    number(wanted, index, &injected)
    stamp(wanted, index, &injected)
    manners.hasFilled = true
    queue.buffers[index].injected = injected
  }

  private mutating func spoilPayload(
    _ wanted: FrameManners, _ index: Int, _ injected: inout InjectedFaults
  ) {
    if let payload = wanted.payload {
      let count = min(payload.count, format.planeSizes[0])
      queue.buffers[index].planes[0].copy(payload.prefix(count))
      queue.buffers[index].bytesUsed[0] = count
    }
    if manners.happens(wanted.errors, seed: wanted.seed) {
      injected.errors = 1
      queue.buffers[index].flags |= UInt32(V4L2_BUF_FLAG_ERROR)
    } else if manners.happens(wanted.empty, seed: wanted.seed) {
      injected.empty = 1
      queue.buffers[index].bytesUsed[0] = 0
    } else if manners.happens(wanted.short, seed: wanted.seed) {
      injected.short = 1
      queue.buffers[index].bytesUsed[0] -= 1
    }
  }

  private mutating func number(
    _ wanted: FrameManners, _ index: Int, _ injected: inout InjectedFaults
  ) {
    if let start = wanted.restartsAt, queue.nextSequence == start { queue.nextSequence = 0 }
    // Behind a loss it would not be the number of the frame before.
    if manners.hasFilled, injected.lost == 0, manners.happens(wanted.repeated, seed: wanted.seed) {
      injected.repeated = 1
      queue.nextSequence &-= 1
    }
    var sequence = queue.nextSequence
    if format.field == V4L2_FIELD_ALTERNATE.rawValue {
      let isSecond = sequence & 1 != 0
      let isTop = isSecond == wanted.bottomFieldIsFirst
      queue.buffers[index].field = (isTop ? V4L2_FIELD_TOP : V4L2_FIELD_BOTTOM).rawValue
      sequence /= 2
    } else {
      queue.buffers[index].field = format.field
    }
    queue.buffers[index].sequence = wanted.countsFrames ? sequence : 0
  }

  private mutating func stamp(
    _ wanted: FrameManners, _ index: Int, _ injected: inout InjectedFaults
  ) {
    var stamp = queue.nextFrameTime &+ wanted.stampOffset
    var flags = UInt32(0)
    switch wanted.clock {
    case .monotonic: flags = UInt32(V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC)
    case .timeOfDay: stamp &+= FakeDriver.timeOfDay
    case .unknown: break
    case .copied: flags = UInt32(V4L2_BUF_FLAG_TIMESTAMP_COPY)
    }
    if wanted.stampsStartOfExposure { flags |= UInt32(V4L2_BUF_FLAG_TSTAMP_SRC_SOE) }
    if manners.hasFilled, manners.happens(wanted.backward, seed: wanted.seed) {
      injected.backward = 1
      stamp = manners.lastStamp &- 1_000_000
    } else if manners.hasFilled, manners.happens(wanted.frozen, seed: wanted.seed) {
      injected.frozen = 1
      stamp = manners.lastStamp
    }
    manners.lastStamp = stamp
    queue.buffers[index].timestamp = stamp
    queue.buffers[index].flags |= flags
  }
}
