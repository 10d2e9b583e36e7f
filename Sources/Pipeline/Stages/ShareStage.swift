package import DMABuf
internal import FrameShare
package import SystemIO
internal import SystemPackage
package import V4L2
package import VideoFormats

/// Gives frames to other processes, at an end of a pipeline.
package final class ShareStage: Consumer {
  package let description: StageDescription
  private var server: ShareServer?
  private var format: Format?
  private var interval: Interval?
  private var bufferCount = 4
  private var isFinished = false
  private var last = ShareServer.Statistics()

  package init(_ description: StageDescription) throws(PipelineError) {
    self.description = description
    var options = StageOptions(description)
    let mode = try options.octal("mode")
    let cap = try options.number("cap", in: 1...ShareLimits.cap)
    let expiry = try options.number("expiry", in: 1...3_600_000)
    try options.end()
    do throws(ShareError) {
      server = try ShareServer(
        ShareServer.Configuration(
          path: description.argument, mode: mode ?? 0o600, cap: cap ?? 2,
          expiry: .milliseconds(expiry ?? 1000)))
    } catch {
      throw PipelineError(error, description)
    }
  }

  package func configure(_ format: Format, interval: Interval?) throws(PipelineError) {
    self.format = format
    self.interval = interval
  }

  package var passesDescriptors: Bool { true }

  /// What clients may hold while the driver has enough.
  package var framesKept: Int { 2 }

  package func settle(_ way: HandOver, count: Int) throws(PipelineError) { bufferCount = count }

  package func start() throws(PipelineError) {
    guard let format else { return }
    server?.begin(format, interval: interval, bufferCount: bufferCount, reserve: 2)
  }

  package var watched: Watched? {
    guard let descriptor = server?.rawDescriptor else { return nil }
    return Watched(descriptor, Poller.readable)
  }

  package var deadline: MonotonicInstant? { server?.deadline }

  package func service(_ events: UInt32) throws(PipelineError) { server?.service() }

  package func accept(_ frame: consuming Frame) throws(PipelineError) {
    do throws(V4L2Error) {
      _ = try server?.offer(frame)
    } catch {
      throw PipelineError(error, description)
    }
  }

  package func finish() throws(PipelineError) { isFinished = true }
  package var isDone: Bool { isFinished }

  package func stop() {
    isFinished = true
    last = server?.statistics ?? last
    server?.reclaim()
    server = nil
  }

  package var figures: [(name: String, value: Int)] {
    let now = server?.statistics ?? last
    return [
      ("framesLent", now.lent), ("framesWithheld", now.withheld),
      ("connections", now.connections),
    ]
  }
}

/// The frames of another process, at the beginning of a pipeline.
package final class SharedSourceStage: Producer {
  package let description: StageDescription
  private var camera: SharedCamera?
  package var extraBuffers = 0
  private var isFinished = false
  private var mayHaveMore = false
  private var lastFrame: MonotonicInstant
  private let calls: any SystemCalls

  package init(_ description: StageDescription, calls: any SystemCalls) throws(PipelineError) {
    self.description = description
    self.calls = calls
    var options = StageOptions(description)
    let cap = try options.number("cap", in: 1...ShareLimits.cap)
    try options.end()
    lastFrame = MonotonicInstant(nanoseconds: calls.monotonicNanoseconds())
    do throws(ShareError) {
      camera = try SharedCamera(description.argument, SharedCamera.Configuration(cap: cap))
    } catch {
      throw PipelineError(error, description)
    }
  }

  package var outputFormat: Format? { camera?.format }
  package var outputInterval: Interval? { camera?.interval }

  package func produce(
    _ formats: [PixelFormat]?,
    accepts: (Format, Interval?) throws(PipelineError) -> String?
  ) throws(PipelineError) {
    guard let format = outputFormat else { return }
    if let formats, !formats.contains(format.pixelFormat) {
      throw PipelineError(
        .incompatible, description,
        "shares \(format.pixelFormat), which what follows does not take; put 'convert:FORMAT' between them"
      )
    }
    if let objection = try accepts(format, outputInterval) {
      throw PipelineError(.incompatible, description, objection)
    }
  }

  package var wantedBuffers: Int { get throws(PipelineError) { Self.buffers } }

  package func allocate(_ memory: ProducerMemory) throws(PipelineError) -> Int {
    guard case .own = memory else {
      throw PipelineError(
        .incompatible, description,
        "its memory is the other process's, and no other can be asked for")
    }
    return Self.buffers
  }

  /// As many as most drivers have at most; the server's frames are numbered below.
  private static let buffers = 32

  /// What the buffers are shows with the first frames; they are dma-bufs, which the sink then imports or refuses.
  package func exported() throws(PipelineError) -> [[DMABuffer]] { [] }
  package func release() throws(PipelineError) {}

  package func start() throws(PipelineError) {
    lastFrame = MonotonicInstant(nanoseconds: calls.monotonicNanoseconds())
  }

  package var watched: Watched? {
    guard !isFinished, let descriptor = camera?.rawDescriptor else { return nil }
    return Watched(descriptor, Poller.readable)
  }

  package var deadline: MonotonicInstant? {
    isFinished ? nil : lastFrame.advanced(by: .seconds(3))
  }

  package func service(_ events: UInt32) throws(PipelineError) {
    if events != 0 {
      mayHaveMore = true
    } else if let deadline, deadline.nanoseconds <= calls.monotonicNanoseconds() {
      throw PipelineError(
        .output, description, "no frame came for three seconds; see what the other process says")
    }
  }

  package func take() throws(PipelineError) -> Frame? {
    guard mayHaveMore, !isFinished else { return nil }
    do throws(ShareError) {
      guard let outcome = try camera?.nextIfReady() else { return nil }
      switch consume outcome {
      case .frame(let frame):
        lastFrame = MonotonicInstant(nanoseconds: calls.monotonicNanoseconds())
        return frame
      case .notReady: mayHaveMore = false
      case .woken: mayHaveMore = false
      case .formatChanged: isFinished = true
      }
      return nil
    } catch {
      if case .ended = error {
        isFinished = true
        return nil
      }
      throw PipelineError(error, description)
    }
  }

  package func finish() throws(PipelineError) { isFinished = true }
  package var isDone: Bool { isFinished }
  package func stop() {
    isFinished = true
    camera = nil
  }
}

extension PipelineError {
  init(_ error: ShareError, _ stage: StageDescription) {
    let cause: Cause
    switch error {
    case .badPath, .foreignFile: cause = .description
    case .inUse: cause = .busy
    case .noServer: cause = .noSuchThing
    case .system(_, _, .permissionDenied), .system(_, _, .notPermitted): cause = .forbidden
    case .system, .ended, .version, .violation, .stalled: cause = .output
    }
    self.init(cause, stage, error.description)
  }
}
