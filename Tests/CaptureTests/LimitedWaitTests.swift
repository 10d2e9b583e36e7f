import Capture
import FakeDriver
import SystemIO
import Testing
import V4L2
import VideoFormats

/// Waiting for a frame with a limit of its own.
@Suite struct LimitedWaitTests {
  let fixture = Fixture()

  private enum Plain: Equatable {
    case frame(UInt32)
    case nothingYet
    case woken
    case sourceChanged
    case endOfStream
  }

  private func wait(
    _ camera: inout Camera, _ duration: Duration = .milliseconds(100)
  ) throws -> Plain {
    switch try camera.next(until: camera.now.advanced(by: duration)) {
    case .frame(let frame): .frame(frame.metadata.sequence)
    case .nothingYet: .nothingYet
    case .woken: .woken
    case .sourceChanged: .sourceChanged
    case .endOfStream: .endOfStream
    }
  }

  @Test func `frames come as ever and are counted`() throws {
    var camera = try fixture.camera()
    for expected in 0..<10 as Range<UInt32> {
      #expect(try wait(&camera) == .frame(expected))
    }
    #expect(camera.statistics.frames == 10)
  }

  @Test func `a limit that passes brings nothing, and the timeout still holds`() throws {
    fixture.behave { $0.droppedPercentage = 100 }
    var configuration = CameraConfiguration.vga
    configuration.timeout = .milliseconds(500)
    var camera = try fixture.camera(configuration)
    var quiet = 0
    do {
      while try wait(&camera) == .nothingYet { quiet += 1 }
      Issue.record("no stall")
    } catch let error as V4L2Error {
      #expect(error.reason == .stalled(waited: .milliseconds(500), onLoan: 0, buffers: 4))
    }
    #expect((3...5).contains(quiet))
    fixture.behave { $0.droppedPercentage = 0 }
    guard case .frame = try wait(&camera) else {
      Issue.record("a stall is not the end")
      return
    }
  }

  @Test func `a moment that has passed takes what is there`() throws {
    var camera = try fixture.camera()
    #expect(try wait(&camera, .seconds(-1)) == .nothingYet)
    fixture.driver.advance(by: .milliseconds(40))
    #expect(try wait(&camera, .seconds(-1)) == .frame(0))
    #expect(try wait(&camera, .seconds(1 << 62)) == .frame(1))
  }

  @Test func `the doorbell and the end are told apart`() throws {
    fixture.behave { $0.endsAfter = 1 }
    var camera = try fixture.camera()
    camera.wake.ring()
    #expect(try wait(&camera) == .woken)
    #expect(try wait(&camera) == .frame(0))
    #expect(try wait(&camera) == .endOfStream)
    #expect(try wait(&camera) == .endOfStream)
  }
}
