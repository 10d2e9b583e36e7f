import Capture
import Imaging
import Negotiation
import SystemIO
import TerminalUI
import V4L2
import VideoFormats

/// Somebody at a terminal, and a device: hears keys, asks the driver, draws, and begins again.
struct NegotiatorSession: ~Copyable {
  /// How it ended.
  enum End {
    case done
    case interrupted(signal: Int32)
    case failed(Failure)
  }

  private let reference: String
  private let device: Device
  private var negotiator: DeviceNegotiator
  private var model: NegotiatorModel
  private let terminal: TerminalSession
  private var history: [DeviceSettings] = []
  private var holdersDue: Int64 = 0

  /// Who else has the device open is looked up once in a while, not for every key.
  private static let holdersPeriod: Int64 = 2_000_000_000

  init(
    _ device: Device, named reference: String, wish: Constraints?, terminal: TerminalSession
  ) throws(V4L2Error) {
    let negotiator = try DeviceNegotiator(device)
    let facts = try NegotiatorFacts(of: device, queue: negotiator.queue)
    let offers = negotiator.offers(current: facts.settings.format)
    var choice = ChoiceModel(
      offers, current: facts.settings.format, interval: facts.settings.interval)
    if let wish, let best = Negotiator(offers, wish).ranked().first { choice.choose(best) }
    var model = NegotiatorModel(
      title: device.information.card, node: device.path, choice: choice, facts: facts)
    if let wish, let explanation = Negotiator(offers, wish).explanation() {
      model.message = NegotiatorModel.Message(text: "\(explanation)", isFailure: true)
    }
    self.reference = reference
    self.device = device
    self.terminal = terminal
    self.negotiator = negotiator
    self.model = model
  }

  /// Runs until somebody quits; answers with how, and what can be repeated.
  consuming func run() -> (end: End, equivalent: Equivalent) {
    propose()
    var end: End?
    while end == nil {
      draw()
      switch terminal.next(timeout: .seconds(2)) {
      case .key(let key)?: end = perform(model.handle(key))
      case .resized?: terminal.invalidate()
      case .ended(let signal)?: end = .interrupted(signal: signal)
      // What the kernel says when a terminal goes away.
      case .closed?: end = .interrupted(signal: 1)
      case .woken?: break
      case nil: end = watch()
      }
    }
    terminal.end()
    return (end ?? .done, equivalent)
  }

  private mutating func draw() {
    terminal.show(
      NegotiatorScreen(&model, columns: terminal.columns, rows: terminal.rows).screen)
  }

  private mutating func say(_ text: String, isFailure: Bool = false) {
    model.message = NegotiatorModel.Message(text: text, isFailure: isFailure)
  }

  /// Says what failed; a device that is gone ends the session.
  private mutating func fail(_ error: V4L2Error) -> End? {
    if error.isDeviceLost { return .failed(Failure(error)) }
    let explanation = error.explain()
    say("\(explanation.cause); \(explanation.advice)", isFailure: true)
    return nil
  }

  // MARK: Actions

  private mutating func perform(_ action: NegotiatorModel.Action?) -> End? {
    switch action {
    case nil, .redraw?: return nil
    case .quit?: return .done
    case .interrupt?: return .interrupted(signal: 2)
    case .propose?:
      model.message = nil
      return propose()
    case .apply?: return apply()
    case .undo?: return undo()
    case .preview?: return preview()
    case .controls?: return showControls()
    case .detect?: return detect()
    case .selectInput(let index)?: return change("input \(index)") { $0.input = index }
    case .setStandard(let standard)?: return change("\(standard)") { $0.standard = standard }
    case .setTimings(let timings)?: return change("\(timings)") { $0.timings = timings }
    case .setRectangle(let target, let rectangle)?:
      return change("\(target) \(rectangle)") { source in
        if target == .crop { source.crop = rectangle } else { source.compose = rectangle }
      }
    }
  }

  /// Asks the driver what it would make of the choice.
  @discardableResult
  private mutating func propose() -> End? {
    do throws(V4L2Error) {
      model.facts.proposal = try negotiator.propose(
        model.choice.request, interval: model.choice.interval)
      model.facts.failure = nil
      return nil
    } catch {
      model.facts.proposal = nil
      model.facts.failure = error.explain().cause
      return error.isDeviceLost ? .failed(Failure(error)) : nil
    }
  }

  /// Sees after a while of nothing whether the device is there and as it was.
  private mutating func watch() -> End? {
    do throws(V4L2Error) {
      let now = try DeviceSettings(of: device, queue: negotiator.queue)
      let time = Kernel.shared.monotonicNanoseconds()
      if now != model.facts.settings {
        try followSource()
        say("somebody else has set \(model.facts.words)", isFailure: true)
      } else if time >= holdersDue {
        holdersDue = time + Self.holdersPeriod
        model.facts.holders = NodeHolder.holders(of: device.path)
      }
      return nil
    } catch {
      return fail(error)
    }
  }

  private mutating func refresh() throws(V4L2Error) {
    var facts = try NegotiatorFacts(of: device, queue: negotiator.queue)
    facts.standardDetection = model.facts.standardDetection
    facts.timingsDetection = model.facts.timingsDetection
    facts.proposal = model.facts.proposal
    model.update(facts)
    model.undoCount = history.count
  }

