internal import SystemPackage
public import V4L2
internal import VideoFormats

extension CaptureQueue {
  /// Sets where the picture comes from, or leaves everything as it was; answers what the driver changed, in words.
  ///
  /// Refused with `EBUSY` while somebody holds buffers. The format may change with the source.
  public func apply(_ source: SourceConfiguration) throws(V4L2Error) -> [String] {
    var before = [try settings()]
    do throws(V4L2Error) {
      return try applySignal(source, &before) + applyRectangles(source, .nearest)
    } catch {
      throw undo(before, after: error)
    }
  }

  /// Sets what comes before the format: the input and its signal. Answers what the driver changed.
  ///
  /// Each step decides what the next can be: the input has standards or timings, and those have formats. An
  /// input keeps its signal's settings while another is chosen, so those of the new one join what may have to be
  /// put back.
  func applySignal(
    _ source: SourceConfiguration, _ before: inout [DeviceSettings]
  ) throws(V4L2Error) -> [String] {
    if let input = source.input, try select(input) { before.append(try settings()) }
    if let choice = source.standardChoice { try select(choice) }
    if let choice = source.timingsChoice { try select(choice) }
    if let audio = source.audioInput { try selectAudio(audio) }
    guard let frequency = source.frequency else { return [] }
    return try tune(to: frequency)
  }

  /// Sets the rectangles, which decide how the source fills the format. Answers those the driver changed.
  func applyRectangles(
    _ source: SourceConfiguration, _ tolerance: CameraConfiguration.Tolerance
  ) throws(V4L2Error) -> [String] {
    var adjustments: [String] = []
    let pairs = [(SelectionTarget.crop, source.crop), (.compose, source.compose)]
    for (target, rectangle) in pairs {
      guard let rectangle else { continue }
      let granted = try set(target, rectangle)
      guard granted != rectangle else { continue }
      if tolerance == .exact {
        throw refusal(
          "VIDIOC_S_SELECTION",
          "\(target) \(rectangle) is not possible: the driver offers \(granted)")
      }
      adjustments.append("\(target): \(rectangle) → \(granted)")
    }
    return adjustments
  }

  private func set(
    _ target: SelectionTarget, _ rectangle: Rectangle
  ) throws(V4L2Error) -> Rectangle {
    guard try device.selection(target, of: type) != nil else {
      throw refusal("VIDIOC_G_SELECTION", "there is no \(target) rectangle to set at this input")
    }
    return try device.setSelection(target, rectangle, of: type)
  }

  /// Chooses an input, and says whether it was another before.
  private func select(_ input: Int) throws(V4L2Error) -> Bool {
    let inputs = try device.inputs()
    guard inputs.contains(where: { $0.index == input }) else {
      let known =
        inputs.isEmpty
        ? "it has none to choose from"
        : "it has \(inputs.map { "\($0.index) (\($0.name))" }.joined(separator: ", "))"
      throw refusal("VIDIOC_S_INPUT", "no input \(input): \(known)")
    }
    guard try device.currentInput() != input else { return false }
    try device.selectInput(input)
    return true
  }

  private func selectAudio(_ input: Int) throws(V4L2Error) {
    guard let current = try device.currentAudioInput() else {
      throw refusal("VIDIOC_S_AUDIO", "the chosen input has no sound")
    }
    guard current.index != input else { return }
    let inputs = try device.audioInputs()
    guard inputs.contains(where: { $0.index == input }) else {
      let known = inputs.map { "\($0.index) (\($0.name))" }.joined(separator: ", ")
      throw refusal("VIDIOC_S_AUDIO", "no audio input \(input): it has \(known)")
    }
    try device.selectAudioInput(input)
  }

  /// Tunes to a frequency, which drivers round to the tuner's steps.
  private func tune(to frequency: Int) throws(V4L2Error) -> [String] {
    guard let index = try device.tunerOfChosenInput(), let tuner = try device.tuner(index) else {
      throw refusal("VIDIOC_S_FREQUENCY", "the chosen input has no tuner")
    }
    let range = tuner.lowestFrequency...max(tuner.lowestFrequency, tuner.highestFrequency)
    guard range.contains(frequency) else {
      throw refusal(
        "VIDIOC_S_FREQUENCY",
        "\(frequency) Hz is out of the tuner's range, "
          + "\(range.lowerBound) to \(range.upperBound) Hz")
    }
    try device.setFrequency(frequency, tuner: index)
    guard let granted = try device.frequency(tuner: index), granted != frequency else { return [] }
    return ["frequency: \(frequency) Hz → \(granted) Hz"]
  }

  func refusal(_ operation: String, _ what: String) -> V4L2Error {
    V4L2Error(operation, node: device.path, reason: .unsupported(what))
  }
}

extension Device {
  /// The number of the chosen input's tuner; nil where it has none.
  func tunerOfChosenInput() throws(V4L2Error) -> Int? {
    // Enumerating inputs may measure their signals; most devices need not be asked.
    guard information.capabilities.contains(.tuner), let input = try currentInput() else {
      return nil
    }
    return try inputs().first { $0.index == input }?.tuner
  }
}
