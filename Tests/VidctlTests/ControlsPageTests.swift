import FakeDriver
import TerminalUI
import Testing
import V4L2
import VideoFormats

@testable import vidctl

/// The page of sliders on a pretended device: what keys do, what is shown, and what the driver says.
@Suite struct ControlsPageTests {
  private static let path = "/dev/video0"
  private let driver = FakeDriver(path, .webcam)

  private func page() throws -> (ControlsPage, Device) {
    let device = try Device(path: Self.path, calls: driver)
    return (try ControlsPage(device), device)
  }

  /// Goes to a control by its name.
  private func go(_ key: String, _ page: inout ControlsPage) throws {
    _ = try page.handle(.home)
    for _ in 0..<100 where page.model.current?.control.key != key { _ = try page.handle(.down) }
    #expect(page.model.current?.control.key == key)
  }

  private func press(_ keys: [Key], _ page: inout ControlsPage) throws {
    for key in keys { _ = try page.handle(key) }
  }

  private func type(_ text: String, _ page: inout ControlsPage) throws {
    for character in text { _ = try page.handle(.character(character)) }
    _ = try page.handle(.enter)
  }

  private func lines(_ page: inout ControlsPage, columns: Int = 80, rows: Int = 24) -> [String] {
    var screen = Screen(columns: columns, rows: rows)
    page.draw(on: &screen, area: CellArea(row: 0, column: 0, columns: columns, rows: rows))
    return screen.lines
  }

  @Test func `arrows go by steps, pages by tenths, and the ends are ends`() throws {
    var (page, device) = try page()
    try go("brightness", &page)
    try press([.right, .right, .left], &page)
    #expect(try device.value(of: .brightness) == 129)
    try press([.pageUp], &page)
    #expect(try device.value(of: .brightness) == 155)
    try press(Array(repeating: .pageUp, count: 20), &page)
    #expect(try device.value(of: .brightness) == 255)
    try press(Array(repeating: .pageDown, count: 20), &page)
    #expect(try device.value(of: .brightness) == 0)
    try press([.character("d")], &page)
    #expect(try device.value(of: .brightness) == 128)
  }

  @Test func `values are typed as for set, and mistakes are said`() throws {
    var (page, device) = try page()
    try go("brightness", &page)
    try type("50", &page)
    #expect(try device.value(of: .brightness) == 50)
    try type("100%", &page)
    #expect(try device.value(of: .brightness) == 255)
    #expect(page.model.message?.text == "set brightness to 255")
    try type("300", &page)
    #expect(try device.value(of: .brightness) == 255)
    #expect(page.model.message?.isFailure == true)
    #expect(page.model.message?.text == "brightness can't be 300; it takes 0 to 255")
    // Escape forgets what was typed, and does not leave.
    _ = try page.handle(.character("7"))
    #expect(try page.handle(.escape) == .redraw)
    #expect(page.model.typed == nil)
    try go("string", &page)
    _ = try page.handle(.enter)
    try type("cuq", &page)
    let text = try #require(try ControlCatalog(of: device).find("string") as ControlDescription?)
    #expect(try device.value(of: text) == .string("cuq"))
    try go("u32_dynamic_array", &page)
    try type("10,20", &page)
    #expect(page.model.current?.value == .integers([10, 20]))
  }

  @Test func `menus skip their holes, booleans toggle, buttons are pressed`() throws {
    var (page, device) = try page()
    let menu = ControlID(rawValue: 0x98_f904)
    try go("menu", &page)
    try press([.left], &page)
    #expect(try device.value(of: menu) == 1)
    try press([.left], &page)
    #expect(try device.value(of: menu) == 1)
    for expected in [3, 4, 1] {
      try press([.character(" ")], &page)
      #expect(try device.value(of: menu) == expected)
    }
    try go("boolean", &page)
    try press([.character(" ")], &page)
    #expect(page.model.current?.value == .integer(0))
    try go("button", &page)
    try press([.enter], &page)
    #expect(page.model.message?.text == "pressed button")
  }

  @Test func `undo takes back one setting after the other`() throws {
    var (page, device) = try page()
    try go("brightness", &page)
    try type("1", &page)
    try go("hue", &page)
    try type("-5", &page)
    #expect(try device.value(of: .hue) == -5)
    try press([.character("u")], &page)
    #expect(try device.value(of: .hue) == 0)
    try press([.character("u")], &page)
    #expect(try device.value(of: .brightness) == 128)
    try press([.character("u")], &page)
    #expect(page.model.message?.text == "nothing to take back")
  }

