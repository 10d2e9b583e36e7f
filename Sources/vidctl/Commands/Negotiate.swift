import ArgumentParser
import Capture
import FoundationEssentials
import Negotiation
import SystemIO
import V4L2
import VideoFormats

/// `vidctl negotiate`.
struct Negotiate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "negotiate",
    abstract: "Finds the format that fits: interactively, or by written constraints.",
    discussion: """
      On a terminal, shows formats, sizes and rates in columns, and beside them what the driver would \
      grant, asked live and without changing anything; ? lists the keys. With --prompt, or on a terminal \
      that can't place text, it asks numbered questions instead.

      With --plan, ranks what the device offers by CONSTRAINTS and says why; with --set, sets the best. \
      Constraints are words separated by blanks:

        1280x720@30               this size and rate; 29.97 will do for 30
        1280x720@30 or better     at least that; the nearest above it first
        NV12|YUYV                 one of these formats, the earlier the better
        raw, compressed           uncompressed, or not
        width>=640 fps<=30        = >= <= require; ~, in front of anything, prefers
        aspect=16:9 field=none range=full color=rec709 memory=dmabuf planes=1
        stride%64                 lines of a multiple of 64 bytes
        bandwidth<=60MB/s         at most, uncompressed
        A else B else nearest     the first of these that can be had

      Examples:
        vidctl negotiate 0
        vidctl negotiate 0 --plan 'MJPG|YUYV 1280x720@30 or better, else nearest'
        vidctl negotiate 0 --set 'raw fps>=25 bandwidth<=40MB/s'
        vidctl formats 0 --json > camera.json
        vidctl negotiate --catalog camera.json --plan '1080x1920 else aspect=9:16'

      When nothing fits, the constraint that ruled out the last candidate is named, with the nearest \
      without it, and the status is 3. Nonsense is told with its column, and the status is 2.
      """)

  @Argument(
    help: ArgumentHelp(
      "A node path, a number, or a stable identity of a video device.", valueName: "device"),
    completion: .custom { _, _, _ in DeviceArgument.candidates() })
  var device: String?

  @Argument(help: "What is asked of the format, in the words above; all of it in one argument.")
  var constraints: String?

  @Flag(help: "Print the ranked plan and change nothing.")
  var plan = false

  @Flag(help: "Set the best of the plan.")
  var set = false

  @Option(
    help: "Plan from a catalogue that 'vidctl formats --json' wrote, without a device.",
    completion: .file(extensions: ["json"]))
  var catalog: String?

  @Option(help: "Proposals to list.", transform: CaptureValues.count)
  var limit: Int = 5

  @Flag(help: "Ask numbered questions, line by line.")
  var prompt = false

  @OptionGroup var json: JSONOption

  func validate() throws {
    if catalog != nil {
      guard !set else { throw ValidationError("--set needs a device, and --catalog is none") }
      guard device == nil || constraints == nil else {
        throw ValidationError("--catalog takes the place of DEVICE; name one of the two")
      }
    } else if (device ?? "").isEmpty {
      throw ValidationError("DEVICE is missing; name one that 'vidctl devices' lists")
    }
    if prompt, plan || set || json.isWanted {
      throw ValidationError("--prompt asks; leave out --plan, --set and --json")
    }
  }

  func run() throws {
    if let catalog { return try planOffline(catalog) }
    guard plan || set || json.isWanted || prompt || Machine.current.isLive else {
      throw Failure.usage(
        "a session with keys can't be replayed, as a recording has what was asked of the device and not the keys; "
          + "use --plan, --json or --prompt, or 'vidctl recording FILE --list' to see what was asked"
      )
    }
    let opened = try Device(device ?? "")
    if plan || set || json.isWanted { return try planLive(opened) }
    let wish = try constraints.map { try ConstraintsText.parse($0, offered: []) }
    try NegotiateInteractively(
      device: opened, reference: device ?? opened.path, wish: wish, isPrompt: prompt
    ).run()
  }

  private func planOffline(_ file: String) throws {
    let catalog = try CatalogFile.read(file)
    let offered = catalog.queues.flatMap { $0.formats.map(\.pixelFormat) }
    // Without a device the first word is what is asked.
    let wish = try ConstraintsText.parse(constraints ?? device ?? "", offered: offered)
    let negotiator = Negotiator(catalog, wish)
    let document = NegotiateDocument(negotiator, node: catalog.title(of: file), limit: limit)
    try show(document)
    if let explanation = negotiator.explanation() {
      throw Failure(.cannotDo, "\(file): \(explanation); relax it, or add 'else nearest'")
    }
  }

  private func planLive(_ device: Device) throws {
    var negotiator = try DeviceNegotiator(device)
    let offered = negotiator.catalog.queues.flatMap { $0.formats.map(\.pixelFormat) }
    let wish = try ConstraintsText.parse(constraints ?? "", offered: offered)
    let found = try negotiator.plan(wish, limit: limit)
    var document = NegotiateDocument(found, node: device.path, constraints: wish)
    guard !found.proposals.isEmpty else {
      try show(document)
      throw found.failure(node: device.path)
    }
    guard set else { return try show(document) }
    let outcome = try device.captureQueue().apply(found, of: negotiator)
    let applied = NegotiateDocument.Applied(outcome)
    document.applied = applied
    if json.isWanted || plan { try show(document) }
    StandardStream.tell("\(device.path): set \(applied.words)")
    for difference in applied.differences {
      StandardStream.tell("\(device.path): adjusted \(difference.words)")
    }
  }

  private func show(_ document: NegotiateDocument) throws {
    if json.isWanted {
      try JSONDocument.write(document)
    } else {
      try StandardStream.output.write(document.rendered(on: .of(.output)))
    }
  }
}
