internal import CAllocationCount
internal import Synchronization
package import SystemIO

/// A kernel in memory, with video nodes that obey videobuf2's rules.
///
/// It stands behind the same seam as the real kernel, so the whole library runs on it unchanged. Time is
/// its own: a wait never sleeps but moves the clock on to the next frame or to its deadline, so a test
/// of a stall takes no time. Memory is real, and everything that could leak is counted.
package final class FakeDriver: SystemCalls {
  let state = Mutex(FakeKernelState())

  /// Makes a kernel with one node, or with none.
  package init(_ path: String = "/dev/video0", _ personality: Personality? = .webcam) {
    if let personality { add(path, personality) }
  }

  /// Does a kernel's work, whose allocations are not the calling program's.
  func inKernel<Answer: Sendable>(
    _ work: (inout FakeKernelState) -> Answer
  ) -> Answer {
    cac_pause()
    defer { cac_resume() }
    return state.withLock { work(&$0) }
  }

  package func open(_ path: String, flags: Int32) -> Int32 {
    inKernel { state in
      if let errno = state.faults.admit(.open) { return -errno }
      return state.open(path)
    }
  }

  package func close(_ descriptor: Int32) -> Int32 {
    inKernel { state in
      // A close that fails has closed all the same.
      let errno = state.faults.admit(.close)
      let result = state.close(descriptor)
      return errno.map { -$0 } ?? result
    }
  }

  package func ioctl(
    _ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer
  ) -> Int32 {
    let address = UInt(bitPattern: argument)
    return inKernel { state in
      state.now += FakeKernelState.costOfCall
      if let errno = state.faults.admit(.request(request)) { return -errno }
      return state.ioctl(descriptor, request, address)
    }
  }

  package func mmap(
    length: Int, protection: Int32, descriptor: Int32, offset: Int, error: inout Int32
  ) -> UnsafeMutableRawPointer? {
    let result = inKernel { state -> Result<UInt, FakeErrno> in
      if let errno = state.faults.admit(.mmap) { return .failure(FakeErrno(errno)) }
      return state.map(length: length, protection: protection, descriptor, offset: offset)
    }
    switch result {
    case .success(let address):
      error = 0
      return unsafe UnsafeMutableRawPointer(bitPattern: address)
    case .failure(let failure):
      error = -failure.number
      return nil
    }
  }

  package func munmap(_ address: UnsafeMutableRawPointer, length: Int) -> Int32 {
    let number = UInt(bitPattern: address)
    return inKernel { state in
      // The only real causes are wrong arguments; a scripted failure must not leak by itself.
      let errno = state.faults.admit(.munmap)
      let result = state.unmap(number)
      return errno.map { -$0 } ?? result
    }
  }

  package func makePollSet() -> Int32 {
    inKernel { state in
      if let errno = state.faults.admit(.makePollSet) { return -errno }
      return state.openPollSet()
    }
  }

  package func add(
    _ descriptor: Int32, events: UInt32, number: UInt32, toPollSet set: Int32
  ) -> Int32 {
    inKernel { state in
      if let errno = state.faults.admit(.addToPollSet) { return -errno }
      return state.add(descriptor, events: events, number: number, to: set)
    }
  }

  package func waitForPollSet(
    _ set: Int32, milliseconds: Int32, events: inout UInt32, number: inout UInt32
  ) -> Int32 {
    let (result, answer) = inKernel { state -> (Int32, FakePollSet.Answer) in
      let nothing = FakePollSet.Answer(events: 0, number: 0)
      if let errno = state.faults.admit(.waitForPollSet) { return (-errno, nothing) }
      switch state.wait(set, milliseconds) {
      case .success(let answer?): return (1, answer)
      case .success(nil): return (0, nothing)
      case .failure(let failure): return (-failure.number, nothing)
      }
    }
    (events, number) = (answer.events, answer.number)
    return result
  }

  package func eventDescriptor() -> Int32 {
    inKernel { state in
      if let errno = state.faults.admit(.eventDescriptor) { return -errno }
      return state.openEvent()
    }
  }

  package func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, count: Int) -> Int {
    let address = UInt(bitPattern: buffer)
    return inKernel { state in
      if let errno = state.faults.admit(.read) { return -Int(errno) }
      return state.readEvent(descriptor, address, count)
    }
  }

  package func write(_ descriptor: Int32, _ buffer: UnsafeRawPointer, count: Int) -> Int {
    let address = UInt(bitPattern: buffer)
    return inKernel { state in
      if let errno = state.faults.admit(.write) { return -Int(errno) }
      return state.writeEvent(descriptor, address, count)
    }
  }

  package func monotonicNanoseconds() -> Int64 {
    inKernel { $0.now }
  }

  package func nanoseconds(of clock: SystemClock) -> Int64 {
    let monotonic = monotonicNanoseconds()
    switch clock {
    case .monotonic: return monotonic
    case .realtime: return monotonic + Self.timeOfDay
    case .bootTime: return monotonic + 60_000_000_000
    }
  }

  /// The time of day when the pretended machine was started, in nanoseconds.
  package static let timeOfDay: Int64 = 1_800_000_000_000_000_000
}

/// An error number on its way to the seam.
struct FakeErrno: Error {
  let number: Int32
  init(_ number: Int32) { self.number = number }
}
