public import VideoFormats

/// Plans: what a queue offers, what is asked of it, and the candidates in order.
///
/// Knows no device. A catalogue may come from a live one, from a bug report or from a test.
///
/// ```swift
/// let negotiator = Negotiator(queue, try Constraints("1280x720@30 or better, else nearest"))
/// for candidate in negotiator.ranked() {
///   print(candidate, candidate.reasons)
/// }
/// ```
public struct Negotiator: Sendable {
  /// What is asked.
  public let constraints: Constraints
  private let offers: [Offer]

  /// Plans for one queue of a catalogue.
  public init(_ queue: QueueFormats, _ constraints: Constraints) {
    self.constraints = constraints
    offers = queue.formats.enumerated().map { position, format in
      Offer(format, position: position, memory: queue.memory)
    }
  }

  /// Plans for the queue of a catalogue that captures pictures; without one there are no candidates.
  public init(_ catalog: FormatCatalog, _ constraints: Constraints) {
    self.init(
      catalog.pictureCaptureQueue ?? QueueFormats(type: .videoCapture, formats: []), constraints)
  }

  /// Every candidate that misses no requirement of some alternative, the best first.
  ///
  /// Candidates of an earlier alternative come before those of a later one. A choice appears once, unless an
  /// earlier alternative has a requirement that only the driver can answer for: if that is not met, the choice may
  /// still do for a later one. Of a range of sizes or intervals only those points appear of which the best must be
  /// one.
  public func ranked() -> [Candidate] {
    var candidates: [Candidate] = []
    var settled: Set<Point> = []
    let attempts = constraints.attempts
    for (index, alternative) in attempts.enumerated() {
      let points = Solver(offers, alternative).points().filter { !settled.contains($0) }
      let sorted = Ranking(alternative: alternative, offers: offers).sorted(points)
      candidates.reserveCapacity(candidates.count + sorted.count)
      for point in sorted {
        let candidate = Candidate(
          point, offers[point.offer], alternative: index, constraints: alternative)
        candidates.append(candidate)
        if index + 1 < attempts.count, candidate.openRequirements.isEmpty { settled.insert(point) }
      }
    }
    return candidates
  }

  /// Why nothing fits, constraint by constraint, and what comes nearest; nil when something does.
  public func explanation() -> Explanation? {
    for alternative in constraints.attempts where !Solver(offers, alternative).points().isEmpty {
      return nil
    }
    return Explanation(offers, constraints.alternatives[0])
  }
}