  @Test func `what cannot be set says why, and nothing is asked of the driver`() throws {
    var (page, _) = try page()
    let before = driver.callCounts["VIDIOC_S_EXT_CTRLS"] ?? 0
    try go("gain", &page)
    try press([.right], &page)
    #expect(
      page.model.message?.text
        == "gain is inactive: another control sets it, such as an automatic one")
    try go("read_only_integer_32_bits", &page)
    try press([.right, .character("d")], &page)
    #expect(page.model.message?.text == "read_only_integer_32_bits can only be read")
    try press([.character("5")], &page)
    #expect(page.model.typed == nil)
    #expect(driver.callCounts["VIDIOC_S_EXT_CTRLS"] ?? 0 == before)
  }

  @Test func `one control changes what holds for another, also when somebody else sets it`() throws
  {
    var (page, _) = try page()
    try go("gain_automatic", &page)
    try press([.left], &page)
    let gain = try #require(page.model.rows.first { $0.control.key == "gain" })
    #expect(!gain.control.flags.contains(.inactive))
    let other = try Device(path: Self.path, calls: driver)
    try other.setValue(1, of: .automaticGain)
    try other.setValue(9, of: .brightness)
    #expect(try page.takeEvents())
    let rows = page.model.rows
    #expect(rows.first { $0.control.key == "brightness" }?.value == .integer(9))
    #expect(rows.first { $0.control.key == "gain" }?.control.flags.contains(.inactive) == true)
    page.close()
    try other.setValue(10, of: .brightness)
    #expect(try !page.takeEvents())
  }

  @Test func `a device that goes is an error, one that refuses a message`() throws {
    var (page, _) = try page()
    try go("brightness", &page)
    driver.fail("VIDIOC_S_EXT_CTRLS", errno: 5)
    try press([.right], &page)
    #expect(page.model.message?.isFailure == true)
    driver.disconnect(Self.path)
    #expect(throws: V4L2Error.self) { try page.handle(.right) }
  }

  @Test func `keys that leave say so`() throws {
    var (page, _) = try page()
    for key in [Key.character("q"), .character("c"), .escape] {
      #expect(try page.handle(key) == .close)
    }
    #expect(try page.handle(.control("c")) == .interrupt)
    _ = try page.handle(.character("?"))
    #expect(
      page.model.isHelpShown && lines(&page).contains { $0.contains("take the last setting") })
    #expect(try page.handle(.character("q")) == .redraw)
    #expect(!page.model.isHelpShown)
  }

  @Test func `classes are jumped over, and the selected row is always seen`() throws {
    var (page, _) = try page()
    for rows in [1, 2, 5, 10, 24] {
      for key in [Key.end, .home, .tab, .backTab, .down] {
        _ = try page.handle(key)
        let shown = lines(&page, rows: rows)
        let name = try #require(page.model.current?.control.key)
        if rows > 1 { #expect(shown.contains { $0.contains(name) }, "\(rows) \(key)") }
      }
    }
    _ = try page.handle(.end)
    #expect(page.model.current?.control.key == "enable_capture_cropping")
    _ = try page.handle(.home)
    #expect(page.model.current?.control.key == "brightness")
    _ = try page.handle(.tab)
    #expect(page.model.current?.control.key == "enable_capture_cropping")
    _ = try page.handle(.backTab)
    #expect(page.model.current?.control.key == "brightness")
  }

  @Test func `the page looks as it should`() throws {
    var (page, _) = try page()
    let shown = lines(&page)
    #expect(shown[0] == " controls  Fake Webcam  /dev/video0")
    #expect(shown[1] == " User Controls")
    #expect(shown[2].hasPrefix(" brightness                     ███"))
    #expect(shown[2].hasSuffix("···  128"))
    #expect(shown[5] == " gain_automatic                 [x] on")
    #expect(shown[7] == " button                         [ press ]")
    #expect(shown[11] == " menu                           ‹ Menu Item 3 ›")
    #expect(shown[20].hasSuffix("↓"))
    #expect(shown[21] == " Brightness, 0…255")
    #expect(
      shown[23] == " ← → change  PgUp PgDn by 10%  space toggle  d default  ? help  c back")
    // In the corner of a picture, and on next to nothing.
    #expect(lines(&page, columns: 40, rows: 10)[2].contains("brightness"))
    for (columns, rows) in [(0, 0), (1, 1), (3, 2), (12, 4), (20, 5)] {
      #expect(lines(&page, columns: columns, rows: rows).count == rows)
    }
  }
}
