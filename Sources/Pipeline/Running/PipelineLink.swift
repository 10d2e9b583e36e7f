internal import Capture
internal import SystemIO
internal import V4L2

/// The frames between two stages that run, and what is known of them.
final class PipelineLink {
  let source: any Stage
  let sink: any Stage
  let policy: LinkPolicy
  private var queue = FrameQueue()
  private(set) var delivered = 0
  private(set) var droppedOldest = 0
  private(set) var droppedNewest = 0
  /// Frames that were still here when the sink had gone.
  private(set) var abandoned = 0
  private(set) var deepest = 0
  private var latencies = LatencyHistogram()
  private(set) var hasEnded = false
  private(set) var isClosed = false

  init(from source: any Stage, to sink: any Stage) {
    self.source = source
    self.sink = sink
    policy = sink.description.policy
  }

  var count: Int { queue.count }
  var isEmpty: Bool { queue.count == 0 }

  /// Takes a frame in; when there are too many, the policy says which goes.
  func offer(_ frame: consuming Frame) {
    guard !isClosed else {
      abandoned += 1
      return
    }
    let limit = policy.pressure == .block ? FrameQueue.capacity : policy.depth
    if queue.count >= limit {
      switch policy.pressure {
      // A source lends no more frames than it has buffers, which are not more than there is room here.
      case .block, .dropNewest:
        droppedNewest += 1
        return
      case .dropOldest:
        droppedOldest += 1
        _ = queue.removeFirst()
      }
    }
    queue.append(frame)
    deepest = max(deepest, queue.count)
  }

  /// Hands on what the sink has room for; whether it was anything.
  func deliver(_ calls: any SystemCalls) throws(PipelineError) -> Bool {
    var isAny = false
    while !isClosed, let index = queue.firstIndex, sink.hasRoom(for: index),
      let frame = queue.removeFirst()
    {
      isAny = true
      record(frame, calls)
      delivered += 1
      try sink.accept(frame)
    }
    return isAny
  }

  /// Notes how long after it was taken a frame is handed over.
  private func record(_ frame: borrowing Frame, _ calls: any SystemCalls) {
    guard let instant = frame.metadata.instant else { return }
    let late = calls.monotonicNanoseconds() - instant.nanoseconds
    latencies.record(UInt32(clamping: max(0, late) / 1000))
  }

  /// No frame follows those that are here.
  func end() { hasEnded = true }

  /// The sink has gone: what is here and what follows is let go of, and counted.
  func close() {
    isClosed = true
    while let frame = queue.removeFirst() {
      _ = consume frame
      abandoned += 1
    }
  }

  var latency: CaptureStatistics.Latency? { latencies.summary }
}
