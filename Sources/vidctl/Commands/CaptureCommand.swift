import ArgumentParser
import Capture
import Imaging
import SystemIO
import V4L2
import VideoFormats

/// `vidctl capture`.
struct CaptureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capture",
    abstract: "Captures frames into a file, a file for each frame, or a pipe.",
    discussion: """
      The name of the file decides how frames are stored: .raw and .yuv hold the bytes as the driver \
      delivered them, .mjpeg does so for Motion-JPEG alone, .y4m a video that players open, .png .jpg .ppm a picture; %d in a name stands \
      for the number of the frame. '-' is standard output, raw unless --container says otherwise. \
      'null', or no -o, stores nothing and measures.

        vidctl capture 0 -o picture.png --skip 5
        vidctl capture 0 -o clip.y4m --size 1280x720 --rate 30 --duration 10
        vidctl capture 0 -o 'frame-%04d.jpg' --format MJPG --count 100
        vidctl capture 0 -o - --container y4m | ffplay -
        vidctl capture 0 -o tape.y4m --input 2 --standard detected --crop 704x560+8+8
        vidctl capture 0 -o screen.png --input 3 --timings 1080p60
        vidctl capture 0 --count 300 --json

      What is left out stays as the device has it. What is asked for is granted exactly (the rate \
      within one per cent) or refused with status 3; --nearest takes what the driver offers instead. \
      The input is chosen first, then its signal, the format and the rectangles; when one of them is \
      refused, all are put back.

      Frames that did not arrive as they should have are counted by whose fault it was, and never \
      left out without being counted. --stats tells how it is going, --stats-file keeps the counts \
      where Prometheus finds them:

        vidctl capture 0 -o - --stats json 2> counts.jsonl | ffplay -
        vidctl capture 0 -o tape.raw --stats-file /var/lib/node_exporter/vidctl.prom

      The signal of a grabber may change in mid-capture. A recording then goes on in another file with \
      the format that follows: clip.y4m, clip.1.y4m, clip.2.y4m, and clip.segments.json that lists \
      them; with %d in the name the numbers go on. --on-change stop ends there with status 1, \
      --on-change follow goes on in the same file, which a .raw file always can and a .y4m file as \
      long as size and rate are the same. Without a signal it waits for --timeout, or ten seconds.

      What another process shares, as 'vidctl share' does, is captured with share:PATH in the place of \
      the device; its format is the other's to choose. --reconnect waits for it to come back:

        vidctl capture share:/run/user/1000/camera -o clip.y4m --reconnect

      One picture is captured where one fits; otherwise frames are captured until --count or \
      --duration, or ctrl-C, which leaves whole frames only and ends with status 130. A second \
      ctrl-C ends at once. A pipe whose reader ends early is a failure (status 1).
      """)

  @OptionGroup var device: DeviceArgument

  @Option(
    name: .shortAndLong, help: "Where frames go: a file, a name with %d in it, '-' or null.",
    completion: .file())
  var output: String?

  @Option(
    help: "How to store frames: raw, y4m, png, jpg, ppm or null.",
    completion: .list(Container.allCases.map(\.rawValue)))
  var container: String?

  @Option(help: "Frames to capture.", transform: CaptureValues.count)
  var count: Int?

  @Option(
    help: "How long to capture, from the first frame: 10, 2.5s, 1m.",
    transform: CaptureValues.duration)
  var duration: Duration?

  @Option(
    parsing: .unconditional, help: "Frames to let pass first, while a camera settles.",
    transform: CaptureValues.skip)
  var skip: Int = 0

  @Option(
    help: ArgumentHelp(
      "What becomes of frames that the driver marks as damaged: keep or drop. Pictures are never made of them.",
      valueName: "what"))
  var errors: ErrorFrames = .keep

  @Option(
    help: ArgumentHelp(
      "When what comes in changes: stop, segment (go on in another file) or follow (in the same one); segment "
        + "where there can be another file, else stop.",
      valueName: "what"))
  var onChange: SourceChangePolicy?

  @Flag(help: "With share:PATH: wait for who shares frames there, and for one that has ended.")
  var reconnect = false

  @OptionGroup var statistics: StatisticsOptions

  @OptionGroup var camera: CameraOptions

  @Flag(name: .shortAndLong, help: "No progress and no summary; errors only.")
  var quiet = false

  @OptionGroup var json: JSONOption

  func run() throws {
    var plan = try CapturePlan(
      output: output, container: container, count: count, duration: duration, skip: skip,
      errorFrames: errors, sourceChange: onChange)
    plan.signalPatience = camera.timeout
    if json.isWanted, plan.destination == .standardOutput {
      throw Failure.usage(
        "--json and '-o -' both want standard output; store the frames in a file or use -o null")
    }
    if let file = statistics.statsFile {
      let taken = [plan.destination.name, SegmentNames.list(of: plan.destination)]
      if taken.contains(file) {
        throw Failure.usage(
          "--stats-file '\(file)' is where the recording goes, or the list of its segments; name another file"
        )
      }
    }
    let wanted = try camera.configuration(for: device.device)
    if let format = wanted.pixelFormat {
      do throws(ImagingError) {
        try plan.check(format)
      } catch {
        throw Failure.usage(error.description)
      }
    }
    try plan.checkDestination()
    if let path = SharedSource.path(device.device) {
      return try captureShared(path, plan, wanted)
    }
    if reconnect {
      throw Failure.usage("--reconnect is for share:PATH; leave it out, or name what is shared")
    }
    let device = try device.open()
    if try captureData(device, plan, wanted) { return }
    var session = try start(device, plan, wanted)
    if camera.nearest || camera.want != nil, !quiet {
      for adjustment in session.adjustments {
        StandardStream.tell("\(device.path): adjusted \(adjustment)")
      }
    }
    let (document, failure) = session.run()
    try conclude(document, document.node, document.summary, document.end, failure)
  }

  /// Captures from a node that carries something else than pictures; false where it carries them.
  private func captureData(
    _ device: Device, _ plan: CapturePlan, _ wanted: CameraConfiguration
  ) throws -> Bool {
    guard var capture = try DataCapture(device, plan, wanted) else { return false }
    if statistics.stats != nil || statistics.statsFile != nil || onChange != nil {
      throw Failure(
        .cannotDo,
        "\(device.path): --stats, --stats-file and --on-change are for pictures, which this node has none of; "
          + "leave them out")
    }
    let (document, failure) = capture.run()
    try conclude(document, document.node, document.summary, document.end, failure)
    return true
  }

  /// Captures what another process shares.
  private func captureShared(
    _ path: String, _ plan: CapturePlan, _ wanted: CameraConfiguration
  ) throws {
    if statistics.stats != nil || statistics.statsFile != nil {
      throw Failure.usage(
        "--stats and --stats-file are for devices; ask the process that shares the frames")
    }
    try SharedSource.checkMachine()
    try SharedSource.check(wanted, onChange)
    var capture = try SharedCapture(
      path, plan, timeout: camera.timeout, reconnects: reconnect, policy: onChange,
      isQuiet: quiet)
    let (document, failure) = capture.run()
    try conclude(document, document.source, document.summary, document.end, failure)
  }

  /// Tells what was captured, and ends as the capture did.
  private func conclude(
    _ document: some Encodable, _ node: String, _ summary: String, _ end: CaptureDocument.End,
    _ failure: Failure?
  ) throws {
    // The frames are safe; what remains must not be cut short by the same ctrl-C.
    if json.isWanted {
      try JSONDocument.write(document)
    } else if !quiet {
      StandardStream.tell("\(node): \(summary)")
    }
    if let failure { throw failure }
    if end == .signal {
      throw ExitStatus.interrupted(by: TerminationSignals.received ?? 2)
    }
  }

  private func start(
    _ device: Device, _ plan: CapturePlan, _ wanted: CameraConfiguration
  ) throws -> CaptureSession {
    do {
      return try CaptureSession(device, wanted, plan, statistics, isQuiet: quiet)
    } catch let error as V4L2Error {
      throw camera.refusal(error) ?? Failure(error)
    }
  }
}
