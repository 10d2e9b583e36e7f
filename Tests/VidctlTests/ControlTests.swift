import FakeDriver
import TestSupport
import Testing
import V4L2
import VideoFormats

@testable import vidctl

/// What is typed about controls, and what becomes of it, without a device or on a pretended one.
@Suite struct ControlTests {
  private typealias Samples = ControlSamples

  private func parser(_ current: [ControlID: ControlValue] = [:]) -> ControlParser {
    ControlParser(catalog: Samples.catalog) { control, kind in
      switch kind {
      case .current: current[control.id] ?? .integer(10)
      case .standard:
        control.isArray ? .integers([9, 8, 7, 6, 5, 4]) : .integer(control.defaultValue)
      case .minimum: .integer(control.minimum)
      case .maximum: .integer(control.maximum)
      }
    }
  }

  private func value(
    _ word: String, _ current: [ControlID: ControlValue] = [:]
  ) throws -> ControlValue? {
    try parser(current).settings([ControlAssignment(word)]).first?.value
  }

  static let values: [(String, ControlValue)] = [
    ("brightness=7", .integer(7)), ("Brightness=0x10", .integer(16)),
    ("0x00980900=1", .integer(1)), ("BRIGHTNESS=default", .integer(128)),
    ("brightness=max", .integer(255)), ("brightness=minimum", .integer(0)),
    ("brightness=50%", .integer(128)), ("brightness=0%", .integer(0)),
    ("brightness=100%", .integer(255)), ("brightness+=5", .integer(15)),
    ("brightness-=5", .integer(5)), ("brightness+=10%", .integer(36)),
    ("brightness=-1", .integer(-1)), ("brightness=+3", .integer(3)),
    ("volume_main=33%", .integer(-35)), ("Volume, Main=12", .integer(12)),
    ("gain_automatic=on", .integer(1)), ("gain_automatic=FALSE", .integer(0)),
    ("power_line_frequency=50 hz", .integer(1)), ("power_line_frequency=50_Hz", .integer(1)),
    ("power_line_frequency=4", .integer(4)), ("power_line_frequency=max", .integer(4)),
    ("power_line_frequency=3", .integer(3)),
    ("link_frequency=1", .integer(1)), ("link_frequency=13", .integer(1)),
    ("bits=0x80000001", .integer(0x8000_0001)), ("wide=-9223372036854775808", .integer(.min)),
    ("wide=100%", .integer(.max)), ("wide=0%", .integer(.min)),
    ("text=a=b, c", .string("a=b, c")), ("text=", .string("")),
    ("text=default", .string("default")),
    ("area=640x480", .area(Size(width: 640, height: 480))),
    ("matrix=1,2,3,4,5,0x6", .integers([1, 2, 3, 4, 5, 6])),
    ("matrix=default", .integers([9, 8, 7, 6, 5, 4])),
    ("matrix=hex:000100020003", .bytes([0, 1, 0, 2, 0, 3])),
    ("opaque=0x0a0B0c", .bytes([10, 11, 12])),
    ("level=1000,400", .contentLightLevel(.init(maximumContent: 1000, maximumPictureAverage: 400))),
    ("reset", .integer(1)), ("reset=press", .integer(1)),
  ]

  @Test(arguments: values)
  func `values are read as they are typed`(_ word: String, _ expected: ControlValue) throws {
    #expect(try value(word) == expected)
  }

