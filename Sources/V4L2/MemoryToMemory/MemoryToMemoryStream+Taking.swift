internal import SystemIO
internal import SystemPackage
public import VideoFormats

// What comes out.
extension MemoryToMemoryStream {
  /// What there is already: a result, a change of format, or the end. Never waits.
  ///
  /// Frames that were put in and read go back to where they came from. Whoever has polled says what the kernel
  /// answered, so that nothing is asked for in vain; without it everything is looked at. The corresponding
  /// requests are `VIDIOC_DQBUF` and `VIDIOC_DQEVENT`.
  public mutating func nextIfReady(_ readiness: Readiness = .all) throws(V4L2Error) -> Converted {
    let hasFailed = readiness.rawValue & Readiness.failure != 0
    if hasFailed || readiness.contains(.writable) { try reclaim() }
    if hasFailed || readiness.contains(.urgent) || watch?.hasNews == true { try look() }
    var isPossible = hasFailed || readiness.contains(.readable)
    while true {
      switch state.destination {
      case .due:
        guard hasAnnounced else {
          hasAnnounced = true
          return .formatChanged(try newFormat())
        }
        try prepareDestination()
        isPossible = true
      case .stopped: return .endOfStream
      case .awaitingHeader:
        if sourcesQueued == 0 {
          try look()
          if state.destination == .awaitingHeader { state.noteAllReturned() }
          if state.destination != .awaitingHeader { continue }
        }
        return .notReady
      case .running, .changing:
        try tellToFinish()
        guard isPossible else { return .notReady }
        if let outcome = try take() { return outcome }
      }
    }
  }

  /// A result of the running queue; nil when the state has changed and is to be looked at anew.
  private mutating func take() throws(V4L2Error) -> Converted? {
    guard let taken = try destination?.nextIfReady() else { return .notReady }
    switch consume taken {
    case .frame(let frame):
      if frame.metadata.flags.contains(.last) {
        // Events say whether it is the last of all or the last before a change.
        try look()
        state.noteLast()
        if frame.isLastAndEmpty { return nil }
      }
      state.delivered += 1
      return .frame(frame)
    case .endOfStream:
      try look()
      state.noteLast()
      return nil
    default:
      if sourcesQueued == 0, state.drain == .counted {
        state.noteAllReturned()
        if state.destination == .stopped { return .endOfStream }
      }
      return .notReady
    }
  }

  /// Waits for the next result, for room for more input, for a change of format or for the end.
  ///
  /// Put in what there is room for before. It waits for results as long as the driver has something to make
  /// them of, and comes back with `wantsInput` as soon as a buffer is free again meanwhile. When nothing comes in
  /// two seconds, or the time that is given, it throws a stall. The corresponding system calls are
  /// `epoll_wait`, `VIDIOC_DQBUF` and `VIDIOC_DQEVENT`.
  public mutating func next(timeout: Duration? = nil) throws(V4L2Error) -> Converted {
    let milliseconds = timeout.map { max(0, $0.milliseconds) } ?? 2000
    var patience = Patience(milliseconds: milliseconds)
    let returned = sourcesReturned
    var readiness = Readiness.all
    var hasWaited = false
    while true {
      switch try nextIfReady(readiness) {
      case .frame(let frame): return .frame(frame)
      case .formatChanged(let format): return .formatChanged(format)
      case .endOfStream: return .endOfStream
      case .wantsInput: return .wantsInput
      case .woken: return .woken
      case .notReady: break
      }
      if acceptsInput, sourcesQueued == 0 || sourcesReturned != returned { return .wantsInput }
      guard hasBuffersInside else { throw stall(after: 0) }
      if readiness.contains(.failed) { throw failure }
      // A driver that says it is ready and is not cannot hold the program for ever.
      if hasWaited, !patience.allowsAnother(at: device.now) { throw stall(after: milliseconds) }
      switch try wait(patience.remaining) {
      case .woken: return .woken
      case .timedOut: throw stall(after: milliseconds)
      case .ready(let events):
        readiness = Readiness(rawValue: events)
        hasWaited = true
      }
    }
  }

  /// An error state with nothing to show for it, which would be polled for ever.
  private var failure: V4L2Error { V4L2Error("epoll_wait", node: device.path, .ioError) }

  /// Takes back what the driver has read; frames go back to where they came from.
  private mutating func reclaim() throws(V4L2Error) {
    while sourcesQueued > 0 {
      switch try source.reclaimIfReady() {
      case .frame(let frame): _ = consume frame
      case .buffer: break
      default: return
      }
      sourcesQueued -= 1
      sourcesReturned += 1
    }
  }

  /// Notes the events that wait.
  private mutating func look() throws(V4L2Error) {
    guard let watch else { return }
    let findings = try watch.look()
    // The end is told by the last buffer; the event of it comes at the driver's leisure.
    if !findings.changes.isEmpty { state.noteSourceChange() }
  }

  // MARK: Setting up

  /// The format that results have from now on, by what the driver has learnt of its stream.
  private func newFormat() throws(V4L2Error) -> Format {
    guard let type = device.information.pictureCaptureQueue else {
      throw V4L2Error("VIDIOC_G_FMT", node: device.path, .invalidArgument)
    }
    return try device.format(of: type)
  }

  /// Sets up the queue of results after `formatChanged`, and starts it.
  ///
  /// The buffers from before are freed; results that are still held keep theirs. Without arguments it is done
  /// as the stream's settings say. A format may be named that the device makes of the stream, and the answer
  /// is what it made of that. Fails with `EBUSY` where nothing is to be set up. The corresponding requests are
  /// `VIDIOC_STREAMOFF`, `VIDIOC_S_FMT`, `VIDIOC_REQBUFS` and `VIDIOC_STREAMON`.
  @discardableResult
  public mutating func prepareDestination(
    _ allocation: BufferAllocation? = nil, format wanted: Format? = nil
  ) throws(V4L2Error) -> Format {
    guard state.destination == .due else {
      throw V4L2Error("VIDIOC_REQBUFS", node: device.path, .resourceBusy)
    }
    if var running = destination.take() { idleDestination = try running.halt() }
    let queue: CaptureQueue
    if let idle = idleDestination.take() { queue = idle } else { queue = try device.captureQueue() }
    if let wanted {
      _ = try queue.setFormat(wanted)
    } else if let pixelFormat = settings.resultFormat {
      var format = try queue.format()
      if format.pixelFormat != pixelFormat {
        format.pixelFormat = pixelFormat
        format.planes = []
        _ = try queue.setFormat(format)
      }
    }
    let stream = try Self.allocate(queue, allocation ?? settings.destination).start()
    let format = stream.format
    run(stream)
    hasAnnounced = false
    state.notePrepared()
    try tellToFinish()
    return format
  }
}
