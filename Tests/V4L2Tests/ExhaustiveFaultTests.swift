import FakeDriver
import Glibc
import Synchronization
import TestSupport
import Testing
import V4L2

/// Every system call of a whole run fails once, with every plausible error number.
@Suite struct ExhaustiveFaultTests {
  static let errnos = [
    EIO, ENODEV, EBUSY, EINVAL, ENOMEM, EAGAIN, ENOTTY, EPIPE, EPERM, ENOSPC, EINTR, EBADF, ENXIO,
  ]

  /// Runs a program as often as it makes calls, each time with the next of them failing, and answers how often it told of it.
  ///
  /// Whatever it makes of the failure, it holds nothing when it has ended.
  private func failEach(
    _ calls: Int, _ errno: Int32, on machine: @autoclosure () -> FakeDriver,
    in program: (FakeDriver) throws(V4L2Error) -> Void
  ) -> Int {
    var told = 0
    for position in 0..<calls {
      let driver = machine()
      driver.fail(errno: errno, after: position)
      do throws(V4L2Error) {
        try program(driver)
      } catch {
        told += 1
        #expect(!error.description.isEmpty)
      }
      let buffers =
        driver.bufferCount(Scenario.path) + driver.bufferCount(Scenario.sinkPath)
      let left = (driver.openDescriptors, driver.liveMappings, buffers)
      #expect(left == (0, 0, 0), "errno \(errno) at call \(position)")
    }
    return told
  }

  @Test(arguments: [Personality.webcam, .multiplanar])
  func `the run itself succeeds and holds nothing`(_ personality: Personality) throws {
    let driver = Scenario.machine(personality)
    try Scenario.run(on: driver)
    #expect(driver.openDescriptors == 0)
    #expect(driver.liveMappings == 0)
    #expect(driver.bufferCount(Scenario.path) == 0)
    #expect(driver.callCount > 60)
  }

