package import SystemIO
internal import SystemPackage
internal import V4L2
public import VideoFormats

/// A screen that shows frames where they lie: no byte of them is touched.
///
/// Making one becomes the card's master and chooses a connector and a mode; `prepare` finds out how pictures of a format
/// can be shown; `show` takes a frame, and `flipped` says when it is on the screen. A frame is kept until the flip
/// *away* from it has completed, and only then ends, so that no camera writes into what is seen. At most three are
/// held: one on the screen, one on its way there, and one that waits.
///
/// Letting go of it, or `finish`, shows again what was there before, in whatever way that comes about; where the
/// program is killed, the kernel brings its console back.
public struct Screen: ~Copyable, Sendable {
  let session: ScreenSession
  let request: ModeRequest
  let planes: [Plane]
  var framebuffers = FramebufferCache()
  var numbers: PropertyNumbers
  var blobs: [DisplayMode: UInt32] = [:]
  var shape: PictureShape?
  /// The ways that are still open; the first is the one that is taken once it was decided.
  var candidates: [Candidate] = []
  var isDecided = false
  /// Whether the mode and the layers are set already, so that a flip changes the picture alone.
  var isSet = false
  var flipRequest = AtomicRequest()
  var serial: UInt64 = 0

  /// The frame that is seen.
  var current: Frame?
  var currentMetadata: FrameMetadata?
  var currentNumber: UInt32 = 0
  /// The one that is on its way to the screen.
  var pending: Frame?
  var pendingNumber: UInt32 = 0
  /// The one that waits for that to be there.
  var waiting: Frame?
  var waitingNumber: UInt32 = 0
  var poller: Poller?

  /// What became of the frames so far.
  public internal(set) var statistics = FlipStatistics()

  /// The card.
  public var card: Card { session.card }
  /// The connector.
  public var connector: Connector { session.connector }
  /// Whether everything about a picture is set at once; else older requests do it, one after the other.
  public let isAtomic: Bool

  /// Takes a connector of a card, by the kernel's name for it or the first that has a screen.
  ///
  /// - Parameters:
  ///   - connector: Such as `HDMI-A-1`; without one, the first where a screen is connected.
  ///   - mode: The mode to show pictures in.
  ///   - isAtomic: False does without atomic requests where the card has them.
  ///   - takesConsole: Whether a console that the program runs on is to be silent meanwhile.
  ///
  /// Throws `.noModeSetting`, `.noConnector`, `.notConnected`, `.noMode`, and `.notMaster` where another program
  /// shows its pictures. The corresponding request is `DRM_IOCTL_SET_MASTER`.
  public init(
    _ card: Card, connector name: String? = nil, mode: ModeRequest = .automatic,
    isAtomic: Bool = true, takesConsole: Bool = true
  ) throws(DisplayError) {
    let all = try card.connectors()
    let connector = try card.connector(named: name, of: all)
    guard mode.choice(of: connector.modes) != nil else {
      throw DisplayError(
        "DRM_IOCTL_MODE_GETCONNECTOR", node: card.path, reason: .noMode(mode, connector.modes))
    }
    let session = try ScreenSession(card, connector, of: all, takesConsole: takesConsole)
    // The picture's own layer first: not every card lays others over nothing.
    let usable = try card.planes().filter {
      $0.possibleControllers >> UInt32(session.controllerIndex) & 1 == 1 && $0.kind != .cursor
    }
    self.session = session
    request = mode
    self.isAtomic = isAtomic && card.capabilities.isAtomic
    planes = usable.filter { $0.kind == .primary } + usable.filter { $0.kind == .overlay }
    numbers = PropertyNumbers(card)
  }

  deinit {
    // Before the frames end, as they do next: nothing that is seen may be written to.
    session.end(forgetting: framebuffers.numbers, Array(blobs.values))
  }

  /// The descriptor that becomes readable when a frame has come to the screen; it stays the card's own.
  public var rawDescriptor: Int32 { session.card.descriptor.rawValue }

  /// The same, for a poller.
  package var descriptor: Descriptor { session.card.descriptor }

  /// Formats of a camera that the screen can show, by what its layers say of themselves.
  public var pixelFormats: Set<PixelFormat> {
    Set(planes.flatMap { plane in plane.formats.flatMap(\.format.pixelFormats) })
  }

