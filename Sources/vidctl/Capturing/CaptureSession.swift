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
  private var progress: Progress
  private var storedBytes = 0
  private var unusable = 0
  private var failure: Failure?

  /// So many frames in a row that no picture can be made of are no accident.
  private static let patience = 100

  /// Starts the camera. From here on SIGINT and SIGTERM end the capture in good order.
  init(
    _ device: Device, _ configuration: CameraConfiguration, _ plan: CapturePlan, isQuiet: Bool
  ) throws {
    self.plan = plan
    let camera = try Camera(device, configuration)
    TerminationSignals.ring(camera.wake)
    var writer = try FrameWriter.make(
      for: plan.destination, container: plan.container, format: camera.format,
      interval: camera.negotiated.interval)
    try writer.prepare()
    writer.shouldStop = { TerminationSignals.received != nil }
    self.camera = camera
    self.writer = writer
    progress = Progress(isWanted: !isQuiet)
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
    progress.clear()
    do throws(ImagingError) {
      try writer.finish()
    } catch {
      end = .error
      failure = failure ?? Failure(error)
    }
    if failure == nil, end == .endOfStream {
      failure = shortfall
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
    do throws(V4L2Error) {
      for _ in 0..<plan.skip {
        guard try camera.next() != nil else { return reasonToEnd }
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

  /// Takes frames and gives them straight back: this loop is all there is between the kernel and itself.
  private mutating func measure() throws(V4L2Error) -> CaptureDocument.End {
    let limit = plan.count ?? .max
    var taken = 0
    while let frame = try camera.next() {
      _ = consume frame
      taken += 1
      if taken == 1 { startClock() }
      if taken == limit { return .count }
      // Reading the statistics copies them, which a frame that nobody watches need not pay for.
      if progress.isActive {
        progress.update(camera.statistics, stored: camera.statistics.bytes, limit: plan.count)
      }
    }
    return reasonToEnd
  }

  private mutating func store() throws(Failure) -> CaptureDocument.End {
    let limit = plan.count ?? .max
    let isPicture = !plan.container.holdsManyFrames
    var unusableInARow = 0
    do {
      while let frame = try camera.next() {
        if camera.statistics.frames == 1 { startClock() }
        do throws(ImagingError) {
          if isPicture, frame.metadata.flags.contains(.error) {
            throw .damagedPicture(camera.format.pixelFormat, reason: "the driver says so")
          }
          storedBytes += try write(frame)
          unusableInARow = 0
        } catch {
          guard error.spoilsOneFrameOnly else { throw error }
          unusable += 1
          unusableInARow += 1
          if unusableInARow == Self.patience { throw error }
        }
        _ = consume frame
        if writer.framesWritten >= limit { return .count }
        if progress.isActive {
          progress.update(camera.statistics, stored: storedBytes, limit: plan.count)
        }
      }
      return reasonToEnd
    } catch let error as V4L2Error {
      throw Failure(error)
    } catch let error as ImagingError {
      return try conclude(error)
    } catch {
      throw Failure(.failure, "\(error)")
    }
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

  private mutating func write(_ frame: borrowing Frame) throws(ImagingError) -> Int {
    try writer.write(frame.picture(camera.format))
  }

  private func document(_ end: CaptureDocument.End) -> CaptureDocument {
    let statistics = camera.statistics
    return CaptureDocument(
      node: camera.device.path, granted: CaptureDocument.Granted(camera.negotiated),
      adjustments: camera.negotiated.adjustments, frames: statistics.frames,
      bytes: statistics.bytes, fps: (statistics.framesPerSecond * 1000).rounded() / 1000,
      drops: statistics.drops, latencyMicroseconds: statistics.latency,
      output: CaptureDocument.Output(
        path: plan.destination.name, container: plan.container.rawValue,
        frames: plan.container == .null ? 0 : writer.framesWritten, bytes: storedBytes,
        unusable: unusable),
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
