import Capture
import FakeDriver
import Glibc
import Synchronization
import SystemIO
import SystemPackage
import Testing
import V4L2
import VideoFormats

@testable import Replay

/// What was recorded is what comes again, without the device: every answer, every byte, every time.
@Suite struct ReplayTests {
  @Test(arguments: Session.all)
  func `a replay answers what was recorded`(_ session: Session) throws {
    let first = TemporaryRecording()
    let recorded = try session.record(to: first.path)
    let file = try RecordingFile(first.path)
    #expect(file.ending == .complete)
    // The replay is recorded too, and must have made the same calls.
    let second = TemporaryRecording()
    let replay = try Replaying(file)
    let again = try Recording(replay, path: second.path, frames: true, facts: [])
    #expect(session.outcome(again) == recorded)
    #expect(again.finish().failure == nil)
    #expect(replay.deviation == nil)
    #expect(replay.framesWithoutBytes == 0)
    let (expected, came) = (sequence(file), sequence(try RecordingFile(second.path)))
    #expect(came.count == expected.count)
    let difference = zip(expected, came).first { $0 != $1 }
    #expect(difference == nil)
  }

  @Test func `without frames all but their bytes is the same`() throws {
    let session = Session.all[0]
    let file = TemporaryRecording()
    let recorded = try session.record(to: file.path, frames: false)
    #expect(try file.bytes.count < 40_000)
    let replay = try Replaying(RecordingFile(file.path))
    let replayed = session.outcome(replay)
    #expect(replay.deviation == nil)
    #expect(replay.framesWithoutBytes == 30)
    func withoutSums(_ text: String) -> [Substring] {
      text.split(separator: "\n").map { $0.prefix(through: $0.lastIndex(of: " ") ?? $0.startIndex) }
    }
    #expect(withoutSums(replayed).dropLast() == withoutSums(recorded).dropLast())
    #expect(replayed.split(separator: "\n").last == recorded.split(separator: "\n").last)
  }

  @Test func `every fault of a driver is replayed`() throws {
    let session = Session.capture("short", .webcam, Session.vga, frames: 2)
    let clean = FakeDriver(Session.path, .webcam)
    _ = session.outcome(clean)
    for errno in [EIO, EINVAL, ENODEV] {
      for position in 0..<clean.callCount {
        let driver = FakeDriver(Session.path, .webcam)
        driver.fail(errno: errno, after: position)
        let file = TemporaryRecording()
        let recording = try Recording(driver, path: file.path, frames: true, facts: [])
        let recorded = session.outcome(recording)
        _ = recording.finish()
        let replay = try Replaying(RecordingFile(file.path))
        #expect(session.outcome(replay) == recorded, "errno \(errno) at call \(position)")
        #expect(replay.deviation == nil, "errno \(errno) at call \(position)")
      }
    }
  }

  @Test func `asynchronous frames are replayed as well`() async throws {
    func run(_ calls: any SystemCalls) async throws -> String {
      var camera = try Camera(Device(path: Session.path, calls: calls), Session.vga)
      var text = ""
      for _ in 0..<10 {
        guard let frame = try await camera.next() else { break }
        text += "\(frame.metadata.sequence) \(frame.metadata.timestamp)\n"
      }
      return text
    }
    let file = TemporaryRecording()
    let recording = try Recording(
      FakeDriver(Session.path, .webcam), path: file.path, frames: false, facts: [])
    let recorded = try await run(recording)
    _ = recording.finish()
    let replay = try Replaying(RecordingFile(file.path))
    #expect(try await run(replay) == recorded)
    #expect(replay.deviation == nil)
  }

