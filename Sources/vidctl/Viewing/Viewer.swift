#if Chafa
import Capture
import Imaging
import Pipeline
import SystemIO
import TerminalUI
import V4L2
import VideoFormats

/// A camera on a terminal: takes the newest frame, paints it, hears the keys, and begins again.
struct Viewer: ~Copyable {
  /// How it ended.
  enum Outcome {
    case done
    case interrupted(signal: Int32)
    case failed(Failure)
  }

  private var camera: Camera
  private var painter: ViewPainter
  private let session: TerminalSession
  private let limit: Int?
  private let duration: Duration?
  private let cyclesSymbols: Bool
  private var screen: Screen
  private var status: ViewStatus
  /// The frame that is frozen; its buffer is the driver's again when it is let go of.
  private var frozen: Frame?
  private var isFreezing = false
  private var wantsSnapshot = false
  private var panel = ViewPanel.none
  /// The sliders, while they are shown.
  private var controls: ControlsPage?
  private var volatileDue: Int64 = 0
  private var unusableInARow = 0

  /// So many frames in a row that no picture can be made of are no accident.
  private static let patience = 100
  /// With fewer buffers than this, one that is held back would leave the driver too few.
  private static let enoughBuffers = 3

  init(
    _ camera: consuming Camera, _ converter: consuming PictureConverter, _ session: TerminalSession,
    _ options: PictureOptions, limit: Int?, duration: Duration?, cyclesSymbols: Bool
  ) {
    status = ViewStatus(camera.device, camera.negotiated)
    self.camera = camera
    self.session = session
    self.limit = limit
    self.duration = duration
    self.cyclesSymbols = cyclesSymbols
    painter = ViewPainter(converter, options)
    screen = Screen(columns: session.columns, rows: session.rows)
    session.ring(self.camera.wake)
  }

  /// Shows pictures until somebody has seen enough, gives the terminal back, and says what was seen.
  ///
  /// - Parameter keepsTerminal: Whether the terminal is to stay with the program, which goes on with it.
  consuming func run(keepsTerminal: Bool = false) -> (summary: String, outcome: Outcome) {
    let outcome: Outcome
    do throws(Failure) {
      drawAll()
      outcome = try watch()
    } catch {
      outcome = .failed(error)
    }
    controls?.close()
    session.ring(nil)
    // The terminal comes first: whatever is said must stay to be read.
    if painter.options.means == .kitty { session.write(TerminalPicture.forgetKittyPictures) }
    if !keepsTerminal { session.end() }
    return (status.summary(camera.statistics), outcome)
  }

  private mutating func watch() throws(Failure) -> Outcome {
    while true {
      while let event = session.nextIfReady() {
        if let outcome = handle(event) { return outcome }
      }
      if TerminationSignals.hasTimeExpired { return .done }
      if frozen != nil, camera.bufferCount < Self.enoughBuffers {
        // The driver has too little to fill; wait for a key alone.
        if let event = session.next(timeout: .seconds(1)), let outcome = handle(event) {
          return outcome
        }
        try followControls()
        continue
      }
      try followControls()
      guard try takeFrame() else { continue }
      if let limit, status.shown >= limit { return .done }
    }
  }

  /// Takes a frame and shows it, unless there was none or a frozen one is being looked at.
  private mutating func takeFrame() throws(Failure) -> Bool {
    let frame: Frame?
    do throws(V4L2Error) {
      frame = try camera.newest()
    } catch {
      throw Failure(error)
    }
    guard let frame else {
      guard camera.isEnded else { return false }
      throw Failure(
        .failure, "\(camera.device.path): the stream ended; check the source and repeat the command"
      )
    }
    guard frozen == nil else {
      drawStatus()
      return false
    }
    try show(frame)
    if isFreezing {
      isFreezing = false
      frozen = consume frame
      drawStatus(isUrgent: true)
    }
    return true
  }

  private mutating func show(_ frame: borrowing Frame) throws(Failure) {
    do throws(ImagingError) {
      try paint(frame)
      unusableInARow = 0
    } catch {
      unusableInARow += 1
      guard error.spoilsOneFrameOnly, unusableInARow < Self.patience else { throw Failure(error) }
      return
    }
    if status.shown == 0, let duration { TerminationSignals.ring(after: duration) }
    status.countShown()
    if wantsSnapshot {
      wantsSnapshot = false
      save(frame)
    }
    updateStatus(isUrgent: false)
    send()
  }

  private mutating func paint(_ frame: borrowing Frame) throws(ImagingError) {
    try painter.paint(
      frame.picture(camera.format), on: &screen, area: pictureArea,
      cellAspect: session.cellAspect, cell: session.cellPixels)
  }

  private var pictureArea: CellArea {
    CellArea(row: 0, column: 0, columns: screen.columns, rows: screen.rows - 1)
  }
}

// Drawing.
extension Viewer {
  /// Everything from nothing, after the terminal was resized or something was taken off the screen.
  private mutating func drawAll() {
    screen = Screen(columns: session.columns, rows: session.rows)
    session.invalidate()
    if let frame = frozen.take() {
      try? paint(frame)
      frozen = consume frame
    }
    updateStatus(isUrgent: true)
    send()
  }

  /// The line alone, which leaves pixels above it as they are.
  private mutating func drawStatus(isUrgent: Bool = false) {
    guard updateStatus(isUrgent: isUrgent) else { return }
    send(withPixels: false)
  }

