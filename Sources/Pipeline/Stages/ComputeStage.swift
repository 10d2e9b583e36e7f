package import DMABuf
internal import Imaging
internal import Synchronization
package import SystemIO
internal import SystemPackage
package import V4L2
package import VideoFormats

/// Copies or converts frames with the processor, between two stages of a pipeline.
///
/// It works on a thread of its own, unless the option `inline` is given, and is the one stage that copies by its nature.
package final class ComputeStage: Producer, Consumer {
  package let description: StageDescription
  private let target: PixelFormat?
  private let isInline: Bool
  private let requestedBuffers: Int?
  private let heapName: String?
  private let calls: any SystemCalls
  package var extraBuffers = 0
  private var input: Format?
  private var interval: Interval?
  private var output: Format?
  private var computer: FrameComputer?
  private var pool: MemoryPool?
  private var worker: FrameWorker?
  private var ready = FrameQueue()
  private var isFinished = false
  private let nudge = Nudge()

  /// Rings the thread when a result comes back; it exists only once the pool does.
  private final class Nudge: Sendable {
    let worker = Mutex<FrameWorker?>(nil)
    func ring() { worker.withLock { $0 }?.nudge() }
  }

  package init(
    _ description: StageDescription, calls: any SystemCalls
  ) throws(PipelineError) {
    self.description = description
    self.calls = calls
    var options = StageOptions(description)
    isInline = try options.flag("inline")
    requestedBuffers = try options.number("buffers", in: 1...64)
    heapName = try options.text("heap")
    try options.end()
    guard description.kind == .convert else {
      target = nil
      return
    }
    guard let format = PixelFormat(parsing: description.argument),
      FrameComputer.targets.contains(format)
    else {
      throw PipelineError(
        .description, description,
        "frames are converted to \(FrameComputer.targets.map(\.description).joined(separator: ", ")), not to '\(description.argument)'"
      )
    }
    target = format
  }

  package var copyReason: String? { "'\(description.name)' is a stage that copies" }

  // MARK: Format

  package var passesFormat: Bool { target == nil }

  package func objection(
    to format: Format, interval: Interval?
  ) throws(PipelineError) -> String? {
    guard target != nil, !PictureConverter.canConvert(format) else { return nil }
    return "\(format.pixelFormat) can't be converted by this build"
  }

  package func configure(_ format: Format, interval: Interval?) throws(PipelineError) {
    input = format
    self.interval = interval
    output = target.map { FrameComputer.output($0, of: format) } ?? format
  }

  package var outputFormat: Format? { output }
  package var outputInterval: Interval? { interval }

  package func produce(
    _ formats: [PixelFormat]?,
    accepts: (Format, Interval?) throws(PipelineError) -> String?
  ) throws(PipelineError) {
    guard let input, let output else { return }
    if let formats, !formats.contains(output.pixelFormat) {
      throw PipelineError(
        .incompatible, description,
        "makes \(output.pixelFormat), and what follows takes \(formats.prefix(8).map(\.description).joined(separator: ", "))"
      )
    }
    if let objection = try accepts(output, interval) {
      throw PipelineError(.incompatible, description, objection)
    }
    do throws(ImagingError) {
      computer = try FrameComputer(from: input, to: output)
    } catch {
      throw PipelineError(.incompatible, description, error.description)
    }
  }

  // MARK: Memory

  package var wantedBuffers: Int { get throws(PipelineError) { requestedBuffers ?? 4 } }

  package func allocate(_ memory: ProducerMemory) throws(PipelineError) -> Int {
    guard let output else { return 0 }
    let count = min(FrameQueue.capacity, try wantedBuffers + extraBuffers)
    let sizes = output.planes.map(\.size)
    let nudge = self.nudge
    let onReturn: @Sendable (Int) -> Void = { _ in nudge.ring() }
    do throws(Errno) {
      switch memory {
      case .lent(let buffers):
        pool = MemoryPool(buffers, path: description.name, calls: calls, onReturn: onReturn)
      case .heap(let heap):
        pool = try heapPool(heap, count, sizes, onReturn)
      case .own:
        // Memory that can be handed on where there is some, and the process's own where there is none.
        let heap = try? DMAHeap(heapName ?? "system", calls: calls)
        if let heap {
          pool = try heapPool(heap, count, sizes, onReturn)
        } else if heapName != nil {
          throw .noSuchFileOrDirectory
        } else {
          pool = try MemoryPool(
            count: count, planeSizes: sizes, path: description.name, calls: calls,
            onReturn: onReturn)
        }
      }
    } catch {
      throw PipelineError(
        .noSuchThing, description, "no memory for \(count) frames: \(error)")
    }
    return pool?.bufferCount ?? 0
  }

  private func heapPool(
    _ heap: DMAHeap, _ count: Int, _ sizes: [Int], _ onReturn: @escaping @Sendable (Int) -> Void
  ) throws(Errno) -> MemoryPool {
    var buffers: [[DMABuffer]] = []
    for _ in 0..<count {
      var planes: [DMABuffer] = []
      for size in sizes { planes.append(try heap.allocate(size: size)) }
      buffers.append(planes)
    }
    return MemoryPool(buffers, path: description.name, calls: calls, onReturn: onReturn)
  }

  package func exported() throws(PipelineError) -> [[DMABuffer]] {
    guard let pool, pool.memory == .dmabuf else {
      throw PipelineError(
        .incompatible, description,
        "this kernel has no dma-buf heap, so its frames can't be handed to a device")
    }
    var all: [[DMABuffer]] = []
    do throws(V4L2Error) {
      for index in 0..<pool.bufferCount { all.append(try pool.shared(index)) }
    } catch {
      throw PipelineError(error, description)
    }
    return all
  }

  package func release() throws(PipelineError) { pool = nil }

  // MARK: Running

  package var watched: Watched? {
    guard let worker else { return nil }
    return Watched(worker.bell.rawDescriptor, Poller.readable)
  }

  package func start() throws(PipelineError) {
    guard !isInline, let computer, let pool else { return }
    do {
      let made = try FrameWorker(
        calls: calls, isReady: { pool.onLoan < pool.bufferCount },
        work: { [description] (frame) throws(PipelineError) -> Frame? in
          try computer.compute(frame, into: pool, for: description)
        })
      nudge.worker.withLock { $0 = made }
      worker = made
    } catch {
      throw PipelineError(.output, description, "can't start a thread: \(error)")
    }
  }

  package func service(_ events: UInt32) throws(PipelineError) { worker?.bell.take() }

  package func take() throws(PipelineError) -> Frame? {
    if let worker { return try worker.take() }
    return ready.removeFirst()
  }

  package func hasRoom(for index: Int) -> Bool {
    if let worker { return worker.hasRoom }
    return pool.map { $0.onLoan < $0.bufferCount } ?? false
  }

  package func accept(_ frame: consuming Frame) throws(PipelineError) {
    if let worker {
      worker.put(frame)
    } else if let computer, let pool,
      let made = try computer.compute(frame, into: pool, for: description)
    {
      ready.append(made)
    }
  }

  package func finish() throws(PipelineError) {
    isFinished = true
    worker?.finish()
  }

  package var isDone: Bool { isFinished && ready.count == 0 && (worker?.isDone ?? true) }

  package func stop() {
    isFinished = true
    nudge.worker.withLock { $0 = nil }
    worker?.abandon()
    while let frame = ready.removeFirst() { _ = consume frame }
  }

  package var bytesCopied: Int { computer?.bytesCopied ?? 0 }
}
