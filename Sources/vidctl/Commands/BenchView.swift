import ArgumentParser
import Imaging
import SystemIO
import TerminalUI
import VideoFormats

/// `vidctl bench-view`: how fast pictures become what a terminal is sent, without a camera or a terminal.
///
/// Hidden, because it is a tool for this package's own benchmarks.
struct BenchView: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-view",
    abstract: "Measures how many pictures a second can be drawn for a terminal.",
    discussion: """
      Draws a moving pattern of 640x480 by the code that 'vidctl view' draws with, and shows nothing. \
      With --show the last picture is written to standard output, to be looked at.
      """, shouldDisplay: false)

  @OptionGroup var looks: ViewLooks

  @Option(help: "Columns of the terminal.", transform: CaptureValues.count)
  var columns: Int = 80

  @Option(help: "Rows of the terminal.", transform: CaptureValues.count)
  var rows: Int = 24

  @Option(help: "The size of the pictures.", transform: CaptureValues.size)
  var size: Size = Size(width: 640, height: 480)

  @Option(help: "Pictures to draw.", transform: CaptureValues.count)
  var count: Int = 300

  @Flag(help: "Write the last picture to standard output.")
  var show = false

  func run() throws {
    #if Chafa
    let format = Format(.yuyv, width: size.width, height: size.height)
    let options = PictureOptions(
      means: looks.means ?? .symbols, symbols: looks.symbols ?? .block,
      depth: looks.colors ?? .trueColor)
    var painter = ViewPainter(try PictureConverter(format), options)
    var screen = Screen(columns: columns, rows: rows)
    var renderer = ScreenRenderer(colored: true, depth: options.depth)
    let area = CellArea(row: 0, column: 0, columns: columns, rows: rows - 1)
    let pattern = MovingPattern(size)
    var bytes = [UInt8]()
    var sent = 0
    let begin = Kernel.shared.monotonicNanoseconds()
    for number in 0..<count {
      let frame = pattern.frame(number)
      let picture = unsafe Picture(format, bytes: frame.span.bytes)
      try painter.paint(picture, on: &screen, area: area, cellAspect: 0.5, cell: nil)
      bytes = renderer.update(to: screen)
      sent += bytes.count + painter.pixels.count
    }
    let seconds = Double(Kernel.shared.monotonicNanoseconds() - begin) / 1e9
    if show {
      renderer.invalidate()
      bytes = renderer.update(to: screen) + painter.pixels
      try StandardStream.output.write(bytes)
      try StandardStream.output.write("\u{1b}[\(rows)H")
    }
    let rate = Quantity.decimal(Double(count) / seconds, places: 1)
    StandardStream.tell(
      "\(size) to \(columns)x\(rows) \(options.means.rawValue): \(rate) pictures a second, "
        + "\(sent / count) bytes each")
    #else
    throw Failure(.cannotDo, "this vidctl was built without the package trait Chafa")
    #endif
  }
}

/// Pictures of YUYV that differ from one to the next: bars of colour under a bright band that moves.
struct MovingPattern {
  private let frames: [[UInt8]]

  init(_ size: Size) {
    // Made beforehand, so that only the drawing is measured.
    frames = (0..<8).map { Self.make(size, phase: $0) }
  }

  /// A picture's bytes.
  func frame(_ number: Int) -> [UInt8] { frames[number % frames.count] }

  private static func make(_ size: Size, phase: Int) -> [UInt8] {
    // White, yellow, cyan, green, magenta, red, blue, black, as Y', Cb and Cr.
    let bars: [(UInt8, UInt8, UInt8)] = [
      (235, 128, 128), (210, 16, 146), (170, 166, 16), (145, 54, 34), (106, 202, 222),
      (81, 90, 240), (41, 240, 110), (16, 128, 128),
    ]
    var bytes = [UInt8](repeating: 0, count: size.width * size.height * 2)
    for y in 0..<size.height {
      for x in stride(from: 0, to: size.width - 1, by: 2) {
        let (luma, blue, red) = bars[(x * 8 / size.width + phase) % 8]
        let isBand = (x + y + phase * 40) % 320 < 40
        let shade =
          isBand
          ? UInt8(min(235, Int(luma) + 60)) : UInt8(Int(luma) * (size.height - y / 2) / size.height)
        let at = (y * size.width + x) * 2
        (bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]) = (shade, blue, shade, red)
      }
    }
    return bytes
  }
}
