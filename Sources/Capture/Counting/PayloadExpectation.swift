internal import V4L2
internal import VideoFormats

/// What the payload of a whole frame must look like, prepared once so that a check costs next to nothing.
struct PayloadExpectation: Sendable {
  /// What the bytes of a memory plane may be.
  private struct Plane {
    /// The fewest.
    var least = 0
    /// The most, where the format fixes it.
    var most = Int.max
    /// What the driver announced, which it may fill whatever the format needs.
    var stated = Int.max

    @inline(__always)
    func fits(_ count: Int) -> Bool { count >= least && (count <= most || count == stated) }
  }

  private var planes = InlineArray<8, Plane>(repeating: Plane())
  // Most formats have one plane, and reading the array copies it.
  private var first = Plane(least: 1)
  /// Whether it must be a JPEG picture.
  private let isJPEG: Bool

  init(_ format: Format) {
    isJPEG = format.pixelFormat == .mjpeg || format.pixelFormat == .jpeg
    guard let layout = format.pixelFormat.layout, format.width > 0, format.height > 0 else {
      return
    }
    let shapes = layout.planes(
      width: format.width, height: format.height, bytesPerLine: format.planes.map(\.bytesPerLine))
    for (index, shape) in shapes.prefix(8).enumerated() {
      // Where the driver's own size is smaller than the layout's, its frames are whole by its lights.
      let stated = format.planes.indices.contains(index) ? format.planes[index].size : shape.size
      planes[index] = Plane(least: min(shape.size, stated), most: shape.size, stated: stated)
    }
    first = planes[0]
    first.least = max(first.least, 1)
  }

  /// What is the matter with a frame; nil when it can be whole.
  @inline(__always)
  func damage(of frame: borrowing Frame) -> Damage.Reason? {
    let count = frame.planeCount
    guard count > 0 else { return .empty }
    let length = frame.byteCount(ofPlane: 0)
    guard first.fits(length) else { return Self.reason(length, first) }
    if count > 1, let reason = damageBehindFirst(frame, count) { return reason }
    guard isJPEG else { return nil }
    let bytes = frame.bytes
    guard JPEGMarkers.hasStart(bytes) else { return .noStart }
    return JPEGMarkers.hasEnd(bytes) ? nil : .noEnd
  }

  private func damageBehindFirst(_ frame: borrowing Frame, _ count: Int) -> Damage.Reason? {
    for index in 1..<count {
      let length = frame.byteCount(ofPlane: index)
      if !planes[index].fits(length) { return Self.reason(length, planes[index]) }
    }
    return nil
  }

  private static func reason(_ length: Int, _ plane: Plane) -> Damage.Reason {
    if length == 0 { return .empty }
    return length < plane.least ? .short : .overlong
  }
}
