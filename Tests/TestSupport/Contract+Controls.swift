internal import SystemPackage
internal import Testing
internal import V4L2
internal import VideoFormats

extension ContractSubject {
  /// Looks at a device's controls, which are as the driver begins with before and afterwards.
  fileprivate func withControls(
    _ role: ContractRole, _ body: (ControlBench) throws -> Void
  ) throws {
    let bench = try ControlBench(open(role))
    try bench.reset()
    defer { try? bench.reset() }
    try body(bench)
  }
}

/// An open device and its controls by name.
private struct ControlBench {
  let device: Device
  let controls: [ControlDescription]

  init(_ device: Device) throws {
    self.device = device
    controls = try device.controls()
  }

  func find(_ key: String) throws -> ControlDescription {
    try #require(controls.first { $0.key == key }, "no control is called \(key)")
  }

  func value(_ key: String) throws -> ControlValue? { try device.value(of: find(key)) }

  func now(_ key: String) throws -> ControlDescription {
    try #require(try device.control(find(key).id))
  }

  func set(_ settings: [(String, ControlValue)]) throws -> [ControlValue] {
    try device.set(settings.map { ControlSetting(try find($0.0), $0.1) }).map(\.value)
  }

  /// What refuses the settings; nil when nothing does.
  func refusal(_ settings: [(String, ControlValue)]) throws -> ControlRefusal? {
    let settings = try settings.map { ControlSetting(try find($0.0), $0.1) }
    let error = failure { () throws(V4L2Error) in try device.set(settings) }
    guard let error else { return nil }
    guard case .control(let refusal) = error.reason else { throw error }
    return refusal
  }

  /// Everything of the user's class as the driver begins with, and an area that is none's default.
  func reset() throws {
    for control in controls
    where control.isSettable && control.id.controlClass == .user && control.type != .button
      && !control.type.isStructure
    {
      if let value = try device.value(of: control, .standard) {
        try device.set([ControlSetting(control, value)])
      }
    }
    try device.set([
      ControlSetting(find("area"), .area(Size(width: 1000, height: 2000))),
      // The default of a dynamic array is as long as the array is.
      ControlSetting(find("u32_dynamic_array"), .integers([50])),
    ])
  }
}

extension ControlType {
  fileprivate var isStructure: Bool { structure != nil }
}