  /// Finds out how pictures of a format can be shown, and says how; nothing is shown yet.
  ///
  /// Tried in this order, where the mode is `.automatic`: scaled to the screen's usual mode, its proportions kept;
  /// pixel for pixel in a mode of its own size; pixel for pixel in the middle of the usual mode. The card is asked,
  /// without anything being seen, where it can be; else the first frame decides, and the answer is nil. Frames of the
  /// format before stay on the screen until the next one replaces them. Throws `.unsupported` where the card can do
  /// none of it. The corresponding request is `DRM_IOCTL_MODE_ATOMIC` with `DRM_MODE_ATOMIC_TEST_ONLY`.
  @discardableResult
  public mutating func prepare(
    for format: Format, scales: Bool = true
  ) throws(DisplayError) -> Presentation? {
    let shape = try PictureShape(format, on: card)
    var all = Candidate.all(
      shape.size, shape.codes, planes, modes: connector.modes, request, canScale: scales && isAtomic
    )
    if Self.boasters.contains(card.driver) {
      all = all.filter {
        $0.placement
          == Placement(source: Rectangle(shape.size), destination: Rectangle($0.mode.size))
          && !$0.placement.isScaled
      }
    } else if !isAtomic {
      // The older request shows a picture that covers the whole screen, or nothing.
      all = all.filter {
        $0.plane.kind == .primary && $0.placement.destination == Rectangle($0.mode.size)
          && !$0.placement.isScaled
      }
    }
    guard !all.isEmpty else { throw cannotShow(format) }
    self.shape = shape
    for number in framebuffers.clear(keeping: [currentNumber, pendingNumber]) {
      card.node.removeFramebuffer(number)
    }
    giveUpWaiting()
    (candidates, isDecided, isSet) = (all, false, false)
    try decideBeforehand(format)
    return presentation
  }

  /// Drivers that agree to more than they do: they scale nothing, and show a picture from its corner alone.
  private static let boasters: Set<String> = ["cirrus", "cirrus-qemu", "qxl"]

  /// How frames are shown; nil before `prepare`, and where the first frame is to decide, before that.
  public var presentation: Presentation? {
    guard isDecided, let chosen = candidates.first, let shape else { return nil }
    return Presentation(
      mode: chosen.mode, plane: chosen.plane, format: chosen.code.format,
      modifier: chosen.code.modifier, placement: chosen.placement, isAtomic: isAtomic,
      pictureSize: shape.size)
  }

  /// Asks the card with a picture of its own memory, if it has some; it then knows before the first frame comes.
  private mutating func decideBeforehand(_ format: Format) throws(DisplayError) {
    guard let shape else { return }
    guard isAtomic, let buffers = try? card.makeBuffers(count: 1, for: format).first else {
      isDecided = !isAtomic
      return
    }
    var made: [PictureShape.Code: UInt32] = [:]
    defer { for number in made.values { card.node.removeFramebuffer(number) } }
    for code in Set(candidates.map(\.code)) {
      made[code] = try? card.addFramebuffer(shape, code, buffers, dataOffset: { _ in 0 })
    }
    guard !made.isEmpty else { return }
    var refusal: Errno?
    for candidate in candidates {
      guard let number = made[candidate.code] else { continue }
      refusal = try test(candidate, number)
      if refusal == nil {
        candidates = [candidate]
        isDecided = true
        return
      }
    }
    throw cannotShow(format, refusal)
  }

  /// Asks the card whether it would show a picture so; nil is yes.
  mutating func test(_ candidate: Candidate, _ number: UInt32) throws(DisplayError) -> Errno? {
    var request = try wholeRequest(candidate, number)
    return card.node.commit(&request, [.testOnly, .modeSet])
  }

  func cannotShow(_ format: Format, _ errno: Errno? = nil) -> DisplayError {
    let names = DRMFormat.candidates(for: format.pixelFormat)
    let shown = Set(planes.flatMap { $0.formats.map(\.format) })
    if shown.isDisjoint(with: names) {
      let offered = pixelFormats.map(\.description).sorted().joined(separator: ", ")
      return DisplayError(
        "DRM_IOCTL_MODE_GETPLANE", node: card.path,
        reason: .unsupported(
          "the card (\(card.driver)) does not show the format \(format.pixelFormat); it shows \(offered)"
        ))
    }
    var sizes: [String] = []
    for mode in connector.modes where !sizes.contains("\(mode.size)") {
      sizes.append("\(mode.size)")
    }
    let reason = errno.map { " (\($0))" } ?? ""
    return DisplayError(
      "DRM_IOCTL_MODE_ATOMIC", node: card.path,
      reason: .unsupported(
        "the card (\(card.driver)) can neither scale pictures of \(format.size) nor show them in a part of the "
          + "screen\(reason); choose one of its sizes: \(sizes.prefix(10).joined(separator: ", "))")
    )
  }
}

extension Card {
  /// The connector of a name, or the first that has a screen and is no more than a printer of pictures.
  func connector(
    named name: String?, of all: [Connector]
  ) throws(DisplayError) -> Connector {
    if let name {
      guard let match = all.first(where: { $0.name == name }) else {
        throw DisplayError(
          "DRM_IOCTL_MODE_GETCONNECTOR", node: path, reason: .noConnector(name, all.map(\.name)))
      }
      guard !match.modes.isEmpty else {
        throw DisplayError(
          "DRM_IOCTL_MODE_GETCONNECTOR", node: path, reason: .notConnected([name]))
      }
      return match
    }
    let screens = all.filter { !$0.name.hasPrefix("Writeback") && !$0.modes.isEmpty }
    guard
      let match = screens.first(where: { $0.status == .connected })
        ?? screens.first(where: { $0.status == .unknown })
    else {
      throw DisplayError(
        "DRM_IOCTL_MODE_GETCONNECTOR", node: path, reason: .notConnected(all.map(\.name)))
    }
    return match
  }
}
