public import Negotiation
public import V4L2
public import VideoFormats

/// A candidate, and what the driver says it would make of it. Nothing has been changed to learn that.
public struct Proposal: Hashable, Sendable {
  /// How a driver answered to being asked without changing anything.
  public enum Trial: Hashable, Sendable {
    /// It would grant this.
    case granted(Format)
    /// It refuses, with a reason.
    case refused(V4L2Error)
    /// It does not implement `VIDIOC_TRY_FMT`, so only setting the format can tell.
    case notImplemented
  }

  /// The candidate.
  public var candidate: Candidate
  /// The request that was tried.
  public var request: Format
  /// The driver's answer.
  public var trial: Trial
  /// The interval that goes with what the driver would grant; nil where it lists none.
  public var interval: Interval?
  /// Parts in which the answer differs from the request, each with its reason.
  public var differences: [FormatDifference]
  /// Requirements that the answer does not meet; empty for a proposal worth making.
  public var unmet: [Constraint]

  /// What the driver would grant; nil where it refuses or cannot say.
  public var granted: Format? {
    if case .granted(let format) = trial { format } else { nil }
  }
}

/// What can be had of a device under some constraints, by its catalogue and by its own word.
public struct NegotiationPlan: Hashable, Sendable {
  /// Proposals the driver would grant as required, the best first.
  public var proposals: [Proposal]
  /// Candidates of the catalogue that the driver would not grant as required.
  public var rejected: [Proposal]
  /// Why nothing fits and what comes nearest; nil when something fits the catalogue.
  public var explanation: Explanation?
  /// Candidates the catalogue has under the constraints.
  public var candidateCount: Int
}
