import Testing
import VideoFormats

@testable import Negotiation

/// What holds of every plan, whatever the catalogue and the constraints.
@Suite struct PlanningTests {
  @Test(arguments: 0..<8)
  func `every candidate is on offer and meets every requirement that can be judged`(_ block: Int) {
    for seed in block * 100..<(block + 1) * 100 {
      var maker = RandomCatalog(seed)
      let (queue, alternative) = (maker.queue(), maker.alternative())
      let ranked = Negotiator(queue, Constraints([alternative])).ranked()
      for candidate in ranked {
        let format = queue.formats[candidate.offer.position]
        for constraint in alternative where !constraint.isPreference {
          let grade = constraint.condition.grade(candidate.point, candidate.offer)
          #expect(grade.verdict != .missed, "seed \(seed): \(candidate) misses \(constraint)")
        }
        guard candidate.point.sizeEntry >= 0, let size = candidate.size else { continue }
        let entry = format.sizes[candidate.point.sizeEntry]
        #expect(entry.size.contains(size), "seed \(seed): \(size) is not in \(entry.size)")
        guard let interval = candidate.interval else { continue }
        #expect(
          entry.intervals[candidate.point.intervalEntry].contains(interval),
          "seed \(seed): \(interval)")
      }
    }
  }

  /// Every size of every range, and every interval on a stepwise one: what the solver must not need to look at.
  private func exhaustive(_ queue: QueueFormats, _ alternative: Constraints.Alternative) -> [Point]
  {
    let offers = Self.offers(queue)
    var points: [Point] = []
    for (index, offer) in offers.enumerated() {
      for (entry, description) in offer.description.sizes.enumerated() {
        let (min, max, step) = description.size.limits
        for width in stride(from: min.width, through: max.width, by: Swift.max(step.width, 1)) {
          for height in stride(from: min.height, through: max.height, by: Swift.max(step.height, 1))
          {
            var point = Point(
              offer: index, sizeEntry: entry, intervalEntry: -1,
              size: Size(width: width, height: height), isSizeListed: true)
            point.isRateListed = description.size.isDiscrete
            if description.intervals.isEmpty { points.append(point) }
            for (place, offered) in description.intervals.enumerated() {
              point.intervalEntry = place
              for interval in Self.all(of: offered) {
                point.interval = interval
                points.append(point)
              }
            }
          }
        }
      }
    }
    return points.filter { point in
      alternative.allSatisfy {
        $0.isPreference || $0.condition.grade(point, offers[point.offer]).verdict != .missed
      }
    }
  }

  private static func offers(_ queue: QueueFormats) -> [Offer] {
    queue.formats.enumerated().map { Offer($1, position: $0, memory: queue.memory) }
  }

  private static func all(of offered: FrameInterval) -> [Interval] {
    guard case .stepwise(let min, let max, let step) = offered else {
      if case .discrete(let only) = offered { return [only] }
      return []
    }
    var intervals: [Interval] = []
    for count in UInt32(0)..<200 {
      let interval = Interval(
        min.numerator * step.denominator + count * step.numerator * min.denominator,
        min.denominator * step.denominator)
      if max.isShorter(than: interval) { break }
      intervals.append(interval.reduced)
    }
    return intervals
  }

  @Test(arguments: 0..<6)
  func `the winner is the best of all there is, though few were looked at`(_ block: Int) throws {
    for seed in 1000 + block * 20..<1000 + (block + 1) * 20 {
      var maker = RandomCatalog(seed)
      var queue = maker.queue()
      // Continuous intervals can't be gone through; formats without sizes have nothing to go through.
      for format in queue.formats.indices {
        for size in queue.formats[format].sizes.indices {
          queue.formats[format].sizes[size].intervals.removeAll {
            if case .continuous = $0 { true } else { false }
          }
        }
      }
      queue.formats.removeAll { $0.sizes.isEmpty }
      let alternative = maker.alternative(withCeiling: false)
      let all = exhaustive(queue, alternative)
      let ranking = Ranking(alternative: alternative, offers: Self.offers(queue))
      var keys: ContiguousArray<Ratio> = []
      let best = all.min { left, right in
        var (a, b) = (keys, keys)
        ranking.keys(left, into: &a)
        ranking.keys(right, into: &b)
        return a.lexicographicallyPrecedes(b)
      }
      keys = []
      let winner = Negotiator(queue, Constraints([alternative])).ranked().first
      guard let best else {
        #expect(winner == nil, "seed \(seed)")
        continue
      }
      let found = try #require(winner, "seed \(seed): nothing found, though there is \(best)")
      var (a, b) = (keys, keys)
      ranking.keys(best, into: &a)
      ranking.keys(found.point, into: &b)
      #expect(a == b, "seed \(seed): \(found) for \(alternative), but \(best)")
    }
  }

  @Test(arguments: 0..<4)
  func `the order is total, and the same when something else goes`(_ block: Int) {
    for seed in 2000 + block * 50..<2000 + (block + 1) * 50 {
      var maker = RandomCatalog(seed)
      let (queue, constraints) = (maker.queue(), Constraints([maker.alternative()]))
      let ranked = Negotiator(queue, constraints).ranked()
      #expect(Set(ranked.map(\.point)).count == ranked.count, "seed \(seed): a choice twice")
      #expect(ranked == Negotiator(queue, constraints).ranked())
      guard queue.formats.count > 1 else { continue }
      var fewer = queue
      fewer.formats.remove(at: seed % fewer.formats.count)
      func words(_ candidates: [Candidate]) -> [String] {
        candidates.map {
          "\($0.offer.description) \($0.point.sizeEntry) \($0.point.intervalEntry) \($0)"
        }
      }
      let rest = words(Negotiator(fewer, constraints).ranked())
      let kept = words(ranked).filter { Set(rest).contains($0) }
      // Two equal formats can't be told apart by their words.
      guard Set(words(ranked)).count == ranked.count else { continue }
      #expect(kept == rest, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<4)
  func `a ceiling is kept, and something is found whenever anything is below it`(_ block: Int) {
    for seed in 3000 + block * 50..<3000 + (block + 1) * 50 {
      var maker = RandomCatalog(seed)
      let queue = maker.queue()
      let limit = Int.random(in: 50...20_000, using: &maker.random)
      let constraint = Constraint(.bandwidth(atMost: limit))
      let ranked = Negotiator(queue, Constraints([[constraint]])).ranked()
      for candidate in ranked {
        if let used = candidate.bytesPerSecond {
          #expect(used <= limit, "seed \(seed): \(candidate)")
        }
      }
      let all = exhaustive(queue, [constraint])
      if !all.isEmpty { #expect(!ranked.isEmpty, "seed \(seed): \(limit) B/s") }
    }
  }

  @Test(arguments: 0..<4)
  func `when nothing fits, an obstacle is named and the nearest meet all else`(_ block: Int) throws
  {
    for seed in 4000 + block * 100..<4000 + (block + 1) * 100 {
      var maker = RandomCatalog(seed)
      let (queue, alternative) = (maker.queue(), maker.alternative())
      let negotiator = Negotiator(queue, Constraints([alternative]))
      let explanation = negotiator.explanation()
      #expect((explanation == nil) == !negotiator.ranked().isEmpty)
      guard let explanation else { continue }
      guard explanation.considered > 0 else {
        #expect(explanation.obstacles.isEmpty)
        continue
      }
      #expect(!explanation.obstacles.isEmpty, "seed \(seed)")
      #expect(!explanation.nearest.isEmpty, "seed \(seed)")
      let obstacles = explanation.obstacles.map(\.constraint)
      for candidate in explanation.nearest {
        for constraint in alternative
        where !constraint.isPreference && !obstacles.contains(constraint) {
          #expect(constraint.condition.grade(candidate.point, candidate.offer).verdict != .missed)
        }
      }
    }
  }

  @Test func `many rates over a range, under a ceiling, are still a small matter`() throws {
    let range = FrameSize.stepwise(
      min: Size(width: 32, height: 32), max: Size(width: 4096, height: 3072),
      step: Size(width: 2, height: 2))
    let rates = (1...60).map { FrameInterval.discrete(Interval(1, UInt32($0))) }
    let queue = QueueFormats(
      type: .videoCapture,
      formats: [
        FormatDescription(
          pixelFormat: .yuyv, description: "",
          sizes: [SizeDescription(size: range, intervals: rates)])
      ])
    let ranked = Negotiator(queue, try Constraints("bandwidth<=30MB/s fps>=25")).ranked()
    #expect((1...3000).contains(ranked.count))
    let winner = try #require(ranked.first)
    #expect(winner.interval == Interval(1, 25) && (winner.bytesPerSecond ?? 0) <= 30_000_000)
  }

  @Test func `values made in code are as harmless as text`() {
    let queue = LargeCatalog.queue(entries: 1000)
    let conditions: [Constraint.Condition] = [
      .stride(multipleOf: 0), .width(.exactly, .min), .height(.atLeast, .max),
      .aspect(AspectRatio(.max, 1)), .bandwidth(atMost: 0), .planes(.atMost, .min),
      .size(.atMost, Size(width: -1, height: 0)), .rate(.exactly, Rate(Interval(0, 0))),
    ]
    for condition in conditions {
      for isPreference in [true, false] {
        let constraints = Constraints([[Constraint(condition, isPreference: isPreference)]])
        let negotiator = Negotiator(queue, constraints)
        _ = negotiator.ranked().prefix(3).map { ($0.reasons, $0.request) }
        _ = negotiator.explanation()
      }
    }
  }

  @Test func `a catalogue that makes no sense is planned for all the same`() {
    let extremes = [Int.min, 0, 1, Int.max]
    for width in extremes {
      for step in extremes {
        let size = Size(width: width, height: step)
        let intervals: [FrameInterval] = [
          .discrete(Interval(0, 0)), .discrete(Interval(.max, .max)),
          .stepwise(min: Interval(0, 1), max: Interval(.max, 1), step: Interval(1, .max)),
          .continuous(min: Interval(1, 0), max: Interval(.max, .max)),
        ]
        let queue = QueueFormats(
          type: .videoCapture,
          formats: [
            FormatDescription(
              pixelFormat: .yuyv, description: "",
              sizes: [
                SizeDescription(size: .discrete(size), intervals: intervals),
                SizeDescription(
                  size: .stepwise(min: size, max: Size(width: step, height: width), step: size),
                  intervals: intervals),
                SizeDescription(
                  size: .continuous(min: size, max: Size(width: .max, height: .max)),
                  intervals: intervals),
              ])
          ])
        for text in ["", "1280x720@30", "aspect=16:9 bandwidth<=1MB/s @30 or better", "~stride%64"]
        {
          guard let constraints = try? Constraints(text) else { continue }
          let negotiator = Negotiator(queue, constraints)
          _ = negotiator.ranked().map(\.reasons)
          _ = negotiator.explanation()
        }
      }
    }
  }
}
