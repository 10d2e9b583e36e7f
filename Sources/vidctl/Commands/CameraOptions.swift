import ArgumentParser
import Capture
import Negotiation
import V4L2
import VideoFormats

/// What a command that runs a camera wants of it.
struct CameraOptions: ParsableArguments {
  @Option(
    help: "The pixel format, such as YUYV, NV12 or MJPG.",
    completion: .custom { arguments, _, _ in CameraOptions.formatCandidates(arguments) })
  var format: String?

  @Option(help: "The size in pixels, WIDTHxHEIGHT.", transform: CaptureValues.size)
  var size: Size?

  @Option(help: "Frames a second: 30, 29.97 or 30000/1001.", transform: CaptureValues.rate)
  var rate: Interval?

  @Option(
    help: ArgumentHelp(
      "What the format must be, in the words of 'vidctl negotiate --help', such as "
        + "'NV12|YUYV 1280x720@30 or better, else nearest'; in place of --format, --size, --rate and "
        + "--nearest.",
      valueName: "constraints"))
  var want: String?

  @Option(
    help: "The number of the input, as 'vidctl info' lists them.",
    completion: .custom { arguments, _, _ in CameraOptions.inputCandidates(arguments) })
  var input: Int?

  @OptionGroup var signal: SignalOptions

  @Option(
    help: "Buffers to ask for; four unless the driver needs more.", transform: CaptureValues.buffers
  )
  var buffers: Int?

  @Option(
    help: ArgumentHelp(
      "The most buffers to come to have: more are added while this program holds all or loses frames for "
        + "want of one, and idle ones given up.", valueName: "number"),
    transform: CaptureValues.buffers)
  var maxBuffers: Int?

  @Option(
    help: ArgumentHelp(
      "Whose memory frames are in: mmap (the driver's), userptr or userptr-huge (this program's), "
        + "dmabuf or dmabuf:HEAP (a heap of the kernel's), read (copied by read(2)).",
      valueName: "memory"),
    completion: .list(["mmap", "userptr", "userptr-huge", "dmabuf", "read"]),
    transform: CaptureValues.memory)
  var memory: CameraMemory?

  @Option(
    help: "How long to wait for a frame; two seconds beyond the interval unless given.",
    transform: CaptureValues.duration)
  var timeout: Duration?

  @Flag(help: "Accept what the driver offers instead of what was asked, and say so.")
  var nearest = false

  func validate() throws {
    guard want != nil else { return }
    let others = [
      (format != nil, "--format"), (size != nil, "--size"), (rate != nil, "--rate"),
      (nearest, "--nearest"),
    ]
    if let other = others.first(where: \.0)?.1 {
      let instead = nearest ? "end the constraints with 'else nearest'" : "write it into --want"
      throw ValidationError("--want takes the place of \(other); \(instead)")
    }
  }

  /// The configuration that these options describe, for a device that knows formats of its own by name.
  func configuration(for reference: String) throws -> CameraConfiguration {
    var source = signal.source
    source.input = input
    if let maxBuffers, maxBuffers < buffers ?? 1 {
      throw Failure.usage("--max-buffers \(maxBuffers) is less than --buffers \(buffers ?? 1)")
    }
    var configuration = CameraConfiguration(
      pixelFormat: try pixelFormat(of: reference), size: size, interval: rate,
      bufferCount: buffers, timeout: timeout, tolerance: nearest ? .nearest : .exact,
      constraints: try constraints(for: reference), source: source)
    configuration.bufferLimit = maxBuffers
    configuration.memory = memory ?? .automatic
    return configuration
  }

  /// What to do when the device has an offer of its own.
  func refusal(_ error: V4L2Error) -> Failure? {
    guard case .unsupported(let what) = error.reason else { return nil }
    switch error.operation {
    case "VIDIOC_S_FMT", "VIDIOC_S_PARM":
      return Failure(
        .cannotDo,
        "\(error.node): \(what); add --nearest to take that, "
          + "or choose from 'vidctl formats \(error.node)'")
    case "VIDIOC_S_SELECTION":
      // Beside --want there is no --nearest to advise.
      let other = want == nil ? ", or add --nearest" : ""
      return Failure(.cannotDo, "\(error.node): \(what); ask for that\(other)")
    // It has its advice already.
    case "negotiate": return Failure(.cannotDo, "\(error.node): \(what)")
    default: return nil
    }
  }

  /// What a person calls a format; a driver's own formats are asked for only if no other name fits.
  private func pixelFormat(of reference: String) throws -> PixelFormat? {
    guard let text = format else { return nil }
    if let known = PixelFormat(parsing: text) { return known }
    let offered = Self.formats(of: reference)
    if let own = PixelFormat(parsing: text, offered: offered) { return own }
    let near = PixelFormat.suggestions(for: text, offered: offered, limit: 3)
    let advice =
      near.isEmpty
      ? "'vidctl formats \(reference)' lists those of the device"
      : "did you mean \(near.map(\.description).joined(separator: ", "))?"
    throw Failure.usage("unknown format '\(text)'; \(advice)")
  }

  /// Constraints; as with formats, the device is asked only if there is a name that nobody else knows.
  private func constraints(for reference: String) throws -> Constraints? {
    guard let want else { return nil }
    if let constraints = try? Constraints(want, offered: []) { return constraints }
    return try ConstraintsText.parse(want, offered: Self.formats(of: reference))
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

  /// The numbers of the inputs of a device named before.
  static func inputCandidates(_ arguments: [String]) -> [String] {
    for argument in arguments.dropFirst() where !argument.hasPrefix("-") {
      let inputs = (try? Device(argument).inputs()) ?? []
      if !inputs.isEmpty { return inputs.map { "\($0.index)" } }
    }
    return []
  }
}
