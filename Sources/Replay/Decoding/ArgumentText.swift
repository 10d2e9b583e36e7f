internal import SystemIO

/// An argument as it was: the bytes of its parts.
struct ArgumentCopy: Equatable, Sendable {
  var parts: [ArraySlice<UInt8>] = []

  init() {}

  /// Copies what a form's parts hold now.
  init(of form: ArgumentForm) {
    form.forEachPart { part in
      parts.append(unsafe ArraySlice(UnsafeRawBufferPointer(part.bytes)))
    }
  }

  init(parts: [ArraySlice<UInt8>]) { self.parts = parts }

  /// The fields of a request's structure in words; the essential ones or all.
  func text(_ number: RequestNumber, isFull: Bool) -> String {
    guard let first = parts.first else { return "" }
    let main = FieldBytes(first)
    guard let entry = RequestCatalog.entry(number), entry.schema.size > 0 else {
      return "bytes=\(main.hexadecimal)" + rest(from: 1)
    }
    var text = entry.schema.text(main, isFull: isFull)
    if number.isBuffer, parts.count > 1 {
      let schema = Schema.plane(memory: main.word(at: BufferForm.memory))
      text += " planes=" + list(schema, FieldBytes(parts[1]), isFull: isFull)
    } else if number.isExtendedControls, parts.count > 1 {
      text += " " + list(.extendedControl, FieldBytes(parts[1]), isFull: isFull)
      if isFull { text += rest(from: 2) }
    } else if number.isUserBufferList, parts.count > 1 {
      text += " " + list(.userBufferItem, FieldBytes(parts[1]), isFull: isFull)
    } else if isFull {
      text += rest(from: 1)
    }
    return text
  }

  private func list(_ schema: Schema, _ bytes: FieldBytes, isFull: Bool) -> String {
    let count = schema.size > 0 ? bytes.bytes.count / schema.size : 0
    let entries = (0..<count).compactMap { index in
      bytes.slice(at: index * schema.size, schema.size)
    }
    // Planes that the driver did not use are of no interest; a single entry always is.
    let used = entries.enumerated().filter { index, entry in
      index == 0 || entry.bytes.contains { $0 != 0 }
    }
    return "[" + used.map { "{\(schema.text($0.element, isFull: isFull))}" }.joined(separator: " ")
      + "]"
  }

  private func rest(from index: Int) -> String {
    guard index < parts.count else { return "" }
    return parts[index...].map { " payload(\($0.count))=\(FieldBytes($0).hexadecimal)" }.joined()
  }
}

/// The words for what a call answered.
enum ResultText {
  /// `0`, a number, or `-1 EBUSY`.
  static func of(_ result: Int) -> String {
    result < 0 ? "-1 \(ErrnoName.of(Int32(clamping: -result)))" : "\(result)"
  }

  /// A time between two calls, in the unit that fits.
  static func duration(_ nanoseconds: Int64) -> String {
    if nanoseconds < 10_000_000 { return "\(max(0, nanoseconds + 500) / 1000) µs" }
    if nanoseconds < 10_000_000_000 { return "\((nanoseconds + 500_000) / 1_000_000) ms" }
    return "\((nanoseconds + 500_000_000) / 1_000_000_000) s"
  }
}

extension RequestNumber {
  /// The request's name, or its parts where it has none here.
  var name: String { RequestCatalog.entry(self)?.name ?? macro }

  /// What a call put in and got out, in one line or in full.
  func text(input: ArgumentCopy, output: ArgumentCopy, result: Int, isFull: Bool) -> String {
    if !isFull {
      let isAnswered = result >= 0 && isOutput
      return (isAnswered || isInput) ? (isAnswered ? output : input).text(self, isFull: false) : ""
    }
    var text = isInput ? "in {\(input.text(self, isFull: true))}" : ""
    if isOutput, result >= 0 || output != input {
      text += (text.isEmpty ? "" : " ") + "out {\(output.text(self, isFull: true))}"
    }
    return text
  }
}
