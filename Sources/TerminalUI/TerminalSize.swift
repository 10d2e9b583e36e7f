internal import CSignals
internal import SystemIO

/// How large a terminal is, in cells and, where it tells, in pixels.
struct TerminalSize: Hashable, Sendable {
  var columns: Int
  var rows: Int
  /// Pixels of the whole; 0 when unknown.
  var width = 0
  var height = 0

  /// Asks the terminal; one that does not know is taken for what the environment says, or for 80 by 24.
  init(of descriptor: Int32) {
    var answer: (columns: UInt16, rows: UInt16, width: UInt16, height: UInt16) = (0, 0, 0, 0)
    _ = unsafe csg_terminal_size(
      descriptor, &answer.columns, &answer.rows, &answer.width, &answer.height)
    columns = Self.known(Int(answer.columns), "COLUMNS", 80)
    rows = Self.known(Int(answer.rows), "LINES", 24)
    width = Int(answer.width)
    height = Int(answer.height)
  }

  private static func known(_ number: Int, _ variable: String, _ usual: Int) -> Int {
    if number > 0 { return number }
    guard let stated = Terminal.variable(variable).flatMap({ Int($0) }), (1...9999).contains(stated)
    else { return usual }
    return stated
  }

  /// A cell in pixels, where it is known and believable.
  var cellPixels: (width: Int, height: Int)? {
    let cell = (width: width / columns, height: height / rows)
    return (2...200).contains(cell.width) && (2...200).contains(cell.height) ? cell : nil
  }

  /// Width of a cell by its height.
  var cellAspect: Double {
    cellPixels.map { Double($0.width) / Double($0.height) } ?? 0.5
  }
}
