#if Chafa
internal import CChafa
internal import SystemIO

/// Draws pictures into a part of a screen, or as pixels where a terminal has a protocol for them.
///
/// Scaling, choosing symbols and colours, and encoding are chafa's. The canvas is kept from picture to
/// picture and made anew when the place or the picture changes its shape.
@safe package struct TerminalPicture: ~Copyable {
  /// How pictures are drawn.
  package var options: PictureOptions {
    didSet { if options != oldValue { release() } }
  }

  private var canvas = unsafe cch_canvas()
  private var shape: Shape?
  private var row: [cch_cell] = []

  /// What a canvas is made for.
  private struct Shape: Equatable {
    var columns: Int
    var rows: Int
    var cellWidth: Int
    var cellHeight: Int
  }

  /// Prepares to draw.
  package init(_ options: PictureOptions) {
    self.options = options
  }

  deinit {
    var canvas = unsafe canvas
    unsafe cch_free(&canvas)
  }

  private mutating func release() {
    unsafe cch_free(&canvas)
    shape = nil
  }

  /// The best protocol of the terminal that the environment describes.
  package static var detectedProtocol: PictureProtocol {
    guard !isMultiplexed(Terminal.variable) else { return .symbols }
    if Terminal.variable("KITTY_WINDOW_ID") != nil || cch_terminal_has(CCH_KITTY) != 0 {
      return .kitty
    }
    if cch_terminal_has(CCH_ITERM) != 0 { return .iterm }
    return cch_terminal_has(CCH_SIXEL) != 0 ? .sixel : .symbols
  }

  /// Draws a picture by symbols into the middle of a part of the screen, and answers what of it was covered.
  ///
  /// - Parameters:
  ///   - pixels: Red, green and blue, a byte each, lines without padding.
  ///   - width: Its width in pixels.
  ///   - height: Its height in pixels.
  ///   - area: The part of the screen; what the picture leaves free of it is cleared.
  ///   - cellAspect: Width of a cell by its height.
  @discardableResult
  package mutating func draw(
    _ pixels: RawSpan, width: Int, height: Int, into screen: inout Screen, area: CellArea,
    cellAspect: Double = 0.5
  ) -> CellArea {
    let place = area.fitting(width: width, height: height, cellAspect: cellAspect)
    screen.clear(area, around: place)
    guard place.columns > 0, place.rows > 0, pixels.byteCount >= width * height * 3,
      prepare(Shape(columns: place.columns, rows: place.rows, cellWidth: 8, cellHeight: 16))
    else { return place }
    unsafe pixels.withUnsafeBytes { bytes in
      unsafe cch_draw(
        &canvas, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(width),
        Int32(height))
    }
    for y in 0..<place.rows {
      unsafe cch_row(&canvas, Int32(y), &row)
      for x in 0..<place.columns {
        screen[place.row + y, place.column + x] = cell(row[x])
      }
    }
    return place
  }

  private func cell(_ cell: cch_cell) -> Cell {
    let scalar = Unicode.Scalar(cell.character) ?? " "
    return Cell(
      character: scalar.value < 0x20 ? " " : Character(scalar),
      style: CellStyle(
        foreground: color(cell.foreground), background: color(cell.background)))
  }

  private func color(_ value: Int32) -> TerminalColor {
    guard value >= 0 else { return .standard }
    switch options.depth {
    case .trueColor:
      return .rgb(
        UInt8(truncatingIfNeeded: value >> 16), UInt8(truncatingIfNeeded: value >> 8),
        UInt8(truncatingIfNeeded: value))
    // chafa numbers its own foreground and background behind the palette.
    case .palette256, .palette16: return value < 256 ? .palette(UInt8(value)) : .standard
    case .monochrome: return .standard
    }
  }

  /// The bytes that show a picture by the terminal's own protocol in the middle of a part of its screen.
  ///
  /// - Parameters:
  ///   - cell: A cell in pixels; nil where the terminal does not tell, and then 10 by 20.
  ///   - bytes: Where to put them; what was there is dropped.
  package mutating func encode(
    _ pixels: RawSpan, width: Int, height: Int, area: CellArea,
    cell: (width: Int, height: Int)?, into bytes: inout [UInt8]
  ) {
    bytes.removeAll(keepingCapacity: true)
    let cell = cell ?? (10, 20)
    let place = area.fitting(
      width: width, height: height, cellAspect: Double(cell.width) / Double(cell.height))
    guard place.columns > 0, place.rows > 0, pixels.byteCount >= width * height * 3,
      prepare(
        Shape(
          columns: place.columns, rows: place.rows, cellWidth: cell.width, cellHeight: cell.height))
    else { return }
    unsafe pixels.withUnsafeBytes { source in
      unsafe cch_draw(
        &canvas, source.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(width),
        Int32(height))
    }
    // A terminal keeps kitty's pictures until it is told to forget them.
    if options.means == .kitty { bytes += Self.forgetKittyPictures }
    bytes += "\u{1b}[\(place.row + 1);\(place.column + 1)H".utf8
    guard let text = unsafe cch_print(&canvas) else { return }
    let count = unsafe Int(text.pointee.len)
    unsafe text.pointee.str.withMemoryRebound(to: UInt8.self, capacity: count) { start in
      unsafe bytes += UnsafeBufferPointer(start: start, count: count)
    }
    unsafe cch_free_text(text)
    bytes += "\u{1b}[m".utf8
  }

  /// What takes every picture of kitty's from the screen.
  package static let forgetKittyPictures = Array("\u{1b}_Ga=d,d=A,q=2\u{1b}\\".utf8)

  private mutating func prepare(_ wanted: Shape) -> Bool {
    if shape == wanted { return true }
    release()
    let means: cch_protocol =
      switch options.means {
      case .symbols: CCH_SYMBOLS
      case .sixel: CCH_SIXEL
      case .kitty: CCH_KITTY
      case .iterm: CCH_ITERM
      }
    let colors: cch_colors =
      switch options.depth {
      case .trueColor: CCH_TRUECOLOR
      case .palette256: CCH_256
      case .palette16: CCH_16
      case .monochrome: CCH_2
      }
    let result = unsafe cch_make(
      &canvas, Int32(wanted.columns), Int32(wanted.rows), Int32(wanted.cellWidth),
      Int32(wanted.cellHeight), means, colors, options.symbols.selectors, Self.effort)
    guard result == 0 else { return false }
    shape = wanted
    row = Array(repeating: cch_cell(), count: wanted.columns)
    return true
  }

  /// Of chafa's work factor: beyond this pictures look hardly better and take far longer.
  private static let effort: Float = 0.5
}
#endif
