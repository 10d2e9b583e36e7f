internal import CVideoDev2
internal import SystemPackage
public import VideoFormats

extension Device {
  /// A rectangle of the picture's way through the device; nil where the device or its input has none.
  ///
  /// The corresponding request is `VIDIOC_G_SELECTION`.
  public func selection(
    _ target: SelectionTarget, of type: QueueType
  ) throws(V4L2Error) -> Rectangle? {
    var selection = Self.selection(target, type)
    return try node.performIfApplicable(.selection, &selection) ? Rectangle(selection.r) : nil
  }

  /// Sets a rectangle and answers what the driver made of it.
  ///
  /// The driver may change other rectangles and the format to fit. Refused with `ERANGE` where the flags
  /// cannot be obeyed, with `EINVAL` for a target that cannot be set, with `ENODATA` or `ENOTTY` where the
  /// input or the device has none, with `EBUSY` where it would change the size of buffers. The
  /// corresponding request is `VIDIOC_S_SELECTION`.
  @discardableResult
  public func setSelection(
    _ target: SelectionTarget, _ rectangle: Rectangle, of type: QueueType,
    flags: SelectionFlags = []
  ) throws(V4L2Error) -> Rectangle {
    var selection = Self.selection(target, type)
    selection.flags = flags.rawValue
    selection.r = rectangle.kernelRectangle
    try node.perform(.setSelection, &selection)
    return Rectangle(selection.r)
  }

  private static func selection(_ target: SelectionTarget, _ type: QueueType) -> v4l2_selection {
    var selection = v4l2_selection()
    selection.type = type.singlePlanar.rawValue
    selection.target = target.rawValue
    return selection
  }
}

extension QueueType {
  /// The single-planar type of the same direction.
  ///
  /// Before Linux 4.13 selections took no other, whatever the node's API; since then they take both.
  fileprivate var singlePlanar: QueueType {
    switch self {
    case .videoCaptureMultiplanar: .videoCapture
    case .videoOutputMultiplanar: .videoOutput
    default: self
    }
  }
}

extension Rectangle {
  fileprivate init(_ rectangle: v4l2_rect) {
    self.init(
      left: Int(rectangle.left), top: Int(rectangle.top), width: Int(rectangle.width),
      height: Int(rectangle.height))
  }

  fileprivate var kernelRectangle: v4l2_rect {
    v4l2_rect(
      left: Int32(clamping: left), top: Int32(clamping: top), width: UInt32(clamping: width),
      height: UInt32(clamping: height))
  }
}
