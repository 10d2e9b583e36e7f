import FakeDriver
import Glibc
import SystemIO
import SystemPackage
import TestSupport
import Testing
import V4L2
import VideoFormats

/// What only a driver that can be told what to do can show.
@Suite struct StreamBehaviourTests {
  private let subject = FakeSubject()
  private var driver: FakeDriver { subject.driver }
  private let path = "/dev/video0"

  @Test func `a frame costs one wait, one DQBUF and one QBUF`() throws {
    var stream = try subject.stream(.webcam)
    _ = try stream.records(10)
    driver.forgetCounts()
    _ = try stream.records(100)
    #expect(driver.callCounts == ["epoll_wait": 100, "VIDIOC_DQBUF": 100, "VIDIOC_QBUF": 100])
  }

  @Test func `frames count one by one, an interval apart`() throws {
    var stream = try subject.stream(.webcam)
    let records = try stream.records(50)
    #expect(records.map(\.metadata.sequence) == Array(0..<50))
    for (left, right) in zip(records, records.dropFirst()) {
      let apart = right.metadata.timestamp - left.metadata.timestamp
      #expect(abs(apart - 1_000_000_000 / 60) < 2000)
      #expect(right.metadata.queuedAt.nanoseconds < right.metadata.timestamp)
    }
  }

  @Test func `buffers may come back in any order`() throws {
    driver.configure(path) { $0.completionOrder = .shuffled }
    var stream = try subject.stream(.webcam, count: 8)
    let records = try stream.records(100)
    let indices = records.map(\.metadata.bufferIndex)
    #expect(Set(indices) == Set(0..<8))
    #expect(indices.prefix(8) != [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(records.map(\.metadata.sequence) == Array(0..<100))
  }

  @Test func `each frame shows its own bytes`() throws {
    driver.configure(path) { $0.completionOrder = .shuffled }
    var stream = try subject.stream(.webcam)
    for _ in 0..<20 {
      let frame = try stream.frame()
      let painted = UInt8(truncatingIfNeeded: frame.metadata.sequence)
      let bytes = frame.bytes
      let first = unsafe bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
      let last = unsafe bytes.unsafeLoad(fromByteOffset: bytes.byteCount - 1, as: UInt8.self)
      #expect(first == painted)
      #expect(last == painted)
    }
  }

  @Test func `the header before a picture is not the picture`() throws {
    var stream = try subject.stream(.multiplanar)
    for _ in 0..<8 {
      let frame = try stream.frame()
      let painted = UInt8(truncatingIfNeeded: frame.metadata.sequence)
      let bytes = frame.bytes
      let first = unsafe bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
      #expect(first == painted)
      #expect(stream.format.planes.map(\.size) == [320 * 180 * 2 + 128])
    }
  }

  @Test func `lost frames are a gap in the count`() throws {
    driver.configure(path) { $0.droppedPercentage = 50 }
    var stream = try subject.stream(.webcam)
    let sequences = try stream.records(10).map(\.metadata.sequence)
    #expect(zip(sequences, sequences.dropFirst()).allSatisfy { $1 == $0 + 2 })
  }

  @Test(arguments: [0, 1, 100]) func `a short payload is a short frame`(_ limit: Int) throws {
    driver.configure(path) { $0.payloadLimit = limit }
    var stream = try subject.stream(.webcam)
    let frame = try stream.frame()
    let bytes = frame.bytes
    let count = bytes.byteCount
    #expect(count == limit)
    #expect(frame.byteCount == limit)
  }

  @Test func `a drained stream ends, every time it is asked, and can start again`() throws {
    driver.configure(path) { $0.endsAfter = 3 }
    var stream = try subject.stream(.webcam)
    let records = try stream.records(3)
    #expect(records.map { $0.metadata.flags.contains(.last) } == [false, false, true])
    for _ in 0..<3 {
      let outcome = try stream.outcome()
      #expect(outcome == "endOfStream")
    }
    var again = try stream.stop().start()
    let outcome = try again.outcome()
    #expect(outcome == "frame")
  }

