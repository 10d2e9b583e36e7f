import FoundationEssentials
import SystemIO
import SystemPackage
import V4L2

/// Tells of changes of controls as they happen, by the driver's events.
struct ControlWatch {
  let device: Device
  let controls: [ControlDescription]
  let isJSON: Bool
  let count: Int?
  let duration: Duration?

  /// Watches until the count or the time is over, or a signal comes.
  func run() throws {
    let wake: WakeEvent
    do {
      wake = try WakeEvent()
    } catch {
      throw Failure(.failure, "\(device.path): eventfd: \(error); close some files and repeat")
    }
    TerminationSignals.ring(wake)
    let monitor = try EventMonitor(device, wake: wake)
    var known = try subscribe()
    if let duration { TerminationSignals.ring(after: duration) }
    var told = 0
    let begin = device.now
    while TerminationSignals.received == nil, !TerminationSignals.hasTimeExpired {
      guard case .event(let event) = try monitor.next() else { continue }
      guard case .control(let change) = event.payload, var reading = known[event.id] else {
        continue
      }
      let before = reading
      try update(&reading, change)
      known[event.id] = reading
      let time = Double(max(0, event.timestamp - begin.nanoseconds)) / 1e9
      try tell(time, before, reading, change)
      told += 1
      if told == count { return }
    }
    if let signal = TerminationSignals.received { throw ExitStatus.interrupted(by: signal) }
  }

  /// Subscribes to every control that has events, and reads what they are set to.
  private func subscribe() throws -> [UInt32: ControlReading] {
    var known: [UInt32: ControlReading] = [:]
    var refused: V4L2Error?
    for reading in try device.readings(of: controls) {
      do throws(V4L2Error) {
        try device.subscribe(
          to: .control, id: reading.control.id.rawValue, options: .allowFeedback)
        known[reading.control.id.rawValue] = reading
      } catch {
        if error.isDeviceLost { throw error }
        refused = error
      }
    }
    if known.isEmpty, let refused {
      throw Failure(
        .cannotDo,
        "\(device.path): the driver tells of no changes (\(refused.operation): "
          + "\(refused.errno.map { "\($0)" } ?? "refused")); read the values with 'get' instead")
    }
    if controls.isEmpty {
      throw Failure(.cannotDo, "\(device.path): there are no controls to watch; nothing to tell")
    }
    return known
  }

  /// Takes over what an event says; what does not fit into one is read.
  private func update(_ reading: inout ControlReading, _ change: ControlChange) throws {
    let control = reading.control
    let flags = ControlFlags(rawValue: change.flags)
    reading.control.flags = flags
    if change.changes.contains(.range) || change.changes.contains(.dimensions) {
      reading.control = try device.refreshed([control]).first ?? reading.control
    }
    guard change.changes.contains(.value) || change.changes.contains(.dimensions) else { return }
    guard reading.control.isReadable else { return }
    let isNumber = control.type.isNumber && !control.isArray && !control.type.isCompound
    if isNumber {
      let number = change.value
      reading.value = .integer(
        control.type == .bitmask ? Int64(UInt32(truncatingIfNeeded: number)) : number)
    } else {
      reading.value = try device.readings(of: [reading.control]).first?.value
    }
  }

  private func tell(
    _ time: Double, _ before: ControlReading, _ now: ControlReading, _ change: ControlChange
  ) throws {
    if isJSON {
      let document = ControlChangeDocument(
        time: (time * 1e6).rounded() / 1e6, id: "\(now.control.id)", name: now.control.key,
        changes: Self.names(change.changes), value: now.value.map(ControlEntryValue.init),
        text: now.value.map { ControlText.words($0, of: now.control) }, flags: now.control.flags)
      return try StandardStream.output.write(JSONDocument.line(document))
    }
    var facts: [String] = []
    if change.changes.contains(.value) {
      let old = before.value.map { ControlText.words($0, of: now.control) }
      let new = now.value.map { ControlText.words($0, of: now.control) } ?? "pressed"
      facts.append(old.map { $0 == new ? new : "\($0) → \(new)" } ?? new)
    }
    if change.changes.contains(.flags) {
      let words = ControlText.flags(now.control.flags)
      let hasBecome = words.filter { !ControlText.flags(before.control.flags).contains($0) }
      let hasCeased = ControlText.flags(before.control.flags).filter { !words.contains($0) }
      facts += hasBecome.map { "is \($0)" } + hasCeased.map { "is no longer \($0)" }
    }
    if change.changes.contains(.range) {
      facts.append("now takes \(now.control.allowedValues)")
    }
    if change.changes.contains(.dimensions) {
      facts.append("has \(Quantity.count(now.control.elements, "element"))")
    }
    if facts.isEmpty { facts = ["changed"] }
    let seconds = Quantity.decimal(time, places: 3)
    try StandardStream.output.write(
      "\(seconds) s  \(now.control.key): \(facts.joined(separator: ", "))\n")
  }

  static func names(_ changes: ControlChange.Changes) -> [String] {
    let names: [(ControlChange.Changes, String)] = [
      (.value, "value"), (.flags, "flags"), (.range, "range"), (.dimensions, "dimensions"),
    ]
    let rest = changes.subtracting([.value, .flags, .range, .dimensions]).rawValue
    return names.filter { changes.contains($0.0) }.map(\.1)
      + (rest == 0 ? [] : ["0x" + String(rest, radix: 16)])
  }
}
