internal import DMABuf
public import SystemIO
internal import SystemPackage
public import V4L2
internal import VideoFormats

/// What to do with a frame for which there is no room: one is on its way to the screen, and another waits.
public enum BusyPolicy: Hashable, Sendable {
  /// The newer takes the place of the one that waits.
  case replace
  /// The newer is refused.
  case refuse
}

/// What became of a frame that a screen was given.
public enum Admission: ~Copyable, Sendable {
  /// It is on its way to the screen.
  case flipping
  /// It waits for the one that is on its way.
  case waiting
  /// It waits in the place of this one, which is not shown.
  case waitingInstead(of: Frame)
  /// It was refused; the caller has it back.
  case refused(Frame)
}

/// A frame that has come to the screen.
@frozen public struct Flip: ~Copyable, Sendable {
  /// What its driver said of the frame that is seen now.
  public let metadata: FrameMetadata
  /// When it came to the screen.
  public let instant: MonotonicInstant
  /// The screen's count of refreshes, which wraps; zero where the card does not count.
  public let refresh: UInt32
  /// What its driver said of the frame that is not seen any more; nil for the first.
  public let returnedMetadata: FrameMetadata?
  /// The frame that is not seen any more, nil for the first; its buffer is its camera's again when it ends.
  public var returned: Frame?
}

extension Screen {
  /// Gives a frame to the screen, which shows it with the next refresh, or after the one that is on its way.
  ///
  /// Returns at once, but for the first frame after `prepare`, which sets the mode. Whatever comes of it, the frame is
  /// the screen's until `flipped` gives it back or this answers with it; when it throws, the frame ends. The memory is
  /// made known to the card once for each buffer. The corresponding requests are `DRM_IOCTL_MODE_ATOMIC`, or
  /// `DRM_IOCTL_MODE_SETCRTC` and `DRM_IOCTL_MODE_PAGE_FLIP`.
  public mutating func show(
    _ frame: consuming Frame, whenBusy policy: BusyPolicy = .replace
  ) throws(DisplayError) -> Admission {
    guard isBusy else {
      let number = try framebuffer(of: frame)
      try flip(to: number)
      pending = consume frame
      pendingNumber = number
      return .flipping
    }
    if waiting != nil, policy == .refuse {
      statistics.refused += 1
      return .refused(frame)
    }
    let number = try framebuffer(of: frame)
    let older = waiting.take()
    waiting = consume frame
    waitingNumber = number
    guard let older else { return .waiting }
    statistics.skipped += 1
    return .waitingInstead(of: older)
  }

  /// Whether a frame is on its way to the screen.
  public var isBusy: Bool { pending != nil }

  /// Whether a frame that is given now has neither to wait behind another that waits nor to take its place.
  public var hasRoom: Bool { waiting == nil }

  /// Frames that the screen holds at this moment, at most three.
  public var framesHeld: Int {
    (current == nil ? 0 : 1) + (pending == nil ? 0 : 1) + (waiting == nil ? 0 : 1)
  }

  /// The frame that has come to the screen since this was last asked; nil when none has.
  ///
  /// The one that waits is sent on its way. Ask when the descriptor is readable. Throws when the card is gone.
  public mutating func flipped() throws(DisplayError) -> Flip? {
    guard isBusy else { return nil }
    var arrived: FlipEvent?
    let expected = serial
    try card.node.readEvents { event in
      if event.userData == expected { arrived = event }
    }
    guard let arrived, let seen = pending.take() else { return nil }
    let metadata = seen.metadata
    let returnedMetadata = currentMetadata
    let returned = current.take()
    let instant = MonotonicInstant(nanoseconds: arrived.nanoseconds)
    statistics.record(takenAt: metadata.instant, shownAt: instant)
    current = consume seen
    currentMetadata = metadata
    currentNumber = pendingNumber
    if let next = waiting.take() {
      try flip(to: waitingNumber)
      pending = consume next
      pendingNumber = waitingNumber
    }
    return Flip(
      metadata: metadata, instant: instant, refresh: arrived.sequence,
      returnedMetadata: returnedMetadata, returned: returned)
  }

  /// Waits until a frame has come to the screen; nil when none is on its way.
  ///
  /// Throws `.stalled` when it does not come within the time.
  public mutating func waitForFlip(timeout: Duration = .seconds(1)) throws(DisplayError) -> Flip? {
    guard isBusy else { return nil }
    let deadline = card.now.advanced(by: timeout)
    while true {
      if let flip = try flipped() { return flip }
      let left = deadline.nanoseconds - card.now.nanoseconds
      guard left > 0 else {
        throw DisplayError("poll", node: card.path, reason: .stalled(timeout))
      }
      do throws(Errno) {
        if poller == nil {
          poller = try Poller(card.descriptor, events: Poller.readable, wake: nil)
        }
        _ = try poller?.wait(milliseconds: Duration.nanoseconds(left).milliseconds)
      } catch {
        throw DisplayError("epoll_wait", node: card.path, error)
      }
    }
  }

