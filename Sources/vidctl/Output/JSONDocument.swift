import FoundationEssentials

/// The one document that `--json` writes.
enum JSONDocument {
  /// The document as text: keys sorted, so that two runs compare line by line.
  static func text<Value: Encodable>(_ value: Value) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  /// A value as one line, for a stream of them.
  static func line<Value: Encodable>(_ value: Value) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  /// Writes the document to standard output.
  static func write<Value: Encodable>(_ value: Value) throws {
    try StandardStream.output.write(text(value))
  }
}