  static let mistakes: [(String, String)] = [
    ("brightness", "'brightness' has no value; write brightness=VALUE; it takes 0 to 255"),
    ("=3", "'=3' names no control; write NAME=VALUE, such as brightness=50%"),
    ("--", "'--' is no setting; write NAME=VALUE, such as brightness=50%"),
    ("brightness=", "/dev/video0: brightness can't be ''; it takes 0 to 255"),
    ("brightness=x", "/dev/video0: brightness can't be 'x'; it takes 0 to 255"),
    ("brightness=1.5", "/dev/video0: brightness can't be '1.5'; it takes 0 to 255"),
    ("brightness=101%", "/dev/video0: brightness can't be '101%'; it takes 0% to 100%"),
    ("brightness=nan%", "/dev/video0: brightness can't be 'nan%'; it takes 0 to 255"),
    (
      "brightness=99999999999999999999",
      "/dev/video0: brightness can't be '99999999999999999999'; it takes 0 to 255"
    ),
    ("brightness[0]=1", "brightness is no array of numbers, so it has no elements to index"),
    ("gain_automatic=maybe", "/dev/video0: gain_automatic can't be 'maybe'; it takes on or off"),
    (
      "power_line_frequency=60 Hz",
      "/dev/video0: power_line_frequency can't be '60 Hz'; it takes 0 (Disabled), 1 (50 Hz), 4 (Auto)"
    ),
    ("area=640", "/dev/video0: area can't be '640'; it takes WIDTHxHEIGHT, such as 640x480"),
    ("matrix=1,,2", "/dev/video0: matrix can't be ''; it takes 6 elements, each 0 to 9"),
    ("matrix[6]=1", "/dev/video0: matrix has no element [6]; it has 2 by 3, counted from 0"),
    ("matrix[1][3]=1", "/dev/video0: matrix has no element [1][3]; it has 2 by 3, counted from 0"),
    ("matrix[x]=1", "'matrix[x]=1': an index in brackets is a number from 0 on, such as name[2]=7"),
    ("gain_automatic+=1", "gain_automatic is no number, so nothing can be added to it"),
    ("reset=5", "reset is a button; write 'reset' alone to press it"),
    (
      "nonsense=1",
      "/dev/video0: there is no control 'nonsense'; 'vidctl controls /dev/video0' lists those there are"
    ),
    ("brihgtness=1", "/dev/video0: there is no control 'brihgtness'; did you mean brightness?"),
    (
      "frequency=1",
      "/dev/video0: there is no control 'frequency'; did you mean link_frequency, power_line_frequency?"
    ),
    (
      "0x1=1",
      "/dev/video0: there is no control 0x00000001; 'vidctl controls /dev/video0' lists those"
    ),
  ]

  @Test(arguments: mistakes)
  func `mistakes get one clear line`(_ word: String, _ sentence: String) throws {
    let matrix: [ControlID: ControlValue] = [Samples.array.id: .integers([0, 0, 0, 0, 0, 0])]
    let error = #expect(throws: Failure.self) { try value(word, matrix) }
    #expect(error?.description == sentence)
  }

