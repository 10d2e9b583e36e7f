/// Puts blocks together and knows what a station says of itself.
///
/// Only groups whose four blocks came in order and undamaged are believed. Of the many kinds there are, it
/// reads the names (group 0) and the radio text (group 2); programs for the others have the group that `take` answers.
public struct RDSDecoder: Sendable {
  /// The station's number; nil before the first group.
  public private(set) var programIdentification: UInt16?
  /// What kind of programme there is, 0 to 31.
  public private(set) var programType = 0
  /// Whether the station sends traffic news.
  public private(set) var hasTrafficProgram = false
  /// The station's name, eight characters, with blanks where nothing came yet.
  public var name: String { Self.text(nameBytes) }
  /// The radio text up to its end, as far as it came.
  public var radioText: String {
    Self.text(textBytes.prefix { $0 != 0x0d }.map { $0 == 0 ? 0x20 : $0 })
  }
  /// Groups that were complete.
  public private(set) var groups = 0
  /// Blocks that belonged to no complete group.
  public private(set) var strayBlocks = 0

  private var pending: [RDSBlock] = []
  private static let noName = [UInt8](repeating: 0x20, count: 8)
  private static let noText = [UInt8](repeating: 0, count: 64)
  private var nameBytes = noName
  private var textBytes = noText
  private var textVersion: UInt16?

  /// Knows nothing yet.
  public init() {}

  /// Takes the next block; answers the group that it completes.
  @discardableResult
  public mutating func take(_ block: RDSBlock) -> [RDSBlock]? {
    let isNext = block.isUsable && Self.order[pending.count].contains(block.place)
    if !isNext {
      strayBlocks += pending.count + 1
      pending = []
      guard block.isUsable, block.place == .a else { return nil }
      strayBlocks -= 1
    }
    pending.append(block)
    guard pending.count == 4 else { return nil }
    let group = pending
    pending = []
    read(group.map(\.value))
    return group
  }

  private static let order: [[RDSBlock.Place]] = [[.a], [.b], [.c, .cAlternate], [.d]]

  private mutating func read(_ group: [UInt16]) {
    groups += 1
    // Another station: what was gathered is not its own.
    if let known = programIdentification, known != group[0] {
      (nameBytes, textBytes) = (Self.noName, Self.noText)
    }
    programIdentification = group[0]
    programType = Int(group[1] >> 5 & 0x1f)
    hasTrafficProgram = group[1] & 0x400 != 0
    let isVersionB = group[1] & 0x800 != 0
    switch group[1] >> 12 {
    case 0: put(group[3], at: Int(group[1] & 3) * 2, in: &nameBytes)
    case 2:
      // A new text begins with the other value of this bit.
      if textVersion != group[1] & 0x10 {
        textVersion = group[1] & 0x10
        textBytes = Self.noText
      }
      let place = Int(group[1] & 0xf)
      if isVersionB {
        put(group[3], at: place * 2, in: &textBytes)
      } else {
        put(group[2], at: place * 4, in: &textBytes)
        put(group[3], at: place * 4 + 2, in: &textBytes)
      }
    default: break
    }
  }

  private func put(_ pair: UInt16, at place: Int, in bytes: inout [UInt8]) {
    bytes[place] = UInt8(pair >> 8)
    bytes[place + 1] = UInt8(truncatingIfNeeded: pair)
  }

  /// Characters of the basic table, whose first half is ASCII's in what matters; others become a question mark.
  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.map { (0x20..<0x7f).contains($0) ? $0 : 0x3f }, as: UTF8.self)
  }
}
