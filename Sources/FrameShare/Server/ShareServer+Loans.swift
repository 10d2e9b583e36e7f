internal import DMABuf
internal import SystemIO
internal import SystemPackage

// What clients are sent, and when loans are over.
extension ShareServer {
  /// Loans in a row that may be over before their frames come back.
  private static let strikes = 3

  /// Tells a client the format, which begins a generation for it.
  mutating func sendFormat(to place: Int) {
    guard let stream else { return }
    clients[place].known = 0
    clients[place].skippedSince = 0
    stream.write(generation: generation, into: &message)
    let socket = clients[place].socket
    let failure = unsafe message.withBytes(MessageKind.format.size) { unsafe socket.send($0) }
    if let failure { return drop(place, Self.reason(failure)) }
    // What is known already it may have at once, so that whoever imports memory before anything runs can.
    let number = clients[place].number
    for index in buffers.indices where !buffers[index].isEmpty {
      guard sendBuffer(index, to: place) else { return }
      guard place < clients.count, clients[place].number == number else { return }
    }
  }

  private static func reason(_ errno: Errno) -> ShareEnd {
    errno == .resourceTemporarilyUnavailable ? .stuck : .left
  }

  /// Sends a client the frame that `message` holds; whether it has it now.
  mutating func send(_ index: Int, to place: Int, until expiresAt: Int64) -> Bool {
    let socket = clients[place].socket
    if clients[place].known & 1 << UInt64(index) == 0 {
      let number = clients[place].number
      guard sendBuffer(index, to: place) else {
        if place < clients.count, clients[place].number == number { clients[place].skip() }
        return false
      }
    }
    guard let lease = clients[place].lend(index, until: expiresAt) else { return false }
    FrameMessage.address(lease: lease, skipped: clients[place].skippedSince, in: &message)
    let failure = unsafe message.withBytes(MessageKind.frame.size) { unsafe socket.send($0) }
    guard let failure else {
      clients[place].report.sent += 1
      clients[place].skippedSince = 0
      return true
    }
    if let lease = clients[place].place(of: lease) { _ = clients[place].end(at: lease) }
    if failure == .resourceTemporarilyUnavailable {
      clients[place].skip()
    } else {
      drop(place, .left)
    }
    return false
  }

  /// Sends a client the descriptors of a buffer; false where it did not work and the client does without the frame.
  private mutating func sendBuffer(_ index: Int, to place: Int) -> Bool {
    // Not `message`, which holds the frame.
    var message = MessageBuffer()
    BufferMessage(index: index, sizes: buffers[index].map(\.size))
      .write(generation: generation, into: &message)
    let (socket, numbers) = (clients[place].socket, buffers[index].map(\.rawDescriptor))
    let failure = unsafe message.withBytes(MessageKind.buffer.size) {
      unsafe socket.send($0, descriptors: numbers)
    }
    switch failure {
    case nil:
      clients[place].known |= 1 << UInt64(index)
      return true
    // Too many descriptors are under way, which a client that reads puts right.
    case .resourceTemporarilyUnavailable?, Errno(rawValue: 109)?: break
    case _?: drop(place, .left)
    }
    return false
  }

  /// Ends the loans that are over, and the connections of clients that do not mend their ways.
  mutating func settle(_ now: Int64) {
    if let again = acceptsAgainAt, now >= again {
      acceptsAgainAt = nil
      try? pollSet.add(
        file.listener.rawDescriptor, events: Poller.readable, number: Self.listenerNumber)
    }
    var place = clients.count
    while place > 0 {
      place -= 1
      if let ends = clients[place].greetingEnds, now >= ends {
        drop(place, .silent)
      } else if let ends = clients[place].silentUntil, now >= ends {
        drop(place, .expired)
      } else {
        expire(place, now)
      }
    }
  }

  private mutating func expire(_ place: Int, _ now: Int64) {
    guard clients[place].report.held > 0 else { return }
    var isLate = false
    for lease in 0..<ShareLimits.cap {
      let (number, ends) = (
        clients[place].leases[lease].number, clients[place].leases[lease].expiresAt
      )
      guard number != 0, now >= ends else { continue }
      isLate = true
      let index = clients[place].end(at: lease)
      lent.release(index)
      clients[place].report.expired += 1
      tell(place, number, index)
    }
    guard isLate else { return }
    clients[place].strikes += 1
    clients[place].silentUntil = now + 2 * expiry
    if clients[place].strikes >= Self.strikes { drop(place, .expired) }
  }

  /// Tells a client that a loan is over; one that does not read learns it from the time in the frame's message.
  private func tell(_ place: Int, _ lease: UInt64, _ index: Int) {
    var message = MessageBuffer()
    LeaseEnd(lease: lease, index: UInt32(index))
      .write(.expired, generation: generation, into: &message)
    let socket = clients[place].socket
    _ = unsafe message.withBytes(MessageKind.expired.size) { unsafe socket.send($0) }
  }
}
