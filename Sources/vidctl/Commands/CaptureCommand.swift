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
      delivered them, .y4m a video that players open, .png .jpg .ppm a picture; %d in a name stands \
      for the number of the frame. '-' is standard output, raw unless --container says otherwise. \
      'null', or no -o, stores nothing and measures.

        vidctl capture 0 -o picture.png --skip 5
        vidctl capture 0 -o clip.y4m --size 1280x720 --rate 30 --duration 10
        vidctl capture 0 -o 'frame-%04d.jpg' --format MJPG --count 100
        vidctl capture 0 -o - --container y4m | ffplay -
        vidctl capture 0 --count 300 --json

      What is left out stays as the device has it. What is asked for is granted exactly (the rate \
      within one per cent) or refused with status 3; --nearest takes what the driver offers instead.

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
    help: "The pixel format, such as YUYV, NV12 or MJPG.",
    completion: .custom { arguments, _, _ in CaptureCommand.formatCandidates(arguments) })
  var format: String?

  @Option(help: "The size in pixels, WIDTHxHEIGHT.", transform: CaptureValues.size)
  var size: Size?

  @Option(help: "Frames a second: 30, 29.97 or 30000/1001.", transform: CaptureValues.rate)
  var rate: Interval?

  @Option(help: "The number of the input, as 'vidctl info' lists them.")
  var input: Int?

  @Option(
    help: "Buffers to ask for; four unless the driver needs more.", transform: CaptureValues.buffers
  )
  var buffers: Int?

  @Option(
    help: "How long to wait for a frame; two seconds beyond the interval unless given.",
    transform: CaptureValues.duration)
  var timeout: Duration?

  @Flag(help: "Accept what the driver offers instead of what was asked, and say so.")
  var nearest = false

  @Flag(name: .shortAndLong, help: "No progress and no summary; errors only.")
  var quiet = false

  @OptionGroup var json: JSONOption

  func run() throws {
    let plan = try CapturePlan(
      output: output, container: container, count: count, duration: duration, skip: skip)
    if json.isWanted, plan.destination == .standardOutput {
      throw Failure.usage(
        "--json and '-o -' both want standard output; store the frames in a file or use -o null")
    }
    let wanted = try format.map { try resolveFormat($0) }
    try plan.checkDestination()
    let device = try device.open()
    var session = try start(device, plan, wanted)
    if nearest, !quiet {
      for adjustment in session.adjustments {
        StandardStream.tell("\(device.path): adjusted \(adjustment)")
      }
    }
    let (document, failure) = session.run()
    // The frames are safe; what remains must not be cut short by the same ctrl-C.
    if json.isWanted {
      try JSONDocument.write(document)
    } else if !quiet {
      StandardStream.tell("\(document.node): \(document.summary)")
    }
    if let failure { throw failure }
    if document.end == .signal {
      throw ExitStatus.interrupted(by: TerminationSignals.received ?? 2)
    }
  }

  private func start(
    _ device: Device, _ plan: CapturePlan, _ format: PixelFormat?
  ) throws -> CaptureSession {
    let configuration = CameraConfiguration(
      pixelFormat: format, size: size, interval: rate, input: input, bufferCount: buffers,
      timeout: timeout, tolerance: nearest ? .nearest : .exact)
    do {
      return try CaptureSession(
        device, configuration, plan, isQuiet: quiet)
    } catch let error as V4L2Error {
      throw Self.refusal(error) ?? Failure(error)
    }
  }

  /// What to do when the device has an offer of its own.
  private static func refusal(_ error: V4L2Error) -> Failure? {
    guard case .unsupported(let what) = error.reason,
      ["VIDIOC_S_FMT", "VIDIOC_S_PARM"].contains(error.operation)
    else { return nil }
    return Failure(
      .cannotDo,
      "\(error.node): \(what); add --nearest to take that, "
        + "or choose from 'vidctl formats \(error.node)'")
  }

  /// What a person calls a format; a driver's own formats are asked for only if no other name fits.
  private func resolveFormat(_ text: String) throws -> PixelFormat {
    if let known = PixelFormat(parsing: text) { return known }
    let offered = Self.formats(of: device.device)
    if let own = PixelFormat(parsing: text, offered: offered) { return own }
    let near = PixelFormat.suggestions(for: text, offered: offered, limit: 3)
    let advice =
      near.isEmpty
      ? "'vidctl formats \(device.device)' lists those of the device"
      : "did you mean \(near.map(\.description).joined(separator: ", "))?"
    throw Failure.usage("unknown format '\(text)'; \(advice)")
  }

  private static func formats(of reference: String) -> [PixelFormat] {
    guard let device = try? Device(reference),
      let queue = device.information.pictureCaptureQueue,
      let formats = try? device.formats(of: queue)
    else { return [] }
    return formats.map(\.pixelFormat)
  }

  /// What a shell may complete a format with: those of a device named before it, else the usual ones.
  static func formatCandidates(_ arguments: [String]) -> [String] {
    for argument in arguments.dropFirst() where !argument.hasPrefix("-") {
      let offered = formats(of: argument)
      if !offered.isEmpty { return offered.map(\.description) }
    }
    return ["YUYV", "UYVY", "NV12", "YU12", "MJPG", "GREY", "RGB3", "BGR3", "H264"]
  }
}
