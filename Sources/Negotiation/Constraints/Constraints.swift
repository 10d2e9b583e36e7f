internal import VideoFormats

/// What is asked of a format: alternatives, of which the first that can be met is.
///
/// ```swift
/// let constraints = try Constraints("NV12|YUYV 1280x720@30 or better, else nearest")
/// ```
/// `Docs/Negotiation.md` has the grammar.
public struct Constraints: Hashable, Sendable {
  /// Constraints that are to be met together, in the order of their weight.
  public typealias Alternative = [Constraint]

  /// The alternatives, the best first; never empty.
  public var alternatives: [Alternative]
  /// Whether at last the nearest to the first alternative will do: its size, rate, shape and bandwidth are then
  /// preferences, and the rest of it stays required.
  public var endsWithNearest: Bool

  /// Makes constraints; without any, every format will do.
  public init(_ alternatives: [Alternative] = [[]], endsWithNearest: Bool = false) {
    self.alternatives = alternatives.isEmpty ? [[]] : alternatives
    self.endsWithNearest = endsWithNearest
  }

  /// Every alternative in turn, "nearest" spelled out.
  public var attempts: [Alternative] {
    guard endsWithNearest else { return alternatives }
    return alternatives + [alternatives[0].map { $0.isMeasure ? $0.preferred : $0 }]
  }

  /// Whether nothing at all is asked.
  public var isEmpty: Bool { alternatives.allSatisfy(\.isEmpty) }
}

extension Constraints: CustomStringConvertible {
  /// The constraints in the grammar they can be read from.
  public var description: String {
    let texts = alternatives.map { $0.map(\.description).joined(separator: " ") }
    return (texts + (endsWithNearest ? ["nearest"] : [])).joined(separator: " else ")
  }
}
