/// What the protocol can count to.
public enum ShareLimits {
  /// Buffers of a device, at most; the numbers of frames are below.
  public static let buffers = 64
  /// Frames a client may hold at once, at most.
  public static let cap = 16
  /// Clients of a server, at most.
  public static let clients = 64
}

/// Why a connection ended, as the server's last word says.
public struct ShareEnd: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The number in the message.
  public let rawValue: UInt32
  /// Makes a reason from its number, whatever it is.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The server ended, without a word or with one.
  public static let serverEnded = ShareEnd(rawValue: 1)
  /// The two speak no version in common.
  public static let version = ShareEnd(rawValue: 2)
  /// The client sent what is no message, or one that makes no sense.
  public static let garbage = ShareEnd(rawValue: 3)
  /// The client's user and group are not admitted.
  public static let notAdmitted = ShareEnd(rawValue: 4)
  /// There are as many clients as the server takes.
  public static let full = ShareEnd(rawValue: 5)
  /// The client kept frames until their loans were over, again and again.
  public static let expired = ShareEnd(rawValue: 6)
  /// The client did not say what it is in time.
  public static let silent = ShareEnd(rawValue: 7)
  /// The client did not read what it was sent.
  public static let stuck = ShareEnd(rawValue: 8)
  /// The client sent descriptors, which nobody asked for.
  public static let descriptors = ShareEnd(rawValue: 9)
  /// The client left by itself.
  public static let left = ShareEnd(rawValue: 10)

  private static let names: [(ShareEnd, String)] = [
    (.serverEnded, "the server ended"), (.version, "no version in common"),
    (.garbage, "sent what is no message"), (.notAdmitted, "not admitted"),
    (.full, "too many clients"), (.expired, "kept frames for too long"),
    (.silent, "did not introduce itself"), (.stuck, "did not read"),
    (.descriptors, "sent descriptors"), (.left, "left"),
  ]

  /// The reason in words.
  public var description: String {
    Self.names.first { $0.0 == self }?.1 ?? "reason \(rawValue)"
  }

  /// The key under which reports count it.
  public var key: String {
    let keys = [
      "serverEnded", "version", "garbage", "notAdmitted", "full", "expired", "silent", "stuck",
      "descriptors", "left",
    ]
    return rawValue >= 1 && rawValue <= keys.count ? keys[Int(rawValue) - 1] : "reason\(rawValue)"
  }
}
