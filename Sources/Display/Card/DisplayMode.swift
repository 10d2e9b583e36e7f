public import VideoFormats

/// A size and rate that a connector's screen shows. The corresponding C type is `drm_mode_modeinfo`.
public struct DisplayMode: Hashable, Sendable {
  /// The kernel's numbers, in the order in which it has them.
  struct Timing: Hashable {
    /// Thousands of pixels a second.
    var clock: UInt32 = 0
    /// Visible columns, start and end of the synchronisation, all columns, and skew.
    var horizontal = InlineNumbers()
    /// The same of lines; the last is the number of scans of each line.
    var vertical = InlineNumbers()
    var refresh: UInt32 = 0
    var flags: UInt32 = 0
    var type: UInt32 = 0
  }

  /// Five numbers of a mode's timing.
  struct InlineNumbers: Hashable {
    var visible: UInt16 = 0
    var syncStart: UInt16 = 0
    var syncEnd: UInt16 = 0
    var total: UInt16 = 0
    var extra: UInt16 = 0
  }

  /// The card's name for it, usually `WIDTHxHEIGHT`.
  public let name: String
  let timing: Timing

  init(name: String, timing: Timing) {
    self.name = name
    self.timing = timing
  }

  /// Width and height in pixels.
  public var size: Size {
    Size(width: Int(timing.horizontal.visible), height: Int(timing.vertical.visible))
  }

  /// Pictures a second, each a field where the mode is interlaced; 0 where the timing does not tell.
  public var refreshRate: Double {
    let total = Double(timing.horizontal.total) * Double(timing.vertical.total)
    guard total > 0 else { return Double(timing.refresh) }
    var rate = Double(timing.clock) * 1000 / total
    if isInterlaced { rate *= 2 }
    if timing.flags & 1 << 5 != 0 { rate /= 2 }
    if timing.vertical.extra > 1 { rate /= Double(timing.vertical.extra) }
    return rate
  }

  /// Whether fields are shown in turn. The corresponding C constant is `DRM_MODE_FLAG_INTERLACE`.
  public var isInterlaced: Bool { timing.flags & 1 << 4 != 0 }

  /// Whether the screen asks for this one. The corresponding C constant is `DRM_MODE_TYPE_PREFERRED`.
  public var isPreferred: Bool { timing.type & 1 << 3 != 0 }
}

extension DisplayMode: CustomStringConvertible {
  /// `WIDTHxHEIGHT@RATE`, the rate to two places where it is not whole, and `i` before it where fields are shown.
  public var description: String {
    let hundredths = Int((refreshRate * 100).rounded())
    let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
    let fraction = rest == 0 ? "" : ".\(rest < 10 ? "0" : "")\(rest)"
    return "\(size)\(isInterlaced ? "i" : "")@\(whole)\(fraction)"
  }
}

/// Which of a connector's modes is meant.
public enum ModeRequest: Hashable, Sendable {
  /// The one the screen asks for, or one of the picture's own size where the card cannot scale.
  case automatic
  /// The one the screen asks for.
  case preferred
  /// One of a size, and of a rate where one is named.
  case size(Size, rate: Double?)

  /// Reads `preferred`, `WIDTHxHEIGHT` or `WIDTHxHEIGHT@RATE`; nil when the text is anything else.
  public init?(_ text: String) {
    if text == "preferred" {
      self = .preferred
      return
    }
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard let size = Size(String(parts[0])) else { return nil }
    guard parts.count == 2 else {
      self = .size(size, rate: nil)
      return
    }
    guard let rate = Double(parts[1]), rate.isFinite, rate > 0, rate < 10_000 else { return nil }
    self = .size(size, rate: rate)
  }

  /// The mode that is meant; nil where there is none.
  ///
  /// A rate is met within half a picture a second, by the nearest. Of several modes the preferred comes first, and
  /// whole pictures come before fields.
  public func choice(of modes: [DisplayMode]) -> DisplayMode? {
    switch self {
    case .automatic, .preferred:
      return modes.first(where: \.isPreferred) ?? modes.first
    case .size(let size, let rate):
      let fitting = modes.filter { $0.size == size }
      guard let rate else {
        return fitting.first { $0.isPreferred } ?? fitting.first { !$0.isInterlaced }
          ?? fitting.first
      }
      func distance(_ mode: DisplayMode) -> Double { (mode.refreshRate - rate).magnitude }
      return fitting.filter { distance($0) < 0.5 }.min { distance($0) < distance($1) }
    }
  }
}

extension ModeRequest: CustomStringConvertible {
  /// As it is written.
  public var description: String {
    switch self {
    case .automatic: "automatic"
    case .preferred: "preferred"
    case .size(let size, nil): "\(size)"
    case .size(let size, let rate?):
      rate == rate.rounded() ? "\(size)@\(Int(rate))" : "\(size)@\(rate)"
    }
  }
}
