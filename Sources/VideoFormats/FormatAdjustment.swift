/// The format of a queue as it is negotiated: a request may leave parts open, and a driver may change any.
public protocol QueueFormat: Hashable, Sendable, Codable {
  /// Every part of a granted format that is not what this one asked for, in the order in which a format
  /// states them. Parts that were left to the driver are no changes.
  func changes(in granted: Self) -> [FormatChange]
}

/// One part of a format that the driver changed.
public struct FormatChange: Hashable, Sendable, CustomStringConvertible {
  /// The part, by the name of the format's property: `width`, `planes[0].size`, `samplingRate`.
  public var part: String
  /// What was asked for.
  public var requested: String
  /// What the driver granted.
  public var granted: String

  /// Makes a change.
  public init(part: String, requested: String, granted: String) {
    self.part = part
    self.requested = requested
    self.granted = granted
  }

  /// `part: requested → granted`.
  public var description: String { "\(part): \(requested) → \(granted)" }
}

/// What a driver made of a request: the format asked for, the one granted, and each difference.
///
/// Drivers may change every part of a format and still succeed, so a caller that does not compare gets
/// what nobody asked for. Parts of the request that were left to the driver are no differences.
public struct Adjustment<Requested: QueueFormat>: Hashable, Sendable {
  /// One part of a format that the driver changed.
  public typealias Change = FormatChange

  /// What was asked for.
  public var requested: Requested
  /// What the driver granted.
  public var granted: Requested

  /// Pairs a request with its answer.
  public init(requested: Requested, granted: Requested) {
    self.requested = requested
    self.granted = granted
  }

  /// Whether the driver granted everything that was asked for.
  public var isExact: Bool { changes.isEmpty }

  /// Every part the driver changed, in the order in which a format states them.
  public var changes: [FormatChange] { requested.changes(in: granted) }
}

/// What a driver made of a request for a picture format.
public typealias FormatAdjustment = Adjustment<Format>

/// Collects the differences between what was asked for and what was granted, part by part.
struct PartComparison {
  private(set) var changes: [FormatChange] = []

  /// Notes a part that differs, unless the request left it to the driver by saying `open`.
  mutating func compare<Value: Equatable>(
    _ part: String, _ requested: Value, _ granted: Value, unless open: Value? = nil
  ) {
    guard requested != granted, requested != open else { return }
    changes.append(
      FormatChange(part: part, requested: "\(requested)", granted: "\(granted)"))
  }
}

extension Format: QueueFormat {
  /// Every part that a driver changed: `pixelFormat`, `width`, `height`, `field`, `colorSpace`, `transfer`,
  /// `encoding`, `quantization`, `planeCount`, `planes[N].bytesPerLine` and `planes[N].size`.
  public func changes(in granted: Format) -> [FormatChange] {
    var parts = PartComparison()
    parts.compare("pixelFormat", pixelFormat, granted.pixelFormat)
    parts.compare("width", width, granted.width, unless: 0)
    parts.compare("height", height, granted.height, unless: 0)
    parts.compare("field", field, granted.field, unless: .any)
    let (asked, got) = (colorimetry, granted.colorimetry)
    parts.compare("colorSpace", asked.colorSpace, got.colorSpace, unless: .default)
    parts.compare("transfer", asked.transfer, got.transfer, unless: .default)
    parts.compare("encoding", asked.encoding, got.encoding, unless: .default)
    parts.compare("quantization", asked.quantization, got.quantization, unless: .default)
    if !planes.isEmpty {
      parts.compare("planeCount", planes.count, granted.planes.count)
    }
    for (index, (asked, got)) in zip(planes, granted.planes).enumerated() {
      parts.compare(
        "planes[\(index)].bytesPerLine", asked.bytesPerLine, got.bytesPerLine, unless: 0)
      parts.compare("planes[\(index)].size", asked.size, got.size, unless: 0)
    }
    return parts.changes
  }
}
