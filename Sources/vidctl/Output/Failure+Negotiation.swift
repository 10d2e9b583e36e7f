import Capture
import V4L2

extension Failure {
  init(_ error: NegotiationError) {
    switch error {
    case .device(let cause): self.init(cause)
    case .nothingFits, .notGranted, .notKept: self.init(.cannotDo, error.description)
    case .notRestored: self.init(.failure, error.description)
    }
  }
}
