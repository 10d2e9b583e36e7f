/// What kind of message it is. Docs/Sharing.md has every field.
enum MessageKind: UInt16, CaseIterable {
  /// A client's first word: the versions it speaks.
  case hello = 1
  /// The server's answer.
  case welcome = 2
  /// The format of the frames from here on, and a new generation.
  case format = 3
  /// The memory of a buffer, as descriptors.
  case buffer = 4
  /// A frame, on loan.
  case frame = 5
  /// A frame comes back.
  case release = 6
  /// A loan is over, whether the client is done or not.
  case expired = 7
  /// The server's last word.
  case farewell = 8

  /// Bytes of the whole message, always.
  var size: Int {
    switch self {
    case .hello: 32
    case .welcome: 96
    case .format: 128
    case .buffer: 96
    case .frame: 128
    case .release: 32
    case .expired: 32
    case .farewell: 32
    }
  }

  /// Whether clients send it, and not the server.
  var isClients: Bool { self == .hello || self == .release }
}

/// What every message begins with.
struct MessageHeader {
  /// "VSHR", as the bytes are read in order.
  static let magic: UInt32 = 0x5248_5356
  /// The version of the protocol that this library speaks.
  static let version: UInt16 = 1
  /// Bytes of the header.
  static let size = 16

  var kind: MessageKind
  var generation: UInt32

  /// Reads and checks a header; nil where it is no message of this version, or is not of its kind's size.
  init?(_ buffer: MessageBuffer, count: Int) {
    guard count >= Self.size, buffer.load(UInt32.self, at: 0) == Self.magic,
      let kind = MessageKind(rawValue: buffer.load(at: 6)), count == kind.size,
      buffer.load(UInt32.self, at: 8) == UInt32(count)
    else { return nil }
    // What is agreed on in the first and the last word is the version, so these two are read in any.
    let version = buffer.load(UInt16.self, at: 4)
    guard version == Self.version || kind == .hello || kind == .farewell else { return nil }
    self.kind = kind
    generation = buffer.load(at: 12)
  }

  /// Writes a header.
  static func write(_ kind: MessageKind, generation: UInt32, into buffer: inout MessageBuffer) {
    buffer.store(magic, at: 0)
    buffer.store(version, at: 4)
    buffer.store(kind.rawValue, at: 6)
    buffer.store(UInt32(kind.size), at: 8)
    buffer.store(generation, at: 12)
  }
}

/// The first word.
struct Hello {
  var oldest = MessageHeader.version
  var newest = MessageHeader.version
  /// Frames the client wants to hold at once; 0 for what the server allows.
  var cap: UInt32 = 0

  init(cap: UInt32 = 0) { self.cap = cap }

  init(_ buffer: MessageBuffer) {
    oldest = buffer.load(at: 16)
    newest = buffer.load(at: 18)
    cap = buffer.load(at: 20)
  }

  func write(into buffer: inout MessageBuffer) {
    MessageHeader.write(.hello, generation: 0, into: &buffer)
    buffer.store(oldest, at: 16)
    buffer.store(newest, at: 18)
    buffer.store(cap, at: 20)
    buffer.store(UInt64(0), at: 24)
  }
}

/// The answer to it.
struct Welcome {
  /// Frames the client may hold at once.
  var cap: UInt32
  /// Milliseconds after which a loan is over.
  var expiry: UInt32
  /// What the frames come from.
  var name: String

  private static let room = 64

  init(cap: UInt32, expiry: UInt32, name: String) {
    (self.cap, self.expiry, self.name) = (cap, expiry, name)
  }

  init(_ buffer: MessageBuffer) {
    cap = buffer.load(at: 16)
    expiry = buffer.load(at: 20)
    name = buffer.text(at: 32, room: Self.room)
  }

  func write(into buffer: inout MessageBuffer) {
    MessageHeader.write(.welcome, generation: 0, into: &buffer)
    buffer.store(cap, at: 16)
    buffer.store(expiry, at: 20)
    buffer.store(UInt64(0), at: 24)
    for place in 0..<Self.room { buffer.store(UInt8(0), at: 32 + place) }
    buffer.store(name, at: 32, room: Self.room)
  }
}

/// A loan that ends, whoever says so.
struct LeaseEnd {
  var lease: UInt64
  var index: UInt32

  init(lease: UInt64, index: UInt32) { (self.lease, self.index) = (lease, index) }

  init(_ buffer: MessageBuffer) {
    lease = buffer.load(at: 16)
    index = buffer.load(at: 24)
  }

  func write(_ kind: MessageKind, generation: UInt32, into buffer: inout MessageBuffer) {
    MessageHeader.write(kind, generation: generation, into: &buffer)
    buffer.store(lease, at: 16)
    buffer.store(index, at: 24)
    buffer.store(UInt32(0), at: 28)
  }
}

/// The last word.
struct Farewell {
  var reason: UInt32
  var version = MessageHeader.version

  init(_ reason: ShareEnd) { self.reason = reason.rawValue }

  init(_ buffer: MessageBuffer) {
    reason = buffer.load(at: 16)
    version = buffer.load(at: 20)
  }

  func write(into buffer: inout MessageBuffer) {
    MessageHeader.write(.farewell, generation: 0, into: &buffer)
    buffer.store(reason, at: 16)
    buffer.store(version, at: 20)
    buffer.store(UInt16(0), at: 22)
    buffer.store(UInt64(0), at: 24)
  }
}
