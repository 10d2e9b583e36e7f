import Capture
import FakeDriver
import Negotiation
import SystemPackage
import Testing
import V4L2
import VideoFormats

/// Negotiating with drivers of every habit: nothing changes until something is set, and then all or nothing does.
@Suite struct LiveNegotiationTests {
  private func plan(
    _ fixture: Fixture, _ text: String, limit: Int = 5
  ) throws -> NegotiationPlan {
    var negotiator = try DeviceNegotiator(fixture.device())
    return try negotiator.plan(Constraints(text), limit: limit)
  }

  private func settings(_ fixture: Fixture) throws -> DeviceSettings {
    try fixture.device().captureQueue().settings()
  }

  private func apply(_ fixture: Fixture, _ text: String) throws -> NegotiationOutcome {
    try fixture.device().captureQueue().apply(Constraints(text))
  }

  private func failure(_ fixture: Fixture, _ text: String) throws -> NegotiationError? {
    let constraints = try Constraints(text)
    let queue = try fixture.device().captureQueue()
    do {
      _ = try queue.apply(constraints)
      return nil
    } catch {
      return error
    }
  }

  @Test func `exploring tries and never sets`() throws {
    let fixture = Fixture()
    let before = try settings(fixture)
    fixture.driver.forgetCounts()
    let plan = try plan(fixture, "1280x720@30 or better else nearest")
    #expect(plan.proposals.count == 5)
    #expect(plan.proposals[0].candidate.description == "YUYV 1280x720 @ 30 fps")
    #expect(plan.proposals[0].granted?.size == Size(width: 1280, height: 720))
    #expect(plan.proposals[0].differences == [])
    let calls = fixture.driver.callCounts
    #expect(calls["VIDIOC_TRY_FMT", default: 0] >= 5)
    #expect(calls["VIDIOC_S_FMT"] == nil && calls["VIDIOC_S_PARM"] == nil)
    #expect(try settings(fixture) == before)
  }

  @Test func `the best is set, once each, and read back`() throws {
    let fixture = Fixture()
    fixture.driver.forgetCounts()
    let outcome = try apply(fixture, "NV12 640x480@30")
    #expect(outcome.got.format.pixelFormat == .nv12)
    #expect(outcome.got.interval == Interval(1, 30))
    #expect(outcome.differences == [])
    let calls = fixture.driver.callCounts
    #expect(calls["VIDIOC_S_FMT"] == 1 && calls["VIDIOC_S_PARM"] == 1)
    let after = try settings(fixture)
    #expect(after.format == outcome.got.format && after.interval == Interval(1, 30))
  }

  @Test func `a refused interval leaves the old format and the old interval`() throws {
    let fixture = Fixture { $0.refusedIntervals = [Interval(1, 30)] }
    let before = try settings(fixture)
    let error = try failure(fixture, "NV12 640x480@30")
    guard case .device(let cause) = error else {
      Issue.record("no refusal but \(String(describing: error))")
      return
    }
    #expect(cause.operation == "VIDIOC_S_PARM" && cause.errno == .invalidArgument)
    #expect(try settings(fixture) == before)
  }

