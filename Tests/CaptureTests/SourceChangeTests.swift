import Capture
import FakeDriver
import Negotiation
import SystemIO
import Testing
import V4L2
import VideoFormats

/// A source that changes in mid-capture, and the end of a stream that was drained.
@Suite struct SourceChangeTests {
  private let driver = FakeDriver(Fixture.path, .grabber)

  /// A camera at the HDMI input.
  private func camera() throws -> Camera {
    var configuration = CameraConfiguration(pixelFormat: .yuyv)
    configuration.source = SourceConfiguration(input: 3)
    return try Camera(Device(path: Fixture.path, calls: driver), configuration)
  }

  private func device() throws -> Device { try Device(path: Fixture.path, calls: driver) }

  /// Lets the signal at the input become that of the n-th timings in the list.
  private func change(to place: Int) throws {
    driver.configure(Fixture.path) { $0.detectedTimings = place }
    driver.changeSource(Fixture.path)
  }

  private func take(_ limit: Int, _ camera: inout Camera) throws -> [UInt32] {
    var sequences: [UInt32] = []
    while sequences.count < limit, let frame = try camera.next() {
      sequences.append(frame.metadata.sequence)
      #expect(frame.byteCount == camera.format.planes[0].size)
    }
    return sequences
  }

  private func restart(
    _ camera: inout Camera, _ time: Duration = .seconds(1)
  ) throws
    -> Camera.RestartOutcome
  {
    try camera.restart(until: camera.now.advanced(by: time))
  }

  @Test func `frames from before a change are handed out, then nil, then those of another size`()
    throws
  {
    var camera = try camera()
    let list = try device().timingsList()
    // Those with fields would show half of their height.
    let places = list.indices.filter { !list[$0].description.contains("i") }.prefix(4)
    var total = 0
    for (round, place) in places.enumerated() {
      total += try take(10, &camera).count
      let before = camera.sourceChange
      #expect(before == nil)
      // Two frames are finished, and nobody has taken them yet.
      driver.advance(by: .milliseconds(40))
      try change(to: place)
      let drained = try take(100, &camera).count
      #expect((1...4).contains(drained))
      total += drained
      let changes = camera.sourceChange
      #expect(changes == .resolution)
      #expect(try restart(&camera) == .running)
      let (size, after) = (camera.format.size, camera.sourceChange)
      #expect(size == Size(width: list[place].width, height: list[place].height))
      #expect(after == nil)
      #expect(camera.statistics.restarts == round + 1)
    }
    total += try take(10, &camera).count
    let statistics = camera.statistics
    #expect(statistics.frames == total)
    #expect(statistics.drops.total == 0)
    #expect(statistics.numbering == FrameNumbering())
    #expect(statistics.clockAnomalies.total == 0)
    #expect(statistics.interruption > .zero)
  }

  @Test func `who asks on stays with the format there is`() throws {
    var camera = try camera()
    let size = camera.format.size
    try change(to: 0)
    #expect(try take(100, &camera).count <= 4)
    let changes = camera.sourceChange
    #expect(changes != nil)
    #expect(try take(5, &camera).count == 5)
    let (after, same) = (camera.sourceChange, camera.format.size)
    #expect(after == nil && same == size)
  }

  @Test func `the wait with a limit and the asynchronous one tell of it as well`() async throws {
    var camera = try camera()
    _ = try await camera.next()
    try change(to: 0)
    var frames = 0
    while try await camera.next() != nil { frames += 1 }
    #expect(frames <= 4)
    let changes = camera.sourceChange
    #expect(changes != nil)
    try change(to: 1)
    var outcome = ""
    while outcome == "" {
      switch try camera.next(until: camera.now.advanced(by: .seconds(1))) {
      case .frame: continue
      case .sourceChanged: outcome = "changed"
      case .nothingYet: outcome = "nothing"
      case .woken: outcome = "woken"
      case .endOfStream: outcome = "ended"
      }
    }
    #expect(outcome == "changed")
  }

