import DMABuf
import FakeDriver
import SystemIO
import SystemPackage
import TestSupport
import V4L2
import VideoFormats

/// The whole life of a program that captures: every kind of system call the library makes is in it.
enum Scenario {
  static let path = "/dev/video0"

  /// A machine whose catalogue is short, so that a run is.
  static func machine(_ base: Personality = .webcam) -> FakeDriver {
    var personality = base
    personality.formats = personality.formats.prefix(1).map { entry in
      var short = entry
      short.sizes = [.discrete(Size(width: 320, height: 180))]
      short.intervals = [.discrete(Interval(1, 30)), .discrete(Interval(1, 60))]
      return short
    }
    personality.minimumBuffersControl = 2
    return FakeDriver(path, personality)
  }

  static func run(on driver: FakeDriver) throws(V4L2Error) {
    let device = try Device(path: path, calls: driver)
    _ = try device.formatCatalog()
    _ = try device.inputs()
    if let input = try device.currentInput() { try device.selectInput(input) }
    let wake = try doorbell(driver)
    let queue = try device.captureQueue()
    let format = try queue.format()
    _ = try device.tryFormat(format, of: queue.type)
    _ = try queue.setFormat(format)
    _ = try queue.setInterval(Interval(1, 60))
    var stream = try queue.allocate().start(wake: wake)
    let held = try optionalFrame(&stream)
    for _ in 0..<3 { _ = try stream.outcome(timeout: .milliseconds(100)) }
    wake.ring()
    _ = try stream.outcome(timeout: .milliseconds(100))
    _ = try stream.outcomeIfReady()
    var again = try stream.stop().start()
    if let frame = try optionalFrame(&again) { try frame.giveBack() }
    let last = try optionalFrame(&again)
    let freed = try again.stop().release()
    _ = try freed.format()
    end(held)
    end(last)
  }

  /// The whole life of a program that sets up where the picture comes from.
  static func runSources(on driver: FakeDriver) throws(V4L2Error) {
    let device = try Device(path: path, calls: driver)
    for input in try device.inputs() {
      try device.selectInput(input.index)
      for entry in try device.standards().prefix(2) { try device.setStandard(entry.standard) }
      _ = try device.standard()
      _ = try device.detectStandard()
      for timings in try device.timingsList().prefix(2) { try device.setTimings(timings) }
      _ = try device.timings()
      _ = try device.timingsCapabilities()
      _ = try device.detectTimings()
      if let edid = try device.edid(input: input.index) {
        try device.clearEDID(input: input.index)
        try device.setEDID(edid, input: input.index)
      }
      if let crop = try device.selection(.crop, of: .videoCapture) {
        try device.setSelection(.crop, crop, of: .videoCapture)
      }
      if let audio = try device.currentAudioInput() { try device.selectAudioInput(audio.index) }
      if let frequency = try device.frequency() { try device.setFrequency(frequency) }
    }
    _ = try device.audioInputs()
    _ = try device.outputs()
    _ = try device.currentOutput()
  }

  /// The whole life of a program that uses a queue of something else than pictures, by media requests.
  static func runData(_ shape: Personality.DataShape, on driver: FakeDriver) throws(V4L2Error) {
    let device = try Device(path: path, calls: driver)
    try device.setPriority(.record)
    _ = try device.priority()
    _ = try device.dataFormat(of: device.information.queues[0])
    switch shape {
    case .vbi: try runCapture(try device.vbiCaptureQueue(), driver)
    case .slicedVBI:
      _ = try device.slicedVBICapabilities()
      try runCapture(try device.slicedVBICaptureQueue(), driver)
    case .sdr: try runCapture(try device.sdrCaptureQueue(), driver)
    case .metadata: try runCapture(try device.metadataCaptureQueue(), driver)
    case .vbiOutput: try runOutput(try device.vbiOutputQueue(), driver)
    case .slicedVBIOutput: try runOutput(try device.slicedVBIOutputQueue(), driver)
    case .metadataOutput: try runOutput(try device.metadataOutputQueue(), driver)
    }
  }

  private static func runCapture<Content>(
    _ queue: consuming DataQueue<Content>, _ driver: FakeDriver
  ) throws(V4L2Error) {
    _ = try queue.formats()
    _ = try queue.tryFormat(try queue.format())
    _ = try queue.setFormat(try queue.format())
    var plain = try queue.allocate().start()
    if case .frame(let frame) = try plain.next(timeout: .milliseconds(300)) { try frame.giveBack() }
    let released = try plain.stop().release()
    let media = try MediaDevice(path: "/dev/media0", calls: driver)
    var stream = try released.allocate(BufferAllocation(count: 2, usesRequests: true)).start()
    let request = try media.makeRequest()
    try stream.queue(in: request)
    try request.queue()
    try request.wait(timeout: .milliseconds(300))
    if case .frame(let frame) = try stream.next(timeout: .milliseconds(300)) {
      try frame.giveBack()
    }
    try request.reinitialize()
    try stream.queue(in: request)
  }

  private static func runOutput<Content>(
    _ queue: consuming DataOutputQueue<Content>, _ driver: FakeDriver
  ) throws(V4L2Error) {
    _ = try queue.formats()
    _ = try queue.tryFormat(try queue.format())
    _ = try queue.setFormat(try queue.format())
    let media = try MediaDevice(path: "/dev/media0", calls: driver)
    var stream = try queue.allocate(BufferAllocation(count: 2, usesRequests: true)).start()
    let request = try media.makeRequest()
    for _ in 0..<3 {
      guard let buffer = try stream.next(timeout: .milliseconds(300)) else { break }
      try stream.submit(buffer, in: request)
      try request.queue()
      try request.wait(timeout: .milliseconds(300))
      try request.reinitialize()
    }
    _ = try stream.stop().release()
  }

