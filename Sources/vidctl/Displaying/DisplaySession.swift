import Capture
import DMABuf
import Display
import SystemIO
import SystemPackage
import V4L2
import VideoFormats

/// A camera and a screen, and the frames that go from one to the other.
struct DisplaySession: ~Copyable {
  private let device: Device
  private let configuration: CameraConfiguration
  private var screen: Screen
  private let wake: WakeEvent
  private let refusal: ImportRefusal?
  /// What was found out before anything is shown.
  private(set) var plan: DisplayDocument
  private var taken = 0

  /// The frames a screen may hold, one that is being filled, and one to fill next.
  private static let usualBuffers = 5

  /// Takes the screen, negotiates with the camera, and finds out whose memory both can use.
  init(
    _ device: Device, _ wanted: CameraConfiguration, _ options: ScreenOptions
  ) throws {
    var configuration = wanted
    try Self.check(configuration.memory, options.way)
    let card = try Self.card(options)
    var screen = try Screen(
      card, connector: options.connector, mode: options.mode ?? .automatic)
    let wake = try Self.bell(device)
    TerminationSignals.ring(wake)
    if configuration.bufferCount == nil { configuration.bufferCount = Self.usualBuffers }
    let queue = try device.captureQueue()
    if configuration.pixelFormat == nil, configuration.constraints == nil {
      configuration.pixelFormat = try Self.format(queue, screen.pixelFormats)
    }
    let negotiated = try queue.apply(configuration)
    let format = negotiated.format.granted
    let presentation = try screen.prepare(for: format, scales: !options.unscaled)
    let (way, refusal) = try Self.way(queue, configuration, options.way, card, format)
    if way == .reverse {
      do {
        // One is enough to know.
        _ = try screen.makeBuffers(count: 1, for: format)
      } catch {
        throw Self.neither(device, refusal, "\(error.cause)") ?? error
      }
    }
    self.device = device
    self.configuration = configuration
    self.wake = wake
    self.refusal = refusal
    plan = DisplayDocument(
      node: device.path, granted: CaptureDocument.Granted(negotiated),
      adjustments: negotiated.adjustments, way: way, importRefusal: refusal?.description,
      output: presentation.map { DisplayDocument.Output($0, card, screen.connector) },
      buffers: configuration.bufferCount ?? 0, frames: 0, shown: 0, skipped: 0, fps: 0,
      drops: CaptureStatistics.Drops())
    self.screen = screen
  }

  /// How pictures will be shown, as far as that is known.
  var presentation: Presentation? { screen.presentation }

  private static func check(_ memory: CameraMemory, _ way: ScreenOptions.Way) throws {
    switch memory {
    case .userptr, .read:
      throw Failure.usage(
        "frames in this program's memory can't be shown without a copy; leave --memory out, or use mmap or dmabuf"
      )
    case .mmap, .dmabuf:
      guard way == .reverse else { return }
      throw Failure.usage("with '--way reverse' the memory is the card's; leave --memory out")
    case .automatic: return
    }
  }

  private static func bell(_ device: Device) throws -> WakeEvent {
    do {
      return try WakeEvent()
    } catch {
      throw V4L2Error("eventfd", node: device.path, reason: .system(error))
    }
  }

  /// The card that is named, else the first that has a screen.
  private static func card(_ options: ScreenOptions) throws -> Card {
    if let reference = options.card { return try Card(reference) }
    var failure = DisplayError("open", node: "/dev/dri", reason: .noCard)
    var isFirst = true
    for path in Card.paths {
      do throws(DisplayError) {
        let card = try Card(path: path)
        let connectors = try card.connectors()
        let isFitting = connectors.contains { connector in
          options.connector.map { $0 == connector.name } ?? !connector.modes.isEmpty
        }
        if isFitting { return card }
        let reason: DisplayError.Reason =
          options.connector.map { .noConnector($0, connectors.map(\.name)) }
          ?? .notConnected(connectors.map(\.name))
        throw DisplayError("DRM_IOCTL_MODE_GETCONNECTOR", node: path, reason: reason)
      } catch {
        if isFirst { failure = error }
        isFirst = false
      }
    }
    throw failure
  }

