public import SystemIO
internal import SystemPackage
internal import V4L2

/// Devices wired to each other: frames move from stage to stage without being copied, and come back when they are done.
///
/// ```swift
/// let pipeline = try Pipeline("v4l2:/dev/video0 ! v4l2:/dev/video1")
/// print(pipeline.plan.isWithoutCopies)
/// let report = pipeline.run()
/// ```
/// Making it opens every device, settles the formats and the memory along the whole chain, and runs nothing. `run` works
/// on the calling thread, which sleeps for all descriptors at once; stages that compute or write have threads of their
/// own. A stage that fails ends the pipeline in order, unless it was marked with `?`. Let go of before it has run, it
/// puts the devices back as they were.
public final class Pipeline {
  /// How a pipeline is to run.
  public struct Options: Sendable {
    /// Refuses to start rather than copy a frame.
    public var isWithoutCopies = false
    /// Frames to take from the source; nil for all there are.
    public var frames: Int?
    /// How long to run, from the start; nil for as long as there are frames.
    public var duration: Duration?
    /// Asked when a stage waits for a slow reader: whether to give up.
    public var shouldStop: @Sendable () -> Bool = { false }

    /// Makes options.
    public init() {}
  }

  /// What it is going to do.
  public let plan: PipelinePlan
  /// Rung from any thread or a signal handler, it ends the pipeline in order.
  public let wake: WakeEvent
  let graph: PipelineGraph
  let options: Options
  let calls: any SystemCalls
  private var hasRun = false

  /// Reads a text, opens the devices and settles everything.
  public convenience init(
    _ text: String, _ options: Options = Options()
  ) throws(PipelineError) {
    try self.init(PipelineDescription(text), options)
  }

  /// Opens the devices of a description and settles everything.
  public convenience init(
    _ description: PipelineDescription, _ options: Options = Options()
  ) throws(PipelineError) {
    try self.init(description, options, calls: Machine.current.calls)
  }

  package init(
    _ description: PipelineDescription, _ options: Options, calls: any SystemCalls
  ) throws(PipelineError) {
    try description.check()
    self.options = options
    self.calls = calls
    do {
      wake = try WakeEvent(calls: calls)
    } catch {
      throw PipelineError(.output, "can't make an event: \(error)")
    }
    let graph = try PipelineGraph(description) { description, isFirst throws(PipelineError) in
      try StageMaker(calls: calls, options: options).make(description, isSource: isFirst)
    }
    self.graph = graph
    var planner = Planner(graph, calls: calls, isWithoutCopies: options.isWithoutCopies)
    do throws(PipelineError) {
      try planner.settle()
    } catch {
      for node in graph.nodes { node.stage.restore() }
      throw error
    }
    plan = planner.plan
  }

  deinit {
    guard !hasRun else { return }
    for node in graph.nodes.reversed() { node.stage.restore() }
  }

  /// Runs until the source ends, so many frames or so much time have passed, `wake` is rung, or a stage fails.
  ///
  /// It can run once. `watch` is called now and then with what there is to tell, four times a second at most.
  public func run(watch: ((PipelineReport) -> Void)? = nil) -> PipelineReport {
    guard !hasRun else {
      return PipelineReport(
        links: [], stages: [], frames: 0, duration: .zero, end: .failed,
        failure: PipelineError(.description, "a pipeline runs once; make another"))
    }
    hasRun = true
    let engine = PipelineEngine(graph, options, calls, wake)
    return engine.run(watch)
  }
}

/// Makes stages of what was written of them.
struct StageMaker {
  let calls: any SystemCalls
  let options: Pipeline.Options

  func make(_ description: StageDescription, isSource: Bool) throws(PipelineError) -> any Stage {
    switch description.kind {
    case .v4l2:
      return isSource ? try CaptureStage(description) : try OutputStage(description)
    case .copy, .convert: return try ComputeStage(description, calls: calls)
    case .file:
      return try FileStage(description, calls: calls, shouldStop: options.shouldStop)
    case .null: return try NullStage(description)
    case .m2m: return try MemoryToMemoryStage(description)
    case .display: return try DisplayStage(description, calls: calls)
    case .share:
      return isSource
        ? try SharedSourceStage(description, calls: calls) : try ShareStage(description)
    case .tee:
      throw PipelineError(.description, description, "a tee is no stage of its own")
    }
  }
}
