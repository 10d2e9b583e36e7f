internal import CVideoDev2
internal import Synchronization
package import SystemIO

/// Answers system calls from a recording; there is no device.
///
/// Calls on a descriptor must come in the order in which they were recorded, with the same input. Where
/// the program does something else, `deviation` says what was expected and what came, and every call fails
/// from there on. Time is the recorder's. Doorbells are real ones, so a signal ends a replay as it ends
/// a capture. Nothing ever blocks.
package final class Replaying: SystemCalls {
  let file: RecordingFile
  let frames: FrameSource
  let state: Mutex<ReplayState>

  /// Prepares to answer from a recording.
  package init(_ file: RecordingFile) throws(RecordingError) {
    self.file = file
    frames = try FrameSource(file.path)
    state = Mutex(ReplayState(file.calls))
  }

  /// Where the program did something else than the recorded one; nil if it did not.
  package var deviation: Deviation? { state.withLock { $0.deviation } }

  /// Frames that were delivered with zeros, as the recording has their bytes not.
  package var framesWithoutBytes: Int { state.withLock { $0.framesWithoutBytes } }

  /// What every call answers once the replay has left the recording: there is no such device.
  private static let lost = -ENODEV

  package func open(_ path: String, flags: Int32) -> Int32 {
    state.withLock { state in
      guard state.deviation == nil else { return Self.lost }
      guard let call = state.takeOpen(path) else {
        state.deviate(from: state.firstOpen(), came: CallText.open(path, flags))
        return -ENOENT
      }
      guard call.result >= 0 else { return call.result }
      return state.made(call.handle, name: path, kind: .node)
    }
  }

  package func close(_ descriptor: Int32) -> Int32 {
    state.withLock { state in
      guard let file = state.files[descriptor] else { return -EBADF }
      var result: Int32 = 0
      // A thread that ends by itself may close what it had after the recording was over.
      if let handle = file.handle, !state.isInterrupted, state.hasNext(handle) {
        let call = state.take(handle) {
          CallText.close(file.name, handle)
        } matches: {
          if case .close = $0.kind { true } else { false }
        }
        result = call?.result ?? 0
      }
      _ = state.remove(descriptor)
      _ = Kernel.shared.close(descriptor)
      return result
    }
  }

  package func ioctl(
    _ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer
  ) -> Int32 {
    let form = unsafe ArgumentForm(request, argument)
    return state.withLock { state in
      guard let file = state.files[descriptor], let handle = file.handle else { return -EBADF }
      if state.isInterrupted {
        // A run that is being cut short puts things away; nothing else goes on.
        if form.number.isDequeueBuffer { return -EAGAIN }
        return form.number.isTearingDown ? 0 : Self.lost
      }
      let input = state.neutralCopy(of: form)
      let call = state.take(handle) {
        let text = form.number.text(
          input: input, output: input, result: -1, isFull: false)
        return CallText.ioctl(file.name, handle, form.number, text)
      } matches: { call in
        guard case .ioctl(form.number, let expected, _) = call.kind else { return false }
        return !form.number.isInput || expected == input
      }
      guard let call, case .ioctl(_, _, let output) = call.kind else { return Self.lost }
      state.rememberPlaces(form, handle)
      if let output { state.restore(output, into: form, handle, succeeded: call.result >= 0) }
      if call.result >= 0, form.number.isDequeueBuffer {
        state.deliver(call, form, handle, frames)
      }
      if form.number.answersDescriptor, call.result > 0 {
        return state.made(call.result, name: "dmabuf", kind: .node)
      }
      return call.result
    }
  }

  package func mmap(
    length: Int, protection: Int32, descriptor: Int32, offset: Int, error: inout Int32
  ) -> UnsafeMutableRawPointer? {
    let (address, errno) = state.withLock { state -> (UInt, Int32) in
      guard descriptor >= 0 else { return Self.memory(length) }
      guard let file = state.files[descriptor], let handle = file.handle else { return (0, -EBADF) }
      let call = state.take(handle) {
        CallText.mmap(file.name, handle, length, protection, offset)
      } matches: {
        guard case .mmap(protection, length, offset, _) = $0.kind else { return false }
        return true
      }
      guard let call else { return (0, Self.lost) }
      guard call.result >= 0 else { return (0, call.result) }
      let (address, errno) = Self.memory(length)
      guard address != 0 else { return (0, errno) }
      state.mappings.append(
        ReplayState.Mapping(handle: handle, offset: offset, address: address, length: length))
      return (address, 0)
    }
    error = errno
    return unsafe UnsafeMutableRawPointer(bitPattern: address)
  }

  /// Memory for what a device would have shared.
  private static func memory(_ length: Int) -> (UInt, Int32) {
    var error: Int32 = 0
    let address = unsafe cv_mmap(
      length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0, &error)
    return (UInt(bitPattern: address), error)
  }

  package func munmap(_ address: UnsafeMutableRawPointer, length: Int) -> Int32 {
    let number = UInt(bitPattern: address)
    state.withLock { $0.mappings.removeAll { $0.address == number } }
    return unsafe cv_munmap(address, length)
  }

  package func makePollSet() -> Int32 {
    state.withLock { state in
      guard let call = state.takePollSet() else {
        state.deviate(from: nil, came: "epoll_create")
        return Self.lost
      }
      guard call.result >= 0 else { return call.result }
      return state.made(call.handle, name: "epoll", kind: .pollSet([]))
    }
  }

  package func eventDescriptor() -> Int32 {
    state.withLock { state in
      let call = state.takeDoorbell()
      if let call, call.result < 0 { return call.result }
      let descriptor = Kernel.shared.eventDescriptor()
      guard descriptor >= 0 else { return descriptor }
      state.add(
        descriptor, ReplayState.File(handle: call?.handle, name: "eventfd", kind: .doorbell))
      return descriptor
    }
  }

  package func add(
    _ descriptor: Int32, events: UInt32, number: UInt32, toPollSet set: Int32
  ) -> Int32 {
    state.withLock { state in
      guard let file = state.files[set], let handle = file.handle,
        case .pollSet(var members) = file.kind
      else { return -EBADF }
      let target = state.files[descriptor]
      if case .doorbell? = target?.kind {
        members.append((descriptor, number))
        state.files[set]?.kind = .pollSet(members)
      }
      // A doorbell that the recording does not have is of this run alone.
      if let target, target.handle == nil { return 0 }
      let own = state.handle(descriptor)
      let call = state.take(handle) {
        CallText.add(handle, target?.name ?? "fd", own, events, number)
      } matches: {
        guard case .add(own, events, number) = $0.kind else { return false }
        return true
      }
      return call?.result ?? Self.lost
    }
  }

  package func waitForPollSet(
    _ set: Int32, milliseconds: Int32, events: inout UInt32, number: inout UInt32
  ) -> Int32 {
    let (result, bits, which) = state.withLock { state -> (Int32, UInt32, UInt32) in
      guard let file = state.files[set], let handle = file.handle,
        case .pollSet(let members) = file.kind
      else { return (-EBADF, 0, 0) }
      for member in members where Doorbell.isRung(member.descriptor) {
        state.isInterrupted = true
        return (1, EPOLLIN.rawValue, member.number)
      }
      let call = state.take(handle) {
        CallText.wait(handle, milliseconds)
      } matches: {
        guard case .wait(let answer) = $0.kind else { return false }
        return answer.milliseconds == milliseconds
      }
      guard let call, case .wait(let answer) = call.kind else { return (Self.lost, 0, 0) }
      TerminationSignals.replay(signal: answer.signal, hasTimeExpired: answer.hasTimeExpired)
      return (call.result, answer.events, answer.number)
    }
    (events, number) = (bits, which)
    return result
  }

  package func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, count: Int) -> Int {
    let address = UInt(bitPattern: buffer)
    return state.withLock { state in
      guard let file = state.files[descriptor] else { return Int(-EBADF) }
      if case .doorbell = file.kind {
        let real = Doorbell.read(descriptor, address, count)
        if real >= 0 { return real }
        guard let handle = file.handle, let call = state.takeRead(handle) else { return real }
        return state.answer(call, address, count, frames)
      }
      guard let handle = file.handle else { return Int(-EBADF) }
      let call = state.take(handle) {
        CallText.transfer("read", file.name, handle, count)
      } matches: {
        guard case .read(count, _) = $0.kind else { return false }
        return true
      }
      guard let call else { return Int(Self.lost) }
      return state.answer(call, address, count, frames)
    }
  }

  package func write(_ descriptor: Int32, _ buffer: UnsafeRawPointer, count: Int) -> Int {
    let address = UInt(bitPattern: buffer)
    return state.withLock { state in
      guard let file = state.files[descriptor] else { return Int(-EBADF) }
      if case .doorbell = file.kind {
        // What this ring led to is recorded where it was waited for.
        if let handle = file.handle, let call = state.takeWrite(handle) { return Int(call.result) }
        return Doorbell.write(descriptor, address, count)
      }
      guard let handle = file.handle else { return Int(-EBADF) }
      let call = state.take(handle) {
        CallText.transfer("write", file.name, handle, count)
      } matches: {
        guard case .write(count, _) = $0.kind else { return false }
        return true
      }
      return Int(call?.result ?? Self.lost)
    }
  }

  package func monotonicNanoseconds() -> Int64 {
    state.withLock { $0.takeTime() }
  }

  package func nanoseconds(of clock: SystemClock) -> Int64 {
    if clock == .monotonic { return monotonicNanoseconds() }
    return state.withLock { $0.takeTime(ofClock: clock.kernelNumber) }
      ?? Kernel.shared.nanoseconds(of: clock)
  }
}
