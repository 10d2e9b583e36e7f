import ArgumentParser
import SystemPackage
import V4L2

/// `vidctl controls`.
struct ControlsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "controls",
    abstract: "Lists, reads, sets, stores and watches a device's controls.",
    discussion: """
      Without a verb all controls are listed: value, range, and what else holds. Nothing is changed \
      unless set, reset or load says so.

        vidctl controls 0
        vidctl controls 0 get brightness exposure_time_absolute
        vidctl controls 0 set brightness=50% gain_automatic=off gain+=10
        vidctl controls 0 reset
        vidctl controls 0 save desk.json
        vidctl controls 0 load desk.json
        vidctl controls 0 watch --duration 10s

      NAMES are those of the list, in capitals or not, or numbers such as 0x00980900.

      VALUES: numbers, also as 0xff; 50% of the range; default, min or max; on or off; an item of a \
      menu by its number or name; text as it is; WIDTHxHEIGHT; elements with commas between them, or \
      name[2]=7 for one; hex: and bytes for anything else. += and -= count from what is set, in \
      numbers or per cent. A button is named without a value.

      set sets all of it or nothing. So does load, which tells of every control that does not fit; \
      with --partial those that fit are set, and the status is still 3. A value beyond the range is \
      refused; what the driver moves to another step is told. A control that another one sets is \
      refused as well, unless the same command turns that off.
      """)

  @OptionGroup var device: DeviceArgument

  @Argument(
    help: ArgumentHelp(
      "get, set, reset, save, load or watch, and what it is about.", valueName: "verb"),
    completion: .custom { arguments, _, _ in ControlsCommand.candidates(arguments) })
  var words: [String] = []

  @Flag(help: "With load and reset: set what can be set, and leave out the rest.")
  var partial = false

  @Option(help: "With watch: changes to tell before ending.", transform: CaptureValues.count)
  var count: Int?

  @Option(
    help: "With watch: how long, such as 10, 2.5s or 1m.", transform: CaptureValues.duration)
  var duration: Duration?

  @OptionGroup var json: JSONOption

  /// What is to be done.
  enum Verb: String, CaseIterable {
    case list, get, set, reset, save, load, watch
  }

  private var verb: Verb { words.first.flatMap(Verb.init) ?? .list }
  private var rest: [String] { Array(words.dropFirst()) }

  func validate() throws {
    if let first = words.first, Verb(rawValue: first) == nil {
      let instead =
        first.contains("=")
        ? "; write 'set \(first)' to set it"
        : "; the verbs are \(Verb.allCases.map(\.rawValue).joined(separator: ", "))"
      throw ValidationError("'\(first)' is no verb\(instead)")
    }
    switch verb {
    case .list:
      if let extra = rest.first {
        throw ValidationError("list takes no names; write 'get \(extra)' to read it")
      }
    case .get:
      if rest.isEmpty { throw ValidationError("get needs names of controls, such as brightness") }
      if let setting = rest.first(where: { $0.contains("=") }) {
        throw ValidationError("get takes names alone; write 'set \(setting)' to set it")
      }
    case .set:
      if rest.isEmpty {
        throw ValidationError("set needs NAME=VALUE, such as brightness=50%")
      }
    case .save, .load:
      if rest.count != 1 || rest[0].isEmpty {
        throw ValidationError("\(verb.rawValue) needs the name of one file, or '-'")
      }
      if verb == .save, rest[0] == "-", json.isWanted {
        throw ValidationError("a preset is JSON already; leave --json out")
      }
    case .reset, .watch: break
    }
    if partial, ![.load, .reset].contains(verb) {
      throw ValidationError("--partial is for load and reset")
    }
    if count != nil || duration != nil, verb != .watch {
      throw ValidationError("--count and --duration are for watch")
    }
  }

  func run() throws {
    switch verb {
    case .list: try list()
    case .get: try get()
    case .set: try set()
    case .reset: try reset()
    case .save: try save()
    case .load: try load()
    case .watch: try watch()
    }
  }
}

// Reading.
extension ControlsCommand {
  private func list() throws {
    let device = try device.open()
    if json.isWanted { return try JSONDocument.write(ControlsDocument(of: device)) }
    let readings = try device.readings(of: device.controls())
    guard readings.contains(where: { !$0.control.isHeading }) else {
      return StandardStream.tell("\(device.path): the device has no controls")
    }
    let list = ControlList(
      title: "\(device.information.card), \(device.path)", readings: readings)
    try StandardStream.output.write(list.rendered(on: .of(.output)))
  }

  private func get() throws {
    let device = try device.open()
    let catalog = try ControlCatalog(of: device)
    let controls = try rest.map { name throws(Failure) in try catalog.find(name) }
    var values: [(ControlDescription, ControlValue)] = []
    for control in controls {
      guard control.type != .button else {
        throw Failure(
          .cannotDo, "\(device.path): \(control.key) is a button and has no value; set presses it")
      }
      guard let value = try device.value(of: control) else {
        throw Failure(.cannotDo, "\(device.path): \(control.key) can't be read; leave it out")
      }
      values.append((control, value))
    }
    guard !json.isWanted else {
      return try JSONDocument.write(
        ControlValuesDocument(
          node: device.path, values: values.map(ControlValuesDocument.Entry.init)))
    }
    try StandardStream.output.write(
      values.map { "\($0.key)=\(ControlText.plain($1, of: $0))\n" }.joined())
  }

