import Capture
import FakeDriver
import Glibc
import Negotiation
import SystemIO
import SystemPackage
import Testing
import V4L2
import VideoFormats

@testable import Replay

/// A recording in a file of its own, which goes with it.
final class TemporaryRecording {
  let path: String

  init() {
    path = "/tmp/replay-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).v4l2rec"
  }

  deinit { _ = unsafe unlink(path) }

  var bytes: [UInt8] {
    get throws {
      let descriptor = try FileDescriptor.open(FilePath(path), .readOnly)
      defer { try? descriptor.close() }
      var content: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = try unsafe buffer.withUnsafeMutableBytes {
          try unsafe descriptor.read(into: $0)
        }
        if count == 0 { return content }
        content += buffer.prefix(count)
      }
    }
  }

  func replace(_ bytes: some Sequence<UInt8>) throws {
    let descriptor = try FileDescriptor.open(
      FilePath(path), .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
    _ = try descriptor.closeAfter { try descriptor.writeAll(bytes) }
  }
}

/// What a program does with a device: everything it learns is in the text that it answers.
struct Session: Sendable, CustomTestStringConvertible {
  static let path = "/dev/video0"

  var testDescription: String
  var personality: Personality
  /// Prepares the machine, which a replay has not.
  var prepare: @Sendable (FakeDriver) -> Void = { _ in }
  var run: @Sendable (any SystemCalls) throws -> String

  /// Runs the session on a machine and writes it down.
  func record(to path: String, frames: Bool = true) throws -> String {
    let driver = FakeDriver(Self.path, personality)
    prepare(driver)
    let recording = try Recording(driver, path: path, frames: frames, facts: [("tool", "test")])
    let text = outcome(recording)
    #expect(driver.openDescriptors == 0)
    #expect(recording.finish().failure == nil)
    return text
  }

  /// What the session answers, or the error that ended it.
  func outcome(_ calls: any SystemCalls) -> String {
    do {
      return try run(calls)
    } catch {
      return "\(error)"
    }
  }
}

extension Session {
  /// Captures frames and tells everything about each, its bytes included.
  static func capture(
    _ title: String, _ personality: Personality, _ configuration: CameraConfiguration,
    frames: Int = 30, prepare: @escaping @Sendable (FakeDriver) -> Void = { _ in }
  ) -> Session {
    Session(testDescription: title, personality: personality, prepare: prepare) { calls in
      var text = ""
      do {
        var camera = try Camera(Device(path: path, calls: calls), configuration)
        text += "\(camera.format.pixelFormat) \(camera.format.size) \(camera.bufferCount)\n"
        var taken = 0
        do {
          while taken < frames, let frame = try camera.next() {
            taken += 1
            text += "\(frame.metadata.sequence) \(frame.metadata.timestamp) "
            text += "\(frame.metadata.flags.rawValue) \(frame.planeCount)"
            for plane in 0..<frame.planeCount {
              let bytes = frame.bytes(ofPlane: plane)
              var sum = UInt64(bytes.byteCount)
              for offset in stride(from: 0, to: bytes.byteCount, by: 509) {
                let byte = unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
                sum = sum &* 31 &+ UInt64(byte)
              }
              text += " \(sum)"
            }
            text += "\n"
          }
        } catch {
          text += "\(error)\n"
        }
        let statistics = camera.statistics
        text += "\(statistics.framesPerSecond) \(statistics.drops) "
        text += "\(String(describing: statistics.latency)) \(camera.isEnded)\n"
      }
      return text
    }
  }

  static let vga = CameraConfiguration(
    pixelFormat: .yuyv, size: Size(width: 320, height: 180), interval: Interval(1, 30),
    timeout: .milliseconds(500))

  static let all: [Session] = [
    .capture("single-planar", .webcam, vga),
    .capture(
      "multi-planar", .multiplanar,
      CameraConfiguration(
        pixelFormat: .nv12M, size: Size(width: 320, height: 180), interval: Interval(1, 30))),
    .capture("multi-planar with a header", .multiplanar, vga),
    .capture("drops", .webcam, vga) { $0.configure(path) { $0.droppedPercentage = 30 } },
    .capture("a stall", .webcam, vga) { $0.configure(path) { $0.droppedPercentage = 100 } },
    .capture("a lost device", .webcam, vga) { $0.configure(path) { $0.disconnectsAfter = 7 } },
    .capture("a fatal error", .webcam, vga) { $0.configure(path) { $0.failsAfter = 7 } },
    .capture("the end of a stream", .webcam, vga) { $0.configure(path) { $0.endsAfter = 9 } },
    .capture("a busy device", .webcam, vga) { $0.fail("VIDIOC_S_FMT", errno: EBUSY) },
    .capture("a device that is not there", .webcam, vga) { $0.fail("open", errno: ENOENT) },
    .capture("a signal in a wait", .webcam, vga) { $0.fail("epoll_wait", errno: EINTR, after: 3) },
    .capture("buffers out of order", .webcam, vga) {
      $0.configure(path) { $0.completionOrder = .shuffled }
    },
    .capture("a refusal", .webcam, CameraConfiguration(pixelFormat: .h264)),
    Session(testDescription: "negotiation", personality: .webcam) { calls in
      let device = try Device(path: path, calls: calls)
      var negotiator = try DeviceNegotiator(device)
      let plan = try negotiator.plan(Constraints("1280x720@30 or better else nearest"), limit: 4)
      let outcome = try device.captureQueue().apply(Constraints("NV12 640x480@30"))
      return "\(plan.proposals.map(\.candidate))\n\(outcome.got.format)"
    },
    Session(testDescription: "sources", personality: .grabber) { calls in
      let device = try Device(path: path, calls: calls)
      var text = "\(device.information)\n"
      for input in try device.inputs() {
        try device.selectInput(input.index)
        text += "\(input) \(try device.standards()) \(String(describing: try device.standard()))\n"
        text += "\(try device.timingsList().count) \(try device.detectTimings())\n"
        text += "\(String(describing: try device.selection(.crop, of: .videoCapture)))\n"
        if let edid = try device.edid(input: input.index) {
          text += "\(try device.edidBytes(input: input.index) ?? [])\n"
          try device.clearEDID(input: input.index)
          try device.setEDID(edid, input: input.index)
        }
        text += "\(String(describing: try device.frequency()))\n"
      }
      return text + "\(try device.audioInputs())"
    },
    Session(testDescription: "a rung doorbell", personality: .webcam) { calls in
      var camera = try Camera(Device(path: path, calls: calls), vga)
      camera.wake.ring()
      let woken = try camera.next() == nil
      let frame = try camera.next()
      return "\(woken) \(frame?.metadata.sequence ?? 99)"
    },
  ]
}

/// Recorded calls without their times, which no two runs share.
func sequence(_ file: RecordingFile) -> [String] {
  file.calls.filter { $0.kind != .clock }
    .map { "\($0.handle) \($0.result) \($0.kind) \($0.planes.map(\.length))" }
}
