internal import VideoFormats

/// One part of a format in which what was asked, tried, set and read back do not all agree, and why.
public struct FormatDifference: Hashable, Sendable {
  /// Why a driver answers something else than it was asked for.
  public enum Reason: Hashable, Sendable {
    /// The driver puts another pixel format in place of one it does not have, or not at this size.
    case formatSubstituted
    /// The number is beyond what the driver lists; the nearest end of its range is this.
    case clampedToRange(Int)
    /// The number is between two steps of the driver's range, which are so far apart.
    case clampedToStep(Int)
    /// The driver lists single sizes, so many, and this is not among them.
    case notListed(count: Int)
    /// Lines are so many bytes longer than their pixels need.
    case stridePadded(Int)
    /// Lines are as the driver makes them, whatever is asked.
    case strideForced
    /// The size of a buffer follows from the strides, or is rounded up by the driver.
    case sizeComputed
    /// The input or the format decides how fields lie.
    case fieldForced
    /// The number of memory planes is the format's, whatever is asked.
    case planesForced
    /// The colours are those of the source: the driver does not convert them.
    case colorimetryKept
    /// The rate is not among those on offer; the driver's nearest is this.
    case rateRounded
    /// The driver does not let the rate be set.
    case rateFixed
    /// The driver set something else than it said it would.
    case changedSinceTry
    /// The driver reads back something else than it said it had set.
    case changedSinceSet
    /// The driver gives no reason, and its catalogue does not tell one.
    case unexplained
  }

  /// The part: `pixelFormat`, `width`, `height`, `field`, `colorSpace`, `transfer`, `encoding`, `quantization`,
  /// `planeCount`, `planes[N].bytesPerLine`, `planes[N].size` or `rate`.
  public var part: String
  /// What was asked for.
  public var asked: String
  /// What the driver said it would grant; nil where it was not asked.
  public var tried: String?
  /// What it answered when the format was set; nil where nothing was set.
  public var set: String?
  /// What was read back afterwards; nil where nothing was set.
  public var got: String?
  /// Why.
  public var reason: Reason

  /// What the driver settled on, as far as that is known.
  public var granted: String { got ?? set ?? tried ?? asked }
}

extension FormatDifference: CustomStringConvertible {
  /// `part: asked → granted (why)`.
  public var description: String { "\(part): \(asked) → \(granted) (\(reason))" }
}

extension FormatDifference.Reason: CustomStringConvertible {
  /// The reason in words.
  public var description: String {
    switch self {
    case .formatSubstituted: "the driver does not have that format here"
    case .clampedToRange(let end): "the driver's range ends at \(end)"
    case .clampedToStep(let step): "the driver goes in steps of \(step)"
    case .notListed(1): "the driver has one size"
    case .notListed(let count): "not one of the driver's \(count) sizes"
    case .stridePadded(let bytes): "lines padded by \(bytes) bytes"
    case .strideForced: "the driver chooses the length of lines"
    case .sizeComputed: "follows from the driver's strides"
    case .fieldForced: "the source decides how fields lie"
    case .planesForced: "the format decides on its planes"
    case .colorimetryKept: "the driver keeps the source's colours"
    case .rateRounded: "the nearest rate on offer"
    case .rateFixed: "the driver does not let the rate be set"
    case .changedSinceTry: "the driver set something else than it had said"
    case .changedSinceSet: "the driver reads back something else than it had set"
    case .unexplained: "the driver gives no reason"
    }
  }
}
