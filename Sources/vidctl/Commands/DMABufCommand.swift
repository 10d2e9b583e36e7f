import ArgumentParser
import Pipeline
import TerminalUI

/// `vidctl dmabuf`.
struct DMABufCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dmabuf",
    abstract: "Finds out which devices can share memory.",
    subcommands: [ProbeCommand.self])
}

/// `vidctl dmabuf probe`.
struct ProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "Tries whose buffers each of two devices takes.",
    discussion: """
      Either side is a video device, a graphics card (card:/dev/dri/card0), a heap (heap:system) or \
      ordinary memory (udmabuf). Each allocates a buffer that the other imports, and a heap and \
      ordinary memory are tried with both; what refuses says why. Then it says what a pipeline from the \
      first to the second would do.

        vidctl dmabuf probe /dev/video0 /dev/video1
        vidctl dmabuf probe 0 card:/dev/dri/card0 --json

      Nothing is started, and formats are put back. A device that is in use can't be probed (status 6).
      """)

  @Argument(help: "Where frames would come from.") var first: String
  @Argument(help: "Where they would go.") var second: String
  @OptionGroup var json: JSONOption

  func run() throws {
    let probe: SharingProbe
    do throws(PipelineError) {
      probe = try SharingProbe(first, second)
    } catch {
      throw Failure(error)
    }
    if json.isWanted {
      try JSONDocument.write(ProbeDocument(probe))
    } else {
      try StandardStream.output.write(ProbeText(probe).rendered(on: Canvas.of(.output)))
    }
  }
}
