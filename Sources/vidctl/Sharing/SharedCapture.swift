import FrameShare
import Imaging
import Pipeline
import SystemIO
import SystemPackage
import V4L2
import VideoFormats

/// A capture of frames that another process shares.
struct SharedCapture: ~Copyable {
  private let plan: CapturePlan
  private let policy: SourceChangePolicy?
  private let isQuiet: Bool
  private var camera: SharedCamera
  private var writer: FrameWriter
  private var document: SharedCaptureDocument
  private var toSkip: Int

  /// So many frames in a row that no picture can be made of are no accident.
  private static let patience = 100

  /// Connects. From here on SIGINT and SIGTERM end the capture in good order.
  init(
    _ path: String, _ plan: CapturePlan, timeout: Duration?, reconnects: Bool,
    policy: SourceChangePolicy?, isQuiet: Bool
  ) throws {
    let wake = try WakeEvent()
    TerminationSignals.ring(wake)
    let camera = try Self.connect(
      path,
      SharedCamera.Configuration(
        reconnects: reconnects, timeout: timeout ?? .seconds(reconnects ? 10 : 3), wake: wake))
    var writer = try FrameWriter.make(
      for: plan.destination, container: plan.container, format: camera.format,
      interval: camera.interval)
    try writer.prepare()
    writer.shouldStop = { TerminationSignals.received != nil }
    document = SharedCaptureDocument(
      source: "share:\(path)", name: camera.name, server: camera.server,
      granted: CaptureDocument.Granted(camera), frames: 0, bytes: 0, errorFrames: 0, overrun: 0,
      received: camera.statistics,
      output: CaptureDocument.Output(
        path: plan.destination.name, container: plan.container.rawValue, frames: 0, bytes: 0,
        unusable: 0, dropped: 0), end: .error)
    (self.plan, self.policy, self.isQuiet) = (plan, policy, isQuiet)
    toSkip = plan.skip
    self.camera = camera
    self.writer = writer
  }

  /// Connects; a signal that came meanwhile is no failure.
  private static func connect(
    _ path: String, _ configuration: SharedCamera.Configuration
  ) throws -> SharedCamera {
    do throws(ShareError) {
      return try SharedCamera(path, configuration)
    } catch {
      if let signal = TerminationSignals.received { throw ExitStatus.interrupted(by: signal) }
      throw Failure(error)
    }
  }

  /// Captures until the plan is fulfilled, a signal comes or something fails; the truth of what was captured,
  /// and the failure that ended it, if one did.
  mutating func run() -> (document: SharedCaptureDocument, failure: Failure?) {
    var failure: Failure?
    do throws(Failure) {
      document.end = try capture()
    } catch {
      failure = error
    }
    do throws(ImagingError) {
      try writer.finish()
    } catch {
      failure = failure ?? Failure(error)
      document.end = .error
    }
    document.received = camera.statistics
    document.error = failure?.description
    return (document, failure)
  }

  private mutating func capture() throws(Failure) -> CaptureDocument.End {
    var unusableInARow = 0
    while true {
      let outcome: SharedCamera.Outcome
      do throws(ShareError) {
        outcome = try camera.next()
      } catch {
        if let end = reasonToEnd { return end }
        throw Failure(error)
      }
      switch consume outcome {
      case .notReady: continue
      case .woken:
        if let end = reasonToEnd { return end }
      case .formatChanged: try follow()
      case .frame(let frame):
        guard toSkip == 0 else {
          toSkip -= 1
          continue
        }
        do throws(ImagingError) {
          unusableInARow = try take(frame) ? 0 : unusableInARow + 1
        } catch {
          if case .interrupted = error { return .signal }
          guard error.spoilsOneFrameOnly else { throw Self.failure(error, document.output.frames) }
          document.output.unusable += 1
          unusableInARow += 1
          if unusableInARow == Self.patience { throw Failure(error) }
        }
        let kept = plan.container == .null ? document.frames : document.output.frames
        if kept == plan.count { return .count }
      }
    }
  }

  private static func failure(_ error: ImagingError, _ stored: Int) -> Failure {
    guard error.errno == .brokenPipe else { return Failure(error) }
    return Failure(
      .failure,
      "the reader closed the pipe after \(Quantity.count(stored, "frame")); use --count to end the capture first"
    )
  }

  private var reasonToEnd: CaptureDocument.End? {
    if TerminationSignals.received != nil { return .signal }
    return TerminationSignals.hasTimeExpired ? .duration : nil
  }

  /// Counts and stores a frame; whether it was stored.
  private mutating func take(_ frame: borrowing Frame) throws(ImagingError) -> Bool {
    document.frames += 1
    document.bytes += frame.byteCount
    if document.frames == 1, let duration = plan.duration {
      TerminationSignals.ring(after: duration)
    }
    if frame.metadata.flags.contains(.error) {
      document.errorFrames += 1
      if plan.errorFrames == .drop {
        document.output.dropped += 1
        return false
      }
      if !plan.container.holdsManyFrames {
        throw .damagedPicture(camera.format.pixelFormat, reason: "the driver says so")
      }
    }
    guard plan.container != .null else { return true }
    document.output.bytes += try writer.write(frame.picture(camera.format))
    document.output.frames = writer.framesWritten
    // Only now is it known whether the device was kept from it all the time.
    if !camera.isLeased(frame) { document.overrun += 1 }
    return true
  }

  /// Goes on with another format, or in other buffers with the same.
  private mutating func follow() throws(Failure) {
    let granted = CaptureDocument.Granted(camera)
    guard granted != document.granted else { return }
    let words = "\(document.granted.words) → \(granted.words)"
    guard policy != .stop else {
      document.end = .sourceChanged
      throw Failure(
        .failure,
        "\(document.source): the format changed: \(words); repeat the command, or go on with '--on-change follow'"
      )
    }
    do throws(ImagingError) {
      try writer.change(to: camera.format, interval: camera.interval)
    } catch {
      throw Failure(error)
    }
    document.granted = granted
    if !isQuiet { StandardStream.tell("\(document.source): the format changed: \(words)") }
  }
}
