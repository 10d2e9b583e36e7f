internal import CVideoDev2
internal import SystemPackage

extension Device {
  /// A tuner and what it receives now; nil where there is no such tuner.
  ///
  /// The corresponding request is `VIDIOC_G_TUNER`.
  public func tuner(_ index: Int = 0) throws(V4L2Error) -> Tuner? {
    guard let number = UInt32(exactly: index) else { return nil }
    var tuner = v4l2_tuner()
    tuner.index = number
    return try node.performIfApplicable(.tuner, &tuner) ? Tuner(tuner) : nil
  }

  /// The frequency a tuner is set to, in hertz; nil where there is no such tuner.
  ///
  /// The corresponding requests are `VIDIOC_G_TUNER`, for the unit, and `VIDIOC_G_FREQUENCY`.
  public func frequency(tuner index: Int = 0) throws(V4L2Error) -> Int? {
    guard let tuner = try tuner(index) else { return nil }
    var frequency = v4l2_frequency()
    frequency.tuner = UInt32(clamping: index)
    frequency.type = tuner.kind.rawValue
    return try node.performIfApplicable(.frequency, &frequency)
      ? tuner.capabilities.hertz(frequency.frequency) : nil
  }

  /// Sets a tuner to a frequency in hertz, rounded to its steps and moved into its range.
  ///
  /// `frequency(tuner:)` tells what became of it. Refused with `EINVAL` where there is no such tuner. The
  /// corresponding request is `VIDIOC_S_FREQUENCY`.
  public func setFrequency(_ hertz: Int, tuner index: Int = 0) throws(V4L2Error) {
    guard let tuner = try tuner(index), let units = tuner.capabilities.units(hertz) else {
      throw V4L2Error("VIDIOC_S_FREQUENCY", node: path, .invalidArgument)
    }
    var frequency = v4l2_frequency()
    frequency.tuner = UInt32(clamping: index)
    frequency.type = tuner.kind.rawValue
    frequency.frequency = units
    try node.perform(.setFrequency, &frequency)
  }
}
