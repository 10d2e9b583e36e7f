/// A flag set of the kernel that keeps bits it has no name for.
///
/// JSON holds an array of labels: names, and `"0x…"` for each bit without one.
public protocol NamedFlags: OptionSet, Hashable, Sendable, Codable, CustomStringConvertible
where RawValue: FixedWidthInteger & UnsignedInteger & Sendable {
  /// The bits that have a name, with it, in the kernel's order.
  static var names: [(Self, String)] { get }
}

extension NamedFlags {
  /// The name of each bit, `0x…` for those without one.
  ///
  /// A name that stands for several bits is used where all of them are set and none was named before.
  public var labels: [String] {
    var rest = rawValue
    var labels: [String] = []
    for (flags, name) in Self.names where flags.rawValue != 0 {
      guard rest & flags.rawValue == flags.rawValue else { continue }
      labels.append(name)
      rest &= ~flags.rawValue
    }
    for shift in 0..<RawValue.bitWidth where rest & (1 << shift) != 0 {
      labels.append("0x" + String(RawValue(1) << shift, radix: 16))
    }
    return labels
  }

  /// The labels, with commas between them; `none` for an empty set.
  public var description: String {
    isEmpty ? "none" : labels.joined(separator: ", ")
  }

  /// Reads one label, in capitals or not; nil when it is neither a name nor `0x…`.
  public init?(label: String) {
    let wanted = label.lowercased()
    if let named = Self.names.first(where: { $0.1.lowercased() == wanted }) {
      self = named.0
    } else if wanted.hasPrefix("0x"), let bits = RawValue(wanted.dropFirst(2), radix: 16) {
      self.init(rawValue: bits)
    } else {
      return nil
    }
  }

  /// Reads an array of labels.
  public init(from decoder: any Decoder) throws {
    self.init()
    var container = try decoder.unkeyedContainer()
    while !container.isAtEnd {
      let label = try container.decode(String.self)
      guard let flags = Self(label: label) else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "'\(label)' is not a known flag")
      }
      self = union(flags)
    }
  }

  /// Writes an array of labels.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for label in labels { try container.encode(label) }
  }
}