  private func watch() throws {
    let device = try device.open()
    let catalog = try ControlCatalog(of: device)
    let controls = rest.isEmpty ? catalog.settings : try rest.map { try catalog.find($0) }
    try ControlWatch(
      device: device, controls: controls, isJSON: json.isWanted, count: count, duration: duration
    ).run()
  }

  private func save() throws {
    if WholeFile.isFolder(rest[0]) {
      throw Failure.usage(
        "'\(rest[0])' is a folder; name a file in it, such as '\(rest[0])/camera.json'")
    }
    let device = try device.open()
    let preset = try ControlPreset(of: device)
    let text = try JSONDocument.text(preset)
    guard rest[0] != "-" else { return try StandardStream.output.write(text) }
    do throws(Errno) {
      try WholeFile.write(Array(text.utf8), to: rest[0])
    } catch {
      throw Failure(
        error == .permissionDenied ? .noPermission : .failure,
        "\(rest[0]): can't be written: \(error); choose another file")
    }
    StandardStream.tell(
      "\(device.path): \(Quantity.count(preset.controls.count, "control")) to \(rest[0])")
  }
}

// Setting.
extension ControlsCommand {
  private func set() throws {
    let assignments = try rest.map { word throws(Failure) in try ControlAssignment(word) }
    let device = try device.open()
    let parser = ControlParser(catalog: try ControlCatalog(of: device)) { control, kind in
      try device.value(of: control, kind)
    }
    let outcome = try ControlApplication(device: device).set(parser.settings(assignments))
    try conclude(device, outcome)
  }

  private func reset() throws {
    let device = try device.open()
    let catalog = try ControlCatalog(of: device)
    let named = try rest.map { name throws(Failure) in try catalog.find(name) }
    for control in named where control.type == .button {
      throw Failure.usage("\(control.key) is a button and has no default; leave it out")
    }
    let controls =
      rest.isEmpty
      ? catalog.settings.filter { $0.isSettable && $0.isReadable } : named
    let standards = try device.readings(of: controls, .standard)
    let current = try device.readings(of: controls)
    var settings: [ControlSetting] = []
    for (standard, now) in zip(standards, current) {
      guard let value = standard.value else {
        guard named.isEmpty else {
          throw Failure(
            .cannotDo, "\(device.path): the driver states no default for \(standard.control.key)")
        }
        continue
      }
      // What is as it should be is left alone: setting it might do more than that.
      if now.value != value { settings.append(ControlSetting(standard.control, value)) }
    }
    let application = ControlApplication(device: device)
    guard named.isEmpty || partial else {
      return try conclude(device, application.set(settings))
    }
    try conclude(device, application.applyPreset(settings, partial: partial))
  }

  private func load() throws {
    let preset = try ControlPreset.read(rest[0])
    let device = try device.open()
    let note = preset.difference(from: device)
    if let note { StandardStream.tell("\(device.path): \(note)") }
    let (settings, strangers) = preset.settings(in: try ControlCatalog(of: device))
    var outcome = ControlOutcome(left: strangers)
    if partial || outcome.failures.isEmpty {
      let applied = try ControlApplication(device: device).applyPreset(settings, partial: partial)
      outcome.applied = applied.applied
      outcome.left += applied.left
    } else {
      // Nothing will be set; whatever else is wrong is told in the same breath.
      let application = ControlApplication(device: device)
      outcome.left += application.misfits(settings)
    }
    try conclude(device, outcome, note: note)
  }

  /// Tells what came of it; the status is that of what was left undone.
  private func conclude(
    _ device: Device, _ outcome: ControlOutcome, note: String? = nil
  ) throws {
    for change in outcome.applied where change.isAdjusted {
      StandardStream.tell("\(device.path): adjusted \(change.words)")
    }
    for left in outcome.left {
      StandardStream.tell("\(device.path): \(left.name) was left as it is: \(left.reason)")
    }
    if json.isWanted {
      try JSONDocument.write(ControlOutcomeDocument(node: device.path, outcome, note: note))
    }
    guard let first = outcome.failures.first else { return }
    let status: ExitStatus =
      outcome.failures.allSatisfy(\.isBusy) && first.isBusy ? .busy : .cannotDo
    let what =
      outcome.applied.isEmpty && !partial
      ? "nothing was set, as \(Quantity.count(outcome.failures.count, "control")) can't be; "
        + "add --partial to set the others"
      : "\(Quantity.count(outcome.failures.count, "control")) could not be set, "
        + "\(outcome.applied.count) were; see above"
    throw Failure(status, "\(device.path): \(what)")
  }

  /// What a shell may complete: the verbs, then the names of the device's controls.
  static func candidates(_ arguments: [String]) -> [String] {
    let words = arguments.drop { $0 != "controls" }.dropFirst().filter { !$0.hasPrefix("-") }
    guard words.count > 1, let reference = words.first,
      let verb = Verb(rawValue: words[words.index(after: words.startIndex)])
    else { return Verb.allCases.map(\.rawValue) }
    guard ![.save, .load, .list].contains(verb), let device = try? Device(reference),
      let controls = try? device.controls()
    else { return [] }
    let ending = verb == .set ? "=" : ""
    return controls.filter { !$0.isHeading }.map { $0.key + ($0.type == .button ? "" : ending) }
  }
}
