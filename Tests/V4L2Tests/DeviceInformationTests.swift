import FakeDriver
import Testing
import V4L2
import VideoFormats

/// What a node is for follows from its own capabilities.
@Suite struct DeviceInformationTests {
  private func information(_ capabilities: UInt32) throws -> DeviceInformation {
    let driver = FakeDriver(
      "/dev/video0", Personality(capabilities: capabilities | 0x400_0000, formats: []))
    return try Device(path: "/dev/video0", calls: driver).information
  }

  @Test func `a touch sensor captures measurements, not pictures`() throws {
    let touch = try information(0x1000_0001)
    #expect(touch.queues == [.videoCapture])
    #expect(touch.pictureCaptureQueue == nil)
  }

  @Test func `a converter's capture side captures pictures`() throws {
    #expect(try information(0x8000).pictureCaptureQueue == .videoCapture)
    #expect(try information(0x4000).pictureCaptureQueue == .videoCaptureMultiplanar)
    #expect(try information(0x4000).queues == [.videoCaptureMultiplanar, .videoOutputMultiplanar])
  }

  @Test func `a node for metadata has no pictures, whatever its device has`() throws {
    let metadata = try information(0x80_0000)
    #expect(metadata.pictureCaptureQueue == nil)
    #expect(metadata.queues == [.metadataCapture])
  }

  @Test func `bits without a name are kept and shown`() throws {
    let unknown = try information(0x8_0000 << 11 | 0x1)
    #expect(unknown.capabilities.descriptions.last == "0x40000000")
  }
}