  @Test func `an interval that is rounded away from a requirement is undone`() throws {
    let fixture = Fixture { $0.roundsIntervalTo = Interval(1, 15) }
    // A driver that knows one rate has it already; else it could not go back to the other.
    _ = try apply(fixture, "YUYV 320x180")
    let before = try settings(fixture)
    guard case .notKept(_, let broken, let granted) = try failure(fixture, "NV12 640x480@30") else {
      Issue.record("kept")
      return
    }
    #expect("\(broken)" == "fps=30" && granted == "NV12 640x480 @ 15 fps")
    #expect(try settings(fixture).format == before.format)
    // As a preference it is taken, and told.
    let outcome = try apply(fixture, "NV12 640x480 fps~30")
    #expect(
      outcome.differences.map(\.description) == [
        "rate: 30 fps → 15 fps (the nearest rate on offer)"
      ])
  }

  @Test func `a driver that enumerates nothing is asked all the same`() throws {
    let fixture = Fixture { $0.enumeratesNothing = true }
    let plan = try plan(fixture, "NV12 640x480@30")
    let best = try #require(plan.proposals.first)
    #expect(best.candidate.openRequirements.count == 2)
    #expect(best.granted?.pixelFormat == .nv12)
    let outcome = try apply(fixture, "NV12 640x480")
    #expect(outcome.got.format.pixelFormat == .nv12)
    let current = try self.plan(fixture, "")
    #expect(current.proposals.first?.candidate.formatDescription == "the format that is set")
  }

  @Test(arguments: ["VIDIOC_ENUM_FRAMESIZES", "VIDIOC_ENUM_FRAMEINTERVALS"])
  func `a driver that lists no sizes or intervals is asked for those that are named`(
    _ request: String
  ) throws {
    let fixture = Fixture()
    fixture.driver.answerNotImplemented(request, on: Fixture.path)
    let best = try #require(try plan(fixture, "NV12 640x480@30").proposals.first)
    #expect(!best.candidate.openRequirements.isEmpty)
    #expect(best.granted?.size == Size(width: 640, height: 480))
    let outcome = try apply(fixture, "NV12 640x480@30")
    #expect(outcome.got.format.size == Size(width: 640, height: 480))
    if request == "VIDIOC_ENUM_FRAMESIZES" {
      // What the driver makes of an unlisted size decides, not the wish.
      guard case .notGranted(_, let rejected) = try failure(fixture, "NV12 641x481") else {
        Issue.record("granted")
        return
      }
      #expect(rejected.differences.map(\.reason) == [.unexplained, .unexplained])
    }
  }

  @Test
  func `a driver without TRY_FMT is set at once, compared, and undone when it breaks its word`()
    throws
  {
    let fixture = Fixture()
    fixture.driver.answerNotImplemented("VIDIOC_TRY_FMT", on: Fixture.path)
    let best = try #require(try plan(fixture, "NV12 640x480@30").proposals.first)
    #expect(best.trial == .notImplemented)
    #expect(try apply(fixture, "NV12 640x480@30").got.format.pixelFormat == .nv12)
    let lying = Fixture { $0.tryFormatSubstitutes = [.nv12: .yuyv] }
    lying.driver.answerNotImplemented("VIDIOC_TRY_FMT", on: Fixture.path)
    let before = try settings(lying)
    guard case .notKept(_, let broken, _) = try failure(lying, "NV12 640x480") else {
      Issue.record("kept")
      return
    }
    #expect("\(broken)" == "format=NV12")
    #expect(try settings(lying) == before)
  }

  @Test func `a format that is substituted is passed over, and told`() throws {
    let fixture = Fixture { $0.tryFormatSubstitutes = [.yuyv: .rgb24] }
    let plan = try plan(fixture, "YUYV|NV12 640x480@30")
    #expect(plan.proposals.first?.candidate.pixelFormat == .nv12)
    #expect(
      plan.rejected.first?.differences.first?.description
        == "pixelFormat: YUYV → RGB3 (the driver does not have that format here)")
    guard case .notGranted = try failure(fixture, "YUYV 640x480") else {
      Issue.record("granted")
      return
    }
  }

  @Test func `a driver that refuses what it does not have is no failure of the plan`() throws {
    let fixture = Fixture {
      $0.refusesUnknownFormats = true
      $0.enumeratesNothing = true
    }
    let plan = try plan(fixture, "H264|NV12 640x480")
    #expect(plan.proposals.first?.candidate.pixelFormat == .nv12)
    #expect(plan.rejected.contains { $0.candidate.pixelFormat == .h264 })
  }

  @Test func `lines that the driver pads are told with the bytes`() throws {
    let fixture = Fixture { $0.strideAlignment = 256 }
    let outcome = try apply(fixture, "YUYV 320x180@30 stride%64")
    #expect(outcome.got.format.planes.first?.bytesPerLine == 768)
    #expect(
      outcome.differences.map(\.description) == [
        "planes[0].bytesPerLine: 640 → 768 (lines padded by 128 bytes)"
      ])
  }

  @Test func `a field that the source forces is told, and refused where it was required`() throws {
    let fixture = Fixture { $0.forcedField = .interlaced }
    let outcome = try apply(fixture, "YUYV 640x480 field~none")
    #expect(outcome.differences.map(\.reason) == [.fieldForced])
    guard case .notGranted(_, let rejected) = try failure(fixture, "YUYV 640x480 progressive")
    else {
      Issue.record("granted")
      return
    }
    #expect(rejected.reasonForRejection.contains("field: none → interlaced"))
  }

  @Test func `a driver that sets something else than it had said is found out and undone`() throws {
    let fixture = Fixture { $0.setFormatDiffers = true }
    let before = try settings(fixture)
    let error = try failure(fixture, "YUYV 640x480@30")
    guard case .notKept = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.description.contains("which breaks") == true)
    // Its S_FMT is as unreliable on the way back; what it was asked for is what was there.
    #expect(try settings(fixture).format.pixelFormat == before.format.pixelFormat)
    let soft = try apply(fixture, "YUYV ~640x480")
    #expect(soft.differences.contains { $0.reason == .changedSinceTry })
  }

  @Test func `buffers that somebody holds let one explore, but not set`() throws {
    let fixture = Fixture()
    let other = try fixture.device().captureQueue().allocate(count: 2)
    let before = try fixture.device().format(of: .videoCapture)
    #expect(try !plan(fixture, "NV12 640x480").proposals.isEmpty)
    guard case .device(let error) = try failure(fixture, "NV12 640x480") else {
      Issue.record("not busy")
      return
    }
    #expect(error.errno == .resourceBusy && error.operation == "VIDIOC_S_FMT")
    #expect(try fixture.device().format(of: .videoCapture) == before)
    _ = other.release()
  }

  @Test func `what the catalogue cannot offer is explained before the driver is asked`() throws {
    let fixture = Fixture()
    let error = try failure(fixture, "YUYV 640x480 fps>=200")
    #expect(
      error?.description
        == "/dev/video0: 'fps>=200' rules out the last 6 candidates: the rates are 120, 60, 30, 15, 5, 1 fps; "
        + "the nearest without it is YUYV 640x480 @ 120 fps; relax it, or add 'else nearest'")
  }

  @Test func `a device that vanishes while it is explored is lost, not misread`() throws {
    let fixture = Fixture()
    var negotiator = try DeviceNegotiator(fixture.device())
    fixture.driver.disconnect(Fixture.path)
    let constraints = try Constraints("640x480")
    do {
      _ = try negotiator.plan(constraints)
      Issue.record("planned")
    } catch {
      #expect(error.isDeviceLost)
    }
  }

  @Test(arguments: [
    ("GREY 999x999", "width: 999 → 992 (the driver goes in steps of 8)"),
    ("GREY 5000x480", "width: 5000 → 1920 (the driver's range ends at 1920)"),
    ("YUYV 641x480", "width: 641 → 640 (not one of the driver's 4 sizes)"),
  ])
  func `a size that was clamped says by what`(_ text: String, _ difference: String) throws {
    let fixture = Fixture()
    let words = text.split(separator: " ").map(String.init)
    let format = try #require(PixelFormat(fourcc: words[0]))
    let size = try #require(Size(words[1]))
    var negotiator = try DeviceNegotiator(fixture.device())
    // A request beside the catalogue, as somebody who explores makes it.
    let proposal = try negotiator.propose(Format(format, width: size.width, height: size.height))
    #expect(proposal.differences.first?.description == difference)
  }

  @Test func `constraints are a camera's configuration, and refused in words`() throws {
    let fixture = Fixture()
    var camera = try fixture.camera(
      CameraConfiguration(constraints: Constraints("NV12 320x180@60")))
    #expect(camera.format.pixelFormat == .nv12)
    let frame = try camera.next()
    #expect(frame?.byteCount == 320 * 180 * 3 / 2)
    do {
      let other = Fixture()
      _ = try other.camera(CameraConfiguration(constraints: Constraints("H264")))
      Issue.record("granted")
    } catch let error as V4L2Error {
      guard case .unsupported(let what) = error.reason else {
        Issue.record("\(error)")
        return
      }
      #expect(what.hasPrefix("'format=H264' rules out the last"))
    }
  }

  @Test func `after any failing call the device is as it was, or the failure says that it is not`()
    throws
  {
    let clean = Fixture()
    clean.driver.forgetCounts()
    _ = try apply(clean, "NV12 640x480@30")
    let calls = clean.driver.callCount
    for position in 0..<calls {
      for errno: Int32 in [5, 16, 22, 19] {
        let fixture = Fixture()
        let before = try settings(fixture)
        fixture.driver.fail(errno: errno, after: position)
        guard let error = try? failure(fixture, "NV12 640x480@30") else { continue }
        fixture.driver.forgetFaults()
        #expect(!error.description.isEmpty)
        if case .notRestored = error { continue }
        #expect(try settings(fixture) == before, "errno \(errno) at call \(position): \(error)")
      }
    }
  }
}

