internal import CVideoDev2

/// What an epoll set watches.
struct FakePollSet {
  struct Entry {
    var descriptor: Int32
    var events: UInt32
    var number: UInt32
  }

  /// What epoll_wait says of one descriptor.
  struct Answer: Sendable {
    var events: UInt32
    var number: UInt32
  }

  /// Entries; the one that was answered last is the last, so that none is starved.
  var entries: [Entry] = []
}

extension FakeKernelState {
  mutating func openPollSet() -> Int32 { add(.pollSet(FakePollSet())) }

  mutating func add(
    _ descriptor: Int32, events: UInt32, number: UInt32, to set: Int32
  ) -> Int32 {
    guard let position = position(set), self.position(descriptor) != nil else { return -EBADF }
    guard case .pollSet(var content) = files[position].file, descriptor != set else {
      return -EINVAL
    }
    guard !content.entries.contains(where: { $0.descriptor == descriptor }) else {
      return -EEXIST
    }
    content.entries.append(
      FakePollSet.Entry(descriptor: descriptor, events: events, number: number))
    files[position].file = .pollSet(content)
    return 0
  }

  /// A descriptor that is closed leaves every set without a word.
  mutating func forgetInPollSets(_ descriptor: Int32) {
    for index in files.indices {
      guard case .pollSet(var set) = files[index].file,
        set.entries.contains(where: { $0.descriptor == descriptor })
      else { continue }
      set.entries.removeAll { $0.descriptor == descriptor }
      files[index].file = .pollSet(set)
    }
  }

  /// Waits for one event: moves the clock on until there is one, or to the deadline.
  mutating func wait(
    _ set: Int32, _ milliseconds: Int32
  ) -> Result<FakePollSet.Answer?, FakeErrno> {
    guard let position = position(set) else { return .failure(FakeErrno(EBADF)) }
    guard case .pollSet = files[position].file else { return .failure(FakeErrno(EINVAL)) }
    let deadline = milliseconds < 0 ? Int64.max : now + Int64(milliseconds) * 1_000_000
    advance(to: now)
    while true {
      if let answer = takeReady(position) { return .success(answer) }
      if now >= deadline { return .success(nil) }
      let next = min(nextEvent(position), deadline)
      // Nothing will ever happen: a real process would sleep for ever here, which helps no test.
      if next == .max { return .failure(FakeErrno(EDEADLK)) }
      advance(to: next)
    }
  }

  private mutating func takeReady(_ position: Int) -> FakePollSet.Answer? {
    guard case .pollSet(let set) = files[position].file else { return nil }
    for (index, entry) in set.entries.enumerated() {
      let events = readiness(entry)
      guard events != 0 else { continue }
      if index != set.entries.count - 1 { rotate(position, index) }
      return FakePollSet.Answer(events: events, number: entry.number)
    }
    return nil
  }

  private mutating func rotate(_ position: Int, _ index: Int) {
    guard case .pollSet(var set) = files[position].file else { return }
    set.entries.append(set.entries.remove(at: index))
    files[position].file = .pollSet(set)
  }

  private mutating func readiness(_ entry: FakePollSet.Entry) -> UInt32 {
    guard let position = position(entry.descriptor) else { return 0 }
    switch files[position].file {
    case .event(let value): return value > 0 ? entry.events & EPOLLIN.rawValue : 0
    case .node(let path):
      return nodes[path]?.readiness(entry.events, file: entry.descriptor, now: now)
        ?? EPOLLERR.rawValue
    case .request(let isQueued):
      return requestReadiness(entry.descriptor, isQueued: isQueued, entry.events)
    case .fence: return entry.events & EPOLLIN.rawValue
    case .pollSet, .buffer, .heap, .media: return 0
    }
  }

  /// The time of the next thing that may end this wait.
  private func nextEvent(_ position: Int) -> Int64 {
    guard case .pollSet(let set) = files[position].file else { return .max }
    var next = agenda.reduce(Int64.max) { min($0, $1.time) }
    for entry in set.entries {
      guard let position = self.position(entry.descriptor) else { continue }
      switch files[position].file {
      case .node(let path): next = min(next, nodes[path]?.nextFrameTime ?? .max)
      // Whichever node works a request off.
      case .request: next = nodes.values.reduce(next) { min($0, $1.nextFrameTime ?? .max) }
      default: continue
      }
    }
    return next
  }
}
