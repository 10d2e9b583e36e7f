internal import SystemPackage

// What errors of requests that choose and describe the source mean.
extension V4L2Error {
  /// The cause and the next step where the operation is about the source; nil for all others.
  func explainSource(_ errno: Errno) -> Explanation? {
    switch (operation, errno) {
    case ("VIDIOC_QUERYSTD", .noLink), ("VIDIOC_QUERYSTD", .noLocks):
      Explanation(
        cause: "there is no signal of any standard (\(operation))",
        advice: "check the cable, the source and, on a tuner, the frequency")
    case (_, .noLink):
      Explanation(
        cause: "nothing is connected or sends a signal (\(operation): ENOLINK)",
        advice: "check the cable, whether the source is on, and whether the input has an EDID")
    case (_, .noLocks):
      Explanation(
        cause: "the signal is not stable (\(operation): ENOLCK)",
        advice: "try a shorter cable or a lower resolution at the source")
    case ("VIDIOC_QUERY_DV_TIMINGS", .outOfRange):
      Explanation(
        cause: "the signal is outside of what the device can take (\(operation): ERANGE)",
        advice: "choose a lower resolution or rate at the source")
    case ("VIDIOC_S_SELECTION", .outOfRange):
      Explanation(
        cause: "no rectangle the device can take obeys the flags (\(operation): ERANGE)",
        advice: "ask for a smaller one with 'at least', a larger one with 'at most', or for neither"
      )
    case ("VIDIOC_S_SELECTION", .invalidArgument), ("VIDIOC_S_SELECTION", .noData),
      ("VIDIOC_S_SELECTION", .inappropriateIOCTLForDevice):
      Explanation(
        cause: "this rectangle cannot be set here (\(operation): \(errno.constant))",
        advice: "run 'vidctl info \(node)' to see what can be cropped; some inputs have nothing")
    case ("VIDIOC_S_STD", .invalidArgument):
      Explanation(
        cause: "the input cannot take this standard (\(operation): EINVAL)",
        advice: "run 'vidctl info \(node)' to see which it can, and which it has now")
    case ("VIDIOC_S_DV_TIMINGS", .invalidArgument):
      Explanation(
        cause: "the device cannot take these timings (\(operation): EINVAL)",
        advice: "choose from the timings it lists, or let it detect those of the signal")
    case ("VIDIOC_S_EDID", .argListTooLong):
      Explanation(
        cause: "the device has no room for an EDID of so many blocks (\(operation): E2BIG)",
        advice: "leave extension blocks out, and correct the number in byte 126 of the first")
    case ("VIDIOC_S_EDID", .invalidArgument), ("VIDIOC_G_EDID", .invalidArgument):
      Explanation(
        cause: "the input has no EDID, or refuses this one (\(operation): EINVAL)",
        advice: "run 'vidctl info \(node)' to see which input takes digital signals")
    case ("VIDIOC_S_INPUT", .invalidArgument), ("VIDIOC_S_OUTPUT", .invalidArgument),
      ("VIDIOC_S_AUDIO", .invalidArgument):
      Explanation(
        cause: "there is none of this number to choose here (\(operation): EINVAL)",
        advice: "run 'vidctl info \(node)' to see what can be chosen")
    case ("VIDIOC_S_FREQUENCY", .invalidArgument):
      Explanation(
        cause: "there is no such tuner, or no such frequency (\(operation): EINVAL)",
        advice: "run 'vidctl info \(node)' to see the tuner and its range")
    case (_, .noData):
      Explanation(
        cause: "it does not apply to the chosen input (\(operation): ENODATA)",
        advice: "choose an input that has it; 'vidctl info \(node)' lists them")
    default: nil
    }
  }
}

extension Errno {
  /// The constant's name, for the few that an explanation may meet.
  fileprivate var constant: String {
    switch self {
    case .invalidArgument: "EINVAL"
    case .noData: "ENODATA"
    default: "ENOTTY"
    }
  }
}
