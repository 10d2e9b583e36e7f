/// One field of a kernel structure, and how a person reads it.
struct Field: Sendable {
  /// How a field's bytes are read.
  enum Kind: Sendable {
    case u8, u16, u32, s32, u64, s64
    case hex8, hex32, hex64
    case fourcc
    /// So many bytes of text, ended by a NUL.
    case text(Int)
    /// Bytes shown only where they are not zero.
    case reserved(Int)
    case named(NameTable)
    case flags(NameTable)
    /// Numerator and denominator.
    case fraction
    /// Left, top, width, height.
    case rectangle
    /// Seconds and microseconds, eight bytes each.
    case timeval
    /// Seconds and nanoseconds, eight bytes each.
    case timespec
    /// A number for a descriptor.
    case descriptor
    case control
    /// A structure in the structure.
    case record(Schema)
    /// So many times the same.
    case array(Schema, Int)
    /// So many bytes of which others in the structure say what they are; nil shows them as bytes.
    case union(Int, alignment: Int, @Sendable (FieldBytes) -> Schema?)
  }

  var name: String
  var kind: Kind
  /// Whether a trace of one line a call shows it.
  var isEssential: Bool

  init(_ name: String, _ kind: Kind, essential: Bool = false) {
    self.name = name
    self.kind = kind
    isEssential = essential
  }

  var size: Int {
    switch kind {
    case .u8, .hex8: 1
    case .u16: 2
    case .u32, .s32, .hex32, .fourcc, .named, .flags, .descriptor, .control: 4
    case .u64, .s64, .hex64, .fraction: 8
    case .rectangle, .timeval, .timespec: 16
    case .text(let count), .reserved(let count): count
    case .record(let schema): schema.size
    case .array(let schema, let count): schema.size * count
    case .union(let size, _, _): size
    }
  }

  var alignment: Int {
    switch kind {
    case .u8, .hex8, .text: 1
    case .u16: 2
    case .u64, .s64, .hex64, .timeval, .timespec: 8
    case .reserved(let count): count.isMultiple(of: 4) ? 4 : 1
    case .record(let schema), .array(let schema, _): schema.alignment
    case .union(_, let alignment, _): alignment
    default: 4
    }
  }
}

/// A kernel structure: its fields, laid out as a C compiler does.
struct Schema: Sendable {
  let fields: [(offset: Int, field: Field)]
  let size: Int
  let alignment: Int

  /// Lays the fields out, without gaps where the structure is packed.
  init(packed: Bool = false, _ fields: [Field]) {
    var offset = 0
    var widest = 1
    var placed: [(Int, Field)] = []
    for field in fields {
      let alignment = packed ? 1 : field.alignment
      widest = max(widest, alignment)
      offset = (offset + alignment - 1) / alignment * alignment
      placed.append((offset, field))
      offset += field.size
    }
    self.fields = placed
    alignment = widest
    size = (offset + widest - 1) / widest * widest
  }
}

/// Bytes of a structure, of which any may be missing.
struct FieldBytes: Sendable {
  let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  func unsigned(at offset: Int, _ count: Int) -> UInt64? {
    guard offset >= 0, offset + count <= bytes.count else { return nil }
    var value: UInt64 = 0
    for index in (0..<count).reversed() {
      value = value << 8 | UInt64(bytes[bytes.startIndex + offset + index])
    }
    return value
  }

  func word(at offset: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: unsigned(at: offset, 4) ?? 0)
  }

  func slice(at offset: Int, _ count: Int) -> FieldBytes? {
    guard offset >= 0, count >= 0, offset + count <= bytes.count else { return nil }
    return FieldBytes(bytes[(bytes.startIndex + offset)..<(bytes.startIndex + offset + count)])
  }
}

/// The kernel's names for the values of one field.
struct NameTable: Sendable {
  let names: [UInt32: String]
  init(_ names: [UInt32: String]) { self.names = names }

  /// Names in order, from a first number on.
  init(from first: UInt32 = 0, _ names: String) {
    var table: [UInt32: String] = [:]
    for (index, name) in names.split(separator: " ").enumerated() where name != "-" {
      table[first + UInt32(index)] = String(name)
    }
    self.names = table
  }

  /// Names of single bits, from bit 0 on.
  init(bits names: String) {
    var table: [UInt32: String] = [:]
    for (index, name) in names.split(separator: " ").enumerated() where name != "-" {
      table[1 << UInt32(index)] = String(name)
    }
    self.names = table
  }

  func name(of value: UInt32) -> String { names[value] ?? "\(value)" }

  /// Every bit by its name, and what is left of them as a number.
  func flags(of value: UInt32) -> String {
    if value == 0 { return "0" }
    var rest = value
    var parts: [String] = []
    for bit in 0..<UInt32(32) where value & 1 << bit != 0 {
      guard let name = names[1 << bit] else { continue }
      parts.append(name)
      rest &= ~(1 << bit)
    }
    if rest != 0 { parts.append("0x" + String(rest, radix: 16)) }
    return parts.joined(separator: "|")
  }
}
