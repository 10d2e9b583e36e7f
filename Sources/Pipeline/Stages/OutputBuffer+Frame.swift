package import V4L2

extension OutputBuffer {
  /// Copies a frame, plane by plane; the bytes that were copied.
  package mutating func fill(
    with frame: borrowing Frame, of path: String
  ) throws(V4L2Error) -> Int {
    var copied = 0
    for plane in 0..<min(planeCount, frame.planeCount) {
      let bytes = frame.bytes(ofPlane: plane)
      guard fill(plane, with: bytes) else {
        throw V4L2Error(
          "VIDIOC_QBUF", node: path,
          reason: .unsupported("the memory of plane \(plane) can't be written to"))
      }
      setByteCount(bytes.byteCount, ofPlane: plane)
      copied += bytes.byteCount
    }
    field = frame.metadata.field
    timestamp = frame.metadata.timestamp
    return copied
  }
}
