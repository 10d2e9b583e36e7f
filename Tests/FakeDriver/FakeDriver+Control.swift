internal import CVideoDev2
internal import Synchronization
package import SystemIO

// What a test does to the machine, and what it asks of it afterwards.
extension FakeDriver {
  /// Plugs a device in.
  package func add(_ path: String, _ personality: Personality) {
    state.withLock { $0.nodes[path] = FakeNode(personality) }
  }

  /// Pulls a device out: its node vanishes once nobody has it open, and answers ENODEV until then.
  package func disconnect(_ path: String) {
    state.withLock { $0.nodes[path]?.disconnect() }
  }

  /// Changes how a node behaves.
  package func configure(_ path: String, _ change: @Sendable (inout Behaviour) -> Void) {
    state.withLock { state in
      guard var behaviour = state.nodes[path]?.behaviour else { return }
      change(&behaviour)
      state.nodes[path]?.behaviour = behaviour
    }
  }

  /// Sets everything about a node's source to what it was at first.
  package func resetSource(_ path: String) {
    state.withLock { state in
      guard let node = state.nodes[path], !node.personality.inputKinds.isEmpty else { return }
      let fresh = FakeNode(node.personality)
      state.nodes[path]?.source = fresh.source
      state.nodes[path]?.input = fresh.input
      state.nodes[path]?.format = fresh.format
      state.nodes[path]?.interval = fresh.interval
    }
  }

  /// Sets every control of a node to what it was at first.
  package func resetControls(_ path: String) {
    state.withLock { state in
      guard let node = state.nodes[path] else { return }
      state.nodes[path]?.controls = FakeNode.controls(of: node.personality)
    }
  }

  /// Changes what a node has for controls, as no program can.
  package func changeControls(_ path: String, _ change: @Sendable (inout [FakeControl]) -> Void) {
    state.withLock { state in
      guard var controls = state.nodes[path]?.controls else { return }
      change(&controls)
      state.nodes[path]?.controls = controls
    }
  }

  /// Flips a bit of a node's EDID, so that a checksum is wrong.
  package func damageEDID(_ path: String) {
    state.withLock { $0.nodes[path]?.source.edid[20] ^= 1 }
  }

  /// Puts a node's queue into the error state that only STREAMOFF ends.
  package func failStreaming(_ path: String) {
    state.withLock { state in
      state.nodes[path]?.queue.hasFailed = true
      state.nodes[path]?.converter?.source[0].queue.hasFailed = true
      state.nodes[path]?.converter?.destination[0].queue.hasFailed = true
    }
  }

  /// Lets what comes in at a node's chosen input change, as the driver tells of it.
  package func changeSource(_ path: String) {
    state.withLock { state in
      let now = state.now
      state.nodes[path]?.postSourceChange(now: now)
    }
  }

  /// Lets a node tell of anything: an event by its type, its id and the first bytes of its data.
  package func postEvent(_ path: String, type: UInt32, id: UInt32 = 0, data: [UInt8] = []) {
    state.withLock { state in
      var event = v4l2_event()
      event.type = type
      event.id = id
      unsafe withUnsafeMutableBytes(of: &event.u) { bytes in
        unsafe bytes.copyBytes(from: data.prefix(bytes.count))
      }
      let now = state.now
      state.nodes[path]?.events.post(event, now: now)
    }
  }

  /// What was put out at a node, newest last; of a long run the end.
  package func output(_ path: String) -> [FakeOutputFrame] {
    state.withLock { $0.nodes[path]?.queue.output ?? [] }
  }

  /// Accesses to dma-bufs that were announced and not ended.
  package var openAccesses: Int { state.withLock { $0.openAccesses } }

  /// Lets a call fail: the one after `passes` more of the name, and all later ones if it is lasting.
  ///
  /// Without a name, calls of every name count.
  package func fail(
    _ name: StaticString? = nil, errno: Int32, after passes: Int = 0, isLasting: Bool = false
  ) {
    state.withLock { $0.faults.fail(name, errno: errno, after: passes, isLasting: isLasting) }
  }

  /// Lets a driver lack a request: it answers ENOTTY for good.
  package func answerNotImplemented(_ name: String, on path: String) {
    guard let number = CallName.requestNumber(name) else { return }
    state.withLock { _ = $0.nodes[path]?.personality.missingRequests.insert(number) }
  }

  /// Forgets the failures that were not met.
  package func forgetFaults() {
    state.withLock { $0.faults.forgetFaults() }
  }

  /// Rings a doorbell when the clock has moved on by so much.
  package func ring(_ wake: WakeEvent, after delay: Duration) {
    let descriptor = wake.rawDescriptor
    let nanoseconds = delay.clampedNanoseconds
    state.withLock { $0.agenda.append((time: $0.now + nanoseconds, descriptor: descriptor)) }
  }

  /// Moves the clock on.
  package func advance(by duration: Duration) {
    let nanoseconds = duration.clampedNanoseconds
    state.withLock { $0.advance(to: $0.now + nanoseconds) }
  }

  /// What went wrong, since STREAMON, with the frames that were taken from a node.
  package func injectedFaults(_ path: String) -> InjectedFaults {
    state.withLock { $0.nodes[path]?.manners.taken ?? InjectedFaults() }
  }

  /// Descriptors open now.
  package var openDescriptors: Int { state.withLock { $0.files.count } }
  /// Mappings that exist now.
  package var liveMappings: Int { state.withLock { $0.mappings.reduce(0) { $0 + $1.count } } }
  /// System calls so far, by name.
  package var callCounts: [String: Int] { state.withLock { $0.faults.countsByName } }
  /// System calls so far.
  package var callCount: Int { state.withLock { $0.faults.total } }
  /// Starts the counts again from zero.
  package func forgetCounts() { state.withLock { $0.faults.forgetCounts() } }
  /// Buffers a node has allocated.
  package func bufferCount(_ path: String) -> Int {
    state.withLock { state in
      guard let node = state.nodes[path] else { return 0 }
      let halves = (node.converter?.source ?? []) + (node.converter?.destination ?? [])
      return halves.reduce(node.queue.count) { $0 + $1.queue.count }
    }
  }
  /// Whether a node streams.
  package func isStreaming(_ path: String) -> Bool {
    state.withLock { $0.nodes[path]?.queue.isStreaming ?? false }
  }
}