  private mutating func apply() -> End? {
    do throws(V4L2Error) {
      let before = try DeviceSettings(of: device, queue: negotiator.queue)
      if let end = propose() { return end }
      guard let proposal = model.facts.proposal else { return nil }
      let outcome: NegotiationOutcome
      do {
        outcome = try device.captureQueue().apply(proposal, of: negotiator)
      } catch let error as V4L2Error {
        throw error
      } catch let error as NegotiationError {
        if case .device(let cause) = error { throw cause }
        say(error.description, isFailure: true)
        return nil
      } catch {
        return nil
      }
      history.append(before)
      try refresh()
      let changes = outcome.differences.map(\.description)
      say(
        "set \(model.facts.words)" + (changes.isEmpty ? "" : "; \(changes.joined(separator: "; "))")
      )
      return nil
    } catch {
      return fail(error)
    }
  }

  private mutating func undo() -> End? {
    guard let before = history.popLast() else {
      say("nothing to take back")
      return nil
    }
    do throws(V4L2Error) {
      if let failure = try device.captureQueue().restore(before) {
        history.append(before)
        throw failure
      }
      try followSource()
      say("back to \(model.facts.words)")
      return nil
    } catch {
      return fail(error)
    }
  }

  /// Sets something of the source, after which there may be other formats.
  private mutating func change(
    _ name: String, _ edit: (inout SourceConfiguration) -> Void
  ) -> End? {
    var source = SourceConfiguration()
    edit(&source)
    do throws(V4L2Error) {
      let before = try DeviceSettings(of: device, queue: negotiator.queue)
      let adjustments = try device.captureQueue().apply(source)
      history.append(before)
      try followSource()
      say(adjustments.isEmpty ? "set \(name)" : adjustments.joined(separator: "; "))
      return nil
    } catch {
      return fail(error)
    }
  }

  private mutating func followSource() throws(V4L2Error) {
    try negotiator.refresh()
    try refresh()
    let set = model.facts.settings
    model.choice.replace(
      negotiator.offers(current: set.format), current: set.format, interval: set.interval)
    if let end = propose(), case .failed = end {
      throw V4L2Error("VIDIOC_TRY_FMT", node: device.path, reason: .noSuchDevice)
    }
  }

  private mutating func detect() -> End? {
    do throws(V4L2Error) {
      if model.page == .standards {
        model.facts.standardDetection = try device.detectStandard().description
      } else {
        model.facts.timingsDetection = try device.detectTimings().description
      }
      return nil
    } catch {
      return fail(error)
    }
  }

  // MARK: Controls

  /// Shows the sliders until somebody has set enough; a control may change the format.
  private mutating func showControls() -> End? {
    do throws(V4L2Error) {
      var page = try ControlsPage(device)
      guard !page.isEmpty else {
        page.close()
        say("the device has no controls")
        return nil
      }
      let end = try page.run(on: terminal)
      terminal.invalidate()
      if let end { return end }
      try followSource()
      return nil
    } catch {
      terminal.invalidate()
      return fail(error)
    }
  }

  // MARK: Preview

  private mutating func preview() -> End? {
    #if Chafa
    let before: DeviceSettings
    do throws(V4L2Error) {
      before = try DeviceSettings(of: device, queue: negotiator.queue)
    } catch {
      return fail(error)
    }
    var outcome: Viewer.Outcome?
    var failure: End?
    do {
      outcome = try watchPicture()
    } catch let error as V4L2Error {
      failure = fail(error)
    } catch {
      say("\(error)", isFailure: true)
    }
    terminal.invalidate()
    // Whatever happened, what was set before is set again.
    let restored = restore(before)
    if case .interrupted(let signal) = outcome, signal != 2 { return .interrupted(signal: signal) }
    if case .failed(let failure) = outcome { say(failure.description, isFailure: true) }
    return failure ?? restored
    #else
    say("built without the trait Chafa, which draws pictures in terminals", isFailure: true)
    return nil
    #endif
  }

  #if Chafa
  /// Shows what is chosen until somebody has seen enough.
  private func watchPicture() throws -> Viewer.Outcome {
    let choice = model.choice
    let camera = try Camera(
      device,
      CameraConfiguration(
        pixelFormat: choice.format, size: choice.size, interval: choice.interval,
        tolerance: .nearest))
    let converter = try PictureConverter(camera.format)
    let looks = ViewLooks.standard
    let viewer = Viewer(
      camera, converter, terminal, looks.options(knowsPixels: terminal.cellPixels != nil),
      limit: nil, duration: nil, cyclesSymbols: !looks.needsASCII)
    return viewer.run(keepsTerminal: true).outcome
  }

  private mutating func restore(_ before: DeviceSettings) -> End? {
    do throws(V4L2Error) {
      if let failure = try device.captureQueue().restore(before) { throw failure }
      try refresh()
      return nil
    } catch {
      return fail(error)
    }
  }
  #endif

  /// What was chosen, to be repeated: with everything of the source that was set here.
  private var equivalent: Equivalent {
    let set = model.facts.settings.source
    var source = SourceConfiguration()
    if model.facts.inputs.count > 1 { source.input = set.input }
    let first = history.first?.source
    if let first, first.standard != set.standard { source.standard = set.standard }
    if let first, first.timings != set.timings { source.timings = set.timings }
    if let first, first.crop != set.crop { source.crop = set.crop }
    if let first, first.compose != set.compose { source.compose = set.compose }
    // What the driver grants can be asked for again; what was asked may not be granted.
    let proposal = model.facts.proposal
    return Equivalent(
      device: reference, format: proposal?.granted ?? model.choice.request,
      interval: proposal?.interval ?? model.choice.interval, source: source)
  }
}
