import SystemIO
import SystemPackage
import TerminalUI
import V4L2

/// A page of sliders and the device behind it.
struct ControlsPage {
  private let device: Device
  private(set) var model: ControlsModel
  /// What was set before each change, the last one last.
  private var history: [ControlSetting] = []
  private var subscriptions: [ControlID] = []

  init(_ device: Device) throws(V4L2Error) {
    self.device = device
    let controls = try device.controls()
    model = ControlsModel(
      title: device.information.card, node: device.path,
      readings: try device.readings(of: controls))
    for control in controls where !control.isHeading {
      do throws(V4L2Error) {
        try device.subscribe(to: .control, id: control.id.rawValue)
        subscriptions.append(control.id)
      } catch {
        // Without events the page shows what it has set itself.
        if error.isDeviceLost { throw error }
      }
    }
  }

  /// Whether there is nothing to show.
  var isEmpty: Bool { model.current == nil }

  /// Whether a value changes without events.
  var hasVolatile: Bool { model.rows.contains { $0.control.flags.contains(.volatile) } }

  /// Ends the subscriptions.
  func close() {
    for id in subscriptions { try? device.unsubscribe(from: .control, id: id.rawValue) }
  }

  /// Draws into an area of the screen.
  mutating func draw(on screen: inout Screen, area: CellArea) {
    ControlsScreen.draw(&model, on: &screen, area: area)
  }

  /// What a key does; the answer is what the caller has to do, nil for nothing. Throws when the device is gone.
  mutating func handle(_ key: Key) throws(V4L2Error) -> ControlsModel.Action? {
    let device = device
    switch model.handle(key) {
    case .set(let id, let value)?: try set(id) { _ in value }
    case .type(let id, let text)?: try set(id) { try Self.typed(text, $0, device) }
    case .reset(let id)?: try set(id) { try device.value(of: $0, .standard) }
    case .undo?: try undo()
    case let action: return action
    }
    return .redraw
  }

  private static func typed(
    _ text: String, _ control: ControlDescription, _ device: Device
  ) throws -> ControlValue? {
    let catalog = ControlCatalog(node: device.path, controls: [control])
    let parser = ControlParser(catalog: catalog) { try device.value(of: $0, $1) }
    let assignment = try ControlAssignment("\(control.id)=\(text)")
    return try parser.settings([assignment]).first?.value
  }

  private mutating func set(
    _ id: ControlID, _ choose: (ControlDescription) throws -> ControlValue?
  ) throws(V4L2Error) {
    guard let reading = model.rows.first(where: { $0.control.id == id }) else { return }
    do {
      guard let value = try choose(reading.control) else {
        say("the driver states no such value for \(reading.control.key)", isFailure: true)
        return
      }
      let outcome = try ControlApplication(device: device).set([
        ControlSetting(reading.control, value)
      ])
      if let old = reading.value, reading.control.type != .button {
        history.append(ControlSetting(reading.control, old))
      }
      try refresh()
      if let applied = outcome.applied.first { say(Self.words(applied)) }
    } catch let error as V4L2Error {
      try fail(error)
    } catch {
      say("\(error)".replacing("\(device.path): ", with: ""), isFailure: true)
      try refresh()
    }
  }

  private static func words(_ applied: ControlOutcome.Applied) -> String {
    if applied.control.type == .button { return "pressed \(applied.control.key)" }
    if applied.isAdjusted { return "the driver made it \(applied.words)" }
    return "set \(applied.control.key) to "
      + ControlText.words(applied.value, of: applied.control)
  }

  private mutating func undo() throws(V4L2Error) {
    guard let last = history.popLast() else { return say("nothing to take back") }
    model.undoCount = history.count
    do throws(V4L2Error) {
      try device.set([last])
      try refresh()
      say("back to \(last.control.key) \(ControlText.words(last.value, of: last.control))")
    } catch {
      try fail(error)
    }
  }

  private mutating func fail(_ error: V4L2Error) throws(V4L2Error) {
    if error.isDeviceLost { throw error }
    let explanation = error.explain()
    say("\(explanation.cause); \(explanation.advice)", isFailure: true)
    try refresh()
  }

  private mutating func say(_ text: String, isFailure: Bool = false) {
    model.message = ControlsModel.Message(text: text, isFailure: isFailure)
  }

  /// Reads everything anew: one control may change any other.
  private mutating func refresh() throws(V4L2Error) {
    let controls = try device.refreshed(model.rows.map(\.control))
    model.replace(try device.readings(of: controls))
    model.undoCount = history.count
  }

  /// Takes over what somebody else has changed.
  mutating func take(_ event: Event) throws(V4L2Error) {
    guard event.type == .control,
      let known = model.rows.first(where: { $0.control.id.rawValue == event.id })
    else { return }
    let now = try device.refreshed([known.control])
    for reading in try device.readings(of: now) { model.update(reading) }
  }

  /// Takes every event that waits; true if there was one.
  mutating func takeEvents() throws(V4L2Error) -> Bool {
    guard !subscriptions.isEmpty else { return false }
    var hasTaken = false
    while let event = try device.nextEvent() {
      try take(event)
      hasTaken = true
    }
    return hasTaken
  }

  /// Reads the values that change by themselves.
  mutating func refreshVolatile() throws(V4L2Error) {
    let volatile = model.rows.map(\.control).filter { $0.flags.contains(.volatile) }
    for reading in try device.readings(of: volatile) { model.update(reading) }
  }
}

extension ControlsPage {
  /// Shows the page on a terminal until somebody goes back, which is nil, or everything ends.
  mutating func run(on terminal: TerminalSession) throws(V4L2Error) -> NegotiatorSession.End? {
    let wake: WakeEvent
    do throws(Errno) {
      wake = try WakeEvent()
    } catch {
      throw V4L2Error("eventfd", node: device.path, reason: .system(error))
    }
    let monitor = try EventMonitor(device, wake: wake)
    terminal.ring(wake)
    defer {
      terminal.ring(nil)
      close()
    }
    while true {
      var screen = Screen(columns: terminal.columns, rows: terminal.rows)
      draw(
        on: &screen, area: CellArea(row: 0, column: 0, columns: screen.columns, rows: screen.rows))
      terminal.show(screen)
      // Automatic values come without events.
      switch try monitor.next(timeout: hasVolatile ? .milliseconds(500) : nil) {
      case .event(let event): try take(event)
      case .timedOut: try refreshVolatile()
      case .woken: break
      }
      while let event = terminal.nextIfReady() {
        switch event {
        case .key(let key):
          switch try handle(key) {
          case .close?: return nil
          case .interrupt?: return .interrupted(signal: 2)
          default: break
          }
        case .resized: terminal.invalidate()
        case .ended(let signal): return .interrupted(signal: signal)
        case .closed: return .interrupted(signal: 1)
        case .woken: break
        }
      }
    }
  }
}
