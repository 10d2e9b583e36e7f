import FakeDriver
import SystemPackage
import TestSupport
import Testing
import VideoFormats

@testable import V4L2

/// What the contract cannot ask of vivid: old drivers, and values in memory.
@Suite struct ControlTests {
  private static let path = "/dev/video0"

  private func device(
    missing requests: [String] = [], _ change: (inout Personality) -> Void = { _ in }
  ) throws -> (Device, FakeDriver) {
    var personality = Personality.webcam
    change(&personality)
    let driver = FakeDriver(Self.path, personality)
    for request in requests { driver.answerNotImplemented(request, on: Self.path) }
    return (try Device(path: Self.path, calls: driver), driver)
  }

  private static let extended = [
    "VIDIOC_QUERY_EXT_CTRL", "VIDIOC_G_EXT_CTRLS", "VIDIOC_S_EXT_CTRLS", "VIDIOC_TRY_EXT_CTRLS",
  ]

  @Test func `names are typed as v4l2-ctl has them`() {
    #expect(
      ControlDescription.key(of: "White Balance, Automatic") == "white_balance_automatic")
    #expect(ControlDescription.key(of: "U8 2x3x4x5 Array") == "u8_2x3x4x5_array")
    #expect(ControlDescription.key(of: " (Pan)/Tilt -- ") == "pan_tilt")
    #expect(ControlDescription.key(of: "Größe") == "gr_e")
    #expect(ControlDescription.key(of: "---") == "")
  }

  @Test(arguments: [true, false])
  func `drivers without the newer requests are asked by the older ones`(
    _ knowsNext: Bool
  ) throws {
    let (device, _) = try device(missing: Self.extended) { $0.knowsNextControl = knowsNext }
    let controls = try device.controls()
    let keys = controls.map(\.key)
    #expect(keys.contains("brightness") && keys.contains("gain"))
    #expect(!controls.contains { $0.isArray || $0.type.isCompound })
    let brightness = try #require(controls.first { $0.id == .brightness })
    #expect(brightness.maximum == 255 && brightness.defaultValue == 128)
    #expect(try device.value(of: brightness) == .integer(128))
    let gainAutomatic = try #require(controls.first { $0.id == .automaticGain })
    let set = try device.set([
      ControlSetting(brightness, .integer(9)), ControlSetting(gainAutomatic, .boolean(false)),
    ])
    #expect(set.map(\.value) == [.integer(9), .integer(0)])
    #expect(try device.value(of: brightness) == .integer(9))
  }

  @Test func `one after the other, what was set before a refusal is set back`() throws {
    let (device, _) = try device(missing: Self.extended)
    let controls = try device.controls()
    let brightness = try #require(controls.first { $0.id == .brightness })
    let menu = try #require(controls.first { $0.key == "menu" })
    let error = failure { () throws(V4L2Error) in
      try device.set([
        ControlSetting(brightness, .integer(9)), ControlSetting(menu, .integer(2)),
      ])
    }
    guard case .control(let refusal)? = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(refusal.name == "menu" && refusal.problem == .notInMenu)
    #expect(try device.value(of: brightness) == .integer(128))
  }

  @Test func `a request that fails half-way is set back as a whole`() throws {
    let (device, driver) = try device(missing: ["VIDIOC_TRY_EXT_CTRLS"])
    let controls = try device.controls()
    let brightness = try #require(controls.first { $0.id == .brightness })
    let text = try #require(controls.first { $0.key == "string" })
    // The kernel looks at texts only when it sets them, one group after the other.
    let error = failure { () throws(V4L2Error) in
      try device.set([
        ControlSetting(brightness, .integer(9)), ControlSetting(text, .string("a")),
      ])
    }
    guard case .control(let refusal)? = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(refusal.name == "string" && refusal.problem == .wrongLength)
    #expect(try device.value(of: brightness) == .integer(128))
    #expect((driver.callCounts["VIDIOC_S_EXT_CTRLS"] ?? 0) >= 2)
  }

  @Test func `a control that fails alone leaves the others`() throws {
    let (device, driver) = try device()
    let controls = try device.controls()
    driver.fail("VIDIOC_G_EXT_CTRLS", errno: 5)
    driver.fail("VIDIOC_G_EXT_CTRLS", errno: 5, after: 1)
    let readings = try device.readings(of: controls)
    #expect(readings.filter { $0.failure != nil }.count == 1)
    #expect(readings.filter { $0.value != nil }.count > 15)
  }

  @Test func `a driver that counts in circles is left`() throws {
    let (device, driver) = try device()
    let count = try device.controls().count
    driver.configure(Self.path) { $0.countsControlsInCircles = true }
    #expect(try device.controls().count == count)
  }

  @Test func `disabled controls are not there`() throws {
    let (device, driver) = try device()
    driver.changeControls(Self.path) { $0[1].flags |= 1 }
    #expect(!(try device.controls().contains { $0.id == .brightness }))
  }

  @Test func `refusals are sentences with the range`() throws {
    let (device, _) = try device()
    let controls = try device.controls()
    func sentence(_ key: String, _ value: ControlValue) throws -> String? {
      let control = try #require(controls.first { $0.key == key })
      return failure { () throws(V4L2Error) in
        try device.set([ControlSetting(control, value)])
      }?.description
    }
    #expect(
      try sentence("menu", .integer(2))
        == "/dev/video0: menu has no item 2; it takes 1 (Menu Item 1), 3 (Menu Item 3), "
        + "4 (Menu Item 4)")
    #expect(
      try sentence("string", .string("x"))
        == "/dev/video0: string can't be 'x', which is too long or too short; "
        + "it takes 2 to 4 bytes of text")
    #expect(
      try sentence("read_only_integer_32_bits", .integer(2))
        == "/dev/video0: read_only_integer_32_bits can only be read, not set; "
        + "'vidctl controls /dev/video0' shows what holds for each")
    #expect(
      try sentence("s64_5_element_array", .integers([1]))
        == "/dev/video0: s64_5_element_array can't be 1: the number of elements is wrong; "
        + "it takes 5 elements, each -10 to 10")
  }

  @Test func `structures are as long as the kernel's`() {
    let sizes: [(ControlType, Int)] = [
      (.area, 8), (.rectangle, 16), (.contentLightLevel, 4), (.masteringDisplay, 24),
      (ControlType(rawValue: 0x200), 1048), (ControlType(rawValue: 0x220), 40),
    ]
    for (type, size) in sizes { #expect(type.structure?.size == size, "\(type)") }
    #expect(ControlType(rawValue: 0x200).description == "h264_sps")
    #expect(ControlType(rawValue: 0x7777).description == "#30583")
    #expect(ControlFlags(rawValue: 0x8000_0001).labels == ["disabled", "0x80000000"])
  }

  @Test func `values survive their way through memory`() throws {
    let display = MasteringDisplay(
      primaries: [.init(x: 1, y: 2), .init(x: 3, y: 4), .init(x: 5, y: 6)],
      whitePoint: .init(x: 7, y: 8), maximumLuminance: 1 << 31, minimumLuminance: 9)
    let cases: [(ControlType, Int, ControlValue)] = [
      (.area, 8, .area(Size(width: 1 << 31, height: 3))),
      (.rectangle, 16, .rectangle(Rectangle(left: -5, top: -6, width: 7, height: 8))),
      (
        .contentLightLevel, 4,
        .contentLightLevel(ContentLightLevel(maximumContent: 65535, maximumPictureAverage: 1))
      ),
      (.masteringDisplay, 24, .masteringDisplay(display)),
      (ControlType(rawValue: 0x9999), 3, .bytes([1, 2, 3])),
    ]
    for (type, size, value) in cases {
      let control = ControlDescription(
        id: ControlID(rawValue: 1), name: "x", type: type, elementSize: size)
      let bytes = try #require(ControlCoding(control).bytes(value), "\(type)")
      #expect(bytes.count == size && ControlCoding(control).value(bytes) == value, "\(type)")
      #expect(ControlCoding(control).bytes(.integer(1)) == nil)
    }
  }
}
