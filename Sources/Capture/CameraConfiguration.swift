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
  /// The number of the input.
  public var input: Int?
  /// The number of buffers to ask for; nil for four, or what the driver needs if that is more.
  public var bufferCount: Int?
  /// How long to wait for a frame; nil for two seconds beyond the interval between frames.
  public var timeout: Duration?
  /// Whether an answer that differs from the request will do.
  public var tolerance: Tolerance

  /// Makes a configuration.
  public init(
    pixelFormat: PixelFormat? = nil, size: Size? = nil, interval: Interval? = nil,
    input: Int? = nil, bufferCount: Int? = nil, timeout: Duration? = nil,
    tolerance: Tolerance = .exact
  ) {
    self.pixelFormat = pixelFormat
    self.size = size
    self.interval = interval
    self.input = input
    self.bufferCount = bufferCount
    self.timeout = timeout
    self.tolerance = tolerance
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

  /// Whether the interval is within one per cent of the one asked for, or none was asked for.
  ///
  /// One per cent separates 29.97 from 30 no more than a person does who says "30 frames a second".
  public var hasRequestedInterval: Bool {
    guard let requestedInterval else { return true }
    guard let interval else { return false }
    return abs(interval.seconds / requestedInterval.seconds - 1) <= 0.01
  }

  /// Every difference in words, each `what: asked → granted`.
  public var adjustments: [String] {
    var lines = format.changes.map(\.description)
    if let requestedInterval, interval?.isEquivalent(to: requestedInterval) != true {
      let granted = interval?.description ?? "not adjustable"
      lines.append("rate: \(requestedInterval) → \(granted)")
    }
    return lines
  }
}

extension CaptureQueue {
  /// Applies a configuration to the device and says what became of it.
  ///
  /// The input is chosen first because it decides which formats there are, and the interval last
  /// because drivers reset it with the format. Throws `.unsupported` when the tolerance is exact and
  /// the driver granted something else; the format is then as it was before.
  public func apply(_ configuration: CameraConfiguration) throws(V4L2Error) -> Negotiated {
    if let input = configuration.input {
      try select(input)
    }
    let before = try format()
    var request = Format(
      configuration.pixelFormat ?? before.pixelFormat,
      width: configuration.size?.width ?? before.width,
      height: configuration.size?.height ?? before.height)
    // Whoever asks for nothing gets the device as it is, field order and all.
    request.field = before.size == request.size ? before.field : .any
    let adjustment = try set(request, keeping: before)
    if configuration.tolerance == .exact, let refusal = refusal(adjustment) {
      _ = try? setFormat(before)
      throw refusal
    }
    var granted = try interval()
    if let wanted = configuration.interval {
      granted = try setInterval(wanted) ?? granted
    }
    let negotiated = Negotiated(
      format: adjustment, requestedInterval: configuration.interval, interval: granted)
    if configuration.tolerance == .exact, !negotiated.hasRequestedInterval {
      let asked = configuration.interval?.description ?? ""
      let answer = granted.map { "the driver offers \($0)" } ?? "its rate cannot be set"
      _ = try? setFormat(before)
      throw V4L2Error(
        "VIDIOC_S_PARM", node: device.path,
        reason: .unsupported(
          "\(asked) is not possible for \(adjustment.granted.pixelFormat) \(adjustment.granted.size): \(answer)"
        ))
    }
    return negotiated
  }

  private func select(_ input: Int) throws(V4L2Error) {
    let inputs = try device.inputs()
    guard inputs.contains(where: { $0.index == input }) else {
      let known =
        inputs.isEmpty
        ? "it has none to choose from"
        : "it has \(inputs.map { "\($0.index) (\($0.name))" }.joined(separator: ", "))"
      throw V4L2Error(
        "VIDIOC_S_INPUT", node: device.path, reason: .unsupported("no input \(input): \(known)"))
    }
    if try device.currentInput() != input { try device.selectInput(input) }
  }

  /// S_FMT; some drivers refuse a format they do not have instead of offering another.
  private func set(
    _ request: Format, keeping before: Format
  ) throws(V4L2Error) -> FormatAdjustment {
    do {
      return try setFormat(request)
    } catch  where error.errno == .invalidArgument {
      throw V4L2Error(
        "VIDIOC_S_FMT", node: device.path,
        reason: .unsupported("the driver refuses \(request.pixelFormat) \(request.size)"))
    }
  }

  private func refusal(_ adjustment: FormatAdjustment) -> V4L2Error? {
    let (asked, granted) = (adjustment.requested, adjustment.granted)
    guard asked.pixelFormat != granted.pixelFormat || asked.size != granted.size else {
      return nil
    }
    return V4L2Error(
      "VIDIOC_S_FMT", node: device.path,
      reason: .unsupported(
        "\(asked.pixelFormat) \(asked.size) is not possible: the driver offers \(granted.pixelFormat) \(granted.size)"
      ))
  }
}
