import Capture
import Display
import VideoFormats

/// What `vidctl display --json` writes. Docs/JSON.md describes every key.
struct DisplayDocument: Codable, Hashable {
  /// How frames come to the screen.
  enum Way: String, Codable, Hashable {
    /// The card shows the camera's memory.
    case `import`
    /// The camera captures into the card's memory.
    case reverse
  }

  /// The screen.
  struct Output: Codable, Hashable {
    var card: String
    var driver: String
    var connector: String
    var mode: String
    var plane: Plane.Kind
    var format: DRMFormat
    var isAtomic: Bool
    var isScaled: Bool
    var source: Rectangle
    var destination: Rectangle
  }

  var node: String
  var granted: CaptureDocument.Granted
  var adjustments: [String]
  var way: Way
  /// Why the card did not take the camera's memory in.
  var importRefusal: String?
  var output: Output?
  var buffers: Int
  var frames: Int
  var shown: Int
  var skipped: Int
  var fps: Double
  var drops: CaptureStatistics.Drops
  var latencyMicroseconds: FlipStatistics.Latency?
  /// Why it ended; absent in a dry run.
  var end: CaptureDocument.End?
  var error: String?
}

extension DisplayDocument.Output {
  init(_ presentation: Presentation, _ card: Card, _ connector: Connector) {
    self.init(
      card: card.path, driver: card.driver, connector: connector.name,
      mode: presentation.mode.description, plane: presentation.plane.kind,
      format: presentation.format, isAtomic: presentation.isAtomic,
      isScaled: presentation.placement.isScaled, source: presentation.placement.source,
      destination: presentation.placement.destination)
  }
}

extension DisplayDocument {
  /// What was shown, in one line.
  var summary: String {
    var text = "\(Quantity.count(shown, "frame")) shown"
    if fps > 0 { text += " (\(Quantity.rate(fps)) a second)" }
    text += ", \(skipped) skipped; \(drops.words)"
    if let latency = latencyMicroseconds {
      func milliseconds(_ value: Int) -> String {
        Quantity.decimal(Double(value) / 1000, places: 1)
      }
      text +=
        "; on the screen after \(milliseconds(latency.p50)) ms, 99 % within \(milliseconds(latency.p99)) ms, "
        + "at most \(milliseconds(latency.max)) ms"
    }
    return text
  }

  /// Which way frames take, in words.
  var wayWords: String {
    switch way {
    case .import: "the card shows the camera's memory"
    case .reverse:
      "the camera captures into the card's memory"
        + (importRefusal.map { ", as the card does not take the camera's in (\($0))" } ?? "")
    }
  }
}

/// What `vidctl display --list --json` writes.
struct DisplaysDocument: Codable, Hashable {
  struct Entry: Codable, Hashable {
    var path: String
    var driver: String?
    var summary: String?
    var capabilities: Card.Capabilities?
    var connectors: [Socket]?
    var planes: [Layer]?
    var error: String?
  }

  struct Socket: Codable, Hashable {
    var name: String
    var status: Connector.Status
    var millimetres: Size?
    var modes: [Mode]
  }

  struct Mode: Codable, Hashable {
    var width: Int
    var height: Int
    var refreshRate: Double
    var isInterlaced: Bool
    var isPreferred: Bool
  }

  struct Layer: Codable, Hashable {
    var kind: Plane.Kind
    var formats: [Offer]
  }

  struct Offer: Codable, Hashable {
    var fourcc: DRMFormat
    var modifiers: [String]
  }

  var cards: [Entry]
}

extension DisplaysDocument.Entry {
  /// Looks at a card.
  init(_ path: String) {
    self.init(path: path)
    do throws(DisplayError) {
      let card = try Card(path: path)
      driver = card.driver
      summary = card.summary
      capabilities = card.capabilities
      let connectors = try card.connectors()
      self.connectors = connectors.map(DisplaysDocument.Socket.init)
      planes = try card.planes().map(DisplaysDocument.Layer.init)
    } catch {
      self.error = error.description
    }
  }
}

extension DisplaysDocument.Socket {
  init(_ connector: Connector) {
    let size = connector.millimetres
    self.init(
      name: connector.name, status: connector.status,
      millimetres: size.width > 0 && size.height > 0 ? size : nil,
      modes: connector.modes.map { mode in
        DisplaysDocument.Mode(
          width: mode.size.width, height: mode.size.height,
          refreshRate: (mode.refreshRate * 1000).rounded() / 1000,
          isInterlaced: mode.isInterlaced, isPreferred: mode.isPreferred)
      })
  }
}

extension DisplaysDocument.Layer {
  init(_ plane: Plane) {
    self.init(
      kind: plane.kind,
      formats: plane.formats.map { offer in
        DisplaysDocument.Offer(
          fourcc: offer.format, modifiers: offer.modifiers.map(\.description))
      })
  }
}

extension DisplaysDocument {
  /// The cards as a person reads them.
  func rendered(on canvas: Canvas) -> String {
    var text = ""
    for (index, card) in cards.enumerated() {
      if index > 0 { text += "\n" }
      text += Styled(card.path, .name).rendered(colored: canvas.isColored)
      if let driver = card.driver { text += "  \(driver): \(card.summary ?? "")" }
      text += "\n"
      var table = Table(indent: 2)
      if let capabilities = card.capabilities {
        let words = [
          (capabilities.isAtomic, "atomic"), (capabilities.imports, "imports"),
          (capabilities.exports, "exports"), (capabilities.hasDumbBuffers, "dumb buffers"),
          (capabilities.takesModifiers, "modifiers"),
        ]
        table.add(["can", Styled(words.filter(\.0).map(\.1).joined(separator: ", "))])
      }
      for socket in card.connectors ?? [] {
        let modes = Self.words(of: socket.modes)
        let style: Style = socket.status == .connected ? .good : .dim
        table.add([
          Styled(socket.name, .bold),
          Styled(socket.status.rawValue + (modes.isEmpty ? "" : ": \(modes)"), style),
        ])
      }
      for plane in card.planes ?? [] {
        table.add([
          "\(plane.kind.rawValue)",
          Styled(plane.formats.map { "\($0.fourcc)" }.joined(separator: " ")),
        ])
      }
      if let error = card.error { table.add(["error", Styled(error, .bad)]) }
      text += table.rendered(on: canvas)
    }
    return text
  }

  /// Modes in a line, each once, the preferred one marked.
  private static func words(of modes: [Mode]) -> String {
    var words: [String] = []
    for mode in modes {
      let rate = Quantity.decimal(mode.refreshRate, places: 2)
      let short = rate.hasSuffix(".00") ? String(rate.dropLast(3)) : rate
      let name = "\(mode.width)x\(mode.height)\(mode.isInterlaced ? "i" : "")@\(short)"
      let word = mode.isPreferred ? "\(name) (preferred)" : name
      if !words.contains(word) { words.append(word) }
    }
    return words.joined(separator: ", ")
  }
}