  /// Ends showing: what was there before is shown again, and every frame is given back.
  ///
  /// A frame on its way is waited for, and one that waits is not shown. Throws where what was there before could not
  /// be shown again. Letting go of the screen does the same and can tell nobody.
  public consuming func finish() throws(DisplayError) -> FlipStatistics {
    giveUpWaiting()
    // A card that does not answer any more is no reason not to try.
    _ = try? waitForFlip()
    let statistics = self.statistics
    if let errno = session.end(forgetting: framebuffers.numbers, Array(blobs.values)) {
      throw DisplayError("DRM_IOCTL_MODE_SETCRTC", node: card.path, errno)
    }
    return statistics
  }

  /// Lets the frame go that waits, unseen.
  mutating func giveUpWaiting() {
    guard waiting.take() != nil else { return }
    statistics.skipped += 1
  }

  // How a picture comes to the screen.

  /// The card's number for the picture in a frame's memory.
  private mutating func framebuffer(of frame: borrowing Frame) throws(DisplayError) -> UInt32 {
    let edition = frame.edition
    if let known = framebuffers.number(of: edition) { return known }
    guard let shape else {
      throw DisplayError(
        "DRM_IOCTL_MODE_ADDFB2", node: card.path,
        reason: .unsupported("the screen was not prepared for the frames' format"))
    }
    let buffers: [DMABuffer]
    do {
      buffers = try frame.shared()
    } catch {
      throw DisplayError(
        error.operation, node: error.node,
        reason: error.errno.map { .system($0) }
          ?? .unsupported(
            "the frame's memory cannot be given to the card: \(error.explain().cause)")
      )
    }
    var offsets: [Int] = []
    for plane in 0..<frame.planeCount { offsets.append(frame.dataOffset(ofPlane: plane)) }
    let number = try decide(shape, buffers, offsets)
    let gone = framebuffers.add(
      number, of: edition, keeping: [currentNumber, pendingNumber, waitingNumber])
    if let gone { card.node.removeFramebuffer(gone) }
    return number
  }

  /// Makes a picture known, and with the first one finds out how it is shown, if that is still open.
  mutating func decide(
    _ shape: PictureShape, _ buffers: [DMABuffer], _ offsets: [Int]
  ) throws(DisplayError) -> UInt32 {
    func make(_ code: PictureShape.Code) throws(DisplayError) -> UInt32 {
      try card.addFramebuffer(shape, code, buffers, dataOffset: { offsets[$0] })
    }
    guard let first = candidates.first else { throw unprepared }
    if isDecided { return try make(first.code) }
    var failure: DisplayError?
    for candidate in candidates {
      let number: UInt32
      do throws(DisplayError) {
        number = try make(candidate.code)
      } catch {
        failure = error
        continue
      }
      if let errno = try test(candidate, number) {
        card.node.removeFramebuffer(number)
        failure = DisplayError("DRM_IOCTL_MODE_ATOMIC", node: card.path, errno)
        continue
      }
      candidates = [candidate]
      isDecided = true
      return number
    }
    throw failure ?? unprepared
  }

  private var unprepared: DisplayError {
    DisplayError(
      "DRM_IOCTL_MODE_ATOMIC", node: card.path,
      reason: .unsupported("the screen was not prepared for the frames' format"))
  }

  /// Sends a picture on its way; an event tells when it is there.
  private mutating func flip(to number: UInt32) throws(DisplayError) {
    serial &+= 1
    guard isSet else {
      try set(number)
      isSet = true
      return
    }
    guard isAtomic else {
      if let errno = card.node.flip(session.controller, to: number, userData: serial) {
        throw DisplayError("DRM_IOCTL_MODE_PAGE_FLIP", node: card.path, errno)
      }
      return
    }
    flipRequest.values[0] = UInt64(number)
    var errno = card.node.commit(&flipRequest, [.nonBlocking, .event], userData: serial)
    // The picture before is there, but its driver is not done tidying up: this once, wait for that.
    if errno == .resourceBusy {
      errno = card.node.commit(&flipRequest, .event, userData: serial)
    }
    if let errno { throw DisplayError("DRM_IOCTL_MODE_ATOMIC", node: card.path, errno) }
  }

  /// Sets the mode along with the first picture.
  private mutating func set(_ number: UInt32) throws(DisplayError) {
    guard let chosen = candidates.first else { throw unprepared }
    let node = card.node
    guard isAtomic else {
      let source = chosen.placement.source
      let state = ControllerState(
        number: session.controller, framebuffer: number, x: UInt32(source.left),
        y: UInt32(source.top), mode: chosen.mode)
      if let errno = node.set(state, on: [connector.id]) {
        throw DisplayError("DRM_IOCTL_MODE_SETCRTC", node: card.path, errno)
      }
      // Setting a mode tells nobody when it is done; a flip to the same picture does.
      if let errno = node.flip(session.controller, to: number, userData: serial) {
        throw DisplayError("DRM_IOCTL_MODE_PAGE_FLIP", node: card.path, errno)
      }
      return
    }
    var request = try wholeRequest(chosen, number)
    if let errno = node.commit(&request, [.modeSet, .event], userData: serial) {
      throw DisplayError("DRM_IOCTL_MODE_ATOMIC", node: card.path, errno)
    }
    flipRequest = makeFlipRequest(chosen)
  }
}
