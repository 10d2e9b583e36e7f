package import SystemIO
package import V4L2
package import VideoFormats

/// A record of frames as they were taken, and what of it no driver that keeps videobuf2's rules may do.
///
/// The rules are those that the kernel's own conformance test checks on every buffer: who has it, its
/// number, its time, its field, its flags, and what of its planes is filled.
package struct FrameLog: Sendable {
  /// One frame.
  package struct Entry: Sendable {
    package var metadata: FrameMetadata
    package var memory: MemoryType
    /// Bytes from each plane's start to the end of what is filled, where that begins, and bytes there are.
    package var planes: [(used: Int, offset: Int, capacity: Int)]
    /// When it was taken.
    package var takenAt: MonotonicInstant
  }

  package private(set) var entries: [Entry] = []

  package init() {}

  /// Notes a frame.
  package mutating func record(_ frame: borrowing Frame, at now: MonotonicInstant) {
    var planes: [(used: Int, offset: Int, capacity: Int)] = []
    for plane in 0..<frame.planeCount {
      let offset = frame.dataOffset(ofPlane: plane)
      planes.append(
        (offset + frame.byteCount(ofPlane: plane), offset, frame.capacity(ofPlane: plane)))
    }
    entries.append(
      Entry(metadata: frame.metadata, memory: frame.memory, planes: planes, takenAt: now))
  }

  /// What the frames were taken as.
  package struct Terms: Sendable {
    package var memory: MemoryType
    package var bufferCount: Int
    package var field: Field
    /// The least bytes of each plane's payload; empty where any amount is right.
    package var planeSizes: [Int]
    package var interval: Interval?
    /// Whether frames may be missing, as where somebody holds buffers, asks for losses, or the machine is slow.
    ///
    /// vivid's thread then gives two frames one number when it is late, and skips none.
    package var mayLose = false
    /// Whether frames may be marked as damaged.
    package var mayErr = false

    package init(
      memory: MemoryType, bufferCount: Int, field: Field = .none, planeSizes: [Int] = [],
      interval: Interval? = nil
    ) {
      self.memory = memory
      self.bufferCount = bufferCount
      self.field = field
      self.planeSizes = planeSizes
      self.interval = interval
    }
  }

  /// The rules that were broken, each in words, with the frame's place in the log.
  package func violations(_ terms: Terms) -> [String] {
    var found: [String] = []
    for (place, entry) in entries.enumerated() {
      for complaint in complaints(entry, terms) { found.append("frame \(place): \(complaint)") }
      guard place > 0 else { continue }
      for complaint in complaints(entry, after: entries[place - 1], terms) {
        found.append("frame \(place): \(complaint)")
      }
    }
    if terms.memory != .read, let first = entries.first, !terms.mayLose,
      first.metadata.sequence != 0
    {
      found.append("the first number is \(first.metadata.sequence), not 0")
    }
    return found
  }

  private func complaints(_ entry: Entry, _ terms: Terms) -> [String] {
    let metadata = entry.metadata
    var found: [String] = []
    func check(_ isRight: Bool, _ words: @autoclosure () -> String) {
      if !isRight { found.append(words()) }
    }
    check(entry.memory == terms.memory, "memory is \(entry.memory)")
    check(
      metadata.bufferIndex >= 0 && metadata.bufferIndex < max(terms.bufferCount, 1),
      "buffer \(metadata.bufferIndex) of \(terms.bufferCount)")
    check(!entry.planes.isEmpty, "no planes")
    for (number, plane) in entry.planes.enumerated() {
      check(plane.capacity > 0, "plane \(number) has no memory")
      check(plane.used <= plane.capacity, "plane \(number) uses \(plane.used) of \(plane.capacity)")
      check(plane.offset < plane.used, "plane \(number) begins at \(plane.offset) of \(plane.used)")
      if terms.planeSizes.indices.contains(number) {
        check(
          plane.used >= terms.planeSizes[number],
          "plane \(number) has \(plane.used) of \(terms.planeSizes[number]) bytes")
      }
    }
    check(terms.mayErr || !metadata.flags.contains(.error), "marked as damaged")
    guard terms.memory != .read else { return found }
    // A buffer the program has is neither queued nor done nor prepared.
    let driverHas = metadata.flags.rawValue & (0x2 | 0x4 | 0x400)
    check(driverHas == 0, "flags say that the driver has it: \(metadata.flags.rawValue)")
    check(metadata.flags.clock != .unknown, "the clock is not told")
    check(metadata.timestamp > 0, "no time")
    // vivid stamps a frame up to a period ahead.
    let tolerance = Int64((terms.interval?.seconds ?? 0.1) * 1e9) * 2 + 20_000_000
    check(
      metadata.flags.clock != .monotonic
        || metadata.timestamp <= entry.takenAt.nanoseconds + tolerance,
      "the time is \(metadata.timestamp - entry.takenAt.nanoseconds) ns ahead")
    switch terms.field {
    case .alternate: check([.top, .bottom].contains(metadata.field), "field \(metadata.field)")
    case .any: break
    default: check(metadata.field == terms.field, "field \(metadata.field)")
    }
    return found
  }

  private func complaints(_ entry: Entry, after previous: Entry, _ terms: Terms) -> [String] {
    let (old, new) = (previous.metadata, entry.metadata)
    var found: [String] = []
    let step = new.sequence &- old.sequence
    // Two fields of one frame share its number.
    let isPair = terms.field == .alternate && step == 0 && new.field != old.field
    let isLate = terms.mayLose && step == 0
    if !isPair, !isLate, step == 0 || step > 1 << 31 {
      found.append("number \(new.sequence) after \(old.sequence)")
    } else if step > 1, !terms.mayLose {
      found.append("\(step - 1) missing before number \(new.sequence)")
    }
    guard terms.memory != .read else { return found }
    if new.timestamp <= old.timestamp {
      found.append("the time goes from \(old.timestamp) to \(new.timestamp)")
    }
    let kinds: UInt32 = 0xe000 | 0x7_0000
    if new.flags.rawValue & kinds != old.flags.rawValue & kinds {
      found.append("the clock changes")
    }
    return found
  }
}
