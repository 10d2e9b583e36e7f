/// The pictures that the card knows, by the memory they lie in.
///
/// A camera fills the same few buffers again and again; each is made known once.
struct FramebufferCache {
  private struct Entry {
    var edition: UInt64
    var number: UInt32
    var lastUse: UInt64
  }

  private var entries: [Entry] = []
  private var uses: UInt64 = 0

  /// More than any queue has; what comes of a source whose memory is ever new is forgotten in time.
  static let capacity = 64

  /// The edition of pictures that are no frame's.
  static let noFrame: UInt64 = 0

  /// The card's numbers for all of them.
  var numbers: [UInt32] { entries.map(\.number) }

  /// The picture in this memory; nil when it is not known yet.
  mutating func number(of edition: UInt64) -> UInt32? {
    uses &+= 1
    for index in entries.indices where entries[index].edition == edition {
      entries[index].lastUse = uses
      return entries[index].number
    }
    return nil
  }

  /// Notes a picture; answers the one to forget for it, if there are too many, but none of those `kept`.
  mutating func add(_ number: UInt32, of edition: UInt64, keeping kept: [UInt32]) -> UInt32? {
    uses &+= 1
    var forgotten: UInt32?
    if entries.count >= Self.capacity,
      let oldest = entries.indices.filter({ !kept.contains(entries[$0].number) })
        .min(by: { entries[$0].lastUse < entries[$1].lastUse })
    {
      forgotten = entries.remove(at: oldest).number
    }
    entries.append(Entry(edition: edition, number: number, lastUse: uses))
    return forgotten
  }

  /// Forgets all but those `kept`; answers the ones that were forgotten.
  mutating func clear(keeping kept: [UInt32]) -> [UInt32] {
    let gone = entries.map(\.number).filter { !kept.contains($0) }
    entries.removeAll { !kept.contains($0.number) }
    // What stays is of a format that is over: no buffer of the next is it.
    for index in entries.indices { entries[index].edition = Self.noFrame }
    return gone
  }
}