// Controls of every type, which vivid has for such tests.
extension ContractCase {
  static let controls: [Clause] = [
    (
      "every control is described: types, ranges, arrays and menus with holes",
      { subject, role in
        try subject.withControls(role) { bench in
          let ids = bench.controls.map(\.id.rawValue)
          #expect(ids == ids.sorted() && Set(ids).count == ids.count)
          let types: [(String, ControlType)] = [
            ("user_controls", .controlClass), ("brightness", .integer), ("boolean", .boolean),
            ("menu", .menu), ("button", .button), ("integer_64_bits", .integer64),
            ("string", .string), ("bitmask", .bitmask), ("integer_menu", .integerMenu),
            ("u8_2x3x4x5_array", .unsigned8), ("u16_8x16_matrix", .unsigned16),
            ("u32_dynamic_array", .unsigned32), ("area", .area), ("s32_2_element_array", .integer),
            ("s64_5_element_array", .integer64),
          ]
          for (key, type) in types { #expect(try bench.find(key).type == type, "\(key)") }
          let brightness = try bench.find("brightness")
          #expect(brightness.name == "Brightness" && brightness.id == .brightness)
          #expect(brightness.minimum == 0 && brightness.maximum == 255 && brightness.step == 1)
          #expect(brightness.defaultValue == 128 && brightness.flags == .slider)
          #expect(brightness.id.controlClass == .user)
          let wide = try bench.find("integer_64_bits")
          #expect(wide.minimum == .min && wide.maximum == .max && wide.elementSize == 8)
          let menu = try bench.find("menu").menu
          #expect(menu.map(\.index) == [1, 3, 4], "0 and 2 are holes")
          #expect(menu.map(\.name) == ["Menu Item 1", "Menu Item 3", "Menu Item 4"])
          let numbers = try bench.find("integer_menu").menu
          #expect(numbers.map(\.index) == [2, 3, 4, 5, 6, 7, 8])
          #expect(numbers.map(\.number) == [2, 3, 5, 8, 13, 21, 42])
          let matrix = try bench.find("u8_2x3x4x5_array")
          #expect(matrix.dimensions == [2, 3, 4, 5] && matrix.elements == 120)
          #expect(matrix.flags.contains(.hasPayload) && matrix.elementSize == 1)
          #expect(try bench.find("bitmask").maximum == 0x8040_2010)
          let text = try bench.find("string")
          #expect(text.minimum == 2 && text.maximum == 4)
          let dynamic = try bench.find("u32_dynamic_array")
          #expect(dynamic.isDynamicArray && dynamic.elementLimit == 100 && dynamic.elements == 1)
          #expect(try bench.find("read_only_integer_32_bits").flags.contains(.readOnly))
          #expect(try bench.find("button").flags.contains(.writeOnly))
        }
      }
    ),
    (
      "values of every type are read, as they are and as the driver begins with",
      { subject, role in
        try subject.withControls(role) { bench in
          let readings = try bench.device.readings(of: bench.controls)
          #expect(readings.map(\.control) == bench.controls)
          for reading in readings {
            #expect(reading.failure == nil, "\(reading.control.key)")
            #expect((reading.value != nil) == reading.control.isReadable, "\(reading.control.key)")
          }
          #expect(try bench.value("brightness") == .integer(128))
          #expect(try bench.value("bitmask") == .integer(0x8000_2000), "not negative")
          #expect(try bench.value("string") == .string("  "))
          #expect(try bench.value("area") == .area(Size(width: 1000, height: 2000)))
          let matrix = ControlValue.integers(Array(repeating: 24, count: 128))
          #expect(try bench.value("u16_8x16_matrix") == matrix)
          #expect(try bench.value("s64_5_element_array") == .integers([4, 4, 4, 4, 4]))
          #expect(try bench.value("u32_dynamic_array") == .integers([50]))
          for key in ["brightness", "string", "u16_8x16_matrix", "s64_5_element_array"] {
            let control = try bench.find(key)
            #expect(
              try bench.device.value(of: control, .standard) == bench.device.value(of: control))
          }
          #expect(try bench.device.value(of: bench.find("hue"), .minimum) == .integer(-128))
          #expect(try bench.device.value(of: bench.find("button")) == nil)
        }
      }
    ),
    (
      "values of every type are set in one request, and are there afterwards",
      { subject, role in
        try subject.withControls(role) { bench in
          let values: [(String, ControlValue)] = [
            ("brightness", .integer(7)), ("hue", .integer(-128)), ("boolean", .boolean(false)),
            ("integer_32_bits", .integer(-2_147_483_648)), ("integer_64_bits", .integer(.max)),
            ("menu", .integer(1)), ("integer_menu", .integer(8)),
            ("bitmask", .integer(0x8040_2010)), ("string", .string("abc")),
            ("area", .area(Size(width: 7, height: 1))),
            ("u8_2x3x4x5_array", .integers((0..<120).map { Int64(16 + $0 % 17) })),
            ("u16_8x16_matrix", .integers((0..<128).map { Int64(8192 - $0) })),
            ("s32_2_element_array", .integers([-1, 1])),
            ("s64_5_element_array", .integers([-10, -1, 0, 1, 10])),
            ("u32_dynamic_array", .integers([10, 90, 11])),
          ]
          let tried = try bench.device.trying(
            values.map { ControlSetting(try bench.find($0.0), $0.1) })
          #expect(tried?.map(\.value) == values.map(\.1))
          #expect(try bench.value("brightness") == .integer(128), "trying sets nothing")
          #expect(try bench.set(values) == values.map(\.1))
          for (key, value) in values { #expect(try bench.value(key) == value, "\(key)") }
        }
      }
    ),
    (
      "numbers beyond the range or between steps are moved, and the answer says so",
      { subject, role in
        try subject.withControls(role) { bench in
          let moved = try bench.set([
            ("brightness", .integer(300)), ("hue", .integer(-1000)), ("boolean", .integer(7)),
            ("bitmask", .integer(0xffff_ffff)), ("u32_dynamic_array", .integers([0, 4000])),
          ])
          #expect(
            moved == [
              .integer(255), .integer(-128), .integer(1), .integer(0x8040_2010),
              .integers([10, 90]),
            ])
          #expect(try bench.value("brightness") == .integer(255))
          // The description finds them out before.
          #expect(try bench.find("brightness").problem(with: .integer(300)) == .outOfRange)
          #expect(try bench.find("bitmask").problem(with: .integer(1)) == .outOfRange)
          #expect(try bench.find("hue").problem(with: .integer(-128)) == nil)
        }
      }
    ),
    (
      "what is refused is named, and nothing of the request is set",
      { subject, role in
        try subject.withControls(role) { bench in
          let wrong: [(String, ControlValue, ControlProblem)] = [
            ("menu", .integer(2), .notInMenu), ("menu", .integer(5), .notInMenu),
            ("menu", .integer(-1), .notInMenu), ("integer_menu", .integer(1), .notInMenu),
            ("read_only_integer_32_bits", .integer(1), .readOnly),
            ("string", .string("a"), .wrongLength), ("string", .string("abcde"), .wrongLength),
            ("string", .string("a\0b"), .wrongLength), ("string", .integer(1), .wrongKind),
            ("brightness", .string("x"), .wrongKind),
            ("brightness", .integer(1 << 40), .outOfRange),
            ("s32_2_element_array", .integers([1]), .wrongCount),
            ("u8_2x3x4x5_array", .integers([]), .wrongCount),
            ("u32_dynamic_array", .integers([]), .wrongCount),
            ("area", .area(Size(width: 0, height: 5)), .outOfRange),
            ("area", .bytes([1, 2, 3]), .wrongCount),
          ]
          for (key, value, problem) in wrong {
            for settings in [
              [("contrast", .integer(1)), (key, value)], [(key, value), ("contrast", .integer(1))],
            ] as [[(String, ControlValue)]] {
              let refusal = try bench.refusal(settings)
              #expect(refusal?.name == key, "\(key) \(value)")
              #expect(refusal?.problem == problem, "\(key) \(value)")
              #expect(try bench.value("contrast") == .integer(128), "\(key) \(value)")
            }
          }
          let ghost = ControlDescription(
            id: ControlID(rawValue: 0x0098_8fff), name: "Ghost", type: .integer, maximum: 9)
          let error = failure { () throws(V4L2Error) in
            try bench.device.set([
              ControlSetting(bench.controls[1], .integer(1)), ControlSetting(ghost, .integer(1)),
            ])
          }
          guard case .control(let refusal)? = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
          }
          #expect(refusal.name == "ghost" && refusal.problem == .noSuchControl)
          #expect(try bench.device.control(ghost.id) == nil)
        }
      }
    ),
    (
      "a dynamic array grows and shrinks, also behind the reader's back",
      { subject, role in
        try subject.withControls(role) { bench in
          let array = try bench.find("u32_dynamic_array")
          let full = ControlValue.integers((0..<100).map { Int64(10 + $0 % 80) })
          try bench.device.set([ControlSetting(array, full)])
          // The description still says that there is one element.
          #expect(array.elements == 1)
          #expect(try bench.device.value(of: array) == full)
          #expect(try bench.now("u32_dynamic_array").elements == 100)
          let few = ControlValue.integers([20, 30])
          try bench.device.set([ControlSetting(array, few)])
          #expect(try bench.device.value(of: bench.now("u32_dynamic_array")) == few)
          let tooLong = ControlValue.integers(Array(repeating: 20, count: 101))
          #expect(try bench.refusal([("u32_dynamic_array", tooLong)])?.problem == .wrongCount)
          #expect(try bench.value("u32_dynamic_array") == few)
        }
      }
    ),
    (
      "an automatic control makes others inactive, and both are set together",
      { subject, role in
        try subject.withControls(role) { bench in
          #expect(try bench.find("gain_automatic").flags.contains(.update))
          #expect(try bench.now("gain").flags.isSuperset(of: [.inactive, .volatile]))
          _ = try bench.set([("gain", .integer(77)), ("gain_automatic", .boolean(false))])
          #expect(try bench.now("gain").flags.isDisjoint(with: [.inactive, .volatile]))
          #expect(try bench.value("gain") == .integer(77))
          // The group is set as a whole or not at all.
          #expect(
            try bench.refusal([
              ("gain", .integer(78)), ("gain_automatic", .boolean(true)), ("menu", .integer(2)),
            ])?.name == "menu")
          #expect(try bench.value("gain") == .integer(77))
          _ = try bench.set([("gain_automatic", .boolean(true))])
          #expect(try bench.now("gain").flags.contains(.inactive))
        }
      }
    ),
    (
      "what is grabbed while frames are captured is refused until they are not",
      { subject, role in
        let device = try subject.open(role)
        let bench = try ControlBench(device)
        let stream = try subject.stream(role, on: device)
        #expect(try bench.now("enable_capture_cropping").flags.contains(.grabbed))
        let refusal = try bench.refusal([
          ("contrast", .integer(1)), ("enable_capture_cropping", .boolean(true)),
        ])
        #expect(refusal?.name == "enable_capture_cropping" && refusal?.problem == .grabbed)
        #expect(try bench.value("contrast") == .integer(128))
        _ = try stream.stop().release()
        #expect(!(try bench.now("enable_capture_cropping").flags.contains(.grabbed)))
        _ = try bench.set([("enable_capture_cropping", .boolean(true))])
      }
    ),
    (
      "buttons are pressed, cannot be read, and one number can be set the old way",
      { subject, role in
        try subject.withControls(role) { bench in
          #expect(try bench.set([("button", .integer(0))]) == [.integer(0)])
          try bench.device.setValue(33, of: .contrast)
          #expect(try bench.device.value(of: .contrast) == 33)
          #expect(try bench.value("contrast") == .integer(33))
          #expect(try bench.device.value(of: ControlID(rawValue: 0x0098_8fff)) == nil)
          #expect(try bench.device.set([]) == [])
        }
      }
    ),
    (
      "changes by others are told, with what holds then; one's own only on request",
      { subject, role in
        try subject.withControls(role) { bench in
          let watcher = bench.device
          let contrast = try bench.find("contrast").id.rawValue
          let gain = try bench.find("gain").id.rawValue
          try watcher.subscribe(to: .control, id: contrast)
          try watcher.subscribe(to: .control, id: gain)
          let other = try ControlBench(subject.open(role))
          _ = try other.set([("contrast", .integer(5))])
          let event = try #require(try watcher.nextEvent())
          guard case .control(let change) = event.payload else {
            Issue.record("\(event)")
            return
          }
          #expect(event.id == contrast && change.changes.contains(.value) && change.value == 5)
          #expect(change.minimum == 0 && change.maximum == 255 && change.defaultValue == 128)
          _ = try other.set([("gain_automatic", .boolean(false)), ("gain", .integer(50))])
          guard case .control(let led)? = try watcher.nextEvent()?.payload else {
            Issue.record("no event of gain")
            return
          }
          #expect(led.changes.isSuperset(of: [.value, .flags]) && led.value == 50)
          #expect(ControlFlags(rawValue: led.flags).isDisjoint(with: [.inactive, .volatile]))
          _ = try bench.set([("contrast", .integer(6))])
          #expect(try watcher.nextEvent() == nil, "the watcher's own change")
          try watcher.unsubscribe(from: .control, id: contrast)
          try watcher.subscribe(to: .control, id: contrast, options: .allowFeedback)
          _ = try bench.set([("contrast", .integer(7))])
          #expect(try watcher.nextEvent()?.id == contrast)
          try watcher.unsubscribe(from: .all)
          let error = failure { () throws(V4L2Error) in
            try watcher.subscribe(to: .control, id: 0x0098_8fff)
          }
          #expect(error?.errno == .invalidArgument)
        }
      }
    ),
  ]
}
