internal import DMABuf
internal import SystemIO
internal import SystemPackage
internal import V4L2
internal import VideoFormats

/// Settles formats and memory along a graph, asking every device before anything runs.
struct Planner {
  let graph: PipelineGraph
  let calls: any SystemCalls
  /// Refuses to copy.
  let isWithoutCopies: Bool
  private(set) var plan: PipelinePlan

  init(_ graph: PipelineGraph, calls: any SystemCalls, isWithoutCopies: Bool) {
    self.graph = graph
    self.calls = calls
    self.isWithoutCopies = isWithoutCopies
    plan = PipelinePlan(stages: graph.nodes.map(\.stage.name), links: [])
  }

  /// Works it all out; the devices are then set and their buffers allocated.
  mutating func settle() throws(PipelineError) {
    for index in graph.nodes.indices {
      guard let producer = graph.nodes[index].stage as? any Producer else { continue }
      try settleFormat(producer, index)
    }
    for index in graph.nodes.indices {
      guard let producer = graph.nodes[index].stage as? any Producer else { continue }
      try settleMemory(producer, index)
    }
  }

  // MARK: Formats

  private func settleFormat(_ producer: any Producer, _ index: Int) throws(PipelineError) {
    let formats = try acceptable(to: index)
    try producer.produce(formats) { format, interval throws(PipelineError) in
      try objection(of: index, to: format, interval)
    }
    guard let format = producer.outputFormat else { return }
    for consumer in graph.consumers(of: index) {
      try consumer.configure(format, interval: producer.outputInterval)
    }
  }

  /// Pixel formats that all that follow a node take; nil for any.
  private func acceptable(to index: Int) throws(PipelineError) -> [PixelFormat]? {
    var common: [PixelFormat]?
    for edge in graph.nodes[index].outgoing {
      let sink = graph.edges[edge].sink
      let stage = graph.nodes[sink].stage
      let formats =
        stage.passesFormat
        ? try acceptable(to: sink) : try (stage as? any Consumer)?.inputFormats()
      guard let formats else { continue }
      let shared = common.map { known in known.filter(formats.contains) } ?? formats
      if shared.isEmpty {
        throw PipelineError(
          .incompatible, stage.description,
          "takes none of the formats that the other branches take; convert on this one with 'convert:FORMAT'"
        )
      }
      common = shared
    }
    return common
  }

  /// The first objection of those that follow a node.
  private func objection(
    of index: Int, to format: Format, _ interval: Interval?
  ) throws(PipelineError) -> String? {
    for edge in graph.nodes[index].outgoing {
      let sink = graph.edges[edge].sink
      let stage = graph.nodes[sink].stage
      if let objection = try (stage as? any Consumer)?.objection(to: format, interval: interval) {
        return objection.contains(stage.name) ? objection : "\(stage.name) \(objection)"
      }
      if stage.passesFormat, let objection = try objection(of: sink, to: format, interval) {
        return objection
      }
    }
    return nil
  }

  // MARK: Memory

  private mutating func settleMemory(
    _ producer: any Producer, _ index: Int
  ) throws(PipelineError) {
    let consumers = graph.consumers(of: index)
    let importers = consumers.filter(\.importsMemory)
    producer.extraBuffers = consumers.map(\.framesKept).max() ?? 0
    var attempts: [PipelinePlan.Link.Attempt] = []
    let found =
      importers.isEmpty
      ? nil : try share(producer, importers, &attempts)
    var count = found?.count ?? 0
    if found == nil { count = try producer.allocate(.own) }
    for consumer in consumers {
      var way = HandOver.read
      var reason: String?
      if consumer.importsMemory {
        way = found.map { $0.lender === consumer ? .own : .imported } ?? .copied
      }
      if way == .copied {
        reason = attempts.map { "\($0.memory): \($0.refusal)" }.joined(separator: "; ")
        try refuseCopy(consumer, reason ?? "")
      }
      if let copy = consumer.copyReason {
        reason = copy
        try refuseCopy(consumer, copy)
      }
      if consumer.passesDescriptors { _ = try producer.exported() }
      try consumer.settle(way, count: count)
      guard let format = producer.outputFormat else { continue }
      var imports = way == .imported ? [consumer.name] : []
      if found?.isForeign == true, producer.name != found?.allocator {
        imports.insert(producer.name, at: 0)
      }
      plan.links.append(
        PipelinePlan.Link(
          source: producer.name, sink: consumer.name, format: format,
          interval: producer.outputInterval, bufferCount: count,
          allocator: found?.allocator ?? producer.name, importers: imports, copy: reason,
          policy: consumer.description.policy, attempts: attempts))
    }
  }

