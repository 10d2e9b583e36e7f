public import V4L2
public import VideoFormats

/// Where the picture comes from; what is nil stays as the device has it.
public struct SourceConfiguration: Hashable, Sendable {
  /// The number of the input.
  public var input: Int?
  /// The analogue standard. The corresponding request is `VIDIOC_S_STD`.
  public var standard: VideoStandard?
  /// The digital timings. The corresponding request is `VIDIOC_S_DV_TIMINGS`.
  public var timings: VideoTimings?
  /// The tuner's frequency in hertz.
  public var frequency: Int?
  /// The number of the audio input.
  public var audioInput: Int?
  /// The part of the source that is captured. The corresponding C constant is `V4L2_SEL_TGT_CROP`.
  public var crop: Rectangle?
  /// Where in the buffer it is put. The corresponding C constant is `V4L2_SEL_TGT_COMPOSE`.
  public var compose: Rectangle?

  /// Makes a configuration.
  public init(
    input: Int? = nil, standard: VideoStandard? = nil, timings: VideoTimings? = nil,
    frequency: Int? = nil, audioInput: Int? = nil, crop: Rectangle? = nil, compose: Rectangle? = nil
  ) {
    self.input = input
    self.standard = standard
    self.timings = timings
    self.frequency = frequency
    self.audioInput = audioInput
    self.crop = crop
    self.compose = compose
  }

  /// Whether everything stays as it is.
  public var isEmpty: Bool { self == SourceConfiguration() }
}

extension CaptureQueue {
  /// Sets where the picture comes from, or leaves everything as it was; answers what the driver changed, in words.
  ///
  /// Refused with `EBUSY` while somebody holds buffers. The format may change with the source.
  public func apply(_ source: SourceConfiguration) throws(V4L2Error) -> [String] {
    let before = try settings()
    do throws(V4L2Error) {
      try applySignal(source)
      return try applyRectangles(source)
    } catch {
      restore(before)
      throw error
    }
  }

  /// Sets what comes before the format: the input and its signal.
  ///
  /// Each step decides what the next can be: the input has standards or timings, and those have formats.
  func applySignal(_ source: SourceConfiguration) throws(V4L2Error) {
    if let input = source.input { try select(input) }
    if let standard = source.standard { try select(standard) }
    if let timings = source.timings { try select(timings) }
    if let frequency = source.frequency { try device.setFrequency(frequency, tuner: try tuner()) }
    if let audio = source.audioInput { try device.selectAudioInput(audio) }
  }

  /// Sets the rectangles, which decide how the source fills the format. Answers those the driver changed.
  func applyRectangles(_ source: SourceConfiguration) throws(V4L2Error) -> [String] {
    var adjustments: [String] = []
    let pairs = [(SelectionTarget.crop, source.crop), (.compose, source.compose)]
    for (target, rectangle) in pairs {
      guard let rectangle else { continue }
      let granted = try set(target, rectangle)
      if granted != rectangle { adjustments.append("\(target): \(rectangle) → \(granted)") }
    }
    return adjustments
  }

  private func tuner() throws(V4L2Error) -> Int {
    let current = try device.currentInput()
    return try device.inputs().first { $0.index == current }?.tuner ?? 0
  }

  private func select(_ input: Int) throws(V4L2Error) {
    let inputs = try device.inputs()
    guard inputs.contains(where: { $0.index == input }) else {
      let known =
        inputs.isEmpty
        ? "it has none to choose from"
        : "it has \(inputs.map { "\($0.index) (\($0.name))" }.joined(separator: ", "))"
      throw refusal("VIDIOC_S_INPUT", "no input \(input): \(known)")
    }
    if try device.currentInput() != input { try device.selectInput(input) }
  }

  private func select(_ standard: VideoStandard) throws(V4L2Error) {
    let known = try device.standards()
    guard !known.isEmpty else {
      throw refusal("VIDIOC_S_STD", "the chosen input has no analogue standards")
    }
    let offered = known.reduce(VideoStandard(rawValue: 0)) { $0.union($1.standard) }
    guard !offered.isDisjoint(with: standard) else {
      let names = known.prefix(6).map(\.name).joined(separator: ", ")
      throw refusal("VIDIOC_S_STD", "the input does not take that standard; it takes \(names)")
    }
    if try device.standard() != standard { try device.setStandard(standard) }
  }

  private func select(_ timings: VideoTimings) throws(V4L2Error) {
    guard let current = try device.timings() else {
      throw refusal("VIDIOC_S_DV_TIMINGS", "the chosen input has no digital timings")
    }
    if current != timings { try device.setTimings(timings) }
  }

  private func set(
    _ target: SelectionTarget, _ rectangle: Rectangle
  ) throws(V4L2Error) -> Rectangle {
    guard try device.selection(target, of: type) != nil else {
      throw refusal("VIDIOC_S_SELECTION", "the device has no \(target) rectangle to set here")
    }
    return try device.setSelection(target, rectangle, of: type)
  }

  func refusal(_ operation: String, _ what: String) -> V4L2Error {
    V4L2Error(operation, node: device.path, reason: .unsupported(what))
  }
}
