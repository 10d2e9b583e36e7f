package import SystemIO
public import SystemPackage
public import VideoFormats

/// What a memory-to-memory device has to say.
public enum Converted: ~Copyable {
  /// A result, on loan. Its timestamp is that of the frame it was made of.
  case frame(Frame)
  /// Nothing yet, and the caller did not want to wait.
  case notReady
  /// Nothing comes before more is put in: there is room again.
  case wantsInput
  /// The stream's doorbell rang.
  case woken
  /// Results from here on have this format, and wait for the queue to be set up.
  ///
  /// It comes after the last result of the format before, and first of all where a stream's header says what
  /// it is. `prepareDestination` sets up the queue as the caller wishes; otherwise the next call does, as the
  /// stream's settings say. Results from before stay valid.
  case formatChanged(Format)
  /// Everything that was put in has been converted and taken; `resume` goes on.
  case endOfStream
}

/// What may be waited for, and what has happened. The corresponding C constants are `POLL*` and `EPOLL*`.
public struct Readiness: OptionSet, Hashable, Sendable {
  /// The kernel's bits.
  public let rawValue: UInt32
  /// Makes a set from the kernel's bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// A result is there. The corresponding C constant is `POLLIN`.
  public static let readable = Readiness(rawValue: 1)
  /// An event is there. The corresponding C constant is `POLLPRI`.
  public static let urgent = Readiness(rawValue: 2)
  /// Something that was put in has come back. The corresponding C constant is `POLLOUT`.
  public static let writable = Readiness(rawValue: 4)
  /// The device has failed, or has no buffer at all. The corresponding C constant is `POLLERR`.
  public static let failed = Readiness(rawValue: 8)
  /// The device is gone. The corresponding C constant is `POLLHUP`.
  public static let hungUp = Readiness(rawValue: 16)
  /// Whatever there may be.
  public static let all: Readiness = [.readable, .urgent, .writable]
  // As a number: a set that is written out allocates where it is not optimised away.
  static let failure: UInt32 = 24
}

/// A memory-to-memory device that runs: frames or bytes are put in, results are taken out.
///
/// Converters, encoders and decoders are one type. It follows the kernel's rules for stateful codecs: a
/// stream's header first, changes of its size in the middle, the end by the last buffer and `EPIPE`.
///
/// ```swift
/// var stream = try device.memoryToMemoryQueues().start()
/// while true {
///   while stream.acceptsInput, let chunk = source.next() { try stream.submit(copying: chunk) }
///   if source.isAtEnd { try stream.drain() }
///   switch try stream.next() {
///   case .frame(let frame): use(frame)
///   case .endOfStream: return
///   default: continue
///   }
/// }
/// ```
/// It never waits but in `next`. A thread that polls several devices waits for `interests` on `descriptor`,
/// and then takes what there is with `nextIfReady`. Letting go of it stops the device and frees the buffers;
/// results may be held beyond that, and frames that were put in go back to where they came from.
public struct MemoryToMemoryStream: ~Copyable, Sendable {
  /// What the device makes of what is put in.
  public let kind: MemoryToMemoryKind
  let settings: MemoryToMemorySettings
  var state: CodecState
  var source: OutputStream
  // One of the two is there, or neither after setting up has failed.
  var idleDestination: CaptureQueue?
  var destination: CaptureStream?
  /// The buffers of the running one.
  private(set) var results: BufferPool?
  let watch: SourceWatch?
  private let poller: Poller
  /// Buffers the driver has to convert.
  var sourcesQueued = 0
  /// Buffers that came back from the driver, ever.
  var sourcesReturned = 0
  /// Whether the caller was told that the queue of results is to be set up.
  var hasAnnounced = false

  init(
    _ kind: MemoryToMemoryKind, source: consuming OutputQueue, destination: consuming CaptureQueue,
    _ settings: MemoryToMemorySettings, wake: WakeEvent?
  ) throws(V4L2Error) {
    let device = source.device
    // Subscribed before anything is put in: the first event answers the stream's header.
    let watch = try SourceWatch(device)
    let awaitsHeader =
      kind == .decoder && watch?.tellsOfChanges == true && !settings.expectsNoHeader
    let poller: Poller
    do {
      poller = try Poller(
        device.node.descriptor, events: Readiness.all.rawValue, wake: wake)
    } catch {
      throw V4L2Error("epoll_ctl", node: device.path, error)
    }
    let allocated = try source.allocate(settings.source)
    var idle: CaptureQueue? = consume destination
    var running: CaptureStream?
    if !awaitsHeader, let queue = idle.take() {
      running = try Self.allocate(queue, settings.destination).start()
    }
    let started = try allocated.start()
    self.kind = kind
    self.settings = settings
    self.watch = watch
    self.poller = poller
    state = CodecState(awaitsHeader: awaitsHeader)
    self.source = started
    idleDestination = idle
    results = nil
    destinationFormat = nil
    self.destination = nil
    if let stream = running.take() { run(stream) }
  }