  /// A format of the camera's that the screen shows: the one that is set, if it does, else the one that costs the
  /// camera least.
  private static func format(
    _ queue: borrowing CaptureQueue, _ shown: Set<PixelFormat>
  ) throws -> PixelFormat? {
    let current = try queue.format().pixelFormat
    guard !shown.contains(current) else { return nil }
    let offered = try queue.device.formats(of: queue.type).map(\.pixelFormat).filter(shown.contains)
    let liked: [PixelFormat] = [.nv12, .yuyv, .uyvy, .xbgr32, .bgr32, .abgr32, .bgr24, .rgb565]
    guard let chosen = liked.first(where: offered.contains) ?? offered.first else {
      throw Failure(
        .cannotDo,
        "\(queue.device.path): none of its formats can be shown by the card, which shows "
          + "\(shown.map(\.description).sorted().joined(separator: ", ")); 'vidctl formats \(queue.device.path)' "
          + "lists the camera's")
    }
    return chosen
  }

  /// Whose memory both the camera and the card can use: a buffer of the camera's is tried on the card.
  private static func way(
    _ queue: consuming CaptureQueue, _ configuration: CameraConfiguration,
    _ wanted: ScreenOptions.Way, _ card: Card, _ format: Format
  ) throws -> (DisplayDocument.Way, ImportRefusal?) {
    guard wanted != .reverse else { return (.reverse, nil) }
    var refusal: ImportRefusal?
    do throws(V4L2Error) {
      let memory = try memory(of: configuration, queue.device)
      let allocated = try queue.allocate(BufferAllocation(count: 1, memory: memory))
      let buffers = try allocated.export()
      refusal = card.importRefusal(buffers.first ?? [], as: format)
    } catch {
      guard error.errno == .inappropriateIOCTLForDevice || error.errno == .invalidArgument else {
        throw error
      }
      refusal = ImportRefusal(operation: error.operation, errno: error.errno ?? .invalidArgument)
    }
    guard let refusal else { return (.import, nil) }
    guard wanted == .automatic, configuration.memory == .automatic else {
      throw Failure(
        .cannotDo,
        "\(card.path): the card (\(card.driver)) does not take the camera's memory in (\(refusal)); "
          + "use '--way auto' without --memory, and the camera captures into the card's")
    }
    return (.reverse, refusal)
  }

  /// The camera's memory, as it was asked for.
  private static func memory(
    of configuration: CameraConfiguration, _ device: Device
  ) throws(V4L2Error) -> BufferMemory {
    guard case .dmabuf(let name) = configuration.memory else { return .mmap }
    do {
      return .heap(try DMAHeap(name))
    } catch {
      throw V4L2Error("open", node: "/dev/dma_heap/\(name)", reason: .system(error))
    }
  }

  /// Shows frames until enough were seen, the time is over, a signal comes or something fails.
  consuming func run(
    count: Int?, duration: Duration?
  ) -> (document: DisplayDocument, failure: Failure?) {
    var document = plan
    var failure: Failure?
    document.end = .error
    do throws(Failure) {
      var camera = try start()
      do throws(Failure) {
        document.end = try show(&camera, count, duration)
      } catch {
        failure = error
      }
      let statistics = camera.statistics
      document.frames = statistics.captured
      document.drops = statistics.drops
      document.buffers = camera.bufferCount
    } catch {
      failure = error
    }
    if document.output == nil {
      document.output = screen.presentation.map {
        DisplayDocument.Output($0, screen.card, screen.connector)
      }
    }
    Self.note(screen.statistics, in: &document)
    do throws(DisplayError) {
      Self.note(try screen.finish(), in: &document)
    } catch {
      failure = failure ?? Failure(error)
      document.end = .error
    }
    document.error = failure?.description
    return (document, failure)
  }

  private static func note(_ statistics: FlipStatistics, in document: inout DisplayDocument) {
    document.shown = statistics.shown
    document.skipped = statistics.skipped
    document.fps = (statistics.framesPerSecond * 1000).rounded() / 1000
    document.latencyMicroseconds = statistics.latency
  }

  /// What to say when frames can go neither way; nil where only one was wanted.
  private static func neither(
    _ device: Device, _ refusal: ImportRefusal?, _ cause: String
  ) -> Failure? {
    refusal.map { refusal in
      Failure(
        .cannotDo,
        "\(device.path): frames can't come to the screen without a copy: the card does not take the camera's memory "
          + "in (\(refusal)), and \(cause); use another card with --card, or capture into a file")
    }
  }

