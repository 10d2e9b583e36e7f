import Capture
import Imaging
import SystemIO
import SystemPackage
import V4L2
import VideoFormats

/// A capture under way: a running camera, a writer, and the count of what went from one to the other.
struct CaptureSession: ~Copyable {
  private let plan: CapturePlan
  private var camera: Camera
  private var writer: FrameWriter
  private let line = StatusLine()
  private var progress: Progress
  private var reporter: LiveReporter?
  private var output = StatisticsReport.Output()
  private var failure: Failure?

  /// So many frames in a row that no picture can be made of are no accident.
  private static let patience = 100

  /// Starts the camera. From here on SIGINT and SIGTERM end the capture in good order.
  init(
    _ device: Device, _ configuration: CameraConfiguration, _ plan: CapturePlan,
    _ statistics: StatisticsOptions, isQuiet: Bool
  ) throws {
    self.plan = plan
    let camera = try Camera(device, configuration)
    TerminationSignals.ring(camera.wake)
    var writer = try FrameWriter.make(
      for: plan.destination, container: plan.container, format: camera.format,
      interval: camera.negotiated.interval)
    try writer.prepare()
    writer.shouldStop = { TerminationSignals.received != nil }
    progress = Progress(isWanted: !isQuiet && statistics.stats == nil, line: line)
    reporter = LiveReporter(statistics, line: line, begin: camera.now)
    self.writer = writer
    self.camera = camera
  }

  /// What the camera granted in spite of the request, each in words.
  var adjustments: [String] { camera.negotiated.adjustments }

