internal import CVideoDev2
internal import SystemPackage
public import VideoFormats

extension Device {
  /// The standards the chosen input can take, in the driver's order; empty where none apply.
  ///
  /// The corresponding request is `VIDIOC_ENUMSTD`.
  public func standards() throws(V4L2Error) -> [StandardDescription] {
    try node.enumerate(
      .enumerateStandards,
      argument: { index in
        var standard = v4l2_standard()
        standard.index = index
        return standard
      },
      element: { standard in
        StandardDescription(
          index: Int(standard.index), standard: VideoStandard(rawValue: standard.id),
          name: text(standard.name), interval: Interval(standard.frameperiod),
          lines: Int(standard.framelines))
      })
  }

  /// The standard that is set for the chosen input; nil where none apply.
  ///
  /// A set of several is one the driver need not tell apart. The corresponding request is `VIDIOC_G_STD`.
  public func standard() throws(V4L2Error) -> VideoStandard? {
    var standard: v4l2_std_id = 0
    return try node.performIfApplicable(.standard, &standard)
      ? VideoStandard(rawValue: standard) : nil
  }

  /// Sets the standard of the chosen input, which may change the format.
  ///
  /// Of a set of several the driver chooses. Refused with `EINVAL` where the input has none of them,
  /// with `ENODATA` where no standards apply, with `EBUSY` while buffers exist. The corresponding request
  /// is `VIDIOC_S_STD`.
  public func setStandard(_ standard: VideoStandard) throws(V4L2Error) {
    var standard: v4l2_std_id = standard.rawValue
    try node.perform(.setStandard, &standard)
  }

  /// Looks for the standard of the signal at the chosen input, without setting it.
  ///
  /// May disturb a capture that is running, and takes up to a second on some devices. The corresponding
  /// request is `VIDIOC_QUERYSTD`.
  public func detectStandard() throws(V4L2Error) -> StandardDetection {
    var standard: v4l2_std_id = 0
    switch node.attempt(.queryStandard, &standard) {
    case nil: return standard == 0 ? .noSignal : .detected(VideoStandard(rawValue: standard))
    case .noLocks?, .noLink?: return .noSignal
    case .invalidArgument?, .noData?, .inappropriateIOCTLForDevice?: return .unsupported
    case let errno?: throw V4L2Error("VIDIOC_QUERYSTD", node: path, errno)
    }
  }
}

/// What looking for an analogue standard came to; `description` says it in words, with the next step.
public enum StandardDetection: Hashable, Sendable, CustomStringConvertible {
  /// The signal has this standard, or one of these.
  case detected(VideoStandard)
  /// There is no signal, or none that is any standard.
  case noSignal
  /// The input has no standards, or the device cannot look for them.
  case unsupported

  /// The standard that can be set; nil where none was found.
  public var standard: VideoStandard? {
    if case .detected(let standard) = self { standard } else { nil }
  }

  /// What was found and what to do about it, a phrase without a full stop.
  public var description: String {
    switch self {
    case .detected(let standard): standard.description
    case .noSignal:
      "no signal of any standard: check the cable, the source and, on a tuner, the frequency"
    case .unsupported: "no standard can be detected here: set the one the source has"
    }
  }
}
