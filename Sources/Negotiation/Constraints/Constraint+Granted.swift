public import VideoFormats

/// What a driver has granted, or would: everything a constraint can be judged by.
public struct Grant: Hashable, Sendable {
  /// The format, with the driver's strides and sizes.
  public var format: Format
  /// The time between frames; nil where the driver knows none.
  public var interval: Interval?
  /// Where the queue's buffers may come from; nil where that is not known.
  public var memory: [MemoryType]?

  /// Makes a grant.
  public init(_ format: Format, interval: Interval? = nil, memory: [MemoryType]? = nil) {
    self.format = format
    self.interval = interval
    self.memory = memory
  }

  /// Bytes a second, at most; nil where the driver knows no interval.
  public var bytesPerSecond: Int? {
    interval.map { Int(clamping: (Rate.ratio($0) * format.byteCount).ceiling) }
  }
}

extension Constraint {
  /// Whether what a driver granted meets the constraint; nil where that cannot be told.
  public func isMet(by grant: Grant) -> Bool? {
    let (format, colors) = (grant.format, grant.format.colorimetry)
    switch condition {
    case .format(let formats): return formats.contains(format.pixelFormat)
    case .compressed(let wanted):
      return format.pixelFormat.information.map { $0.isCompressed == wanted }
    case .width(let relation, let pixels): return relation.holds(format.width, pixels)
    case .height(let relation, let pixels): return relation.holds(format.height, pixels)
    case .size(let relation, let size):
      return relation.holds(format.width, size.width) && relation.holds(format.height, size.height)
    case .aspect(let shape): return shape.isMet(by: format.size)
    case .rate(let relation, let rate):
      return grant.interval.map {
        Condition.grade($0, relation, rate).verdict == .met
      }
    case .colorSpace(let value): return colors.colorSpace == value
    case .transfer(let value): return colors.effectiveTransfer == value
    case .encoding(let value): return colors.effectiveEncoding == value
    case .quantization(let value):
      let kind = format.pixelFormat.kind
      return colors.effectiveQuantization(isRGBOrHSV: kind == .rgb || kind == .hsv) == value
    case .field(let value): return format.field == value
    case .memory(let types): return grant.memory.map { !Set($0).isDisjoint(with: types) }
    case .planes(let relation, let count): return relation.holds(format.planes.count, count)
    case .stride(let multiple):
      return format.planes.allSatisfy {
        $0.bytesPerLine > 0 && $0.bytesPerLine.isMultiple(of: multiple)
      }
    case .bandwidth(let limit):
      guard let used = grant.bytesPerSecond else { return nil }
      // The size of a compressed picture's buffer is what it may need at worst, not what it needs.
      if used <= limit { return true }
      return format.pixelFormat.isCompressed ? nil : false
    }
  }
}

extension Constraint.Relation {
  /// Whether a number stands in this relation to the one that is named.
  func holds(_ number: Int, _ wanted: Int) -> Bool {
    switch self {
    case .exactly: number == wanted
    case .atLeast: number >= wanted
    case .atMost: number <= wanted
    }
  }
}
