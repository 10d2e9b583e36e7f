import SystemPackage
import Testing
import V4L2

@testable import vidctl

/// With which status and words a refused source ends a command.
@Suite struct FailureTests {
  @Test(
    arguments: [
      ("VIDIOC_S_STD", Errno.noData, "does not apply to the chosen input"),
      ("VIDIOC_S_STD", .invalidArgument, "cannot take this standard"),
      ("VIDIOC_S_DV_TIMINGS", .invalidArgument, "cannot take these timings"),
      ("VIDIOC_S_DV_TIMINGS", .inappropriateIOCTLForDevice, "does not implement"),
      ("VIDIOC_S_EDID", .invalidArgument, "has no EDID, or refuses this one"),
      ("VIDIOC_S_SELECTION", .outOfRange, "obeys the flags"),
      ("VIDIOC_S_SELECTION", .invalidArgument, "cannot be set here"),
      ("VIDIOC_S_INPUT", .invalidArgument, "none of this number"),
      ("VIDIOC_S_OUTPUT", .invalidArgument, "none of this number"),
      ("VIDIOC_S_AUDIO", .invalidArgument, "none of this number"),
      ("VIDIOC_S_FREQUENCY", .invalidArgument, "no such tuner"),
    ])
  func `what a device has not is what it cannot do`(
    _ operation: String, _ errno: Errno, _ words: String
  ) {
    let failure = Failure(
      V4L2Error(operation, node: "/dev/no-such-node", reason: .system(errno)))
    #expect(failure.status == .cannotDo)
    #expect(failure.description.contains(words), "\(failure)")
    #expect(failure.description.contains("; ") && !failure.description.contains("\n"))
  }

  @Test(
    arguments: [
      ("VIDIOC_QUERY_DV_TIMINGS", Errno.noLink, "nothing is connected"),
      ("VIDIOC_QUERY_DV_TIMINGS", .noLocks, "not stable"),
      ("VIDIOC_QUERY_DV_TIMINGS", .outOfRange, "outside of what the device can take"),
      ("VIDIOC_QUERYSTD", .noLink, "no signal of any standard"),
      ("VIDIOC_S_EDID", .argListTooLong, "no room for an EDID"),
      ("VIDIOC_S_CTRL", .outOfRange, "VIDIOC_S_CTRL failed"),
    ])
  func `what fails while running is a failure`(
    _ operation: String, _ errno: Errno, _ words: String
  ) {
    let failure = Failure(
      V4L2Error(operation, node: "/dev/no-such-node", reason: .system(errno)))
    #expect(failure.status == .failure)
    #expect(failure.description.contains(words), "\(failure)")
  }
}
