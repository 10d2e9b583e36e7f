internal import CSignals

/// The signals by which a person or a service manager ends a program.
///
/// The handler writes to a doorbell and remembers the number; what follows from it is up to whoever
/// waits for the doorbell. A second signal ends the program at once, though not before a terminal that
/// was taken is given back.
package enum TerminationSignals {
  /// Those that end an ordinary command: ctrl-C, and the polite request.
  package static let ordinary: [Int32] = [SIGINT, SIGTERM]
  /// Those that end a program which has taken the terminal: besides, ctrl-\ and a terminal that went away.
  package static let interactive: [Int32] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

  /// Rings `event` when one of the signals comes; the event must live until the program ends, or until
  /// another one is rung instead.
  package static func ring(_ event: WakeEvent, on signals: [Int32] = ordinary) {
    for number in signals {
      _ = csg_ring_on_signal(number, event.rawDescriptor)
    }
  }

  /// Lets the signals end the program again by themselves.
  package static func stopRinging(on signals: [Int32]) {
    for number in signals { csg_stop_ringing(number) }
  }

  /// The signal that came; nil as long as none has.
  package static var received: Int32? {
    let number = csg_received_signal()
    return number == 0 ? nil : number
  }

  /// Rings the event after a while, once.
  ///
  /// A timer of the kernel's, so that a loop with a time limit need not look at a clock. A limit beyond
  /// what the kernel can count to never comes. In a replay the recording tells when the time has passed.
  package static func ring(after duration: Duration) {
    guard Machine.current.isLive else { return }
    let microseconds = duration.clampedNanoseconds / 1000
    _ = csg_ring_after(max(1, microseconds))
  }

  /// Whether the time has passed.
  package static var hasTimeExpired: Bool {
    csg_has_alarm_expired() != 0
  }

  /// Takes what a recording tells of signals and time for what happened here.
  package static func replay(signal: Int32, hasTimeExpired: Bool) {
    csg_replay(signal, hasTimeExpired ? 1 : 0)
  }

  /// Lets a write to a closed pipe answer `EPIPE` instead of ending the program.
  package static func ignoreClosedPipes() {
    csg_ignore_closed_pipes()
  }
}
