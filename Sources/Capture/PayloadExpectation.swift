internal import V4L2
internal import VideoFormats

/// What the payload of a whole frame must look like, prepared once so that a check costs next to nothing.
struct PayloadExpectation: Sendable {
  private enum Rule: Sendable {
    /// A raw picture: so many bytes in each memory plane at least.
    case atLeast(InlineArray<8, Int>)
    /// A JPEG picture: a start marker, and an end marker with nothing but padding behind it.
    case jpeg
    /// Anything but nothing.
    case notEmpty
  }

  private let rule: Rule

  init(_ format: Format) {
    if format.pixelFormat == .mjpeg || format.pixelFormat == .jpeg {
      rule = .jpeg
    } else if let layout = format.pixelFormat.layout {
      let planes = layout.planes(
        width: format.width, height: format.field == .alternate ? format.height / 2 : format.height,
        bytesPerLine: format.planes.map(\.bytesPerLine))
      var sizes = InlineArray<8, Int>(repeating: 0)
      for (index, plane) in planes.prefix(8).enumerated() {
        // The last line needs no padding behind it, and some drivers leave it off.
        sizes[index] = min(
          plane.size, format.planes.indices.contains(index) ? format.planes[index].size : plane.size
        )
      }
      rule = .atLeast(sizes)
    } else {
      rule = .notEmpty
    }
  }

  func isMet(by frame: borrowing Frame) -> Bool {
    switch rule {
    case .atLeast(let sizes):
      for plane in 0..<frame.planeCount where frame.bytes(ofPlane: plane).byteCount < sizes[plane] {
        return false
      }
      return true
    case .jpeg:
      return Self.isWholeJPEG(frame.bytes)
    case .notEmpty:
      return frame.byteCount > 0
    }
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
