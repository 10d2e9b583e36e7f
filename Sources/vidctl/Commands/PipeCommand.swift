import ArgumentParser
import Pipeline
import SystemIO
import V4L2

/// `vidctl pipe`.
struct PipeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipe",
    abstract: "Wires devices to each other, so that frames move without being copied.",
    discussion: """
      Stages stand between '!', the source first:

        vidctl pipe 'v4l2:0,1280x720@30 ! v4l2:/dev/video1'
        vidctl pipe 'v4l2:0,YUYV ! m2m:/dev/video10,H264 ! file:clip.h264'
        vidctl pipe 'v4l2:0 ! tee(display:? ; file:clip.y4m,drop-oldest ; share:/run/cam?)'

      Sources: v4l2:DEVICE captures; what follows the device is what the format must be, in the words of \
      'vidctl negotiate --help', and input=N, buffers=N, heap=NAME, udmabuf. share:PATH takes the frames of \
      another process.
      Between: m2m:DEVICE,FORMAT is an encoder, a decoder or a converter; convert:FORMAT and copy work \
      with the processor, on a thread of their own.
      Sinks: v4l2:DEVICE puts out (with lends, frames are in its own buffers if they can be), display:[CONNECTOR] shows, file:NAME writes, share:PATH gives to \
      other processes, null lets go. tee(… ; …) hands every frame to several branches.

      A sink with '?' behind it may fail: the others go on. What a stage has no room for waits; with \
      drop-oldest or drop-newest no more than queue=N frames do (2), so that one that is slow holds \
      nobody up. Quote with "…" what has a comma, a blank or one of !;)? in it.

      Formats, sizes, strides and memory are settled along the whole chain before anything runs; \
      --dry-run says how and changes nothing. Where two devices cannot share memory, frames are copied, \
      and the report says so; with --no-copy nothing starts then (status 3).

      It ends with the source, --count, --duration, or ctrl-C, which leaves files whole (status 130). \
      When a stage fails it ends as well (status 1), and its name is told.
      """)

  @Argument(
    help: ArgumentHelp("The stages, in quotes, with '!' between them.", valueName: "pipeline"))
  var text: String

  @Flag(help: "Say what would be done, link by link, and put everything back.")
  var dryRun = false

  @Flag(help: "Refuse to start rather than copy a frame with the processor.")
  var noCopy = false

  @Option(help: "Frames to take from the source.", transform: CaptureValues.count)
  var count: Int?

  @Option(help: "How long to run: 10, 2.5s, 1m.", transform: CaptureValues.duration)
  var duration: Duration?

  @Flag(name: .shortAndLong, help: "No progress and no summary; errors only.")
  var quiet = false

  @OptionGroup var json: JSONOption

  func run() throws {
    var options = Pipeline.Options()
    options.isWithoutCopies = noCopy
    options.frames = count
    options.duration = duration
    options.shouldStop = { TerminationSignals.received != nil }
    let pipeline: Pipeline
    do throws(PipelineError) {
      let description = try PipelineDescription(text)
      if json.isWanted, description.writesToStandardOutput {
        throw PipelineError(
          .description, "--json and 'file:-' both want standard output; name a file")
      }
      pipeline = try Pipeline(description, options)
    } catch {
      throw Failure(error)
    }
    if dryRun {
      if json.isWanted {
        try JSONDocument.write(PipeDocument(pipeline.plan, report: nil))
      } else {
        try StandardStream.output.write(
          PipePlanText(pipeline.plan).rendered(on: Canvas.of(.output)))
      }
      return
    }
    TerminationSignals.ring(pipeline.wake)
    let line = StatusLine()
    let isWatched = line.isTerminal && !quiet
    let watch: (PipelineReport) -> Void = { line.show(PipeReportText.progress($0), .dim) }
    let report = pipeline.run(watch: isWatched ? watch : nil)
    line.clear()
    if json.isWanted {
      try JSONDocument.write(PipeDocument(pipeline.plan, report: report))
    } else if !quiet {
      for sentence in PipeReportText.summary(report, pipeline.plan) {
        StandardStream.tell(sentence)
      }
    }
    if let failure = report.failure { throw Failure(running: failure) }
    if report.end == .woken { throw ExitStatus.interrupted(by: TerminationSignals.received ?? 2) }
    if report.end == .noSink {
      throw Failure(.failure, "every sink has failed; what each said is above, or in --json")
    }
    if let count, report.frames < count, report.end == .endOfStream {
      throw Failure(
        .failure, "the source ended after \(report.frames) of \(count) frames")
    }
  }
}
