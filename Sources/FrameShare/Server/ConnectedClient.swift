internal import DMABuf
internal import SystemIO

/// All that the server knows of a connection.
struct ConnectedClient {
  /// A frame that a client holds.
  struct Lease {
    /// Zero where there is none.
    var number: UInt64 = 0
    var index = 0
    var expiresAt: Int64 = 0
  }

  let socket: DescriptorSocket
  /// What tells the connection from all others.
  let number: UInt32
  var report: ShareServer.Client
  /// When it must have said what it is; nil once it has.
  var greetingEnds: Int64?
  var cap = 0
  /// The buffers whose descriptors it has, a bit each.
  var known: UInt64 = 0
  var leases = InlineArray<16, Lease>(repeating: Lease())
  var lastLease: UInt64 = 0
  /// Loans in a row that were over before the frame came back.
  var strikes = 0
  /// When its patience ends, as a loan was over and it has not been heard of since; nil otherwise.
  var silentUntil: Int64?
  /// Frames skipped since the last that was sent.
  var skippedSince: UInt32 = 0

  init(_ socket: DescriptorSocket, number: UInt32, peer: PeerCredentials, greetingEnds: Int64) {
    self.socket = socket
    self.number = number
    self.greetingEnds = greetingEnds
    report = ShareServer.Client(peer: peer)
  }

  /// Whether it gets frames.
  var isServed: Bool { greetingEnds == nil }

  /// Whether it has anything to give back, or to answer for.
  var mayHaveSpoken: Bool { isServed && (report.held > 0 || silentUntil != nil) }

  /// Whether it may have another frame.
  var takesAnother: Bool { silentUntil == nil && report.held < cap }

  /// Notes a loan and gives it a number.
  mutating func lend(_ index: Int, until expiresAt: Int64) -> UInt64? {
    for place in leases.indices where leases[place].number == 0 {
      lastLease += 1
      leases[place] = Lease(number: lastLease, index: index, expiresAt: expiresAt)
      report.held += 1
      return lastLease
    }
    return nil
  }

  /// Ends the loan at a place; the number of its buffer.
  mutating func end(at place: Int) -> Int {
    let index = leases[place].index
    leases[place] = Lease()
    report.held -= 1
    return index
  }

  /// Where a loan is noted.
  func place(of lease: UInt64) -> Int? {
    for place in leases.indices where leases[place].number == lease { return place }
    return nil
  }

  /// Counts a frame that it does not get.
  mutating func skip() {
    report.skipped += 1
    if skippedSince < .max { skippedSince += 1 }
  }

  /// When something is due for it; nil where nothing is.
  var due: Int64? {
    var due = greetingEnds ?? silentUntil ?? .max
    for place in leases.indices where leases[place].number != 0 {
      due = min(due, leases[place].expiresAt)
    }
    return due == .max ? nil : due
  }
}
