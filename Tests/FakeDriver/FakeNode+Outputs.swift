internal import CVideoDev2
internal import VideoFormats

// The connectors of a device that puts pictures out: the first for analogue, the others for HDMI.
extension FakeNode {
  func enumerateOutputs(_ output: inout v4l2_output) -> Int32 {
    let index = output.index
    guard !personality.outputs.isEmpty else { return -ENOTTY }
    guard index < personality.outputs.count else { return -EINVAL }
    output = v4l2_output()
    output.index = index
    copy(personality.outputs[Int(index)], into: &output.name)
    output.type = UInt32(V4L2_OUTPUT_TYPE_ANALOG)
    output.capabilities = UInt32(index == 0 ? V4L2_OUT_CAP_STD : V4L2_OUT_CAP_DV_TIMINGS)
    if index == 0 {
      output.std = VideoStandard.all.rawValue
      output.audioset = 3
    }
    return 0
  }

  mutating func outputRequest(_ request: UInt, _ number: inout CInt) -> Int32 {
    guard !personality.outputs.isEmpty else { return -ENOTTY }
    if request == CV_G_OUTPUT {
      number = source.output
      return 0
    }
    guard number >= 0, number < personality.outputs.count else { return -EINVAL }
    guard number == source.output || queue.count == 0 else { return -EBUSY }
    source.output = number
    return 0
  }
}