  /// Captures until the plan is fulfilled, a signal comes or something fails, and closes the output.
  ///
  /// Answers with the truth of what was captured, and with the failure that ended it, if one did.
  mutating func run() -> (document: CaptureDocument, failure: Failure?) {
    var end = CaptureDocument.End.error
    do throws(Failure) {
      end = try capture()
    } catch {
      failure = error
    }
    line.clear()
    do throws(ImagingError) {
      try writer.finish()
    } catch {
      end = .error
      failure = failure ?? Failure(error)
    }
    if failure == nil, end == .endOfStream {
      failure = shortfall
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
    return (document(end), failure)
  }

  /// A stream that ends by itself has done what was asked only if nothing more was.
  private var shortfall: Failure? {
    guard let count = plan.count else { return nil }
    return Failure(
      .failure,
      "\(camera.device.path): the stream ended after \(kept) of \(count) frames; "
        + "check the source and repeat the command")
  }

  private var kept: Int {
    plan.container == .null ? camera.statistics.frames : writer.framesWritten
  }

  private mutating func capture() throws(Failure) -> CaptureDocument.End {
    if reporter != nil {
      let first = report(at: camera.now, isFinal: false)
      try reporter?.check(first)
    }
    do throws(V4L2Error) {
      for _ in 0..<plan.skip {
        guard try nextFrame() != nil else { return reasonToEnd }
      }
      if plan.skip > 0 { camera.restartStatistics() }
      if plan.container == .null { return try measure() }
    } catch {
      throw Failure(error)
    }
    return try store()
  }

  /// Why the camera had no more to give.
  private var reasonToEnd: CaptureDocument.End {
    if TerminationSignals.received != nil { return .signal }
    return TerminationSignals.hasTimeExpired ? .duration : .endOfStream
  }

  /// The clock of `--duration` runs from the first frame that is kept.
  private func startClock() {
    if let duration = plan.duration { TerminationSignals.ring(after: duration) }
  }

  /// Waits for the next frame, and tells how it is going when it is time to, frame or none.
  private mutating func nextFrame() throws(V4L2Error) -> Frame? {
    guard let due = reporter?.due else { return try camera.next() }
    if camera.now >= due { tell() }
    while let due = reporter?.due {
      switch try camera.next(until: due) {
      case .frame(let frame): return frame
      case .nothingYet: tell()
      case .woken: return nil
      case .endOfStream: return nil
      }
    }
    return nil
  }

  private mutating func tell() {
    let now = camera.now
    let report = report(at: now, isFinal: false)
    reporter?.tell(report, at: now)
  }

  private mutating func report(at now: MonotonicInstant, isFinal: Bool) -> StatisticsReport {
    let (elapsed, rate) =
      reporter?.measure(frames: camera.statistics.captured, at: now) ?? (0, 0)
    return StatisticsReport(
      camera, elapsed: elapsed, recentFPS: rate, output: output, isFinal: isFinal)
  }

  /// Shows how far it is; a frame at a time when nobody watches pays for a comparison.
  private mutating func showProgress(stored: Int?) {
    guard progress.isActive else { return }
    let now = camera.now
    guard progress.isDue(at: now) else { return }
    let statistics = camera.statistics
    progress.show(statistics, stored: stored ?? statistics.bytes, limit: plan.count, at: now)
  }

  /// Takes frames and gives them straight back: this loop is all there is between the kernel and itself.
  private mutating func measure() throws(V4L2Error) -> CaptureDocument.End {
    let limit = plan.count ?? .max
    var taken = 0
    while let frame = try nextFrame() {
      _ = consume frame
      taken += 1
      if taken == 1 { startClock() }
      if taken == limit { return .count }
      showProgress(stored: nil)
    }
    return reasonToEnd
  }

  private mutating func store() throws(Failure) -> CaptureDocument.End {
    let limit = plan.count ?? .max
    var isFirst = true
    var unusableInARow = 0
    do {
      while let frame = try nextFrame() {
        if isFirst { startClock() }
        isFirst = false
        do throws(ImagingError) {
          unusableInARow = try store(frame) ? 0 : unusableInARow + 1
        } catch {
          guard error.spoilsOneFrameOnly else { throw error }
          output.unusable += 1
          unusableInARow += 1
          if unusableInARow == Self.patience { throw error }
        }
        _ = consume frame
        if unusableInARow == Self.patience { throw allDropped }
        if writer.framesWritten >= limit { return .count }
        showProgress(stored: output.bytes)
      }
      return reasonToEnd
    } catch let error as V4L2Error {
      throw Failure(error)
    } catch let error as ImagingError {
      return try conclude(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw Failure(.failure, "\(error)")
    }
  }

  /// Stores a frame, or drops it because its driver says that it is damaged; says which.
  private mutating func store(_ frame: borrowing Frame) throws(ImagingError) -> Bool {
    if frame.metadata.flags.contains(.error) {
      if plan.errorFrames == .drop {
        output.dropped += 1
        return false
      }
      if !plan.container.holdsManyFrames {
        throw .damagedPicture(camera.format.pixelFormat, reason: "the driver says so")
      }
    }
    output.bytes += try writer.write(frame.picture(camera.format))
    output.frames += 1
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
        "the reader closed the pipe after \(Quantity.count(writer.framesWritten, "frame")); "
          + "use --count to end the capture first")
    }
    throw Failure(error)
  }

  private func document(_ end: CaptureDocument.End) -> CaptureDocument {
    let statistics = camera.statistics
    return CaptureDocument(
      node: camera.device.path, granted: CaptureDocument.Granted(camera.negotiated),
      adjustments: camera.negotiated.adjustments, frames: statistics.frames,
      bytes: statistics.bytes, fps: (statistics.framesPerSecond * 1000).rounded() / 1000,
      drops: statistics.drops, damage: statistics.damage, numbering: statistics.numbering,
      clock: ClockDocument(statistics), latencyMicroseconds: statistics.latency,
      output: CaptureDocument.Output(
        path: plan.destination.name, container: plan.container.rawValue,
        frames: plan.container == .null ? 0 : writer.framesWritten, bytes: output.bytes,
        unusable: output.unusable, dropped: output.dropped),
      end: end, error: failure?.description)
  }
}

extension ImagingError {
  /// Whether the next frame may well be fine.
  var spoilsOneFrameOnly: Bool {
    switch self {
    case .shortPayload, .damagedPicture: true
    default: false
    }
  }
}
