internal import SystemPackage

/// A captured frame, on loan from its driver.
///
/// Exactly one owner holds it. Handing it on is a move; when the last owner lets go, the buffer goes
/// back to the queue it came from. Nothing is copied: `bytes` are the driver's own, readable for as
/// long as the frame lives, whatever happens to the stream or the device meanwhile. A frame may move
/// between threads.
public struct Frame: ~Copyable, Sendable {
  /// What the driver says of the frame.
  public let metadata: FrameMetadata
  /// Memory planes.
  public let planeCount: Int

  /// A payload's place in this process: after `data_offset`, `bytesused` long.
  private struct Payload {
    var address: UInt
    var length: Int
  }
  private var payloads: InlineArray<8, Payload>
  private let pool: BufferPool
  private var isOwed = true

  init(_ report: BufferReport, pool: BufferPool) {
    metadata = FrameMetadata(
      sequence: report.sequence, timestamp: report.timestamp,
      flags: BufferFlags(rawValue: report.flags), field: report.field, bufferIndex: report.index,
      queuedAt: pool.queuedAt(report.index))
    self.pool = pool
    planeCount = min(report.planeCount, pool.planeCount)
    payloads = InlineArray(repeating: Payload(address: 0, length: 0))
    for plane in 0..<planeCount {
      let memory = pool.memory(buffer: report.index, plane: plane)
      let shape = report.planes[plane]
      // A driver's numbers are not believed past the end of what is mapped.
      let end = min(shape.bytesUsed, memory.length)
      let start = min(shape.dataOffset, end)
      payloads[plane] = Payload(address: memory.address + UInt(start), length: end - start)
    }
  }

  deinit {
    // What the driver answers here has nobody to be told to; the pool counts a buffer that is lost.
    if isOwed { _ = pool.takeBack(metadata.bufferIndex) }
  }

  /// Bytes of the payload in all planes.
  public var byteCount: Int {
    var sum = 0
    for plane in 0..<planeCount { sum += payloads[plane].length }
    return sum
  }

  /// The payload of the first memory plane, which for single-planar formats is the whole picture.
  public var bytes: RawSpan {
    @_lifetime(borrow self)
    get { unsafe _overrideLifetime(bytes(ofPlane: 0), borrowing: self) }
  }

  /// The payload of a memory plane: `data_offset` skipped, `bytesused` long.
  ///
  /// The plane must be in `0..<planeCount`.
  @_lifetime(borrow self)
  public func bytes(ofPlane plane: Int) -> RawSpan {
    precondition(plane >= 0 && plane < planeCount, "a frame has \(planeCount) planes")
    let payload = payloads[plane]
    guard payload.length > 0 else { return RawSpan() }
    // The address is inside a mapping that the pool keeps until this frame ends.
    let start = unsafe UnsafeRawPointer(bitPattern: payload.address).unsafelyUnwrapped
    let span = unsafe RawSpan(_unsafeStart: start, byteCount: payload.length)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// Gives the buffer back now and says whether the driver took it, which letting go cannot.
  ///
  /// The corresponding request is `VIDIOC_QBUF`.
  public consuming func giveBack() throws(V4L2Error) {
    isOwed = false
    if let errno = pool.takeBack(metadata.bufferIndex) {
      throw V4L2Error("VIDIOC_QBUF", node: pool.device.path, errno)
    }
  }
}
