internal import CVideoDev2
internal import VideoFormats

// Intervals and inputs.
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
    // A signal comes at its own rate.
    guard isCamera else { return getParameters(&parameters) }
    let wanted = unsafe parameters.parm.capture.timeperframe
    let asked = Interval(wanted.numerator, wanted.denominator)
    if asked.seconds > 0, personality.refusedIntervals.contains(where: asked.isEquivalent) {
      return -EINVAL
    }
    if personality.setsInterval {
      interval = personality.roundsIntervalTo?.fraction ?? nearest(wanted)
      source.cameraInterval = interval
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
    let kind = personality.kind(ofInput: Int(index))
    if kind == .tuner { input.type = UInt32(V4L2_INPUT_TYPE_TUNER) }
    if kind == .hdmi { input.capabilities = UInt32(V4L2_IN_CAP_DV_TIMINGS) }
    if kind.hasStandards {
      input.capabilities = UInt32(V4L2_IN_CAP_STD)
      input.std = VideoStandard.all.rawValue
      input.audioset = 3
    }
    input.status = status(ofInput: index, kind)
    return 0
  }

  /// What an input reports of its signal, of which only the chosen one has any trouble.
  private func status(ofInput index: UInt32, _ kind: Personality.InputKind) -> UInt32 {
    if kind == .hdmi, source.edid.isEmpty { return UInt32(V4L2_IN_ST_NO_SIGNAL) }
    guard index == UInt32(bitPattern: input), kind != .camera else { return 0 }
    switch behaviour.signal {
    case .none: return UInt32(V4L2_IN_ST_NO_SIGNAL)
    case .unlocked: return UInt32(V4L2_IN_ST_NO_H_LOCK)
    case .outOfRange: return kind == .hdmi ? UInt32(V4L2_IN_ST_NO_H_LOCK) : 0
    case .good: break
    }
    guard kind == .tuner else { return 0 }
    switch reception {
    case .color: return 0
    case .grey: return UInt32(V4L2_IN_ST_COLOR_KILL)
    case .noise: return UInt32(V4L2_IN_ST_NO_H_LOCK)
    }
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
    guard queue.count == 0 else { return -EBUSY }
    input = number
    if inputKind.hasStandards { source.audioInput = inputKind == .sVideo ? 1 : 0 }
    resetToSource()
    return 0
  }
}
