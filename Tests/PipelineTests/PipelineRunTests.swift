import CAllocationCount
import FakeDriver
import Glibc
import SystemIO
import SystemPackage
import TestSupport
import Testing
import V4L2
import VideoFormats

@testable import Pipeline

/// Pipelines on devices in memory: what is settled before they run, and what becomes of each frame.
@Suite struct PipelineRunTests {
  let driver = FakeDriver("/dev/video0", .webcam)

  init() {
    driver.add("/dev/video1", .display)
    driver.add("/dev/video2", .display)
    driver.add("/dev/video6", .grabber)
    driver.add("/dev/video10", .copier)
  }

  private func onFake<Answer>(_ body: () throws -> Answer) rethrows -> Answer {
    try Machine.$current.withValue(
      Machine(calls: driver, files: KernelFiles.shared), operation: body)
  }

  private func run(
    _ text: String, frames: Int? = 20, isWithoutCopies: Bool = false
  ) throws -> (plan: PipelinePlan, report: PipelineReport) {
    var options = Pipeline.Options()
    options.frames = frames
    options.isWithoutCopies = isWithoutCopies
    return try onFake {
      let pipeline = try Pipeline(text, options)
      return (pipeline.plan, pipeline.run())
    }
  }

  private func refusal(_ text: String, isWithoutCopies: Bool = false) -> PipelineError? {
    do {
      _ = try run(text, isWithoutCopies: isWithoutCopies)
      return nil
    } catch {
      return error as? PipelineError
    }
  }

  /// Everything that was opened, mapped or allocated is gone, and nobody streams.
  private func expectNothingLeft() {
    #expect(driver.openDescriptors == 0)
    #expect(driver.liveMappings == 0)
    for path in ["/dev/video0", "/dev/video1", "/dev/video2", "/dev/video10"] {
      #expect(!driver.isStreaming(path) && driver.bufferCount(path) == 0)
    }
  }

  @Test func `a camera's frames are put out without being copied`() throws {
    let (plan, report) = try run("v4l2:/dev/video0,YUYV,640x480 ! v4l2:/dev/video1")
    #expect(plan.isWithoutCopies)
    #expect(plan.links[0].allocator == "v4l2:/dev/video0")
    #expect(plan.links[0].importers == ["v4l2:/dev/video1"])
    #expect(report.end == .count && report.failure == nil)
    #expect(report.frames == 20 && report.links[0].frames == 20)
    #expect(report.bytesCopied == 0 && report.links[0].drops.total == 0)
    expectNothingLeft()
  }

  @Test func `every branch of a tee gets every frame`() throws {
    let (plan, report) = try run(
      "v4l2:/dev/video0,YUYV,640x480 ! tee(v4l2:/dev/video1 ; null ; tee(v4l2:/dev/video2 ; null))")
    #expect(plan.links.count == 4)
    #expect(report.links.allSatisfy { $0.frames == 20 && $0.drops.total == 0 })
    expectNothingLeft()
  }

  @Test func `a sink that cannot import lends its own buffers`() throws {
    var personality = Personality.display
    personality.memories = [1]
    driver.add("/dev/video3", personality)
    let (plan, report) = try run("v4l2:/dev/video0,YUYV,640x480 ! v4l2:/dev/video3")
    #expect(plan.isWithoutCopies && plan.links[0].allocator == "v4l2:/dev/video3")
    #expect(plan.links[0].importers == ["v4l2:/dev/video0"])
    #expect(plan.links[0].attempts.count == 1)
    #expect(report.links[0].frames == 20 && report.bytesCopied == 0)
    expectNothingLeft()
  }

  @Test func `two that share no memory are copied between, which can be forbidden`() throws {
    var camera = Personality.webcam
    camera.memories = [1]
    var screen = Personality.display
    screen.memories = [1]
    driver.add("/dev/video4", camera)
    driver.add("/dev/video5", screen)
    let text = "v4l2:/dev/video4,YUYV,640x480 ! v4l2:/dev/video5"
    let (plan, report) = try run(text)
    #expect(!plan.isWithoutCopies && plan.links[0].copy?.contains("heap") == true)
    #expect(report.links[0].frames == 20)
    #expect(report.bytesCopied == 20 * 640 * 480 * 2)
    let refused = refusal(text, isWithoutCopies: true)
    #expect(refused?.description.contains("--no-copy forbids") == true)
    if case .copyRefused = refused?.cause {} else { Issue.record("\(String(describing: refused))") }
    expectNothingLeft()
  }

