internal import DMABuf
public import SystemIO
internal import SystemPackage
public import V4L2
public import VideoFormats

/// Gives the frames of one device to any number of processes.
///
/// Whoever has frames offers them; each goes to all clients that may have another, without a copy: a client gets the
/// buffers' descriptors once, and then a short message for each frame. The frame is kept here until the last client is done
/// with it, and then goes back to where it came from. Nobody waits for a client: one that is slow is passed over, one that
/// keeps a frame for too long loses it, one that goes away gives all back, and one that misbehaves is dropped.
///
/// ```swift
/// var camera = try Camera("/dev/video0")
/// var server = try ShareServer(.init(path: "/run/user/1000/camera"))
/// server.begin(camera.format, interval: camera.negotiated.interval, bufferCount: camera.bufferCount)
/// while let frame = try camera.next() { try server.offer(frame) }
/// ```
/// It starts no thread. `offer` does all there is to do between two frames; a program that wants clients to be admitted
/// while no frames come polls `rawDescriptor` and calls `service` when it is readable or `deadline` has come. Not for use
/// from several threads at once. Docs/Sharing.md describes the protocol.
public struct ShareServer: ~Copyable, Sendable {
  /// What it was made with.
  public let configuration: Configuration
  let file: SocketFile
  let pollSet: PollSet
  let calls: any SystemCalls
  let sharing: any SharingCalls
  let expiry: Int64
  var clients: [ConnectedClient] = []
  var lastNumber = Self.listenerNumber
  /// When connections are accepted again, after the process had no descriptors left; nil while they are.
  var acceptsAgainAt: Int64?
  var lent = LentFrames()
  var message = MessageBuffer()
  var buffers = Array(repeating: [DMABuffer](), count: ShareLimits.buffers)
  private var editions = InlineArray<64, UInt64>(repeating: 0)
  var stream: FormatMessage?
  /// Buffers the device has; to be set again where it comes to have more or fewer in mid-stream.
  public var bufferCount = 0
  /// Buffers that always stay with the driver.
  public private(set) var reserve = 1
  /// What became of frames and clients so far.
  public internal(set) var statistics = Statistics()
  /// The clients that have left, the latest last, as far as they are remembered.
  public internal(set) var formerClients: [Client] = []

  static let listenerNumber: UInt32 = 0

  /// Makes the socket.
  ///
  /// A dead server's socket at the path is replaced. Throws where there is anything else, or a server that lives.
  public init(_ configuration: Configuration) throws(ShareError) {
    try self.init(configuration, calls: Kernel.shared, sharing: Kernel.shared, clock: Kernel.shared)
  }

  /// The clock is the one that loans are counted by.
  package init(
    _ configuration: Configuration, calls: any SystemCalls, sharing: any SharingCalls,
    clock: any SystemCalls
  ) throws(ShareError) {
    // Whatever can fail comes first.
    let file = try SocketFile(
      configuration.path, mode: configuration.mode, calls: calls, sharing: sharing)
    pollSet = try Self.pollSet(file, calls, sharing)
    self.file = file
    self.configuration = configuration
    self.calls = clock
    self.sharing = sharing
    expiry = max(1_000_000, configuration.expiry.clampedNanoseconds)
    clients.reserveCapacity(configuration.maximumClients)
  }

  private static func pollSet(
    _ file: SocketFile, _ calls: any SystemCalls, _ sharing: any SharingCalls
  ) throws(ShareError) -> PollSet {
    do throws(Errno) {
      let set = try PollSet(calls: calls, sharing: sharing)
      try set.add(file.listener.rawDescriptor, events: Poller.readable, number: listenerNumber)
      return set
    } catch {
      throw .system("epoll_ctl", path: file.path, error)
    }
  }

  /// Readable when `service` has something to do. It stays this object's own.
  public var rawDescriptor: Int32 { pollSet.descriptor.rawValue }

  /// When `service` has something to do though nothing is readable; nil where nothing is due.
  public var deadline: MonotonicInstant? {
    var due = acceptsAgainAt ?? .max
    for client in clients { due = min(due, client.due ?? .max) }
    return due == .max ? nil : MonotonicInstant(nanoseconds: due)
  }