  @Test func `without a signal it waits, and no longer than it may`() throws {
    var camera = try camera()
    _ = try take(3, &camera)
    driver.configure(Fixture.path) { $0.signal = .none }
    driver.changeSource(Fixture.path)
    _ = try take(100, &camera)
    let before = camera.now
    #expect(try restart(&camera) == .noSignal)
    let waited = camera.now.nanoseconds - before.nanoseconds
    #expect((1_000_000_000...1_300_000_000).contains(waited))
    let isNil = try camera.next() == nil
    #expect(isNil, "a camera that is stopped has no frames")
    camera.wake.ring()
    #expect(try restart(&camera) == .woken)
    driver.configure(Fixture.path) { $0.signal = .good }
    #expect(try restart(&camera) == .running)
    #expect(try take(5, &camera) == [0, 1, 2, 3, 4])
    #expect(camera.statistics.interruption >= .seconds(1))
  }

  @Test func `frames that are held outlive the restart`() throws {
    var camera = try camera()
    let held = try holding(try camera.next())
    let (size, first) = (
      held.byteCount, unsafe held.bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
    )
    try change(to: 0)
    _ = try take(100, &camera)
    #expect(try restart(&camera) == .running)
    _ = try take(5, &camera)
    let still = held.bytes.byteCount
    let last = unsafe held.bytes.unsafeLoad(fromByteOffset: still - 1, as: UInt8.self)
    // Every byte of a frame of the pretended driver is the low byte of its number.
    #expect(size == still && first == last)
    #expect(first == UInt8(truncatingIfNeeded: held.metadata.sequence))
  }

  private func holding(_ frame: consuming Frame?) throws -> Frame {
    guard let frame else { throw FixtureFailure("no frame") }
    return frame
  }

  @Test func `a device that goes in the meantime is lost, and nothing leaks`() throws {
    do {
      var camera = try camera()
      try change(to: 0)
      _ = try take(100, &camera)
      driver.disconnect(Fixture.path)
      do {
        _ = try restart(&camera)
        Issue.record("restarted a device that is gone")
      } catch let error as V4L2Error {
        #expect(error.isDeviceLost)
      }
    }
    #expect(driver.openDescriptors == 0 && driver.liveMappings == 0)
  }

  @Test(arguments: 1...6) func `the end of the stream comes behind its last frame`(
    _ count: Int
  ) throws {
    driver.configure(Fixture.path) { $0.endsAfter = count }
    var camera = try camera()
    // All of them are finished before the first is taken.
    driver.advance(by: .milliseconds(60))
    let frames = try take(100, &camera).count
    let isEnded = camera.isEnded
    #expect(isEnded)
    #expect(frames == count)
  }

  @Test func `an event that tells of the end drains as well`() throws {
    var camera = try camera()
    _ = try take(2, &camera)
    driver.advance(by: .milliseconds(40))
    driver.configure(Fixture.path) { $0.droppedPercentage = 100 }
    driver.postEvent(Fixture.path, type: 2)
    let frames = try take(100, &camera)
    let isEnded = camera.isEnded
    #expect(isEnded)
    #expect(frames.first == 2 && frames.count >= 2)
    let outcome: Bool
    if case .endOfStream = try camera.next(until: camera.now.advanced(by: .seconds(1))) {
      outcome = true
    } else {
      outcome = false
    }
    #expect(outcome)
  }

  @Test func `an empty buffer that marks the end is no frame`() throws {
    driver.configure(Fixture.path) {
      $0.endsAfter = 3
      $0.frames.seed = 1
    }
    var camera = try camera()
    _ = try take(2, &camera)
    driver.configure(Fixture.path) { $0.frames.empty = 100 }
    #expect(try take(100, &camera).isEmpty)
    let isEnded = camera.isEnded
    #expect(isEnded)
    #expect(camera.statistics.frames == 2)
    #expect(camera.statistics.drops.total == 0)
  }

