public import DMABuf
internal import SystemIO
internal import SystemPackage
public import VideoFormats

/// A captured frame, on loan from its driver.
///
/// Exactly one owner holds it. Handing it on is a move; when the last owner lets go, the buffer goes
/// back to the queue it came from. Nothing is copied: `bytes` are the driver's own, readable for as
/// long as the frame lives, whatever happens to the stream or the device meanwhile. A frame may move
/// between threads.
public struct Frame: ~Copyable, Sendable {
  let index: Int
  let lender: any FrameLender
  // The lender's own, kept here because every look at the frame goes there.
  let loans: LoanTable
  private var isOwed = true

  /// Makes a frame of what the lender has noted of its buffer; the loan is the frame's from here on.
  package init(_ index: Int, of lender: any FrameLender) {
    self.index = index
    self.lender = lender
    loans = lender.loans
  }

  deinit {
    // What the driver answers here has nobody to be told to; the pool counts a buffer that is lost.
    if isOwed { _ = lender.takeBack(index) }
  }

  /// Takes the frame apart for whoever keeps it; the loan goes on.
  consuming func taken() -> InFlight.Loan {
    isOwed = false
    return InFlight.Loan(index: index, lender: lender)
  }

  /// Gives up the loan without ending it: somebody else owes it from here on.
  mutating func relinquish() { isOwed = false }

  /// What the driver says of the frame.
  public var metadata: FrameMetadata { unsafe loans[index].pointee.metadata }

  /// Memory planes.
  public var planeCount: Int { unsafe loans[index].pointee.planeCount }

  /// Bytes of the payload in all planes.
  public var byteCount: Int { unsafe loans[index].pointee.byteCount }

  /// Bytes of a memory plane's payload. The plane must be in `0..<planeCount`.
  public func byteCount(ofPlane plane: Int) -> Int {
    precondition(plane >= 0 && plane < planeCount, "a frame has \(planeCount) planes")
    return unsafe loans[index].pointee.payloads[plane].length
  }

  /// The payload of the first memory plane, which for single-planar formats is the whole picture.
  public var bytes: RawSpan {
    @_lifetime(borrow self)
    get { unsafe _overrideLifetime(bytes(ofPlane: 0), borrowing: self) }
  }

  /// The payload of a memory plane: `data_offset` skipped, `bytesused` long.
  ///
  /// A dma-buf is announced to be read, and no longer so when the frame ends; one that cannot be mapped has
  /// no bytes here. The plane must be in `0..<planeCount`.
  @_lifetime(borrow self)
  public func bytes(ofPlane plane: Int) -> RawSpan {
    precondition(plane >= 0 && plane < planeCount, "a frame has \(planeCount) planes")
    let payload = unsafe loans[index].pointee.payloads[plane]
    let memory = unsafe loans[index].pointee.memory[plane].address
    guard payload.length > 0, memory >= UInt(BackingMaker.pageSize) else { return RawSpan() }
    lender.beginAccess(index, .read)
    // The address is inside a mapping that the pool keeps until this frame ends.
    let start = unsafe UnsafeRawPointer(bitPattern: payload.address).unsafelyUnwrapped
    let span = unsafe RawSpan(_unsafeStart: start, byteCount: payload.length)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// Whose memory the frame is.
  public var memory: MemoryType { lender.memory }

  /// The memory of a plane by descriptor, for another device or process; it outlives the frame.
  ///
  /// What is in it after the frame has ended is the driver's choice. The plane must be in `0..<planeCount`.
  /// Throws with `ENOTTY` or `EINVAL` where the driver cannot. The corresponding request is
  /// `VIDIOC_EXPBUF`.
  public func export(plane: Int = 0) throws(V4L2Error) -> DMABuffer {
    precondition(plane >= 0 && plane < planeCount, "a frame has \(planeCount) planes")
    return try lender.export(index, plane: plane)
  }

  /// All planes by descriptor, made once for each buffer of the queue.
  package func shared() throws(V4L2Error) -> [DMABuffer] {
    try lender.shared(index)
  }

  /// All planes by descriptor for somebody who is only to read, where the memory allows to say so.
  package func sharedForReading() throws(V4L2Error) -> [DMABuffer] {
    try lender.sharedForReading(index)
  }

  /// What tells the memory of the frame's buffer from all other memory.
  package var edition: UInt64 { unsafe loans[index].pointee.edition }

  /// Bytes of a plane's memory, whatever of it is filled.
  package func capacity(ofPlane plane: Int) -> Int {
    unsafe loans[index].pointee.memory[plane].length
  }

  /// Where a plane's payload begins in its memory, in bytes.
  package func dataOffset(ofPlane plane: Int) -> Int {
    let record = unsafe loans[index].pointee
    return Int(bitPattern: record.payloads[plane].address &- record.memory[plane].address)
  }

  /// Gives the buffer back now and says whether the driver took it, which letting go cannot.
  ///
  /// The corresponding request is `VIDIOC_QBUF`.
  public consuming func giveBack() throws(V4L2Error) {
    isOwed = false
    if let errno = lender.takeBack(index) {
      throw V4L2Error("VIDIOC_QBUF", node: lender.path, errno)
    }
  }
}

extension Frame {
  /// Whether it is a mark of the end with nothing in it.
  package var isLastAndEmpty: Bool {
    let record = unsafe loans[index]
    guard unsafe record.pointee.metadata.flags.contains(.last) else { return false }
    return unsafe record.pointee.byteCount == 0
  }

  /// Everything that is noted of its buffer, for whoever looks at several things for every frame.
  package var record: UnsafeMutablePointer<LoanRecord> { unsafe loans[index] }
}
