public import Negotiation
internal import SystemPackage
public import V4L2
public import VideoFormats

/// What a program wants of a camera; what is nil stays as the device has it.
public struct CameraConfiguration: Hashable, Sendable {
  /// Whether an answer that differs from the request will do.
  public enum Tolerance: Hashable, Sendable {
    /// The format and size asked for and no other, and the rate within one per cent.
    case exact
    /// Whatever the driver grants instead.
    case nearest
  }

  /// The pixel format.
  public var pixelFormat: PixelFormat?
  /// The size in pixels.
  public var size: Size?
  /// The time between frames.
  public var interval: Interval?
  /// What else is asked of the format; it then decides on the format, the size and the rate as well.
  public var constraints: Constraints?
  /// Where the picture comes from.
  public var source: SourceConfiguration
  /// The number of buffers to ask for; nil for four, or what the driver needs if that is more.
  public var bufferCount: Int?
  /// The most buffers the camera may come to have; nil for no more than it begins with.
  ///
  /// While the program holds every buffer, or frames are lost for want of one, it adds some, up to this limit, and gives
  /// up what has long been idle, where the driver can. `CaptureStatistics.bufferChanges` counts both.
  public var bufferLimit: Int?
  /// Whose memory the frames are; left to the camera, a constraint may say.
  public var memory = CameraMemory.automatic
  /// How long to wait for a frame; nil for two seconds beyond the interval between frames.
  public var timeout: Duration?
  /// Whether an answer that differs from the request will do.
  public var tolerance: Tolerance

  /// Makes a configuration.
  public init(
    pixelFormat: PixelFormat? = nil, size: Size? = nil, interval: Interval? = nil,
    input: Int? = nil, bufferCount: Int? = nil, timeout: Duration? = nil,
    tolerance: Tolerance = .exact, constraints: Constraints? = nil,
    source: SourceConfiguration = SourceConfiguration()
  ) {
    self.pixelFormat = pixelFormat
    self.size = size
    self.interval = interval
    self.constraints = constraints
    self.source = source
    if let input { self.source.input = input }
    self.bufferCount = bufferCount
    self.timeout = timeout
    self.tolerance = tolerance
  }

  /// The number of the input.
  public var input: Int? {
    get { source.input }
    set { source.input = newValue }
  }
}

/// What a camera was asked for and what it granted.
public struct Negotiated: Hashable, Sendable {
  /// The format asked for, the one granted, and the differences.
  public var format: FormatAdjustment
  /// The interval asked for; nil when it was left to the device.
  public var requestedInterval: Interval?
  /// The interval granted; nil when the driver knows none.
  public var interval: Interval?
  /// What the driver changed of the source, each in words: rectangles, and the frequency.
  public var sourceAdjustments: [String] = []
  /// What the format must meet, where it was asked for by constraints.
  var requirements: [Constraint] = []

  init(format: FormatAdjustment, requestedInterval: Interval?, interval: Interval?) {
    self.format = format
    self.requestedInterval = requestedInterval
    self.interval = interval
  }

  /// Notes a format that was set, and the interval.
  package init(
    _ format: FormatAdjustment, requestedInterval: Interval? = nil, interval: Interval?
  ) {
    self.init(format: format, requestedInterval: requestedInterval, interval: interval)
  }

  /// Whether the interval is within one per cent of the one asked for, or none was asked for.
  public var hasRequestedInterval: Bool {
    guard let requestedInterval else { return true }
    return interval?.isClose(to: requestedInterval) == true
  }

  /// Every difference in words, each `what: asked → granted`.
  public var adjustments: [String] {
    var lines = format.changes.map(\.description)
    if let requestedInterval, interval?.isEquivalent(to: requestedInterval) != true {
      let granted = interval?.description ?? "not adjustable"
      lines.append("rate: \(requestedInterval) → \(granted)")
    }
    return lines + sourceAdjustments
  }
}

extension CaptureQueue {
  /// Applies a configuration to the device and says what became of it.
  ///
  /// The input and its signal are set first because they decide which formats there are, and the interval
  /// last because drivers reset it with the format. Throws `.unsupported` when the tolerance is exact and the
  /// driver granted something else, be it a rectangle. After any failure everything is as it was before.
  public func apply(_ configuration: CameraConfiguration) throws(V4L2Error) -> Negotiated {
    var before = [try settings()]
    do throws(V4L2Error) {
      var adjustments = try applySignal(configuration.source, &before)
      var negotiated = try applyFormat(configuration)
      adjustments += try applyRectangles(configuration.source, configuration.tolerance)
      negotiated.sourceAdjustments = adjustments
      try follow(configuration, &negotiated)
      return negotiated
    } catch {
      throw undo(before, after: error)
    }
  }

