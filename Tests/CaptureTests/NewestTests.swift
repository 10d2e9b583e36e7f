import CAllocationCount
import Capture
import FakeDriver
import SystemIO
import Testing
import V4L2
import VideoFormats

/// `newest`: the last frame there is, and the truth about those before it.
@Suite struct NewestTests {
  let fixture = Fixture()

  /// Lets the pretended driver's time pass, so that frames pile up.
  private func oversleep(_ frames: Int) {
    fixture.driver.advance(by: .microseconds(frames * 16_667))
  }

  private func takeNewest(_ camera: inout Camera) throws -> UInt32? {
    guard let frame = try camera.newest() else { return nil }
    return frame.metadata.sequence
  }

  @Test func `who is in time gets every frame`() throws {
    var camera = try fixture.camera()
    for expected in 0..<20 as Range<UInt32> { #expect(try takeNewest(&camera) == expected) }
    #expect(camera.statistics.frames == 20)
    #expect(camera.statistics.passedOver == 0)
    #expect(camera.statistics.drops.total == 0)
  }

  @Test func `who is late gets the last, and those before are counted`() throws {
    var camera = try fixture.camera()
    #expect(try takeNewest(&camera) == 0)
    oversleep(3)
    #expect(try takeNewest(&camera) == 3)
    let statistics = camera.statistics
    #expect(statistics.frames == 2)
    #expect(statistics.passedOver == 2)
    #expect(statistics.drops.consumerSkips == 2)
    #expect(statistics.drops.driverGaps == 0)
    #expect(statistics.bytes == 2 * 614400)
    #expect(abs(statistics.framesPerSecond - 60) < 0.1, "the rate is the camera's")
  }

  @Test func `buffers of frames passed over go back`() throws {
    var camera = try fixture.camera()
    for _ in 0..<30 {
      _ = try takeNewest(&camera)
      oversleep(3)
    }
    #expect(camera.statistics.passedOver >= 29 * 2 - 2)
    #expect(camera.statistics.drops.driverGaps == 0)
    #expect(camera.statistics.frames == 30)
  }

  @Test func `a frame that is damaged anyway is the driver's loss`() throws {
    var camera = try fixture.camera()
    fixture.behave { $0.marksNextFrameAsDamaged = true }
    oversleep(3)
    _ = try takeNewest(&camera)
    #expect(camera.statistics.drops.errorFrames == 1)
    #expect(camera.statistics.drops.consumerSkips == camera.statistics.passedOver)
    #expect(camera.statistics.captured == camera.statistics.passedOver + 2)
  }

  @Test func `a doorbell and the end are nil, a lost device an error`() throws {
    var camera = try fixture.camera()
    camera.wake.ring()
    #expect(try takeNewest(&camera) == nil)
    let isEndedTooEarly = camera.isEnded
    #expect(!isEndedTooEarly)
    #expect(try takeNewest(&camera) != nil)
    fixture.behave { $0.endsAfter = 3 }
    while try takeNewest(&camera) != nil {}
    let isEnded = camera.isEnded
    #expect(isEnded)

    let other = Fixture()
    var lost = try other.camera()
    _ = try takeNewest(&lost)
    other.driver.disconnect(Fixture.path)
    do {
      for _ in 0..<10 { _ = try takeNewest(&lost) }
      Issue.record("frames came from a device that is gone")
    } catch let error as V4L2Error {
      #expect(error.isDeviceLost)
    }
  }

  @Test func `it allocates nothing`() throws {
    var camera = try fixture.camera()
    for _ in 0..<50 { _ = try camera.newest() }
    let before = cac_allocations()
    for _ in 0..<200 { _ = try camera.newest() }
    #expect(cac_allocations() == before)
  }
}
