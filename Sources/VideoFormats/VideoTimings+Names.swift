extension VideoTimings: CustomStringConvertible {
  /// Frames a second, or fields where the signal is interlaced; nil where the clock stands still.
  public var rate: Double? {
    interval.map { $0.framesPerSecond * (isInterlaced ? 2 : 1) }
  }

  /// Size, way of scanning and rate, such as `1920x1080p60`, `1280x720p59.94` or `1920x1080i50`.
  ///
  /// The rate of an interlaced signal is that of its fields. It has two decimals at most.
  public var description: String {
    "\(size)\(isInterlaced ? "i" : "p")\(hundredths.map(Self.decimal) ?? "")"
  }

  private var hundredths: Int? {
    rate.flatMap { Int(exactly: ($0 * 100).rounded()) }
  }

  private static func decimal(_ hundredths: Int) -> String {
    let (whole, part) = (hundredths / 100, hundredths % 100)
    if part == 0 { return "\(whole)" }
    if part % 10 == 0 { return "\(whole).\(part / 10)" }
    return "\(whole).\(part < 10 ? "0" : "")\(part)"
  }

  /// Whether a person who types the name means these timings.
  ///
  /// `1920x1080p60`, `1080p60` and `1080p` are names; what is left out may be anything. The rate is that
  /// of the fields where there are fields, and must be right to two decimals: `60` is not 59.94.
  public func matches(_ name: String) -> Bool {
    Name(name)?.isMeant(for: self, byTheHundredth: true) ?? false
  }

  /// Whether a text could be the name of some timings, whichever there are.
  public static func isName(_ text: String) -> Bool { Name(text) != nil }

  /// Those of the timings that a name means, in their order.
  ///
  /// When none has just the rate that was typed, those count whose rate is less than one away: of
  /// `1280x800p60` only 59.81 exists.
  public static func matching(_ name: String, among timings: [VideoTimings]) -> [VideoTimings] {
    guard let name = Name(name) else { return [] }
    let exact = timings.filter { name.isMeant(for: $0, byTheHundredth: true) }
    return exact.isEmpty
      ? timings.filter { name.isMeant(for: $0, byTheHundredth: false) } : exact
  }

  /// A name taken to pieces.
  private struct Name {
    var width: UInt32?
    var height: UInt32
    var isInterlaced: Bool
    var hundredths: Int?

    init?(_ text: String) {
      let text = text.lowercased()
      guard let letter = text.firstIndex(where: { $0 == "p" || $0 == "i" }) else { return nil }
      isInterlaced = text[letter] == "i"
      let size = text[..<letter].split(separator: "x", omittingEmptySubsequences: false)
      guard let last = size.last, let height = UInt32(digits: last), height > 0, size.count <= 2
      else { return nil }
      self.height = height
      if size.count == 2 {
        guard let width = UInt32(digits: size[0]), width > 0 else { return nil }
        self.width = width
      }
      let rate = text[text.index(after: letter)...]
      guard !rate.isEmpty else { return }
      guard let hundredths = Self.hundredths(rate) else { return nil }
      self.hundredths = hundredths
    }

    private static func hundredths(_ text: Substring) -> Int? {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count <= 2, let whole = UInt32(digits: parts[0]) else { return nil }
      guard parts.count == 2 else { return Int(whole) * 100 }
      guard (1...2).contains(parts[1].count), let part = UInt32(digits: parts[1]) else {
        return nil
      }
      return Int(whole) * 100 + Int(part) * (parts[1].count == 1 ? 10 : 1)
    }

    func isMeant(for timings: VideoTimings, byTheHundredth isExact: Bool) -> Bool {
      guard timings.isInterlaced == isInterlaced, timings.height == Int(height) else {
        return false
      }
      if let width, timings.width != Int(width) { return false }
      guard let hundredths else { return true }
      guard let actual = timings.hundredths else { return false }
      return isExact ? actual == hundredths : abs(actual - hundredths) < 100
    }
  }
}
