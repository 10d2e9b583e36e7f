import Testing
import VideoFormats

@testable import Display

/// Which mode, and where the picture is: decided without a card.
@Suite struct ChoiceTests {
  static func mode(
    _ width: UInt16, _ height: UInt16, clock: UInt32, total: (UInt16, UInt16), flags: UInt32 = 0,
    preferred: Bool = false
  ) -> DisplayMode {
    DisplayMode(
      name: "\(width)x\(height)",
      timing: DisplayMode.Timing(
        clock: clock,
        horizontal: DisplayMode.InlineNumbers(visible: width, total: total.0),
        vertical: DisplayMode.InlineNumbers(visible: height, total: total.1), refresh: 0,
        flags: flags, type: preferred ? 8 : 0))
  }

  static let modes = [
    mode(1920, 1080, clock: 148_500, total: (2200, 1125), preferred: true),
    mode(1920, 1080, clock: 74_250, total: (2200, 1125), flags: 1 << 4),
    mode(1280, 720, clock: 74_250, total: (1980, 750)),
    mode(1280, 720, clock: 74_250, total: (1650, 750)),
    mode(1280, 720, clock: 74_176, total: (1650, 750)),
    mode(640, 480, clock: 25_175, total: (800, 525)),
  ]

  @Test func `modes are named by size and rate`() {
    #expect(
      Self.modes.map(\.description) == [
        "1920x1080@60", "1920x1080i@60", "1280x720@50", "1280x720@60", "1280x720@59.94",
        "640x480@59.94",
      ])
  }

  @Test(arguments: [
    ("preferred", "1920x1080@60"), ("1280x720", "1280x720@50"), ("1280x720@60", "1280x720@60"),
    ("1280x720@59.94", "1280x720@59.94"), ("1280x720@50", "1280x720@50"),
    ("640x480@60", "640x480@59.94"), ("1920x1080", "1920x1080@60"),
  ])
  func `a mode is found by what a person calls it`(_ text: String, _ found: String) throws {
    let request = try #require(ModeRequest(text))
    #expect(request.description == text)
    #expect(request.choice(of: Self.modes)?.description == found)
  }

  @Test func `what is no mode is none`() throws {
    for text in [
      "", "1280", "1280x", "x720", "1280x720@", "1280x720@x", "1280x720@-1", "1280x720@0",
      "1280x720@inf", "1280x720@60@60", "Preferred", "0x0",
    ] {
      #expect(ModeRequest(text) == nil, "\(text)")
    }
    #expect(try #require(ModeRequest("1280x720@75")).choice(of: Self.modes) == nil)
    #expect(ModeRequest.automatic.choice(of: []) == nil)
  }

  @Test(arguments: [
    (Size(width: 1280, height: 720), Rectangle(width: 1920, height: 1080)),
    (Size(width: 640, height: 480), Rectangle(left: 240, top: 0, width: 1440, height: 1080)),
    (Size(width: 3840, height: 1600), Rectangle(left: 0, top: 140, width: 1920, height: 800)),
    (Size(width: 1, height: 4000), Rectangle(left: 958, top: 0, width: 1, height: 1080)),
    (Size(width: 4000, height: 1), Rectangle(left: 0, top: 538, width: 1920, height: 1)),
  ])
  func `a picture is as large as its proportions allow, in the middle`(
    _ picture: Size, _ place: Rectangle
  ) {
    let placement = Placement.letterboxed(picture, on: Size(width: 1920, height: 1080))
    #expect(placement.source == Rectangle(picture))
    // Proportions are kept to the pixel, and the picture stays on the screen.
    #expect(abs(placement.destination.width - place.width) <= 1)
    #expect(abs(placement.destination.height - place.height) <= 1)
    #expect(Rectangle(width: 1920, height: 1080).contains(placement.destination))
    #expect(abs(placement.destination.left - place.left) <= 2)
    #expect(abs(placement.destination.top - place.top) <= 2)
  }

  @Test func `unscaled, it is in the middle, or its middle is shown`() {
    let screen = Size(width: 1024, height: 768)
    let small = Placement.unscaled(Size(width: 640, height: 360), on: screen)
    #expect(small.destination == Rectangle(left: 192, top: 204, width: 640, height: 360))
    #expect(small.source == Rectangle(width: 640, height: 360) && !small.isScaled)
    let large = Placement.unscaled(Size(width: 1280, height: 720), on: screen)
    #expect(large.source == Rectangle(left: 128, top: 0, width: 1024, height: 720))
    #expect(large.destination == Rectangle(left: 0, top: 24, width: 1024, height: 720))
  }

  private static func plane(_ id: UInt32, _ kind: Plane.Kind, _ codes: String...) -> Plane {
    Plane(
      id: id, kind: kind,
      formats: codes.compactMap { DRMFormat(fourcc: $0) }.map {
        Plane.Offer(format: $0, modifiers: kind == .overlay ? [] : [.linear])
      }, possibleControllers: 1)
  }

  private static func ways(
    _ request: ModeRequest, canScale: Bool, _ code: String = "XR24",
    _ modifier: FormatModifier? = .linear
  ) -> [String] {
    let codes = [
      PictureShape.Code(
        format: DRMFormat(fourcc: code) ?? DRMFormat(rawValue: 0), modifier: modifier)
    ]
    return Candidate.all(
      Size(width: 1280, height: 720), codes,
      [plane(1, .primary, "XR24"), plane(2, .overlay, "XR24", "NV12")], modes: modes, request,
      canScale: canScale
    ).map { "\($0.mode) \($0.plane.id) \($0.placement.destination)" }
  }

  @Test func `ways of showing are tried from the best on`() {
    #expect(
      Self.ways(.automatic, canScale: true) == [
        "1920x1080@60 1 1920x1080+0+0", "1920x1080@60 2 1920x1080+0+0",
        "1280x720@50 1 1280x720+0+0", "1280x720@50 2 1280x720+0+0",
        "1920x1080@60 1 1280x720+320+180", "1920x1080@60 2 1280x720+320+180",
      ])
    // A mode that was asked for stays, and a format is shown by the layer that has it.
    #expect(
      Self.ways(.size(Size(width: 640, height: 480), rate: nil), canScale: false, "NV12") == [
        "640x480@59.94 2 640x480+0+0"
      ])
    #expect(Self.ways(.preferred, canScale: false, "YUYV") == [])
    // An arrangement that a layer does not have is not tried on it.
    let tiled = FormatModifier(rawValue: 0x0100_0000_0000_0001)
    #expect(Self.ways(.preferred, canScale: false, "XR24", tiled).count == 1)
  }

  @Test func `pictures are known once, and the least used is forgotten`() {
    var cache = FramebufferCache()
    #expect(cache.number(of: 7) == nil)
    for number in 0..<UInt32(64) {
      #expect(cache.add(100 + number, of: UInt64(number) + 1, keeping: []) == nil)
    }
    #expect(cache.number(of: 1) == 100)
    // The second is on the screen; so the third goes.
    #expect(cache.add(900, of: 900, keeping: [101]) == 102)
    #expect(
      cache.number(of: 3) == nil && cache.number(of: 2) == 101 && cache.number(of: 900) == 900)
    #expect(cache.clear(keeping: [900]).count == 63)
    #expect(cache.numbers == [900] && cache.number(of: 900) == nil)
  }

  @Test func `connectors have the kernel's names`() {
    #expect(
      [0, 1, 11, 14, 15, 20, 21].map(Connector.typeName) == [
        "Unknown", "VGA", "HDMI-A", "eDP", "Virtual", "USB", "Type21",
      ])
  }
}