  @Test(arguments: errnos)
  func `one failing call is told or tolerated, and nothing leaks`(_ errno: Int32) throws {
    let clean = Scenario.machine()
    try Scenario.run(on: clean)
    #expect(
      failEach(
        clean.callCount, errno, on: Scenario.machine(),
        in: { driver throws(V4L2Error) in try Scenario.run(on: driver) }) > 0)
  }

  @Test(arguments: errnos + [ENODATA, ENOLINK, ENOLCK, ERANGE, E2BIG])
  func `one failing call about the source is told or tolerated, and nothing leaks`(
    _ errno: Int32
  ) throws {
    let clean = FakeDriver(Scenario.path, .grabber)
    try Scenario.runSources(on: clean)
    #expect(clean.callCount > 100)
    #expect(
      failEach(
        clean.callCount, errno, on: FakeDriver(Scenario.path, .grabber),
        in: { driver throws(V4L2Error) in try Scenario.runSources(on: driver) }) > 0)
  }

  @Test(
    arguments: [
      Personality.DataShape.vbi, .slicedVBI, .sdr, .metadata, .vbiOutput, .slicedVBIOutput,
      .metadataOutput,
    ])
  func `one failing call about other queues is told or tolerated, and nothing leaks`(
    _ shape: Personality.DataShape
  ) throws {
    let clean = FakeDriver(Scenario.path, .carrying(shape))
    try Scenario.runData(shape, on: clean)
    #expect(clean.callCount > 30)
    for errno in Self.errnos + [ENOENT, EBADR, EACCES] {
      let told = failEach(
        clean.callCount, errno, on: FakeDriver(Scenario.path, .carrying(shape)),
        in: { driver throws(V4L2Error) in try Scenario.runData(shape, on: driver) })
      #expect(told > 0)
    }
  }

  @Test(arguments: errnos + [EFAULT, ENOBUFS, ENOENT])
  func `one failing call about memory is told or tolerated, and nothing leaks`(
    _ errno: Int32
  ) throws {
    let clean = Scenario.memoryMachine()
    try Scenario.runMemory(on: clean)
    #expect(clean.openDescriptors == 0 && clean.liveMappings == 0 && clean.openAccesses == 0)
    #expect(clean.callCount > 150)
    let used = clean.callCounts
    for name in [
      "VIDIOC_EXPBUF", "VIDIOC_CREATE_BUFS", "VIDIOC_REMOVE_BUFS", "VIDIOC_PREPARE_BUF",
      "DMA_BUF_IOCTL_SYNC", "DMA_HEAP_IOCTL_ALLOC", "VIDIOC_SUBSCRIBE_EVENT", "VIDIOC_DQEVENT",
      "VIDIOC_UNSUBSCRIBE_EVENT", "read", "write",
    ] {
      #expect(used[name, default: 0] > 0, "\(name) is not in it")
    }
    #expect(
      failEach(
        clean.callCount, errno, on: Scenario.memoryMachine(),
        in: { driver throws(V4L2Error) in try Scenario.runMemory(on: driver) }) > 0)
  }

  @Test(arguments: errnos + [ENOENT, EFAULT])
  func `one failing call about conversion is told or tolerated, and nothing leaks`(
    _ errno: Int32
  ) throws {
    let clean = Scenario.converterMachine()
    try Scenario.runConverters(on: clean)
    #expect(clean.openDescriptors == 0 && clean.liveMappings == 0)
    #expect(clean.callCount > 150)
    let used = clean.callCounts
    for name in [
      "VIDIOC_ENCODER_CMD", "VIDIOC_TRY_ENCODER_CMD", "VIDIOC_DECODER_CMD",
      "VIDIOC_TRY_DECODER_CMD", "VIDIOC_DQEVENT", "VIDIOC_STREAMOFF",
    ] {
      #expect(used[name, default: 0] > 0, "\(name) is not in it")
    }
    #expect(
      failEach(
        clean.callCount, errno, on: Scenario.converterMachine(),
        in: { driver throws(V4L2Error) in try Scenario.runConverters(on: driver) }) > 0)
  }

  @Test(arguments: errnos + [ERANGE, EACCES, EFAULT, E2BIG])
  func `one failing call about controls is told or tolerated, and changes nothing by halves`(
    _ errno: Int32
  ) throws {
    let clean = FakeDriver(Scenario.path, .webcam)
    try Scenario.runControls(on: clean)
    #expect(clean.callCount > 60)
    #expect(
      failEach(
        clean.callCount, errno, on: FakeDriver(Scenario.path, .webcam),
        in: { driver throws(V4L2Error) in try Scenario.runControls(on: driver) }) > 0)
  }

  @Test(arguments: [EIO, ENODEV, EBUSY, EINVAL, ENOMEM])
  func `a machine that fails from some call on is survived`(_ errno: Int32) throws {
    let clean = Scenario.machine()
    try Scenario.run(on: clean)
    for position in 0..<clean.callCount {
      let driver = Scenario.machine()
      driver.fail(errno: errno, after: position, isLasting: true)
      _ = try? Scenario.run(on: driver)
      let left = (driver.openDescriptors, driver.liveMappings)
      #expect(left == (0, 0), "errno \(errno) from call \(position)")
    }
  }

  @Test func `a driver that is always ready and never has a frame is a stall`() throws {
    let driver = Scenario.machine()
    let device = try Device(path: Scenario.path, calls: driver)
    var stream = try device.captureQueue().allocate().start()
    driver.fail("VIDIOC_DQBUF", errno: EAGAIN, isLasting: true)
    let error = stream.failure(timeout: .milliseconds(5))
    guard case .stalled = error?.reason else {
      Issue.record("no stall but \(String(describing: error))")
      return
    }
  }

  @Test func `a signal during a wait neither ends nor prolongs it for ever`() throws {
    let driver = Scenario.machine()
    driver.configure(Scenario.path) { $0.droppedPercentage = 100 }
    let device = try Device(path: Scenario.path, calls: driver)
    var stream = try device.captureQueue().allocate().start()
    for _ in 0..<20 { driver.fail("epoll_wait", errno: EINTR) }
    let error = stream.failure(timeout: .milliseconds(50))
    guard case .stalled = error?.reason else {
      Issue.record("no stall but \(String(describing: error))")
      return
    }
    #expect(stream.buffersOnLoan == 0)
  }
}