  @Test func `another request is a deviation that says what was expected`() throws {
    let file = TemporaryRecording()
    _ = try Session.all[0].record(to: file.path)
    let replay = try Replaying(RecordingFile(file.path))
    var other = Session.vga
    other.size = .init(width: 640, height: 480)
    let text = Session.capture("other", .webcam, other).outcome(replay)
    #expect(text.contains("the device was disconnected"))
    let deviation = try #require(replay.deviation)
    #expect(
      deviation.expected?.contains("VIDIOC_S_FMT /dev/video0#1 type=VIDEO_CAPTURE width=320")
        == true)
    #expect(deviation.came.contains("VIDIOC_S_FMT /dev/video0#1 type=VIDEO_CAPTURE width=640"))
    let record = try #require(deviation.record)
    #expect("\(deviation)".contains("as record \(record), where '"))
  }

  @Test func `another device is a deviation, and so is the end of the recording`() throws {
    let file = TemporaryRecording()
    _ = try Session.all[0].record(to: file.path)
    let replay = try Replaying(RecordingFile(file.path))
    #expect(throws: V4L2Error.self) { _ = try Device(path: "/dev/video7", calls: replay) }
    #expect(replay.deviation?.expected?.hasPrefix("open /dev/video0") == true)
    #expect(replay.deviation?.came.hasPrefix("open /dev/video7") == true)

    let short = try Replaying(RecordingFile(file.path))
    _ = Session.all[0].outcome(short)
    _ = try? Device(path: Session.path, calls: short)
    #expect(short.deviation?.came.hasPrefix("open /dev/video0") == true)
  }

  @Test func `a doorbell that never rang in the recording ends a replay`() throws {
    let file = TemporaryRecording()
    _ = try Session.all[0].record(to: file.path)
    let replay = try Replaying(RecordingFile(file.path))
    do {
      var camera = try Camera(Device(path: Session.path, calls: replay), Session.vga)
      let frame = try camera.next()
      #expect(frame?.metadata.sequence == 0)
      // As a signal handler does: with write(2) and nothing else.
      var one: UInt64 = 1
      #expect(unsafe write(camera.wake.rawDescriptor, &one, 8) == 8)
      let woken = try camera.next() == nil
      #expect(woken)
    }
    #expect(replay.deviation == nil)
  }

  @Test func `discovery is recorded and replayed`() throws {
    let file = TemporaryRecording()
    let recording = try Recording(Kernel.shared, path: file.path, frames: false, facts: [])
    let files = RecordingFiles(KernelFiles.shared, recording)
    func ask(_ files: any FileAnswers) -> String {
      [
        "\(files.names(in: "/proc/sys/kernel/random"))", "\(files.names(in: "/no/such"))",
        "\(files.text("/proc/sys/kernel/ostype") ?? "-")", "\(files.text("/no/such") ?? "-")",
        "\(files.link("/proc/self") ?? "-")", "\(files.realPath("/proc/self/..") ?? "-")",
        "\(files.realPath("/no/such") ?? "-")", "\(files.characterDevice("/dev/null"))",
        "\(files.characterDevice("/etc/passwd"))", "\(files.holders(of: "/no/such/file"))",
      ].joined(separator: "\n")
    }
    let recorded = ask(files)
    _ = recording.finish()
    let replay = try Replaying(RecordingFile(file.path))
    let answers = ReplayingFiles(replay)
    #expect(ask(answers) == recorded)
    #expect(ask(answers) == recorded, "the last answer stays")
    #expect(replay.deviation == nil)
    #expect(answers.text("/something/else") == nil)
    #expect(replay.deviation?.came == "text of /something/else")
  }

  @Test func `a machine belongs to a task`() throws {
    let driver = FakeDriver(Session.path, .webcam)
    let machine = Machine(calls: driver, files: KernelFiles.shared)
    let name = try Machine.$current.withValue(machine) {
      try Device(path: Session.path).information.driver
    }
    #expect(name == "fake")
    #expect(Machine.current.calls === Kernel.shared)
  }

  @Test func `a part of a program is traced, recorded and replayed`() throws {
    let driver = FakeDriver(Session.path, .webcam)
    let file = TemporaryRecording()
    let machine = Machine(calls: driver, files: KernelFiles.shared)
    let lines = Mutex(0)
    let formats = try Machine.$current.withValue(machine) {
      try DeviceSession.record(to: file.path) {
        try DeviceSession.trace(to: { _ in lines.withLock { $0 += 1 } }) {
          try Device(path: Session.path).formats(of: .videoCapture)
        }
      }
    }
    #expect(lines.withLock { $0 } == driver.callCount)
    let again = try DeviceSession.replay(from: file.path) {
      try Device(path: Session.path).formats(of: .videoCapture)
    }
    #expect(again == formats)
    #expect(throws: Deviation.self) {
      try DeviceSession.replay(from: file.path) { _ = try? Device(path: "/dev/video5") }
    }
    #expect(throws: RecordingError.notARecording) {
      try DeviceSession.replay(from: "/etc/passwd") {}
    }
    #expect(throws: Errno.noSpace) { try DeviceSession.record(to: "/dev/full") {} }
  }

  @Test func `the disk that is full from the beginning holds no records`() throws {
    #expect(throws: Errno.self) {
      _ = try Recording(FakeDriver(), path: "/dev/full", frames: false, facts: [])
    }
  }

  @Test func `what led to a wait is in the file before it`() throws {
    let file = TemporaryRecording()
    let driver = FakeDriver()
    let recording = try Recording(driver, path: file.path, frames: false, facts: [])
    let stream = try Device(path: "/dev/video0", calls: recording).captureQueue().allocate().start()
    let set = recording.makePollSet()
    var (events, number) = (UInt32(0), UInt32(0))
    _ = recording.waitForPollSet(set, milliseconds: 0, events: &events, number: &number)
    let names = try RecordingFile(file.path).calls.map(\.name)
    #expect(names.contains("VIDIOC_STREAMON") && names.contains("VIDIOC_REQBUFS"))
    #expect(stream.bufferCount == 4)
  }

  @Test func `a deviation tells what was asked, not what was answered`() throws {
    let file = TemporaryRecording()
    let recording = try Recording(FakeDriver(), path: file.path, frames: false, facts: [])
    let wide = Format(.yuyv, width: 641, height: 361)
    do {
      _ = try Device(path: "/dev/video0", calls: recording).captureQueue().setFormat(wide)
    }
    _ = recording.finish()
    let replay = try Replaying(RecordingFile(file.path))
    _ = try? Device(path: "/dev/video0", calls: replay).captureQueue().setFormat(
      Format(.yuyv, width: 640, height: 360))
    let deviation = try #require(replay.deviation)
    #expect(deviation.expected?.contains("641") == true, "\(deviation)")
    #expect(deviation.came.contains("640"))
  }

  @Test func `after a ring that the recording does not have nothing is set any more`() throws {
    let file = TemporaryRecording()
    let recording = try Recording(FakeDriver(), path: file.path, frames: false, facts: [])
    do {
      var stream = try Device(path: "/dev/video0", calls: recording).captureQueue().allocate()
        .start(wake: WakeEvent(calls: recording))
      for _ in 0..<3 { _ = try stream.next() }
    }
    _ = recording.finish()
    let replay = try Replaying(RecordingFile(file.path))
    let device = try Device(path: "/dev/video0", calls: replay)
    let wake = try WakeEvent(calls: replay)
    var stream = try device.captureQueue().allocate().start(wake: wake)
    wake.ring()
    guard case .woken = try stream.next() else {
      Issue.record("not woken")
      return
    }
    #expect(throws: V4L2Error.self) { try device.setValue(1, of: .brightness) }
  }
}
