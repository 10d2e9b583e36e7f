/// What a plane says of its formats and their arrangements in the property `IN_FORMATS`.
///
/// The corresponding C type is `drm_format_modifier_blob`, with its two arrays behind it.
struct FormatBlob: Equatable {
  /// Each format with the modifiers it may have, in the card's order.
  var formats: [(format: DRMFormat, modifiers: [FormatModifier])]

  static func == (left: Self, right: Self) -> Bool {
    left.formats.elementsEqual(right.formats) {
      $0.format == $1.format && $0.modifiers == $1.modifiers
    }
  }

  /// Reads the property's bytes; nil where they are not of the form that is known, as offsets that lie outside.
  init?(_ bytes: [UInt8]) {
    func number(_ offset: Int, _ size: Int) -> UInt64? {
      guard offset >= 0, offset <= bytes.count - size else { return nil }
      return bytes[offset..<(offset + size)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    guard let version = number(0, 4), version >= 1, let count = number(8, 4),
      let start = number(12, 4), let modifierCount = number(16, 4),
      let modifierStart = number(20, 4),
      count <= UInt64(bytes.count), modifierCount <= UInt64(bytes.count)
    else { return nil }
    formats = []
    for index in 0..<Int(count) {
      guard let code = number(Int(start) + 4 * index, 4) else { return nil }
      formats.append((DRMFormat(rawValue: UInt32(code)), []))
    }
    for index in 0..<Int(modifierCount) {
      let place = Int(modifierStart) + 24 * index
      guard let mask = number(place, 8), let first = number(place + 8, 4),
        let modifier = number(place + 16, 8)
      else { return nil }
      for bit in 0..<64 where mask >> UInt64(bit) & 1 == 1 && Int(first) + bit < formats.count {
        formats[Int(first) + bit].modifiers.append(FormatModifier(rawValue: modifier))
      }
    }
  }
}
