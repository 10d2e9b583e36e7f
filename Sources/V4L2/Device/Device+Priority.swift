internal import CVideoDev2
internal import SystemIO
internal import SystemPackage
public import VideoFormats

/// How much an open device minds others that change its settings.
///
/// While somebody has the node open with a higher priority, requests that change anything are `EBUSY`.
/// The corresponding C type is `enum v4l2_priority`.
public struct DevicePriority: NamedConstant {
  /// The kernel's number.
  public var rawValue: UInt32
  /// Makes a priority from the kernel's number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Gives way to everybody. The corresponding C constant is `V4L2_PRIORITY_BACKGROUND`.
  public static let background = DevicePriority(rawValue: 1)
  /// What every open file begins with. The corresponding C constant is `V4L2_PRIORITY_INTERACTIVE`.
  public static let interactive = DevicePriority(rawValue: 2)
  /// Lets nobody else change anything. The corresponding C constant is `V4L2_PRIORITY_RECORD`.
  public static let record = DevicePriority(rawValue: 3)

  /// The values that have a name, with it, in the kernel's order.
  public static var names: [(DevicePriority, String)] {
    [(.background, "background"), (.interactive, "interactive"), (.record, "record")]
  }
}

extension Device {
  /// The highest priority with which anybody, this program included, has the device open; nil where the
  /// driver knows none.
  ///
  /// The corresponding request is `VIDIOC_G_PRIORITY`.
  public func priority() throws(V4L2Error) -> DevicePriority? {
    var number: UInt32 = 0
    return try node.performIfApplicable(.priority, &number) ? DevicePriority(rawValue: number) : nil
  }

  /// Sets the priority of this open device, until it is closed.
  ///
  /// Throws with `EBUSY` while somebody else has it open with a higher one, with `EINVAL` for a number the
  /// kernel does not know. The corresponding request is `VIDIOC_S_PRIORITY`.
  public func setPriority(_ priority: DevicePriority) throws(V4L2Error) {
    var number = priority.rawValue
    try node.perform(.setPriority, &number)
  }
}

extension V4L2Error {
  /// Requests that the kernel refuses while somebody has a higher priority.
  private static let guarded: Set<String> = [
    "VIDIOC_S_FMT", "VIDIOC_REQBUFS", "VIDIOC_CREATE_BUFS", "VIDIOC_STREAMON", "VIDIOC_STREAMOFF",
    "VIDIOC_S_PARM", "VIDIOC_S_STD", "VIDIOC_S_INPUT", "VIDIOC_S_OUTPUT", "VIDIOC_S_CTRL",
    "VIDIOC_S_EXT_CTRLS", "VIDIOC_S_AUDIO", "VIDIOC_S_DV_TIMINGS", "VIDIOC_S_EDID",
    "VIDIOC_S_FREQUENCY", "VIDIOC_S_SELECTION", "VIDIOC_S_TUNER", "VIDIOC_S_PRIORITY",
  ]

  /// Whether a request may have been refused because somebody records.
  ///
  /// The node is opened for a moment to ask; the answer is that of all who have it open.
  var isHeldForRecording: Bool {
    guard Self.guarded.contains(operation),
      let device = try? Device(path: node, calls: Machine.current.calls)
    else { return false }
    return (try? device.priority()) == .record
  }
}
