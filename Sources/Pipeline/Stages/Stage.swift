package import DMABuf
package import SystemIO
package import V4L2
package import VideoFormats

/// A descriptor that a stage wants to be served for.
package struct Watched: Hashable, Sendable {
  package var descriptor: Int32
  package var events: UInt32

  package init(_ descriptor: Int32, _ events: UInt32) {
    self.descriptor = descriptor
    self.events = events
  }
}

/// One stage of a running pipeline: takes frames, makes frames, or both.
///
/// All calls come from the pipeline's one thread, and none blocks. A frame handed over is the stage's; it lets go of
/// it when it is done, wherever the frame came from.
package protocol Stage: AnyObject {
  /// What was written of it.
  var description: StageDescription { get }
  /// What it waits for at this moment; nil for nothing.
  var watched: Watched? { get }
  /// When it wants to be served though nothing has become ready; nil for never.
  var deadline: MonotonicInstant? { get }
  /// Begins to work.
  func start() throws(PipelineError)
  /// Acts on what a descriptor said; of no events, on the deadline.
  func service(_ events: UInt32) throws(PipelineError)
  /// The next frame it has made; nil when there is none yet.
  func take() throws(PipelineError) -> Frame?
  /// Whether it can take the frame of a buffer of this number at this moment.
  func hasRoom(for index: Int) -> Bool
  /// Takes a frame over.
  func accept(_ frame: consuming Frame) throws(PipelineError)
  /// Is told that no frame follows.
  func finish() throws(PipelineError)
  /// Whether it has worked off everything and will make no more.
  var isDone: Bool { get }
  /// Ends it, whatever it has; frames it holds go back. It must be harmless to call twice.
  func stop()
  /// Ends it and puts back what its device was set to before.
  func restore()
  /// Whether its frames go out in the format in which they come in, whatever that is.
  var passesFormat: Bool { get }
  /// Bytes the processor copied in it so far.
  var bytesCopied: Int { get }
  /// What there is to tell of it at the end, by name.
  var figures: [(name: String, value: Int)] { get }
}

extension Stage {
  package var watched: Watched? { nil }
  package var deadline: MonotonicInstant? { nil }
  package func start() throws(PipelineError) {}
  package func service(_ events: UInt32) throws(PipelineError) {}
  package func take() throws(PipelineError) -> Frame? { nil }
  package func hasRoom(for index: Int) -> Bool { true }
  package func accept(_ frame: consuming Frame) throws(PipelineError) {}
  package func finish() throws(PipelineError) {}
  package func stop() {}
  package func restore() { stop() }
  package var passesFormat: Bool { false }
  package var bytesCopied: Int { 0 }
  package var figures: [(name: String, value: Int)] { [] }
  package var name: String { description.name }

  /// Does something with the stage's device, whose errors are then the stage's.
  func wrap<Answer: ~Copyable>(
    _ body: () throws(V4L2Error) -> Answer
  ) throws(PipelineError) -> Answer {
    do throws(V4L2Error) {
      return try body()
    } catch {
      throw PipelineError(error, description)
    }
  }
}

/// What a consumer takes, asked before anything runs.
package protocol Consumer: Stage {
  /// Pixel formats it takes, the better first; nil for any.
  func inputFormats() throws(PipelineError) -> [PixelFormat]?
  /// Why it would not take frames of a format as they are; nil if it would.
  func objection(to format: Format, interval: Interval?) throws(PipelineError) -> String?
  /// Sets it to take frames of a format.
  func configure(_ format: Format, interval: Interval?) throws(PipelineError)
  /// Whether frames must reach it by descriptor, as devices want them; others read them where they are.
  var importsMemory: Bool { get }
  /// Why the processor copies or computes what it is given, whatever the memory; nil where it does not.
  var copyReason: String? { get }
  /// Whether frames should rather be in its own buffers than in those of the stage before.
  var prefersToLend: Bool { get }
  /// Whether frames must have descriptors though it imports nothing itself, as it hands them to others.
  var passesDescriptors: Bool { get }
  /// Tries whether it can take these buffers; the refusal if not. Leaves no trace.
  func refusal(of buffers: [[DMABuffer]]) -> V4L2Error?
  /// Buffers of its own by descriptor, for the stage before to fill; throws where it has none to give.
  func exportBuffers(count: Int) throws(PipelineError) -> [[DMABuffer]]
  /// Frames it keeps for a while, of which the stage before needs as many buffers more.
  var framesKept: Int { get }
  /// Says how frames will come, with the number of buffers they are in.
  func settle(_ way: HandOver, count: Int) throws(PipelineError)
}

extension Consumer {
  package func inputFormats() throws(PipelineError) -> [PixelFormat]? { nil }
  package func objection(
    to format: Format, interval: Interval?
  ) throws(PipelineError) -> String? { nil }
  package var importsMemory: Bool { false }
  package var framesKept: Int { 0 }
  package var copyReason: String? { nil }
  package var prefersToLend: Bool { false }
  package var passesDescriptors: Bool { false }
  package func refusal(of buffers: [[DMABuffer]]) -> V4L2Error? { nil }
  package func exportBuffers(count: Int) throws(PipelineError) -> [[DMABuffer]] {
    throw PipelineError(.incompatible, description, "has no buffers of its own to lend")
  }
  package func settle(_ way: HandOver, count: Int) throws(PipelineError) {}
}

extension Producer {
  package var memoryName: String? { nil }
}

/// How frames cross a link.
package enum HandOver: Hashable, Sendable {
  /// The consumer imports the producer's buffers, or those of a heap.
  case imported
  /// They are in the consumer's own buffers, which the producer imported and filled.
  case own
  /// The processor copies them.
  case copied
  /// The consumer reads them where they are.
  case read
}

/// Whose memory a producer's frames are in.
package enum ProducerMemory: Sendable {
  /// Its own.
  case own
  /// Buffers of a consumer, which it imports.
  case lent([[DMABuffer]])
  /// A heap's.
  case heap(DMAHeap)
}

/// What makes frames.
package protocol Producer: Stage {
  /// The format of what it makes, once it is configured.
  var outputFormat: Format? { get }
  /// The time between frames; nil where it is not known.
  var outputInterval: Interval? { get }
  /// Makes what is described in one of these pixel formats, the better first; nil for any. `accepts` tells why a format
  /// will not do for those that follow.
  func produce(
    _ formats: [PixelFormat]?,
    accepts: (Format, Interval?) throws(PipelineError) -> String?
  ) throws(PipelineError)
  /// Allocates its buffers in some memory, and answers how many. It may be tried again after a failure.
  func allocate(_ memory: ProducerMemory) throws(PipelineError) -> Int
  /// The memory it was told to use in place of its own, by name; nil where it was told nothing.
  var memoryName: String? { get }
  /// Buffers that those which follow keep for a while, to be had besides.
  var extraBuffers: Int { get set }
  /// Buffers it means to have, without those.
  var wantedBuffers: Int { get throws(PipelineError) }
  /// Its buffers by descriptor, while they are allocated.
  func exported() throws(PipelineError) -> [[DMABuffer]]
  /// Frees them.
  func release() throws(PipelineError)
}
