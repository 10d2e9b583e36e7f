import ArgumentParser
import Capture
import Imaging
import SystemIO
import TerminalUI
import V4L2
import VideoFormats

/// `vidctl view`.
struct View: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "view",
    abstract: "Shows a camera's live picture in the terminal.",
    discussion: """
      Pixels where the terminal has a way to draw them (kitty, iTerm2, sixel), coloured symbols \
      everywhere else, through ssh and in tmux too. The last line says what comes from the camera, what \
      is shown of it, and what was lost and why. The newest frame is shown; when the terminal is slower \
      than the camera, older ones are passed over and counted.

        vidctl view 0
        vidctl view 0 --size 640x480 --rate 30
        vidctl view 0 --input 1 --standard PAL --frequency 175.25MHz
        vidctl view 0 --symbols half --colors 256

      Keys: q, escape or ctrl-C quit, space freezes, s saves a PNG into the current folder, m changes \
      the symbols, i tells more, ? lists the keys, ctrl-Z returns to the shell for a while.

      What is left out stays as the device has it. What is asked for is granted exactly (the rate \
      within one per cent) or refused with status 3; --nearest takes what the driver offers instead.
      """)

  @OptionGroup var device: DeviceArgument

  @OptionGroup var camera: CameraOptions

  @OptionGroup var looks: ViewLooks

  @Option(help: "Pictures to show before ending.", transform: CaptureValues.count)
  var count: Int?

  @Option(
    help: "How long to show pictures, from the first one: 10, 2.5s, 1m.",
    transform: CaptureValues.duration)
  var duration: Duration?

  @Flag(name: .shortAndLong, help: "No summary at the end; errors only.")
  var quiet = false

  func run() throws {
    try Self.checkTerminal(device.device)
    #if Chafa
    let wanted = try camera.configuration(for: device.device)
    let viewer = try start(device.open(), wanted)
    try conclude(viewer)
    #else
    throw Failure(
      .cannotDo,
      "this vidctl was built without the package trait Chafa, which draws pictures in terminals; "
        + "build again with '--traits Chafa', or use 'vidctl capture \(device.device) -o picture.png'"
    )
    #endif
  }

  /// A picture needs a terminal, and one that can place text.
  private static func checkTerminal(_ device: String) throws {
    let instead = "use 'vidctl capture \(device) -o picture.png' to store a picture instead"
    guard Terminal.isTerminal(0), Terminal.isTerminal(1) else {
      let which = Terminal.isTerminal(0) ? "output" : "input"
      throw Failure.usage("view needs a terminal, and standard \(which) is none; \(instead)")
    }
    let term = Terminal.variable("TERM") ?? ""
    guard !term.isEmpty, term != "dumb" else {
      throw Failure.usage(
        "view needs a terminal that can place text, and TERM is '\(term)'; \(instead)")
    }
  }

  #if Chafa
  private func start(_ device: Device, _ wanted: CameraConfiguration) throws -> Viewer {
    let camera: Camera
    do {
      camera = try Camera(device, wanted)
    } catch {
      throw self.camera.refusal(error) ?? Failure(error)
    }
    let converter: PictureConverter
    do {
      converter = try PictureConverter(camera.format)
    } catch {
      guard wanted.pixelFormat == nil, wanted.constraints == nil,
        case .notAPicture(let format, let reason) = error
      else { throw error }
      throw Failure(
        .cannotDo,
        "\(device.path): its current format \(format) can't be shown: \(reason); "
          + "choose another with --format, 'vidctl formats \(device.path)' lists them")
    }
    if self.camera.nearest || self.camera.want != nil, !quiet {
      for adjustment in camera.negotiated.adjustments {
        StandardStream.tell("\(device.path): adjusted \(adjustment)")
      }
    }
    let session: TerminalSession
    do {
      let depth = looks.colors ?? .detected
      session = try TerminalSession(
        colored: depth != .monochrome, depth: depth, ascii: looks.needsASCII)
    } catch {
      throw Failure(.failure, "\(error)")
    }
    let options = looks.options(knowsPixels: session.cellPixels != nil)
    return Viewer(
      camera, converter, session, options, limit: count, duration: duration,
      cyclesSymbols: !looks.needsASCII)
  }

  private func conclude(_ viewer: consuming Viewer) throws {
    let (summary, outcome) = viewer.run()
    if !quiet { StandardStream.tell(summary) }
    switch outcome {
    case .done: return
    case .interrupted(let signal): throw ExitStatus.interrupted(by: signal)
    case .failed(let failure): throw failure
    }
  }
  #endif
}
