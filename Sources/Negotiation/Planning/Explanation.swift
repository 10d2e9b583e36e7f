internal import VideoFormats

/// Why no candidate meets the constraints, and what would without those that are in the way.
public struct Explanation: Hashable, Sendable {
  /// A constraint that ruled out the last candidates.
  public struct Obstacle: Hashable, Sendable {
    /// The constraint.
    public var constraint: Constraint
    /// The candidates that were left when its turn came.
    public var removed: Int
    /// What those have instead, in words, such as "the sizes are 640x480 and 1280x720".
    public var offered: String
  }

  /// Candidates before any constraint was applied.
  public var considered: Int
  /// The constraints that have to give way, in the order in which they were written; empty when there was nothing to choose from.
  public var obstacles: [Obstacle]
  /// The best candidates once the obstacles are preferences only, the nearest first; five at most.
  public var nearest: [Candidate]

  /// Finds the obstacles by applying one requirement after the other.
  ///
  /// When one leaves nothing, it is taken for a preference from there on and the next is applied, so that every
  /// constraint that stands in the way is named, and each with what it cost.
  init(_ offers: [Offer], _ alternative: Constraints.Alternative) {
    var applied = alternative.filter(\.isPreference)
    var left = Solver(offers, applied).points()
    considered = left.count
    obstacles = []
    nearest = []
    guard considered > 0 else { return }
    for constraint in alternative where !constraint.isPreference {
      let remaining = Solver(offers, applied + [constraint]).points()
      if remaining.isEmpty {
        obstacles.append(
          Obstacle(
            constraint: constraint, removed: left.count,
            offered: constraint.condition.offered(by: left, offers)))
        applied.append(constraint.preferred)
      } else {
        applied.append(constraint)
        left = remaining
      }
    }
    let relaxed = alternative.map { constraint in
      obstacles.contains { $0.constraint == constraint } ? constraint.preferred : constraint
    }
    nearest = Ranking(alternative: relaxed, offers: offers)
      .sorted(Solver(offers, relaxed).points()).prefix(5)
      .map { Candidate($0, offers[$0.offer], alternative: 0, constraints: relaxed) }
  }
}

extension Explanation: CustomStringConvertible {
  /// The obstacle and the nearest candidate, in one line without a full stop.
  public var description: String {
    guard let first = obstacles.first else {
      return considered == 0 ? "the device lists no formats to choose from" : "nothing fits"
    }
    var text =
      "'\(first.constraint)' rules out the last \(Self.count(first.removed)): \(first.offered)"
    for obstacle in obstacles.dropFirst() {
      text += "; then '\(obstacle.constraint)': \(obstacle.offered)"
    }
    if let best = nearest.first { text += "; the nearest without it is \(best)" }
    return text
  }

  private static func count(_ number: Int) -> String {
    number == 1 ? "candidate" : "\(number) candidates"
  }
}
