/// Frames whose payload cannot be whole though the driver did not say so, by what is the matter with it.
public struct Damage: Hashable, Sendable, Codable {
  /// There are no bytes at all.
  public var empty = 0
  /// There are fewer bytes than the format needs.
  public var short = 0
  /// There are more bytes than the format has, and not those that the driver announced.
  public var overlong = 0
  /// A JPEG picture without its start. The corresponding marker is SOI.
  public var noStart = 0
  /// A JPEG picture without its end. The corresponding marker is EOI.
  public var noEnd = 0

  /// Makes counts of zero.
  public init() {}

  /// All of them together.
  public var total: Int { empty + short + overlong + noStart + noEnd }

  /// What may be the matter with a payload.
  enum Reason {
    case empty
    case short
    case overlong
    case noStart
    case noEnd
  }

  mutating func count(_ reason: Reason) {
    switch reason {
    case .empty: empty += 1
    case .short: short += 1
    case .overlong: overlong += 1
    case .noStart: noStart += 1
    case .noEnd: noEnd += 1
    }
  }
}
