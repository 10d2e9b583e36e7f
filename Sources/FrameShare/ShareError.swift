public import SystemPackage

/// Why frames can't be shared, or got.
public enum ShareError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A socket's path is longer than an address holds, or empty.
  case badPath(String, bytes: Int)
  /// There is something at the path that no server of this user left behind.
  case foreignFile(String)
  /// A server is there and alive.
  case inUse(String, processID: Int32)
  /// Nobody shares frames there.
  case noServer(String)
  /// The kernel refused a call.
  case system(String, path: String, Errno)
  /// The server ended the connection.
  case ended(String, ShareEnd)
  /// The two speak different versions of the protocol.
  case version(String, theirs: UInt16)
  /// The other end sent what is no message, or makes no sense.
  case violation(String, String)
  /// No frame came in time.
  case stalled(String, milliseconds: Int)

  /// The path of the socket.
  public var path: String {
    switch self {
    case .badPath(let path, _), .foreignFile(let path), .inUse(let path, _), .noServer(let path),
      .system(_, let path, _), .ended(let path, _), .version(let path, _),
      .violation(let path, _), .stalled(let path, _):
      path
    }
  }

  /// Whether a later attempt may well succeed: the server has gone, or is not there yet.
  public var isAbsence: Bool {
    switch self {
    case .noServer: true
    case .ended(_, let reason): reason == .serverEnded || reason == .expired || reason == .stuck
    case .system(_, _, let errno): errno == .resourceTemporarilyUnavailable
    default: false
    }
  }

  /// The cause and the next step, in one line.
  public var description: String {
    switch self {
    case .badPath(_, 0): "the socket's path is empty; name a file that does not exist yet"
    case .badPath(let path, let bytes):
      "the socket's path '\(path)' has \(bytes) bytes, and an address holds 107; use a shorter one"
    case .foreignFile(let path):
      "'\(path)' exists and is not a socket of ours; name another path, or remove it"
    case .inUse(let path, let processID):
      "'\(path)' is in use by process \(processID); end that one, or name another path"
    case .noServer(let path):
      "nobody shares frames at '\(path)'; start 'vidctl share DEVICE --socket \(path)' first"
    case .system(let call, let path, .permissionDenied), .system(let call, let path, .notPermitted):
      "'\(path)': permission denied (\(call)); the server's --mode, or the folder's, must let this user in"
    case .system(let call, let path, let errno):
      "'\(path)': \(call): \(errno); check the path, and that its folder exists"
    case .ended(let path, .notAdmitted):
      "the server at '\(path)' does not admit this user; it must be told with --allow-uid or --allow-gid"
    case .ended(let path, .full):
      "the server at '\(path)' has as many clients as it takes; try again when one has left"
    case .ended(let path, .serverEnded):
      "the server at '\(path)' has ended; start it again, or wait for it with --reconnect"
    case .ended(let path, let reason):
      "the server at '\(path)' ended the connection: this client \(reason); connect again"
    case .version(let path, let theirs):
      "the server at '\(path)' speaks version \(theirs) of the protocol, this program "
        + "\(MessageHeader.version); use the same release for both"
    case .violation(let path, let what):
      "what the server at '\(path)' sent makes no sense: \(what); use the same release for both"
    case .stalled(let path, let milliseconds):
      "the server at '\(path)' sent no frame for \(milliseconds) ms; check its device, or that this client "
        + "gives its frames back"
    }
  }
}
