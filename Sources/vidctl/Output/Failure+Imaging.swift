import Imaging
import SystemPackage

extension Failure {
  /// A picture could not be made or written.
  init(_ error: ImagingError) {
    self.init(Self.status(of: error), error.description)
  }

  private static func status(of error: ImagingError) -> ExitStatus {
    if error.isUsageError { return .usage }
    switch error {
    case .notAPicture, .notMotionJPEG, .missingTrait: return .cannotDo
    case .cannotOpen(_, .permissionDenied), .cannotOpen(_, .notPermitted),
      .cannotOpen(_, .readOnlyFileSystem):
      return .noPermission
    default: return .failure
    }
  }
}
