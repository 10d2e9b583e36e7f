internal import CVideoDev2

/// The signals by which a person or a service manager ends a program.
///
/// The handler writes to a doorbell and remembers the number; what follows from it is up to whoever
/// waits for the doorbell. A second signal ends the program at once.
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

  /// Lets a write to a closed pipe answer `EPIPE` instead of ending the program.
  package static func ignoreClosedPipes() {
    cv_ignore_closed_pipes()
  }
}
