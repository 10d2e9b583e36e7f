import ArgumentParser
import Capture
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

  /// The configuration that these options describe, with the format they name.
  func configuration(_ format: PixelFormat?) -> CameraConfiguration {
    CameraConfiguration(
      pixelFormat: format, size: size, interval: rate, input: input, bufferCount: buffers,
      timeout: timeout, tolerance: nearest ? .nearest : .exact)
  }

  /// What to do when the device has an offer of its own.
  static func refusal(_ error: V4L2Error) -> Failure? {
    guard case .unsupported(let what) = error.reason,
      ["VIDIOC_S_FMT", "VIDIOC_S_PARM"].contains(error.operation)
    else { return nil }
    return Failure(
      .cannotDo,
      "\(error.node): \(what); add --nearest to take that, "
        + "or choose from 'vidctl formats \(error.node)'")
  }

  /// What a person calls a format; a driver's own formats are asked for only if no other name fits.
  func pixelFormat(of reference: String) throws -> PixelFormat? {
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
