import Capture
import FakeDriver
import Glibc
import Synchronization
import SystemIO
import SystemPackage
import Testing

@testable import Replay

/// A recording that was cut off, changed or made by another tool is told from a good one.
@Suite struct RecordingFileTests {
  private static let short: Session = {
    var personality = Personality.webcam
    personality.formats = Array(personality.formats.prefix(1))
    return .capture("small", personality, Session.vga, frames: 2)
  }()

  private func small() throws -> TemporaryRecording {
    let file = TemporaryRecording()
    _ = try Self.short.record(to: file.path, frames: false)
    return file
  }

  @Test func `cut off anywhere, it reads up to the last whole record`() throws {
    let file = try small()
    let bytes = try file.bytes
    let whole = try RecordingFile(file.path)
    #expect(whole.ending == .complete)
    #expect(bytes.count < 30_000)
    var last = 0
    for length in 0..<bytes.count {
      try file.replace(bytes.prefix(length))
      if length < RecordFormat.headSize {
        #expect(throws: RecordingError.notARecording) { _ = try RecordingFile(file.path) }
        continue
      }
      let cut = try RecordingFile(file.path)
      if cut.ending != .truncated { Issue.record("\(length): \(cut.ending)") }
      if cut.size > length || cut.records < last || cut.records > whole.records {
        Issue.record("\(length): \(cut.records) records of \(cut.size) bytes")
      }
      last = cut.records
    }
    #expect(last == whole.records - 1)
  }

  @Test func `cut off anywhere, it replays as far as it goes`() throws {
    let file = try small()
    let bytes = try file.bytes
    let whole = try RecordingFile(file.path).records
    for length in stride(from: RecordFormat.headSize, to: bytes.count, by: 97) {
      try file.replace(bytes.prefix(length))
      let cut = try RecordingFile(file.path)
      let replay = try Replaying(cut)
      _ = Self.short.outcome(replay)
      // Files that are only closed after it are missed by nobody.
      #expect(replay.deviation != nil || cut.records > whole - 12, "\(length)")
      #expect(replay.deviation?.record == nil)
    }
  }

  @Test func `a flipped bit is found`() throws {
    let file = try small()
    let bytes = try file.bytes
    for position in stride(from: 0, to: bytes.count, by: 7) {
      var damaged = bytes
      damaged[position] ^= 1 << UInt8(position % 8)
      try file.replace(damaged)
      do {
        let found = try RecordingFile(file.path)
        guard case .damaged(let offset) = found.ending, offset <= position else {
          Issue.record("a bit of byte \(position) makes \(found.ending)")
          continue
        }
      } catch {
        #expect(position < RecordFormat.headSize, "\(error)")
      }
    }
  }

  @Test func `a frame's flipped bit is found`() throws {
    let file = TemporaryRecording()
    _ = try Session.capture("one", .webcam, Session.vga, frames: 1).record(to: file.path)
    var bytes = try file.bytes
    bytes[bytes.count / 2] ^= 0x10
    try file.replace(bytes)
    guard case .damaged = try RecordingFile(file.path).ending else {
      Issue.record("the damage was not found")
      return
    }
  }

  /// A head with other values and a right check.
  private func head(_ change: (inout [UInt8]) -> Void) throws -> TemporaryRecording {
    let file = try small()
    var bytes = try file.bytes
    change(&bytes)
    let sum = unsafe bytes.prefix(14).withUnsafeBytes { unsafe CRC32.of($0) }
    bytes[14] = UInt8(truncatingIfNeeded: sum)
    bytes[15] = UInt8(truncatingIfNeeded: sum >> 8)
    try file.replace(bytes)
    return file
  }

