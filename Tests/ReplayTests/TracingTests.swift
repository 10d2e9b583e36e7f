import FakeDriver
import Glibc
import Synchronization
import SystemIO
import Testing
import V4L2

@testable import Replay

/// A trace tells every call and changes none.
@Suite struct TracingTests {
  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
    func add(_ line: String) { all.withLock { $0.append(line) } }
    var text: [String] { all.withLock { $0 } }
  }

  @Test(arguments: Session.all, TraceLevel.allCases)
  func `a traced session answers what an untraced one does`(
    _ session: Session, _ level: TraceLevel
  ) throws {
    let plain = FakeDriver(Session.path, session.personality)
    session.prepare(plain)
    let expected = session.outcome(plain)
    let traced = FakeDriver(Session.path, session.personality)
    session.prepare(traced)
    let lines = Lines()
    #expect(session.outcome(Tracing(traced, level: level) { lines.add($0) }) == expected)
    #expect(traced.callCounts == plain.callCounts)
    #expect(lines.text.count == plain.callCount)
    #expect(lines.text.allSatisfy { !$0.contains("\n") && $0.contains(" = ") })
  }

  @Test func `lines tell what matters`() throws {
    let lines = Lines()
    let driver = FakeDriver(Session.path, .webcam)
    _ = Session.all[0].outcome(Tracing(driver, level: .essential) { lines.add($0) })
    func line(_ start: String) -> String { lines.text.first { $0.contains(" \(start)") } ?? "" }
    #expect(line("open").contains("open /dev/video0 O_RDWR|O_NONBLOCK = "))
    #expect(line("VIDIOC_QUERYCAP").contains("driver=\"fake\""))
    #expect(
      line("VIDIOC_S_FMT").contains(
        "type=VIDEO_CAPTURE width=320 height=180 pixelformat=YUYV field=NONE sizeimage=115200 = 0"))
    #expect(line("VIDIOC_S_PARM").contains("timeperframe=1/30"))
    #expect(line("VIDIOC_DQBUF").contains("bytesused=115200 flags="))
    #expect(line("VIDIOC_DQBUF").contains("sequence=0"))
    #expect(line("VIDIOC_G_CTRL").contains("id=MIN_BUFFERS_FOR_CAPTURE"))
    #expect(line("VIDIOC_G_CTRL").contains("= -1 EINVAL"))
    #expect(line("epoll_wait").contains("500 ms = 1 EPOLLIN of 0"))
    #expect(line("mmap").contains("length="))
    #expect(line("close").contains("close epoll#"))
  }

  @Test func `full lines tell what went in and what came out`() throws {
    let lines = Lines()
    let driver = FakeDriver(Session.path, .multiplanar)
    _ = Session.all[2].outcome(Tracing(driver, level: .full) { lines.add($0) })
    let dequeued = lines.text.first { $0.contains(" VIDIOC_DQBUF ") } ?? ""
    #expect(dequeued.contains("in {index=0 type=VIDEO_CAPTURE_MPLANE"))
    #expect(dequeued.contains("out {index=0 type=VIDEO_CAPTURE_MPLANE"))
    #expect(dequeued.contains("planes=[{bytesused="))
    #expect(dequeued.contains("data_offset=128"))
  }

  @Test func `extended controls and unknown requests are told`() {
    let lines = Lines()
    let kernel = ScriptedKernel { request, argument in
      if request == 0xc020_5647 {
        let list = load(argument, 24)
        store(42, UInt(list), 12)
        return 0
      }
      return -ENOTTY
    }
    let tracing = Tracing(kernel, level: .essential) { lines.add($0) }
    let descriptor = tracing.open("/dev/video3", flags: O_RDWR)
    let (controls, list) = (Argument(32), Argument(20))
    controls[4] = 1
    list[0] = 0x0098_0900
    controls.point(at: list, 24)
    #expect(unsafe tracing.ioctl(descriptor, 0xc020_5647, controls.base) == 0)
    #expect(list[12] == 42)
    let odd = Argument(16)
    odd[0] = 0xdead
    #expect(unsafe tracing.ioctl(descriptor, 0xc010_51ff, odd.base) == -ENOTTY)
    #expect(tracing.close(descriptor) == 0)
    #expect(lines.text[1].contains("VIDIOC_G_EXT_CTRLS /dev/video3#"))
    #expect(lines.text[1].contains("[{id=BRIGHTNESS value=42}] = 0"))
    #expect(lines.text[2].contains("_IOWR('Q', 255, 16 bytes)"))
    #expect(lines.text[2].contains("bytes=adde = -1 ENOTTY"))
  }
}
