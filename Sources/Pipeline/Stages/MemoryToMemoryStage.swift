package import DMABuf
internal import SystemIO
internal import SystemPackage
package import V4L2
package import VideoFormats

/// An encoder, a decoder or a converter between two stages of a pipeline.
package final class MemoryToMemoryStage: Producer, Consumer {
  package let description: StageDescription
  private let device: Device
  private let kind: MemoryToMemoryKind
  private let wanted: PixelFormat?
  private let requestedBuffers: Int?
  private let heapName: String?
  private var input: Format?
  private var interval: Interval?
  private var output: Format?
  private var settings = MemoryToMemorySettings()
  private var trial: AllocatedQueue?
  private var stream: MemoryToMemoryStream?
  private var way = HandOver.imported
  private var events: UInt32 = 0
  private var isDraining = false
  private var hasEnded = false
  private var copied = 0
  private var sourceErrors = 0

  package init(_ description: StageDescription) throws(PipelineError) {
    self.description = description
    var options = StageOptions(description)
    let makes: [PixelFormat]
    requestedBuffers = try options.number("buffers", in: 1...64)
    heapName = try options.text("heap")
    let word = options.word()
    try options.end()
    do throws(V4L2Error) {
      device = try Device(description.argument)
      guard let kind = try device.memoryToMemoryKind(), kind != .statelessDecoder else {
        throw V4L2Error(
          "open", node: device.path,
          reason: .unsupported("the node converts nothing (\(device.information.card))"))
      }
      self.kind = kind
      let offered = try device.formats(of: Self.queueTypes(device).result).map(\.pixelFormat)
      wanted = word.flatMap { PixelFormat(parsing: $0, offered: offered) }
      makes = offered
    } catch {
      throw PipelineError(error, description)
    }
    if let word, wanted.map(makes.contains) != true {
      var refusal = options.refusal(
        of: word, "it makes \(makes.prefix(12).map(\.description).joined(separator: ", "))")
      refusal.cause = .incompatible
      throw refusal
    }
  }

  private static func queueTypes(_ device: Device) -> (source: QueueType, result: QueueType) {
    (
      device.information.pictureOutputQueue ?? .videoOutput,
      device.information.pictureCaptureQueue ?? .videoCapture
    )
  }

  // MARK: Format

  package func inputFormats() throws(PipelineError) -> [PixelFormat]? {
    try wrap { () throws(V4L2Error) in try device.formats(of: Self.queueTypes(device).source) }
      .map(\.pixelFormat)
  }

  package func objection(
    to format: Format, interval: Interval?
  ) throws(PipelineError) -> String? {
    do throws(V4L2Error) {
      return try device.tryFormat(format.forOutput, of: Self.queueTypes(device).source).granted
        .difference(from: format)
    } catch  where error.errno == .invalidArgument {
      return "takes no \(format.pixelFormat)"
    } catch {
      throw PipelineError(error, description)
    }
  }

  package func configure(_ format: Format, interval: Interval?) throws(PipelineError) {
    self.interval = interval
    input = format
  }

  package var outputFormat: Format? { output }
  package var outputInterval: Interval? { interval }

  package func produce(
    _ formats: [PixelFormat]?,
    accepts: (Format, Interval?) throws(PipelineError) -> String?
  ) throws(PipelineError) {
    guard let input else { return }
    let offered = try wrap { () throws(V4L2Error) in
      try device.formats(of: Self.queueTypes(device).result).map(\.pixelFormat)
    }
    var candidates = wanted.map { [$0] } ?? offered
    if let formats { candidates = candidates.filter(formats.contains) }
    // What goes through unchanged is what a plain converter is asked for by nobody else.
    if kind == .converter, wanted == nil, candidates.contains(input.pixelFormat) {
      candidates.insert(input.pixelFormat, at: 0)
    }
    var objections: [String] = []
    for candidate in candidates {
      let granted = try wrap { () throws(V4L2Error) in
        let queues = try device.memoryToMemoryQueues()
        return try queues.setFormats(
          source: input.forOutput,
          destination: Format(candidate, width: input.width, height: input.height))
      }
      if let difference = granted.source.granted.difference(from: input) {
        throw PipelineError(.incompatible, description, difference)
      }
      let format = granted.destination.granted
      guard format.pixelFormat == candidate else { continue }
      if let objection = try accepts(format, interval) {
        objections.append("\(candidate): \(objection)")
        continue
      }
      output = format
      settings.resultFormat = kind == .decoder ? candidate : nil
      return
    }
    throw PipelineError(
      .incompatible, description,
      objections.first
        ?? "makes \(offered.prefix(8).map(\.description).joined(separator: ", ")), none of which what follows takes"
    )
  }

  // MARK: Memory, as the one that takes frames

  package var importsMemory: Bool { true }
  /// A codec works on several at once.
  package var framesKept: Int { 1 }

  package func refusal(of buffers: [[DMABuffer]]) -> V4L2Error? {
    guard !buffers.isEmpty else { return nil }
    do throws(V4L2Error) {
      var made = try device.outputQueue().allocate(
        BufferAllocation(count: buffers.count, memory: .dmabuf(buffers)))
      try made.prepareWherePossible()
      _ = made.release()
      return nil
    } catch {
      return error
    }
  }

  package func settle(_ way: HandOver, count: Int) throws(PipelineError) {
    self.way = way
    settings.source = BufferAllocation(
      count: count, memory: way == .copied ? .mmap : .dmabuf([]))
  }

  // MARK: Memory, as the one that makes frames

  package var wantedBuffers: Int { get throws(PipelineError) { requestedBuffers ?? 4 } }

  package func allocate(_ memory: ProducerMemory) throws(PipelineError) -> Int {
    trial = nil
    let count = min(FrameQueue.capacity, try wantedBuffers + extraBuffers)
    var memory = memory
    if let heapName, case .own = memory {
      do {
        memory = .heap(try DMAHeap(heapName, calls: device.systemCalls))
      } catch {
        throw PipelineError(.noSuchThing, description, "the heap '\(heapName)': \(error)")
      }
    }
    let kind: BufferMemory
    switch memory {
    case .own: kind = .mmap
    case .lent(let buffers): kind = .dmabuf(buffers)
    case .heap(let heap): kind = .heap(heap)
    }
    let allocation = BufferAllocation(count: count, memory: kind)
    settings.destination = allocation
    // A decoder's results have no size before it has read its stream.
    guard self.kind != .decoder else { return count }
    do throws(V4L2Error) {
      var made = try device.captureQueue().allocate(allocation)
      if made.memory == .dmabuf { try made.prepareWherePossible() }
      let granted = made.bufferCount
      trial = consume made
      return granted
    } catch {
      throw PipelineError(error, description)
    }
  }

  package var extraBuffers = 0
  package var memoryName: String? { heapName.map { "the heap \($0)" } }

  package func exported() throws(PipelineError) -> [[DMABuffer]] {
    try wrap { () throws(V4L2Error) in try trial?.export() ?? [] }
  }

  package func release() throws(PipelineError) { trial = nil }

  // MARK: Running

  package var watched: Watched? {
    guard !hasEnded, let interests = stream?.interests, !interests.isEmpty else { return nil }
    return Watched(device.rawDescriptor, interests.rawValue)
  }

  package func start() throws(PipelineError) {
    trial = nil
    do throws(V4L2Error) {
      stream = try device.memoryToMemoryQueues().start(settings)
    } catch {
      throw PipelineError(error, description)
    }
  }

  package func service(_ events: UInt32) throws(PipelineError) { self.events |= events }

  package func take() throws(PipelineError) -> Frame? {
    while events != 0, !hasEnded, stream != nil {
      let converted = try wrap { () throws(V4L2Error) in
        try stream?.nextIfReady(Readiness(rawValue: events)) ?? .notReady
      }
      switch consume converted {
      case .frame(let frame): return frame
      case .notReady: events = 0
      case .wantsInput: events = 0
      case .woken: events = 0
      case .endOfStream: hasEnded = true
      case .formatChanged(let format): try follow(format)
      }
    }
    return nil
  }

  /// A decoder has read what it makes; nothing after it can be made to take another size.
  private func follow(_ format: Format) throws(PipelineError) {
    guard let output, format.pixelFormat == output.pixelFormat, format.size == output.size else {
      throw PipelineError(
        .incompatible, description,
        "the stream is \(format.pixelFormat) \(format.size), and the pipeline was settled for \(output.map { "\($0.pixelFormat) \($0.size)" } ?? "nothing"); start it again for that"
      )
    }
  }

  package func hasRoom(for index: Int) -> Bool { stream?.acceptsInput ?? false }

  package func accept(_ frame: consuming Frame) throws(PipelineError) {
    do throws(V4L2Error) {
      if way == .copied {
        try copy(frame)
      } else {
        try stream?.submit(frame)
      }
    } catch {
      throw PipelineError(error, description)
    }
  }

  private func copy(_ frame: borrowing Frame) throws(V4L2Error) {
    guard var buffer = stream?.nextInput() else { return }
    copied += try buffer.fill(with: frame, of: device.path)
    try stream?.submit(buffer)
  }

  package func finish() throws(PipelineError) {
    isDraining = true
    try wrap { () throws(V4L2Error) in try stream?.drain() }
    // What is ready already rings nobody.
    events = Readiness.all.rawValue
  }

  package var isDone: Bool { isDraining && (hasEnded || stream == nil) }

  package func stop() {
    hasEnded = true
    isDraining = true
    sourceErrors = stream?.sourceErrors ?? sourceErrors
    stream = nil
    trial = nil
  }

  package var bytesCopied: Int { copied }
  package var figures: [(name: String, value: Int)] {
    [("errorFrames", stream?.sourceErrors ?? sourceErrors)]
  }
}
