import V4L2
import VideoFormats

@testable import vidctl

/// Controls of every kind, and documents with every key in them.
enum ControlSamples {
  static func id(_ number: UInt32) -> ControlID { ControlID(rawValue: number) }

  static let brightness = ControlDescription(
    id: .brightness, name: "Brightness", type: .integer, maximum: 255, defaultValue: 128,
    flags: .slider)
  static let steps = ControlDescription(
    id: id(0x98_0905), name: "Volume, Main", type: .integer, minimum: -100, maximum: 100, step: 5)
  static let automatic = ControlDescription(
    id: .automaticGain, name: "Gain, Automatic", type: .boolean, maximum: 1, defaultValue: 1,
    flags: .update)
  static let gain = ControlDescription(
    id: .gain, name: "Gain", type: .integer, maximum: 255, defaultValue: 100,
    flags: [.inactive, .volatile])
  static let menu = ControlDescription(
    id: id(0x98_0918), name: "Power Line Frequency", type: .menu, maximum: 4, defaultValue: 1,
    menu: [
      .init(index: 0, name: "Disabled"), .init(index: 1, name: "50 Hz"),
      .init(index: 4, name: "Auto"),
    ])
  static let numbers = ControlDescription(
    id: id(0x98_f907), name: "Link Frequency", type: .integerMenu, maximum: 2,
    menu: [
      .init(index: 1, name: "13", number: 13), .init(index: 2, name: "1", number: 1),
    ])
  static let bits = ControlDescription(
    id: id(0x98_f906), name: "Bits", type: .bitmask, maximum: 0x8000_0003)
  static let wide = ControlDescription(
    id: id(0x98_f903), name: "Wide", type: .integer64, minimum: .min, maximum: .max,
    elementSize: 8)
  static let text = ControlDescription(
    id: id(0x98_f905), name: "Text", type: .string, minimum: 0, maximum: 8, elementSize: 9)
  static let area = ControlDescription(
    id: id(0x98_f90b), name: "Area", type: .area, elementSize: 8)
  static let array = ControlDescription(
    id: id(0x98_f909), name: "Matrix", type: .unsigned16, minimum: 0, maximum: 9,
    flags: .hasPayload, elementSize: 2, elements: 6, dimensions: [2, 3])
  static let opaque = ControlDescription(
    id: id(0xa4_0900), name: "Opaque", type: ControlType(rawValue: 0x300), flags: .hasPayload,
    elementSize: 3)
  static let level = ControlDescription(
    id: id(0xa5_0901), name: "Level", type: .contentLightLevel, flags: .hasPayload,
    elementSize: 4)
  static let button = ControlDescription(
    id: id(0x98_f900), name: "Reset", type: .button, flags: [.writeOnly, .executeOnWrite])
  static let fixed = ControlDescription(
    id: id(0x98_f90c), name: "Temperature", type: .integer, maximum: 99, flags: .readOnly)
  static let heading = ControlDescription(
    id: id(0x98_0001), name: "User Controls", type: .controlClass,
    flags: [.readOnly, .writeOnly])

  static let readings: [ControlReading] = [
    ControlReading(heading), ControlReading(brightness, value: .integer(64)),
    ControlReading(steps, value: .integer(-100)), ControlReading(automatic, value: .boolean(true)),
    ControlReading(gain, value: .integer(18)), ControlReading(menu, value: .integer(4)),
    ControlReading(text, value: .string("abc")),
    ControlReading(array, value: .integers([1, 2, 3, 4, 5, 6])), ControlReading(button),
    ControlReading(fixed, value: .integer(40)),
    ControlReading(
      wide, failure: V4L2Error("VIDIOC_G_EXT_CTRLS", node: "/dev/video0", reason: .queueInUse)),
    ControlReading(
      level, value: .contentLightLevel(.init(maximumContent: 1, maximumPictureAverage: 2))),
  ]

  static let catalog = ControlCatalog(
    node: "/dev/video0",
    controls: [
      heading, brightness, steps, automatic, gain, menu, numbers, bits, wide, text, area, array,
      opaque, level, button, fixed,
    ])

  static let everything = ControlEntryValue.structure(
    ControlEntryValue.Structure(
      left: 1, top: 2, width: 3, height: 4, maximumContent: 5, maximumPictureAverage: 6,
      masteringDisplay: [7], hex: "00ff"))

  static let list = ControlsDocument(
    node: "/dev/video0", card: "HD Webcam", driver: "uvcvideo",
    controls: [
      ControlsDocument.Entry(
        id: "0x00980900", name: "brightness", title: "Brightness", class: "user",
        className: "User Controls", type: .menu, minimum: 0, maximum: 255, step: 1,
        defaultValue: 128, flags: .slider, elements: 2, dimensions: [2],
        menu: [ControlsDocument.Item(index: 0, name: "a", number: 7)], value: everything,
        error: "nothing")
    ])

  static let values: ControlValuesDocument = {
    var document = ControlValuesDocument(node: "/dev/video0", values: [])
    document.values = [ControlValuesDocument.Entry(brightness, .integer(3))]
    return document
  }()

  static let outcome = ControlOutcomeDocument(
    node: "/dev/video0",
    ControlOutcome(
      applied: [.init(control: brightness, requested: .integer(3), value: .integer(4))],
      left: [.init(name: "gain", id: .gain, reason: "no", isFine: true)]),
    note: "another camera")

  static let preset = ControlPreset(
    device: ControlPreset.Camera(card: "HD Webcam", driver: "uvcvideo"),
    controls: [
      ControlPreset.Entry(
        id: "0x00980913", name: "gain", value: .number(7), isInactive: true)
    ])

  static let change = ControlChangeDocument(
    time: 1.5, id: "0x00980913", name: "gain", changes: ["value"], value: .number(7), text: "7",
    flags: .slider)
}