  @Test func `elements of arrays are set one by one and together`() throws {
    let current: [ControlID: ControlValue] = [Samples.array.id: .integers([0, 0, 0, 0, 0, 0])]
    let words = try ["matrix[0]=1", "matrix[1][2]=default", "matrix[1][0]+=3"].map {
      try ControlAssignment($0)
    }
    let settings = try parser(current).settings(words)
    #expect(settings.map(\.value) == [.integers([1, 0, 0, 3, 0, 4])])
    #expect(throws: Failure.self) {
      try parser().settings([ControlAssignment("reset"), ControlAssignment("reset")])
    }
  }

  @Test func `the list shows values in their ranges`() {
    let list = ControlList(
      title: "HD Webcam, /dev/video0", readings: ControlSamples.readings, isASCII: false)
    #expect(
      list.rendered(on: Canvas(columns: 80, isColored: false)) == """
        HD Webcam, /dev/video0

        User Controls
          brightness            \(Self.bar(64, 255, 12))  64  (0…255, default 128)
          volume_main           ············  -100  (-100…100, steps of 5, default 0)
          gain_automatic                      on  (changes others)
          gain                  \(Self.bar(18, 255, 12))  18  (0…255, default 100, inactive,
                                              volatile)
          power_line_frequency                Auto  (3 choices, default 50 Hz)
          text                                'abc'  (0…8 bytes)
          matrix                              1,2,3,4,5,6  (0…9, 2x3 elements)
          reset                               (a button)  (write-only)
          temperature           \(Self.bar(40, 99, 12))  40  (0…99, default 0, read-only)
          wide                                unreadable: this program already holds the
                                              device's queue  (any of 64 bits)

        Colorimetry controls
          level                               1,2

        """)
    let wide = list.rendered(on: Canvas(columns: 132, isColored: false))
    #expect(
      wide.split(separator: "\n").allSatisfy { $0.last?.isWhitespace == false && $0.count <= 132 })
    #expect(
      list.rendered(on: Canvas(columns: 80, isColored: true)).contains("\u{1b}[1;36mbrightness"))
  }

  private static func bar(_ value: Int, _ most: Int, _ columns: Int) -> String {
    ControlList.bar(Double(value) / Double(most), columns: columns)
  }

  @Test func `bars are as long as the share`() {
    #expect(ControlList.bar(0, columns: 4) == "····")
    #expect(ControlList.bar(1, columns: 4) == "████")
    #expect(ControlList.bar(0.5, columns: 4) == "██··")
    #expect(ControlList.bar(0.53125, columns: 4) == "██▏·")
    #expect(ControlList.bar(7, columns: 2) == "██")
    #expect(ControlList.bar(0.5, columns: 4, ascii: true) == "##--")
  }

  // MARK: Presets, on a pretended device

  private static let path = "/dev/video0"

  private func device(
    _ change: (inout Personality) -> Void = { _ in }
  ) throws -> (Device, FakeDriver) {
    var personality = Personality.webcam
    change(&personality)
    let driver = FakeDriver(Self.path, personality)
    return (try Device(path: Self.path, calls: driver), driver)
  }

  private func value(_ key: String, _ device: Device) throws -> ControlValue? {
    try device.value(of: ControlCatalog(of: device).find(key))
  }

  @Test func `a preset brings everything back, and leaves automatic values alone`() throws {
    let (device, _) = try device()
    let application = ControlApplication(device: device)
    let catalog = try ControlCatalog(of: device)
    func set(_ words: String...) throws {
      let parser = ControlParser(catalog: catalog) { try device.value(of: $0, $1) }
      _ = try application.set(parser.settings(words.map { try ControlAssignment($0) }))
    }
    try set("brightness=7", "area=5x6", "string=abc", "u32_dynamic_array=10,20", "menu=4")
    let preset = try ControlPreset(of: device)
    #expect(preset.controls.first { $0.name == "gain" }?.isInactive == true)
    let text = try JSONDocument.text(preset)
    #expect(try JSONText.decode(ControlPreset.self, text) == preset)
    try set("brightness=9", "area=1x1", "string=xy", "u32_dynamic_array=50", "menu=1")
    let (settings, left) = preset.settings(in: try ControlCatalog(of: device))
    #expect(left.map(\.name) == ["gain"] && left.allSatisfy(\.isFine))
    let outcome = try application.applyPreset(settings, partial: false)
    #expect(outcome.failures.isEmpty && outcome.applied.allSatisfy { !$0.isAdjusted })
    #expect(try value("brightness", device) == .integer(7))
    #expect(try value("area", device) == .area(Size(width: 5, height: 6)))
    #expect(try value("string", device) == .string("abc"))
    #expect(try value("u32_dynamic_array", device) == .integers([10, 20]))
    #expect(try value("menu", device) == .integer(4))
  }

  @Test func `a preset that does not fit sets nothing, or what fits, and tells everything`() throws
  {
    let (device, _) = try device()
    let application = ControlApplication(device: device)
    func entry(_ id: String, _ name: String, _ value: ControlEntryValue) -> ControlPreset.Entry {
      ControlPreset.Entry(id: id, name: name, value: value)
    }
    let preset = ControlPreset(
      device: .init(card: "Another", driver: "other"),
      controls: [
        entry("0x00980900", "brightness", .number(300)),
        entry("0x00980901", "contrast", .number(5)),
        entry("0x0098f904", "menu", .number(2)), entry("0x0098f905", "string", .number(2)),
        entry("0x00990000", "ghost", .number(2)), entry("0x00970000", "hue", .number(6)),
        entry("0x00980901", "contrast", .number(6)),
        entry("0x0098f90c", "read_only_integer_32_bits", .number(1)),
        entry("0x0098f90b", "area", .structure(.init(hex: "zz"))),
      ])
    #expect(preset.difference(from: device)?.contains("'Another' (other)") == true)
    let (settings, strangers) = preset.settings(in: try ControlCatalog(of: device))
    #expect(strangers.map(\.name) == ["ghost", "contrast"])
    let refused = try application.applyPreset(settings, partial: false)
    let names = ["brightness", "menu", "string", "read_only_integer_32_bits", "area"]
    #expect(refused.failures.map(\.name) == names && refused.applied.isEmpty)
    #expect(try value("contrast", device) == .integer(128), "all or nothing")
    let partial = try application.applyPreset(settings, partial: true)
    #expect(partial.failures.map(\.name) == names)
    #expect(partial.applied.map(\.control.key) == ["contrast", "hue"])
    #expect(try value("contrast", device) == .integer(5))
    #expect(try value("hue", device) == .integer(6), "found by its name")
    #expect(try value("brightness", device) == .integer(128))
  }

  @Test func `an inactive control needs what makes it active in the same command`() throws {
    let (device, _) = try device()
    let application = ControlApplication(device: device)
    let catalog = try ControlCatalog(of: device)
    func settings(_ words: String...) throws -> [ControlSetting] {
      try ControlParser(catalog: catalog) { try device.value(of: $0, $1) }
        .settings(words.map { try ControlAssignment($0) })
    }
    let alone = #expect(throws: Failure.self) { try application.set(settings("gain=3")) }
    #expect(alone?.description.contains("gain is inactive") == true)
    let useless = #expect(throws: Failure.self) {
      try application.set(settings("gain=3", "brightness=1"))
    }
    #expect(useless?.description.contains("gain would stay inactive") == true)
    #expect(try value("brightness", device) == .integer(128), "set back")
    _ = try application.set(settings("gain=3", "gain_automatic=off"))
    #expect(try value("gain", device) == .integer(3))
  }

  @Test func `one inactive control of a preset is left as it is, and that is fine`() throws {
    let (device, _) = try device()
    let gain = try ControlCatalog(of: device).find("gain")
    for partial in [false, true] {
      let outcome = try ControlApplication(device: device).applyPreset(
        [ControlSetting(gain, .integer(3))], partial: partial)
      #expect(outcome.failures.isEmpty && outcome.applied.isEmpty)
      #expect(outcome.left.map(\.name) == ["gain"] && outcome.left[0].isFine)
    }
  }

  @Test func `a preset of which a later part is refused sets nothing, unless a part will do`()
    throws
  {
    for partial in [false, true] {
      let (device, driver) = try device()
      let catalog = try ControlCatalog(of: device)
      let settings = [
        ControlSetting(try catalog.find("brightness"), .integer(9)),
        ControlSetting(try catalog.find("gain_automatic"), .boolean(false)),
        ControlSetting(try catalog.find("gain"), .integer(3)),
      ]
      // The second round, in which the gain has become active.
      driver.fail("VIDIOC_TRY_EXT_CTRLS", errno: 16, after: 1)
      let outcome = try ControlApplication(device: device).applyPreset(settings, partial: partial)
      #expect(outcome.failures.map(\.name) == ["gain"])
      #expect(outcome.failures[0].isBusy && outcome.failures[0].reason.contains("busy"))
      #expect(try value("brightness", device) == .integer(partial ? 9 : 128))
      #expect(try value("gain_automatic", device) == .integer(partial ? 0 : 1))
      #expect(outcome.applied.count == (partial ? 2 : 0))
    }
  }

  @Test func `what is in use is busy, whatever else is the matter`() throws {
    let (device, _) = try device()
    let queue = try device.captureQueue()
    let stream = try queue.allocate().start()
    let cropping = try ControlCatalog(of: device).find("enable_capture_cropping")
    let error = #expect(throws: Failure.self) {
      try ControlApplication(device: device).set([ControlSetting(cropping, .integer(0))])
    }
    #expect(error?.status == .busy)
    #expect(stream.bufferCount > 0)
  }

  @Test func `files that are no presets are refused in one line`() async throws {
    let cases: [(String, String)] = [
      ("", "no preset of controls; name a file that 'save' has written"),
      ("{}", "no preset of controls; name a file that 'save' has written"),
      (
        #"{"format":"vidctl-controls","version":2}"#,
        "a preset of version 2, and this vidctl reads version 1; use a newer vidctl"
      ),
      (
        #"{"format":"vidctl-controls","version":1,"controls":7}"#,
        "a damaged preset; save it again, or mend what was edited"
      ),
    ]
    for (content, sentence) in cases {
      let name = "/tmp/vidctl-preset-\(UInt32.random(in: 0 ... .max)).json"
      try WholeFile.write(Array(content.utf8), to: name)
      let error = #expect(throws: Failure.self) { try ControlPreset.read(name) }
      #expect(error?.description == "\(name): \(sentence)" && error?.status == .usage)
      _ = try await Tool.shell("rm \(name)")
    }
  }
}
