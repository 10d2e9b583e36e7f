import Capture
import Imaging
import SystemIO
import SystemPackage
import V4L2
import VideoFormats

/// A capture under way: a running camera, a recording, and the count of what went from one to the other.
struct CaptureSession: ~Copyable {
  private let plan: CapturePlan
  private let isQuiet: Bool
  private var camera: Camera
  private var recording: SegmentWriter
  private let line = StatusLine()
  private var progress: Progress
  private var reporter: LiveReporter?
  private var taken = 0
  private var failure: Failure?

  /// So many frames in a row that no picture can be made of are no accident.
  private static let patience = 100
  /// How long a capture waits for a signal that went, unless it is told.
  private static let signalPatience = Duration.seconds(10)

  /// Starts the camera. From here on SIGINT and SIGTERM end the capture in good order.
  init(
    _ device: Device, _ configuration: CameraConfiguration, _ plan: CapturePlan,
    _ statistics: StatisticsOptions, isQuiet: Bool
  ) throws {
    self.plan = plan
    self.isQuiet = isQuiet
    let camera = try Camera(device, configuration)
    TerminationSignals.ring(camera.wake)
    recording = try SegmentWriter(plan, camera)
    progress = Progress(isWanted: !isQuiet && statistics.stats == nil, line: line)
    reporter = LiveReporter(statistics, line: line, begin: camera.now)
    self.camera = camera
  }

  /// What the camera granted in spite of the request, each in words.
  var adjustments: [String] { camera.negotiated.adjustments }

  /// Captures until the plan is fulfilled, a signal comes or something fails, and closes the output.
  ///
  /// Answers with the truth of what was captured, and with the failure that ended it, if one did.
  mutating func run() -> (document: CaptureDocument, failure: Failure?) {
    let granted = CaptureDocument.Granted(camera.negotiated)
    let adjustments = adjustments
    var end = CaptureDocument.End.error
    do throws(Failure) {
      end = try capture()
      if end == .endOfStream { try checkCount() }
    } catch {
      failure = error
      if end != .endOfStream { end = isChanged ? .sourceChanged : .error }
    }
    line.clear()
    do throws(Failure) {
      try recording.finish(end)
    } catch {
      end = .error
      failure = failure ?? error
    }
    if reporter != nil {
      let last = report(at: camera.now, isFinal: true)
      let trouble = reporter?.finish(last)
      line.clear()
      if failure == nil, let trouble {
        failure = trouble
        end = .error
      }
    }
    return (document(end, granted, adjustments), failure)
  }

  /// A stream that ends by itself has done what was asked only if nothing more was.
  private func checkCount() throws(Failure) {
    guard let count = plan.count else { return }
    throw Failure(
      .failure,
      "\(camera.device.path): the stream ended after \(kept) of \(count) frames; "
        + "check the source and repeat the command")
  }

  private var kept: Int {
    plan.container == .null ? camera.statistics.frames : recording.output.frames
  }

  private mutating func capture() throws(Failure) -> CaptureDocument.End {
    try recording.begin()
    if reporter != nil {
      let first = report(at: camera.now, isFinal: false)
      try reporter?.check(first)
    }
    for _ in 0..<plan.skip {
      guard try nextFrame() != nil else { return reasonToEnd }
    }
    if plan.skip > 0 { camera.restartStatistics() }
    return plan.container == .null ? try measure() : try store()
  }

  /// Why the camera had no more to give.
  private var reasonToEnd: CaptureDocument.End {
    if TerminationSignals.received != nil { return .signal }
    return TerminationSignals.hasTimeExpired ? .duration : .endOfStream
  }

  /// The clock of `--duration` runs from the first frame that is kept.
  private mutating func startClock() {
    taken += 1
    if taken == 1, let duration = plan.duration { TerminationSignals.ring(after: duration) }
  }

  // The next frame.

  /// Waits for the next frame, and goes on with what comes in when that changes; nil at the end.
  private mutating func nextFrame() throws(Failure) -> Frame? {
    while true {
      if let frame = try nextOfStream() { return frame }
      guard camera.sourceChange != nil, TerminationSignals.received == nil,
        !TerminationSignals.hasTimeExpired
      else { return nil }
      guard try goOn() else { return nil }
    }
  }

  /// Waits for the next frame, and tells how it is going when it is time to, frame or none.
  private mutating func nextOfStream() throws(Failure) -> Frame? {
    do throws(V4L2Error) {
      guard let due = reporter?.due else { return try camera.next() }
      if camera.now >= due { tell() }
      while let due = reporter?.due {
        switch try camera.next(until: due) {
        case .frame(let frame): return frame
        case .nothingYet: tell()
        case .woken: return nil
        case .sourceChanged: return nil
        case .endOfStream: return nil
        }
      }
      return nil
    } catch {
      throw Failure(error)
    }
  }

  // A change of the source.

  /// Whether the capture ends because the source changed.
  private var isChanged = false

  /// Goes on with the signal there is now, or ends as the plan has it; false when a signal or the end of the time came.
  private mutating func goOn() throws(Failure) -> Bool {
    let node = camera.device.path
    guard plan.sourceChange != .stop else {
      isChanged = true
      throw Failure(
        .failure,
        "\(node): the source changed after \(Quantity.count(kept, "frame")); repeat the command, or go on with "
          + "'--on-change segment' or 'follow'")
    }
    try recording.endSegment()
    let before = CaptureDocument.Granted(camera.negotiated).words
    guard try restart() else { return false }
    try recording.beginSegment(camera)
    if !isQuiet {
      line.clear()
      let after = CaptureDocument.Granted(camera.negotiated).words
      let place = recording.segments.last?.file.map { ", in \($0)" } ?? ""
      StandardStream.tell("\(node): the source changed: \(before) → \(after)\(place)")
      for adjustment in camera.negotiated.adjustments {
        StandardStream.tell("\(node): adjusted \(adjustment)")
      }
    }
    return true
  }

