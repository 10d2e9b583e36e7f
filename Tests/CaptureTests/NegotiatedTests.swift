import Capture
import FakeDriver
import SystemPackage
import Testing
import V4L2
import VideoFormats

/// A configuration is met exactly, or refused in words with the device as it was.
@Suite struct NegotiatedTests {
  let fixture = Fixture()

  private func apply(_ configuration: CameraConfiguration) throws -> Negotiated {
    try fixture.device().captureQueue().apply(configuration)
  }

  private func refusal(_ configuration: CameraConfiguration) -> String {
    do {
      _ = try apply(configuration)
      return "granted"
    } catch {
      guard let error = error as? V4L2Error, case .unsupported(let what) = error.reason else {
        return "\(error)"
      }
      return what
    }
  }

  @Test func `what the device has is granted exactly`() throws {
    let negotiated = try apply(.vga)
    #expect(negotiated.format.isExact)
    #expect(negotiated.adjustments == [])
    #expect(negotiated.interval == Interval(1, 60))
    #expect(negotiated.format.granted.planes == [.init(bytesPerLine: 1280, size: 614400)])
  }

  @Test func `nothing asked for leaves the device as it is`() throws {
    let before = try fixture.device().format(of: .videoCapture)
    let negotiated = try apply(CameraConfiguration())
    #expect(negotiated.format.granted == before)
    #expect(negotiated.adjustments == [])
  }

  @Test func `a size the device lacks is refused and the format is as it was`() throws {
    let before = try fixture.device().format(of: .videoCapture)
    let what = refusal(CameraConfiguration(size: Size(width: 641, height: 481)))
    #expect(what == "YUYV 641x481 is not possible: the driver offers YUYV 640x480")
    #expect(try fixture.device().format(of: .videoCapture) == before)
  }

  @Test func `the nearest is taken only by those who say so, and told`() throws {
    let negotiated = try apply(
      CameraConfiguration(size: Size(width: 641, height: 481), tolerance: .nearest))
    #expect(negotiated.format.granted.size == Size(width: 640, height: 480))
    #expect(negotiated.adjustments == ["width: 641 → 640", "height: 481 → 480"])
  }

  @Test func `a format the device lacks is refused by name`() {
    let what = refusal(CameraConfiguration(pixelFormat: .h264))
    #expect(what.hasPrefix("H264 "))
    #expect(what.contains("the driver offers YUYV"))
  }

  @Test func `a rate the device lacks is refused with the one it offers`() {
    var configuration = CameraConfiguration.vga
    configuration.interval = Interval(1, 44)
    #expect(refusal(configuration).hasPrefix("44 fps is not possible for YUYV 640x480: the driver"))
  }

  @Test func `29.97 is near enough to 30`() throws {
    var configuration = CameraConfiguration.vga
    configuration.interval = Interval(1001, 30000)
    let negotiated = try apply(configuration)
    #expect(negotiated.hasRequestedInterval)
    #expect(negotiated.adjustments == ["rate: 29.97 fps → 30 fps"])
  }

  @Test func `a driver without rates is refused a rate, not asked none`() throws {
    let fixture = Fixture()
    fixture.driver.answerNotImplemented("VIDIOC_S_PARM", on: Fixture.path)
    fixture.driver.answerNotImplemented("VIDIOC_G_PARM", on: Fixture.path)
    let queue = try fixture.device().captureQueue()
    #expect(throws: V4L2Error.self) { try queue.apply(.vga) }
    let negotiated = try queue.apply(CameraConfiguration(pixelFormat: .yuyv))
    #expect(negotiated.interval == nil)
  }

  @Test func `an input that is not there is refused with those that are`() {
    let what = refusal(CameraConfiguration(input: 7))
    #expect(what == "no input 7: it has 0 (Webcam 000)")
  }
}
