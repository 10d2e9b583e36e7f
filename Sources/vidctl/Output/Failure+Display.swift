import Display
import SystemPackage

extension Failure {
  /// A card or screen refused something.
  init(_ error: DisplayError) {
    self.init(Self.status(of: error), error.description)
  }

  private static func status(of error: DisplayError) -> ExitStatus {
    switch error.reason {
    case .noCard, .notACard: .noDevice
    case .noModeSetting, .noConnector, .notConnected, .noMode, .unsupported, .missingTrait:
      .cannotDo
    case .notMaster, .system(.resourceBusy): .busy
    case .stalled: .failure
    case .system(.permissionDenied), .system(.notPermitted): .noPermission
    case .system(.noSuchFileOrDirectory) where error.operation == "open",
      .system(.noSuchAddressOrDevice) where error.operation == "open",
      .system(.notDirectory) where error.operation == "open",
      .system(.isDirectory) where error.operation == "open":
      .noDevice
    case .system(.noSpace), .system(.noMemory): .cannotDo
    case .system: .failure
    }
  }
}
