import TestSupport
import Testing
import V4L2
import VideoFormats

/// `vidctl capture` on a real driver: what it stores, what it says and how it ends.
@Suite(
  .serialized, .enabled(if: CommandLab.isOpen, "no single-planar vivid capture node here"),
  .timeLimit(.minutes(2)))
struct CommandTests {
  private let frame = CommandLab.frameBytes

  @Test func `one command makes a picture`() async throws {
    let run = try await CommandLab.script("capture -o p.png && head -c 8 p.png | od -An -tx1")
    #expect(run.status == 0, "\(run)")
    #expect(run.output == " 89 50 4e 47 0d 0a 1a 0a\n")
    #expect(run.errors.contains("1 frame, YUYV 320x180 @ 25 fps, "))
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test func `the document and the file tell the same`() async throws {
    let run = try await CommandLab.script(
      "capture -o x.raw --count 5 --skip 2 --json && stat -c %s x.raw >&2")
    #expect(run.status == 0, "\(run)")
    let report = try CommandLab.decode(CommandLab.Report.self, run.output)
    #expect(report.frames == 5)
    #expect(report.bytes == 5 * frame)
    #expect(report.output.frames == 5)
    #expect(report.output.bytes == 5 * frame)
    #expect(report.granted.fourcc == "YUYV")
    #expect(report.granted.width == 320 && report.granted.height == 180)
    #expect(report.fps > 10 && report.fps < 26)
    #expect(report.end == "count")
    #expect(report.error == nil)
    #expect(run.errors == "\(5 * frame)\n", "only the document, and the size of the file")
  }

  @Test func `a pipe gets the frames and nothing else`() async throws {
    let run = try await CommandLab.script(
      "capture -o - --count 3 | wc -c; capture -o - --container y4m --count 1 | head -c 27")
    #expect(run.output == "\(3 * frame)\nYUV4MPEG2 W320 H180 F25:1 I", "\(run)")
  }

  @Test func `a pattern names a file for each frame`() async throws {
    let run = try await CommandLab.script(
      "capture -o 'f-%02d.ppm' --count 3 --quiet && ls && head -c 2 f-03.ppm")
    #expect(run.output == "f-01.ppm\nf-02.ppm\nf-03.ppm\nP6", "\(run)")
    #expect(run.errors == "")
  }

  @Test func `quiet success says nothing at all`() async throws {
    let run = try await CommandLab.script("capture --count 2 -q")
    #expect(run.status == 0)
    #expect(run.output + run.errors == "")
  }

  @Test func `time limits hold`() async throws {
    let run = try await CommandLab.script("capture --duration 1 --json")
    #expect(run.status == 0, "\(run)")
    let report = try CommandLab.decode(CommandLab.Report.self, run.output)
    #expect(report.end == "duration")
    #expect((5...27).contains(report.frames), "25 frames a second for a second")
  }

  @Test func `a frame that is not stored costs three system calls`() async throws {
    let run = try await CommandLab.script(
      """
      trace() {
        strace -f -qq -o "$1" "$VIDCTL" capture "$NODE" \(CommandLab.request) -q --count "$1"
        grep -c '^[0-9]' "$1"
      }
      trace 20; trace 60
      """)
    let calls = run.output.split(separator: "\n").compactMap { Int($0) }
    try #require(run.status == 0 && calls.count == 2, "\(run)")
    #expect(calls[1] - calls[0] <= 40 * 3)
  }

  @Test func `what the driver does not have is refused, with its offer`() async throws {
    let run = try await CommandLab.script("capture --size 641x480 --count 1 -o x.raw; ls")
    #expect(
      run.errors.contains(
        ": YUYV 641x480 is not possible: the driver offers YUYV 640x480; add --nearest"), "\(run)")
    #expect(run.output == "", "a refused capture must leave no file")
    #expect(try await CommandLab.script("capture --size 641x480 --count 1").status == 3)
    #expect(try await CommandLab.script("capture --rate 77 --count 1").status == 3)
    #expect(try await CommandLab.script("capture --format H264 --count 1").status == 3)
    #expect(try await CommandLab.script("capture --input 99 --count 1").status == 3)
    #expect(
      try await CommandLab.script("capture --size 4294967295x4294967295 --count 1").status == 3)
  }

  @Test func `the nearest offer is taken on request, and said`() async throws {
    let run = try await CommandLab.script("capture --size 641x480 --nearest --count 1")
    #expect(run.status == 0)
    #expect(run.errors.contains(": adjusted width: 641 → 640\n"), "\(run)")
  }

  @Test(arguments: [("INT", 130), ("TERM", 143)] as [(String, Int32)])
  func `a signal ends a capture in good order`(_ signal: String, _ status: Int32) async throws {
    let run = try await CommandLab.script(
      """
      capture -o x.raw --json & tool=$!
      await_file x.raw && sleep 0.5
      kill -\(signal) "$(pgrep -P $tool || echo $tool)"; wait $tool; status=$?
      stat -c %s x.raw >&2; exit $status
      """)
    #expect(run.status == status, "\(run)")
    let report = try CommandLab.decode(CommandLab.Report.self, run.output)
    #expect(report.end == "signal")
    #expect(report.output.frames > 0)
    #expect(run.errors == "\(report.output.frames * frame)\n", "whole frames only")
  }

  @Test func `a signal ends a capture whose reader does not read`() async throws {
    let run = try await CommandLab.script(
      """
      mkfifo pipe; sleep 60 < pipe & reader=$!
      "$VIDCTL" capture "$NODE" \(CommandLab.request) -o - --quiet > pipe & tool=$!
      # The first frame fills the pipe, and the tool sleeps in write.
      for _ in $(seq 200); do grep -q pipe_write /proc/$tool/wchan && break; sleep 0.1; done
      kill -INT $tool; wait $tool; status=$?
      kill $reader && exit $status
      """)
    #expect(run.status == 130, "\(run)")
    #expect(run.errors == "")
  }

  @Test func `a reader that ends early is told`() async throws {
    let run = try await CommandLab.script(
      "capture -o - --count 100 | head -c 1 > /dev/null; exit ${PIPESTATUS[0]}")
    #expect(run.status == 1)
    #expect(run.errors.contains("vidctl: the reader closed the pipe after "), "\(run)")
  }

  @Test func `a full device is told`() async throws {
    let run = try await CommandLab.script("capture -o /dev/full --count 3")
    #expect(run.status == 1)
    #expect(run.errors.contains("No space left on device"), "\(run)")
  }

  @Test func `a full disk keeps the whole frames`() async throws {
    let run = try await CommandLab.script(
      """
      mkdir small && mount -t tmpfs -o size=1m none small || exit 99
      capture -o small/x.raw --count 30 --json; status=$?
      stat -c %s small/x.raw >&2; umount small; exit $status
      """)
    #expect(run.status == 1, "\(run)")
    let report = try CommandLab.decode(CommandLab.Report.self, run.output)
    #expect(report.end == "error")
    #expect(report.error?.contains("No space left on device") == true)
    #expect(report.output.frames == (1 << 20) / frame)
    #expect(run.errors.hasSuffix("\n\(report.output.frames * frame)\n"))
  }

  @Test func `a busy device names who has it`() async throws {
    let run = try await CommandLab.script(
      """
      capture -o x.raw --quiet & tool=$!
      await_file x.raw
      capture --count 1; status=$?
      "$VIDCTL" info "$NODE" | grep 'Open in'
      kill "$(pgrep -P $tool || echo $tool)"; wait $tool; exit $status
      """)
    #expect(run.status == 6, "\(run)")
    #expect(run.errors.contains(": the device is busy: vidctl (pid "))
    #expect(run.output.contains("vidctl (pid "))
  }

  @Test func `unplugging leaves whole frames and status 1`() async throws {
    let run = try await CommandLab.script(
      """
      capture -o x.raw --quiet & tool=$!
      await_file x.raw && sleep 0.5
      v4l2-ctl -d "$NODE" -c disconnect=1
      wait $tool; status=$?
      echo $(( $(stat -c %s x.raw) % \(frame) ))
      for _ in $(seq 50); do "$VIDCTL" info "$NODE" > /dev/null 2>&1 && break; sleep 0.1; done
      exit $status
      """)
    #expect(run.status == 1, "\(run)")
    #expect(run.output == "0\n")
    #expect(run.errors.contains(": the device was disconnected; plug it in again"))
  }

  @Test func `a node that captures nothing is said to`() async throws {
    let nodes = DeviceDirectory().devices().flatMap(\.nodes).map(\.path)
    let other = nodes.first { path in
      guard let information = try? Device(path: path).information else { return false }
      let captures: Capabilities = [
        .vbiCapture, .slicedVBICapture, .sdrCapture, .metadataCapture, .rdsCapture, .touch,
      ]
      return information.pictureCaptureQueue == nil
        && information.capabilities.isDisjoint(with: captures)
    }
    // A laboratory of lean webcams has no such node.
    guard let other else { return }
    let run = try await Tool.run("capture", other, "--count", "1")
    #expect(run.status == 3, "\(run)")
    #expect(run.errors.contains("the node captures no pictures"))
  }
}
