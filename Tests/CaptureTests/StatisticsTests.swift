import Capture
import FakeDriver
import SystemIO
import Testing
import V4L2
import VideoFormats

/// Four counts that never mix.
@Suite struct StatisticsTests {
  let fixture = Fixture()

  private func run(_ frames: Int, pause: Duration? = nil) throws -> CaptureStatistics {
    var camera = try fixture.camera()
    for _ in 0..<frames {
      guard let frame = try camera.next() else { break }
      if let pause { fixture.driver.advance(by: pause) }
      _ = consume frame
    }
    return camera.statistics
  }

  @Test func `frames the driver loses are the driver's`() throws {
    fixture.behave { $0.droppedPercentage = 50 }
    let drops = try run(20).drops
    #expect(drops.driverGaps == 19)
    #expect(drops.total == 19)
  }

  @Test func `frames for which there was no buffer are ours`() throws {
    // 200 ms a frame at 60 fps, with four buffers: most frames find none.
    let drops = try run(20, pause: .milliseconds(200)).drops
    #expect(drops.consumerSkips > 50)
    #expect(drops.driverGaps <= 16)
    #expect(drops.errorFrames == 0)
  }

  @Test func `a frame the driver marks is an error frame and nothing else`() throws {
    fixture.behave { $0.marksNextFrameAsDamaged = true }
    let statistics = try run(5)
    #expect(statistics.drops.errorFrames == 1)
    #expect(statistics.drops.total == 1)
    #expect(statistics.frames == 5)
  }

  @Test(arguments: [0, 1, 614399]) func `a short frame is damaged`(_ limit: Int) throws {
    fixture.behave { $0.payloadLimit = limit }
    let drops = try run(5).drops
    #expect(drops.damaged == 5)
    #expect(drops.total == 5)
  }

  @Test func `a sequence that wraps is no gap`() throws {
    fixture.behave { $0.firstSequence = .max - 3 }
    #expect(try run(10).drops.total == 0)
  }

  @Test func `the first frame's number is no gap`() throws {
    fixture.behave { $0.firstSequence = 1000 }
    #expect(try run(3).drops.total == 0)
  }

  @Test func `nothing yet is nothing, not infinity`() throws {
    let camera = try fixture.camera()
    #expect(camera.statistics.framesPerSecond == 0)
    #expect(camera.statistics.latency == nil)
  }

  @Test func `latency is of the frames, ordered`() throws {
    let latency = try #require(try run(100).latency)
    #expect(latency.p50 <= latency.p95)
    #expect(latency.p95 <= latency.p99)
    #expect(latency.p99 <= latency.max)
  }
}
