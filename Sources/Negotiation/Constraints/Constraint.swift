public import VideoFormats

/// One thing that is asked of a format, required or preferred.
public struct Constraint: Sendable {
  /// How a number relates to the one that is named.
  public enum Relation: String, Hashable, Sendable {
    /// It is this number.
    case exactly = "="
    /// It is this number or more; the less more, the better.
    case atLeast = ">="
    /// It is this number or less; the less less, the better.
    case atMost = "<="
  }

  /// What is asked.
  public enum Condition: Hashable, Sendable {
    /// One of these pixel formats, the earlier the better.
    case format([PixelFormat])
    /// Compressed, or not.
    case compressed(Bool)
    /// Width in pixels.
    case width(Relation, Int)
    /// Height in pixels.
    case height(Relation, Int)
    /// Width and height, each in this relation.
    case size(Relation, Size)
    /// The shape, as exactly as whole pixels allow.
    case aspect(AspectRatio)
    /// Frames a second.
    case rate(Relation, Rate)
    /// Primaries and white point.
    case colorSpace(ColorSpace)
    /// The transfer function.
    case transfer(TransferFunction)
    /// The Y'CbCr matrix.
    case encoding(YCbCrEncoding)
    /// Full or limited range.
    case quantization(Quantization)
    /// How fields lie in a buffer.
    case field(Field)
    /// Where buffers come from: one of these, the earlier the better.
    case memory([MemoryType])
    /// Memory planes.
    case planes(Relation, Int)
    /// Bytes of a line, a multiple of this.
    case stride(multipleOf: Int)
    /// Bytes a second, at most.
    case bandwidth(atMost: Int)
  }

  /// What is asked.
  public var condition: Condition
  /// Whether it orders candidates only, and rules none out.
  public var isPreference: Bool
  /// Where it stood in the text it was read from, from 1; nil when it was not read from any.
  public var column: Int?

  /// Makes a requirement or a preference.
  public init(_ condition: Condition, isPreference: Bool = false, column: Int? = nil) {
    self.condition = condition
    self.isPreference = isPreference
    self.column = column
  }

  /// The same, as a preference.
  var preferred: Constraint { Constraint(condition, isPreference: true, column: column) }

  /// Whether it is about how much picture there is rather than about its kind: what "nearest" gives way on.
  var isMeasure: Bool {
    switch condition {
    case .width, .height, .size, .aspect, .rate, .bandwidth: true
    default: false
    }
  }
}

extension Constraint: Hashable {
  /// Whether both ask the same, wherever they were written.
  public static func == (left: Constraint, right: Constraint) -> Bool {
    left.condition == right.condition && left.isPreference == right.isPreference
  }

  /// Hashes what is asked, not where it was written.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(condition)
    hasher.combine(isPreference)
  }
}

extension Constraint: CustomStringConvertible {
  /// The constraint in the grammar it can be read from.
  public var description: String {
    guard isPreference else { return condition.description }
    let text = condition.description
    // `fps~30` reads better than `~fps=30`; bounds and plain sizes have no such form.
    guard let sign = text.firstIndex(of: "="), !text.contains(">="), !text.contains("<=") else {
      return "~\(text)"
    }
    return text[..<sign] + "~" + text[text.index(after: sign)...]
  }
}

extension Constraint.Condition: CustomStringConvertible {
  /// The condition in the grammar it can be read from.
  public var description: String {
    switch self {
    case .format(let formats): "format=\(formats.map(\.written).joined(separator: "|"))"
    case .compressed(let wanted): wanted ? "compressed" : "raw"
    case .width(let relation, let pixels): "width\(relation.rawValue)\(pixels)"
    case .height(let relation, let pixels): "height\(relation.rawValue)\(pixels)"
    case .size(.exactly, let size): "\(size)"
    case .size(let relation, let size): "size\(relation.rawValue)\(size)"
    case .aspect(let shape): "aspect=\(shape)"
    case .rate(let relation, let rate): "fps\(relation.rawValue)\(rate)"
    case .colorSpace(let value): "color=\(value)"
    case .transfer(let value): "transfer=\(value)"
    case .encoding(let value): "encoding=\(value)"
    case .quantization(let value): "range=\(value)"
    case .field(let value): "field=\(value)"
    case .memory(let types): "memory=\(types.map(\.description).joined(separator: "|"))"
    case .planes(let relation, let count): "planes\(relation.rawValue)\(count)"
    case .stride(let multiple): "stride%\(multiple)"
    case .bandwidth(let bytes): "bandwidth<=\(Quantities.bandwidth(exactly: bytes))"
    }
  }
}

extension PixelFormat {
  /// The code as one word: one with a blank or a sign of the grammar in it as a number.
  var written: String {
    let text = description
    let isWord = text.allSatisfy { !$0.isWhitespace && !"=<>~%!|@,".contains($0) }
    guard !isWord else { return text }
    let digits = String(rawValue, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