  private func refuseCopy(_ consumer: any Consumer, _ reason: String) throws(PipelineError) {
    guard isWithoutCopies else { return }
    throw PipelineError(
      .copyRefused, consumer.description,
      "frames would be copied, which --no-copy forbids: \(reason)")
  }

  /// A way to share memory that was found.
  private struct Found {
    var count: Int
    var allocator: String
    var lender: (any Consumer)?
    /// Whether the producer imports it.
    var isForeign = false
  }

  /// The first memory that the producer and all importers share: its own, one of theirs, a heap's.
  ///
  /// The order is by what costs a driver least: its own memory is what it likes best.
  private func share(
    _ producer: any Producer, _ importers: [any Consumer],
    _ attempts: inout [PipelinePlan.Link.Attempt]
  ) throws(PipelineError) -> Found? {
    if let eager = importers.first(where: \.prefersToLend),
      let found = try share(producer, importers, from: [eager], &attempts)
    {
      return found
    }
    let own = try attempt(producer, .own, importers, lender: nil)
    if let refusal = own.refusal {
      attempts.append(
        .init(memory: producer.memoryName ?? "memory of \(producer.name)", refusal: refusal.text))
    } else {
      return Found(
        count: own.count, allocator: producer.memoryName ?? producer.name, lender: nil,
        isForeign: producer.memoryName != nil)
    }
    let others = importers.filter { !$0.prefersToLend }
    if let found = try share(producer, importers, from: others, &attempts) { return found }
    return try shareHeap(producer, importers, &attempts)
  }

  /// Memory that one of the importers has to lend.
  private func share(
    _ producer: any Producer, _ importers: [any Consumer], from lenders: [any Consumer],
    _ attempts: inout [PipelinePlan.Link.Attempt]
  ) throws(PipelineError) -> Found? {
    for lender in lenders {
      let name = "memory of \(lender.name)"
      do throws(PipelineError) {
        let lent = try lender.exportBuffers(
          count: min(FrameQueue.capacity, try producer.wantedBuffers + producer.extraBuffers))
        let others = importers.filter { $0 !== lender }
        if let refusal = try attempt(producer, .lent(lent), others, lender: lent).refusal {
          attempts.append(.init(memory: name, refusal: refusal.text))
        } else {
          return Found(
            count: lent.count, allocator: lender.name, lender: lender, isForeign: true)
        }
      } catch {
        attempts.append(.init(memory: name, refusal: error.message))
      }
    }
    return nil
  }

  private func shareHeap(
    _ producer: any Producer, _ importers: [any Consumer],
    _ attempts: inout [PipelinePlan.Link.Attempt]
  ) throws(PipelineError) -> Found? {
    let heap: DMAHeap
    do throws(Errno) {
      heap = try DMAHeap("system", calls: calls)
    } catch {
      attempts.append(.init(memory: "the heap system", refusal: "\(error)"))
      return nil
    }
    let shared = try attempt(producer, .heap(heap), importers, lender: nil)
    if let refusal = shared.refusal {
      attempts.append(.init(memory: "the heap system", refusal: refusal.text))
      return nil
    }
    return Found(count: shared.count, allocator: "the heap system", isForeign: true)
  }

  /// Allocates in some memory and has every importer try it; the refusal, after which nothing is allocated.
  private func attempt(
    _ producer: any Producer, _ memory: ProducerMemory, _ importers: [any Consumer],
    lender: [[DMABuffer]]?
  ) throws(PipelineError) -> (refusal: Refusal?, count: Int) {
    let buffers: [[DMABuffer]]
    var count = 0
    do throws(PipelineError) {
      count = try producer.allocate(memory)
      if let lender {
        buffers = lender
      } else {
        buffers = try producer.exported()
      }
    } catch {
      guard let refusal = Refusal(error) else { throw error }
      try producer.release()
      return (refusal, 0)
    }
    for importer in importers {
      if let error = importer.refusal(of: buffers) {
        try producer.release()
        return (Refusal(text: "\(importer.name) refuses it (\(error.meaning))"), 0)
      }
    }
    return (nil, count)
  }

  /// Why a try came to nothing, where that is an answer and not the end.
  private struct Refusal {
    var text: String

    init(text: String) { self.text = text }

    init?(_ error: PipelineError) {
      switch error.cause {
      case .device(let cause):
        // A device that is gone, busy or forbidden does not say no to the memory.
        guard !cause.isDeviceLost, cause.errno != .resourceBusy else { return nil }
        text = "\(error.stage ?? cause.node) refuses it (\(cause.meaning))"
      case .incompatible, .noSuchThing: text = error.message
      default: return nil
      }
    }
  }
}

extension V4L2Error {
  /// The error number by name, or the words of an error that has none.
  var meaning: String {
    switch reason {
    case .unsupported(let words): words
    default: errno.map { "\($0.name): \($0)" } ?? explain().cause
    }
  }
}
