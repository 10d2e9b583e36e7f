import Capture
import FakeDriver
import SystemIO
import V4L2
import VideoFormats

/// A machine with one pretended webcam.
struct Fixture {
  static let path = "/dev/video0"
  let driver: FakeDriver

  init(_ change: (inout Personality) -> Void = { _ in }) {
    driver = FakeDriver("/dev/video0", nil)
    var webcam = Personality.webcam
    change(&webcam)
    driver.add(Self.path, webcam)
  }

  func device() throws -> Device {
    try Device(path: Self.path, calls: driver)
  }

  func camera(_ configuration: CameraConfiguration = .vga) throws -> Camera {
    try Camera(device(), configuration)
  }

  func behave(_ change: @Sendable (inout Behaviour) -> Void) {
    driver.configure(Self.path, change)
  }
}

extension CameraConfiguration {
  /// What most tests capture.
  static var vga: CameraConfiguration {
    CameraConfiguration(
      pixelFormat: .yuyv, size: Size(width: 640, height: 480), interval: Interval(1, 60))
  }
}