/// What a reading of the code found, and what must not come back.
@Suite struct LiveNegotiationEdgeTests {
  private func plan(_ fixture: Fixture, _ text: String, limit: Int = 5) throws -> NegotiationPlan {
    var negotiator = try DeviceNegotiator(fixture.device())
    return try negotiator.plan(Constraints(text), limit: limit)
  }

  @Test func `an alternative that the driver refuses does not hide the next`() throws {
    let fixture = Fixture { $0.forcedField = .interlaced }
    let plan = try plan(fixture, "progressive else NV12", limit: 1)
    #expect(plan.proposals.first?.candidate.pixelFormat == .nv12)
    #expect(plan.rejected.count == 4)
  }

  @Test(arguments: [Int.min, -1, 0, Int.max])
  func `any number of proposals may be asked for`(_ limit: Int) throws {
    #expect(try !plan(Fixture(), "NV12", limit: limit).proposals.isEmpty)
  }

  @Test func `without TRY_FMT a refused format makes room for the next`() throws {
    let fixture = Fixture {
      $0.refusesUnknownFormats = true
      $0.enumeratesNothing = true
    }
    fixture.driver.answerNotImplemented("VIDIOC_TRY_FMT", on: Fixture.path)
    let queue = try fixture.device().captureQueue()
    let outcome = try queue.apply(Constraints("H264|NV12 640x480"))
    #expect(outcome.got.format.pixelFormat == .nv12)
  }

