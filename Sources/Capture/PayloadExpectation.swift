internal import V4L2
internal import VideoFormats

/// What the payload of a whole frame must look like, prepared once so that a check costs next to nothing.
struct PayloadExpectation: Sendable {
  /// The fewest bytes of each memory plane.
  private var minimums = InlineArray<8, Int>(repeating: 0)
  // Most formats have one plane, and reading the array copies it.
  private var firstMinimum = 1
  /// Whether it must be a JPEG picture: a start marker, and an end marker with nothing but padding behind it.
  private let isJPEG: Bool

  init(_ format: Format) {
    isJPEG = format.pixelFormat == .mjpeg || format.pixelFormat == .jpeg
    guard let layout = format.pixelFormat.layout, format.width > 0, format.height > 0 else {
      return
    }
    let planes = layout.planes(
      width: format.width, height: format.height, bytesPerLine: format.planes.map(\.bytesPerLine))
    for (index, plane) in planes.prefix(8).enumerated() {
      // Where the driver's own size is smaller than the layout's, its frames are whole by its lights.
      let stated = format.planes.indices.contains(index) ? format.planes[index].size : plane.size
      minimums[index] = min(plane.size, stated)
    }
    firstMinimum = minimums[0]
  }

  func isMet(by frame: borrowing Frame) -> Bool {
    let planes = frame.planeCount
    guard planes > 0, frame.byteCount(ofPlane: 0) >= firstMinimum else { return false }
    for plane in 1..<planes where frame.byteCount(ofPlane: plane) < minimums[plane] {
      return false
    }
    return !isJPEG || Self.isWholeJPEG(frame.bytes)
  }

  /// Whether the picture begins with SOI and ends with EOI; cameras may pad with zeros behind it.
  private static func isWholeJPEG(_ bytes: RawSpan) -> Bool {
    func byte(_ offset: Int) -> UInt8 {
      // Every caller has checked the length.
      unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
    var end = bytes.byteCount
    guard end >= 4, byte(0) == 0xff, byte(1) == 0xd8 else { return false }
    while end > 4, byte(end - 1) == 0 { end -= 1 }
    return byte(end - 2) == 0xff && byte(end - 1) == 0xd9
  }
}
