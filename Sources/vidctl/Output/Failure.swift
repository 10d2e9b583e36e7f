import ArgumentParser
import SystemPackage
import V4L2

/// A failure to tell: one sentence with cause and next step, and the exit status it ends with.
struct Failure: Error, CustomStringConvertible {
  var status: ExitStatus
  var description: String

  init(_ status: ExitStatus, _ description: String) {
    self.status = status
    self.description = description
  }

  /// The request itself is at fault.
  static func usage(_ description: String) -> Failure { Failure(.usage, description) }

  init(_ error: V4L2Error) {
    self.init(Self.status(of: error), error.description)
  }

  private static func status(of error: V4L2Error) -> ExitStatus {
    switch error.reason {
    case .noSuchDevice, .notVideoDevice: return .noDevice
    case .ambiguous: return .usage
    case .unsupported: return .cannotDo
    case .stalled, .notRestored: return .failure
    case .queueInUse: return .busy
    case .control(let refusal): return refusal.problem == .grabbed ? .busy : .cannotDo
    case .system(.resourceBusy): return .busy
    case .system(.permissionDenied), .system(.notPermitted): return .noPermission
    case .system(.inappropriateIOCTLForDevice), .system(.noData): return .cannotDo
    // A format that fits no longer into the bus's bandwidth, found out only when streaming starts.
    case .system(.noSpace) where error.operation == "VIDIOC_STREAMON": return .cannotDo
    case .system(.invalidArgument) where sourceRequests.contains(error.operation):
      return .cannotDo
    case .system(.outOfRange) where error.operation == "VIDIOC_S_SELECTION": return .cannotDo
    case .system(let errno) where error.operation == "open":
      return isAbsence(errno) ? .noDevice : .failure
    case .system: return .failure
    }
  }

  /// Requests that choose the source, in which EINVAL means that the device has not what was chosen.
  private static let sourceRequests: Set<String> = [
    "VIDIOC_S_INPUT", "VIDIOC_S_OUTPUT", "VIDIOC_S_STD", "VIDIOC_S_DV_TIMINGS", "VIDIOC_S_EDID",
    "VIDIOC_S_SELECTION", "VIDIOC_S_AUDIO", "VIDIOC_S_FREQUENCY",
  ]

  /// Whether opening failed because there is nothing, or nothing that could be a device.
  private static func isAbsence(_ errno: Errno) -> Bool {
    let numbers: [Errno] = [
      .noSuchFileOrDirectory, .noSuchAddressOrDevice, Errno(rawValue: 19), .notDirectory,
      .isDirectory, .tooManySymbolicLinkLevels, .fileNameTooLong,
    ]
    return numbers.contains(errno)
  }
}
