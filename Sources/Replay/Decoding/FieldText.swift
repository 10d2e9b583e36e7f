internal import VideoFormats

extension Schema {
  /// The fields as `name=value`, the essential ones or all.
  func text(_ bytes: FieldBytes, isFull: Bool) -> String {
    fields.compactMap { offset, field -> String? in
      guard isFull || field.isEssential else { return nil }
      guard let own = bytes.slice(at: offset, field.size) else { return nil }
      switch field.kind {
      case .reserved:
        // A driver that fills what is reserved is worth a word.
        guard isFull, own.bytes.contains(where: { $0 != 0 }) else { return nil }
        return "\(field.name)=\(own.hexadecimal)"
      case .union(_, _, let choose):
        guard let schema = choose(bytes) else {
          return isFull && own.bytes.contains { $0 != 0 } ? "\(field.name)=\(own.hexadecimal)" : nil
        }
        let inner = schema.text(own, isFull: isFull)
        return inner.isEmpty ? nil : inner
      case .record(let schema):
        let inner = schema.text(own, isFull: isFull)
        return inner.isEmpty ? nil : isFull ? "\(field.name)={\(inner)}" : inner
      default:
        return "\(field.name)=\(field.text(own, isFull: isFull))"
      }
    }.joined(separator: " ")
  }
}

extension Field {
  /// The value in words.
  func text(_ own: FieldBytes, isFull: Bool) -> String {
    func unsigned(_ count: Int, _ offset: Int = 0) -> UInt64 {
      own.unsigned(at: offset, count) ?? 0
    }
    func signed(_ offset: Int = 0) -> Int32 { Int32(bitPattern: own.word(at: offset)) }
    switch kind {
    case .u8, .u16, .u32, .u64: return "\(unsigned(size))"
    case .hex8, .hex32, .hex64: return "0x" + String(unsigned(size), radix: 16)
    case .s32, .descriptor: return "\(signed())"
    case .s64: return "\(Int64(bitPattern: unsigned(8)))"
    case .fourcc: return "\(PixelFormat(rawValue: own.word(at: 0)))"
    case .text:
      let text = String(decoding: own.bytes.prefix { $0 != 0 }, as: UTF8.self)
      return "\"" + text.map { $0.isPrintable ? "\($0)" : "?" }.joined() + "\""
    case .named(let table): return table.name(of: own.word(at: 0))
    case .flags(let table): return table.flags(of: own.word(at: 0))
    case .fraction: return "\(own.word(at: 0))/\(own.word(at: 4))"
    case .rectangle:
      return "\(own.word(at: 8))x\(own.word(at: 12))"
        + "\(Self.signed(signed()))\(Self.signed(signed(4)))"
    case .timeval: return Self.seconds(unsigned(8), unsigned(8, 8), digits: 6)
    case .timespec: return Self.seconds(unsigned(8), unsigned(8, 8), digits: 9)
    case .control: return ControlNames.name(of: own.word(at: 0))
    case .array(let schema, let count):
      let entries = (0..<count).compactMap { index -> String? in
        own.slice(at: index * schema.size, schema.size).flatMap { bytes in
          bytes.bytes.contains { $0 != 0 } ? "{\(schema.text(bytes, isFull: isFull))}" : nil
        }
      }
      return "[\(entries.joined(separator: " "))]"
    case .record(let schema): return "{\(schema.text(own, isFull: isFull))}"
    case .reserved, .union: return own.hexadecimal
    }
  }

  private static func signed(_ value: Int32) -> String { value < 0 ? "\(value)" : "+\(value)" }

  private static func seconds(_ whole: UInt64, _ fraction: UInt64, digits: Int) -> String {
    let text = "\(fraction)"
    return "\(whole)." + String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

extension Character {
  /// Whether it may go to a terminal as it is.
  fileprivate var isPrintable: Bool {
    unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f && !(0x80..<0xa0 ~= $0.value) }
  }
}

extension FieldBytes {
  /// The bytes as hexadecimal digits, zeroes at the end left out, and a long run cut short.
  var hexadecimal: String {
    let limit = 64
    var significant = bytes
    while significant.count > 1, significant.last == 0 { significant.removeLast() }
    let digits = significant.prefix(limit).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return digits.joined() + (significant.count > limit ? "…" : "")
  }
}
