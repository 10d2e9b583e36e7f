internal import CVideoDev2
internal import SystemPackage
public import VideoFormats

extension Device {
  /// The timings the chosen input or output can take, in the driver's order; empty where none apply.
  ///
  /// A device may take others too: `timingsCapabilities()` says which. The pad is a subdevice's; video
  /// nodes have only 0. The corresponding request is `VIDIOC_ENUM_DV_TIMINGS`.
  public func timingsList(pad: Int = 0) throws(V4L2Error) -> [VideoTimings] {
    try node.enumerate(
      .enumerateTimings,
      argument: { index in
        var entry = v4l2_enum_dv_timings()
        entry.index = index
        entry.pad = UInt32(clamping: pad)
        return entry
      },
      element: { VideoTimings($0.timings) }
    ).compactMap(\.self)
  }

  /// The timings that are set for the chosen input or output; nil where none apply.
  ///
  /// The corresponding request is `VIDIOC_G_DV_TIMINGS`.
  public func timings() throws(V4L2Error) -> VideoTimings? {
    var timings = v4l2_dv_timings()
    return try node.performIfApplicable(.timings, &timings) ? VideoTimings(timings) : nil
  }

  /// Sets the timings of the chosen input or output and answers what the driver made of them.
  ///
  /// Changes the format with them. Refused with `EINVAL` for timings the device cannot take, with
  /// `ENODATA` where none apply, with `EBUSY` while buffers exist. The corresponding request is
  /// `VIDIOC_S_DV_TIMINGS`.
  @discardableResult
  public func setTimings(_ timings: VideoTimings) throws(V4L2Error) -> VideoTimings {
    var argument = timings.kernelTimings
    try node.perform(.setTimings, &argument)
    return VideoTimings(argument) ?? timings
  }

  /// Measures the signal at the chosen input, without setting anything.
  ///
  /// May disturb a capture that is running. The corresponding request is `VIDIOC_QUERY_DV_TIMINGS`.
  public func detectTimings() throws(V4L2Error) -> TimingsDetection {
    var timings = v4l2_dv_timings()
    switch node.attempt(.queryTimings, &timings) {
    case nil: return VideoTimings(timings).map(TimingsDetection.detected) ?? .unsupported
    case .noLink?: return .noLink
    case .noLocks?: return .noLock
    case .outOfRange?: return .outOfRange
    case .invalidArgument?, .noData?, .inappropriateIOCTLForDevice?: return .unsupported
    case let errno?: throw V4L2Error("VIDIOC_QUERY_DV_TIMINGS", node: path, errno)
    }
  }

  /// What timings the chosen input or output can take; nil where none apply.
  ///
  /// The corresponding request is `VIDIOC_DV_TIMINGS_CAP`.
  public func timingsCapabilities(pad: Int = 0) throws(V4L2Error) -> VideoTimingsCapabilities? {
    var capabilities = v4l2_dv_timings_cap()
    capabilities.pad = UInt32(clamping: pad)
    return try node.performIfApplicable(.timingsCapabilities, &capabilities)
      ? VideoTimingsCapabilities(capabilities) : nil
  }
}

/// What measuring a digital signal came to; `description` says it in words, with the next step.
public enum TimingsDetection: Hashable, Sendable, CustomStringConvertible {
  /// The signal has these timings.
  case detected(VideoTimings)
  /// Nothing is connected, or it sends nothing. The corresponding error number is `ENOLINK`.
  case noLink
  /// There is a signal, but it is not stable. The corresponding error number is `ENOLCK`.
  case noLock
  /// There is a signal that the device cannot take. The corresponding error number is `ERANGE`.
  case outOfRange
  /// The input has no timings, or the device cannot measure them.
  case unsupported

  /// The timings that can be set; nil where none were found.
  public var timings: VideoTimings? {
    if case .detected(let timings) = self { timings } else { nil }
  }

  /// What was found and what to do about it, a phrase without a full stop.
  public var description: String {
    switch self {
    case .detected(let timings): timings.description
    case .noLink:
      "no signal: check the cable, whether the source is on, and whether the input has an EDID"
    case .noLock:
      "a signal without a lock: try a shorter cable or a lower resolution at the source"
    case .outOfRange:
      "a signal outside of what the device can take: choose a lower resolution or rate at the source"
    case .unsupported: "no timings can be detected here: set those the source has"
    }
  }
}
