internal import SystemIO

/// How many colours a terminal can show.
package enum ColorDepth: String, CaseIterable, Hashable, Sendable {
  /// Red, green and blue, a byte each.
  case trueColor = "truecolor"
  /// xterm's palette of 256.
  case palette256 = "256"
  /// The sixteen that every colour terminal has.
  case palette16 = "16"
  /// Text and background, and nothing else.
  case monochrome = "2"

  /// What the environment says of the terminal.
  ///
  /// `COLORTERM` is believed first, then the name in `TERM`; `NO_COLOR` and a dumb terminal mean none. A
  /// terminal that is not known gets the sixteen.
  package static func detected(_ variable: (String) -> String?) -> ColorDepth {
    let term = variable("TERM") ?? ""
    guard (variable("NO_COLOR") ?? "").isEmpty, !term.isEmpty, term != "dumb",
      !term.hasPrefix("vt1"), !term.hasPrefix("vt2"), !term.hasSuffix("-m"),
      !term.hasSuffix("-mono")
    else { return .monochrome }
    if ["truecolor", "24bit"].contains(variable("COLORTERM")) { return .trueColor }
    let capable = [
      "direct", "kitty", "alacritty", "foot", "wezterm", "ghostty", "contour", "iterm",
    ]
    if capable.contains(where: term.contains) { return .trueColor }
    return term.contains("256") ? .palette256 : .palette16
  }

  /// What the environment of this process says.
  package static var detected: ColorDepth { detected(Terminal.variable) }

  /// A colour as this terminal can show it: the nearest it has.
  func nearest(_ color: TerminalColor) -> TerminalColor {
    switch (self, color) {
    case (.monochrome, _): return .standard
    case (.trueColor, _), (_, .standard): return color
    case (.palette256, .palette), (.palette16, .palette(0..<16)): return color
    case (.palette256, .rgb(let red, let green, let blue)):
      return .palette(Palette.nearest256(red, green, blue))
    case (.palette16, .rgb(let red, let green, let blue)):
      return .palette(Palette.nearest16(red, green, blue))
    case (.palette16, .palette(let index)):
      let (red, green, blue) = Palette.color(index)
      return .palette(Palette.nearest16(red, green, blue))
    }
  }
}

/// xterm's palette: sixteen named colours, a cube of 6 by 6 by 6, and 24 greys.
enum Palette {
  private static let steps: [Int] = [0, 95, 135, 175, 215, 255]
  private static let named: [(UInt8, UInt8, UInt8)] = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
    (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255),
    (255, 0, 255), (0, 255, 255), (255, 255, 255),
  ]

  /// What a number of the palette stands for.
  static func color(_ index: UInt8) -> (UInt8, UInt8, UInt8) {
    let number = Int(index)
    if number < 16 { return named[number] }
    if number >= 232 {
      let grey = UInt8(8 + 10 * (number - 232))
      return (grey, grey, grey)
    }
    let cube = number - 16
    return (UInt8(steps[cube / 36]), UInt8(steps[cube / 6 % 6]), UInt8(steps[cube % 6]))
  }

  /// The nearest of the cube and the greys, which unlike the first sixteen are the same everywhere.
  static func nearest256(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    let (r, g, b) = (Int(red), Int(green), Int(blue))
    func step(_ value: Int) -> Int { value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40 }
    let cube = (step(r), step(g), step(b))
    let grey = min(23, max(0, ((r + g + b) / 3 - 3) / 10))
    let level = 8 + 10 * grey
    let toCube = distance((r, g, b), (steps[cube.0], steps[cube.1], steps[cube.2]))
    let toGrey = distance((r, g, b), (level, level, level))
    return toGrey < toCube
      ? UInt8(232 + grey) : UInt8(16 + 36 * cube.0 + 6 * cube.1 + cube.2)
  }

  /// The nearest of the sixteen, as xterm has them.
  static func nearest16(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    let color = (Int(red), Int(green), Int(blue))
    var best = (index: 0, distance: Int.max)
    for (index, candidate) in named.enumerated() {
      let far = distance(color, (Int(candidate.0), Int(candidate.1), Int(candidate.2)))
      if far < best.distance { best = (index, far) }
    }
    return UInt8(best.index)
  }

  private static func distance(_ a: (Int, Int, Int), _ b: (Int, Int, Int)) -> Int {
    let (red, green, blue) = (a.0 - b.0, a.1 - b.1, a.2 - b.2)
    // The eye sees green best and blue least.
    return 3 * red * red + 6 * green * green + blue * blue
  }
}
