internal import CSignals
internal import Synchronization
package import SystemIO
internal import SystemPackage

/// A terminal taken over as a whole: keys come one by one, and the screen is the program's.
///
/// The shell's screen and modes come back however the program ends: by `end` or with the last reference, by
/// SIGINT, SIGTERM, SIGHUP and SIGQUIT, which come as events and end the program at once when they come
/// twice, while it is stopped by ctrl-Z, and when it crashes. Only SIGKILL leaves nobody to do it; `reset`
/// helps then. ctrl-C is a key here, not a signal.
///
/// A thread of the session reads the terminal and puts events into a queue. It ends with the session, and
/// what was typed after that is left for others. There is one session at a time. It may be used from any
/// thread.
package final class TerminalSession: Sendable {
  private let service: TerminalService
  private let arrivals: Poller

  /// Takes the terminal.
  ///
  /// - Parameters:
  ///   - input: Where keys come from; standard input.
  ///   - output: What is drawn on; standard output.
  ///   - wake: A doorbell that ends a wait as well.
  ///   - colored: Whether to draw in colour; nil for what the environment says.
  ///   - ascii: Whether only ASCII may be drawn; nil for what the locale says.
  package init(
    input: Int32 = 0, output: Int32 = 1, wake: WakeEvent? = nil, colored: Bool? = nil,
    depth: ColorDepth? = nil, ascii: Bool? = nil
  ) throws(TerminalError) {
    for descriptor in [input, output] where !Terminal.isTerminal(descriptor) {
      throw .notATerminal(descriptor: descriptor)
    }
    let depth = depth ?? .detected
    let renderer = ScreenRenderer(
      colored: colored ?? (depth != .monochrome), depth: depth,
      ascii: ascii ?? !Terminal.hasUTF8Locale)
    do throws(Errno) {
      service = try TerminalService(input: input, output: output, renderer: renderer)
      arrivals = try Poller(service.arrival.descriptor, events: Poller.readable, wake: wake)
    } catch {
      throw .system("eventfd", error)
    }
    try service.begin()
  }

  deinit { service.end() }

  /// Columns of the terminal.
  package var columns: Int { service.size.columns }
  /// Rows of the terminal.
  package var rows: Int { service.size.rows }
  /// Width of a cell by its height; one half where the terminal does not tell.
  package var cellAspect: Double { service.size.cellAspect }
  /// A cell in pixels; nil where the terminal does not tell.
  package var cellPixels: (width: Int, height: Int)? { service.size.cellPixels }

  /// Waits for an event, the doorbell or the end of the time, which is nil; without a time, for ever.
  package func next(timeout: Duration? = nil) -> TerminalEvent? {
    if let event = service.takeEvent() { return event }
    let deadline = timeout.map {
      MonotonicInstant(nanoseconds: Kernel.shared.monotonicNanoseconds()).advanced(by: $0)
    }
    while true {
      let rest = deadline.map { $0.nanoseconds - Kernel.shared.monotonicNanoseconds() }
      let milliseconds = rest.map { Int(clamping: max(0, $0) / 1_000_000 + 1) } ?? -1
      guard let outcome = try? arrivals.wait(milliseconds: timeout == .zero ? 0 : milliseconds)
      else { return .closed }
      switch outcome {
      case .woken: return .woken
      case .timedOut: return service.takeEvent()
      case .ready:
        // Rung for what a wait before has taken already, perhaps.
        if let event = service.takeEvent() { return event }
        if let rest, rest <= 0 { return nil }
      }
    }
  }

  /// An event that is there already.
  package func nextIfReady() -> TerminalEvent? { service.takeEvent() }

  /// Has another doorbell rung whenever there is an event, for a program that waits elsewhere; nil for none.
  ///
  /// It is rung at once when events are waiting, and when a timer or signal of `TerminationSignals` comes.
  package func ring(_ wake: WakeEvent?) { service.ring(wake) }

  /// Draws what differs from what the terminal shows.
  package func show(_ screen: Screen) { service.show(screen) }

  /// Writes bytes as they are, for protocols that draw pixels; gives up when the terminal has gone.
  package func write(_ bytes: [UInt8]) { service.write(bytes) }

  /// Has everything drawn anew by the next `show`.
  package func invalidate() { service.invalidate() }

  /// Gives the terminal back; may be called twice.
  package func end() { service.end() }
}
