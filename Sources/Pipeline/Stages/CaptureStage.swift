package import Capture
package import DMABuf
internal import Negotiation
package import SystemIO
internal import SystemPackage
package import V4L2
package import VideoFormats

/// A camera or grabber at the beginning of a pipeline.
package final class CaptureStage: Producer {
  package let description: StageDescription
  package let device: Device
  private let constraints: Constraints
  private let settings: DeviceSettings
  private let heapName: String?
  private let isInUserMemory: Bool
  private let input: Int?
  private let requestedBuffers: Int?
  package var extraBuffers = 0
  private var queue: CaptureQueue?
  private var allocated: AllocatedQueue?
  private var camera: Camera?
  private var pending: Frame?
  private var negotiated: Negotiated?
  private var hasEnded = false
  /// What was lost, once the camera has gone.
  private var drop = CaptureStatistics.Drops()
  private var lastFrame = MonotonicInstant(nanoseconds: 0)

  package init(_ description: StageDescription) throws(PipelineError) {
    self.description = description
    var options = StageOptions(description)
    heapName = try options.text("heap")
    isInUserMemory = try options.flag("udmabuf")
    input = try options.number("input", in: 0...63)
    requestedBuffers = try options.number("buffers", in: 1...64)
    constraints = try Self.constraints(options.others(), description)
    do throws(V4L2Error) {
      device = try Device(description.argument)
      let queue = try device.captureQueue()
      settings = try queue.settings()
      if let input, input != settings.source.input { try device.selectInput(input) }
      self.queue = consume queue
    } catch {
      throw PipelineError(error, description)
    }
  }

  /// The words that are no options, read as constraints; an error is told where it stands in the whole text.
  private static func constraints(
    _ words: [StageDescription.Option], _ description: StageDescription
  ) throws(PipelineError) -> Constraints {
    guard !words.isEmpty else { return Constraints() }
    do throws(GrammarError) {
      return try Constraints(words.map(\.text).joined(separator: " "))
    } catch {
      var place = error.column
      var column = words[0].column
      for word in words {
        column = word.column + min(place - 1, word.text.count)
        if place <= word.text.count { break }
        place -= word.text.count + 1
      }
      throw PipelineError(
        .description, stage: description.name, column: column, error.message)
    }
  }

  package var outputFormat: Format? { negotiated?.format.granted }
  package var outputInterval: Interval? { negotiated?.interval }

  /// What the capture says of its frames; nil before the start.
  package var statistics: CaptureStatistics? { camera?.statistics }

  // MARK: Format

  package func produce(
    _ formats: [PixelFormat]?,
    accepts: (Format, Interval?) throws(PipelineError) -> String?
  ) throws(PipelineError) {
    let current = try wrap { () throws(V4L2Error) in try device.format(of: queueType) }
    var objections: [String] = []
    if constraints.isEmpty {
      let interval = try wrap { () throws(V4L2Error) in try device.interval(of: queueType) }
      let isListed = formats?.contains(current.pixelFormat) != false
      let objection = isListed ? try accepts(current, interval) : nil
      if isListed, objection == nil {
        negotiated = Negotiated(
          FormatAdjustment(requested: current, granted: current), interval: interval)
        return
      }
      if let objection { objections.append("\(current.pixelFormat) \(current.size): \(objection)") }
    }
    var wanted = constraints
    if let formats {
      wanted.alternatives = wanted.alternatives.map { $0 + [Constraint(.format(formats))] }
    }
    let plan: NegotiationPlan
    let negotiator: DeviceNegotiator
    do throws(V4L2Error) {
      var asking = try DeviceNegotiator(device)
      plan = try asking.plan(wanted, limit: 12)
      negotiator = asking
    } catch {
      throw PipelineError(error, description)
    }
    for proposal in plan.proposals {
      let format = proposal.granted ?? proposal.request
      if let objection = try accepts(format, proposal.interval) {
        objections.append("\(format.pixelFormat) \(format.size): \(objection)")
        continue
      }
      try set(proposal, negotiator)
      return
    }
    throw refusal(plan, formats, objections)
  }

  private var queueType: QueueType { device.information.pictureCaptureQueue ?? .videoCapture }

  private func set(
    _ proposal: Proposal, _ negotiator: DeviceNegotiator
  ) throws(PipelineError) {
    guard let queue = queue.take() else { return }
    do {
      let outcome = try queue.apply(proposal, of: negotiator)
      negotiated = Negotiated(
        FormatAdjustment(requested: proposal.request, granted: outcome.got.format),
        requestedInterval: proposal.interval, interval: outcome.got.interval)
      self.queue = consume queue
    } catch {
      if case .device(let error) = error { throw PipelineError(error, description) }
      throw PipelineError(.incompatible, description, error.description)
    }
  }

  private func refusal(
    _ plan: NegotiationPlan, _ formats: [PixelFormat]?, _ objections: [String]
  ) -> PipelineError {
    if let objection = objections.first {
      return PipelineError(
        .incompatible, description, "no format fits what follows: \(objection)")
    }
    let taken = formats.map { $0.prefix(8).map(\.description).joined(separator: ", ") }
    let what = taken.map { "what follows takes \($0)" } ?? "nothing fits"
    return PipelineError(
      .incompatible, description,
      "\(plan.failure(node: device.path).description); \(what); a stage 'convert:FORMAT' between them converts with the processor"
    )
  }

  // MARK: Memory

  package var wantedBuffers: Int {
    get throws(PipelineError) {
      if let requestedBuffers { return requestedBuffers }
      return try wrap { () throws(V4L2Error) in try queue?.defaultBufferCount() ?? 4 }
    }
  }

  package func allocate(_ memory: ProducerMemory) throws(PipelineError) -> Int {
    let count = min(FrameQueue.capacity, try wantedBuffers + extraBuffers)
    try claim()
    guard let queue = queue.take() else { return 0 }
    let kind: BufferMemory
    var memory = memory
    if case .own = memory {
      if let heapName { memory = .heap(try heap(heapName)) }
      if isInUserMemory { memory = .lent(try userMemory(count)) }
    }
    switch memory {
    case .own: kind = .mmap
    case .lent(let buffers): kind = .dmabuf(buffers)
    case .heap(let heap): kind = .heap(heap)
    }
    do throws(V4L2Error) {
      var made = try queue.allocate(BufferAllocation(count: count, memory: kind))
      // What the driver cannot import it says now, and not when it is to start.
      if made.memory == .dmabuf { try made.prepareWherePossible() }
      let granted = made.bufferCount
      allocated = consume made
      return granted
    } catch {
      throw PipelineError(error, description)
    }
  }

  package var memoryName: String? {
    isInUserMemory ? "this program (udmabuf)" : heapName.map { "the heap \($0)" }
  }

  private func userMemory(_ count: Int) throws(PipelineError) -> [[DMABuffer]] {
    let sizes = negotiated?.format.granted.planes.map(\.size) ?? []
    do throws(Errno) {
      let maker = try UserDMABufferMaker()
      var all: [[DMABuffer]] = []
      for _ in 0..<count {
        var planes: [DMABuffer] = []
        for size in sizes { planes.append(try maker.allocate(size: size)) }
        all.append(planes)
      }
      return all
    } catch {
      throw PipelineError(
        .noSuchThing, description,
        "this kernel makes no dma-bufs of a program's memory (/dev/udmabuf): \(error); leave 'udmabuf' out"
      )
    }
  }

  private func heap(_ name: String) throws(PipelineError) -> DMAHeap {
    do {
      return try DMAHeap(name, calls: device.systemCalls)
    } catch {
      throw PipelineError(
        .noSuchThing, description,
        "the heap '\(name)' can't be opened: \(error); there is \(DMAHeap.names.joined(separator: ", "))"
      )
    }
  }

  /// An error that ended a state also ended the hold on the queue.
  private func claim() throws(PipelineError) {
    if let allocated = allocated.take() { queue = allocated.release() }
    if queue == nil { queue = try wrap { () throws(V4L2Error) in try device.captureQueue() } }
  }

  package func exported() throws(PipelineError) -> [[DMABuffer]] {
    try wrap { () throws(V4L2Error) in try allocated?.export() ?? [] }
  }

  package func release() throws(PipelineError) { try claim() }

  // MARK: Running

  package var watched: Watched? {
    guard !hasEnded, let watched = camera?.watched else { return nil }
    return Watched(watched.descriptor, watched.events)
  }

  package var deadline: MonotonicInstant? {
    guard !hasEnded, let milliseconds = camera?.patience else { return nil }
    return lastFrame.advanced(by: .milliseconds(milliseconds))
  }

  package func start() throws(PipelineError) {
    guard let allocated = allocated.take(), let negotiated else { return }
    var configuration = CameraConfiguration()
    configuration.bufferCount = requestedBuffers
    do throws(V4L2Error) {
      camera = try Camera(allocated, configuration, negotiated: negotiated)
      lastFrame = device.now
    } catch {
      throw PipelineError(error, description)
    }
  }

  package func service(_ events: UInt32) throws(PipelineError) {
    guard !hasEnded, camera != nil else { return }
    if events == 0 {
      guard let deadline, deadline < device.now else { return }
      // With every buffer in the hands of those that follow it is they who are waited for.
      if let camera = camera?.buffersLeft, camera == 0 {
        lastFrame = device.now
        return
      }
      if let error = camera?.stall {
        throw PipelineError(error, description)
      }
      return
    }
    let outcome = try wrap { () throws(V4L2Error) in
      try camera?.take(after: events) ?? .nothingYet
    }
    switch consume outcome {
    case .frame(let frame):
      lastFrame = camera?.now ?? lastFrame
      pending = consume frame
    case .nothingYet: break
    case .woken: break
    case .endOfStream: hasEnded = true
    case .sourceChanged:
      throw PipelineError(
        .incompatible, description,
        "what comes in has changed; start the pipeline again for the new format")
    }
  }

  package func take() throws(PipelineError) -> Frame? { pending.take() }

  /// Takes no more frames from the driver.
  package func finish() throws(PipelineError) { hasEnded = true }

  package var isDone: Bool { hasEnded }

  package func stop() {
    hasEnded = true
    _ = pending.take()
    if let drops = camera?.statistics.drops { drop = drops }
    camera = nil
    allocated = nil
    queue = nil
  }

  /// Puts back what the device was set to before.
  package func restore() {
    stop()
    guard let queue = try? device.captureQueue() else { return }
    queue.restore(settings)
  }

  package var figures: [(name: String, value: Int)] {
    let drops = camera?.statistics.drops ?? drop
    return [
      ("driverGaps", drops.driverGaps), ("errorFrames", drops.errorFrames),
      ("consumerSkips", drops.consumerSkips), ("damaged", drops.damaged),
    ]
  }
}