  /// The clients there are.
  public var currentClients: [Client] {
    clients.compactMap { $0.isServed ? $0.report : nil }
  }

  /// Clients that get frames.
  public var clientCount: Int { clients.reduce(0) { $0 + ($1.isServed ? 1 : 0) } }

  /// Frames that clients hold.
  public var framesHeld: Int { lent.count }

  /// Begins a generation: the frames from here on are of this format, and in other buffers than those before.
  ///
  /// All loans are over, and their frames go back. `bufferCount` is how many buffers the device has, and `reserve` how
  /// many of them always stay with the driver; of fewer than it needs it makes no frames.
  public mutating func begin(
    _ format: Format, interval: Interval? = nil, bufferCount: Int, reserve: Int = 2
  ) {
    reclaim()
    statistics.generation += 1
    (self.bufferCount, self.reserve) = (bufferCount, max(1, reserve))
    stream = FormatMessage(format, interval: interval)
    forgetBuffers()
    for place in clients.indices.reversed() where clients[place].isServed {
      sendFormat(to: place)
    }
  }

  private mutating func forgetBuffers() {
    editions = InlineArray(repeating: 0)
    for index in buffers.indices { buffers[index] = [] }
  }

  /// Ends all loans: the frames go back, whatever clients do with the memory.
  ///
  /// Before a device is restarted, so that its buffers can be freed.
  public mutating func reclaim() {
    for place in clients.indices {
      clients[place].leases = InlineArray(repeating: ConnectedClient.Lease())
      clients[place].report.held = 0
      clients[place].known = 0
      // What it was late with is forgotten: it has nothing left to give back, and so nothing to say.
      (clients[place].silentUntil, clients[place].strikes) = (nil, 0)
    }
    lent.releaseAll()
  }

  /// Gives a frame to all clients that may have another; how many.
  ///
  /// First whatever clients have given back is taken, and loans that are over are ended. A frame that nobody gets goes
  /// back at once. Throws where the frame's memory can't be shared.
  @discardableResult
  public mutating func offer(_ frame: consuming Frame) throws(V4L2Error) -> Int {
    let now = calls.monotonicNanoseconds()
    collect()
    settle(now)
    statistics.offered += 1
    let index = frame.metadata.bufferIndex
    guard stream != nil, !clients.isEmpty else { return 0 }
    guard index < ShareLimits.buffers, !lent.holds(index), lent.count < bufferCount - reserve else {
      return withhold()
    }
    try learn(frame, index)
    let expiresAt = now + expiry
    FrameMessage(frame, expiresAt: expiresAt).write(generation: generation, into: &message)
    var (takers, place) = (0, clients.count)
    while place > 0 {
      place -= 1
      guard clients[place].isServed else { continue }
      guard clients[place].takesAnother else {
        clients[place].skip()
        continue
      }
      if send(index, to: place, until: expiresAt) { takers += 1 }
    }
    guard takers > 0 else { return 0 }
    lent.keep(frame, at: index, for: takers)
    statistics.lent += 1
    return takers
  }

  var generation: UInt32 { UInt32(truncatingIfNeeded: statistics.generation) }

  /// Nobody gets a frame that the driver needs more.
  private mutating func withhold() -> Int {
    var missed = false
    for place in clients.indices where clients[place].isServed {
      clients[place].skip()
      missed = true
    }
    if missed { statistics.withheld += 1 }
    return 0
  }

  /// Has the descriptors of a frame's buffer at hand; they are made once.
  private mutating func learn(_ frame: borrowing Frame, _ index: Int) throws(V4L2Error) {
    guard editions[index] != frame.edition else { return }
    buffers[index] = try frame.sharedForReading()
    editions[index] = frame.edition
    for place in clients.indices { clients[place].known &= ~(1 << UInt64(index)) }
  }

  /// Says farewell to all clients; the socket is removed.
  public consuming func end() {
    for place in clients.indices.reversed() { drop(place, .serverEnded) }
  }

}
