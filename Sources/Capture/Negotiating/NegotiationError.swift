public import Negotiation
public import V4L2

/// Why a negotiation came to nothing. The device is then as it was before.
public enum NegotiationError: Error, Hashable, Sendable {
  /// The device or the kernel refused something.
  case device(V4L2Error)
  /// No candidate of the device's catalogue meets the constraints.
  case nothingFits(node: String, Explanation)
  /// Candidates fit the catalogue, but the driver grants none of them as required; the best is here.
  case notGranted(node: String, Proposal)
  /// The driver set something else than it had said, and a requirement was no longer met.
  case notKept(node: String, Constraint, granted: String)
  /// A failure, after which the settings from before could not be set again.
  case notRestored(V4L2Error, after: String)
}

extension NegotiationError: CustomStringConvertible {
  /// The cause and the next step, in one line.
  public var description: String {
    switch self {
    case .device(let error): return error.description
    case .nothingFits(let node, let explanation):
      let advice = "relax it, or add 'else nearest'"
      return "\(node): \(explanation); \(advice)"
    case .notGranted(let node, let proposal):
      return
        "\(node): \(proposal.reasonForRejection); relax that, or choose from 'vidctl formats \(node)'"
    case .notKept(let node, let constraint, let granted):
      return
        "\(node): the driver set \(granted), which breaks '\(constraint)'; "
        + "the format from before is set again"
    case .notRestored(let error, let cause):
      return "\(error.node): \(cause), and the settings from before could not be set again "
        + "(\(error.operation): \(error.explain().cause)); check them with 'vidctl info \(error.node)'"
    }
  }
}

extension Proposal {
  /// Why the driver's answer will not do, in words.
  public var reasonForRejection: String {
    switch trial {
    case .refused(let error): return "the driver refuses \(candidate): \(error.explain().cause)"
    case .notImplemented: return "the driver does not say what it would make of \(candidate)"
    case .granted:
      let constraint = unmet.first.map { "'\($0)'" } ?? "the constraints"
      let changes = differences.map(\.description).joined(separator: "; ")
      return "\(candidate) is listed, but the driver would not keep \(constraint)"
        + (changes.isEmpty ? "" : ": \(changes)")
    }
  }
}
