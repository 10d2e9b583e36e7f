internal import CVideoDev2

/// The signals by which a person or a service manager ends a program.
///
/// The handler writes to a doorbell and remembers the number; what follows from it is up to whoever
/// waits for the doorbell. A second signal ends the program at once. C keeps the state per object
/// file, so all of this stays in this one.
package enum TerminationSignals {
  /// Rings `event` when SIGINT or SIGTERM comes; the event must live until the program ends.
  @inline(never)
  package static func ring(_ event: WakeEvent) {
    for number in [SIGINT, SIGTERM] {
      _ = cv_ring_on_signal(number, event.rawDescriptor)
    }
  }

  /// The signal that came; nil as long as none has.
  @inline(never)
  package static var received: Int32? {
    let number = cv_received_signal()
    return number == 0 ? nil : number
  }

  /// Rings the event after a while, once.
  ///
  /// A timer of the kernel's, so that a loop with a time limit need not look at a clock. A limit beyond
  /// what the kernel can count to never comes.
  @inline(never)
  package static func ring(after duration: Duration) {
    let microseconds = duration.clampedNanoseconds / 1000
    _ = cv_ring_after(max(1, microseconds))
  }

  /// Whether the time has passed.
  @inline(never)
  package static var hasTimeExpired: Bool {
    cv_has_alarm_expired() != 0
  }

  /// Lets a write to a closed pipe answer `EPIPE` instead of ending the program.
  package static func ignoreClosedPipes() {
    cv_ignore_closed_pipes()
  }
}
