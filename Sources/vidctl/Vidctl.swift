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

      What a device does can be watched, kept and repeated, with any command:
        vidctl --trace info 0
        vidctl --record bug.v4l2rec capture 0 --count 30
        vidctl --replay bug.v4l2rec capture 0 --count 30

      No camera? 'vidctl vm run -- vidctl devices' does it in a virtual machine that has some.

      Exit status: 0 done, 1 failed while running, 2 wrong usage, 3 the device can't do it, 4 no such \
      device, 5 permission denied, 6 device busy, 130 or 143 interrupted. --json writes one document \
      to standard output; messages go to standard error.
      """,
    version: "0.1.0",
    subcommands: [
      Devices.self, Info.self, Formats.self, Negotiate.self, CaptureCommand.self, View.self,
      PipeCommand.self, DisplayCommand.self, ShareCommand.self, DMABufCommand.self,
      ControlsCommand.self, EDIDCommand.self, RecordingCommand.self, VM.self, BenchView.self,
      BenchPlan.self, BenchControls.self, BenchStatistics.self, BenchShare.self,
    ])

  @OptionGroup(title: "Watching and repeating") var session: SessionOptions
}

/// The program: parses, runs, and turns every end into a sentence and a truthful exit status.
@main
enum Program {
  static func main() async {
    TerminationSignals.ignoreClosedPipes()
    let (own, arguments) = SessionOptions.split(Array(CommandLine.arguments.dropFirst()))
    var conclusion: Conclusion?
    if own.isEmpty {
      conclusion = await run(arguments)
    } else {
      do {
        // A wrong command line must not leave a file behind, so it is found out first.
        _ = try Vidctl.parseAsRoot(arguments)
        let session = try CommandSession(sessionOptions(own), arguments: arguments)
        conclusion = session.finish(
          await Machine.$current.withValue(session.machine) { await run(arguments) })
      } catch {
        conclusion = Conclusion(error, arguments: arguments)
      }
    }
    Vidctl.exit(withError: conclusion?.carryOut() ?? ExitStatus.success.code)
  }

  /// Runs a command; what its failure says is put into words here, as it may ask the machine for causes.
  private static func run(_ arguments: [String]) async -> Conclusion? {
    do {
      var command = try Vidctl.parseAsRoot(arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      return nil
    } catch {
      return Conclusion(error, arguments: arguments)
    }
  }

  /// These options belong to the tool and not to a command, and so does what is wrong with them.
  private static func sessionOptions(_ arguments: [String]) throws -> SessionOptions {
    do {
      return try SessionOptions.parse(arguments)
    } catch {
      throw Failure.usage(Conclusion(error, arguments: []).sentence ?? "\(error)")
    }
  }
}