  @Test func `a converter between is fed and read without copying`() throws {
    let (plan, report) = try run(
      "v4l2:/dev/video6,RGB3 ! m2m:/dev/video10,RGB3 ! null")
    #expect(plan.isWithoutCopies && plan.links.count == 2)
    #expect(report.failure == nil && report.end == .count)
    #expect(report.links.allSatisfy { $0.frames == 20 })
    #expect(report.bytesCopied == 0)
    expectNothingLeft()
  }

  @Test func `what a stage computes is counted, and forbidden with no copies`() throws {
    let (_, report) = try run(
      "v4l2:/dev/video0,YUYV,640x480 ! copy,inline ! v4l2:/dev/video1", frames: 5)
    #expect(report.links[1].frames == 5)
    #expect(report.bytesCopied == 5 * 640 * 480 * 2)
    #expect(refusal("v4l2:/dev/video0 ! copy ! null", isWithoutCopies: true) != nil)
    expectNothingLeft()
  }

  @Test func `a file has every frame`() throws {
    let path = "/tmp/pipeline-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).raw"
    defer { unsafe unlink(path) }
    let (_, report) = try run(
      "v4l2:/dev/video0,YUYV,640x480 ! file:\(path),inline", frames: 3)
    #expect(report.stages[1].figures["bytesWritten"] == 3 * 640 * 480 * 2)
    var status = stat()
    let result = unsafe stat(path, &status)
    #expect(result == 0 && status.st_size == 3 * 640 * 480 * 2)
    expectNothingLeft()
  }

  @Test func `a slow sink loses the oldest or the newest, and each is counted`() throws {
    // A sink that never gives anything back takes as many frames as it has buffers.
    driver.configure("/dev/video1") { $0.droppedPercentage = 100 }
    for (policy, isOldest) in [("drop-oldest", true), ("drop-newest", false)] {
      let (_, report) = try run(
        "v4l2:/dev/video0,YUYV,640x480 ! tee(null ; copy,inline,\(policy),queue=1 ! v4l2:/dev/video1)",
        frames: 30)
      let link = report.links[1]
      #expect(report.links[0].frames == 30)
      #expect(link.frames + link.drops.total == 30)
      #expect(isOldest ? link.drops.oldest > 0 : link.drops.newest > 0)
    }
    expectNothingLeft()
  }

  @Test func `a stage that fails ends the pipeline, or is left out`() throws {
    driver.configure("/dev/video1") { $0.failsAfter = 5 }
    let (_, report) = try run(
      "v4l2:/dev/video0,YUYV,640x480 ! tee(v4l2:/dev/video2 ; v4l2:/dev/video1)")
    #expect(report.end == .failed)
    #expect(report.failure?.stage == "v4l2:/dev/video1")
    expectNothingLeft()
    driver.configure("/dev/video1") { $0.failsAfter = 5 }
    let (_, survived) = try run(
      "v4l2:/dev/video0,YUYV,640x480 ! tee(v4l2:/dev/video2 ; v4l2:/dev/video1?)")
    #expect(survived.end == .count && survived.failure == nil)
    #expect(survived.stages[2].failure != nil)
    #expect(survived.links[0].frames == 20 && survived.links[1].drops.abandoned > 0)
    expectNothingLeft()
  }

  @Test func `what cannot be settled leaves the devices as they were`() throws {
    let before = try onFake { try Device("/dev/video0").captureQueue().format() }
    for text in [
      "v4l2:/dev/video0,MJPG ! v4l2:/dev/video1", "v4l2:/dev/video0,9999x9999 ! null",
      "v4l2:/dev/video0,YUYV,1920x1080 ! m2m:/dev/video10,H264 ! null",
      "v4l2:/dev/video1 ! null", "v4l2:/dev/video0 ! v4l2:/dev/video0",
      "v4l2:/dev/video0 ! m2m:/dev/video1 ! null", "v4l2:/dev/video99 ! null",
      "v4l2:/dev/video0 ! file:/nosuch/x.raw", "v4l2:/dev/video0 ! file:x.png",
      "v4l2:/dev/video0 ! convert:H264 ! null", "v4l2:/dev/video0,heap=nosuch ! null",
      "v4l2:/dev/video0,buffers=0 ! null", "v4l2:/dev/video0 ! null,inline",
    ] {
      let error = refusal(text)
      #expect(error != nil, "\(text)")
      #expect(error?.description.contains("\n") == false)
      #expect(try onFake { try Device("/dev/video0").captureQueue().format() } == before)
      expectNothingLeft()
    }
  }

