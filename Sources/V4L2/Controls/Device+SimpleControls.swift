internal import CVideoDev2
internal import SystemPackage

// Controls of 32 bits by the oldest requests, for callers that know the number and nothing else.
extension Device {
  /// The value of a 32-bit control; nil when the device has no such control.
  ///
  /// The corresponding request is `VIDIOC_G_CTRL`.
  public func value(of control: ControlID) throws(V4L2Error) -> Int? {
    var argument = v4l2_control(id: control.rawValue, value: 0)
    switch node.attempt(.control, &argument) {
    case nil: return Int(argument.value)
    case .invalidArgument?, .inappropriateIOCTLForDevice?: return nil
    case let errno?: throw V4L2Error("VIDIOC_G_CTRL", node: path, errno)
    }
  }

  /// Sets a 32-bit control and answers the value the driver settled on.
  ///
  /// Fails with `EINVAL` for an unknown control, `ERANGE` for a value out of range, `EBUSY` for a grabbed
  /// and `EACCES` for a read-only control. The corresponding request is `VIDIOC_S_CTRL`.
  @discardableResult
  public func setValue(_ value: Int, of control: ControlID) throws(V4L2Error) -> Int {
    guard let number = Int32(exactly: value) else {
      throw V4L2Error("VIDIOC_S_CTRL", node: path, .outOfRange)
    }
    var argument = v4l2_control(id: control.rawValue, value: number)
    try node.perform(.setControl, &argument)
    return Int(argument.value)
  }
}
