import Pipeline
import SystemIO

/// What `vidctl dmabuf probe --json` writes. Docs/JSON.md describes every key.
struct ProbeDocument: Encodable {
  /// One side.
  struct Party: Encodable {
    var name: String
    var kind: String
  }

  /// One try.
  struct Try: Encodable {
    var exporter: String
    var importer: String
    var works: Bool
    var failedAt: String?
    var errno: String?
    var meaning: String?
  }

  var parties: [Party]
  var tries: [Try]
  var choice: String
  var isWithoutCopy: Bool

  init(_ probe: SharingProbe) {
    parties = probe.parties.map { Party(name: $0.name, kind: $0.kind) }
    tries = probe.cells.map { cell in
      Try(
        exporter: cell.exporter, importer: cell.importer, works: cell.failure == nil,
        failedAt: cell.failure == nil ? nil : cell.isExportFailure ? "export" : "import",
        errno: cell.failure?.errno?.name, meaning: cell.failure?.meaning)
    }
    choice = probe.choice
    isWithoutCopy = probe.isWithoutCopy
  }
}