  /// Waits until there is a signal to go on with.
  private mutating func restart() throws(Failure) -> Bool {
    let limit = plan.signalPatience ?? Self.signalPatience
    let end = camera.now.advanced(by: limit)
    do throws(V4L2Error) {
      while true {
        let due = min(end, reporter?.due ?? end)
        switch try camera.restart(until: due) {
        case .running: return true
        case .woken: return false
        case .noSignal: break
        }
        let now = camera.now
        if now >= end { break }
        if let due = reporter?.due, now >= due { tell() }
      }
    } catch {
      throw Failure(error)
    }
    isChanged = true
    throw Failure(
      .failure,
      "\(camera.device.path): the source changed, and for \(Quantity.seconds(limit)) there was no signal; check the "
        + "source and the cable, or wait longer with --timeout")
  }

  // What is told meanwhile.

  private mutating func tell() {
    let now = camera.now
    let report = report(at: now, isFinal: false)
    reporter?.tell(report, at: now)
  }

  private mutating func report(at now: MonotonicInstant, isFinal: Bool) -> StatisticsReport {
    let (elapsed, rate) =
      reporter?.measure(frames: camera.statistics.captured, at: now) ?? (0, 0)
    return StatisticsReport(
      camera, elapsed: elapsed, recentFPS: rate, output: recording.output,
      segments: recording.segments.count, isFinal: isFinal)
  }

  /// Shows how far it is; a frame at a time when nobody watches pays for a comparison.
  private mutating func showProgress(stored: Int?) {
    guard progress.isActive else { return }
    let now = camera.now
    guard progress.isDue(at: now) else { return }
    let statistics = camera.statistics
    progress.show(statistics, stored: stored ?? statistics.bytes, limit: plan.count, at: now)
  }

  // The two loops.

  /// Takes frames and gives them straight back: this loop is all there is between the kernel and itself.
  private mutating func measure() throws(Failure) -> CaptureDocument.End {
    let limit = plan.count ?? .max
    while let frame = try nextFrame() {
      _ = consume frame
      startClock()
      if taken == limit { return .count }
      showProgress(stored: nil)
    }
    return reasonToEnd
  }

  private mutating func store() throws(Failure) -> CaptureDocument.End {
    let limit = plan.count ?? .max
    var unusableInARow = 0
    while let frame = try nextFrame() {
      startClock()
      do throws(ImagingError) {
        unusableInARow = try store(frame) ? 0 : unusableInARow + 1
      } catch {
        guard error.spoilsOneFrameOnly else { return try conclude(error) }
        recording.countUnusable()
        unusableInARow += 1
        if unusableInARow == Self.patience { throw Failure(error) }
      }
      _ = consume frame
      if unusableInARow == Self.patience { throw allDropped }
      if recording.output.frames >= limit { return .count }
      showProgress(stored: recording.output.bytes)
    }
    return reasonToEnd
  }

  /// Stores a frame, or drops it because its driver says that it is damaged; says which.
  private mutating func store(_ frame: borrowing Frame) throws(ImagingError) -> Bool {
    if frame.metadata.flags.contains(.error) {
      if plan.errorFrames == .drop {
        recording.countDropped()
        return false
      }
      if !plan.container.holdsManyFrames {
        throw .damagedPicture(camera.format.pixelFormat, reason: "the driver says so")
      }
    }
    try recording.write(frame, camera.format)
    return true
  }

  private var allDropped: Failure {
    Failure(
      .failure,
      "\(camera.device.path): \(Self.patience) frames in a row are marked damaged by the driver, and none is "
        + "stored; check the signal and the cable, or keep them with '--errors keep'")
  }

  /// A write that a signal ended is an end like any other; a reader that has gone has a name.
  private func conclude(_ error: ImagingError) throws(Failure) -> CaptureDocument.End {
    if case .interrupted = error { return .signal }
    if error.errno == .brokenPipe {
      throw Failure(
        .failure,
        "the reader closed the pipe after \(Quantity.count(recording.output.frames, "frame")); "
          + "use --count to end the capture first")
    }
    throw Failure(error)
  }

  private func document(
    _ end: CaptureDocument.End, _ granted: CaptureDocument.Granted, _ adjustments: [String]
  ) -> CaptureDocument {
    let statistics = camera.statistics
    let output = recording.output
    return CaptureDocument(
      node: camera.device.path, granted: granted, adjustments: adjustments,
      frames: statistics.frames, bytes: statistics.bytes,
      fps: (statistics.framesPerSecond * 1000).rounded() / 1000, drops: statistics.drops,
      damage: statistics.damage, numbering: statistics.numbering,
      clock: ClockDocument(statistics), latencyMicroseconds: statistics.latency,
      memory: camera.memory,
      buffers: CaptureDocument.Buffers(
        count: camera.bufferCount, changes: statistics.bufferChanges),
      restarts: statistics.restarts,
      interruptedSeconds: Quantity.thousandths(statistics.interruption),
      output: CaptureDocument.Output(
        path: plan.destination.name, container: plan.container.rawValue, frames: output.frames,
        bytes: output.bytes, unusable: output.unusable, dropped: output.dropped),
      segments: recording.segments, end: end, error: failure?.description)
  }
}
