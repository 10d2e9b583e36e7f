import TerminalUI
import Testing
import VideoFormats

@testable import vidctl

/// How tables and numbers come out.
@Suite struct TableTests {
  @Test func `columns align and lines have no blanks at their ends`() {
    var table = Table(titles: ["NAME", "SIZE"], alignments: [.left, .right])
    table.add(["a", "1"])
    table.add(["longer", "1000"])
    table.add(["x", ""])
    #expect(
      table.rendered(on: .plain) == """
        NAME    SIZE
        a          1
        longer  1000
        x

        """)
  }

  @Test func `wide characters take two columns, marks none`() {
    #expect(TextWidth.columns("カメラ") == 6)
    #expect(TextWidth.columns("e\u{301}") == 1)
    #expect(TextWidth.columns("📷") == 2)
    #expect(TextWidth.columns("Größe") == 5)
    var table = Table()
    table.add(["カメラ", "x"])
    table.add(["camera", "x"])
    let lines = table.rendered(on: .plain).split(separator: "\n")
    #expect(lines == ["カメラ  x", "camera  x"])
  }

  @Test func `the last column wraps at the edge of a terminal`() {
    var table = Table()
    table.add(["key", "one two three four five six seven"])
    #expect(
      table.rendered(on: Canvas(columns: 27, isColored: false)) == """
        key  one two three four
             five six seven

        """)
  }

  @Test func `nothing is wrapped where there is no edge`() {
    var table = Table()
    let long = String(repeating: "word ", count: 100) + "end"
    table.add([Styled(long)])
    #expect(table.rendered(on: .plain) == long + "\n")
  }

  @Test func `colour surrounds the text and not the padding`() {
    var table = Table()
    table.add([Styled("a", .bold), "b"])
    table.add(["longer", "c"])
    #expect(
      table.rendered(on: Canvas(columns: nil, isColored: true))
        == "\u{1b}[1ma\u{1b}[0m       b\nlonger  c\n")
  }

  @Test func `what could steer a terminal is replaced`() {
    #expect(Styled("a\u{1b}[31mb\u{202e}\n").text == "a\u{fffd}[31mb\u{fffd}\u{fffd}")
    #expect(Styled("Kamera ü 📷").text == "Kamera ü 📷")
  }

  @Test(
    arguments: [
      (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (614_400, "614.4 kB"),
      (999_949, "999.9 kB"), (999_960, "1.0 MB"), (36_864_000, "36.9 MB"),
      (Int.max, "9223372.0 TB"),
    ] as [(Int, String)])
  func `bytes read as on a disk`(_ number: Int, _ text: String) {
    #expect(Quantity.bytes(number) == text)
  }

  @Test(arguments: [(29.97, "29.97"), (30, "30.00"), (0, "0.00"), (0.005, "0.01")])
  func `rates have two places`(_ rate: Double, _ text: String) {
    #expect(Quantity.rate(rate) == text)
  }

  @Test(arguments: [(1.5, "1.50 s"), (59.96, "60.0 s"), (119.9, "119.9 s"), (125, "2:05 min")])
  func `seconds become minutes`(_ seconds: Double, _ text: String) {
    #expect(Quantity.seconds(seconds) == text)
  }

  @Test func `numbers that are none do not trap`() {
    #expect(Quantity.rate(.infinity) == "?")
    #expect(Quantity.rate(.nan) == "?")
    #expect(Quantity.rate(1e300) == "?")
  }

  @Test(arguments: [
    ("10", 10_000), ("2.5", 2500), ("10s", 10_000), ("500ms", 500), ("1m", 60_000),
    ("1.5h", 5_400_000),
  ])
  func `durations read as people write them`(_ text: String, _ milliseconds: Int) {
    #expect(Duration(text) == .milliseconds(milliseconds))
  }

  @Test(arguments: ["", "s", "-1", "0", "1e3", "1 s", "inf", "nan", "0x10", "1..2", "99999h", "+1"])
  func `other durations are refused`(_ text: String) {
    #expect(Duration(text) == nil)
  }
}
