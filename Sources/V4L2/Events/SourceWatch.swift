internal import CVideoDev2
internal import Synchronization
internal import SystemIO
internal import SystemPackage

/// A stream's subscription to what concerns it: a change of its source, and the end of it.
///
/// It ends with the stream. Where a driver has no such events there is nothing to watch.
final class SourceWatch: Sendable {
  /// What the events of a moment come to.
  struct Findings {
    var changes: SourceChanges = []
    var hasEnded = false

    mutating func note(_ event: Event) {
      switch event.payload {
      case .sourceChange(let changes): self.changes.formUnion(changes)
      case .endOfStream: hasEnded = true
      default: break
      }
    }
  }

  private let device: Device
  private let subjects: [EventMailbox.Subject]

  /// Subscribes; nil where neither event is to be had.
  init?(_ device: Device) throws(V4L2Error) {
    var input: CInt = 0
    // Receivers tell of a change by the input's number; without inputs it is zero.
    _ = device.node.attempt(.input, &input)
    var subjects: [EventMailbox.Subject] = []
    for (type, id) in [(EventType.sourceChange, UInt32(bitPattern: input)), (.endOfStream, 0)] {
      switch device.attemptSubscription(to: type, id: id) {
      case nil: subjects.append(EventMailbox.Subject(type: type, id: id))
      case .noSuchDevice?:
        throw V4L2Error("VIDIOC_SUBSCRIBE_EVENT", node: device.path, .noSuchDevice)
      // Whatever else a driver answers, its frames can be had without.
      case _?: continue
      }
    }
    guard !subjects.isEmpty else { return nil }
    self.device = device
    self.subjects = subjects
    for subject in subjects { device.mailbox.watch(subject) }
  }

  /// Whether the driver tells of changes of its source, and not of the end alone.
  var tellsOfChanges: Bool { subjects.contains { $0.type == .sourceChange } }

  /// Whether somebody else has found what this looks for.
  var hasNews: Bool { device.mailbox.hasNews.load(ordering: .acquiring) }

  /// Takes every event that waits, and leaves those of others in the device's mailbox.
  func look() throws(V4L2Error) -> Findings {
    var findings = Findings()
    while let event = device.mailbox.takeNews() { findings.note(event) }
    while let event = try device.nextKernelEvent() {
      guard isMine(event) else {
        device.mailbox.keep(event)
        continue
      }
      findings.note(event)
      device.mailbox.share(event)
    }
    return findings
  }

  private func isMine(_ event: Event) -> Bool {
    subjects.contains { $0.type == event.type && $0.id == event.id }
  }

  deinit {
    for subject in subjects {
      device.mailbox.unwatch(subject)
      try? device.unsubscribe(from: subject.type, id: subject.id)
    }
  }
}
