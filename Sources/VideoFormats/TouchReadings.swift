/// What a touch sensor measured at each of its points, row by row from the top left.
///
/// Formats of differences are positive where something touches; the others count from zero.
public struct TouchReadings: Hashable, Sendable {
  /// Points in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// The values, row by row. Those of unsigned 16-bit formats past 32767 are cut there.
  public let values: [Int16]

  /// Reads a payload; nil for a format that is no touch format and for a payload that is too short.
  public init?(_ payload: RawSpan, format: Format) {
    let reader = ByteReader(payload)
    let bytes: Int
    switch format.pixelFormat {
    case .touchDelta16, .touchUnsigned16: bytes = 2
    case .touchDelta08, .touchUnsigned08: bytes = 1
    default: return nil
    }
    let line = max(format.planes.first?.bytesPerLine ?? 0, format.width * bytes)
    guard format.width > 0, format.height > 0,
      payload.byteCount >= (format.height - 1) * line + format.width * bytes
    else { return nil }
    var values: [Int16] = []
    values.reserveCapacity(format.width * format.height)
    for row in 0..<format.height {
      for column in 0..<format.width {
        let place = row * line + column * bytes
        let low = reader.byte(place)
        // Little-endian, whatever the machine is.
        let word = bytes == 2 ? UInt16(low) | UInt16(reader.byte(place + 1)) << 8 : 0
        switch format.pixelFormat {
        case .touchDelta16: values.append(Int16(bitPattern: word))
        case .touchUnsigned16: values.append(Int16(clamping: word))
        case .touchDelta08: values.append(Int16(Int8(bitPattern: low)))
        default: values.append(Int16(low))
        }
      }
    }
    (width, height, self.values) = (format.width, format.height, values)
  }

  /// The value of a point, which must be on the sensor.
  public subscript(column: Int, row: Int) -> Int16 {
    precondition(
      column >= 0 && column < width && row >= 0 && row < height,
      "a sensor of \(width)x\(height) has no point \(column),\(row)")
    return values[row * width + column]
  }
}
