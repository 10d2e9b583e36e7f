import Capture
import Negotiation
import SystemIO
import TerminalUI
import V4L2
import VideoFormats

/// Chooses between the full screen and plain questions, and concludes.
struct NegotiateInteractively {
  var device: Device
  var reference: String
  var wish: Constraints?
  var isPrompt: Bool

  func run() throws {
    let term = Terminal.variable("TERM") ?? ""
    let isTerminal = Terminal.isTerminal(0) && Terminal.isTerminal(1)
    if isPrompt || (isTerminal && (term.isEmpty || term == "dumb")) {
      return try NegotiatePrompt(device: device, reference: reference, wish: wish).run()
    }
    guard isTerminal else {
      let which = Terminal.isTerminal(0) ? "output" : "input"
      throw Failure.usage(
        "negotiate is interactive, and standard \(which) is no terminal; "
          + "use --plan CONSTRAINTS, or --prompt for plain questions")
    }
    let terminal: TerminalSession
    do {
      terminal = try TerminalSession()
    } catch {
      throw Failure(.failure, "\(error)")
    }
    let session: NegotiatorSession
    do {
      session = try NegotiatorSession(device, named: reference, wish: wish, terminal: terminal)
    } catch {
      terminal.end()
      throw error
    }
    let (end, equivalent) = session.run()
    if case .failed(let failure) = end { throw failure }
    guard case .interrupted(let signal) = end else {
      return try StandardStream.output.write(equivalent.text)
    }
    // A terminal that has gone takes no more text; the signal is what counts.
    try? StandardStream.output.write(equivalent.text)
    throw ExitStatus.interrupted(by: signal)
  }
}