  @Test func `a dry run settles and puts everything back`() throws {
    let before = try onFake { try Device("/dev/video0").captureQueue().format() }
    try onFake {
      let pipeline = try Pipeline("v4l2:/dev/video0,YUYV,1280x720 ! v4l2:/dev/video1")
      #expect(pipeline.plan.links[0].format.size == Size(width: 1280, height: 720))
    }
    #expect(try onFake { try Device("/dev/video0").captureQueue().format() } == before)
    expectNothingLeft()
  }

  @Test func `a rung doorbell ends it in order`() throws {
    try onFake {
      let pipeline = try Pipeline("v4l2:/dev/video0,YUYV,640x480 ! v4l2:/dev/video1")
      driver.ring(pipeline.wake, after: .milliseconds(500))
      let report = pipeline.run()
      #expect(report.end == .woken && report.frames > 20)
      #expect(report.links[0].frames == report.frames)
      #expect(pipeline.run().failure != nil)
    }
    expectNothingLeft()
  }

  @Test(
    arguments: [
      ("v4l2:/dev/video0,1280x720,bogus ! null", 27), ("v4l2:/dev/video0,input=x ! null", 18),
      ("v4l2:/dev/video0,heap= ! null", 18), ("v4l2:/dev/video0 ! file:x.raw,container=zip", 31),
      ("v4l2:/dev/video0 ! copy,zebra ! null", 25), ("v4l2:/dev/video0 ! null,inline", 25),
      ("v4l2:/dev/video6 ! m2m:/dev/video10,H264 ! null", 37),
      ("v4l2:/dev/video0 ! m2m:/dev/video10,RGB3,zebra ! null", 42),
    ] as [(String, Int)])
  func `a word at fault is told where it stands`(_ text: String, _ column: Int) {
    let error = refusal(text)
    #expect(error?.column == column, "\(String(describing: error))")
    expectNothingLeft()
  }

  @Test func `a device's error names it once`() {
    let words = refusal("v4l2:/dev/video99 ! null")?.description ?? ""
    #expect(words.hasPrefix("column 1: v4l2:/dev/video99: no such"), "\(words)")
  }

  @Test func `a probe finds out, and says nothing of what it could not try`() throws {
    let probe = try onFake { try SharingProbe("/dev/video0", "/dev/video1") }
    #expect(probe.isWithoutCopy && probe.cells.contains { $0.exporter == "heap:system" })
    expectNothingLeft()
    // Another program has buffers of the camera's.
    let other = try onFake { try Device("/dev/video0") }
    let held = try other.captureQueue().allocate(count: 2)
    let busy = #expect(throws: PipelineError.self) {
      try onFake { try SharingProbe("/dev/video0", "/dev/video1") }
    }
    guard case .device(let cause)? = busy?.cause else {
      Issue.record("\(String(describing: busy))")
      return
    }
    #expect(cause.errno == .resourceBusy)
    _ = held.release()
    let nothing = #expect(throws: PipelineError.self) {
      try onFake { try SharingProbe("udmabuf", "heap:system") }
    }
    #expect(nothing?.message.contains("neither") == true)
  }

  @Test func `no frame costs an allocation`() throws {
    guard cac_is_counting() == 1 else { return }
    func allocations(_ frames: Int) throws -> Int {
      let before = cac_allocations()
      _ = try run(
        "v4l2:/dev/video0,YUYV,640x480 ! tee(v4l2:/dev/video1 ; v4l2:/dev/video2)", frames: frames)
      return Int(cac_allocations() - before)
    }
    _ = try allocations(50)
    let few = try allocations(50)
    let many = try allocations(450)
    #expect(many - few < 40, "400 frames more cost \(many - few) allocations")
  }
}
