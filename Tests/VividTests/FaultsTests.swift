import DMABuf
import Glibc
import SystemIO
import SystemPackage
import TestSupport
import Testing
import V4L2
import VideoFormats

/// Faults from outside the program: the driver taken away under it, and other programs in its way.
@Suite(
  .serialized, .enabled(if: VividSubject.has(.webcam), "no single-planar vivid capture node here"),
  .timeLimit(.minutes(1)))
struct FaultsTests {
  private let subject = VividSubject.shared
  private static let driver = "/sys/bus/platform/drivers/vivid"

  /// Writes a device's name to one of the driver's controls in sysfs.
  private static func tell(_ control: String) throws {
    let descriptor = unsafe open("\(driver)/\(control)", O_WRONLY)
    try #require(descriptor >= 0, "\(control) cannot be opened: errno \(errno)")
    defer { close(descriptor) }
    let name = "vivid.0"
    let written = unsafe name.withCString { unsafe write(descriptor, $0, name.utf8.count) }
    try #require(written == name.utf8.count)
  }

  private static var mayUnbind: Bool {
    unsafe access("\(driver)/unbind", W_OK) == 0
  }

  /// Waits until the nodes are there again.
  private func waitForNodes() {
    for _ in 0..<100 {
      if (try? subject.open(.webcam)) != nil { return }
      subject.pause(.milliseconds(50))
    }
  }

  /// Runs a body that takes the driver away, and then gives the machine its driver back.
  ///
  /// Only once everything is closed: a node that is held keeps its number, and the new one gets another.
  private func withDriverRestored(_ body: () throws -> Void) throws {
    let result = Result { try body() }
    try Self.tell("bind")
    waitForNodes()
    try result.get()
  }

  @Test(.enabled(if: FaultsTests.mayUnbind, "only root may unbind a driver"))
  func `a camera pulled out while it captures is lost, not hung, and works when it is back`()
    throws
  {
    let before = subject.resources()
    try withDriverRestored {
      var stream = try subject.stream(.webcam)
      _ = try stream.records(5)
      let frame = try stream.frame()
      try Self.tell("unbind")
      let error = stream.failure(timeout: .seconds(5))
      #expect(error?.isDeviceLost == true, "\(String(describing: error))")
      #expect(error?.description.contains("disconnected") == true)
      let bytes = frame.bytes
      let size = bytes.byteCount
      #expect(size == 320 * 180 * 2)
    }
    #expect(subject.resources() == before)
    var stream = try subject.stream(.webcam)
    let outcome = try stream.outcome()
    #expect(outcome == "frame")
  }

  @Test(.enabled(if: FaultsTests.mayUnbind, "only root may unbind a driver"))
  func `exported memory outlives its driver`() throws {
    func buffers() -> Int {
      FileTree.names(in: "/proc/self/fd").count {
        FileTree.link("/proc/self/fd/\($0)")?.contains("dmabuf") == true
      }
    }
    let (before, nodes) = (buffers(), subject.resources())
    try withDriverRestored {
      var kept: [DMABuffer] = []
      var picture: [UInt8] = []
      do {
        var stream = try subject.stream(.webcam)
        let frame = try stream.frame()
        kept = [try frame.export()]
        picture = unsafe frame.bytes.withUnsafeBytes { unsafe Array($0.prefix(4096)) }
        _ = try stream.stop()
      }
      try Self.tell("unbind")
      let now = try kept[0].withCPUAccess(.read) { span in
        unsafe span.withUnsafeBytes { unsafe Array($0.prefix(4096)) }
      }
      #expect(now == picture)
      #expect(buffers() == before + 1 && subject.resources().descriptors == nodes.descriptors)
      kept = []
      #expect(buffers() == before)
    }
  }

  @Test(.enabled(if: FaultsTests.mayUnbind, "only root may unbind a driver"))
  func `a camera pulled out while a program waits for it ends the wait`() throws {
    try withDriverRestored {
      try subject.inject(.dropsAllFrames, on: .webcam)
      var stream = try subject.stream(.webcam)
      onThread { [subject] in
        subject.pause(.milliseconds(200))
        try? Self.tell("unbind")
      }
      let begin = subject.calls.monotonicNanoseconds()
      let error = stream.failure(timeout: .seconds(20))
      let seconds = Double(subject.calls.monotonicNanoseconds() - begin) / 1e9
      #expect(error?.isDeviceLost == true, "\(String(describing: error))")
      #expect(seconds < 10)
    }
    subject.recover(.webcam)
  }

  @Test func `a busy device names the program that has it`() async throws {
    let path = try #require(subject.path(of: .webcam))
    // v4l2-ctl holds the queue for as long as it streams.
    async let holder = Tool.shell(
      "timeout -s KILL 30 v4l2-ctl -d \(path) --stream-mmap --stream-count=100000 >&2 || true")
    var busy: V4L2Error?
    // On a busy machine v4l2-ctl takes its time to begin.
    for _ in 0..<500 where busy == nil {
      try await Task.sleep(for: .milliseconds(50))
      busy = try allocationFailure(subject.open(.webcam).captureQueue(), count: 4)
    }
    let description = busy?.description ?? "never busy"
    _ = try await Tool.shell("pkill -KILL -x v4l2-ctl; true")
    _ = try await holder
    #expect(busy?.errno == .resourceBusy)
    #expect(description.contains("v4l2-ctl (pid "), "\(description)")
  }
}
