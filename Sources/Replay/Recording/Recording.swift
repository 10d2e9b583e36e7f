internal import CVideoDev2
internal import Synchronization
package import SystemIO
package import SystemPackage

/// Writes down every system call, what it was asked and what it answered, on its way to whoever carries
/// it out.
///
/// What the calls do and answer is not changed, and a file that cannot be written to, a full disk say, ends
/// the recording and not the program: `failure` tells. A frame costs one copy of its call's structures
/// into memory that was allocated beforehand and, four times a second, a write.
package final class Recording: SystemCalls {
  struct State: ~Copyable {
    var buffer: RecordBuffer
    var handles = HandleTable()
    var mappings = MappingTable()
    /// Requests other than those of a frame were made since the last wait.
    var hasNews = false
  }

  private let base: any SystemCalls
  private let storesFrames: Bool
  let state: Mutex<State>

  /// What became of a recording.
  package struct Outcome: Sendable {
    /// Records written.
    package var records: Int
    /// Why it ended before its time.
    package var failure: Errno?
  }

  /// Begins a recording in a file, in whose place it is put; `facts` are for whoever reads it.
  ///
  /// With `frames` their bytes are stored too, as they are when a buffer is dequeued or read.
  package init(
    _ base: any SystemCalls, path: String, frames: Bool, facts: [(name: String, value: String)]
  ) throws(Errno) {
    let descriptor = unsafe cv_open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
    guard descriptor >= 0 else { throw Errno(rawValue: -descriptor) }
    self.base = base
    storesFrames = frames
    var buffer = RecordBuffer(owning: descriptor)
    buffer.putHead()
    buffer.put(facts: facts)
    // A reader that comes early, or after a crash, finds at least these.
    buffer.flush()
    if let failure = buffer.failure { throw failure }
    state = Mutex(State(buffer: buffer))
  }

  /// Ends the recording in good order; what is called afterwards is not in it.
  package func finish() -> Outcome {
    state.withLock { state in
      state.buffer.flush()
      let records = state.buffer.records
      if state.buffer.begin(.end, size: 8) {
        state.buffer.put(UInt64(records))
        state.buffer.end()
      }
      state.buffer.flush()
      return Outcome(records: records, failure: state.buffer.close())
    }
  }

  package func open(_ path: String, flags: Int32) -> Int32 {
    let begin = Kernel.shared.monotonicNanoseconds()
    let result = base.open(path, flags: flags)
    let end = Kernel.shared.monotonicNanoseconds()
    state.withLock { state in
      let handle = state.handles.made(result)
      let name = Array(path.utf8)
      // A number that the process happened to get says nothing; the handle does.
      let answer = result < 0 ? result : handle
      guard state.begin(.open, begin, end, handle, answer, size: 8 + name.count) else { return }
      state.buffer.put(flags)
      state.buffer.put(UInt32(name.count))
      state.buffer.put(name)
      state.finish(end)
    }
    return result
  }

  package func close(_ descriptor: Int32) -> Int32 {
    // Before the call: afterwards the number may be another file's already.
    let handle = state.withLock { $0.handles.closed(descriptor) }
    let begin = Kernel.shared.monotonicNanoseconds()
    let result = base.close(descriptor)
    let end = Kernel.shared.monotonicNanoseconds()
    state.withLock { state in
      guard state.begin(.close, begin, end, handle, result, size: 0) else { return }
      state.finish(end)
    }
    return result
  }

  package func ioctl(
    _ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer
  ) -> Int32 {
    let form = unsafe ArgumentForm(request, argument)
    return unsafe withUnsafeTemporaryAllocation(
      byteCount: max(form.byteCount, 1), alignment: 8
    ) { input in
      unsafe form.copy(into: input)
      let begin = Kernel.shared.monotonicNanoseconds()
      let result = unsafe base.ioctl(descriptor, request, argument)
      let end = Kernel.shared.monotonicNanoseconds()
      let address = UInt(bitPattern: input.baseAddress)
      state.withLock { state in
        let handle = state.handles.handle(descriptor)
        if storesFrames, result >= 0, form.number.isDequeueBuffer {
          state.recordFrame(form, handle)
        }
        if !form.number.isQueueBuffer, !form.number.isDequeueBuffer { state.hasNews = true }
        state.record(form, address, handle, result, begin, end)
      }
      return result
    }
  }

  package func mmap(
    length: Int, protection: Int32, descriptor: Int32, offset: Int, error: inout Int32
  ) -> UnsafeMutableRawPointer? {
    let begin = Kernel.shared.monotonicNanoseconds()
    let result = unsafe base.mmap(
      length: length, protection: protection, descriptor: descriptor, offset: offset, error: &error)
    let end = Kernel.shared.monotonicNanoseconds()
    let address = UInt(bitPattern: result)
    let errno = error
    state.withLock { state in
      let handle = state.handles.handle(descriptor)
      let ordinal =
        address == 0
        ? 0 : state.mappings.mapped(handle, offset: offset, address: address, length: length)
      let outcome = address == 0 ? errno : 0
      guard state.begin(.mmap, begin, end, handle, outcome, size: 24) else { return }
      state.buffer.put(protection)
      state.buffer.put(UInt64(length))
      state.buffer.put(UInt64(offset))
      state.buffer.put(ordinal)
      state.finish(end)
    }
    return unsafe result
  }

  package func munmap(_ address: UnsafeMutableRawPointer, length: Int) -> Int32 {
    let number = UInt(bitPattern: address)
    let entry = state.withLock { $0.mappings.unmapped(number) }
    let begin = Kernel.shared.monotonicNanoseconds()
    let result = unsafe base.munmap(address, length: length)
    let end = Kernel.shared.monotonicNanoseconds()
    state.withLock { state in
      guard state.begin(.munmap, begin, end, entry?.handle ?? 0, result, size: 12) else { return }
      state.buffer.put(entry?.ordinal ?? 0)
      state.buffer.put(UInt64(length))
      state.finish(end)
    }
    return result
  }

  package func makePollSet() -> Int32 {
    made(.makePollSet) { base.makePollSet() }
  }

  package func eventDescriptor() -> Int32 {
    made(.eventDescriptor) { base.eventDescriptor() }
  }

  private func made(_ kind: RecordKind, _ call: () -> Int32) -> Int32 {
    let begin = Kernel.shared.monotonicNanoseconds()
    let result = call()
    let end = Kernel.shared.monotonicNanoseconds()
    state.withLock { state in
      let handle = state.handles.made(result)
      let answer = result < 0 ? result : handle
      guard state.begin(kind, begin, end, handle, answer, size: 0) else { return }
      state.finish(end)
    }
    return result
  }

  package func add(
    _ descriptor: Int32, events: UInt32, number: UInt32, toPollSet set: Int32
  ) -> Int32 {
    let begin = Kernel.shared.monotonicNanoseconds()
    let result = base.add(descriptor, events: events, number: number, toPollSet: set)
    let end = Kernel.shared.monotonicNanoseconds()
    state.withLock { state in
      let (target, own) = (state.handles.handle(descriptor), state.handles.handle(set))
      guard state.begin(.addToPollSet, begin, end, own, result, size: 12) else { return }
      state.buffer.put(target)
      state.buffer.put(events)
      state.buffer.put(number)
      state.finish(end)
    }
    return result
  }

  package func waitForPollSet(
    _ set: Int32, milliseconds: Int32, events: inout UInt32, number: inout UInt32
  ) -> Int32 {
    let begin = Kernel.shared.monotonicNanoseconds()
    // Should this wait never end, what led to it is safe; of frames four times a second will do.
    state.withLock { state in
      if state.hasNews { state.buffer.flush() } else { state.buffer.flush(at: begin) }
      state.hasNews = false
    }
    let result = base.waitForPollSet(
      set, milliseconds: milliseconds, events: &events, number: &number)
    let end = Kernel.shared.monotonicNanoseconds()
    let (bits, which) = (events, number)
    state.withLock { state in
      let handle = state.handles.handle(set)
      guard state.begin(.waitForPollSet, begin, end, handle, result, size: 20) else { return }
      state.buffer.put(milliseconds)
      state.buffer.put(bits)
      state.buffer.put(which)
      // A handler rings a doorbell without a call that could be recorded; why it did is told here.
      state.buffer.put(TerminationSignals.received ?? 0)
      state.buffer.put(UInt32(TerminationSignals.hasTimeExpired ? 1 : 0))
      state.finish(end)
    }
    return result
  }

  package func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, count: Int) -> Int {
    let begin = Kernel.shared.monotonicNanoseconds()
    let result = unsafe base.read(descriptor, buffer, count: count)
    let end = Kernel.shared.monotonicNanoseconds()
    let address = UInt(bitPattern: buffer)
    state.withLock { state in
      // Eight bytes are a doorbell's count; more are a picture, or what else a device has to tell.
      let stored = count <= 8 || storesFrames ? max(0, result) : 0
      state.transfer(.read, descriptor, address, stored, result, count, begin, end)
    }
    return result
  }

  package func write(_ descriptor: Int32, _ buffer: UnsafeRawPointer, count: Int) -> Int {
    let begin = Kernel.shared.monotonicNanoseconds()
    let result = unsafe base.write(descriptor, buffer, count: count)
    let end = Kernel.shared.monotonicNanoseconds()
    let address = UInt(bitPattern: buffer)
    state.withLock { state in
      let stored = count <= 8 || storesFrames ? max(0, min(result, count)) : 0
      state.transfer(.write, descriptor, address, stored, result, count, begin, end)
    }
    return result
  }

  package func monotonicNanoseconds() -> Int64 {
    let now = base.monotonicNanoseconds()
    state.withLock { state in
      guard state.buffer.begin(.clock, size: 8) else { return }
      state.buffer.put(now)
      state.finish(now)
    }
    return now
  }

  package func nanoseconds(of clock: SystemClock) -> Int64 {
    if clock == .monotonic { return monotonicNanoseconds() }
    let value = base.nanoseconds(of: clock)
    // When it was read, by the clock of all records; the clock that the program reads is not for that.
    let now = Kernel.shared.monotonicNanoseconds()
    state.withLock { state in
      guard state.buffer.begin(.otherClock, size: 20) else { return }
      state.buffer.put(now)
      state.buffer.put(clock.kernelNumber)
      state.buffer.put(value)
      state.finish(now)
    }
    return value
  }
}
