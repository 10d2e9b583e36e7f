internal import Synchronization

/// What an open file has asked to be told, and the events that were taken by somebody they were not for.
///
/// The kernel has one list of events an open file, whoever subscribed. A stream that looks there for a
/// change of its source leaves the rest here, where the next reader finds them first.
final class EventMailbox: Sendable {
  struct Subject: Hashable {
    var type: EventType
    var id: UInt32
  }

  private struct State {
    var subscribers: [Subject: Int] = [:]
    var events: [Event] = []
  }

  private let state = Mutex(State())
  /// Events nobody reads must not grow without bound; the kernel keeps one for each subject, or a few.
  private static let capacity = 256

  /// Notes a subscriber; true if it is the first.
  func add(_ subject: Subject) -> Bool {
    state.withLock { state in
      state.subscribers[subject, default: 0] += 1
      return state.subscribers[subject] == 1
    }
  }

  /// Notes a subscriber less; true if it was the last, or there was none.
  func remove(_ subject: Subject) -> Bool {
    state.withLock { state in
      let left = (state.subscribers[subject] ?? 1) - 1
      state.subscribers[subject] = left > 0 ? left : nil
      return left <= 0
    }
  }

  func removeAll() {
    state.withLock { $0.subscribers = [:] }
  }

  /// Keeps an event for another reader; of too many the oldest goes.
  func keep(_ event: Event) {
    state.withLock { state in
      if state.events.count == Self.capacity { state.events.removeFirst() }
      state.events.append(event)
    }
  }

  func take() -> Event? {
    state.withLock { $0.events.isEmpty ? nil : $0.events.removeFirst() }
  }
}
