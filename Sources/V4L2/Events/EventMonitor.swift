public import SystemIO
internal import SystemPackage

/// Waits for a device's events, for a program that takes no frames from it.
///
/// ```swift
/// try device.subscribe(to: .control, id: brightness.rawValue)
/// let monitor = try EventMonitor(device)
/// while case .event(let event) = try monitor.next() { print(event) }
/// ```
/// A stream of the same open file takes events as well, and leaves to a monitor those that are not of its
/// source.
public struct EventMonitor: Sendable {
  /// What ended a wait.
  public enum Outcome: Hashable, Sendable {
    /// An event.
    case event(Event)
    /// The doorbell rang.
    case woken
    /// The time passed.
    case timedOut
  }

  /// The device.
  public let device: Device
  private let poller: Poller

  /// Milliseconds between two looks at what others have put aside.
  private static let look = 250

  /// Makes a monitor; a `wake` event that is rung ends a wait.
  public init(_ device: Device, wake: WakeEvent? = nil) throws(V4L2Error) {
    self.device = device
    do {
      poller = try Poller(device.node.descriptor, events: Poller.urgent, wake: wake)
    } catch {
      throw V4L2Error("epoll_ctl", node: device.path, error)
    }
  }

  /// Waits for the next event; without a timeout for as long as it takes.
  ///
  /// Throws with `ENODEV` when the device goes. The corresponding system calls are `epoll_wait` and
  /// `VIDIOC_DQEVENT`.
  public func next(timeout: Duration? = nil) throws(V4L2Error) -> Outcome {
    var patience = Patience(milliseconds: timeout.map { max(0, $0.milliseconds) } ?? -1)
    while true {
      if let event = try device.nextEvent() { return .event(event) }
      // Nobody rings when a stream has put an event aside, so a long wait looks there now and then.
      let slice =
        patience.remaining < 0 ? Self.look : min(patience.remaining, Self.look)
      let outcome: Poller.Outcome
      do {
        outcome = try poller.wait(milliseconds: slice)
      } catch {
        throw V4L2Error("epoll_wait", node: device.path, error)
      }
      if outcome == .timedOut, slice != patience.remaining {
        guard patience.allowsAnother(at: device.now) else { return .timedOut }
        continue
      }
      switch outcome {
      case .woken: return .woken
      case .timedOut: return .timedOut
      case .ready(let events):
        if let event = try device.nextEvent() { return .event(event) }
        // videobuf2 says POLLERR of a queue that does not run, which is no failure to who waits for events.
        if events & Poller.hungUp != 0 {
          throw V4L2Error("epoll_wait", node: device.path, .noSuchDevice)
        }
        guard patience.allowsAnother(at: device.now) else { return .timedOut }
      }
    }
  }
}
