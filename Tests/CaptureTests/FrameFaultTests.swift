import Capture
import FakeDriver
import SystemIO
import Testing
import V4L2
import VideoFormats

/// Faults that a driver really has, counted exactly, each where it belongs.
@Suite struct FrameFaultTests {
  let fixture = Fixture()

  private func run(
    _ frames: Int, _ fixture: Fixture, _ configuration: CameraConfiguration = .vga
  ) throws -> CaptureStatistics {
    var camera = try fixture.camera(configuration)
    for _ in 0..<frames {
      guard let frame = try camera.next() else { break }
      _ = consume frame
    }
    return camera.statistics
  }

  private func run(
    _ frames: Int, _ change: @Sendable (inout FrameManners) -> Void
  ) throws -> CaptureStatistics {
    fixture.behave { change(&$0.frames) }
    return try run(frames, fixture)
  }

  @Test(arguments: 1...60) func `whatever is injected is counted, and nothing else`(
    _ seed: UInt64
  ) throws {
    fixture.behave { behaviour in
      behaviour.firstSequence = seed % 3 == 0 ? .max - 40 : 0
      behaviour.frames.seed = seed
      behaviour.frames.lost = Int(seed % 4) * 20
      behaviour.frames.errors = Int(seed % 5) * 7
      behaviour.frames.empty = Int(seed % 3) * 5
      behaviour.frames.short = Int(seed % 2) * 9
      behaviour.frames.backward = Int(seed % 7) * 3
      behaviour.frames.frozen = Int(seed % 6) * 4
      behaviour.frames.repeated = Int(seed % 8) * 2
    }
    let statistics = try run(200, fixture)
    let injected = fixture.driver.injectedFaults(Fixture.path)
    #expect(statistics.frames == injected.frames)
    #expect(statistics.drops.driverGaps == injected.lost)
    #expect(statistics.drops.errorFrames == injected.errors)
    #expect(statistics.drops.consumerSkips == 0)
    #expect(statistics.drops.damaged == injected.empty + injected.short)
    #expect(statistics.damage.empty == injected.empty)
    #expect(statistics.damage.short == injected.short)
    #expect(statistics.damage.total == statistics.drops.damaged)
    #expect(statistics.clockAnomalies.backward == injected.backward)
    #expect(statistics.clockAnomalies.frozen == injected.frozen)
    #expect(statistics.clockAnomalies.total == injected.backward + injected.frozen)
    #expect(statistics.numbering.repeated == injected.repeated)
    #expect(statistics.numbering.restarts == 0)
    #expect(statistics.numbering.wraps == (seed % 3 == 0 ? 1 : 0))
    #expect(statistics.numbering.isCounted)
  }

  @Test func `a driver that does not count is said not to`() throws {
    let statistics = try run(10) { $0.countsFrames = false }
    #expect(!statistics.numbering.isCounted)
    #expect(statistics.numbering.repeated == 9)
    #expect(statistics.drops.total == 0)
  }

  @Test func `a driver that counts anew has lost nothing by it`() throws {
    let statistics = try run(10) { $0.restartsAt = 5 }
    #expect(statistics.numbering.restarts == 1)
    #expect(statistics.drops.total == 0)
  }

  @Test func `a clock of 32-bit seconds wraps, and the rate is still right`() throws {
    var camera = try fixture.camera()
    let now = camera.now.nanoseconds
    fixture.behave {
      $0.frames.truncatesSeconds = true
      $0.frames.stampOffset = (1 << 31) * 1_000_000_000 - now - 100_000_000
    }
    for _ in 0..<20 { _ = try camera.next() }
    let statistics = camera.statistics
    let anomalies = statistics.clockAnomalies
    #expect(anomalies.wraps == 1 && anomalies.backward == 0 && anomalies.frozen == 0)
    #expect(anomalies.implausible == 20, "such stamps say nothing of when a frame was taken")
    #expect(statistics.latency == nil)
    #expect(abs(statistics.framesPerSecond - 60) < 0.1)
  }

  @Test func `64 bits of nanoseconds wrap as well`() throws {
    var camera = try fixture.camera()
    let now = camera.now.nanoseconds
    fixture.behave { $0.frames.stampOffset = .max - now - 200_000_000 }
    for _ in 0..<30 { _ = try camera.next() }
    let statistics = camera.statistics
    #expect(statistics.clockAnomalies.wraps == 1)
    #expect(statistics.clockAnomalies.backward == 0)
    #expect(abs(statistics.framesPerSecond - 60) < 0.1)
  }

  @Test func `a clock that jumps is implausible, and no latency`() throws {
    var camera = try fixture.camera()
    for _ in 0..<5 { _ = try camera.next() }
    fixture.behave { $0.frames.stampOffset = 86400_000_000_000 }
    for _ in 0..<5 { _ = try camera.next() }
    fixture.behave { $0.frames.stampOffset = 0 }
    for _ in 0..<5 { _ = try camera.next() }
    let statistics = camera.statistics
    #expect(statistics.frames == 15)
    #expect((4...6).contains(statistics.clockAnomalies.implausible))
    #expect(statistics.clockAnomalies.backward == 1)
    #expect(statistics.latencyTotal.count == 15 - statistics.clockAnomalies.implausible)
    #expect(abs(statistics.framesPerSecond - 60) < 2)
  }

