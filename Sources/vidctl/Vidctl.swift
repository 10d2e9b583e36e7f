import ArgumentParser
import SystemIO

/// The root of the command line.
struct Vidctl: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vidctl",
    abstract: "Finds, describes and reads Linux video devices.",
    discussion: """
      DEVICE is a node path (/dev/video0), a number (0), or an identity that survives replugging: a \
      USB vendor:product[:serial], bus information, a by-id or by-path name, or the card's name.

      Look first, then capture:
        vidctl devices
        vidctl formats 0
        vidctl negotiate 0
        vidctl capture 0 -o picture.png

      No camera? 'vidctl vm run -- vidctl devices' does it in a virtual machine that has some.

      Exit status: 0 done, 1 failed while running, 2 wrong usage, 3 the device can't do it, 4 no such \
      device, 5 permission denied, 6 device busy, 130 or 143 interrupted. --json writes one document \
      to standard output; messages go to standard error.
      """,
    version: "0.1.0",
    subcommands: [
      Devices.self, Info.self, Formats.self, Negotiate.self, CaptureCommand.self, View.self,
      ControlsCommand.self, EDIDCommand.self, VM.self, BenchView.self, BenchPlan.self,
      BenchControls.self, BenchStatistics.self,
    ])
}

/// The program: parses, runs, and turns every end into a sentence and a truthful exit status.
@main
enum Program {
  static func main() async {
    TerminationSignals.ignoreClosedPipes()
    let arguments = Array(CommandLine.arguments.dropFirst())
    var status = ExitStatus.success.code
    do {
      var command = try Vidctl.parseAsRoot(arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      status = Conclusion(error, arguments: arguments).carryOut()
    }
    Vidctl.exit(withError: status)
  }
}
