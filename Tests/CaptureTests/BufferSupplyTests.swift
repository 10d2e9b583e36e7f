import FakeDriver
import Negotiation
import SystemIO
import Testing
import V4L2
import VideoFormats

@testable import Capture

/// Cameras that get more buffers while they starve, and every kind of memory.
@Suite struct BufferSupplyTests {
  private let driver = FakeDriver()

  private func camera(_ change: (inout CameraConfiguration) -> Void) throws -> Camera {
    var configuration = CameraConfiguration(
      size: Size(width: 320, height: 180), interval: Interval(1, 60), bufferCount: 3)
    change(&configuration)
    return try Camera(Device(path: "/dev/video0", calls: driver), configuration)
  }

  @Test
  func `a program that holds every buffer gets more, up to the limit, and gives them up again`()
    throws
  {
    var camera = try camera { $0.bufferLimit = 5 }
    let (one, two, three) = (try take(&camera), try take(&camera), try take(&camera))
    #expect(camera.bufferCount == 3)
    let four = try take(&camera)
    let five = try take(&camera)
    #expect(camera.bufferCount == 5)
    #expect(camera.statistics.bufferChanges.addedAsAllWereHeld == 2)
    #expect(throws: V4L2Error.self) { _ = try camera.next() }
    #expect(camera.bufferCount == 5)
    for frame in [one, two, three, four, five] { frame.end() }
    for _ in 0..<(BufferSupply.patience * 4) { _ = try camera.next() }
    #expect(camera.bufferCount == 3)
    #expect(camera.statistics.bufferChanges.removedAsIdle == 2)
    #expect(camera.statistics.bufferChanges.refusals == 0)
  }

  @Test func `frames that are lost for want of a buffer bring one`() throws {
    var camera = try camera { $0.bufferLimit = 4 }
    _ = try camera.next()
    driver.advance(by: .seconds(1))
    for _ in 0..<8 { _ = try camera.next() }
    #expect(camera.statistics.drops.consumerSkips > 0)
    #expect(camera.statistics.bufferChanges.addedAsFramesWereLost == 1)
    #expect(camera.bufferCount == 4)
  }

  @Test func `a driver that cannot add buffers is asked once, and the capture goes on`() throws {
    driver.answerNotImplemented("VIDIOC_CREATE_BUFS", on: "/dev/video0")
    var camera = try camera { $0.bufferLimit = 8 }
    let held = (try take(&camera), try take(&camera), try take(&camera))
    #expect(throws: V4L2Error.self) { _ = try camera.next() }
    held.0.end()
    held.1.end()
    held.2.end()
    for _ in 0..<10 { _ = try camera.next() }
    #expect(camera.statistics.bufferChanges.refusals == 1 && camera.bufferCount == 3)
  }

  @Test
  func `a camera in a heap's memory grows as well, and a driver may grant it more than it asked`()
    throws
  {
    var personality = Personality.webcam
    personality.grantedBuffers = 2...32
    driver.add("/dev/video6", personality)
    var configuration = CameraConfiguration(
      size: Size(width: 320, height: 180), interval: Interval(1, 60), bufferCount: 1)
    configuration.memory = .dmabuf(heap: "system")
    configuration.bufferLimit = 3
    var camera = try Camera(Device(path: "/dev/video6", calls: driver), configuration)
    #expect(camera.bufferCount == 2)
    let held = (try take(&camera), try take(&camera))
    let third = try take(&camera)
    #expect(camera.bufferCount == 3 && camera.statistics.bufferChanges.addedAsAllWereHeld == 1)
    held.0.end()
    held.1.end()
    third.end()
  }

  @Test func `a limit below the usual number is what the camera begins with`() throws {
    let camera = try camera {
      $0.bufferCount = nil
      $0.bufferLimit = 2
    }
    #expect(camera.bufferCount == 2)
  }

  @Test(arguments: [
    (CameraMemory.automatic, MemoryType.mmap), (.mmap, .mmap),
    (.userptr(hugePages: false), .userptr), (.userptr(hugePages: true), .userptr),
    (.dmabuf(heap: "system"), .dmabuf), (.read, .read),
  ])
  func `a camera captures in every kind of memory`(
    _ wanted: CameraMemory, _ type: MemoryType
  ) throws {
    var camera = try camera { $0.memory = wanted }
    #expect(camera.memory == type)
    for _ in 0..<5 {
      let isThere = try camera.next() != nil
      #expect(isThere)
    }
    #expect(camera.statistics.frames == 5)
  }

  @Test func `a constraint chooses the memory`() throws {
    var camera = try camera {
      $0.size = nil
      $0.interval = nil
      $0.constraints = try? Constraints("YUYV 320x180 memory=userptr|mmap")
    }
    #expect(camera.memory == .userptr)
    let isThere = try camera.next() != nil
    #expect(isThere)
  }

  @Test func `a heap that is not there is named with those that are`() throws {
    let error = #expect(throws: V4L2Error.self) {
      _ = try camera { $0.memory = .dmabuf(heap: "nowhere") }
    }
    let words = error?.description ?? ""
    #expect(words.contains("nowhere") || words.contains("no dma-buf heaps"), "\(words)")
    var again = try camera { _ in }
    let isThere = try again.next() != nil
    #expect(isThere)
  }

  @Test func `a driver that does not stream is read`() throws {
    var personality = Personality.webcam
    personality.capabilities = 0x100_0001
    driver.add("/dev/video5", personality)
    var camera = try Camera(Device(path: "/dev/video5", calls: driver))
    #expect(camera.memory == .read)
    let isThere = try camera.next() != nil
    #expect(isThere)
  }

  /// A frame in an object, as several are to be held at once.
  private final class Held {
    private var frame: Frame?
    init(_ frame: consuming Frame?) { self.frame = frame }
    func end() { frame = nil }
  }

  private func take(_ camera: inout Camera) throws -> Held { Held(try camera.next()) }
}
