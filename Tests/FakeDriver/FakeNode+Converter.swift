internal import CVideoDev2
internal import VideoFormats

// The requests of a node that converts memory to memory: most are those of one of its queues.
extension FakeNode {
  /// The answer of one of the two queues; nil for what concerns the node as a whole.
  mutating func converterRequest(
    _ request: UInt, _ argument: UnsafeMutableRawPointer, file: Int32, now: Int64
  ) -> Int32? {
    guard let shape = converter?.shape else { return nil }
    switch request {
    case CV_ENCODER_CMD, CV_TRY_ENCODER_CMD:
      guard shape.kind == .encoder else { return -ENOTTY }
      return unsafe command(
        argument.assumingMemoryBound(to: v4l2_encoder_cmd.self).pointee.cmd,
        isTried: request == CV_TRY_ENCODER_CMD, now)
    case CV_DECODER_CMD, CV_TRY_DECODER_CMD:
      guard shape.kind == .decoder else { return -ENOTTY }
      return unsafe command(
        argument.assumingMemoryBound(to: v4l2_decoder_cmd.self).pointee.cmd,
        isTried: request == CV_TRY_DECODER_CMD, now)
    case CV_G_PARM, CV_S_PARM: return -ENOTTY
    case CV_G_SELECTION, CV_S_SELECTION:
      return unsafe select(
        &argument.assumingMemoryBound(to: v4l2_selection.self).pointee,
        isSet: request == CV_S_SELECTION)
    case CV_ENUM_FRAMESIZES:
      let format = unsafe argument.assumingMemoryBound(to: v4l2_frmsizeenum.self).pointee
        .pixel_format
      let isTaken = shape.taken.contains { $0.pixelFormat.rawValue == format }
      return unsafe ask(request, argument, isTaken, file, now)
    default:
      guard let type = unsafe Self.queueType(request, argument) else { return nil }
      if type == converter?.source[0].personality.queueType {
        return unsafe ask(request, argument, true, file, now)
      }
      guard type == converter?.destination[0].personality.queueType else { return -EINVAL }
      return unsafe ask(request, argument, false, file, now)
    }
  }

  /// The type of the queue that a request concerns; nil where it concerns none.
  private static func queueType(_ request: UInt, _ argument: UnsafeMutableRawPointer) -> UInt32? {
    switch request {
    case CV_G_FMT, CV_S_FMT, CV_TRY_FMT, CV_STREAMON, CV_STREAMOFF:
      return unsafe argument.load(as: UInt32.self)
    case CV_QBUF, CV_DQBUF, CV_QUERYBUF, CV_PREPARE_BUF, CV_REQBUFS:
      return unsafe argument.load(fromByteOffset: 4, as: UInt32.self)
    case CV_ENUM_FMT: return unsafe argument.assumingMemoryBound(to: v4l2_fmtdesc.self).pointee.type
    case CV_CREATE_BUFS:
      return unsafe argument.assumingMemoryBound(to: v4l2_create_buffers.self).pointee.format.type
    case CV_REMOVE_BUFS:
      return unsafe argument.assumingMemoryBound(to: cv_remove_buffers.self).pointee.type
    default: return nil
    }
  }

  private mutating func ask(
    _ request: UInt, _ argument: UnsafeMutableRawPointer, _ isSource: Bool, _ file: Int32,
    _ now: Int64
  ) -> Int32 {
    guard var converter else { return -ENODEV }
    self.converter = nil
    let answer: Int32
    if isSource {
      converter.source[0].shareable = shareable
      answer = unsafe converter.source[0].ioctl(request, argument, file: file, now: now)
    } else {
      converter.destination[0].shareable = shareable
      answer = unsafe converter.destination[0].ioctl(request, argument, file: file, now: now)
    }
    if answer == 0 { follow(request, isSource, &converter, now) }
    self.converter = converter
    scheduleJob(at: now)
    return answer
  }

  /// What a request to one queue means for the other.
  private mutating func follow(
    _ request: UInt, _ isSource: Bool, _ converter: inout FakeConverter, _ now: Int64
  ) {
    switch request {
    case CV_S_FMT where isSource && converter.shape.kind != .copier:
      let format = converter.source[0].format
      var proposal = FormatProposal()
      let given = converter.destination[0].format
      proposal.pixelFormat =
        converter.destination[0].personality.formats[given.entry].pixelFormat.rawValue
      (proposal.width, proposal.height) = (format.width, format.height)
      converter.destination[0].format = converter.destination[0].adjusted(proposal)
      converter.visible = FakeRectangle(width: format.width, height: format.height)
    case CV_STREAMOFF where isSource:
      converter.forgetStream()
      guard converter.isDraining else { return }
      if converter.destination[0].queue.queued.isEmpty {
        converter.marksNextAsLast = true
      } else {
        converter.finishEmpty()
        converter.stop()
        postEnd(now)
      }
    case CV_STREAMOFF: converter.forgetEnd()
    case CV_QBUF where isSource:
      if converter.shape.kind == .decoder, converter.source[0].queue.isStreaming,
        converter.readHeader()
      {
        postSourceChange(now: now)
      }
    case CV_DQBUF
    where !isSource && converter.tellsOfChange && converter.destination[0].queue.hasDeliveredLast:
      converter.tellsOfChange = false
      postSourceChange(now: now)
    case CV_QBUF where converter.marksNextAsLast:
      converter.marksNextAsLast = false
      converter.finishEmpty()
      converter.stop()
      postEnd(now)
    default: break
    }
  }

