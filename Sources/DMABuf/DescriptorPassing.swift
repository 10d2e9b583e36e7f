public import SystemIO
public import SystemPackage

/// A connection to another process of this machine that carries messages, and descriptors with them.
///
/// Each message arrives whole or not at all. Nothing blocks: what can't be sent or received now says so, and
/// `rawDescriptor` may be polled. The corresponding C constants are `AF_UNIX`, `SOCK_SEQPACKET` and `SCM_RIGHTS`.
public final class DescriptorSocket: Sendable {
  package let descriptor: Descriptor
  package let sharing: any SharingCalls

  package init(owning rawValue: Int32, calls: any SystemCalls, sharing: any SharingCalls) {
    descriptor = Descriptor(owning: rawValue, calls: calls)
    self.sharing = sharing
  }

  /// Connects to a listener's path.
  ///
  /// Throws with `ENOENT` or `ECONNREFUSED` where nobody listens, `EACCES` where it is forbidden, `EPROTOTYPE` where
  /// the socket is of another kind, and `ENAMETOOLONG` past `pathLimit`. The corresponding call is `connect`.
  public convenience init(connectingTo path: String) throws(Errno) {
    try self.init(connectingTo: path, calls: Kernel.shared, sharing: Kernel.shared)
  }

  package convenience init(
    connectingTo path: String, calls: any SystemCalls, sharing: any SharingCalls
  ) throws(Errno) {
    let result = sharing.makeSocket()
    guard result >= 0 else { throw Errno(rawValue: -result) }
    self.init(owning: result, calls: calls, sharing: sharing)
    let connected = sharing.connect(result, to: path)
    guard connected >= 0 else { throw Errno(rawValue: -connected) }
  }

  /// The most bytes of a socket's path. The corresponding C field is `sun_path`.
  public static let pathLimit = 107
  /// The most descriptors of one message. The corresponding C constant is `SCM_MAX_FD`.
  public static let descriptorLimit = 253

  /// The descriptor's number, for polling; it stays this object's.
  public var rawDescriptor: Int32 { descriptor.rawValue }

  /// Who is at the other end. The corresponding C constant is `SO_PEERCRED`.
  public func peer() throws(Errno) -> PeerCredentials {
    var credentials = PeerCredentials()
    let result = sharing.peer(descriptor.rawValue, &credentials)
    guard result >= 0 else { throw Errno(rawValue: -result) }
    return credentials
  }

  /// Sends a message without descriptors; nil is success.
  ///
  /// `EAGAIN` says that the other end does not keep up, `EPIPE` or `ECONNRESET` that it has gone.
  package func send(_ bytes: UnsafeRawBufferPointer) -> Errno? {
    guard let start = bytes.baseAddress else { return .invalidArgument }
    let result = unsafe sharing.send(
      descriptor.rawValue, start, count: bytes.count, descriptors: nil, descriptorCount: 0)
    return result < 0 ? Errno(rawValue: Int32(-result)) : nil
  }

  /// Sends a message with descriptors, of which the other end gets its own; nil is success.
  package func send(_ bytes: UnsafeRawBufferPointer, descriptors: [Int32]) -> Errno? {
    guard descriptors.count <= Self.descriptorLimit, let start = bytes.baseAddress else {
      return .invalidArgument
    }
    let result = unsafe descriptors.withUnsafeBufferPointer { list in
      unsafe sharing.send(
        descriptor.rawValue, start, count: bytes.count, descriptors: list.baseAddress,
        descriptorCount: Int32(list.count))
    }
    return result < 0 ? Errno(rawValue: Int32(-result)) : nil
  }

  /// Sends a message with buffers, of which the other process gets descriptors of its own.
  ///
  /// Throws with `EAGAIN` when the other end does not keep up, and `EPIPE` or `ECONNRESET` when it has gone. The
  /// corresponding call is `sendmsg`.
  public func send(_ bytes: RawSpan, buffers: [DMABuffer]) throws(Errno) {
    let failure = unsafe bytes.withUnsafeBytes { raw in
      unsafe send(raw, descriptors: buffers.map(\.rawDescriptor))
    }
    if let failure { throw failure }
  }

  /// What there was to receive.
  package enum Received {
    /// A message of so many bytes, and the descriptors that came with it.
    case message(Int, descriptors: DescriptorList)
    /// Nothing yet.
    case nothing
    /// The other end has gone.
    case closed
    /// A message longer than the room for it, or with more descriptors. Those that came are closed.
    case cutOff
    /// The call failed.
    case failed(Errno)
  }

