internal import DMABuf
public import SystemIO
internal import SystemPackage
public import V4L2
public import VideoFormats

/// A camera that another process has and shares.
///
/// Frames are the device's own memory: nothing is copied, and what is held here the device does not have. A frame is given
/// back when it ends, and must be within `expiry`: after that the server takes it back, and the device may fill it while it is
/// still looked at, which `isLeased` tells.
///
/// ```swift
/// var camera = try SharedCamera("/run/user/1000/camera")
/// while case .frame(let frame) = try camera.next() {
///   print(frame.metadata.sequence, frame.bytes.byteCount)
/// }
/// ```
/// The memory is everybody's who has the camera: it is there to be read, and mapped so where the server's driver can. A frame may be handed on to an output or a display
/// as any other. Frames may end on any thread, and outlive this object.
public struct SharedCamera: ~Copyable, Sendable {
  /// What a client wants.
  public struct Configuration: Sendable {
    /// Frames to hold at once; nil for as many as the server allows.
    public var cap: Int?
    /// Whether to wait for a server that is not there, or has gone, and connect again.
    public var reconnects: Bool
    /// How long to wait for a frame, or a server, before that is an error.
    public var timeout: Duration
    /// Rung from any thread or a signal handler, it makes `next` answer `woken`.
    public var wake: WakeEvent?

    /// Makes a configuration.
    public init(
      cap: Int? = nil, reconnects: Bool = false, timeout: Duration = .seconds(3),
      wake: WakeEvent? = nil
    ) {
      (self.cap, self.reconnects, self.timeout, self.wake) = (cap, reconnects, timeout, wake)
    }
  }

  /// What came of asking for a frame.
  public enum Outcome: ~Copyable, Sendable {
    /// A frame, on loan.
    case frame(Frame)
    /// Frames from here on have another format, or are in other buffers; see `format`.
    case formatChanged
    /// There is none yet.
    case notReady
    /// The doorbell rang.
    case woken
  }

  /// What was missed, and why.
  public struct Statistics: Hashable, Sendable, Codable {
    /// Frames that were taken.
    public var frames = 0
    /// Frames that the server did not send, because this client held as many as it may or none could be spared.
    public var skipped = 0
    /// Frames that the driver numbered and nobody saw, besides those that were skipped.
    public var missing = 0
    /// Frames that came when their loans were over already, as this process did not run; they were not handed out.
    public var stale = 0
    /// Loans that were over before the frame was given back.
    public var expired = 0
    /// Formats so far.
    public var generations = 0
    /// Connections after the first.
    public var reconnections = 0

    /// Makes statistics of nothing.
    public init() {}
  }

  let link: Link
  /// Loans are counted by this clock, which is the server's.
  let clock: any SystemCalls
  var socket: DescriptorSocket
  var poller: Poller
  var buffers = Array(repeating: [DMABuffer](), count: ShareLimits.buffers)
  /// Buffers whose memory came and is not in the pool yet, a bit each.
  var arrived: UInt64 = 0
  var pool: MemoryPool
  var book: LoanBook
  var message = MessageBuffer()
  var lastSequence: UInt32?
  var generation: UInt32 = 0

  /// The path of the server's socket.
  public var path: String { link.path }
  var configuration: Configuration { link.configuration }
  var calls: any SystemCalls { link.calls }
  var sharing: any SharingCalls { link.sharing }

  /// What the frames come from, as the server names it.
  public internal(set) var name = ""
  /// The format of the frames.
  public internal(set) var format = Format(PixelFormat(rawValue: 0), width: 0, height: 0)
  /// The time between frames; nil when the driver knows none.
  public internal(set) var interval: Interval?
  /// Frames that may be held at once.
  public internal(set) var cap = 0
  /// How long a frame may be held.
  public internal(set) var expiry = Duration.zero
  /// The process that shares the camera.
  public internal(set) var server = PeerCredentials()
  /// What was missed so far.
  public internal(set) var statistics = Statistics()

  /// Connects to a server and waits for the format of its frames.
  ///
  /// Throws where there is no server (unless it is to be waited for), this user is not admitted, or the two speak
  /// different versions.
  public init(
    _ path: String, _ configuration: Configuration = Configuration()
  ) throws(ShareError) {
    try self.init(
      path, configuration, calls: Kernel.shared, sharing: Kernel.shared, clock: Kernel.shared)
  }

  package init(
    _ path: String, _ configuration: Configuration, calls: any SystemCalls,
    sharing: any SharingCalls, clock: any SystemCalls
  ) throws(ShareError) {
    let length = path.utf8.count
    guard length > 0, length <= DescriptorSocket.pathLimit else {
      throw .badPath(path, bytes: length)
    }
    let link = Link(path, configuration, calls: calls, sharing: sharing)
    var attempts = Attempts(configuration.timeout, isOne: !configuration.reconnects)
    let connection = try link.connect(&attempts)
    self.init(link, connection, clock: clock)
  }

  private init(_ link: Link, _ connection: Link.Connection, clock: any SystemCalls) {
    self.link = link
    self.clock = clock
    socket = connection.socket
    poller = connection.poller
    book = LoanBook(connection.socket, generation: connection.generation)
    pool = Self.pool(link, book)
    begin(connection)
  }

  /// Readable when there is something to take with `nextIfReady`, or the doorbell rang.
  ///
  /// It is another descriptor after a reconnection, and stays this object's own.
  public var rawDescriptor: Int32 { poller.set.rawValue }

  /// Waits for the next frame, blocking the calling thread.
  ///
  /// Throws when the server has ended (unless it is to be waited for), sends none in time, or sends nonsense.
  public mutating func next(timeout: Duration? = nil) throws(ShareError) -> Outcome {
    let limit = timeout ?? configuration.timeout
    var patience = Patience(milliseconds: max(0, limit.milliseconds))
    while true {
      switch try nextIfReady() {
      case .notReady: break
      case .frame(let frame): return .frame(frame)
      case .formatChanged: return .formatChanged
      case .woken: return .woken
      }
      switch try link.wait(poller, patience.remaining) {
      case .woken: return .woken
      case .timedOut: throw .stalled(path, milliseconds: limit.milliseconds)
      case .ready:
        guard
          patience.allowsAnother(at: MonotonicInstant(nanoseconds: calls.monotonicNanoseconds()))
        else { throw .stalled(path, milliseconds: limit.milliseconds) }
      }
    }
  }

  /// Connects anew; frames of the connection before stay readable and have nobody to be given back to.
  private mutating func reconnect() throws(ShareError) -> Outcome {
    var attempts = Attempts(configuration.timeout, isOne: false)
    begin(try link.connect(&attempts))
    statistics.reconnections += 1
    return .formatChanged
  }

  /// The next frame if there is one already.
  public mutating func nextIfReady() throws(ShareError) -> Outcome {
    do throws(ShareError) {
      while true {
        guard let header = try receive() else { return .notReady }
        if let outcome = try act(on: header) { return outcome }
      }
    } catch {
      guard configuration.reconnects, error.isAbsence else { throw error }
    }
    return try reconnect()
  }

  /// Whether a frame's loan is not over yet.
  ///
  /// Where it is, the device may have filled the buffer while the frame was looked at: ask afterwards.
  public func isLeased(_ frame: borrowing Frame) -> Bool {
    guard let end = book.end(of: frame.metadata.bufferIndex, edition: frame.edition) else {
      return false
    }
    return clock.monotonicNanoseconds() < end
  }
}
