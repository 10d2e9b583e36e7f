internal import SystemIO
internal import SystemPackage

extension V4L2Error {
  /// Why something failed and what to do next, each a phrase without a full stop.
  public struct Explanation: Hashable, Sendable {
    /// What is the matter.
    public var cause: String
    /// What to do next.
    public var advice: String
  }

  /// The cause and the next step, from the error number, the operation that met it and the machine's state.
  ///
  /// For a busy device it looks for the processes that hold the node, which takes a few milliseconds.
  public func explain() -> Explanation {
    switch reason {
    case .system(let errno):
      return explainSource(errno) ?? explainRequest(errno) ?? explain(errno)
    case .stalled(let waited, let onLoan, let buffers):
      let time = Self.seconds(waited)
      if onLoan == buffers {
        return Explanation(
          cause: "no frame within \(time): the program holds all \(buffers) buffers",
          advice: "release frames sooner or allocate more buffers")
      }
      return Explanation(
        cause: "no frame within \(time)",
        advice: "check that the source sends a signal and that the camera is not suspended")
    case .notVideoDevice:
      return Explanation(
        cause: "not a V4L2 video device",
        advice: "run 'vidctl devices' to see the video devices of this machine")
    case .noSuchDevice:
      return Explanation(
        cause: "no such video device",
        advice: "run 'vidctl devices' to see what is there, and check the cable and the driver")
    case .ambiguous(let candidates):
      return Explanation(
        cause: "several devices match: \(candidates.joined(separator: ", "))",
        advice: "name one of them by its node or its serial number")
    case .unsupported(let what):
      return Explanation(
        cause: what, advice: "run 'vidctl info \(node)' to see what the device can do")
    case .notRestored(let cause):
      return Explanation(
        cause: "\(cause), and the settings from before could not all be set again (\(operation))",
        advice: "check them with 'vidctl info \(node)'")
    case .control(let refusal): return refusal.explain(node: node)
    case .queueInUse:
      return Explanation(
        cause: "this program already holds the device's queue",
        advice: "end the other stream first")
    }
  }

  private func explain(_ errno: Errno) -> Explanation {
    switch errno {
    case .noSuchFileOrDirectory where operation == "open",
      .noSuchAddressOrDevice where operation == "open",
      .noSuchDevice where operation == "open",
      .notDirectory where operation == "open",
      .fileNameTooLong where operation == "open",
      .tooManySymbolicLinkLevels where operation == "open":
      return Explanation(
        cause: "no such video device",
        advice: "run 'vidctl devices' to see what is there, and check the cable and the driver")
    case .isDirectory where operation == "open":
      return Explanation(
        cause: "a folder, not a V4L2 video device",
        advice: "run 'vidctl devices' to see the video devices of this machine")
    case .noSuchDevice, .noSuchAddressOrDevice:
      return Explanation(
        cause: "the device was disconnected", advice: "plug it in again, then repeat the command")
    case .permissionDenied, .notPermitted:
      return Explanation(
        cause: "permission denied",
        advice: "add yourself to the group that owns the node (usually 'video') and log in again")
    case .resourceBusy:
      return busy()
    case .noSpace where operation == "VIDIOC_STREAMON":
      return Explanation(
        cause: "not enough USB bandwidth for this format and rate (\(operation): ENOSPC)",
        advice: "ask for a smaller size, a lower rate or MJPG, or use another USB port")
    case .noMemory:
      return Explanation(
        cause: "not enough memory for the buffers (\(operation): ENOMEM)",
        advice: "ask for fewer buffers or a smaller size")
    case .ioError where operation == "VIDIOC_DQBUF":
      return Explanation(
        cause: "the driver reported a fatal streaming error (VIDIOC_DQBUF: EIO)",
        advice: "start the stream again; if it persists, reconnect the device")
    case .invalidArgument where operation == "write":
      return Explanation(
        cause: "the driver takes nothing by write(2) at this node (write: EINVAL)",
        advice: "put frames out from buffers, by another kind of memory")
    case .inappropriateIOCTLForDevice:
      return Explanation(
        cause: "the driver does not implement \(operation)",
        advice: "run 'vidctl info \(node)' to see what the device can do")
    case .tooManyOpenFiles, .tooManyOpenFilesInSystem:
      return Explanation(
        cause: "no file descriptor left (\(operation): \(errno))",
        advice: "close some files or raise the limit with 'ulimit -n'")
    default:
      return Explanation(
        cause: "\(operation) failed: \(errno)",
        advice: "see the kernel log ('dmesg') for what the driver says")
    }
  }

  private func busy() -> Explanation {
    let holders = NodeHolder.holders(of: node)
    if isHeldForRecording {
      return Explanation(
        cause: "somebody has the device open with the priority 'record' and lets nobody else "
          + "change it (\(operation): EBUSY)",
        advice: "wait until \(holders.first?.description ?? "that program") has closed it")
    }
    if holders.isEmpty {
      return Explanation(
        cause: "the device is busy (\(operation): EBUSY)",
        advice: "close the program that uses it; 'vidctl info \(node)' shows who that is")
    }
    let names = holders.prefix(3).map(\.description).joined(separator: ", ")
    let others = holders.count > 3 ? " and \(holders.count - 3) more" : ""
    return Explanation(
      cause: "the device is busy: \(names)\(others) has it open (\(operation): EBUSY)",
      advice: "close that program first")
  }

  private static func seconds(_ duration: Duration) -> String {
    let milliseconds =
      duration.components.seconds * 1000
      + duration.components.attoseconds / 1_000_000_000_000_000
    return milliseconds.isMultiple(of: 1000)
      ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
  }
}
