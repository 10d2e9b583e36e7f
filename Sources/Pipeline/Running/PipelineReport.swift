public import Capture

/// What became of a pipeline's frames, link by link.
public struct PipelineReport: Sendable {
  /// Frames that did not reach a link's sink, by the reason.
  public struct Drops: Hashable, Sendable, Codable {
    /// There were too many, and the one that had waited longest went.
    public var oldest = 0
    /// There were too many, and the one that came went.
    public var newest = 0
    /// The sink had gone, or the pipeline ended.
    public var abandoned = 0

    /// All of them.
    public var total: Int { oldest + newest + abandoned }
  }

  /// One link.
  public struct Link: Sendable {
    /// The stage that makes frames.
    public var source: String
    /// The stage that takes them.
    public var sink: String
    /// Frames handed over.
    public var frames: Int
    /// Frames that were not.
    public var drops: Drops
    /// Frames that wait now.
    public var depth: Int
    /// The most that ever waited.
    public var deepest: Int
    /// How late frames were handed over; nil where they bear no time of the monotonic clock.
    public var latency: CaptureStatistics.Latency?
    /// Bytes the processor copied to hand frames over.
    public var bytesCopied: Int
  }

  /// What a stage has to tell, by name.
  public struct Stage: Sendable {
    /// Its name.
    public var name: String
    /// What it counted.
    public var figures: [String: Int]
    /// Why it was left out while the others went on; nil while it runs.
    public var failure: String?
  }

  /// Why a pipeline ended.
  public enum End: String, Sendable, Codable {
    /// It has not.
    case running
    /// The source has no more frames.
    case endOfStream
    /// So many frames were wanted.
    case count
    /// So long it was to run.
    case duration
    /// It was asked to end.
    case woken
    /// A stage failed.
    case failed
    /// Every sink has gone.
    case noSink
  }

  /// The links, in the order in which they were written.
  public var links: [Link]
  /// The stages, in the same order.
  public var stages: [Stage]
  /// Frames the source delivered.
  public var frames: Int
  /// How long it ran.
  public var duration: Duration
  /// Why it ended.
  public var end: End
  /// What ended it, where it was a failure.
  public var failure: PipelineError?

  /// Bytes the processor copied in all.
  public var bytesCopied: Int { links.reduce(0) { $0 + $1.bytesCopied } }
  /// Frames a second.
  public var framesPerSecond: Double {
    let seconds =
      Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    return seconds > 0 ? Double(frames) / seconds : 0
  }
}
