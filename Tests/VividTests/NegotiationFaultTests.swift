import Capture
import Glibc
import Negotiation
import SystemPackage
import TestSupport
import Testing
import V4L2
import VideoFormats

/// Negotiating while others use the device, while it goes away, and by questions and answers.
extension NegotiationTests {
  @Test(
    arguments: [NegotiationPlace.television, .multiplanarHDMI],
    [
      "v4l2-ctl -d $NODE --stream-mmap --stream-count=100000",
      "$VIDCTL capture $NODE --count 100000 -o frames",
    ])
  func `while somebody holds buffers one may plan but not set, and is told who`(
    _ place: NegotiationPlace, _ command: String
  ) async throws {
    try await place.use { node in
      let run = try await place.script(
        """
        v4l2-ctl -d "$NODE" -V > before
        \(command) >frames 2>&1 & holder=$!
        await_file frames
        "$VIDCTL" negotiate "$NODE" --set 'GREY ~320x180' 2>&1; echo "== $?"
        v4l2-ctl -d "$NODE" -V | diff before - && echo same
        "$VIDCTL" negotiate "$NODE" --plan 'GREY ~320x180' >/dev/null; echo "== $?"
        echo "$(cat /proc/$holder/comm) (pid $holder)"
        kill $holder; wait $holder
        "$VIDCTL" negotiate "$NODE" --set 'GREY ~320x180' 2>/dev/null; echo "== $?"
        """, node)
      let lines = run.output.split(separator: "\n").map(String.init)
      try #require(lines.count == 6, "\(run)")
      #expect(
        lines[0] == "vidctl: \(node): the device is busy: \(lines[4]) has it open "
          + "(VIDIOC_S_FMT: EBUSY); close that program first")
      #expect(lines[1...3] == ["== 6", "same", "== 0"], "\(run)")
      #expect(lines[5] == "== 0", "\(run)")
    }
  }

  @Test func `a device that is disconnected meanwhile ends every command in good order`()
    async throws
  {
    let place = NegotiationPlace.webcam
    let subject = VividSubject.shared
    try await place.use { node in
      for option in ["--plan", "--set"] {
        // What is open keeps the node disconnected; only its last close brings it back.
        let device = try Device(path: node)
        try subject.inject(.disconnects, on: place.role)
        let run = try await Tool.run("negotiate", node, option, "YUYV 640x480")
        #expect(run.status == 4, "\(run)")
        #expect(run.errors.hasPrefix("vidctl: \(node): no such video device"), "\(run)")
        #expect(run.errors.split(separator: "\n").count == 1, "\(run)")
        #expect(device.path == node)
      }
      // One closes after the other here: vivid misses the last close when two are at the same time.
      let run = try await place.script(
        """
        await_text() { for _ in $(seq 100); do grep -q "$1" out && return; sleep 0.1; done; return 1; }
        mkfifo in; words='YUYV\\n640x480\\n30\\n'
        for moment in 'Format, a' 'Set it'; do
          timeout -s KILL 30 "$VIDCTL" negotiate "$NODE" --prompt <in >out 2>errors & tool=$!
          exec 3>in; await_text 'Format, a'
          [ "$moment" = 'Set it' ] && { printf "$words" >&3; await_text 'Set it'; }
          v4l2-ctl -d "$NODE" -c disconnect=1
          [ "$moment" = 'Set it' ] && echo y >&3 || printf "$words" >&3
          wait $tool; echo "$? $(cat errors)"; exec 3>&-
        done
        """, node)
      let lines = run.output.split(separator: "\n")
      try #require(lines.count == 2, "\(run)")
      for line in lines {
        #expect(line.hasPrefix("1 vidctl: \(node): the device was disconnected"), "\(run)")
      }
    }
  }

  @Test func `a device that is lost between planning and setting is lost, not misread`() throws {
    let subject = VividSubject.shared
    defer { subject.recover(.grabber) }
    let device = try subject.open(.grabber)
    var negotiator = try DeviceNegotiator(device)
    let constraints = try Constraints("YUYV 640x480")
    let best = try #require(try negotiator.plan(constraints, limit: 1).proposals.first)
    try subject.inject(.disconnects, on: .grabber)
    do throws(V4L2Error) {
      _ = try negotiator.plan(constraints)
      Issue.record("planned")
    } catch {
      #expect(error.isDeviceLost, "\(error)")
    }
    let queue = try device.captureQueue()
    do throws(NegotiationError) {
      _ = try queue.apply(best, of: negotiator)
      Issue.record("set")
    } catch {
      guard case .device(let cause) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(cause.isDeviceLost && cause.description.contains("disconnected"), "\(cause)")
    }
  }

  @Test func `what cannot be kept leaves the colours as they were, too`() async throws {
    let place = NegotiationPlace.webcam
    try await place.use { node in
      let device = try Device(path: node)
      let queue = try device.captureQueue()
      let before = try queue.settings()
      let outcome = try queue.apply(Constraints("NV12 1280x720@30 range=full"))
      #expect(outcome.got.format.colorimetry.quantization == .full)
      #expect(outcome.differences == [])
      #expect(queue.restore(before) == nil)
      let after = try queue.settings()
      #expect(after.format.size == before.format.size && after.interval == before.interval)
      // The kernel has no request for "as the source has it": what that meant is named instead.
      let (old, new) = (before.format.colorimetry, after.format.colorimetry)
      #expect(new.colorSpace == old.colorSpace)
      #expect(
        new.effectiveQuantization(isRGBOrHSV: false) == old.effectiveQuantization(isRGBOrHSV: false)
      )
    }
  }

  @Test(arguments: [
    ("NV12\\n1280x720\\n30\\ny\\n", 0, "'NV12' 1280/720 (30/1)", "Set: NV12 1280x720 @ 30 fps"),
    ("$number\\n1280x720\\n\\ny\\n", 0, "'NV12' 1280/720", "Set: NV12 1280x720"),
    ("NV12\\n1280x720\\n30\\nn\\n", 0, "unchanged", "Nothing was changed."),
    ("none such\\nNV12\\n", 1, "unchanged", "'none such' is not among them."),
    ("", 1, "unchanged", "Format, a number or a name ["),
  ])
  func `questions are answered by number and by name, and nothing is set without a yes`(
    _ typed: String, _ status: Int, _ wanted: String, _ words: String
  ) async throws {
    try await NegotiationPlace.webcam.use { node in
      let run = try await NegotiationPlace.webcam.script(
        """
        v4l2-ctl -d "$NODE" -V -P > before
        number=$(v4l2-ctl -d "$NODE" --list-formats | grep '\\[[0-9]*\\]:' | grep -n NV12 | cut -d: -f1)
        printf "\(typed)" | "$VIDCTL" negotiate "$NODE" --prompt; echo "== $?"
        v4l2-ctl -d "$NODE" -V -P > after
        cmp -s before after && echo unchanged; cat after
        """, node)
      let parts = run.output.split(separator: "== ")
      try #require(parts.count == 2, "\(run)")
      #expect(parts[0].contains(words), "\(run)")
      #expect(parts[1].hasPrefix("\(status)\n"), "\(run)")
      for word in wanted.split(separator: " ") { #expect(parts[1].contains(word), "\(run)") }
      let isTold = run.errors.hasSuffix("before everything was answered; nothing was changed\n")
      #expect(isTold == (status == 1), "\(run)")
    }
  }

  @Test(arguments: [NegotiationPlace.webcam, .multiplanar])
  func `memory is what REQBUFS says, and each kind carries frames`(
    _ place: NegotiationPlace
  ) async throws {
    try await place.use { node in
      let known = try Device(path: node).formatCatalog().pictureCaptureQueue?.memory
      #expect(known == [.mmap, .userptr, .dmabuf, .read])
      let capabilities = try Self.bufferCapabilities(node, place.queue)
      // V4L2_BUF_CAP_SUPPORTS_MMAP, _USERPTR and _DMABUF.
      #expect(capabilities & 7 == 7)
      let exporter = try #require(
        VividSubject.shared.path(of: place.isMultiplanar ? .webcam : .multiplanar))
      let run = try await place.script(
        """
        v4l2-ctl -d "$EXPORTER" --set-fmt-video=width=1280,height=720,pixelformat=YUYV
        v4l2-ctl -d "$NODE" --set-fmt-video=width=640,height=360,pixelformat=YUYV
        "$VIDCTL" formats "$NODE" --json | tr -d ' \\n' | grep -o '"memory":[^]]*]'
        v4l2-ctl -d "$NODE" --stream-mmap --stream-count=1 >/dev/null 2>&1; echo "mmap $?"
        v4l2-ctl -d "$NODE" --stream-user --stream-count=1 >/dev/null 2>&1; echo "userptr $?"
        head -c 460800 "$NODE" | wc -c
        """, node, ["EXPORTER": exporter])
      #expect(
        run.output == """
          "memory":["mmap","userptr","dmabuf","read"]
          mmap 0
          userptr 0
          460800

          """, "\(run)")
    }
  }

  /// What REQBUFS says of a queue when it is asked for no buffers, by a call of the test's own.
  private static func bufferCapabilities(_ node: String, _ queue: QueueType) throws -> UInt32 {
    let file = try FileDescriptor.open(FilePath(node), .readWrite)
    defer { try? file.close() }
    // v4l2_requestbuffers: count, type, memory, capabilities, flags and reserved.
    var request: [UInt32] = [0, queue.rawValue, 1, 0, 0]
    let result = unsafe request.withUnsafeMutableBytes { bytes in
      unsafe bytes.baseAddress.map { unsafe ioctl(file.rawValue, 0xc014_5608, $0) }
    }
    try #require(result == 0, "VIDIOC_REQBUFS: errno \(errno)")
    return request[3]
  }
}
