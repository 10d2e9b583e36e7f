internal import CVideoDev2

/// One video node: its settings, its queue, and the dispatch of its requests.
struct FakeNode {
  /// The format that is set: which entry of the list, and what follows from it.
  struct CurrentFormat: Equatable {
    var entry = 0
    var width = 0
    var height = 0
    var field = UInt32(V4L2_FIELD_NONE.rawValue)
    var bytesPerLine: [Int] = []
    var planeSizes: [Int] = []
    var colorSpace: UInt32 = 8
    var transfer: UInt32 = 0
    var encoding: UInt32 = 0
    var quantization: UInt32 = 0
  }

  var personality: Personality
  var behaviour = Behaviour()
  var format = CurrentFormat()
  var interval = v4l2_fract(numerator: 1, denominator: 5)
  var input: Int32 = 0
  var source: FakeSource
  var isGone = false
  var queue = FakeQueue()
  var controls: [FakeControl]
  var manners = FrameMannersState()
  /// The queues of a node that converts memory to memory.
  var converter: FakeConverter?
  var events = FakeEvents()
  /// The dma-bufs that are open while a request is answered, by descriptor.
  var shareable: [Int32: FakeMemory] = [:]
  /// The priorities of those who have one of their own, by file.
  var priorities: [Int32: UInt32] = [:]

  init(_ personality: Personality) {
    self.personality = personality
    controls = Self.controls(of: personality)
    source = FakeSource(inputs: personality.inputs.count)
    format = adjusted(FormatProposal())
    source.cameraSize = (format.width, format.height)
    converter = personality.converter.map { FakeConverter(personality, $0) }
  }

  mutating func disconnect() {
    isGone = true
    queue.hasFailed = true
    converter?.source[0].queue.hasFailed = true
    converter?.destination[0].queue.hasFailed = true
  }

  /// The answer of the driver, after the checks that the kernel makes in front of every driver.
  mutating func ioctl(
    _ request: UInt, _ argument: UnsafeMutableRawPointer, file: Int32, now: Int64
  ) -> Int32 {
    guard !isGone else { return -ENODEV }
    guard !personality.missingRequests.contains(request) else { return -ENOTTY }
    guard !Self.changes.contains(request) || !isOutranked(file) else { return -EBUSY }
    if let answer = unsafe converterRequest(request, argument, file: file, now: now) {
      return answer
    }
    switch request {
    case CV_G_SLICED_VBI_CAP:
      return unsafe slicedCapabilities(
        &argument.assumingMemoryBound(to: v4l2_sliced_vbi_cap.self).pointee)
    case CV_G_PRIORITY:
      return unsafe getPriority(&argument.assumingMemoryBound(to: UInt32.self).pointee)
    case CV_S_PRIORITY:
      return unsafe setPriority(argument.assumingMemoryBound(to: UInt32.self).pointee, file)
    case CV_QBUF:
      return unsafe queueBuffer(&argument.assumingMemoryBound(to: v4l2_buffer.self).pointee, file)
    case CV_DQBUF:
      return unsafe dequeueBuffer(
        &argument.assumingMemoryBound(to: v4l2_buffer.self).pointee, file)
    case CV_QUERYBUF:
      return unsafe queryBuffer(&argument.assumingMemoryBound(to: v4l2_buffer.self).pointee)
    case CV_REQBUFS:
      return unsafe requestBuffers(
        &argument.assumingMemoryBound(to: v4l2_requestbuffers.self).pointee, file)
    case CV_CREATE_BUFS:
      return unsafe createBuffers(
        &argument.assumingMemoryBound(to: v4l2_create_buffers.self).pointee, file)
    case CV_REMOVE_BUFS:
      return unsafe removeBuffers(
        &argument.assumingMemoryBound(to: cv_remove_buffers.self).pointee, file)
    case CV_PREPARE_BUF:
      return unsafe prepareBuffer(
        &argument.assumingMemoryBound(to: v4l2_buffer.self).pointee, file)
    case CV_SUBSCRIBE_EVENT:
      return unsafe subscribe(
        argument.assumingMemoryBound(to: v4l2_event_subscription.self).pointee, file, now)
    case CV_UNSUBSCRIBE_EVENT:
      return unsafe unsubscribe(
        argument.assumingMemoryBound(to: v4l2_event_subscription.self).pointee, file)
    case CV_DQEVENT:
      return unsafe dequeueEvent(
        &argument.assumingMemoryBound(to: v4l2_event.self).pointee, file)
    case CV_STREAMON:
      return noticingGrabs(now) {
        unsafe $0.streamOn(argument.assumingMemoryBound(to: CInt.self).pointee, file, now)
      }
    case CV_STREAMOFF:
      return noticingGrabs(now) {
        unsafe $0.streamOff(argument.assumingMemoryBound(to: CInt.self).pointee, file)
      }
    case CV_QUERYCAP:
      return unsafe queryCapability(
        &argument.assumingMemoryBound(to: v4l2_capability.self).pointee)
    case CV_ENUM_FMT:
      return unsafe enumerateFormats(&argument.assumingMemoryBound(to: v4l2_fmtdesc.self).pointee)
    case CV_ENUM_FRAMESIZES:
      return unsafe enumerateSizes(
        &argument.assumingMemoryBound(to: v4l2_frmsizeenum.self).pointee)
    case CV_ENUM_FRAMEINTERVALS:
      return unsafe enumerateIntervals(
        &argument.assumingMemoryBound(to: v4l2_frmivalenum.self).pointee)
    case CV_G_FMT:
      return unsafe getFormat(&argument.assumingMemoryBound(to: v4l2_format.self).pointee)
    case CV_TRY_FMT:
      return unsafe negotiate(&argument.assumingMemoryBound(to: v4l2_format.self).pointee) == nil
        ? -EINVAL : 0
    case CV_S_FMT:
      return unsafe setFormat(&argument.assumingMemoryBound(to: v4l2_format.self).pointee)
    case CV_G_PARM:
      return unsafe getParameters(
        &argument.assumingMemoryBound(to: v4l2_streamparm.self).pointee)
    case CV_S_PARM:
      return unsafe setParameters(
        &argument.assumingMemoryBound(to: v4l2_streamparm.self).pointee)
    case CV_ENUMINPUT:
      return unsafe enumerateInputs(&argument.assumingMemoryBound(to: v4l2_input.self).pointee)
    case CV_G_INPUT:
      return unsafe getInput(&argument.assumingMemoryBound(to: CInt.self).pointee)
    case CV_S_INPUT:
      return unsafe setInput(argument.assumingMemoryBound(to: CInt.self).pointee)
    case CV_QUERY_EXT_CTRL, CV_QUERYCTRL, CV_QUERYMENU, CV_G_CTRL, CV_S_CTRL, CV_G_EXT_CTRLS,
      CV_S_EXT_CTRLS, CV_TRY_EXT_CTRLS:
      return unsafe controlRequest(request, argument, file: file, now: now)
    default: return unsafe sourceRequest(request, argument)
    }
  }

