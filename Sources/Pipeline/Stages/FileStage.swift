internal import Imaging
internal import Synchronization
package import SystemIO
internal import SystemPackage
package import V4L2
package import VideoFormats

/// Writes frames to a file, or a file for each, at an end of a pipeline.
///
/// On a thread of its own, unless the option `inline` is given: a slow disk then holds the pipeline up.
package final class FileStage: Consumer {
  package let description: StageDescription
  private let destination: OutputDestination
  private let container: Container?
  private let isInline: Bool
  private let calls: any SystemCalls
  private var recorder: Recorder?
  private var worker: FrameWorker?
  private var isFinished = false
  /// Whether what is stored is not the bytes as they came.
  private var computes = false
  /// Asked when a write waits for a slow reader: whether to give up.
  private let shouldStop: @Sendable () -> Bool

  /// The writer, and what it has written, wherever it is used.
  private final class Recorder: Sendable {
    struct State: ~Copyable {
      var writer: FrameWriter
      var isOpen = true
      var unusableInARow = 0
    }
    // Read by the pipeline's thread while the other one may be held up in a write.
    private let frames = Atomic<Int>(0)
    private let bytes = Atomic<Int>(0)
    private let unusable = Atomic<Int>(0)
    /// So many frames in a row that nothing can be made of are no accident.
    private static let patience = 100
    let format: Format
    let description: StageDescription
    let state: Mutex<State>

    init(_ writer: consuming sending FrameWriter, _ format: Format, _ description: StageDescription)
    {
      state = Mutex(State(writer: writer))
      self.format = format
      self.description = description
    }

    func write(_ frame: borrowing Frame) throws(PipelineError) {
      do throws(ImagingError) {
        let picture = try frame.picture(format)
        try write(picture, Int(frame.metadata.sequence))
      } catch {
        guard error.spoilsOneFrameOnly, countsAsAccident() else {
          throw PipelineError(.output, description, error.description)
        }
      }
    }

    /// Counts a frame that could not be stored; false when there were too many of them.
    private func countsAsAccident() -> Bool {
      unusable.add(1, ordering: .relaxed)
      return state.withLock { state in
        state.unusableInARow += 1
        return state.unusableInARow < Self.patience
      }
    }

    private func write(_ picture: Picture, _ sequence: Int) throws(ImagingError) {
      let result = state.withLock { state -> Result<Int, ImagingError> in
        do throws(ImagingError) {
          return .success(try state.writer.write(picture, sequence: sequence))
        } catch {
          return .failure(error)
        }
      }
      let count = try result.get()
      state.withLock { $0.unusableInARow = 0 }
      frames.add(1, ordering: .relaxed)
      bytes.add(count, ordering: .relaxed)
    }

    func close() throws(PipelineError) {
      let failure = state.withLock { state -> ImagingError? in
        guard state.isOpen else { return nil }
        state.isOpen = false
        do throws(ImagingError) {
          try state.writer.finish()
          return nil
        } catch {
          return error
        }
      }
      if let failure { throw PipelineError(.output, description, failure.description) }
    }

    var written: (frames: Int, bytes: Int, unusable: Int) {
      (
        frames.load(ordering: .relaxed), bytes.load(ordering: .relaxed),
        unusable.load(ordering: .relaxed)
      )
    }
  }

  package init(
    _ description: StageDescription, calls: any SystemCalls,
    shouldStop: @escaping @Sendable () -> Bool
  ) throws(PipelineError) {
    self.description = description
    self.calls = calls
    self.shouldStop = shouldStop
    var options = StageOptions(description)
    isInline = try options.flag("inline")
    let named = try options.text("container")
    try options.end()
    container = named.flatMap(Container.init(name:))
    if named != nil, container == nil {
      throw options.refusal(
        of: "container",
        "there are \(Container.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    do throws(ImagingError) {
      destination = try OutputDestination(parsing: description.argument)
    } catch {
      throw PipelineError(.description, description, error.description)
    }
  }

  package func configure(_ format: Format, interval: Interval?) throws(PipelineError) {
    var holdsMany = true
    do throws(ImagingError) {
      var chosen = container
      if chosen == nil { chosen = try streamContainer(format) }
      var writer = try FrameWriter.make(
        for: destination, container: chosen, format: format, interval: interval)
      holdsMany = writer.acceptsManyFrames
      try writer.prepare()
      writer.shouldStop = shouldStop
      computes = chosen.map { $0 != .raw && $0 != .null } ?? false
      recorder = Recorder(writer, format, description)
    } catch {
      throw PipelineError(
        error.isUsageError ? .description : .output, description, error.description)
    }
    guard holdsMany else {
      throw PipelineError(
        .description, description,
        "a file of this kind holds one picture; put %d into its name for a file for each frame")
    }
  }

  /// A coded stream is stored as it is under whatever name it is given: `.h264` says enough to players.
  private func streamContainer(_ format: Format) throws(ImagingError) -> Container? {
    do throws(ImagingError) {
      return try destination.inferredContainer()
    } catch {
      guard case .unknownContainer = error, format.pixelFormat.isCompressed else { throw error }
      return .raw
    }
  }

  package var watched: Watched? {
    guard let worker else { return nil }
    return Watched(worker.bell.rawDescriptor, Poller.readable)
  }

  package func start() throws(PipelineError) {
    guard !isInline, let recorder else { return }
    do {
      worker = try FrameWorker(
        calls: calls,
        work: { (frame) throws(PipelineError) -> Frame? in
          try recorder.write(frame)
          return nil
        }, end: { () throws(PipelineError) in try recorder.close() })
    } catch {
      throw PipelineError(.output, description, "can't start a thread: \(error)")
    }
  }

  package func service(_ events: UInt32) throws(PipelineError) {
    worker?.bell.take()
    _ = try worker?.take()
  }

  package func hasRoom(for index: Int) -> Bool { worker?.hasRoom ?? true }

  package func accept(_ frame: consuming Frame) throws(PipelineError) {
    if let worker {
      worker.put(frame)
    } else {
      try recorder?.write(frame)
    }
  }

  package func finish() throws(PipelineError) {
    isFinished = true
    if let worker { worker.finish() } else { try recorder?.close() }
  }

  package var isDone: Bool { isFinished && (worker?.isDone ?? true) }

  package func stop() {
    isFinished = true
    worker?.abandon()
    // What is whole in the file stays; the thread, should it be writing, closes it.
    if worker == nil { try? recorder?.close() }
  }

  package var copyReason: String? {
    computes ? "'\(description.name)' stores pictures in a form of its own" : nil
  }
  package var bytesCopied: Int { computes ? recorder?.written.bytes ?? 0 : 0 }

  package var figures: [(name: String, value: Int)] {
    guard let written = recorder?.written else { return [] }
    return [
      ("framesWritten", written.frames), ("bytesWritten", written.bytes),
      ("unusable", written.unusable),
    ]
  }
}
