public import SystemIO
internal import SystemPackage
public import V4L2
internal import VideoFormats

extension Camera {
  /// What became of a restart.
  public enum RestartOutcome: Hashable, Sendable {
    /// The camera runs again, in the format that `format` tells.
    case running
    /// Until the moment came there was no signal that the device can lock to. The camera is stopped; ask again.
    case noSignal
    /// The doorbell rang. The camera is stopped; ask again.
    case woken
  }

  /// Goes on with what comes in now: stops, sets the standard or the timings that are detected, takes the format that
  /// follows from them, allocates buffers anew and starts.
  ///
  /// It keeps to the camera's configuration where that is still possible: the pixel format, and the size and rate if they
  /// were asked for, and the rectangles; `negotiated` tells the differences. A rectangle that the driver refuses for
  /// what comes in now is left to the driver, which `negotiated` tells as well. Frames that are held stay readable.
  /// The statistics go on, and count the restart and how long no frame came.
  ///
  /// Without a signal it waits until there is one, but not beyond the moment. Throws when the device is lost or
  /// refuses; the camera is then stopped, and may be asked to restart again.
  public mutating func restart(
    until moment: MonotonicInstant
  ) throws(V4L2Error) -> RestartOutcome {
    let device = device
    let monitor = try EventMonitor(device, wake: wake)
    // Events that are not about this are somebody else's, and go back to where they are looked for.
    var others: [Event] = []
    defer { for event in others { device.keep(event) } }
    while true {
      if try startOnSignal() { return .running }
      let left = moment.nanoseconds.subtractingReportingOverflow(now.nanoseconds)
      guard left.overflow || left.partialValue > 0 else { return .noSignal }
      // Not every driver tells when a signal is stable, so it is asked now and then besides.
      let pause = left.overflow ? Self.pause : min(Self.pause, left.partialValue)
      switch try monitor.next(timeout: .nanoseconds(pause)) {
      case .woken: return .woken
      case .event(let event):
        if event.type != .sourceChange { others.append(event) }
      case .timedOut: continue
      }
    }
  }

  private static let pause: Int64 = 200_000_000

  /// Starts anew if there is a signal.
  private mutating func startOnSignal() throws(V4L2Error) -> Bool {
    var wish = configuration
    wish.pixelFormat = format.pixelFormat
    if configuration.constraints != nil {
      // What they came to is what was asked for.
      wish.size = negotiated.format.requested.size
      wish.interval = negotiated.requestedInterval
      wish.constraints = nil
    }
    wish.source = configuration.source.rectangles
    // What was granted exactly before the change cannot be insisted on after it.
    wish.tolerance = .nearest
    let queue = try halt()
    guard try queue.followSignal() else { return false }
    let negotiated = try queue.applyAfterChange(wish)
    // Drivers tell of what was set just now as well, and of that nobody need hear. What came in between shows when it is
    // looked for once more.
    try stream.forgetChanges()
    guard try queue.isOnSignal() else { return false }
    let stream = try queue.allocate(for: configuration, in: chosenMemory).start(wake: wake)
    goOn(with: stream, negotiated)
    return true
  }
}

extension SourceConfiguration {
  /// The rectangles alone.
  fileprivate var rectangles: SourceConfiguration {
    SourceConfiguration(crop: crop, compose: compose)
  }
}

extension CaptureQueue {
  /// Applies what is still wanted once the source has changed. Rectangles that cannot be any more are no reason to end.
  fileprivate func applyAfterChange(
    _ wish: CameraConfiguration
  ) throws(V4L2Error) -> Negotiated {
    do throws(V4L2Error) {
      return try apply(wish)
    } catch {
      guard ["VIDIOC_S_SELECTION", "VIDIOC_G_SELECTION"].contains(error.operation),
        !error.isDeviceLost
      else { throw error }
    }
    var rest = wish
    rest.source = SourceConfiguration()
    var negotiated = try apply(rest)
    for (target, wanted) in [
      (SelectionTarget.crop, wish.source.crop), (.compose, wish.source.compose),
    ] {
      guard let wanted else { continue }
      let now = try device.selection(target, of: type)?.description ?? "none"
      negotiated.sourceAdjustments.append("\(target): \(wanted) → \(now)")
    }
    return negotiated
  }

  /// Sets the standard or the timings of what comes in; false while there is nothing that could be locked to.
  ///
  /// An input that detects neither, or has neither, is left as it is.
  func followSignal() throws(V4L2Error) -> Bool {
    if let current = try device.timings() {
      switch try device.detectTimings() {
      case .detected(let timings): if timings != current { try device.setTimings(timings) }
      case .noLink, .noLock, .outOfRange: return false
      case .unsupported: break
      }
    }
    if try !device.standards().isEmpty {
      switch try device.detectStandard() {
      case .detected(let standard):
        if try device.standard() != standard { try device.setStandard(standard) }
      case .noSignal: return false
      case .unsupported: break
      }
    }
    return true
  }

  /// Whether what comes in still is what was set a moment ago, as far as measuring can tell: receivers measure a clock
  /// a little differently each time, and a standard may be one of several.
  func isOnSignal() throws(V4L2Error) -> Bool {
    if let current = try device.timings() {
      switch try device.detectTimings() {
      case .detected(let timings):
        let isSame = timings.size == current.size && timings.isInterlaced == current.isInterlaced
        guard isSame else { return false }
        if let interval = timings.interval, let other = current.interval {
          return interval.isClose(to: other)
        }
      case .noLink, .noLock, .outOfRange: return false
      case .unsupported: break
      }
    }
    if let current = try device.standard() {
      switch try device.detectStandard() {
      case .detected(let standard): return !standard.isDisjoint(with: current)
      case .noSignal: return false
      case .unsupported: break
      }
    }
    return true
  }
}