  @Test func `a rate that is required and cannot be set is refused, with all as before`() throws {
    let fixture = Fixture()
    fixture.driver.answerNotImplemented("VIDIOC_ENUM_FRAMEINTERVALS", on: Fixture.path)
    fixture.driver.answerNotImplemented("VIDIOC_S_PARM", on: Fixture.path)
    fixture.driver.answerNotImplemented("VIDIOC_G_PARM", on: Fixture.path)
    let before = try fixture.device().format(of: .videoCapture)
    let queue = try fixture.device().captureQueue()
    do {
      _ = try queue.apply(Constraints("NV12 640x480@30"))
      Issue.record("granted")
    } catch let error as NegotiationError {
      #expect(error.description.contains("without a rate, which breaks 'fps=30'"))
    }
    #expect(try queue.format() == before)
  }

  @Test func `a rate of its own can be asked of every size of a range`() throws {
    // GREY is a range whose largest size is listed with 1 to 120 frames a second.
    let best = try #require(try plan(Fixture(), "GREY 640x480@90").proposals.first)
    #expect(best.interval?.framesPerSecond == 90)
    #expect(best.differences == [])
  }

  @Test func `a rate beside the list is told before it is set`() throws {
    var negotiator = try DeviceNegotiator(Fixture().device())
    let proposal = try negotiator.propose(
      Format(.yuyv, width: 640, height: 480), interval: Interval(1, 44))
    #expect(proposal.differences.map(\.part) == ["rate"])
    #expect(proposal.interval == Interval(1, 30))
  }

  @Test func `settings that cannot be read count as not restored`() throws {
    let fixture = Fixture()
    let queue = try fixture.device().captureQueue()
    let before = try queue.settings()
    _ = try queue.setFormat(Format(.nv12, width: 640, height: 360))
    fixture.driver.fail("VIDIOC_G_FMT", errno: 5)
    #expect(queue.restore(before)?.errno == .ioError)
    #expect(queue.restore(before) == nil)
    #expect(try queue.settings() == before)
  }
}
