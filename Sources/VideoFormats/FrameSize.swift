/// A width and a height in pixels.
public struct Size: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Width in pixels.
  public var width: Int
  /// Height in pixels.
  public var height: Int

  /// Makes a size.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// Reads `WIDTHxHEIGHT`; nil when the text is anything else or a number is zero.
  public init?(_ text: String) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let width = UInt32(digits: parts[0]),
      let height = UInt32(digits: parts[1]), width > 0, height > 0
    else { return nil }
    self.init(width: Int(width), height: Int(height))
  }

  /// `WIDTHxHEIGHT`.
  public var description: String { "\(width)x\(height)" }
}

/// Sizes a driver offers for a format, in the form in which it states them.
///
/// Never expanded into samples: a range stays a range. The corresponding C type is `v4l2_frmsizeenum`.
public enum FrameSize: Hashable, Sendable {
  /// One exact size. The corresponding C constant is `V4L2_FRMSIZE_TYPE_DISCRETE`.
  case discrete(Size)
  /// Every size from min to max in these steps. The corresponding C constant is `V4L2_FRMSIZE_TYPE_STEPWISE`.
  case stepwise(min: Size, max: Size, step: Size)
  /// Every size from min to max. The corresponding C constant is `V4L2_FRMSIZE_TYPE_CONTINUOUS`.
  case continuous(min: Size, max: Size)

  /// Whether the driver offers exactly this size.
  public func contains(_ size: Size) -> Bool {
    switch self {
    case .discrete(let only):
      return only == size
    case .stepwise(let min, let max, let step):
      return Self.within(size, min, max)
        && (step.width <= 0 || (size.width - min.width) % step.width == 0)
        && (step.height <= 0 || (size.height - min.height) % step.height == 0)
    case .continuous(let min, let max):
      return Self.within(size, min, max)
    }
  }

  private static func within(_ size: Size, _ min: Size, _ max: Size) -> Bool {
    size.width >= min.width && size.width <= max.width
      && size.height >= min.height && size.height <= max.height
  }

  /// The size offered that is nearest to another, rounded down to the steps of a range.
  public func nearest(to wanted: Size) -> Size {
    func clamp(_ value: Int, _ low: Int, _ high: Int, _ step: Int) -> Int {
      let inside = Swift.min(Swift.max(value, low), Swift.max(low, high))
      return low + (inside - low) / Swift.max(step, 1) * Swift.max(step, 1)
    }
    switch self {
    case .discrete(let only): return only
    case .continuous(let min, let max):
      return Size(
        width: clamp(wanted.width, min.width, max.width, 1),
        height: clamp(wanted.height, min.height, max.height, 1))
    case .stepwise(let min, let max, let step):
      return Size(
        width: clamp(wanted.width, min.width, max.width, step.width),
        height: clamp(wanted.height, min.height, max.height, step.height))
    }
  }

  /// The largest size offered.
  public var largest: Size {
    switch self {
    case .discrete(let only): return only
    case .stepwise(_, let max, _), .continuous(_, let max): return max
    }
  }
}

extension UInt32 {
  /// Reads decimal digits and nothing else: no sign, no space, no separator.
  init?(digits text: Substring) {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    self.init(text)
  }
}
