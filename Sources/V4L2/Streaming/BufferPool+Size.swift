internal import CVideoDev2
internal import Synchronization
internal import SystemPackage
internal import VideoFormats

// Buffers that come and go while the queue exists.
extension BufferPool {
  /// Adds buffers, and gives them to a driver that runs; answers how many there are more.
  func grow(by wanted: Int) throws(V4L2Error) -> Int {
    guard memory != .read, maker.brought == nil else {
      throw V4L2Error(
        "VIDIOC_CREATE_BUFS", node: node.path,
        reason: .unsupported(
          memory == .read
            ? "a queue that is read has no buffers to add"
            : "the queue's memory is the caller's, and there is none for more buffers"))
    }
    // What was to be given up and is still there comes first.
    let kept = state.withLock { state in
      let kept = min(state.surplus, max(0, wanted))
      state.surplus -= kept
      return kept
    }
    let room = loans.count - bufferCount
    guard wanted > kept, room > 0 else { return kept }
    var request = unsafe v4l2_create_buffers()
    unsafe request.count = UInt32(clamping: min(wanted - kept, room))
    unsafe request.memory = memory.kernelNumber
    unsafe request.flags = isNonCoherent ? UInt32(V4L2_MEMORY_FLAG_NON_COHERENT) : 0
    unsafe request.format.type = type.rawValue
    try unsafe node.perform(.format, &request.format)
    try unsafe node.perform(.createBuffers, &request)
    let (first, count) = unsafe (Int(request.index), Int(request.count))
    var added = kept
    for index in first..<(first + count) {
      do throws(V4L2Error) {
        // A number that is in use already is a broken driver's.
        guard index < loans.count, unsafe loans[index].pointee.place == .absent else {
          throw V4L2Error("VIDIOC_CREATE_BUFS", node: node.path, .outOfRange)
        }
        try add(index)
        added += 1
      } catch {
        // Buffers nobody knows of would stay with the driver until all are freed.
        var rest = cv_remove_buffers()
        rest.index = UInt32(index)
        rest.count = UInt32(first + count - index)
        rest.type = type.rawValue
        _ = node.attempt(.removeBuffers, &rest)
        guard added > 0 else { throw error }
        return added
      }
    }
    return added
  }

  /// Takes in a buffer that the driver has made; one that it then refuses to take waits for the next start.
  private func add(_ index: Int) throws(V4L2Error) {
    let backing = try unsafe maker.make(index, &loans[index].pointee)
    state.withLock { state in
      state.backings[index] = backing
      state.count += 1
      unsafe loans[index].pointee.place = .idle
      guard state.isStreaming, refillsDriver else { return }
      if queue(index) != nil { state.lostBuffers += 1 }
    }
  }

  /// Gives buffers up: those that are idle at once, the rest as they come back.
  ///
  /// At least one stays. Throws with `ENOTTY` where the kernel or the driver cannot give up single buffers.
  func shrink(by wanted: Int) throws(V4L2Error) {
    // A request for none changes nothing and tells whether there is such a request.
    var probe = cv_remove_buffers()
    probe.type = type.rawValue
    try node.perform(.removeBuffers, &probe)
    state.withLock { state in
      state.surplus = max(0, min(state.surplus + max(0, wanted), state.count - 1))
      for index in (0..<loans.count).reversed() {
        guard state.surplus > 0 else { return }
        guard unsafe loans[index].pointee.place == .idle else { continue }
        _ = remove(index, &state)
      }
    }
  }

  /// Gives up one idle buffer; false if the driver keeps it.
  func remove(_ index: Int, _ state: inout State) -> Bool {
    // The numbers of a queue that was released are another one's.
    guard !state.isRetired else { return false }
    var request = cv_remove_buffers()
    request.index = UInt32(index)
    request.count = 1
    request.type = type.rawValue
    guard node.attempt(.removeBuffers, &request) == nil else {
      state.surplus = 0
      return false
    }
    state.backings[index] = BufferBacking()
    state.count -= 1
    state.surplus -= 1
    state.removed += 1
    unsafe loans[index].pointee.place = .absent
    return true
  }

  /// Prepares them; a driver without that request says what it cannot take when it is started.
  func prepareWherePossible() throws(V4L2Error) {
    do throws(V4L2Error) {
      try prepare()
    } catch  where error.errno == .inappropriateIOCTLForDevice {
      return
    }
  }

  /// Lets the driver do for idle buffers what it would otherwise do when they are queued.
  func prepare() throws(V4L2Error) {
    let failure = state.withLock { state -> Errno? in
      for index in 0..<loans.count where unsafe loans[index].pointee.place == .idle {
        let errno = node.prepareBuffer(address(index)) { draft in
          if flags != 0 { draft.setFlags(flags) }
          unsafe loans[index].pointee.describeMemory(to: draft, memory)
        }
        if let errno { return errno }
      }
      return nil
    }
    if let failure { throw V4L2Error("VIDIOC_PREPARE_BUF", node: node.path, failure) }
  }
}