  /// An order to a codec: 0 goes on, 1 finishes.
  private mutating func command(_ command: UInt32, isTried: Bool, _ now: Int64) -> Int32 {
    guard command <= 1 else { return -EINVAL }
    guard !isTried, var converter, converter.source[0].queue.isStreaming else { return 0 }
    guard !converter.isDraining else { return -EBUSY }
    if command == 0 {
      converter.hasStopped = false
      if converter.shape.forgetsLastOnStart {
        converter.destination[0].queue.hasDeliveredLast = false
      }
    } else if !converter.hasStopped {
      converter.lastSource = converter.source[0].queue.queued.last
      converter.isDraining = true
      if converter.lastSource == nil {
        if converter.destination[0].queue.queued.isEmpty {
          converter.marksNextAsLast = true
        } else {
          converter.finishEmpty()
          converter.stop()
          postEnd(now)
        }
      }
    }
    self.converter = converter
    scheduleJob(at: now)
    return 0
  }

  /// An encoder crops what is put in, from the corner; a decoder says where its picture lies.
  private mutating func select(_ selection: inout v4l2_selection, isSet: Bool) -> Int32 {
    guard let converter, converter.shape.kind != .copier else { return -ENOTTY }
    let isEncoder = converter.shape.kind == .encoder
    // The core makes the single-planar type of the multi-planar one.
    guard selection.type == (isEncoder ? 2 : 1) || selection.type == (isEncoder ? 10 : 9) else {
      return -EINVAL
    }
    let format = isEncoder ? converter.source[0].format : converter.destination[0].format
    let whole = FakeRectangle(width: format.width, height: format.height)
    let target = Int32(bitPattern: selection.target)
    let chosen = isEncoder ? V4L2_SEL_TGT_CROP : V4L2_SEL_TGT_COMPOSE
    guard !isSet else {
      guard isEncoder, target == chosen else { return -EINVAL }
      var wanted = FakeRectangle(selection.r)
      (wanted.left, wanted.top) = (0, 0)
      wanted.grow(to: (16, 16))
      wanted.fit(into: whole)
      self.converter?.visible = wanted
      selection.r = wanted.kernelRectangle
      return 0
    }
    guard target == chosen || target == chosen + 1 || target == chosen + 2 else { return -EINVAL }
    selection.r = (target == chosen ? converter.visible : whole).kernelRectangle
    return 0
  }

  /// The memory at an mmap offset, of whichever queue.
  func memory(offset: Int) -> FakeMemory? {
    guard let converter else { return queue.memory(offset: offset) }
    return converter.source[0].queue.memory(offset: offset)
      ?? converter.destination[0].queue.memory(offset: offset)
  }

  /// What an epoll set is told of both queues, as `v4l2_m2m_poll` does.
  func converterReadiness(_ wanted: UInt32, file: Int32) -> UInt32 {
    guard let converter else { return EPOLLERR.rawValue }
    let (taken, given) = (converter.source[0].queue, converter.destination[0].queue)
    var answer: UInt32 = 0
    if wanted & EPOLLPRI.rawValue != 0, events.hasPending(file) { answer |= EPOLLPRI.rawValue }
    guard wanted & (EPOLLIN.rawValue | EPOLLOUT.rawValue) != 0 else { return answer }
    let isIdle = !taken.isStreaming || taken.hasFailed || taken.isWithoutBuffers
    let isSilent =
      !given.isStreaming || given.hasFailed || (given.isWithoutBuffers && !given.hasDeliveredLast)
    if isIdle, isSilent { return answer | EPOLLERR.rawValue }
    if !taken.done.isEmpty { answer |= wanted & EPOLLOUT.rawValue }
    if !given.done.isEmpty || given.hasDeliveredLast { answer |= wanted & EPOLLIN.rawValue }
    return answer
  }
}

extension FakeQueue {
  /// Whether the driver has no buffer, neither filled nor empty.
  fileprivate var isWithoutBuffers: Bool { queued.isEmpty && done.isEmpty }
}
