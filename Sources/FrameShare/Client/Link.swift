internal import DMABuf
internal import SystemIO
internal import SystemPackage

/// How long, and how often, to try to connect.
struct Attempts {
  private var remaining: Int
  private var pause = 20
  let isOne: Bool

  init(_ time: Duration, isOne: Bool) {
    remaining = max(0, time.milliseconds)
    self.isOne = isOne
  }

  /// Milliseconds until the next attempt; nil where there is none. Nothing tells that a server has come, so they grow.
  mutating func next() -> Int? {
    guard !isOne, remaining > 0 else { return nil }
    let time = min(pause, remaining)
    remaining -= time
    pause = min(pause * 2, 500)
    return time
  }

  /// Milliseconds that are left to hear from a server that is there.
  var left: Int { max(remaining, 100) }
}

/// The way to a server: how to come to it, and what is said first.
struct Link: Sendable {
  /// A connection, and what the server has said of itself.
  struct Connection {
    var socket: DescriptorSocket
    var poller: Poller
    var server: PeerCredentials
    var welcome: Welcome
    var format: FormatMessage
    var generation: UInt32
  }

  let path: String
  let configuration: SharedCamera.Configuration
  let calls: any SystemCalls
  let sharing: any SharingCalls

  init(
    _ path: String, _ configuration: SharedCamera.Configuration, calls: any SystemCalls,
    sharing: any SharingCalls
  ) {
    (self.path, self.configuration, self.calls, self.sharing) = (
      path, configuration, calls, sharing
    )
  }

  /// Connects, and waits for the format; once, or until the time is over.
  func connect(_ attempts: inout Attempts) throws(ShareError) -> Connection {
    while true {
      do throws(ShareError) {
        return try greet(try open(), attempts.left)
      } catch {
        guard error.isAbsence, let time = attempts.next() else { throw error }
        try pause(time)
      }
    }
  }

  private func open() throws(ShareError) -> DescriptorSocket {
    do throws(Errno) {
      return try DescriptorSocket(connectingTo: path, calls: calls, sharing: sharing)
    } catch {
      switch error {
      case .noSuchFileOrDirectory, .connectionRefused: throw .noServer(path)
      case .protocolWrongTypeForSocket: throw .foreignFile(path)
      default: throw .system("connect", path: path, error)
      }
    }
  }

  /// Waits, unless the doorbell rings, which ends the attempts.
  private func pause(_ milliseconds: Int) throws(ShareError) {
    let rang: Bool
    do throws(Errno) {
      let set = try PollSet(calls: calls)
      if let wake = configuration.wake {
        try set.add(wake.rawDescriptor, events: Poller.readable, number: 0)
      }
      rang = try set.wait(milliseconds: milliseconds) != nil
    } catch {
      throw .system("epoll_wait", path: path, error)
    }
    if rang { throw .noServer(path) }
  }

  /// Says what this is and waits until the server has said what it has.
  private func greet(
    _ socket: DescriptorSocket, _ limit: Int
  ) throws(ShareError) -> Connection {
    let (poller, server) = try prepare(socket)
    var message = MessageBuffer()
    Hello(cap: UInt32(clamping: configuration.cap ?? 0)).write(into: &message)
    let failure = unsafe message.withBytes(MessageKind.hello.size) { unsafe socket.send($0) }
    // A server that does not want this client says why before it closes.
    if let failure, failure != .brokenPipe, failure != .connectionReset {
      throw .system("sendmsg", path: path, failure)
    }
    var welcome: Welcome?
    while true {
      guard let (header, descriptors) = try receive(socket, into: &message) else {
        switch try wait(poller, limit) {
        case .ready: continue
        case .woken: throw .noServer(path)
        case .timedOut: throw .stalled(path, milliseconds: limit)
        }
      }
      switch header.kind {
      case .welcome where welcome == nil: welcome = Welcome(message)
      case .farewell: throw end(Farewell(message))
      case .format:
        guard let welcome, let format = FormatMessage(message) else {
          throw .violation(path, "a greeting that is none")
        }
        return Connection(
          socket: socket, poller: poller, server: server, welcome: welcome,
          format: format, generation: header.generation)
      default:
        socket.close(descriptors)
        throw .violation(path, "a greeting that is none")
      }
    }
  }

  private func prepare(
    _ socket: DescriptorSocket
  ) throws(ShareError) -> (Poller, PeerCredentials) {
    do throws(Errno) {
      let poller = try Poller(
        socket.descriptor, events: Poller.readable, wake: configuration.wake)
      return (poller, try socket.peer())
    } catch {
      throw .system("getsockopt", path: path, error)
    }
  }

  /// Waits for a message, or for the doorbell.
  func wait(_ poller: Poller, _ milliseconds: Int) throws(ShareError) -> Poller.Outcome {
    do throws(Errno) {
      return try poller.wait(milliseconds: milliseconds)
    } catch {
      throw .system("epoll_wait", path: path, error)
    }
  }

  /// The next message of a server's and the descriptors that came with it, which are the caller's; nil where there is none.
  func receive(
    _ socket: DescriptorSocket, into message: inout MessageBuffer
  ) throws(ShareError) -> (MessageHeader, DescriptorSocket.DescriptorList)? {
    let outcome = unsafe message.withMutableBytes {
      unsafe socket.receive(into: $0, takesDescriptors: true)
    }
    switch outcome {
    case .nothing: return nil
    case .closed: throw .ended(path, .serverEnded)
    case .cutOff: throw .violation(path, "a message that is too long, or has too many descriptors")
    case .failed(let errno): throw .system("recvmsg", path: path, errno)
    case .message(let count, let descriptors):
      guard let header = MessageHeader(message, count: count), !header.kind.isClients else {
        socket.close(descriptors)
        throw .violation(path, "a message of \(count) bytes that is none")
      }
      guard header.kind == .buffer || descriptors.count == 0 else {
        socket.close(descriptors)
        throw .violation(path, "descriptors where none belong")
      }
      return (header, descriptors)
    }
  }

  /// What a farewell means.
  func end(_ farewell: Farewell) -> ShareError {
    let reason = ShareEnd(rawValue: farewell.reason)
    return reason == .version
      ? .version(path, theirs: farewell.version) : .ended(path, reason)
  }
}
