import Pipeline
import SystemIO
import TerminalUI

/// What a probe found, as a matrix: a row for each memory, a column for each that was to take it.
struct ProbeText {
  let probe: SharingProbe

  init(_ probe: SharingProbe) { self.probe = probe }

  func rendered(on canvas: Canvas) -> String {
    let importers = probe.parties.map(\.name)
    var matrix = Table(titles: ["memory of"] + importers.map { "taken by \($0)" })
    var rows: [String] = []
    for cell in probe.cells where !rows.contains(cell.exporter) { rows.append(cell.exporter) }
    for row in rows {
      matrix.add(
        [Styled(row, .name)]
          + importers.map { importer in
            cell(probe.cells.first { $0.exporter == row && $0.importer == importer })
          })
    }
    var text = matrix.rendered(on: canvas)
    let failures = probe.cells.filter { $0.failure != nil }
    if !failures.isEmpty {
      var reasons = Table(indent: 2)
      for cell in failures {
        let errno = cell.failure?.errno.map { "\($0.name): " } ?? ""
        let side = cell.isExportFailure ? " (nothing to take)" : ""
        reasons.add([
          Styled("\(cell.exporter) → \(cell.importer)\(side)"),
          Styled("\(errno)\(cell.failure?.meaning ?? "")", .dim),
        ])
      }
      text += "\n" + reasons.rendered(on: canvas)
    }
    return text + "\n"
      + Styled(probe.choice, probe.isWithoutCopy ? .good : .warning)
      .rendered(colored: canvas.isColored) + "\n"
  }

  private func cell(_ cell: SharingProbe.Cell?) -> Styled {
    guard let cell else { return Styled("–", .dim) }
    guard let failure = cell.failure else { return Styled("yes", .good) }
    return Styled(failure.errno.map { "no (\($0.name))" } ?? "no", .bad)
  }
}