  /// The whole life of a program that brings its own memory, and hands frames on to another device.
  static func runMemory(on driver: FakeDriver) throws(V4L2Error) {
    let device = try Device(path: path, calls: driver)
    let buffers = try heapBuffers(driver)
    _ = try device.captureQueue().setInterval(Interval(1, 60))
    try capture(device, into: .userptr(.allocated(.ordinary)))
    try capture(device, into: .userptr(.allocated(.huge)))
    try capture(device, into: .dmabuf(buffers))
    let sink = try Device(path: sinkPath, calls: driver)
    _ = try sink.outputQueue().setInterval(Interval(1, 60))
    try handOn(from: device, to: sink)
    try putOut(to: sink)
    try tellEvents(device, driver)
  }

  private static func heapBuffers(_ driver: FakeDriver) throws(V4L2Error) -> [[DMABuffer]] {
    var buffers: [[DMABuffer]] = []
    do throws(Errno) {
      let heap = try DMAHeap("system", calls: driver)
      for _ in 0..<2 { buffers.append([try heap.allocate(size: 1 << 18)]) }
    } catch {
      throw V4L2Error("DMA_HEAP_IOCTL_ALLOC", node: path, reason: .system(error))
    }
    return buffers
  }

  private static func capture(
    _ device: Device, into memory: BufferMemory
  ) throws(V4L2Error) {
    var allocated = try device.captureQueue().allocate(
      BufferAllocation(count: 2, memory: memory, cacheHints: .noClean))
    try allocated.prepare()
    var stream = try allocated.start()
    for _ in 0..<3 { look(try optionalFrame(&stream)) }
  }

  private static func look(_ frame: consuming Frame?) {
    if let frame { _ = frame.bytes.byteCount }
  }

  private static func handOn(from device: Device, to sink: Device) throws(V4L2Error) {
    var allocated = try device.captureQueue().allocate(count: 2)
    try allocated.grow(by: 1)
    _ = try allocated.export()
    try allocated.shrink(by: 1)
    var stream = try allocated.start()
    try stream.grow(by: 2)
    let target = try sink.outputQueue().allocate(
      BufferAllocation(count: 4, memory: .dmabuf([])))
    var output = try target.start()
    for _ in 0..<3 {
      if let frame = try optionalFrame(&stream) { try output.submit(frame) }
      _ = try output.reclaim(timeout: .milliseconds(100))
    }
    try stream.shrink(by: 1)
    for _ in 0..<4 { look(try optionalFrame(&stream)) }
    _ = try output.stop().release()
    _ = try stream.stop().release()
  }

  /// Puts pictures out from buffers of the queue's own, and by write(2).
  private static func putOut(to sink: Device) throws(V4L2Error) {
    for memory in [BufferMemory.mmap, .read] {
      var output = try sink.outputQueue().allocate(
        BufferAllocation(count: 2, memory: memory)
      ).start()
      for _ in 0..<3 {
        guard let buffer = try output.next(timeout: .milliseconds(100)) else { continue }
        try output.submit(buffer)
      }
    }
  }

  private static func tellEvents(_ device: Device, _ driver: FakeDriver) throws(V4L2Error) {
    try device.subscribe(to: .sourceChange)
    driver.changeSource(path)
    let monitor = try EventMonitor(device)
    _ = try monitor.next(timeout: .milliseconds(1))
    try device.unsubscribe(from: .sourceChange)
    // Reading is the last thing, as a queue that is read stays so.
    var stream = try device.captureQueue().allocate(BufferAllocation(memory: .read)).start()
    for _ in 0..<2 { _ = try optionalFrame(&stream) }
  }

  static let sinkPath = "/dev/video1"

  /// A machine with a webcam and a display of one size.
  static func memoryMachine() -> FakeDriver {
    let driver = machine()
    var display = Personality.display
    display.formats[0].sizes = [.discrete(Size(width: 320, height: 180))]
    driver.add(sinkPath, display)
    return driver
  }

  /// The whole life of a program that looks at and sets controls, of every type.
  static func runControls(on driver: FakeDriver) throws(V4L2Error) {
    let device = try Device(path: path, calls: driver)
    let controls = try device.controls()
    let settable = controls.filter { $0.isSettable && $0.type != .button }
    let settings = try device.readings(of: settable).compactMap { reading in
      reading.value.map { ControlSetting(reading.control, $0) }
    }
    _ = try device.readings(of: controls, .standard)
    _ = try device.trying(settings)
    try device.set(settings)
    for setting in settings.prefix(4) { try device.set([setting]) }
    _ = try device.refreshed(controls)
    if let brightness = try device.control(.brightness) {
      try device.set([ControlSetting(brightness, .integer(100))])
    }
    if try device.value(of: .contrast) != nil { try device.setValue(7, of: .contrast) }
  }

  private static func doorbell(_ driver: FakeDriver) throws(V4L2Error) -> WakeEvent {
    do {
      return try WakeEvent(calls: driver)
    } catch {
      throw V4L2Error("eventfd", node: path, reason: .system(error))
    }
  }

  private static func optionalFrame(
    _ stream: inout CaptureStream
  ) throws(V4L2Error) -> Frame? {
    switch try stream.next(timeout: .milliseconds(100)) {
    case .frame(let frame): frame
    case .notReady: nil
    case .woken: nil
    case .endOfStream: nil
    case .sourceChanged: nil
    }
  }

  private static func end(_ frame: consuming Frame?) {}
}