  @discardableResult
  private mutating func updateStatus(isUrgent: Bool) -> Bool {
    guard status.isDue || isUrgent else { return false }
    // Reading the statistics copies them, which is for a few times a second.
    status.update(camera.statistics, isFrozen: frozen != nil)
    status.draw(on: &screen)
    return true
  }

  private mutating func send(withPixels: Bool = true) {
    let isPixels = painter.options.means != .symbols
    if panel != .none {
      var covered = isPixels ? Screen(columns: screen.columns, rows: screen.rows) : screen
      if isPixels { status.draw(on: &covered) }
      panel.draw(on: &covered, facts: facts)
      let area = controlsArea
      controls?.draw(on: &covered, area: area)
      session.show(covered)
      return
    }
    session.show(screen)
    if isPixels, withPixels { session.write(painter.pixels) }
  }

  private var facts: [(String, String)] {
    let (terminal, options) = (session, painter.options)
    let drawing =
      options.means == .symbols
      ? "\(options.symbols.rawValue) symbols, \(options.depth.words)" : options.means.rawValue
    return status.facts + [
      ("Buffers", "\(camera.bufferCount)"),
      ("Terminal", "\(terminal.columns) columns, \(terminal.rows) rows, \(drawing)"),
    ]
  }
}

// Keys.
extension Viewer {
  private mutating func handle(_ event: TerminalEvent) -> Outcome? {
    switch event {
    case .key(let key): return handle(key)
    case .resized:
      drawAll()
      return nil
    case .ended(let signal): return .interrupted(signal: signal)
    // What the kernel says when a terminal goes away.
    case .closed: return .interrupted(signal: 1)
    case .woken: return nil
    }
  }

  private mutating func handle(_ key: Key) -> Outcome? {
    if controls != nil { return handleControls(key) }
    switch key {
    case .escape where panel != .none: show(.none)
    case .character("q"), .character("Q"), .escape: return .done
    case .control("c"): return .interrupted(signal: 2)
    case .character(" "), .character("p"): toggleFreeze()
    case .character("s"): requestSnapshot()
    case .character("m"), .character("+"): changeSymbols()
    case .character("c"): openControls()
    case .character("i"): show(panel == .info ? .none : .info)
    case .character("?"), .character("h"), .function(1): show(panel == .help ? .none : .help)
    case .control("l"): drawAll()
    default: break
    }
    return nil
  }

  private mutating func show(_ next: ViewPanel) {
    panel = next
    if painter.options.means == .kitty { session.write(TerminalPicture.forgetKittyPictures) }
    drawAll()
  }

  // MARK: Controls

  /// The right half, or all of a terminal that has not much more; the picture goes on beside it.
  private var controlsArea: CellArea {
    let columns = min(screen.columns, max(52, screen.columns / 2))
    return CellArea(
      row: 0, column: screen.columns - columns, columns: columns, rows: screen.rows - 1)
  }

  private mutating func openControls() {
    do throws(V4L2Error) {
      let page = try ControlsPage(camera.device)
      guard !page.isEmpty else {
        status.say("the device has no controls")
        return drawStatus(isUrgent: true)
      }
      controls = page
      show(.controls)
    } catch {
      status.say(error.explain().cause)
      drawStatus(isUrgent: true)
    }
  }

  private mutating func handleControls(_ key: Key) -> Outcome? {
    do throws(V4L2Error) {
      switch try controls?.handle(key) {
      case .close?:
        controls?.close()
        controls = nil
        show(.none)
      case .interrupt?: return .interrupted(signal: 2)
      default: send(withPixels: false)
      }
      return nil
    } catch {
      return .failed(Failure(error))
    }
  }

  /// Takes over what others have set, and now and then what sets itself.
  private mutating func followControls() throws(Failure) {
    guard controls != nil else { return }
    do throws(V4L2Error) {
      var isNews = try controls?.takeEvents() == true
      let now = camera.device.now.nanoseconds
      if now >= volatileDue, controls?.hasVolatile == true {
        volatileDue = now + 500_000_000
        try controls?.refreshVolatile()
        isNews = true
      }
      if isNews { send(withPixels: false) }
    } catch {
      throw Failure(error)
    }
  }

  private mutating func toggleFreeze() {
    if frozen != nil || isFreezing {
      frozen = nil
      isFreezing = false
    } else {
      isFreezing = true
    }
    drawStatus(isUrgent: true)
  }

  private mutating func changeSymbols() {
    guard painter.options.means == .symbols, cyclesSymbols else {
      status.say("only symbols can be changed, where the locale has them")
      return drawStatus(isUrgent: true)
    }
    painter.options.symbols = painter.options.symbols.next
    status.say("\(painter.options.symbols.rawValue) symbols")
    drawAll()
  }

  private mutating func requestSnapshot() {
    guard let frame = frozen.take() else {
      wantsSnapshot = true
      return
    }
    save(frame)
    frozen = consume frame
    drawStatus(isUrgent: true)
  }

  /// Stores a frame as it was captured, not as the terminal shows it.
  private mutating func save(_ frame: borrowing Frame) {
    do throws(ImagingError) {
      let name = Snapshot.freeName()
      try Snapshot.write(frame.picture(camera.format), to: name)
      status.say("saved \(name)")
    } catch {
      status.say(error.description)
    }
    updateStatus(isUrgent: true)
  }
}
#endif
