public import VideoFormats

/// A borrowed view of one captured picture: its format and the bytes of each memory plane.
///
/// Nothing is copied: the spans point into the buffers of the driver (or wherever the picture lives),
/// and the view cannot outlive them. A plane's bytes start after `data_offset` and end with
/// `bytesused`; they may be shorter than the format promises, which readers report, never read past.
public struct Picture: ~Escapable, Sendable {
  /// What the bytes mean.
  public let format: Format
  /// Memory planes, 1 to 4.
  public let planeCount: Int
  private let plane0: RawSpan
  private let plane1: RawSpan
  private let plane2: RawSpan
  private let plane3: RawSpan

  /// Makes a view of a picture in one memory plane.
  @_lifetime(copy bytes)
  public init(_ format: Format, bytes: RawSpan) {
    self.format = format
    planeCount = 1
    plane0 = bytes
    plane1 = RawSpan()
    plane2 = RawSpan()
    plane3 = RawSpan()
  }

  /// Makes a view of a picture in several memory planes, in the driver's order.
  @_lifetime(copy plane0, copy plane1, copy plane2, copy plane3)
  public init(
    _ format: Format, planeCount: Int, _ plane0: RawSpan, _ plane1: RawSpan, _ plane2: RawSpan,
    _ plane3: RawSpan
  ) {
    precondition((1...4).contains(planeCount), "a picture has 1 to 4 memory planes")
    self.format = format
    self.planeCount = planeCount
    self.plane0 = plane0
    self.plane1 = plane1
    self.plane2 = plane2
    self.plane3 = plane3
  }

  /// The payload of a memory plane, from 0 to below `planeCount`.
  @_lifetime(copy self)
  public func bytes(plane index: Int) -> RawSpan {
    precondition((0..<planeCount).contains(index), "no such memory plane")
    switch index {
    case 0: return plane0
    case 1: return plane1
    case 2: return plane2
    default: return plane3
    }
  }

  /// Payload bytes of all memory planes.
  public var byteCount: Int {
    plane0.byteCount + plane1.byteCount + plane2.byteCount + plane3.byteCount
  }
}
