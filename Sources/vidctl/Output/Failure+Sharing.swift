import FrameShare
import SystemPackage

extension Failure {
  init(_ error: ShareError) {
    self.init(Self.status(of: error), error.description)
  }

  private static func status(of error: ShareError) -> ExitStatus {
    switch error {
    case .badPath: .usage
    case .inUse: .busy
    case .noServer: .noDevice
    case .ended(_, .notAdmitted): .noPermission
    case .ended(_, .full): .busy
    case .version: .cannotDo
    case .system(_, _, .permissionDenied), .system(_, _, .notPermitted): .noPermission
    case .system(_, _, .notDirectory), .system(_, _, .noSuchFileOrDirectory): .usage
    case .foreignFile, .ended, .system, .violation, .stalled: .failure
    }
  }
}
