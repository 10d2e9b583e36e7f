internal import Synchronization
internal import SystemIO
internal import SystemPackage
internal import VideoFormats

// The other direction: buffers that the program fills and the driver empties.
extension BufferPool {
  /// Lends a buffer nobody has; nil when the driver has all of them.
  func takeFree() -> OutputBuffer? {
    let index = state.withLock { state -> Int? in
      if usesRequests, firstIdle() == nil { findAbandoned() }
      guard let index = firstIdle() else { return nil }
      unsafe loans[index].pointee.place = .loaned
      state.onLoan += 1
      return index
    }
    return index.map { OutputBuffer($0, pool: self) }
  }

  /// Whether nobody has a buffer.
  func isIdle(_ index: Int) -> Bool {
    state.withLock { _ in
      index < loans.count && (unsafe loans[index].pointee.place == .idle)
    }
  }

  /// Whether there is a buffer to be filled.
  var hasFree: Bool { state.withLock { _ in firstIdle() != nil } }

  func firstIdle() -> Int? {
    // A buffer with a frame's memory is not to be written to: the frame's camera may be filling it.
    for index in 0..<loans.count {
      let isFree = unsafe loans[index].pointee.place == .idle && loans[index].pointee.lender == 0
      if isFree { return index }
    }
    return nil
  }

  /// Ends a loan without putting anything out.
  func putBack(_ index: Int) {
    endAccess(index)
    state.withLock { state in
      unsafe loans[index].pointee.place = .idle
      state.onLoan -= 1
      if state.surplus > 0 { _ = remove(index, &state) }
    }
  }

  /// Ends a loan by giving the buffer to the driver; nil is success.
  func putOut(_ index: Int, request: Int32? = nil) -> Errno? {
    endAccess(index)
    return state.withLock { state in
      unsafe loans[index].pointee.place = .idle
      state.onLoan -= 1
      return give(index, &state, request: request)
    }
  }

  /// Gives a buffer whose memory is a frame's to the driver; nil is success.
  func putOut(_ index: Int, as frame: borrowing Frame) -> Errno? {
    let source = unsafe frame.loans[frame.index]
    return state.withLock { state in
      guard unsafe loans[index].pointee.place == .idle else { return .resourceBusy }
      for plane in 0..<(unsafe loans[index].pointee.planeCount) {
        let offset =
          unsafe source.pointee.payloads[plane].address &- source.pointee.memory[plane].address
        let start = unsafe loans[index].pointee.memory[plane].address &+ offset
        unsafe loans[index].pointee.payloads[plane] = Payload(
          address: start, length: source.pointee.payloads[plane].length)
      }
      unsafe loans[index].pointee.metadata.field = source.pointee.metadata.field
      unsafe loans[index].pointee.metadata.timestamp = source.pointee.metadata.timestamp
      return give(index, &state)
    }
  }

  /// Gives an idle buffer to the driver, if it runs.
  private func give(_ index: Int, _ state: inout State, request: Int32? = nil) -> Errno? {
    guard state.isStreaming else { return .invalidArgument }
    return memory == .read ? write(index) : queue(index, request: request)
  }

  /// Copies a frame to the driver by write(2).
  private func write(_ index: Int) -> Errno? {
    let payload = unsafe loans[index].pointee.payloads[0]
    guard let start = unsafe UnsafeRawPointer(bitPattern: payload.address) else {
      return .badAddress
    }
    let count = unsafe node.calls.write(
      node.descriptor.rawValue, start, count: payload.length)
    if count < 0 { return Errno(rawValue: Int32(-count)) }
    // A device takes a frame as a whole; what it left out would be missing from the picture.
    return count == payload.length ? nil : .ioError
  }

  /// Takes an emptied buffer from the driver: its number.
  func reclaim() -> Result<Int, Errno> {
    guard memory != .read else { return .failure(.resourceTemporarilyUnavailable) }
    var index = loans.count
    let errno = node.dequeueBuffer(type: type, memory: memory.kernelNumber) { report in
      index = report.index
      guard isTheDrivers(index) else { return index = loans.count }
      unsafe loans[index].pointee.metadata.sequence = report.sequence
      unsafe loans[index].pointee.metadata.flags = BufferFlags(rawValue: report.flags)
    }
    if let errno { return .failure(errno) }
    guard index < loans.count else { return .failure(.badAddress) }
    state.withLock { state in
      unsafe loans[index].pointee.place = .idle
      if state.surplus > 0 { _ = remove(index, &state) }
    }
    return .success(index)
  }

  /// Buffers the driver has.
  var queuedCount: Int {
    state.withLock { _ in
      var count = 0
      for index in 0..<loans.count where unsafe loans[index].pointee.place == .queued {
        count += 1
      }
      return count
    }
  }
}
