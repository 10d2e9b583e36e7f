import Capture
import Negotiation
import V4L2
import VideoFormats

/// What `vidctl negotiate --json` writes. Docs/JSON.md describes every key.
struct NegotiateDocument: Codable, Hashable {
  var node: String
  var constraints: String
  var candidates: Int
  var proposals: [Choice]
  var rejected: [Choice]
  var explanation: Refusal?
  var applied: Applied?

  /// A choice, why it stands where it stands, and what the driver says of it.
  struct Choice: Codable, Hashable {
    var fourcc: PixelFormat
    var description: String
    var width: Int?
    var height: Int?
    var interval: Interval?
    var alternative: Int
    var reasons: [String]
    var bytesPerFrame: Int?
    var bytesPerSecond: Int?
    var granted: InfoDocument.FormatEntry?
    var differences: [Difference]?
    var unmet: [String]?
    var error: String?
  }

  /// A part in which the answers do not agree.
  struct Difference: Codable, Hashable {
    var part: String
    var asked: String
    var tried: String?
    var set: String?
    var got: String?
    var reason: String
  }

  /// Why nothing fits.
  struct Refusal: Codable, Hashable {
    var text: String
    var obstacles: [Obstacle]
    var nearest: [Choice]
  }

  /// A constraint that ruled out what was left.
  struct Obstacle: Codable, Hashable {
    var constraint: String
    var column: Int?
    var removed: Int
    var offered: String
  }

  /// What was set, what was read back, and the differences.
  struct Applied: Codable, Hashable {
    var format: InfoDocument.FormatEntry
    var interval: Interval?
    var differences: [Difference]
  }
}

extension NegotiateDocument {
  /// A plan of a live device.
  init(_ plan: NegotiationPlan, node: String, constraints: Constraints) {
    self.init(
      node: node, constraints: constraints.description, candidates: plan.candidateCount,
      proposals: plan.proposals.map(Choice.init), rejected: plan.rejected.map(Choice.init),
      explanation: plan.explanation.map(Refusal.init))
  }

  /// A plan of a catalogue, without a device.
  init(_ negotiator: Negotiator, node: String, limit: Int) {
    let ranked = negotiator.ranked()
    self.init(
      node: node, constraints: negotiator.constraints.description, candidates: ranked.count,
      proposals: ranked.prefix(limit).map(Choice.init), rejected: [],
      explanation: negotiator.explanation().map(Refusal.init))
  }
}

extension NegotiateDocument.Choice {
  init(_ candidate: Candidate) {
    self.init(
      fourcc: candidate.pixelFormat, description: candidate.formatDescription,
      width: candidate.size?.width, height: candidate.size?.height, interval: candidate.interval,
      alternative: candidate.alternative, reasons: candidate.reasons,
      bytesPerFrame: candidate.bytesPerFrame, bytesPerSecond: candidate.bytesPerSecond)
  }

  init(_ proposal: Proposal) {
    self.init(proposal.candidate)
    interval = proposal.interval
    granted = proposal.granted.map(InfoDocument.FormatEntry.init)
    differences = proposal.differences.map(NegotiateDocument.Difference.init)
    unmet = proposal.unmet.map(\.description)
    switch proposal.trial {
    case .granted: break
    case .refused(let failure): error = failure.explain().cause
    case .notImplemented: error = "the driver does not implement VIDIOC_TRY_FMT"
    }
  }

  /// The choice, as a person would say it.
  var words: String {
    var text = "\(fourcc)"
    if let width, let height { text += " \(width)x\(height)" }
    if let interval { text += " @ \(interval)" }
    return text
  }
}

extension NegotiateDocument.Difference {
  init(_ difference: FormatDifference) {
    self.init(
      part: difference.part, asked: difference.asked, tried: difference.tried,
      set: difference.set, got: difference.got, reason: difference.reason.description)
  }

  /// `part: asked → granted (why)`.
  var words: String { "\(part): \(asked) → \(got ?? set ?? tried ?? "?") (\(reason))" }
}

extension NegotiateDocument.Refusal {
  init(_ explanation: Explanation) {
    self.init(
      text: explanation.description,
      obstacles: explanation.obstacles.map {
        NegotiateDocument.Obstacle(
          constraint: $0.constraint.description, column: $0.constraint.column, removed: $0.removed,
          offered: $0.offered)
      }, nearest: explanation.nearest.map(NegotiateDocument.Choice.init))
  }
}

extension NegotiateDocument.Applied {
  init(_ outcome: NegotiationOutcome) {
    self.init(
      format: InfoDocument.FormatEntry(outcome.got.format), interval: outcome.got.interval,
      differences: outcome.differences.map(NegotiateDocument.Difference.init))
  }

  /// What is set now, as a person would say it.
  var words: String {
    "\(format.fourcc) \(format.width)x\(format.height)" + (interval.map { " @ \($0)" } ?? "")
  }
}
