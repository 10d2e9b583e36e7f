public import VideoFormats

/// What a pipeline is going to do, worked out with the devices before anything runs.
public struct PipelinePlan: Sendable {
  /// One hand-over from a stage to the next.
  public struct Link: Sendable {
    /// One way of sharing memory that was tried and refused.
    public struct Attempt: Hashable, Sendable {
      /// Whose memory it was to be.
      public var memory: String
      /// Who refused it, and why.
      public var refusal: String
    }

    /// The stage that makes frames.
    public var source: String
    /// The stage that takes them.
    public var sink: String
    /// What the frames are.
    public var format: Format
    /// The time between frames; nil where it is not known.
    public var interval: Interval?
    /// Buffers the frames are in.
    public var bufferCount: Int
    /// The stage, or the heap, whose memory the frames are in.
    public var allocator: String
    /// The stages that import that memory; the one that has it does not.
    public var importers: [String]
    /// Why the processor copies frames on the way; nil where it does not.
    public var copy: String?
    /// What becomes of frames that the sink has no room for.
    public var policy: LinkPolicy
    /// What was tried before, and why not.
    public var attempts: [Attempt]

    /// How the frames cross, in a few words.
    public var summary: String {
      if let copy { return "copied: \(copy)" }
      if importers.isEmpty { return "in memory of \(allocator), read where it is" }
      return "in memory of \(allocator), imported by \(importers.joined(separator: " and "))"
    }
  }

  /// The stages, by their names, in the order in which they were written.
  public var stages: [String]
  /// The links, in the same order.
  public var links: [Link]

  /// Whether no byte of a frame goes through the processor.
  public var isWithoutCopies: Bool { links.allSatisfy { $0.copy == nil } }
}
