/// Numbers of bytes as people write and read them.
enum Quantities {
  /// The units a bandwidth may be written in, the smallest first, with the bytes of one in a second.
  static let units: [(name: String, bytes: Int)] = [
    ("B/s", 1), ("kB/s", 1000), ("MB/s", 1_000_000), ("GB/s", 1_000_000_000),
  ]

  /// Bytes a second in the largest unit that needs no fraction.
  static func bandwidth(exactly bytes: Int) -> String {
    let unit = units.last { $0.bytes <= bytes && bytes.isMultiple(of: $0.bytes) } ?? units[0]
    return "\(bytes / unit.bytes)\(unit.name)"
  }

  /// Bytes a second in a readable unit, to one place.
  static func bandwidth(_ bytes: Int) -> String {
    let unit = units.last { $0.bytes <= bytes } ?? units[0]
    guard unit.bytes > 1 else { return "\(bytes) B/s" }
    let tenths =
      (bytes / (unit.bytes / 10) + (bytes % (unit.bytes / 10) * 2 >= unit.bytes / 10 ? 1 : 0))
    return "\(tenths / 10).\(tenths % 10) \(unit.name)"
  }
}
