internal import Synchronization
internal import SystemIO
internal import SystemPackage

/// A thread that sleeps in `poll` on behalf of a task, which must not block the pool it runs on.
///
/// It hands over no frames and makes no decisions: it answers how a wait ended, and ends with its last
/// owner.
final class ReadinessThread: Sendable {
  private struct Request {
    var deadline: MonotonicInstant
    var continuation: CheckedContinuation<Result<Poller.Outcome, Errno>, Never>
  }

  private struct State {
    var request: Request?
    var isEnding = false
  }

  /// What the thread itself holds on to, so that it does not keep its owner alive.
  private final class Shared: Sendable {
    let poller: Poller
    let events: Int16
    let control: WakeEvent
    let idle: Poller
    let state = Mutex(State())

    init(poller: Poller, events: Int16, control: WakeEvent) {
      self.poller = poller
      self.events = events
      self.control = control
      idle = Poller(control.descriptor, wake: nil)
    }

    func run() {
      while true {
        // A failing poll would leave the next request unanswered, so it is answered with the failure.
        let idled = Result { () throws(Errno) in try idle.wait(events: 1, until: nil) }
        control.take()
        let (request, isEnding) = state.withLock { state in
          (state.request.take(), state.isEnding)
        }
        if let request {
          switch idled {
          case .failure(let errno): request.continuation.resume(returning: .failure(errno))
          case .success:
            let outcome = Result { () throws(Errno) in
              try poller.wait(events: events, until: request.deadline)
            }
            request.continuation.resume(returning: outcome)
          }
        }
        if isEnding { return }
      }
    }
  }

  private let shared: Shared
  private let wake: WakeEvent

  init(
    poller: Poller, events: Int16, calls: any SystemCalls, wake: WakeEvent
  ) throws(Errno) {
    self.wake = wake
    let shared = Shared(poller: poller, events: events, control: try WakeEvent(calls: calls))
    self.shared = shared
    try startServiceThread { shared.run() }
  }

  deinit {
    shared.state.withLock { $0.isEnding = true }
    shared.control.ring()
  }

  /// How the wait ended; a cancelled task ends it as the doorbell does.
  func wait(until deadline: MonotonicInstant) async throws(Errno) -> Poller.Outcome {
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        shared.state.withLock {
          $0.request = Request(deadline: deadline, continuation: continuation)
        }
        shared.control.ring()
      }
    } onCancel: {
      wake.ring()
    }
    return try result.get()
  }
}