  @Test(
    arguments: [
      (.monotonic, .monotonic), (.timeOfDay, .realtime), (.unknown, .unknown), (.copied, .copied),
    ] as [(FrameManners.Clock, FrameClock.Source)])
  func `the clock is named`(_ clock: FrameManners.Clock, _ source: FrameClock.Source) throws {
    let statistics = try run(3) {
      $0.clock = clock
      $0.stampsStartOfExposure = clock == .monotonic
    }
    #expect(
      statistics.clock
        == FrameClock(
          source: source, stamped: clock == .monotonic ? .startOfExposure : .endOfFrame))
    #expect((statistics.latency != nil) == (clock == .monotonic))
    #expect(statistics.clockAnomalies.total == 0)
  }

  @Test func `before the first frame there is no clock`() throws {
    let camera = try fixture.camera()
    let clock = camera.statistics.clock
    #expect(clock == nil)
  }

  @Test func `losses are told from lateness without timestamps too`() throws {
    fixture.behave { $0.frames.clock = .unknown }
    var camera = try fixture.camera()
    for _ in 0..<20 {
      let frame = try camera.next()
      fixture.driver.advance(by: .milliseconds(200))
      _ = consume frame
    }
    #expect(camera.statistics.drops.consumerSkips > 50)
    #expect(camera.statistics.drops.driverGaps <= 36)
  }

  // Fields that come one by one.

  private func fields(_ count: Int, lost: Int, seed: UInt64, bottomFirst: Bool) throws {
    let fixture = Fixture { $0.forcedField = .alternate }
    fixture.behave {
      $0.frames.lost = lost
      $0.frames.seed = seed
      $0.frames.bottomFieldIsFirst = bottomFirst
      $0.firstSequence = UInt32(seed % 2)
    }
    var camera = try fixture.camera()
    var fields = Set<Field>()
    for _ in 0..<count {
      guard let frame = try camera.next() else { break }
      fields.insert(frame.metadata.field)
    }
    #expect(fields == [.top, .bottom])
    let statistics = camera.statistics
    #expect(statistics.drops.driverGaps == fixture.driver.injectedFaults(Fixture.path).lost)
    #expect(statistics.drops.total == statistics.drops.driverGaps)
    #expect(statistics.numbering.repeated == 0)
    #expect(statistics.frames == count)
  }

  @Test(arguments: 1...20) func `fields that share a number are each counted`(
    _ seed: UInt64
  ) throws {
    try fields(120, lost: Int(seed % 4) * 15, seed: seed, bottomFirst: seed % 2 == 0)
  }

  // Payloads.

  @Test func `a payload that is longer than its format is overlong`() throws {
    // 128 bytes that the driver announces beyond the picture, as some do for a header.
    let fixture = Fixture { $0.formats[0].planes[0].dataOffset = 128 }
    #expect(try run(3, fixture).drops.total == 0, "what was announced may be filled")
    fixture.behave { $0.payloadLimit = 614400 - 128 }
    #expect(try run(3, fixture).drops.total == 0, "and so may the picture alone")
    fixture.behave { $0.payloadLimit = 614400 - 100 }
    let statistics = try run(3, fixture)
    #expect(statistics.damage.overlong == 3 && statistics.drops.damaged == 3)
  }

  /// What a payload of Motion-JPEG is counted as.
  private func damage(_ payload: [UInt8]) throws -> Damage {
    fixture.behave { $0.frames.payload = payload }
    var configuration = CameraConfiguration.vga
    configuration.pixelFormat = .mjpeg
    let statistics = try run(3, fixture, configuration)
    #expect(statistics.drops.damaged == statistics.damage.total)
    return statistics.damage
  }

  private static let start: [UInt8] = [0xff, 0xd8]
  private static let end: [UInt8] = [0xff, 0xd9]
  /// An application segment that holds a thumbnail with an end of its own.
  private static let thumbnail: [UInt8] = [0xff, 0xe1, 0x00, 0x08] + start + [1, 2] + end
  private static let scan: [UInt8] = [0xff, 0xda, 0x00, 0x04, 1, 2] + (1...40) + [0xff, 0x00, 7]

  @Test func `a JPEG needs a start and an end, wherever the end is`() throws {
    let (start, end, scan) = (Self.start, Self.end, Self.scan)
    let whole = [
      start + scan + end,
      start + scan + end + [UInt8](repeating: 0, count: 1001),
      start + scan + end + [1, 2, 3],
      start + scan + end + [1, 2, 3, 4] + [0, 0, 0],
      start + scan + end + end,
      start + scan + [0xff, 0xd0] + scan + end + start + scan + end,
      start + Self.thumbnail + scan + end + [UInt8](repeating: 9, count: 300),
    ]
    for payload in whole { #expect(try damage(payload).total == 0, "\(payload.count)") }
    let torn = [
      start + scan, start + scan + [0xff], start + scan + [0xff, 0xd0],
      start + Self.thumbnail + scan, start + scan + [UInt8](repeating: 0, count: 64),
    ]
    for payload in torn { #expect(try damage(payload).noEnd == 3, "\(payload.count)") }
    for payload in [scan + end, [0xff], [UInt8](repeating: 0, count: 99)] {
      #expect(try damage(payload).noStart == 3, "\(payload.count)")
    }
    #expect(try damage([]).empty == 3)
  }
}