  @Test func `a newer major version is refused, a newer minor one is read`() throws {
    let newer = try head { $0[8] = 2 }
    #expect(throws: RecordingError.newerVersion(major: 2, known: 1)) {
      _ = try RecordingFile(newer.path)
    }
    let minor = try head { $0[10] = 9 }
    #expect(try RecordingFile(minor.path).ending == .complete)
  }

  @Test func `another kind of machine is refused`() throws {
    let narrow = try head { $0[12] = 4 }
    #expect(throws: RecordingError.otherMachine(wordSize: 4, isLittleEndian: true)) {
      _ = try RecordingFile(narrow.path)
    }
    let damaged = try small()
    var bytes = try damaged.bytes
    bytes[10] = 9
    try damaged.replace(bytes)
    #expect(throws: RecordingError.damagedHead) { _ = try RecordingFile(damaged.path) }
  }

  @Test func `kinds of records that nobody knows are skipped`() throws {
    let file = TemporaryRecording()
    var buffer = RecordBuffer(
      owning: unsafe open(file.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600))
    buffer.putHead()
    buffer.put(facts: [("tool", "test")])
    let hasBegun = buffer.begin(.facts, size: 4)
    #expect(hasBegun)
    buffer.put(UInt32(0))
    buffer.end()
    buffer.flush()
    var bytes = try file.bytes
    // The second record becomes one of kind 999.
    let start = bytes.count - 16
    bytes[start + 4] = 0xe7
    bytes[start + 5] = 0x03
    let check = unsafe bytes[start..<(start + 6)].withUnsafeBytes { unsafe CRC32.of($0) }
    bytes[start + 6] = UInt8(truncatingIfNeeded: check)
    bytes[start + 7] = UInt8(truncatingIfNeeded: check >> 8)
    let sum = unsafe bytes[start..<(start + 12)].withUnsafeBytes { unsafe CRC32.of($0) }
    for index in 0..<4 {
      bytes[start + 12 + index] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * index))
    }
    try file.replace(bytes)
    let read = try RecordingFile(file.path)
    #expect(read.records == 2)
    #expect(read.ending == .truncated)
    #expect(read.facts.first?.value == "test")
  }

  @Test func `the check is the one of everybody`() {
    let text = Array("123456789".utf8)
    #expect(unsafe text.withUnsafeBytes { unsafe CRC32.of($0) } == 0xcbf4_3926)
    var parts = CRC32()
    unsafe text[..<4].withUnsafeBytes { unsafe parts.update($0) }
    unsafe text[4...].withUnsafeBytes { unsafe parts.update($0) }
    #expect(parts.value == 0xcbf4_3926)
  }

  @Test func `a full disk ends the recording and not the program`() throws {
    // The facts do not fit either, so it does not even begin.
    #expect(throws: Errno.noSpace) {
      _ = try Recording(Kernel.shared, path: "/dev/full", frames: false, facts: [])
    }
    let file = TemporaryRecording()
    let session = Session.all[0]
    let expected = session.outcome(FakeDriver(Session.path, .webcam))
    let recording = try Recording(
      FakeDriver(Session.path, .webcam), path: file.path, frames: true, facts: [])
    // From here on what it writes to is a full device.
    let full = unsafe open("/dev/full", O_WRONLY)
    recording.state.withLock { $0.buffer.redirect(to: full) }
    #expect(session.outcome(recording) == expected)
    #expect(recording.finish().failure == .noSpace)
    #expect(try RecordingFile(file.path).ending == .truncated)
  }

  @Test func `what was flushed survives the end of the process`() throws {
    let file = TemporaryRecording()
    let recording = try Recording(
      FakeDriver(Session.path, .webcam), path: file.path, frames: true, facts: [("tool", "test")])
    _ = Session.all[0].outcome(recording)
    // Not finished: this is how a killed process leaves it.
    let found = try RecordingFile(file.path)
    #expect(found.ending == .truncated)
    #expect(found.records > 20)
    _ = recording.finish()
    #expect(try RecordingFile(file.path).ending == .complete)
  }

  @Test func `a summary and a listing tell what is in it`() throws {
    let file = TemporaryRecording()
    _ = try Session.all[0].record(to: file.path)
    let recording = try RecordingFile(file.path)
    let summary = recording.summary
    #expect(summary.nodes == ["/dev/video0"])
    #expect(summary.drivers.count == 1 && summary.drivers[0].hasPrefix("driver=\"fake\""))
    #expect(summary.frameBytes == 30 * 320 * 180 * 2)
    #expect(summary.counts.first { $0.name == "VIDIOC_DQBUF" }?.count == 30)
    let lines = recording.listing(isFull: false)
    #expect(lines[0].contains("open /dev/video0 O_RDWR|O_NONBLOCK = #1"))
    #expect(lines.contains { $0.contains("VIDIOC_DQBUF /dev/video0#1 index=") })
    #expect(recording.listing(isFull: true).contains { $0.contains("in {index=") })
  }
}