  /// Descriptors that came with a message, and that nobody else owns.
  package struct DescriptorList {
    package static let capacity = 8
    private var numbers = InlineArray<8, Int32>(repeating: -1)
    package private(set) var count = 0

    fileprivate init() {}

    package subscript(index: Int) -> Int32 { numbers[index] }

    fileprivate mutating func receive(
      _ body: (UnsafeMutablePointer<Int32>, inout Int32) -> Int
    )
      -> Int
    {
      var room = Int32(Self.capacity)
      var span = numbers.mutableSpan
      let result = unsafe span.withUnsafeMutableBufferPointer { list in
        guard let start = list.baseAddress else { return -Int(Errno.badAddress.rawValue) }
        return unsafe body(start, &room)
      }
      count = Int(room)
      return result
    }
  }

  /// Receives a message into a buffer, with up to eight descriptors; `takesDescriptors` false lets none in.
  package func receive(
    into buffer: UnsafeMutableRawBufferPointer, takesDescriptors: Bool
  ) -> Received {
    guard let start = buffer.baseAddress else { return .failed(.badAddress) }
    var list = DescriptorList()
    var flags: Int32 = 0
    var result = unsafe receive(start, buffer.count, &list, &flags, takesDescriptors)
    if result == -Int(Errno.connectionReset.rawValue) {
      // Told once, where the other end closed without having read everything. What it said before is still there.
      result = unsafe receive(start, buffer.count, &list, &flags, takesDescriptors)
    }
    if result < 0 {
      let errno = Errno(rawValue: Int32(-result))
      switch errno {
      case .resourceTemporarilyUnavailable, .interrupted: return .nothing
      case .connectionReset, .brokenPipe: return .closed
      default: return .failed(errno)
      }
    }
    if flags & (MessageFlags.bytesLost | MessageFlags.descriptorsLost) != 0 {
      close(list)
      return .cutOff
    }
    if result == 0 {
      close(list)
      return .closed
    }
    return .message(result, descriptors: list)
  }

  private func receive(
    _ start: UnsafeMutableRawPointer, _ count: Int, _ list: inout DescriptorList,
    _ flags: inout Int32, _ takesDescriptors: Bool
  ) -> Int {
    guard takesDescriptors else {
      var room: Int32 = 0
      return unsafe sharing.receive(
        descriptor.rawValue, start, count: count, descriptors: nil, descriptorCount: &room,
        flags: &flags)
    }
    return unsafe list.receive { numbers, room in
      unsafe sharing.receive(
        descriptor.rawValue, start, count: count, descriptors: numbers, descriptorCount: &room,
        flags: &flags)
    }
  }

  /// Closes descriptors that nobody wants.
  package func close(_ list: DescriptorList) {
    for index in 0..<list.count { _ = descriptor.calls.close(list[index]) }
  }
}

/// Waits at a path for connections from other processes.
///
/// The corresponding calls are `bind`, `listen` and `accept4`.
public final class DescriptorListener: Sendable {
  package let descriptor: Descriptor
  private let sharing: any SharingCalls

  package init(
    path: String, mode: UInt32, backlog: Int32 = 16, calls: any SystemCalls,
    sharing: any SharingCalls
  ) throws(Errno) {
    self.sharing = sharing
    let result = sharing.makeSocket()
    guard result >= 0 else { throw Errno(rawValue: -result) }
    descriptor = Descriptor(owning: result, calls: calls)
    let bound = sharing.bind(result, to: path, mode: mode)
    guard bound >= 0 else { throw Errno(rawValue: -bound) }
    let listening = sharing.listen(result, backlog: backlog)
    guard listening >= 0 else { throw Errno(rawValue: -listening) }
  }

  /// Makes a socket at a path, with the mode of a file.
  ///
  /// Throws with `EADDRINUSE` where there is something already. The file stays when the listener ends.
  public convenience init(path: String, mode: UInt32 = 0o600) throws(Errno) {
    try self.init(path: path, mode: mode, calls: Kernel.shared, sharing: Kernel.shared)
  }

  /// The descriptor's number, for polling; it stays this object's.
  public var rawDescriptor: Int32 { descriptor.rawValue }

  /// The next connection; nil when there is none yet. Throws with `EMFILE` when the process has no descriptors left.
  public func accept() throws(Errno) -> DescriptorSocket? {
    let result = sharing.accept(descriptor.rawValue)
    if result >= 0 {
      return DescriptorSocket(owning: result, calls: descriptor.calls, sharing: sharing)
    }
    let errno = Errno(rawValue: -result)
    // One that gave up before it was accepted is no failure of the listener.
    let passing: [Errno] = [.resourceTemporarilyUnavailable, .interrupted, .connectionAbort]
    guard passing.contains(errno) else { throw errno }
    return nil
  }
}
