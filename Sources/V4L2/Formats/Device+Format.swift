internal import CVideoDev2
internal import SystemPackage
public import VideoFormats

extension Device {
  /// The format of a video queue as it is set now. The corresponding request is `VIDIOC_G_FMT`.
  public func format(of type: QueueType) throws(V4L2Error) -> Format {
    var format = unsafe v4l2_format()
    unsafe format.type = type.rawValue
    try unsafe node.perform(.format, &format)
    return unsafe Format(format)
  }

  /// What the driver would grant, without changing anything.
  ///
  /// May be asked at any time, while streaming too. Throws with `ENOTTY` where a driver lacks the
  /// request. The corresponding request is `VIDIOC_TRY_FMT`.
  public func tryFormat(_ format: Format, of type: QueueType) throws(V4L2Error) -> FormatAdjustment
  {
    try unsafe negotiate(.tryFormat, format, type)
  }

  /// Sets the format; the queue that owns the buffers decides when that is allowed.
  func setFormat(_ format: Format, of type: QueueType) throws(V4L2Error) -> FormatAdjustment {
    try unsafe negotiate(.setFormat, format, type)
  }

  private func negotiate(
    _ request: Request<v4l2_format>, _ format: Format, _ type: QueueType
  ) throws(V4L2Error) -> FormatAdjustment {
    var complete = format
    complete.colorimetry = try requestable(format, type)
    var argument = unsafe complete.kernelFormat(for: type)
    try unsafe node.perform(request, &argument)
    return unsafe FormatAdjustment(requested: format, granted: Format(argument))
  }

  /// The colours of a request, with a colour space wherever any part of them is named.
  ///
  /// Since Linux 5.19 the kernel forgets the other three where the colour space is `V4L2_COLORSPACE_DEFAULT`, before
  /// the driver sees them. The space to name is the one that the driver has for such a format by itself.
  private func requestable(
    _ format: Format, _ type: QueueType
  ) throws(V4L2Error) -> Colorimetry {
    var colors = format.colorimetry
    guard colors.colorSpace == .default, colors != Colorimetry() else { return colors }
    var plain = format
    plain.colorimetry = Colorimetry()
    var argument = unsafe plain.kernelFormat(for: type)
    let isTried = unsafe node.attempt(.tryFormat, &argument) == nil
    let answer = isTried ? unsafe Format(argument) : try self.format(of: type)
    colors.colorSpace = answer.colorimetry.colorSpace
    return colors
  }

  /// The time between frames as it is set now; nil when the driver knows none.
  ///
  /// The corresponding request is `VIDIOC_G_PARM`.
  public func interval(of type: QueueType) throws(V4L2Error) -> Interval? {
    var parameters = v4l2_streamparm()
    parameters.type = type.rawValue
    switch node.attempt(.parameters, &parameters) {
    case nil: break
    case .invalidArgument?, .inappropriateIOCTLForDevice?, .noData?: return nil
    case let errno?: throw V4L2Error("VIDIOC_G_PARM", node: path, errno)
    }
    let interval = unsafe Interval(parameters.parm.capture.timeperframe)
    return interval.seconds > 0 ? interval : nil
  }

  /// Sets the time between frames and answers what the driver made of it; nil when it has no say in it.
  func setInterval(_ interval: Interval, of type: QueueType) throws(V4L2Error) -> Interval? {
    var parameters = v4l2_streamparm()
    parameters.type = type.rawValue
    unsafe parameters.parm.capture.timeperframe = interval.kernelFraction
    switch node.attempt(.setParameters, &parameters) {
    case nil: break
    case .inappropriateIOCTLForDevice?, .noData?: return nil
    case let errno?: throw V4L2Error("VIDIOC_S_PARM", node: path, errno)
    }
    guard unsafe parameters.parm.capture.capability & UInt32(V4L2_CAP_TIMEPERFRAME) != 0 else {
      return nil
    }
    return unsafe Interval(parameters.parm.capture.timeperframe)
  }
}
