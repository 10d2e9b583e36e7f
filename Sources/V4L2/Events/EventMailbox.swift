internal import Synchronization

/// What an open file has asked to be told, and the events that were taken by somebody they were not for.
///
/// The kernel has one list of events an open file, whoever subscribed. A stream that looks there for a
/// change of its source leaves the rest here, where the next reader finds them first.
final class EventMailbox: Sendable {
  struct Subject: Hashable {
    var type: EventType
    var id: UInt32

    init(type: EventType, id: UInt32) {
      self.type = type
      self.id = id
    }

    init(_ event: Event) { self.init(type: event.type, id: event.id) }
  }

  private struct State {
    var subscribers: [Subject: Int] = [:]
    var events: [Event] = []
    /// What streams look for, and what was found of it by somebody else.
    var watched: [Subject: Int] = [:]
    var news: [Event] = []
  }

  private let state = Mutex(State())
  /// Whether there may be news; read for every frame, where a lock would be too much.
  let hasNews = Atomic<Bool>(false)
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

  /// A stream begins to look for something.
  func watch(_ subject: Subject) {
    state.withLock { $0.watched[subject, default: 0] += 1 }
  }

  func unwatch(_ subject: Subject) {
    state.withLock { state in
      let left = (state.watched[subject] ?? 1) - 1
      state.watched[subject] = left > 0 ? left : nil
      if left <= 0 { state.news.removeAll { Subject($0) == subject } }
    }
  }

  /// Sorts an event of the kernel's list that a program has taken: what a stream looks for is left to it, and is the
  /// program's as well only if that has subscribed to it itself. True if the program gets it.
  func sort(_ event: Event) -> Bool {
    state.withLock { state in
      let subject = Subject(event)
      guard let watches = state.watched[subject] else { return true }
      state.news.append(event)
      hasNews.store(true, ordering: .releasing)
      return state.subscribers[subject, default: 0] > watches
    }
  }

  /// Sorts an event that a stream has taken and looks for: it stays for others who have subscribed as well.
  func share(_ event: Event) {
    let isShared = state.withLock { state in
      let subject = Subject(event)
      return state.subscribers[subject, default: 0] > state.watched[subject, default: 0]
    }
    if isShared { keep(event) }
  }

  /// What a stream looks for and somebody else has found.
  func takeNews() -> Event? {
    state.withLock { state in
      guard !state.news.isEmpty else {
        hasNews.store(false, ordering: .releasing)
        return nil
      }
      return state.news.removeFirst()
    }
  }

  func take() -> Event? {
    state.withLock { $0.events.isEmpty ? nil : $0.events.removeFirst() }
  }
}
