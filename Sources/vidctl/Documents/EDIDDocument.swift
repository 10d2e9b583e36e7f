import V4L2
import VideoFormats

/// What `vidctl edid --json` writes. Docs/JSON.md describes every key.
struct EDIDDocument: Codable, Hashable {
  var node: String
  var input: Int
  var name: String?
  var edid: Content?

  /// What an EDID says, and its bytes.
  struct Content: Codable, Hashable {
    var manufacturer: String
    var productCode: Int
    var serialNumber: UInt32
    var version: String
    var displayName: String?
    var serialText: String?
    var preferredTimings: SignalDocument.TimingsEntry?
    var blocks: Int
    var hex: String
  }
}

extension EDIDDocument {
  init(_ connector: EDIDConnector, _ edid: EDID?) {
    self.init(
      node: connector.device.path, input: connector.index, name: connector.name,
      edid: edid.map(Content.init))
  }

  /// Facts in two columns.
  func rendered(on canvas: Canvas) -> String {
    var facts = Table()
    func add(_ label: String, _ value: String?, _ style: Style = .plain) {
      guard let value else { return }
      facts.add([Styled(label, .dim), Styled(value, style)])
    }
    add("Node", node, .name)
    add("Input", name.map { "\(input) (\($0))" } ?? "\(input)")
    guard let edid else { return facts.rendered(on: canvas) }
    add("Display", edid.displayName, .bold)
    add("Manufacturer", edid.manufacturer)
    add("Product", edid.productText)
    add("Serial", edid.serialText ?? (edid.serialNumber == 0 ? nil : "\(edid.serialNumber)"))
    add("Prefers", edid.preferredTimings?.words)
    add("EDID", "version \(edid.version), \(Quantity.count(edid.blocks, "block"))")
    return facts.rendered(on: canvas)
  }
}

extension EDIDDocument.Content {
  init(_ edid: EDID) {
    self.init(
      manufacturer: edid.manufacturer, productCode: edid.productCode,
      serialNumber: edid.serialNumber, version: edid.version, displayName: edid.displayName,
      serialText: edid.serialText,
      preferredTimings: edid.preferredTimings.map(SignalDocument.TimingsEntry.init),
      blocks: edid.blockCount, hex: edid.hexadecimalText.filter { !$0.isWhitespace })
  }

  /// The product's number as makers write it.
  fileprivate var productText: String {
    let digits = String(productCode, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension SignalDocument.TimingsEntry {
  /// The name, and what the cable carries for it.
  fileprivate var words: String {
    "\(name) (\(totalWidth)x\(totalHeight) with blanking, \(Quantity.hertz(pixelClock)))"
  }
}
