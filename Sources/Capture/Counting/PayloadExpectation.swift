internal import SystemIO
internal import V4L2
internal import VideoFormats

/// What the statistics look at of a frame, taken in one look: a call for each would cost more than the counting.
struct FrameFacts {
  let sequence: UInt32
  let flags: BufferFlags
  let timestamp: Int64
  let field: Field
  let queuedAt: MonotonicInstant
  let planeCount: Int
  /// Bytes of the first plane's payload.
  let firstByteCount: Int
  /// Bytes of all planes' payloads.
  let byteCount: Int

  @inline(__always)
  init(_ frame: borrowing Frame) {
    // The record is the frame's for as long as it lives, and nothing of it is kept here but numbers.
    let record = unsafe frame.record
    sequence = unsafe record.pointee.metadata.sequence
    flags = unsafe record.pointee.metadata.flags
    timestamp = unsafe record.pointee.metadata.timestamp
    field = unsafe record.pointee.metadata.field
    queuedAt = unsafe record.pointee.metadata.queuedAt
    planeCount = unsafe record.pointee.planeCount
    firstByteCount = unsafe record.pointee.payloads[0].length
    byteCount = planeCount == 1 ? firstByteCount : frame.byteCount
  }
}

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

  // Most formats have one plane.
  private var first = Plane(least: 1)
  private var others: [Plane] = []
  /// Bytes of a frame in one plane, where nothing but their number is to be looked at; -1 elsewhere.
  private var usual = -1
  /// Whether it must be a JPEG picture.
  private let isJPEG: Bool

  init(_ format: Format) {
    isJPEG = format.pixelFormat.isJPEG
    guard let layout = format.pixelFormat.layout, format.width > 0, format.height > 0 else {
      return
    }
    let shapes = layout.planes(
      width: format.width, height: format.height, bytesPerLine: format.planes.map(\.bytesPerLine))
    let planes = shapes.enumerated().map { index, shape in
      // Where the driver's own size is smaller than the layout's, its frames are whole by its lights.
      let stated = format.planes.indices.contains(index) ? format.planes[index].size : shape.size
      return Plane(least: min(shape.size, stated), most: shape.size, stated: stated)
    }
    guard let head = planes.first else { return }
    first = head
    first.least = max(first.least, 1)
    others = Array(planes.dropFirst())
    if !isJPEG, first.most < .max { usual = first.most }
  }

  /// Whether a frame has just the bytes that it should.
  @inline(__always)
  func isUsual(_ facts: FrameFacts) -> Bool {
    facts.planeCount == 1 && facts.firstByteCount == usual
  }

  /// What is the matter with a frame; nil when it can be whole.
  @inline(__always)
  func damage(of frame: borrowing Frame, _ facts: FrameFacts) -> Damage.Reason? {
    guard facts.planeCount > 0 else { return .empty }
    guard first.fits(facts.firstByteCount) else {
      return Self.reason(facts.firstByteCount, first)
    }
    if facts.planeCount > 1, let reason = Self.damage(behindFirst: others, frame) { return reason }
    return isJPEG ? Self.damageOfJPEG(frame) : nil
  }

  @inline(never)
  private static func damageOfJPEG(_ frame: borrowing Frame) -> Damage.Reason? {
    let bytes = frame.bytes
    guard JPEGMarkers.hasStart(bytes) else { return .noStart }
    return JPEGMarkers.hasEnd(bytes) ? nil : .noEnd
  }

  @inline(never)
  private static func damage(
    behindFirst planes: [Plane], _ frame: borrowing Frame
  ) -> Damage.Reason? {
    for (index, plane) in planes.prefix(frame.planeCount - 1).enumerated() {
      let length = frame.byteCount(ofPlane: index + 1)
      if !plane.fits(length) { return reason(length, plane) }
    }
    return nil
  }

  private static func reason(_ length: Int, _ plane: Plane) -> Damage.Reason {
    if length == 0 { return .empty }
    return length < plane.least ? .short : .overlong
  }
}