  /// What an epoll set is told now; a queue that does not stream is an error, as videobuf2 has it.
  ///
  /// Of a node that is to be read and has no buffers, asking begins it.
  mutating func readiness(_ wanted: UInt32, file: Int32, now: Int64) -> UInt32 {
    if isGone { return EPOLLERR.rawValue | EPOLLHUP.rawValue | EPOLLPRI.rawValue }
    if converter != nil { return converterReadiness(wanted, file: file) }
    let urgent = wanted & EPOLLPRI.rawValue != 0 && events.hasPending(file)
    let answer = urgent ? EPOLLPRI.rawValue : 0
    let transfer = wanted & (personality.isOutput ? EPOLLOUT.rawValue : EPOLLIN.rawValue)
    guard transfer != 0 else { return answer }
    if queue.count == 0 { _ = beginReading(file, now) }
    let isWaiting = queue.isWaitingForBuffers && !queue.isRead
    if !queue.isStreaming || queue.hasFailed || (isWaiting && !personality.isOutput) {
      return answer | EPOLLERR.rawValue
    }
    let hasRoom = personality.isOutput && queue.isRead && queue.queued.count < queue.count
    let isReady = queue.hasDeliveredLast || !queue.done.isEmpty || hasRoom
    return isReady ? answer | transfer : answer
  }

  private func queryCapability(_ capability: inout v4l2_capability) -> Int32 {
    copy(personality.driver, into: &capability.driver)
    copy(personality.card, into: &capability.card)
    copy(personality.busInfo, into: &capability.bus_info)
    capability.version = personality.version
    var capabilities = personality.capabilities
    if personality.converter?.isMultiplanar == true {
      capabilities ^= UInt32(V4L2_CAP_VIDEO_M2M | V4L2_CAP_VIDEO_M2M_MPLANE)
    }
    capability.device_caps = capabilities
    capability.capabilities = capabilities | UInt32(V4L2_CAP_DEVICE_CAPS)
    return 0
  }
}

/// Copies text into a C array, cut short so that a NUL ends it.
func copy<Bytes>(_ text: String, into bytes: inout Bytes) {
  unsafe withUnsafeMutableBytes(of: &bytes) { raw in
    unsafe raw.initializeMemory(as: UInt8.self, repeating: 0)
    for (index, byte) in text.utf8.prefix(raw.count - 1).enumerated() {
      unsafe raw[index] = byte
    }
  }
}
