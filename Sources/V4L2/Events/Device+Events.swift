internal import CVideoDev2
internal import SystemPackage

/// Ways of subscribing. The corresponding C constants are `V4L2_EVENT_SUB_FL_*`; bits without a name survive.
public struct SubscriptionOptions: OptionSet, Hashable, Sendable {
  /// The kernel's bits.
  public let rawValue: UInt32
  /// Makes a set from the kernel's bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Begins with an event that tells the present state. The corresponding C constant is `V4L2_EVENT_SUB_FL_SEND_INITIAL`.
  public static let sendInitial = SubscriptionOptions(rawValue: 1)
  /// Tells of changes by this open file as well. The corresponding C constant is `V4L2_EVENT_SUB_FL_ALLOW_FEEDBACK`.
  public static let allowFeedback = SubscriptionOptions(rawValue: 2)
}

extension Device {
  /// Asks to be told of events of a type.
  ///
  /// The id is the number of the control or input it is about. Each call wants an `unsubscribe`. Fails with
  /// `EINVAL` or `ENOTTY` where the driver has no such events. The corresponding request is
  /// `VIDIOC_SUBSCRIBE_EVENT`.
  public func subscribe(
    to type: EventType, id: UInt32 = 0, options: SubscriptionOptions = []
  ) throws(V4L2Error) {
    if let errno = attemptSubscription(to: type, id: id, options: options) {
      throw V4L2Error("VIDIOC_SUBSCRIBE_EVENT", node: path, errno)
    }
  }

  /// Subscribes where a refusal is an outcome; nil is success.
  func attemptSubscription(
    to type: EventType, id: UInt32, options: SubscriptionOptions = []
  ) -> Errno? {
    let subject = EventMailbox.Subject(type: type, id: id)
    let isFirst = mailbox.add(subject)
    guard isFirst || !options.isEmpty else { return nil }
    // The kernel keeps the options of the first: who wants others subscribes anew, for all.
    if !isFirst { unsubscribeFromKernel(type, id) }
    var subscription = v4l2_event_subscription()
    subscription.type = type.rawValue
    subscription.id = id
    subscription.flags = options.rawValue
    guard let errno = node.attempt(.subscribeEvent, &subscription) else { return nil }
    _ = mailbox.remove(subject)
    guard !isFirst else { return errno }
    // Those who had subscribed before have done so still.
    subscription.flags = 0
    _ = node.attempt(.subscribeEvent, &subscription)
    return errno
  }

  private func unsubscribeFromKernel(_ type: EventType, _ id: UInt32) {
    var subscription = v4l2_event_subscription()
    subscription.type = type.rawValue
    subscription.id = id
    _ = node.attempt(.unsubscribeEvent, &subscription)
  }

  /// Asks no longer to be told; events that wait already may still be taken.
  ///
  /// The driver stops when the last subscriber of this open file has asked. `.all` ends every subscription
  /// at once. The corresponding request is `VIDIOC_UNSUBSCRIBE_EVENT`.
  public func unsubscribe(from type: EventType, id: UInt32 = 0) throws(V4L2Error) {
    if type == .all {
      mailbox.removeAll()
    } else {
      guard mailbox.remove(EventMailbox.Subject(type: type, id: id)) else { return }
    }
    var subscription = v4l2_event_subscription()
    subscription.type = type.rawValue
    subscription.id = id
    try node.perform(.unsubscribeEvent, &subscription)
  }

  /// The next event; nil when none waits. Never blocks.
  ///
  /// Several readers of one open file share its events: each is given to one of them, and a change of the source that a
  /// running stream looks for to the stream as well. The corresponding
  /// request is `VIDIOC_DQEVENT`.
  public func nextEvent() throws(V4L2Error) -> Event? {
    if let event = mailbox.take() { return event }
    while let event = try nextKernelEvent() {
      if mailbox.sort(event) { return event }
    }
    return nil
  }

  /// Leaves an event that was taken to whoever asks next.
  package func keep(_ event: Event) { mailbox.keep(event) }

  /// The next event of the kernel's own list.
  func nextKernelEvent() throws(V4L2Error) -> Event? {
    var event = v4l2_event()
    switch node.attempt(.dequeueEvent, &event) {
    case nil: return Event(event)
    // ENOENT is how the kernel says that none waits; without a subscription drivers may answer otherwise.
    case .noSuchFileOrDirectory?, .resourceTemporarilyUnavailable?: return nil
    case let errno?: throw V4L2Error("VIDIOC_DQEVENT", node: path, errno)
    }
  }
}
