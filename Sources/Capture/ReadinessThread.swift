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
  }

  /// What the thread itself holds on to, so that it does not keep its owner alive.
  private final class Shared: Sendable {
    let poller: Poller
    let control: WakeEvent
    let idle: Poller
    let state = Mutex(State())

    init(poller: Poller, control: WakeEvent) throws(Errno) {
      self.poller = poller
      self.control = control
      idle = try Poller(control.descriptor, events: Poller.readable, wake: nil)
    }

    func run() {
      while true {
        // A failing poll would leave the next request unanswered, so it is answered with the failure.
        let idled = Result { () throws(Errno) in try idle.wait(milliseconds: -1) }
        control.take()
        let (request, isEnding) = state.withLock { state in
          (state.request.take(), state.isEnding)
        }
        if let request {
          switch idled {
          case .failure(let errno): request.continuation.resume(returning: .failure(errno))
          case .success:
            let outcome = Result { () throws(Errno) in
              try poller.wait(milliseconds: request.milliseconds)
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
    poller: Poller, calls: any SystemCalls, wake: WakeEvent
  ) throws(Errno) {
    self.wake = wake
    let shared = try Shared(poller: poller, control: WakeEvent(calls: calls))
    self.shared = shared
    try startServiceThread { shared.run() }
  }

  deinit {
    shared.state.withLock { $0.isEnding = true }
    shared.control.ring()
  }

  /// How the wait ended; a cancelled task ends it as the doorbell does.
  func wait(milliseconds: Int) async throws(Errno) -> Poller.Outcome {
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        shared.state.withLock {
          $0.request = Request(milliseconds: milliseconds, continuation: continuation)
        }
        shared.control.ring()
      }
    } onCancel: {
      wake.ring()
    }
    return try result.get()
  }
}
