internal import SystemIO
internal import SystemPackage
internal import Testing
internal import V4L2
internal import VideoFormats

// What drivers tell outside of their frames.
extension ContractCase {
  static let events: [Clause] = [
    (
      "an event that a driver does not have is refused",
      { subject, role in
        let device = try subject.open(role)
        let error = failure { () throws(V4L2Error) in
          try device.subscribe(to: EventType(rawValue: 0x0800_0001))
        }
        #expect(error?.errno == .invalidArgument && error?.operation == "VIDIOC_SUBSCRIBE_EVENT")
        #expect(try device.nextEvent() == nil)
      }
    ),
    (
      "a change of source is told to every file that asked, and to no other",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.hdmi)
        let (asked, silent) = (try subject.open(role), try subject.open(role))
        let input = UInt32(GrabberInput.hdmi)
        try asked.subscribe(to: .sourceChange, id: input)
        try asked.subscribe(to: .sourceChange, id: input)
        let monitor = try EventMonitor(asked)
        #expect(try monitor.next(timeout: .milliseconds(1)) == .timedOut)
        try subject.inject(.losesSignal, on: role)
        guard case .event(let event) = try monitor.next(timeout: .seconds(5)) else {
          throw ContractFailure("no event")
        }
        #expect(event.type == .sourceChange && event.id == input && event.timestamp > 0)
        #expect(event.payload == .sourceChange(.resolution))
        #expect(try silent.nextEvent() == nil)
        try asked.unsubscribe(from: .sourceChange, id: input)
        try asked.unsubscribe(from: .all)
        subject.recover(role)
        try device.selectInput(GrabberInput.hdmi)
        try subject.inject(.losesSignal, on: role)
        #expect(try asked.nextEvent() == nil)
      }
    ),
    (
      "a ring ends the wait for an event",
      { subject, role in
        let device = try subject.open(role)
        let wake = try subject.makeWake()
        let monitor = try EventMonitor(device, wake: wake)
        wake.ring()
        #expect(try monitor.next() == .woken)
      }
    ),
    (
      "a stream tells of a change of its source, and goes on",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.hdmi)
        var stream = try device.captureQueue().allocate().start()
        _ = try stream.frame()
        try subject.inject(.losesSignal, on: role)
        var changes: SourceChanges?
        for _ in 0..<20 where changes == nil {
          if case .sourceChanged(let told) = try stream.next() { changes = told }
        }
        #expect(changes == .resolution)
        #expect(try stream.outcome() == "frame")
      }
    ),
  ]
}
