public import SystemIO

extension ShareServer {
  /// Who may have frames, how many, and for how long.
  public struct Configuration: Hashable, Sendable {
    /// Where the socket is: a path of at most 107 bytes.
    public var path: String
    /// The mode of the socket's file. Whoever may not write to it cannot connect.
    public var mode: UInt32
    /// What the frames come from, for clients to show; at most 64 bytes.
    public var name: String
    /// Users who are admitted besides the server's own.
    public var allowedUsers: Set<UInt32>
    /// Groups whose members are admitted; only a process's effective group is known.
    public var allowedGroups: Set<UInt32>
    /// Frames a client may hold at once: 1 to 16.
    public var cap: Int
    /// How long a client may hold a frame.
    public var expiry: Duration
    /// Clients at once: 1 to 64.
    public var maximumClients: Int

    /// Makes a configuration that admits processes of the same user, two frames each, for a second.
    public init(
      path: String, mode: UInt32 = 0o600, name: String = "", allowedUsers: Set<UInt32> = [],
      allowedGroups: Set<UInt32> = [], cap: Int = 2, expiry: Duration = .seconds(1),
      maximumClients: Int = ShareLimits.clients
    ) {
      self.path = path
      self.mode = mode
      self.name = name
      self.allowedUsers = allowedUsers
      self.allowedGroups = allowedGroups
      self.cap = max(1, min(cap, ShareLimits.cap))
      self.expiry = expiry
      self.maximumClients = max(1, min(maximumClients, ShareLimits.clients))
    }
  }

  /// A client as the server sees it.
  public struct Client: Hashable, Sendable, Codable {
    /// Who it is.
    public var peer: PeerCredentials
    /// Frames it was sent.
    public var sent = 0
    /// Frames it was passed over for, because it held as many as it may, did not read, or none could be spared.
    public var skipped = 0
    /// Loans that were over before it gave the frame back.
    public var expired = 0
    /// Frames it gave back after the loan was over.
    public var late = 0
    /// Frames it holds.
    public var held = 0
    /// Why it is a client no longer; nil while it is one.
    public var end: String?

    /// Makes the report of a client that has not been sent anything.
    public init(peer: PeerCredentials) { self.peer = peer }
  }

  /// What became of frames and clients so far.
  public struct Statistics: Hashable, Sendable, Codable {
    /// Frames the server was offered.
    public var offered = 0
    /// Frames that at least one client was sent.
    public var lent = 0
    /// Frames that no client was sent, because otherwise the driver would have had too few buffers.
    public var withheld = 0
    /// Formats so far.
    public var generation = 0
    /// Connections so far.
    public var connections = 0
    /// Connections that ended, by the key of the reason; see `ShareEnd.key`.
    public var ends: [String: Int] = [:]

    /// Makes statistics of nothing.
    public init() {}
  }
}
