internal import SystemPackage
public import VideoFormats

// What is put in.
extension MemoryToMemoryStream {
  /// Whether something can be put in now: a buffer is free, and the end was not asked for.
  public var acceptsInput: Bool {
    state.acceptsInput && sourcesQueued < source.bufferCount
  }

  /// Hands a frame on without copying: the driver reads it where it is.
  ///
  /// The stream's source must have the memory `.dmabuf([])` and a buffer of the frame's number. The frame goes
  /// back to where it came from once the driver has read it, while results are taken. Throws, and the
  /// frame is given back, where it cannot be handed on. The corresponding request is `VIDIOC_QBUF`.
  public mutating func submit(_ frame: consuming Frame) throws(V4L2Error) {
    try requireInput()
    try source.submit(frame)
    noteSubmitted()
  }

  /// Copies a picture, or a piece of a compressed stream, into a free buffer and puts it in; false when none is
  /// free.
  ///
  /// The bytes must fit a buffer. Results that are made of it carry the timestamp, in nanoseconds but kept
  /// to the microsecond. The corresponding request is `VIDIOC_QBUF`.
  @discardableResult
  public mutating func submit(
    copying bytes: RawSpan, timestamp: Int64 = 0, field: Field? = nil
  ) throws(V4L2Error) -> Bool {
    try requireInput()
    guard acceptsInput else { return false }
    guard
      try source.submit(copying: bytes, field: field, timestamp: timestamp, timeout: .zero)
    else { return false }
    noteSubmitted()
    return true
  }

  /// A free buffer to fill in place; nil when there is none, or the end was asked for.
  public mutating func nextInput() -> OutputBuffer? {
    acceptsInput ? source.nextIfFree() : nil
  }

  /// Puts in a buffer that was filled in place. The corresponding request is `VIDIOC_QBUF`.
  public mutating func submit(_ buffer: consuming OutputBuffer) throws(V4L2Error) {
    try requireInput()
    try source.submit(buffer)
    noteSubmitted()
  }

  private mutating func noteSubmitted() {
    sourcesQueued += 1
    state.accepted += 1
  }

  private func requireInput() throws(V4L2Error) {
    guard !state.acceptsInput else { return }
    throw V4L2Error(
      "VIDIOC_QBUF", node: device.path,
      reason: .unsupported("the stream was asked to end; resume it before more is put in"))
  }

  /// Asks for the end: what was put in is converted, and after its last result comes `endOfStream`.
  ///
  /// Results go on to be taken meanwhile, changes of format included. Asking again changes nothing. Where a
  /// device takes no orders, the end is when as many results have come as frames were put in. The
  /// corresponding requests are `VIDIOC_ENCODER_CMD` and `VIDIOC_DECODER_CMD` with `STOP`.
  public mutating func drain() throws(V4L2Error) {
    state.noteWishToEnd()
    try tellToFinish()
  }

  /// Tells the codec to finish, if it is still to be told and listens.
  mutating func tellToFinish() throws(V4L2Error) {
    guard state.mustTell else { return }
    switch device.attempt(.stop, of: kind) {
    // Busy is a codec that is finishing already.
    case nil, .resourceBusy?: state.noteTold(takesOrders: true)
    case .inappropriateIOCTLForDevice?, .invalidArgument?: state.noteTold(takesOrders: false)
    case let errno?:
      throw V4L2Error(CodecOrder.stop.request(of: kind), node: device.path, errno)
    }
  }

  /// Goes on after `endOfStream`: more may be put in, and the codec has kept its state.
  ///
  /// Where a driver does not obey, the queue of results is stopped and started, and an encoder begins anew.
  /// Before the end it is refused with `EBUSY`. The corresponding requests are `VIDIOC_ENCODER_CMD` and
  /// `VIDIOC_DECODER_CMD` with `START`.
  public mutating func resume() throws(V4L2Error) {
    guard state.destination == .stopped else {
      throw V4L2Error(CodecOrder.start.request(of: kind), node: device.path, .resourceBusy)
    }
    if destinationFormat != nil {
      switch device.attempt(.start, of: kind) {
      case nil, .inappropriateIOCTLForDevice?, .invalidArgument?: break
      case let errno?:
        throw V4L2Error(CodecOrder.start.request(of: kind), node: device.path, errno)
      }
      if try isAtItsEnd(), let ended = destination.take() { run(try ended.stop().start()) }
    }
    state.noteResumed(hasDestination: results != nil)
  }

  /// Whether the queue of results answers still that the last was taken.
  ///
  /// Drivers that build on the kernel's helpers for orders may forget to forget it, vicodec for one. Stopping that
  /// queue and starting it does the same.
  private mutating func isAtItsEnd() throws(V4L2Error) -> Bool {
    guard let answer = try destination?.nextIfReady() else { return false }
    if case .endOfStream = answer { return true }
    return false
  }
}
