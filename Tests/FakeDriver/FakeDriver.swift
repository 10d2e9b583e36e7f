package import CVideoDev2
internal import Synchronization
internal import SystemIO

/// A kernel in memory, with video nodes that obey videobuf2's rules.
///
/// It stands behind the same seam as the real kernel, so the whole library runs on it unchanged. Time is
/// its own: a poll never sleeps but moves the clock on to the next frame or to its deadline, so a test
/// of a stall takes no time. Memory is real, and everything that could leak is counted.
package final class FakeDriver: SystemCalls {
  let state = Mutex(FakeKernelState())

  /// Makes a kernel with one node, or with none.
  package init(_ path: String = "/dev/video0", _ personality: Personality? = .webcam) {
    if let personality { add(path, personality) }
  }

  package func open(_ path: String, flags: Int32) -> Int32 {
    state.withLock { state in
      if let errno = state.faults.admit(.open) { return -errno }
      return state.open(path)
    }
  }

  package func close(_ descriptor: Int32) -> Int32 {
    state.withLock { state in
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
    return state.withLock { state in
      state.now += FakeKernelState.costOfCall
      if let errno = state.faults.admit(.request(request)) { return -errno }
      return state.ioctl(descriptor, request, address)
    }
  }

  package func mmap(
    length: Int, protection: Int32, descriptor: Int32, offset: Int, error: inout Int32
  ) -> UnsafeMutableRawPointer? {
    let result: Result<UInt, FakeErrno> = state.withLock { state in
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
    return state.withLock { state in
      // The only real causes are wrong arguments; a scripted failure must not leak by itself.
      let errno = state.faults.admit(.munmap)
      let result = state.unmap(number)
      return errno.map { -$0 } ?? result
    }
  }

  package func poll(
    _ entries: UnsafeMutablePointer<pollfd>, count: Int, nanoseconds: Int64
  ) -> Int32 {
    let address = UInt(bitPattern: entries)
    return state.withLock { state in
      if let errno = state.faults.admit(.poll) { return -errno }
      return state.poll(address, count, nanoseconds)
    }
  }

  package func eventDescriptor() -> Int32 {
    state.withLock { state in
      if let errno = state.faults.admit(.eventDescriptor) { return -errno }
      return state.openEvent()
    }
  }

  package func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, count: Int) -> Int {
    let address = UInt(bitPattern: buffer)
    return state.withLock { state in
      if let errno = state.faults.admit(.read) { return -Int(errno) }
      return state.readEvent(descriptor, address, count)
    }
  }

  package func write(_ descriptor: Int32, _ buffer: UnsafeRawPointer, count: Int) -> Int {
    let address = UInt(bitPattern: buffer)
    return state.withLock { state in
      if let errno = state.faults.admit(.write) { return -Int(errno) }
      return state.writeEvent(descriptor, address, count)
    }
  }

  package func monotonicNanoseconds() -> Int64 {
    state.withLock { $0.now }
  }
}

/// An error number on its way to the seam.
struct FakeErrno: Error {
  let number: Int32
  init(_ number: Int32) { self.number = number }
}
