internal import CVideoDev2

/// What the open files of a node have subscribed to, and the events that wait for each.
struct FakeEvents {
  private struct Subscription {
    var file: Int32
    var type: UInt32
    var id: UInt32
    var flags: UInt32
  }

  private var subscriptions: [Subscription] = []
  private var waiting: [(file: Int32, event: v4l2_event)] = []
  private var sequences: [Int32: UInt32] = [:]

  func hasPending(_ file: Int32) -> Bool { waiting.contains { $0.file == file } }

  /// Notes a subscription; true if it is a new one.
  mutating func subscribe(_ request: v4l2_event_subscription, _ file: Int32) -> Bool {
    let isKnown = subscriptions.contains {
      $0.file == file && $0.type == request.type && $0.id == request.id
    }
    guard !isKnown else { return false }
    subscriptions.append(
      Subscription(file: file, type: request.type, id: request.id, flags: request.flags))
    return true
  }

  /// Type 0 ends all of the file's; events that wait go with their subscription.
  mutating func unsubscribe(_ request: v4l2_event_subscription, _ file: Int32) {
    let isAll = request.type == 0
    subscriptions.removeAll {
      $0.file == file && (isAll || ($0.type == request.type && $0.id == request.id))
    }
    waiting.removeAll {
      $0.file == file && (isAll || ($0.event.type == request.type && $0.event.id == request.id))
    }
  }

  mutating func close(_ file: Int32) {
    subscriptions.removeAll { $0.file == file }
    waiting.removeAll { $0.file == file }
    sequences[file] = nil
  }

  /// Gives an event to every file that has subscribed to it.
  ///
  /// As in the kernel a subscription has room for one event, and a later one takes an earlier one's place.
  /// The file that caused it hears of it only if it asked to.
  mutating func post(_ event: v4l2_event, cause: Int32? = nil, now: Int64) {
    for subscription in subscriptions
    where subscription.type == event.type && subscription.id == event.id {
      let wantsFeedback = subscription.flags & UInt32(V4L2_EVENT_SUB_FL_ALLOW_FEEDBACK) != 0
      if subscription.file == cause, !wantsFeedback { continue }
      send(event, to: subscription.file, now: now)
    }
  }

  /// Gives an event to one file.
  mutating func send(_ event: v4l2_event, to file: Int32, now: Int64) {
    var copy = event
    copy.sequence = sequences[file, default: 0]
    sequences[file, default: 0] += 1
    copy.timestamp = timespec(
      tv_sec: Int(now / 1_000_000_000), tv_nsec: Int(now % 1_000_000_000))
    if let known = waiting.firstIndex(where: {
      $0.file == file && $0.event.type == event.type && $0.event.id == event.id
    }) {
      merge(waiting[known].event, into: &copy)
      waiting.remove(at: known)
    }
    waiting.append((file, copy))
  }

  private func merge(_ old: v4l2_event, into new: inout v4l2_event) {
    switch Int32(new.type) {
    case V4L2_EVENT_CTRL: unsafe new.u.ctrl.changes |= old.u.ctrl.changes
    case V4L2_EVENT_SOURCE_CHANGE: unsafe new.u.src_change.changes |= old.u.src_change.changes
    default: break
    }
  }

  mutating func take(_ file: Int32) -> v4l2_event? {
    guard let position = waiting.firstIndex(where: { $0.file == file }) else { return nil }
    var event = waiting.remove(at: position).event
    event.pending = UInt32(waiting.count { $0.file == file })
    return event
  }
}

extension FakeNode {
  mutating func subscribe(
    _ request: v4l2_event_subscription, _ file: Int32, _ now: Int64
  ) -> Int32 {
    guard personality.events.contains(request.type) else { return -EINVAL }
    guard request.type == UInt32(V4L2_EVENT_CTRL) else {
      _ = events.subscribe(request, file)
      return 0
    }
    guard let control = controls.first(where: { $0.id == request.id }) else { return -EINVAL }
    let isNew = events.subscribe(request, file)
    if isNew, request.flags & UInt32(V4L2_EVENT_SUB_FL_SEND_INITIAL) != 0 {
      let isReadable = control.flags & UInt32(V4L2_CTRL_FLAG_WRITE_ONLY) == 0
      let changes = V4L2_EVENT_CTRL_CH_FLAGS | (isReadable ? V4L2_EVENT_CTRL_CH_VALUE : 0)
      events.send(event(of: control, changes), to: file, now: now)
    }
    return 0
  }

  mutating func unsubscribe(_ request: v4l2_event_subscription, _ file: Int32) -> Int32 {
    events.unsubscribe(request, file)
    return 0
  }

  mutating func dequeueEvent(_ event: inout v4l2_event, _ file: Int32) -> Int32 {
    guard let next = events.take(file) else { return -ENOENT }
    event = next
    return 0
  }

  /// Tells that what comes in at the chosen input has changed.
  mutating func postSourceChange(now: Int64) {
    var event = v4l2_event()
    event.type = UInt32(V4L2_EVENT_SOURCE_CHANGE)
    event.id = UInt32(bitPattern: input)
    unsafe event.u.src_change.changes = UInt32(V4L2_EVENT_SRC_CH_RESOLUTION)
    events.post(event, now: now)
  }
}
