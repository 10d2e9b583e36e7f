extension VideoStandard {
  /// Names beside those of `names`, for sets that cut across the families.
  private static var aliases: [(VideoStandard, String)] {
    [
      (.lines525, "525-60"), (.lines525, "525/60"), (.lines625, "625-50"), (.lines625, "625/50"),
      (.all, "ALL"),
    ]
  }

  /// Reads a standard's name, in capitals or not; nil when it is none.
  ///
  /// `pal`, `NTSC-M-JP` and `625/50` are names; `PAL-B/G`, `PAL-BGH` and `NTSC-M/M-JP` join several of a
  /// family, commas any. `0x…` stands for the kernel's bits.
  public init?(named text: String) {
    var result: VideoStandard = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let standard = Self.one(Self.trimmed(part)) else { return nil }
      result.formUnion(standard)
    }
    guard !result.isEmpty else { return nil }
    self = result
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text.lowercased()
  }

  private static func one(_ name: String) -> VideoStandard? {
    if let alias = aliases.first(where: { $0.1.lowercased() == name }) { return alias.0 }
    if let known = VideoStandard(label: name) { return known }
    guard let dash = name.firstIndex(of: "-") else { return nil }
    let (family, rest) = (name[..<dash], name[name.index(after: dash)...])
    let variants = rest.split(separator: "/", omittingEmptySubsequences: false)
    return joined(variants.map { "\(family)-\($0)" })
      ?? joined(rest.map { "\(family)-\($0)" })
  }

  /// The standards of several names; nil when one of them is none.
  private static func joined(_ names: [String]) -> VideoStandard? {
    var result: VideoStandard = []
    for name in names {
      guard let known = Self.names.first(where: { $0.1.lowercased() == name })?.0 else {
        return nil
      }
      result.formUnion(known)
    }
    return result.isEmpty ? nil : result
  }
}

/// A standard as a driver lists it. The corresponding C type is `v4l2_standard`.
public struct StandardDescription: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Its place in the list.
  public var index: Int
  /// The standard, or the set of standards that the driver does not tell apart.
  public var standard: VideoStandard
  /// The driver's name for it, such as `PAL-BG`.
  public var name: String
  /// Time between frames.
  public var interval: Interval
  /// Lines of a frame, those without a picture among them.
  public var lines: Int

  /// Makes a description.
  public init(
    index: Int, standard: VideoStandard, name: String, interval: Interval, lines: Int
  ) {
    self.index = index
    self.standard = standard
    self.name = name
    self.interval = interval
    self.lines = lines
  }

  /// `NAME, LINES lines, RATE fps`.
  public var description: String { "\(name), \(lines) lines, \(interval)" }
}
