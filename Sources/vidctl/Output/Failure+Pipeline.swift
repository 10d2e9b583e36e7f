import Pipeline
import V4L2

extension Failure {
  /// A pipeline that could not be built.
  init(_ error: PipelineError) {
    let status: ExitStatus
    switch error.cause {
    case .description: status = .usage
    case .incompatible, .copyRefused: status = .cannotDo
    case .device(let cause): status = Failure(cause).status
    case .noSuchThing: status = .noDevice
    case .forbidden: status = .noPermission
    case .busy: status = .busy
    case .output: status = .failure
    }
    self.init(status, error.description)
  }

  /// A pipeline that ran and failed.
  init(running error: PipelineError) {
    let built = Failure(error)
    self.init(built.status == .busy ? .busy : .failure, error.description)
  }
}
