internal import Synchronization
internal import SystemIO
internal import SystemPackage
internal import V4L2

/// A thread that works on frames one after the other, so that a slow disk or a conversion holds nothing else up.
///
/// Frames go in and out by queues under one lock, and each side rings the other: no thread hops on the way of a frame
/// that needs no work, and none allocates.
final class FrameWorker: Sendable {
  /// What is done with a frame; the frame that comes of it, if any. Answering `.later` puts it off until `nudge`.
  typealias Work = @Sendable (consuming Frame) throws(PipelineError) -> Frame?

  private struct State: ~Copyable {
    var input = FrameQueue()
    var output = FrameQueue()
    var isFinishing = false
    var isDone = false
    var isAbandoned = false
    var failure: PipelineError?
  }

  private let state = Mutex(State())
  private let isReady: @Sendable () -> Bool
  private let work: Work
  private let end: @Sendable () throws(PipelineError) -> Void
  /// Rung when there is a result, or the end.
  let bell: WakeEvent
  private let call: WakeEvent
  private let group: PollSet

  /// Frames that may wait for the thread.
  static let depth = 4

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - calls: The calls of the pipeline, which polls the bell.
  ///   - isReady: Whether there is room for a result; `nudge` when there is again.
  init(
    calls: any SystemCalls, isReady: @escaping @Sendable () -> Bool = { true },
    work: @escaping Work, end: @escaping @Sendable () throws(PipelineError) -> Void = {}
  ) throws(Errno) {
    self.isReady = isReady
    self.work = work
    self.end = end
    bell = try WakeEvent(calls: calls)
    // The thread sleeps in the real kernel, whatever the devices are.
    call = try WakeEvent(calls: Kernel.shared)
    group = try PollSet()
    try group.add(call.rawDescriptor, events: Poller.readable, number: 0)
    try startServiceThread { [self] in run() }
  }

  // MARK: The pipeline's side

  var hasRoom: Bool { state.withLock { $0.input.count < Self.depth } }

  func put(_ frame: consuming Frame) {
    // A frame cannot be captured by a closure and consumed there: it goes through an optional.
    var box: Frame? = consume frame
    state.withLock { state in
      if let frame = box.take(), !state.isAbandoned { state.input.append(frame) }
    }
    call.ring()
  }

  func take() throws(PipelineError) -> Frame? {
    let failure = state.withLock { state in
      let failure = state.failure
      state.failure = nil
      return failure
    }
    if let failure { throw failure }
    return state.withLock { $0.output.removeFirst() }
  }

  /// Says that no frame follows.
  func finish() {
    state.withLock { $0.isFinishing = true }
    call.ring()
  }

  /// Looks again whether there is room for a result.
  func nudge() { call.ring() }

  /// Whether everything has been worked off and taken.
  var isDone: Bool { state.withLock { $0.isDone && $0.output.count == 0 && $0.failure == nil } }

  /// Ends the thread soon, whatever waits; what was begun is ended.
  func abandon() {
    state.withLock { state in
      state.isAbandoned = true
      state.isFinishing = true
      while let frame = state.input.removeFirst() { _ = consume frame }
      while let frame = state.output.removeFirst() { _ = consume frame }
    }
    call.ring()
  }

  // MARK: The thread's side

  private func run() {
    while true {
      while isReady(), let frame = state.withLock({ $0.input.removeFirst() }) {
        do throws(PipelineError) {
          give(try work(frame))
        } catch {
          fail(error)
        }
        // Also where nothing came of it: there is room for another.
        bell.ring()
      }
      let isAtEnd = state.withLock { $0.isFinishing && $0.input.count == 0 }
      if isAtEnd { break }
      _ = try? group.wait(milliseconds: -1)
      call.take()
    }
    do throws(PipelineError) {
      try end()
    } catch {
      fail(error)
    }
    state.withLock { $0.isDone = true }
    bell.ring()
  }

  private func give(_ frame: consuming Frame?) {
    var box = consume frame
    state.withLock { state in
      guard let frame = box.take(), !state.isAbandoned else { return }
      state.output.append(frame)
    }
  }

  private func fail(_ error: PipelineError) {
    state.withLock { state in
      if state.failure == nil { state.failure = error }
    }
    bell.ring()
  }
}
