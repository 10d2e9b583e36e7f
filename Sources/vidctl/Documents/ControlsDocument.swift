import V4L2

/// What `vidctl controls DEVICE --json` writes. Docs/JSON.md describes every key.
struct ControlsDocument: Codable, Hashable {
  var node: String
  var card: String
  var driver: String
  var controls: [Entry]

  /// A control, and its value.
  struct Entry: Codable, Hashable {
    var id: String
    var name: String
    var title: String
    var `class`: String
    var className: String?
    var type: ControlType
    var minimum: Int64
    var maximum: Int64
    var step: UInt64
    var defaultValue: Int64
    var flags: ControlFlags
    var elements: Int?
    var dimensions: [Int]?
    var menu: [Item]?
    var value: ControlEntryValue?
    var error: String?
  }

  /// An item of a menu.
  struct Item: Codable, Hashable {
    var index: Int64
    var name: String
    var number: Int64?
  }
}

extension ControlsDocument {
  /// Reads every control of a device.
  init(of device: Device) throws(V4L2Error) {
    let readings = try device.readings(of: device.controls())
    self.init(
      node: device.path, card: device.information.card, driver: device.information.driver,
      controls: readings.filter { !$0.control.isHeading }.map { reading in
        Entry(reading, heading: Self.heading(of: reading.control, in: readings))
      })
  }

  /// What the driver calls a control's class.
  private static func heading(
    of control: ControlDescription, in readings: [ControlReading]
  ) -> String? {
    readings.first {
      $0.control.isHeading && $0.control.id.controlClass == control.id.controlClass
    }?.control.name
  }
}

extension ControlsDocument.Entry {
  init(_ reading: ControlReading, heading: String?) {
    let control = reading.control
    self.init(
      id: "\(control.id)", name: control.key, title: control.name,
      class: "\(control.id.controlClass)", className: heading, type: control.type,
      minimum: control.minimum, maximum: control.maximum, step: control.step,
      defaultValue: control.defaultValue, flags: control.flags,
      elements: control.isArray ? control.elements : nil,
      dimensions: control.isArray ? control.dimensions : nil,
      menu: control.menu.isEmpty
        ? nil
        : control.menu.map {
          ControlsDocument.Item(index: $0.index, name: $0.name, number: $0.number)
        },
      value: reading.value.map(ControlEntryValue.init),
      error: reading.failure?.explain().cause)
  }
}

/// What `vidctl controls DEVICE get --json` writes.
struct ControlValuesDocument: Codable, Hashable {
  var node: String
  var values: [Entry]

  /// A control's value, and its words.
  struct Entry: Codable, Hashable {
    var id: String
    var name: String
    var value: ControlEntryValue
    var text: String

    init(_ control: ControlDescription, _ value: ControlValue) {
      id = "\(control.id)"
      name = control.key
      self.value = ControlEntryValue(value)
      text = ControlText.words(value, of: control)
    }
  }
}

/// What `set`, `reset` and `load` write with `--json`.
struct ControlOutcomeDocument: Codable, Hashable {
  var node: String
  var applied: [Applied]
  var left: [Left]
  var note: String?

  /// A control that was set.
  struct Applied: Codable, Hashable {
    var id: String
    var name: String
    var requested: ControlEntryValue
    var value: ControlEntryValue
    var isAdjusted: Bool
  }

  /// A control that was not.
  struct Left: Codable, Hashable {
    var id: String?
    var name: String
    var reason: String
    var isFine: Bool
  }

  init(node: String, _ outcome: ControlOutcome, note: String? = nil) {
    self.node = node
    self.note = note
    applied = outcome.applied.map {
      Applied(
        id: "\($0.control.id)", name: $0.control.key, requested: ControlEntryValue($0.requested),
        value: ControlEntryValue($0.value), isAdjusted: $0.isAdjusted)
    }
    left = outcome.left.map {
      Left(id: $0.id.map { "\($0)" }, name: $0.name, reason: $0.reason, isFine: $0.isFine)
    }
  }
}

/// A line of `vidctl controls DEVICE watch --json`.
struct ControlChangeDocument: Codable, Hashable {
  var time: Double
  var id: String
  var name: String
  var changes: [String]
  var value: ControlEntryValue?
  var text: String?
  var flags: ControlFlags
}
