package import DMABuf
package import SystemIO
internal import SystemPackage
package import V4L2
package import VideoFormats

/// A device that puts pictures out, at an end of a pipeline.
package final class OutputStage: Consumer {
  package let description: StageDescription
  package let device: Device
  package let prefersToLend: Bool
  private let formatBefore: Format
  private let intervalBefore: Interval?
  private var queue: OutputQueue?
  private var allocated: AllocatedOutput?
  private var stream: OutputStream?
  private var way = HandOver.imported
  private var bufferCount = 4
  /// Frames the driver has.
  private var held = 0
  private var isFinishing = false
  private var giveUpAt: MonotonicInstant?
  private var copied = 0
  private var errorFrames = 0

  package init(_ description: StageDescription) throws(PipelineError) {
    self.description = description
    var options = StageOptions(description)
    prefersToLend = try options.flag("lends")
    try options.end()
    do throws(V4L2Error) {
      device = try Device(description.argument)
      let queue = try device.outputQueue()
      formatBefore = try queue.format()
      intervalBefore = try queue.interval()
      self.queue = consume queue
    } catch {
      throw PipelineError(error, description)
    }
  }

  private var type: QueueType { device.information.pictureOutputQueue ?? .videoOutput }

  // MARK: Format

  package func inputFormats() throws(PipelineError) -> [PixelFormat]? {
    try wrap { () throws(V4L2Error) in try device.formats(of: type) }.map(\.pixelFormat)
  }

  package func objection(
    to format: Format, interval: Interval?
  ) throws(PipelineError) -> String? {
    do throws(V4L2Error) {
      return try device.tryFormat(format.forOutput, of: type).granted.difference(from: format)
    } catch  where error.errno == .invalidArgument {
      return "\(description.name) does not take \(format.pixelFormat)"
    } catch  where error.errno == .inappropriateIOCTLForDevice {
      return nil
    } catch {
      throw PipelineError(error, description)
    }
  }

  package func configure(_ format: Format, interval: Interval?) throws(PipelineError) {
    try claim()
    guard let queue = queue.take() else { return }
    let granted: Format
    do throws(V4L2Error) {
      granted = try queue.setFormat(format.forOutput).granted
      if let interval { _ = try queue.setInterval(interval) }
    } catch {
      throw PipelineError(error, description)
    }
    self.queue = consume queue
    if let difference = granted.difference(from: format) {
      throw PipelineError(.incompatible, description, difference)
    }
  }

  // MARK: Memory

  package var importsMemory: Bool { true }

  /// An error that ended a state also ended the hold on the queue.
  private func claim() throws(PipelineError) {
    if let allocated = allocated.take() { queue = allocated.release() }
    if queue == nil { queue = try wrap { () throws(V4L2Error) in try device.outputQueue() } }
  }

  package func refusal(of buffers: [[DMABuffer]]) -> V4L2Error? {
    guard !buffers.isEmpty else { return nil }
    do throws(PipelineError) {
      try claim()
    } catch {
      if case .device(let error) = error.cause { return error }
      return nil
    }
    guard let queue = queue.take() else { return nil }
    do throws(V4L2Error) {
      var trial = try queue.allocate(
        BufferAllocation(count: buffers.count, memory: .dmabuf(buffers)))
      try trial.prepareWherePossible()
      self.queue = trial.release()
      return nil
    } catch {
      return error
    }
  }

  package func exportBuffers(count: Int) throws(PipelineError) -> [[DMABuffer]] {
    try claim()
    guard let queue = queue.take() else { return [] }
    do throws(V4L2Error) {
      let made = try queue.allocate(BufferAllocation(count: count, memory: .mmap))
      let exported = try made.export()
      allocated = consume made
      return exported
    } catch {
      throw PipelineError(error, description)
    }
  }

  package func settle(_ way: HandOver, count: Int) throws(PipelineError) {
    self.way = way
    bufferCount = count
    // Its own buffers are there already: the stage before has imported them.
    if way == .own { return }
    try claim()
    guard let queue = queue.take() else { return }
    do throws(V4L2Error) {
      allocated = try queue.allocate(
        BufferAllocation(count: count, memory: way == .copied ? .mmap : .dmabuf([])))
    } catch {
      throw PipelineError(error, description)
    }
    if let allocatedCount = allocated?.bufferCount, way == .imported, allocatedCount < count {
      throw PipelineError(
        .incompatible, description,
        "takes \(allocatedCount) buffers at most, and the stage before has \(count); give it buffers=\(allocatedCount)"
      )
    }
  }

  // MARK: Running

  /// Only once the stages before may soon have nothing left: until then what it has put out is taken back as the next
  /// frame comes, and nobody is woken for it.
  package var watched: Watched? {
    guard isFinishing || held >= threshold, let watched = stream?.watched else {
      return nil
    }
    return Watched(watched.descriptor, watched.events)
  }

  /// Frames with which the stages before may be about to run out. Of another process nobody knows what it lends.
  private var threshold: Int {
    way != .copied && (3..<32).contains(bufferCount) ? bufferCount - 1 : 1
  }

  package var deadline: MonotonicInstant? { giveUpAt }

  package func start() throws(PipelineError) {
    guard let allocated = allocated.take() else { return }
    do throws(V4L2Error) {
      stream = try allocated.start()
    } catch {
      throw PipelineError(error, description)
    }
  }

  package func service(_ events: UInt32) throws(PipelineError) {
    guard stream != nil else { return }
    if events == 0 {
      // What a driver has not given back by now it keeps showing.
      if let giveUpAt, giveUpAt < device.now { stop() }
      return
    }
    // What else is there rings again.
    if try reclaimOne() { return }
    // A queue that runs says so only when it has failed.
    if events & Poller.failed != 0 {
      throw PipelineError(
        V4L2Error("epoll_wait", node: device.path, reason: .system(.ioError)), description)
    }
  }

  /// Takes back what has been put out; frames go to where they came from.
  private func reclaimOne() throws(PipelineError) -> Bool {
    do throws(V4L2Error) {
      guard let reclaimed = try stream?.reclaimIfReady() else { return false }
      switch consume reclaimed {
      case .frame: break
      case .buffer: break
      case .notReady: return false
      case .woken: return false
      case .endOfStream: return false
      }
      held -= 1
      if isFinishing { armEnd() }
      return true
    } catch {
      throw PipelineError(error, description)
    }
  }

  package func hasRoom(for index: Int) -> Bool {
    switch way {
    case .imported, .own, .read: stream?.isFree(index) ?? false
    case .copied: stream?.hasFree ?? false
    }
  }

  package func accept(_ frame: consuming Frame) throws(PipelineError) {
    do throws(V4L2Error) {
      if way == .copied {
        try copy(frame)
      } else {
        try stream?.submit(frame)
      }
      held += 1
    } catch {
      throw PipelineError(error, description)
    }
    if held > 1 { _ = try reclaimOne() }
  }

  /// The place where frames that cannot be shared are copied, plane by plane.
  private func copy(_ frame: borrowing Frame) throws(V4L2Error) {
    guard var buffer = try stream?.next(timeout: .zero) else { return }
    copied += try buffer.fill(with: frame, of: device.path)
    try stream?.submit(buffer)
  }

  package func finish() throws(PipelineError) {
    isFinishing = true
    armEnd()
  }

  /// Gives what is still to be shown the time of three frames each.
  private func armEnd() {
    let frame = stream?.interval?.seconds ?? 0.1
    giveUpAt = device.now.advanced(by: .milliseconds(Int64(frame * 3000) + 200))
  }

  package var isDone: Bool { isFinishing && (stream?.buffersQueued ?? 0) == 0 }

  package func stop() {
    isFinishing = true
    errorFrames = stream?.errorFrames ?? errorFrames
    giveUpAt = nil
    stream = nil
    allocated = nil
    queue = nil
  }

  /// Puts back the format that was set before.
  package func restore() {
    stop()
    guard let queue = try? device.outputQueue() else { return }
    _ = try? queue.setFormat(formatBefore)
    if let intervalBefore { _ = try? queue.setInterval(intervalBefore) }
  }

  package var bytesCopied: Int { copied }
  package var figures: [(name: String, value: Int)] {
    [("errorFrames", stream?.errorFrames ?? errorFrames)]
  }
}
