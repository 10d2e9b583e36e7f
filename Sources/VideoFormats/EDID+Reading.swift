extension EDID {
  /// Takes the content of a file, which holds the bytes themselves or hexadecimal text.
  ///
  /// Text is bytes of two digits or runs of them, between blanks, commas or line ends, with or without
  /// `0x`: what v4l2-ctl, edid-decode and xrandr write. `#` begins a comment.
  public init(hexOrBinary content: [UInt8]) throws(EDIDError) {
    try self.init(Self.bytes(of: content))
  }

  /// The bytes in a file's content, unchecked.
  public static func bytes(of content: [UInt8]) throws(EDIDError) -> [UInt8] {
    // No binary EDID is text: it begins with a zero.
    guard isText(content) else { return content }
    var bytes: [UInt8] = []
    let text = String(decoding: content, as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, line) in lines.enumerated() {
      let code = line.prefix { $0 != "#" }
      for word in code.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
        guard let part = Self.bytes(in: word) else {
          throw .notHexadecimal(word: String(word.prefix(24)), line: index + 1)
        }
        bytes += part
      }
    }
    return bytes
  }

  private static func isText(_ content: [UInt8]) -> Bool {
    content.allSatisfy { (0x20...0x7e).contains($0) || (0x09...0x0d).contains($0) }
  }

  private static func bytes(in word: Substring) -> [UInt8]? {
    let hasPrefix = word.hasPrefix("0x") || word.hasPrefix("0X")
    let digits = Array(hasPrefix ? word.dropFirst(2) : word)
    guard !digits.isEmpty, digits.count.isMultiple(of: 2) || digits.count == 1 else { return nil }
    let values = digits.compactMap { $0.isASCII ? $0.hexDigitValue : nil }
    guard values.count == digits.count else { return nil }
    if values.count == 1 { return [UInt8(values[0])] }
    return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] * 16 + values[$0 + 1]) }
  }

  /// The bytes as text that can be read again: sixteen a line, a blank line between blocks.
  public var hexadecimalText: String {
    var text = ""
    for (index, byte) in bytes.enumerated() {
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
      text += index % 16 == 15 ? "\n" : " "
      if index % Self.blockSize == Self.blockSize - 1, index + 1 < bytes.count { text += "\n" }
    }
    return text
  }
}
