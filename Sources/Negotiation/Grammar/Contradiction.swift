internal import VideoFormats

/// Two requirements that no picture in the world can meet together.
struct Contradiction {
  var column: Int
  var message: String

  /// The first in an alternative; nil where its requirements could be met.
  static func first(in alternative: Constraints.Alternative) -> Contradiction? {
    let required = alternative.filter { !$0.isPreference }
    for (index, later) in required.enumerated() {
      for earlier in required[..<index] where excludes(earlier.condition, later.condition) {
        return Contradiction(
          column: later.column ?? 1, message: "'\(later)' and '\(earlier)' exclude each other")
      }
    }
    return nil
  }

  private static func excludes(
    _ one: Constraint.Condition, _ other: Constraint.Condition
  ) -> Bool {
    switch (one, other) {
    case (.format(let a), .format(let b)): return Set(a).isDisjoint(with: b)
    case (.compressed(let a), .compressed(let b)): return a != b
    case (.format(let formats), .compressed(let wanted)),
      (.compressed(let wanted), .format(let formats)):
      return formats.allSatisfy { $0.information.map { $0.isCompressed != wanted } ?? false }
    case (.compressed(true), .stride), (.stride, .compressed(true)): return true
    case (.colorSpace(let a), .colorSpace(let b)): return a != b
    case (.transfer(let a), .transfer(let b)): return a != b
    case (.encoding(let a), .encoding(let b)): return a != b
    case (.quantization(let a), .quantization(let b)): return a != b
    case (.field(let a), .field(let b)): return a != b
    case (.memory(let a), .memory(let b)): return Set(a).isDisjoint(with: b)
    case (.aspect(let a), .aspect(let b)): return a != b
    case (.planes(let r, let a), .planes(let s, let b)): return !overlap(r, a, s, b)
    case (.rate(let r, let a), .rate(let s, let b)):
      // A rate that meets one and lies within the tolerance of the other meets both.
      return !a.isMet(by: b.interval) && !b.isMet(by: a.interval)
        && !overlap(r, a.ratio, s, b.ratio)
    default:
      return excludesSize(one, other)
    }
  }

  private static func excludesSize(
    _ one: Constraint.Condition, _ other: Constraint.Condition
  ) -> Bool {
    guard let a = sides(one), let b = sides(other) else { return false }
    for (left, right) in zip(a, b) {
      if let left, let right, !overlap(left.0, left.1, right.0, right.1) { return true }
    }
    return false
  }

  /// What a condition says of the width and of the height; nil when it is about neither.
  private static func sides(
    _ condition: Constraint.Condition
  ) -> [(Constraint.Relation, Int)?]? {
    switch condition {
    case .width(let relation, let pixels): [(relation, pixels), nil]
    case .height(let relation, let pixels): [nil, (relation, pixels)]
    case .size(let relation, let size): [(relation, size.width), (relation, size.height)]
    default: nil
    }
  }

  /// Whether some number stands in both relations.
  private static func overlap<Number: Comparable>(
    _ r: Constraint.Relation, _ a: Number, _ s: Constraint.Relation, _ b: Number
  ) -> Bool {
    switch (r, s) {
    case (.atLeast, .atLeast), (.atMost, .atMost): true
    case (.exactly, .exactly): a == b
    case (.exactly, .atLeast), (.atMost, .atLeast): a >= b
    case (.exactly, .atMost), (.atLeast, .atMost): a <= b
    case (.atLeast, .exactly): b >= a
    case (.atMost, .exactly): b <= a
    }
  }
}
