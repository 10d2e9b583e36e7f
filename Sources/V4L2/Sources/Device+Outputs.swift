internal import CVideoDev2
internal import SystemPackage

extension Device {
  /// The outputs an output device can choose from; empty when it has no such choice.
  ///
  /// The corresponding request is `VIDIOC_ENUMOUTPUT`.
  public func outputs() throws(V4L2Error) -> [Output] {
    try node.enumerate(
      .enumerateOutputs,
      argument: { index in
        var output = v4l2_output()
        output.index = index
        return output
      },
      element: Output.init)
  }

  /// The chosen output's number; nil when the device has no outputs.
  ///
  /// The corresponding request is `VIDIOC_G_OUTPUT`.
  public func currentOutput() throws(V4L2Error) -> Int? {
    var index: CInt = 0
    return try node.performIfApplicable(.output, &index) ? Int(index) : nil
  }

  /// Chooses an output, which may change the format; refused with `EBUSY` while buffers exist.
  ///
  /// The corresponding request is `VIDIOC_S_OUTPUT`.
  public func selectOutput(_ index: Int) throws(V4L2Error) {
    guard var number = CInt(exactly: index) else {
      throw V4L2Error("VIDIOC_S_OUTPUT", node: path, .invalidArgument)
    }
    try node.perform(.setOutput, &number)
  }
}