  @Test(arguments: [1, 2, 7]) func `a device that goes at some frame is lost there`(
    _ count: Int
  ) throws {
    driver.configure(path) { $0.disconnectsAfter = count }
    var stream = try subject.stream(.webcam)
    var frames = 0
    var lost: V4L2Error?
    do throws(V4L2Error) {
      while try stream.outcome() == "frame" { frames += 1 }
    } catch {
      lost = error
    }
    #expect(lost?.isDeviceLost == true)
    #expect(frames < count)
  }

  @Test func `a driver may grant one buffer, or more than were asked for`() throws {
    for bounds in [1...1, 3...3, 16...32] {
      let subject = FakeSubject { $0.grantedBuffers = bounds }
      var stream = try subject.stream(.webcam, count: 4)
      #expect(stream.bufferCount == min(max(4, bounds.lowerBound), bounds.upperBound))
      let records = try stream.records(10)
      #expect(records.count == 10)
    }
  }

  @Test func `a driver may need more buffers than it grants`() throws {
    let subject = FakeSubject {
      $0.grantedBuffers = 1...2
      $0.buffersToStream = 3
    }
    let error = startFailure(try subject.queue(.webcam).allocate())
    #expect(error?.operation == "VIDIOC_STREAMON")
    #expect(error?.errno == .invalidArgument)
  }

  @Test func `the driver's need for buffers is the default`() throws {
    let subject = FakeSubject { $0.minimumBuffersControl = 7 }
    let allocated = try subject.queue(.webcam).allocate()
    #expect(allocated.bufferCount == 7)
  }

  @Test func `a driver without intervals, inputs and controls still streams`() throws {
    let missing = ["VIDIOC_G_PARM", "VIDIOC_S_PARM", "VIDIOC_G_CTRL"]
    let bare = FakeDriver(
      path,
      {
        var personality = Personality.webcam
        personality.inputs = []
        return personality
      }())
    for name in missing { bare.answerNotImplemented(name, on: path) }
    let device = try Device(path: path, calls: bare)
    #expect(try device.inputs().isEmpty)
    #expect(try device.currentInput() == nil)
    let queue = try device.captureQueue()
    let interval = try queue.setInterval(Interval(1, 60))
    #expect(interval == nil)
    var stream = try queue.allocate().start()
    #expect(stream.interval == nil)
    #expect(stream.defaultTimeout == .seconds(2))
    let outcome = try stream.outcome()
    #expect(outcome == "frame")
  }

  @Test func `a driver that ignores the interval is not believed`() throws {
    let subject = FakeSubject { $0.setsInterval = false }
    let queue = try subject.open(.webcam).captureQueue()
    let interval = try queue.setInterval(Interval(1, 60))
    #expect(interval == nil)
  }

  @Test func `a node that streams nothing lends no queue`() throws {
    for (capabilities, word) in [(UInt32(0x0420_0002), "captures no pictures"), (0x1, "streaming")]
    {
      driver.add(
        "/dev/video7", Personality(capabilities: capabilities, formats: Personality.webcam.formats))
      let device = try Device(path: "/dev/video7", calls: driver)
      let error = failure { () throws(V4L2Error) in _ = try device.captureQueue().type }
      guard case .unsupported = error?.reason else {
        Issue.record("not refused: \(String(describing: error))")
        continue
      }
      #expect(error?.description.contains(word) == true)
    }
  }

  @Test func `frames are dropped on many threads while the stream runs`() async throws {
    var stream = try subject.stream(.webcam, count: 8)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<200 {
        guard let frame = try? stream.frame() else { break }
        let box = FrameBox(frame)
        group.addTask { box.empty() }
        if group.isEmpty == false, stream.buffersOnLoan >= 6 { await group.next() }
      }
      await group.waitForAll()
    }
    #expect(stream.buffersOnLoan == 0)
    #expect(stream.buffersLost == 0)
  }
}