  @Test func `a queue that fails with its source still tells of the change, and goes on`() throws {
    var camera = try camera()
    _ = try take(3, &camera)
    let place = try #require(
      try device().timingsList().indices.last { try device().timingsList()[$0].width == 1280 })
    try change(to: place)
    driver.failStreaming(Fixture.path)
    let left = try take(10, &camera).count
    #expect(left == 0 && camera.sourceChange != nil)
    #expect(try restart(&camera) == .running)
    #expect(try take(3, &camera).count == 3)
  }

  @Test func `a restart keeps the memory that a constraint chose, and events of others`() throws {
    var configuration = CameraConfiguration()
    configuration.constraints = try Constraints("YUYV memory=userptr")
    configuration.source = SourceConfiguration(input: 3)
    var camera = try Camera(Device(path: Fixture.path, calls: driver), configuration)
    #expect(camera.memory == .userptr)
    let control = try #require(try camera.device.control(.brightness))
    try camera.device.subscribe(to: .control, id: control.id.rawValue)
    driver.configure(Fixture.path) { $0.signal = .none }
    driver.changeSource(Fixture.path)
    _ = try take(100, &camera)
    try device().setValue(7, of: .brightness)
    #expect(try restart(&camera, .milliseconds(300)) == .noSignal)
    #expect(try camera.device.nextEvent()?.type == .control)
    driver.configure(Fixture.path) { $0.signal = .good }
    #expect(try restart(&camera) == .running)
    #expect(camera.memory == .userptr)
    #expect(try take(2, &camera).count == 2)
  }

  @Test
  func `a rectangle that was asked for comes back after a change, or it is said what came of it`()
    throws
  {
    let crop = Rectangle(left: 8, top: 8, width: 704, height: 480)
    var configuration = CameraConfiguration(pixelFormat: .yuyv)
    configuration.source = SourceConfiguration(input: 3, crop: crop)
    var camera = try Camera(Device(path: Fixture.path, calls: driver), configuration)
    let list = try device().timingsList()
    func place(_ width: Int, _ height: Int) throws -> Int {
      try #require(
        list.indices.first {
          list[$0].width == width && list[$0].height == height && !list[$0].isInterlaced
        })
    }
    func follow(_ width: Int, _ height: Int, _ camera: inout Camera) throws -> [String] {
      _ = try take(3, &camera)
      try change(to: place(width, height))
      _ = try take(100, &camera)
      #expect(try restart(&camera) == .running)
      return camera.negotiated.sourceAdjustments
    }
    func now() throws -> Rectangle? { try device().selection(.crop, of: .videoCapture) }
    #expect(try now() == crop)
    #expect(try follow(1920, 1080, &camera) == [])
    #expect(try now() == crop)
    // Too large for what comes in now.
    let adjusted = try follow(640, 480, &camera)
    let smaller = try #require(try now())
    #expect(smaller.width == 640)
    #expect(adjusted == ["crop: \(crop) → \(smaller)"])
    #expect(try follow(1280, 720, &camera) == [])
    #expect(try now() == crop)
    // One that the driver refuses does not end the capture.
    driver.fail("VIDIOC_S_SELECTION", errno: 34)
    let refused = try follow(1920, 1080, &camera)
    let left = try #require(try now())
    #expect(refused == ["crop: \(crop) → \(left)"])
    #expect(try take(3, &camera).count == 3)
  }

  @Test func `waits that brought nothing are forgotten when a frame comes`() throws {
    var configuration = CameraConfiguration(pixelFormat: .yuyv, timeout: .milliseconds(100))
    configuration.source = SourceConfiguration(input: 0)
    configuration.interval = Interval(1, 60)
    var camera = try Camera(Device(path: Fixture.path, calls: driver), configuration)
    for _ in 0..<10 {
      driver.configure(Fixture.path) { $0.droppedPercentage = 100 }
      guard case .nothingYet = try camera.next(until: camera.now.advanced(by: .milliseconds(60)))
      else { throw FixtureFailure("something came") }
      driver.configure(Fixture.path) { $0.droppedPercentage = 0 }
      let isThere = try camera.next() != nil
      #expect(isThere)
    }
  }
}

private struct FixtureFailure: Error {
  var words: String
  init(_ words: String) { self.words = words }
}
