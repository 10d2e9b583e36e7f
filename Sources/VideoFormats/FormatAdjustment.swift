/// What a driver made of a request: the format asked for, the one granted, and each difference.
///
/// Drivers may change every part of a format and still succeed, so a caller that does not compare gets
/// a picture nobody asked for. Parts of the request that were left to the driver are no differences.
public struct FormatAdjustment: Hashable, Sendable {
  /// One part of a format that the driver changed.
  public struct Change: Hashable, Sendable, CustomStringConvertible {
    /// The part: `pixelFormat`, `width`, `height`, `field`, `colorSpace`, `transfer`, `encoding`,
    /// `quantization`, `planeCount`, `planes[N].bytesPerLine` or `planes[N].size`.
    public var part: String
    /// What was asked for.
    public var requested: String
    /// What the driver granted.
    public var granted: String

    /// `part: requested → granted`.
    public var description: String { "\(part): \(requested) → \(granted)" }
  }

  /// What was asked for.
  public var requested: Format
  /// What the driver granted.
  public var granted: Format

  /// Pairs a request with its answer.
  public init(requested: Format, granted: Format) {
    self.requested = requested
    self.granted = granted
  }

  /// Whether the driver granted everything that was asked for.
  public var isExact: Bool { changes.isEmpty }

  /// Every part the driver changed, in the order in which a format states them.
  public var changes: [Change] {
    var changes: [Change] = []
    func compare<Value: Equatable>(
      _ part: String, _ requested: Value, _ granted: Value, unless left: Value?
    ) {
      guard requested != granted, requested != left else { return }
      changes.append(Change(part: part, requested: "\(requested)", granted: "\(granted)"))
    }
    compare("pixelFormat", requested.pixelFormat, granted.pixelFormat, unless: nil)
    compare("width", requested.width, granted.width, unless: 0)
    compare("height", requested.height, granted.height, unless: 0)
    compare("field", requested.field, granted.field, unless: .any)
    let (asked, got) = (requested.colorimetry, granted.colorimetry)
    compare("colorSpace", asked.colorSpace, got.colorSpace, unless: .default)
    compare("transfer", asked.transfer, got.transfer, unless: .default)
    compare("encoding", asked.encoding, got.encoding, unless: .default)
    compare("quantization", asked.quantization, got.quantization, unless: .default)
    if !requested.planes.isEmpty {
      compare("planeCount", requested.planes.count, granted.planes.count, unless: nil)
    }
    for (index, (asked, got)) in zip(requested.planes, granted.planes).enumerated() {
      compare("planes[\(index)].bytesPerLine", asked.bytesPerLine, got.bytesPerLine, unless: 0)
      compare("planes[\(index)].size", asked.size, got.size, unless: 0)
    }
    return changes
  }
}
