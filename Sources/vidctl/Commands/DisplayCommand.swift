import ArgumentParser
import Capture
import Display
import Replay
import SystemIO
import V4L2
import VideoFormats

/// `vidctl display`.
struct DisplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "display",
    abstract: "Shows a camera on a screen of this machine, without a copy.",
    discussion: """
      The screen is the machine's own, without a desktop: the program becomes the card's master, and what was \
      there before is shown again at the end. A frame goes to the screen where it lies. Either the card shows \
      the camera's memory ('import'), or, where it can't, the camera captures into the card's ('reverse'); \
      which of the two it is, and why, is told.

        vidctl display --list
        vidctl display 0
        vidctl display 0 --connector HDMI-A-1 --mode 1280x720@60 --size 1280x720
        vidctl display 0 --duration 10 --json

      Without --format, one that the card shows is chosen. The picture is scaled to the screen where the card \
      scales; where it does not, a mode of the picture's size is chosen, or the picture is in the middle. The \
      newest frame is shown: one that comes while another waits takes its place, and that is counted.

      It ends after --count frames shown, after --duration, or with ctrl-C (status 130). No card: status 4. \
      Another program has the screen: status 6.
      """)

  @Argument(
    help: "A node path, a number, or a stable identity of a video device.",
    completion: .custom { _, _, _ in DeviceArgument.candidates() })
  var device: String?

  @Flag(help: "List cards, their connectors and modes, and what their planes show.")
  var list = false

  @OptionGroup var screen: ScreenOptions

  @Option(help: "Frames to show.", transform: CaptureValues.count)
  var count: Int?

  @Option(
    help: "How long to show frames, from the first one: 10, 2.5s, 1m.",
    transform: CaptureValues.duration)
  var duration: Duration?

  @OptionGroup var camera: CameraOptions

  @Flag(help: "Tell what would be done, and show nothing.")
  var dryRun = false

  @Flag(name: .shortAndLong, help: "No summary; errors only.")
  var quiet = false

  @OptionGroup var json: JSONOption

  func validate() throws {
    switch (device, list) {
    case (nil, false):
      throw ValidationError("a video DEVICE is missing, or --list; 'vidctl devices' lists devices")
    case (.some, true): throw ValidationError("--list takes no DEVICE")
    case ("", _): throw ValidationError("DEVICE is empty; name one that 'vidctl devices' lists")
    default: break
    }
  }

  func run() throws {
    guard Machine.current.isLive else {
      throw Failure(.cannotDo, "a screen can't be replayed; run 'display' without --replay")
    }
    guard !(Machine.current.calls is Recording) else {
      throw Failure(
        .cannotDo,
        "a screen can't be replayed, so it isn't recorded; run 'display' without --record")
    }
    guard let reference = device else { return try tellCards() }
    let wanted = try camera.configuration(for: reference)
    let device = try Device(reference)
    var session: DisplaySession
    do {
      session = try DisplaySession(device, wanted, screen)
    } catch let error as V4L2Error {
      throw camera.refusal(error) ?? Failure(error)
    } catch let error as DisplayError {
      throw Failure(error)
    }
    if !quiet { tellPlan(session.plan, session.presentation) }
    guard !dryRun else {
      if json.isWanted { try JSONDocument.write(session.plan) }
      return
    }
    let (document, failure) = session.run(count: count, duration: duration)
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

  private func tellPlan(_ plan: DisplayDocument, _ presentation: Presentation?) {
    if camera.nearest || camera.want != nil {
      for adjustment in plan.adjustments {
        StandardStream.tell("\(plan.node): adjusted \(adjustment)")
      }
    }
    let place = plan.output.map { " on \($0.connector) of \($0.card) (\($0.driver))" } ?? ""
    let how = presentation.map { ", \($0)" } ?? ""
    StandardStream.tell("\(plan.node): \(plan.granted.words)\(place)\(how)")
    StandardStream.tell("\(plan.node): \(plan.way.rawValue): \(plan.wayWords)")
  }

  private func tellCards() throws {
    let paths = try screen.card.map { [try Self.open($0).path] } ?? Card.paths
    guard !paths.isEmpty else {
      throw Failure(DisplayError("open", node: "/dev/dri", reason: .noCard))
    }
    let document = DisplaysDocument(cards: paths.map(DisplaysDocument.Entry.init))
    if json.isWanted { return try JSONDocument.write(document) }
    try StandardStream.output.write(document.rendered(on: .of(.output)))
  }

  /// Opens a card by what a person calls it.
  static func open(_ reference: String) throws -> Card {
    do {
      return try Card(reference)
    } catch {
      throw Failure(error)
    }
  }
}

/// Which screen, and how pictures come to it.
struct ScreenOptions: ParsableArguments {
  /// How frames come to the screen.
  enum Way: String, ExpressibleByArgument, CaseIterable {
    case automatic = "auto"
    case `import`
    case reverse
  }

  @Option(
    help: "The card: a path, a number or its driver's name; the first with a screen unless given.",
    completion: .custom { _, _, _ in Card.paths })
  var card: String?

  @Option(
    help: "The connector, such as HDMI-A-1; the first with a screen unless given.",
    completion: .custom { _, _, _ in
      Card.paths.flatMap { (try? Card(path: $0).connectors().map(\.name)) ?? [] }
    })
  var connector: String?

  @Option(
    help: "The mode: WIDTHxHEIGHT, WIDTHxHEIGHT@RATE or preferred.",
    transform: { text in
      guard let mode = ModeRequest(text) else {
        throw ValidationError("WIDTHxHEIGHT, WIDTHxHEIGHT@RATE or preferred is needed")
      }
      return mode
    })
  var mode: ModeRequest?

  @Option(
    help: ArgumentHelp(
      "Whose memory is shown: import (the camera's), reverse (the card's), auto.", valueName: "way")
  )
  var way = Way.automatic

  @Flag(help: "Do not scale the picture.")
  var unscaled = false
}
