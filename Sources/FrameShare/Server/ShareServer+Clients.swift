internal import DMABuf
internal import Glibc
internal import SystemIO
internal import SystemPackage

// Clients that come and go.
extension ShareServer {
  /// How long a client may take to say what it is.
  static let greetingTime: Int64 = 2_000_000_000
  /// Former clients that are remembered.
  private static let memory = 64
  /// Messages that are looked at in one go, so that nobody keeps the server from its frames.
  private static let patience = 64

  /// Does what is to be done for clients: admits, hears and drops them, and ends loans that are over.
  ///
  /// It never waits.
  public mutating func service() {
    for _ in 0..<Self.patience {
      guard let event = try? pollSet.wait(milliseconds: 0) else { break }
      if event.number == Self.listenerNumber {
        acceptAll()
      } else if let place = clients.firstIndex(where: { $0.number == event.number }) {
        attend(place)
      }
    }
    settle(calls.monotonicNanoseconds())
  }

  private mutating func acceptAll() {
    for _ in 0..<Self.patience {
      do throws(Errno) {
        guard let socket = try file.listener.accept() else { return }
        admit(socket)
      } catch {
        // Without a pause the listener would stay readable, and whoever polls it would spin.
        pollSet.remove(file.listener.rawDescriptor)
        acceptsAgainAt = calls.monotonicNanoseconds() + 1_000_000_000
        return
      }
    }
  }

  private mutating func admit(_ socket: DescriptorSocket) {
    statistics.connections += 1
    let peer = (try? socket.peer()) ?? PeerCredentials(userID: .max, groupID: .max)
    guard admits(peer) else { return refuse(socket, peer, .notAdmitted) }
    guard clients.count < configuration.maximumClients else { return refuse(socket, peer, .full) }
    lastNumber &+= 1
    if lastNumber == Self.listenerNumber { lastNumber = 1 }
    do throws(Errno) {
      try pollSet.add(
        socket.rawDescriptor, events: Poller.readable | Poller.peerClosed, number: lastNumber)
    } catch {
      return refuse(socket, peer, .full)
    }
    clients.append(
      ConnectedClient(
        socket, number: lastNumber, peer: peer,
        greetingEnds: calls.monotonicNanoseconds() + Self.greetingTime))
  }

  private func admits(_ peer: PeerCredentials) -> Bool {
    peer.userID == geteuid() || configuration.allowedUsers.contains(peer.userID)
      || configuration.allowedGroups.contains(peer.groupID)
  }

  private mutating func refuse(
    _ socket: DescriptorSocket, _ peer: PeerCredentials, _ reason: ShareEnd
  ) {
    say(farewell: reason, to: socket)
    var report = Client(peer: peer)
    report.end = reason.description
    remember(report, reason)
  }

  private func say(farewell reason: ShareEnd, to socket: DescriptorSocket) {
    var message = MessageBuffer()
    Farewell(reason).write(into: &message)
    _ = unsafe message.withBytes(MessageKind.farewell.size) { unsafe socket.send($0) }
  }

  private mutating func remember(_ report: Client, _ reason: ShareEnd) {
    statistics.ends[reason.key, default: 0] += 1
    if formerClients.count == Self.memory { formerClients.removeFirst() }
    formerClients.append(report)
  }

  /// Ends a connection: its loans are over, and it is told why.
  mutating func drop(_ place: Int, _ reason: ShareEnd) {
    let client = clients[place]
    for lease in client.leases.indices where client.leases[lease].number != 0 {
      lent.release(client.leases[lease].index)
    }
    if reason != .left { say(farewell: reason, to: client.socket) }
    pollSet.remove(client.socket.rawDescriptor)
    clients.remove(at: place)
    var report = client.report
    report.held = 0
    report.end = reason.description
    remember(report, reason)
  }

  // What clients say.

  /// Hears a client whose descriptor is ready.
  private mutating func attend(_ place: Int) {
    if clients[place].isServed {
      // Only its end wakes the server; what it said before is in order.
      if hear(place, limit: Self.patience) { drop(place, .left) }
    } else {
      greet(place)
    }
  }

  private mutating func greet(_ place: Int) {
    var received = MessageBuffer()
    let socket = clients[place].socket
    let outcome = unsafe received.withMutableBytes {
      unsafe socket.receive(into: $0, takesDescriptors: false)
    }
    switch outcome {
    case .nothing: return
    case .closed: return drop(place, .left)
    case .cutOff: return drop(place, .garbage)
    case .failed: return drop(place, .left)
    case .message(let count, _):
      guard let header = MessageHeader(received, count: count), header.kind == .hello else {
        return drop(place, .garbage)
      }
      let hello = Hello(received)
      guard hello.oldest <= MessageHeader.version, hello.newest >= MessageHeader.version else {
        return drop(place, .version)
      }
      welcome(place, hello)
    }
  }

  private mutating func welcome(_ place: Int, _ hello: Hello) {
    let limit = configuration.cap
    let cap = hello.cap == 0 ? limit : min(limit, Int(hello.cap))
    var message = MessageBuffer()
    Welcome(
      cap: UInt32(cap), expiry: UInt32(clamping: expiry / 1_000_000), name: configuration.name
    ).write(into: &message)
    let socket = clients[place].socket
    let failure = unsafe message.withBytes(MessageKind.welcome.size) { unsafe socket.send($0) }
    guard failure == nil else { return drop(place, .stuck) }
    // From here on only its end is waited for: frames that come back are taken when there is another to give.
    pollSet.remove(socket.rawDescriptor)
    do throws(Errno) {
      try pollSet.add(
        socket.rawDescriptor, events: Poller.peerClosed, number: clients[place].number)
    } catch {
      return drop(place, .full)
    }
    clients[place].cap = cap
    clients[place].greetingEnds = nil
    if stream != nil { sendFormat(to: place) }
  }

  /// Takes what clients have given back.
  mutating func collect() {
    // From the end, as one that is dropped moves those behind it; by hand, as a reversed range allocates unoptimised.
    var place = clients.count
    while place > 0 {
      place -= 1
      if clients[place].mayHaveSpoken, hear(place, limit: Self.patience) { drop(place, .left) }
    }
  }

  /// Hears a client until it holds nothing or has no more to say; true where it has left.
  ///
  /// A client that keeps up gives back one frame between two, so one call is all that hearing it costs.
  private mutating func hear(_ place: Int, limit: Int) -> Bool {
    let socket = clients[place].socket
    for _ in 0..<limit {
      let outcome = unsafe message.withMutableBytes {
        unsafe socket.receive(into: $0, takesDescriptors: false)
      }
      switch outcome {
      case .nothing: return false
      case .closed, .failed: return true
      case .cutOff:
        drop(place, .descriptors)
        return false
      case .message(let count, _):
        guard accept(count, from: place) else {
          drop(place, .garbage)
          return false
        }
      }
      if clients[place].report.held == 0 { return false }
    }
    return false
  }

  /// Acts on a message; false where it is none that a client may send.
  private mutating func accept(_ count: Int, from place: Int) -> Bool {
    guard let header = MessageHeader(message, count: count), header.kind == .release else {
      return false
    }
    let end = LeaseEnd(message)
    guard end.lease > 0, end.lease <= clients[place].lastLease else { return false }
    clients[place].silentUntil = nil
    guard let lease = clients[place].place(of: end.lease) else {
      // The loan was over before this was said.
      clients[place].report.late += 1
      return true
    }
    guard clients[place].leases[lease].index == Int(end.index) else { return false }
    clients[place].strikes = 0
    lent.release(clients[place].end(at: lease))
    return true
  }
}
