public import Negotiation
internal import SystemPackage
public import V4L2
internal import VideoFormats

extension Constraint {
  /// Whether it is about the rate, which no driver tells before it is set.
  fileprivate var isRate: Bool { if case .rate = condition { true } else { false } }
}

/// What became of a proposal that was applied.
public struct NegotiationOutcome: Hashable, Sendable {
  /// The proposal.
  public var proposal: Proposal
  /// What the driver answered when it was set.
  public var set: Grant
  /// What was read back afterwards.
  public var got: Grant
  /// Every part in which asked, tried, set and read back do not all agree, with the reason.
  public var differences: [FormatDifference]
}

extension CaptureQueue {
  /// Sets a proposal's format and interval, once each, or leaves the device as it was.
  ///
  /// The corresponding requests are `VIDIOC_S_FMT` and `VIDIOC_S_PARM`. When the driver refuses one, or grants
  /// something that breaks a requirement, what was set before is set again and the reason is thrown.
  public func apply(
    _ proposal: Proposal, of negotiator: DeviceNegotiator
  ) throws(NegotiationError) -> NegotiationOutcome {
    let before: DeviceSettings
    let set: Grant
    do throws(V4L2Error) {
      before = try settings()
      let adjustment = try setFormat(proposal.request)
      set = Grant(adjustment.granted)
    } catch {
      // A format that was refused has changed nothing.
      guard error.operation == "VIDIOC_S_FMT", error.errno == .invalidArgument else {
        throw .device(error)
      }
      var refused = proposal
      refused.trial = .refused(error)
      throw .notGranted(node: device.path, refused)
    }
    try check(set, proposal, before)
    let outcome: NegotiationOutcome
    do throws(V4L2Error) {
      outcome = try finish(proposal, set, negotiator)
    } catch {
      try undo(to: before, because: error.explain().cause)
      throw .device(error)
    }
    try check(outcome.got, proposal, before, isFinal: true)
    return outcome
  }

  private func finish(
    _ proposal: Proposal, _ set: Grant, _ negotiator: DeviceNegotiator
  ) throws(V4L2Error) -> NegotiationOutcome {
    var set = set
    if let wanted = proposal.interval { set.interval = try setInterval(wanted) }
    let got = Grant(try format(), interval: try interval())
    let comparison = FormatComparison(
      asked: proposal.request, askedInterval: proposal.interval,
      tried: proposal.granted.map { Grant($0) }, set: set, got: got,
      offer: negotiator.offer(of: proposal.request.pixelFormat))
    return NegotiationOutcome(
      proposal: proposal, set: set, got: got, differences: comparison.differences)
  }

  /// Undoes everything when a requirement is broken by what the driver really did.
  ///
  /// A rate that is required and not known in the end is not met; memory is what the queue takes, and known before.
  private func check(
    _ grant: Grant, _ proposal: Proposal, _ before: DeviceSettings, isFinal: Bool = false
  ) throws(NegotiationError) {
    let broken = proposal.candidate.requirements.first { requirement in
      switch requirement.isMet(by: grant) {
      case true?: false
      case false?: true
      case nil: isFinal && requirement.isRate
      }
    }
    guard let broken else { return }
    let rate = grant.interval.map { " @ \($0)" } ?? (isFinal ? " without a rate" : "")
    let words = "\(grant.format.pixelFormat) \(grant.format.size)\(rate)"
    try undo(to: before, because: "the driver set \(words), which breaks '\(broken)'")
    throw .notKept(node: device.path, broken, granted: words)
  }

  private func undo(
    to before: DeviceSettings, because cause: String
  ) throws(NegotiationError) {
    if let failure = restore(before) { throw .notRestored(failure, after: cause) }
  }

  /// Plans under constraints and applies the best proposal; the device is as before when nothing will do.
  public func apply(_ constraints: Constraints) throws(NegotiationError) -> NegotiationOutcome {
    var negotiator: DeviceNegotiator
    let plan: NegotiationPlan
    do throws(V4L2Error) {
      negotiator = try DeviceNegotiator(device)
      plan = try negotiator.plan(constraints, limit: 5)
    } catch {
      throw .device(error)
    }
    return try apply(plan, of: negotiator)
  }

  /// Applies the best proposal of a plan; where the driver could not be asked before, the next one that it keeps.
  ///
  /// The device is as before when nothing will do.
  public func apply(
    _ plan: NegotiationPlan, of negotiator: DeviceNegotiator
  ) throws(NegotiationError) -> NegotiationOutcome {
    var failure = plan.failure(node: device.path)
    for proposal in plan.proposals {
      do {
        return try apply(proposal, of: negotiator)
      } catch {
        // Only where the driver could not be asked before is the next worth a try; all is as it was.
        guard proposal.trial == .notImplemented else { throw error }
        switch error {
        case .notGranted, .notKept: failure = error
        case .device, .nothingFits, .notRestored: throw error
        }
      }
    }
    throw failure
  }
}

extension NegotiationPlan {
  /// Why there is no proposal.
  public func failure(node: String) -> NegotiationError {
    if let explanation { return .nothingFits(node: node, explanation) }
    if let rejected = rejected.first { return .notGranted(node: node, rejected) }
    return .device(
      V4L2Error(
        "VIDIOC_ENUM_FMT", node: node, reason: .unsupported("there is nothing to choose from")))
  }
}
