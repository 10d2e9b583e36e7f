internal import CVideoDev2
internal import Synchronization
internal import SystemPackage
internal import VideoFormats

// Buffers that go to the driver in media requests.
extension BufferPool {
  /// Puts an idle buffer of a capture queue into a request; its number.
  func queueIdle(in request: Int32) throws(V4L2Error) -> Int {
    guard usesRequests else {
      throw V4L2Error(
        "VIDIOC_QBUF", node: node.path,
        reason: .unsupported(
          "the stream gives its buffers to the driver by itself; allocate them with usesRequests"))
    }
    let outcome = state.withLock { _ -> Result<Int, Errno> in
      if firstIdle() == nil { findAbandoned() }
      guard let index = firstIdle() else { return .failure(.resourceTemporarilyUnavailable) }
      if let errno = queue(index, request: request) { return .failure(errno) }
      return .success(index)
    }
    switch outcome {
    case .success(let index): return index
    case .failure(.resourceTemporarilyUnavailable):
      throw V4L2Error(
        "VIDIOC_QBUF", node: node.path,
        reason: .unsupported(
          "no buffer is free: frames hold \(onLoan) of \(bufferCount), the driver has the others"))
    case .failure(let errno): throw V4L2Error("VIDIOC_QBUF", node: node.path, errno)
    }
  }

  /// Buffers whose request was emptied or closed before it was queued are the program's again, without a word.
  func findAbandoned() {
    let taken = UInt32(V4L2_BUF_FLAG_QUEUED | V4L2_BUF_FLAG_DONE | V4L2_BUF_FLAG_IN_REQUEST)
    for index in 0..<loans.count where unsafe loans[index].pointee.place == .queued {
      var flags = taken
      try? node.queryBuffer(address(index)) { flags = $0.flags }
      if flags & taken == 0 { unsafe loans[index].pointee.place = .idle }
    }
  }
}

extension CaptureStream {
  /// Puts a buffer nobody has into a media request, to be filled with it; the buffer's number.
  ///
  /// The frame comes from `next` when the request has been worked off; its buffer is free again when it is let
  /// go of. The buffers must have been allocated with `usesRequests`. The corresponding request is
  /// `VIDIOC_QBUF` with `V4L2_BUF_FLAG_REQUEST_FD`.
  @discardableResult
  public mutating func queue(in request: borrowing MediaRequest) throws(V4L2Error) -> Int {
    try hold.pool.queueIdle(in: request.descriptor)
  }
}

extension DataStream {
  /// Puts a buffer nobody has into a media request, to be filled with it; the buffer's number.
  ///
  /// The payload comes from `next` when the request has been worked off; its buffer is free again when it is
  /// let go of. The buffers must have been allocated with `usesRequests`. The corresponding request is
  /// `VIDIOC_QBUF` with `V4L2_BUF_FLAG_REQUEST_FD`.
  @discardableResult
  public mutating func queue(in request: borrowing MediaRequest) throws(V4L2Error) -> Int {
    try hold.pool.queueIdle(in: request.descriptor)
  }
}