  /// A device that cannot scale changes the format with the rectangle, which may break what was asked of it.
  private func follow(
    _ configuration: CameraConfiguration, _ negotiated: inout Negotiated
  ) throws(V4L2Error) {
    guard configuration.source.crop != nil || configuration.source.compose != nil else { return }
    negotiated.format.granted = try format()
    if configuration.constraints != nil {
      let grant = Grant(negotiated.format.granted, interval: try interval())
      guard let broken = negotiated.requirements.first(where: { $0.isMet(by: grant) == false })
      else { return }
      throw refusal(
        "negotiate",
        "with the rectangle the driver captures \(grant.format.pixelFormat) "
          + "\(grant.format.size), which breaks '\(broken)'")
    }
    let asks = configuration.pixelFormat != nil || configuration.size != nil
    if asks, configuration.tolerance == .exact, let refusal = refusal(negotiated.format) {
      throw refusal
    }
  }

  private func applyFormat(
    _ configuration: CameraConfiguration
  ) throws(V4L2Error) -> Negotiated {
    if let constraints = configuration.constraints { return try negotiate(constraints) }
    let before = try format()
    var request = Format(
      configuration.pixelFormat ?? before.pixelFormat,
      width: configuration.size?.width ?? before.width,
      height: configuration.size?.height ?? before.height)
    // Whoever asks for nothing gets the device as it is, field order and all.
    request.field = before.size == request.size ? before.field : .any
    let adjustment = try set(request)
    if configuration.tolerance == .exact, let refusal = refusal(adjustment) { throw refusal }
    var granted = try interval()
    if let wanted = configuration.interval {
      granted = try setInterval(wanted) ?? granted
    }
    let negotiated = Negotiated(
      format: adjustment, requestedInterval: configuration.interval, interval: granted)
    if configuration.tolerance == .exact, !negotiated.hasRequestedInterval {
      let asked = configuration.interval?.description ?? ""
      let answer = granted.map { "the driver offers \($0)" } ?? "its rate cannot be set"
      throw refusal(
        "VIDIOC_S_PARM",
        "\(asked) is not possible for \(adjustment.granted.pixelFormat) \(adjustment.granted.size): \(answer)"
      )
    }
    return negotiated
  }

  private func negotiate(_ constraints: Constraints) throws(V4L2Error) -> Negotiated {
    let outcome: NegotiationOutcome
    do {
      outcome = try apply(constraints)
    } catch {
      switch error {
      case .device(let error): throw error
      case .notRestored(let failure, let cause):
        throw V4L2Error(
          failure.operation, node: device.path, reason: .notRestored(after: cause))
      default: break
      }
      let words = error.description.split(separator: ": ", maxSplits: 1).last.map(String.init)
      throw refusal("negotiate", words ?? error.description)
    }
    var negotiated = Negotiated(
      format: FormatAdjustment(requested: outcome.proposal.request, granted: outcome.got.format),
      requestedInterval: outcome.proposal.interval, interval: outcome.got.interval)
    negotiated.requirements = outcome.proposal.candidate.requirements
    return negotiated
  }

  /// S_FMT; some drivers refuse a format they do not have instead of offering another.
  private func set(_ request: Format) throws(V4L2Error) -> FormatAdjustment {
    do {
      return try setFormat(request)
    } catch  where error.errno == .invalidArgument {
      throw refusal("VIDIOC_S_FMT", "the driver refuses \(request.pixelFormat) \(request.size)")
    }
  }

  private func refusal(_ adjustment: FormatAdjustment) -> V4L2Error? {
    let (asked, granted) = (adjustment.requested, adjustment.granted)
    guard asked.pixelFormat != granted.pixelFormat || asked.size != granted.size else {
      return nil
    }
    return refusal(
      "VIDIOC_S_FMT",
      "\(asked.pixelFormat) \(asked.size) is not possible: the driver offers \(granted.pixelFormat) \(granted.size)"
    )
  }
}
