internal import CVideoDev2
internal import VideoFormats

// Intervals, inputs and controls.
extension FakeNode {
  func getParameters(_ parameters: inout v4l2_streamparm) -> Int32 {
    guard parameters.type == personality.queueType else { return -EINVAL }
    unsafe parameters.parm.capture = v4l2_captureparm()
    unsafe parameters.parm.capture.capability =
      personality.setsInterval ? UInt32(V4L2_CAP_TIMEPERFRAME) : 0
    unsafe parameters.parm.capture.timeperframe = interval
    unsafe parameters.parm.capture.readbuffers = 1
    return 0
  }

  mutating func setParameters(_ parameters: inout v4l2_streamparm) -> Int32 {
    guard parameters.type == personality.queueType else { return -EINVAL }
    if personality.setsInterval {
      interval = nearest(unsafe parameters.parm.capture.timeperframe)
    }
    return getParameters(&parameters)
  }

  /// The longest interval on offer that is not longer than the one asked for, as vivid chooses.
  private func nearest(_ wanted: v4l2_fract) -> v4l2_fract {
    guard !personality.formats.isEmpty else { return interval }
    let offered = personality.formats[format.entry].intervals
    switch offered.first {
    case .stepwise(let min, let max, _), .continuous(let min, let max):
      guard wanted.denominator > 0, wanted.numerator > 0 else { return min.fraction }
      if seconds(wanted) < seconds(min.fraction) { return min.fraction }
      if seconds(wanted) > seconds(max.fraction) { return max.fraction }
      return wanted
    case .discrete, nil:
      let discrete = offered.compactMap { entry -> v4l2_fract? in
        if case .discrete(let interval) = entry { interval.fraction } else { nil }
      }.sorted { seconds($0) > seconds($1) }
      guard let shortest = discrete.last else { return interval }
      guard wanted.denominator > 0 else { return shortest }
      return discrete.first { seconds(wanted) >= seconds($0) } ?? shortest
    }
  }

  private func seconds(_ fraction: v4l2_fract) -> Double {
    Double(fraction.numerator) / Double(fraction.denominator)
  }

  /// Nanoseconds between frames.
  var period: Int64 {
    guard interval.denominator > 0, interval.numerator > 0 else { return 1_000_000_000 }
    return Int64(interval.numerator) * 1_000_000_000 / Int64(interval.denominator)
  }

  func enumerateInputs(_ input: inout v4l2_input) -> Int32 {
    let index = input.index
    guard !personality.inputs.isEmpty else { return -ENOTTY }
    guard index < personality.inputs.count else { return -EINVAL }
    input = v4l2_input()
    input.index = index
    copy(personality.inputs[Int(index)], into: &input.name)
    input.type = UInt32(V4L2_INPUT_TYPE_CAMERA)
    return 0
  }

  func getInput(_ number: inout CInt) -> Int32 {
    guard !personality.inputs.isEmpty else { return -ENOTTY }
    number = input
    return 0
  }

  mutating func setInput(_ number: CInt) -> Int32 {
    guard !personality.inputs.isEmpty else { return -ENOTTY }
    guard number >= 0, number < personality.inputs.count else { return -EINVAL }
    guard number != input else { return 0 }
    guard queue.buffers.isEmpty else { return -EBUSY }
    input = number
    return 0
  }

  func getControl(_ control: inout v4l2_control) -> Int32 {
    let minimumBuffersForCapture: UInt32 = 0x0098_0927
    guard control.id == minimumBuffersForCapture, let value = personality.minimumBuffersControl
    else { return -EINVAL }
    control.value = value
    return 0
  }
}
