import Capture
import FakeDriver
import SystemIO
import SystemPackage
import Testing
import V4L2
import VideoFormats

/// Frames by the blocking and the async `next`, and every way in which they may end.
@Suite struct CameraTests {
  let fixture = Fixture()

  /// Takes frames on this thread, where the blocking form is meant.
  private func take(_ count: Int, _ camera: inout Camera) throws -> [UInt32] {
    var sequences: [UInt32] = []
    while sequences.count < count, let frame = try camera.next() {
      sequences.append(frame.metadata.sequence)
    }
    return sequences
  }

  @Test func `frames come one by one`() throws {
    var camera = try fixture.camera()
    #expect(try take(20, &camera) == Array(0..<20))
    #expect(camera.statistics.frames == 20)
    #expect(camera.statistics.bytes == 20 * 614400)
    #expect(camera.statistics.drops.total == 0)
    #expect(abs(camera.statistics.framesPerSecond - 60) < 0.1)
    #expect(camera.statistics.latency != nil)
  }

  @Test func `letting go of the camera stops and frees everything`() throws {
    do {
      var camera = try fixture.camera()
      _ = try take(3, &camera)
      #expect(fixture.driver.isStreaming(Fixture.path))
    }
    #expect(!fixture.driver.isStreaming(Fixture.path))
    #expect(fixture.driver.bufferCount(Fixture.path) == 0)
    #expect(fixture.driver.openDescriptors == 0)
    #expect(fixture.driver.liveMappings == 0)
  }

  @Test func `a rung doorbell is nil, and the camera goes on`() throws {
    var camera = try fixture.camera()
    camera.wake.ring()
    let woken = try camera.next() == nil
    #expect(woken)
    #expect(try take(2, &camera).count == 2)
  }

  @Test func `the end of the stream is nil for good`() throws {
    fixture.behave { $0.endsAfter = 5 }
    var camera = try fixture.camera()
    let frames = try take(100, &camera)
    #expect(frames.count <= 6)
    let isOver = try camera.next() == nil
    #expect(isOver)
  }

  @Test func `a stall names the time that was waited`() throws {
    fixture.behave { $0.droppedPercentage = 100 }
    var configuration = CameraConfiguration.vga
    configuration.timeout = .milliseconds(1500)
    var camera = try fixture.camera(configuration)
    do {
      _ = try take(1, &camera)
      Issue.record("a frame came from a device that drops all")
    } catch let error as V4L2Error {
      #expect(
        error.reason == .stalled(waited: .milliseconds(1500), onLoan: 0, buffers: 4))
      #expect(error.description.contains("no frame within 1500 ms"))
    }
  }

  @Test func `an unplugged device is lost, by either next`() async throws {
    var camera = try fixture.camera()
    _ = try take(2, &camera)
    fixture.driver.disconnect(Fixture.path)
    do {
      _ = try take(10, &camera)
      Issue.record("frames came from a device that is gone")
    } catch let error as V4L2Error {
      #expect(error.isDeviceLost)
    }
    do {
      while try await camera.next() != nil {}
      Issue.record("frames came from a device that is gone")
    } catch {
      #expect(error.isDeviceLost)
    }
  }

  @Test func `frames come asynchronously as well, and may be mixed`() async throws {
    var camera = try fixture.camera()
    var sequences = try take(3, &camera)
    while sequences.count < 10, let frame = try await camera.next() {
      sequences.append(frame.metadata.sequence)
    }
    #expect(sequences == Array(0..<10))
  }

  @Test func `an asynchronous stall is an error too`() async throws {
    fixture.behave { $0.droppedPercentage = 100 }
    var camera = try fixture.camera()
    do {
      _ = try await camera.next()
      Issue.record("a frame came from a device that drops all")
    } catch {
      guard case .stalled(_, onLoan: 0, buffers: 4) = error.reason else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test func `a cancelled task gets nil`() async throws {
    let fixture = fixture
    let task = Task {
      var camera = try fixture.camera()
      var frames = 0
      while try await camera.next() != nil { frames += 1 }
      return frames
    }
    task.cancel()
    // It ends; how many frames came before is a matter of luck.
    _ = try await task.value
  }

  @Test func `the same frame path costs three calls a frame`() throws {
    var camera = try fixture.camera()
    _ = try take(5, &camera)
    fixture.driver.forgetCounts()
    _ = try take(50, &camera)
    #expect(
      fixture.driver.callCounts == ["epoll_wait": 50, "VIDIOC_DQBUF": 50, "VIDIOC_QBUF": 50])
  }
}