  private func start() throws(Failure) -> Camera {
    let (way, configuration, device) = (plan.way, configuration, device)
    let refusal = refusal
    do throws(V4L2Error) {
      return try Camera(device, configuration) { negotiated throws(V4L2Error) in
        guard way == .reverse else { return try Self.memory(of: configuration, device) }
        do throws(DisplayError) {
          return .dmabuf(
            try screen.makeBuffers(
              count: configuration.bufferCount ?? Self.usualBuffers,
              for: negotiated.format.granted))
        } catch {
          throw V4L2Error(
            error.operation, node: error.node,
            reason: error.errno.map { .system($0) } ?? .unsupported("\(error)"))
        }
      }
    } catch {
      guard way == .reverse else { throw Failure(error) }
      throw Self.neither(device, refusal, error.explain().cause) ?? Failure(error)
    }
  }

  /// Waits for the camera and the screen in one place, and moves frames from one to the other.
  private mutating func show(
    _ camera: inout Camera, _ count: Int?, _ duration: Duration?
  ) throws(Failure) -> CaptureDocument.End {
    let set = try pollSet(camera)
    TerminationSignals.ring(camera.wake)
    var lastFrame = camera.now
    while true {
      if TerminationSignals.received != nil { return .signal }
      if TerminationSignals.hasTimeExpired { return .duration }
      let left =
        camera.patience - Int((camera.now.nanoseconds - lastFrame.nanoseconds) / 1_000_000)
      guard left > 0 else { throw Failure(camera.stall) }
      let event: PollSet.Event?
      do {
        event = try set.wait(milliseconds: left)
      } catch {
        throw Failure(DisplayError("epoll_wait", node: screen.card.path, reason: .system(error)))
      }
      guard let event else { continue }
      guard event.number == Self.cameraNumber else {
        if try takeFlip(count) { return .count }
        continue
      }
      if let end = try takeFrame(&camera, duration, &lastFrame) { return end }
    }
  }

  private static let cameraNumber: UInt32 = 0
  private static let screenNumber: UInt32 = 1

  private func pollSet(_ camera: borrowing Camera) throws(Failure) -> PollSet {
    do throws(Errno) {
      let set = try PollSet(calls: device.systemCalls)
      try set.add(camera.pollDescriptor, events: Poller.readable, number: Self.cameraNumber)
      try set.add(screen.rawDescriptor, events: Poller.readable, number: Self.screenNumber)
      return set
    } catch {
      throw Failure(DisplayError("epoll_ctl", node: screen.card.path, reason: .system(error)))
    }
  }

  /// Notes that a frame has come to the screen; true when it was the last that is wanted.
  private mutating func takeFlip(_ count: Int?) throws(Failure) -> Bool {
    do throws(DisplayError) {
      // What is returned ends here, and its buffer is the camera's again.
      guard let flip = try screen.flipped() else { return false }
      _ = consume flip
    } catch {
      throw Failure(error)
    }
    return count.map { screen.statistics.shown >= $0 } ?? false
  }

  private mutating func takeFrame(
    _ camera: inout Camera, _ duration: Duration?, _ last: inout MonotonicInstant
  ) throws(Failure) -> CaptureDocument.End? {
    let outcome: Camera.Outcome
    do throws(V4L2Error) {
      outcome = try camera.next(until: camera.now)
    } catch {
      throw Failure(error)
    }
    switch consume outcome {
    case .frame(let frame):
      last = camera.now
      taken += 1
      if taken == 1, let duration { TerminationSignals.ring(after: duration) }
      // A picture that its driver says is damaged is shown all the same: the next one covers it.
      do throws(DisplayError) {
        _ = try screen.show(frame)
      } catch {
        throw Failure(error)
      }
      return nil
    case .nothingYet: return nil
    case .woken: return nil
    case .sourceChanged:
      throw Failure(
        .failure,
        "\(device.path): the source changed after \(Quantity.count(taken, "frame")); repeat the command"
      )
    case .endOfStream: return .endOfStream
    }
  }
}
