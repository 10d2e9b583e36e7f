internal import CVideoDev2
internal import SystemPackage

/// The number of a control. The corresponding C constants are `V4L2_CID_*`.
public struct ControlID: RawRepresentable, Hashable, Sendable {
  /// The kernel's number.
  public var rawValue: UInt32
  /// Makes an identifier from the kernel's number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Buffers a capture queue needs to run. The corresponding C constant is `V4L2_CID_MIN_BUFFERS_FOR_CAPTURE`.
  public static let minimumCaptureBuffers = ControlID(
    rawValue: 0x0098_0927)

  /// Buffers an output queue needs to run. The corresponding C constant is `V4L2_CID_MIN_BUFFERS_FOR_OUTPUT`.
  public static let minimumOutputBuffers = ControlID(
    rawValue: 0x0098_0928)
}

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