  /// Takes results from a queue that runs.
  mutating func run(_ stream: consuming CaptureStream) {
    results = stream.hold.pool
    destinationFormat = stream.format
    destination = consume stream
  }

  /// The device.
  public var device: Device { source.device }
  /// What is put in.
  public var sourceFormat: Format { source.format }
  /// The results as the queue is set up for; nil before it is for the first time.
  public private(set) var destinationFormat: Format?
  /// Frames put in.
  public var framesSubmitted: Int { source.framesSubmitted }
  /// Bytes the processor copied to put frames in; frames handed on cost none here.
  public var bytesCopied: Int { source.bytesCopied }
  /// Frames the driver could not convert. The corresponding C constant is `V4L2_BUF_FLAG_ERROR`.
  public var sourceErrors: Int { source.errorFrames }
  /// Frames the driver has at this moment.
  public var framesInside: Int { sourcesQueued }
  /// Buffers for frames that are put in.
  public var sourceBufferCount: Int { source.bufferCount }
  /// Buffers for results; zero before the queue is set up.
  public var destinationBufferCount: Int { results?.bufferCount ?? 0 }
  /// Results held by the program at this moment, of those that the queue's buffers hold.
  public var buffersOnLoan: Int { results?.onLoan ?? 0 }
  /// Whether everything was converted and taken.
  public var hasEnded: Bool { state.destination == .stopped }

  /// Where in a result its picture lies; nil where the driver fills the whole. The corresponding request is
  /// `VIDIOC_G_SELECTION` with `V4L2_SEL_TGT_COMPOSE`.
  public func compose() throws(V4L2Error) -> Rectangle? {
    guard let type = device.information.pictureCaptureQueue else { return nil }
    return try device.selection(.compose, of: type)
  }

  /// Buffers for results: what decoders keep for themselves to build on, and some to go round.
  static func allocate(
    _ queue: consuming CaptureQueue, _ wish: BufferAllocation?
  ) throws(V4L2Error) -> AllocatedQueue {
    var allocation = wish ?? BufferAllocation()
    if allocation.requestedCount == nil {
      let minimum = try queue.device.value(of: .minimumCaptureBuffers) ?? 0
      allocation.count = max(4, minimum + 2)
    }
    return try queue.allocate(allocation)
  }

  /// Stops both queues and frees their buffers.
  ///
  /// What was put in and not converted is forgotten: `drain` comes before where it should not be. The
  /// corresponding request is `VIDIOC_STREAMOFF`.
  public consuming func stop() throws(V4L2Error) -> MemoryToMemoryQueues {
    let (kind, device) = (kind, device)
    let taken = try source.stop().release()
    var given = idleDestination.take()
    if var running = destination.take() { given = try running.halt() }
    if let queue = given.take() {
      return MemoryToMemoryQueues(kind: kind, source: taken, destination: queue)
    }
    return MemoryToMemoryQueues(
      kind: kind, source: taken, destination: try device.captureQueue())
  }

  // MARK: Waiting

  /// The open file, for a thread that polls several devices; it stays the device's own.
  public var descriptor: FileDescriptor {
    FileDescriptor(rawValue: device.node.descriptor.rawValue)
  }

  /// The same, kept open by whoever waits for it.
  package var pollDescriptor: Descriptor { device.node.descriptor }

  /// What there is to wait for at this moment; it changes with every call.
  ///
  /// Empty when the driver has no buffer of either queue: it would answer that with an error, which poll(2)
  /// reports unasked. Then the descriptor is not to be polled at all until something was put in or a result
  /// was given back.
  public var interests: Readiness {
    guard hasBuffersInside else { return [] }
    var wanted: Readiness = watch == nil ? [] : .urgent
    if sourcesQueued > 0 { wanted.insert(.writable) }
    if state.isRunning { wanted.insert(.readable) }
    return wanted
  }

  /// Whether the driver has any buffer.
  var hasBuffersInside: Bool {
    if sourcesQueued > 0 { return true }
    guard let results, state.destination != .due else { return false }
    return results.onLoan + results.lostBuffers < results.bufferCount
  }

  func wait(_ milliseconds: Int) throws(V4L2Error) -> Poller.Outcome {
    do {
      return try poller.wait(milliseconds: milliseconds)
    } catch {
      throw V4L2Error("epoll_wait", node: device.path, error)
    }
  }

  func stall(after milliseconds: Int) -> V4L2Error {
    V4L2Error(
      "epoll_wait", node: device.path,
      reason: .stalled(
        waited: .milliseconds(milliseconds), onLoan: buffersOnLoan,
        buffers: destinationBufferCount))
  }
}
