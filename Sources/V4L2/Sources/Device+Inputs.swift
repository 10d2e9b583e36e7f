internal import CVideoDev2
internal import SystemPackage

extension Device {
  /// The inputs a capture device can choose from; empty when it has no such choice.
  ///
  /// The corresponding request is `VIDIOC_ENUMINPUT`.
  public func inputs() throws(V4L2Error) -> [Input] {
    try node.enumerate(
      .enumerateInputs,
      argument: { index in
        var input = v4l2_input()
        input.index = index
        return input
      },
      element: Input.init)
  }

  /// The chosen input's number; nil when the device has no inputs.
  ///
  /// The corresponding request is `VIDIOC_G_INPUT`.
  public func currentInput() throws(V4L2Error) -> Int? {
    var index: CInt = 0
    switch node.attempt(.input, &index) {
    case nil: return Int(index)
    case .invalidArgument?, .inappropriateIOCTLForDevice?: return nil
    case let errno?: throw V4L2Error("VIDIOC_G_INPUT", node: path, errno)
    }
  }

  /// Chooses an input, which may change the format; refused with `EBUSY` while buffers exist.
  ///
  /// The corresponding request is `VIDIOC_S_INPUT`.
  public func selectInput(_ index: Int) throws(V4L2Error) {
    guard var number = CInt(exactly: index) else {
      throw V4L2Error("VIDIOC_S_INPUT", node: path, .invalidArgument)
    }
    try node.perform(.setInput, &number)
  }
}
