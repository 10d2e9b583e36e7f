internal import Synchronization
internal import SystemIO
internal import SystemPackage

/// A thread that sleeps in `poll` on behalf of a task, which must not block the pool it runs on.
///
/// It hands over no frames and makes no decisions: it answers how a wait ended, and ends with its last
/// owner.
final class ReadinessThread: Sendable {
  private struct Request {
    var milliseconds: Int
    var continuation: CheckedContinuation<Result<Poller.Outcome, Errno>, Never>
  }

  private struct State {
    var request: Request?
    var isEnding = false
    /// Why the thread has ended before its time.
    var failure: Errno?
  }

  /// What the thread itself holds on to, so that it does not keep its owner alive.
  private final class Shared: Sendable {
    let poller: Poller
    /// Rung when there is a request, or an end.
    let bell: WakeEvent
    let idle: Poller
    let state = Mutex(State())

    init(poller: Poller) throws(Errno) {
      self.poller = poller
      // A matter between two threads of this process, not between the process and a device: it does
      // not go through the seam the device was opened with.
      bell = try WakeEvent()
      idle = try Poller(bell.descriptor, events: Poller.readable, wake: nil)
    }

    func run() {
      while true {
        let failure: Errno?
        do {
          _ = try idle.wait(milliseconds: -1)
          failure = nil
        } catch {
          failure = error
        }
        bell.take()
        let (request, isEnding) = state.withLock { state in
          state.failure = failure
          return (state.request.take(), state.isEnding)
        }
        if let request { answer(request, failure) }
        if isEnding || failure != nil { return }
      }
    }

    private func answer(_ request: Request, _ failure: Errno?) {
      if let failure {
        request.continuation.resume(returning: .failure(failure))
        return
      }
      let outcome = Result { () throws(Errno) in
        try poller.wait(milliseconds: request.milliseconds)
      }
      request.continuation.resume(returning: outcome)
    }
  }

  private let shared: Shared
  private let wake: WakeEvent

  init(poller: Poller, wake: WakeEvent) throws(Errno) {
    self.wake = wake
    let shared = try Shared(poller: poller)
    self.shared = shared
    try startServiceThread { shared.run() }
  }

  deinit {
    shared.state.withLock { $0.isEnding = true }
    shared.bell.ring()
  }

  /// How the wait ended; a cancelled task ends it as the doorbell does.
  func wait(milliseconds: Int) async throws(Errno) -> Poller.Outcome {
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let failure = shared.state.withLock { state -> Errno? in
          if let failure = state.failure { return failure }
          state.request = Request(milliseconds: milliseconds, continuation: continuation)
          return nil
        }
        if let failure {
          continuation.resume(returning: .failure(failure))
        } else {
          shared.bell.ring()
        }
      }
    } onCancel: {
      wake.ring()
    }
    return try result.get()
  }
}
