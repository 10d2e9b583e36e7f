extension EDID: CustomStringConvertible {
  /// The manufacturer's three letters; `?` for a number that stands for no letter.
  public var manufacturer: String {
    let number = Int(bytes[8]) << 8 | Int(bytes[9])
    return [10, 5, 0].map { shift in
      let letter = number >> shift & 31
      return (1...26).contains(letter) ? String(UnicodeScalar(UInt8(64 + letter))) : "?"
    }.joined()
  }

  /// The manufacturer's number for the product.
  public var productCode: Int { Int(bytes[10]) | Int(bytes[11]) << 8 }

  /// The number of this one piece; 0 where it is not told.
  public var serialNumber: UInt32 {
    bytes[12...15].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The version of the format, such as `1.3`.
  public var version: String { "\(bytes[18]).\(bytes[19])" }

  /// The display's name; nil where it has none.
  public var displayName: String? { text(ofDescriptor: 0xfc) }

  /// The display's serial number as text; nil where it has none.
  public var serialText: String? { text(ofDescriptor: 0xff) }

  /// The timings the display likes best, which are the first it describes; nil where it describes none.
  ///
  /// Standards, codes and flags are not told there and are empty.
  public var preferredTimings: VideoTimings? {
    descriptors.lazy.compactMap(Self.timings).first
  }

  /// The manufacturer, the product, its name and the timings it likes best.
  public var description: String {
    let code = String(productCode, radix: 16)
    let product = String(repeating: "0", count: 4 - code.count) + code
    return ["\(manufacturer) \(product)", displayName, preferredTimings?.description]
      .compactMap(\.self).joined(separator: ", ")
  }

  /// The four descriptors of the first block, 18 bytes each.
  private var descriptors: [[UInt8]] {
    [54, 72, 90, 108].map { Array(bytes[$0..<$0 + 18]) }
  }

  private func text(ofDescriptor tag: UInt8) -> String? {
    guard let descriptor = descriptors.first(where: { $0.starts(with: [0, 0, 0, tag]) }) else {
      return nil
    }
    var characters = descriptor[5...].prefix { $0 != 0x0a && $0 != 0 }
    while characters.last == 0x20 { characters.removeLast() }
    let text = String(
      decoding: characters.map { (0x20...0x7e).contains($0) ? $0 : 0x3f }, as: UTF8.self)
    return text.isEmpty ? nil : text
  }

  /// Reads a detailed timing descriptor; nil when it is another kind or describes no signal.
  private static func timings(_ d: [UInt8]) -> VideoTimings? {
    let clock = (Int(d[0]) | Int(d[1]) << 8) * 10_000
    // Numbers of twelve bits: eight in one byte, four in half of another.
    func twelve(_ low: Int, _ high: Int, isUpper: Bool) -> Int {
      Int(d[low]) | (isUpper ? Int(d[high]) >> 4 : Int(d[high]) & 15) << 8
    }
    let (width, across) = (twelve(2, 4, isUpper: true), twelve(3, 4, isUpper: false))
    let (lines, down) = (twelve(5, 7, isUpper: true), twelve(6, 7, isUpper: false))
    guard clock > 0, width > 0, lines > 0 else { return nil }
    let horizontalFront = Int(d[8]) | Int(d[11] >> 6) << 8
    let horizontalSync = Int(d[9]) | Int(d[11] >> 4 & 3) << 8
    let verticalFront = Int(d[10] >> 4) | Int(d[11] >> 2 & 3) << 4
    let verticalSync = Int(d[10] & 15) | Int(d[11] & 3) << 4
    let isInterlaced = d[17] & 0x80 != 0
    let vertical = VideoTimings.Blanking(
      frontPorch: verticalFront, sync: verticalSync,
      backPorch: max(0, down - verticalFront - verticalSync))
    var second = VideoTimings.Blanking()
    if isInterlaced {
      // The descriptor counts one field; the other's blanking is half a line longer at either end.
      second = vertical
      second.backPorch += 1
    }
    var polarities: VideoTimings.Polarities = []
    // Only separate digital pulses have polarities of their own.
    if d[17] & 0x18 == 0x18 {
      if d[17] & 4 != 0 { polarities.insert(.verticalPositive) }
      if d[17] & 2 != 0 { polarities.insert(.horizontalPositive) }
    }
    return VideoTimings(
      width: width, height: isInterlaced ? lines * 2 : lines, isInterlaced: isInterlaced,
      polarities: polarities, pixelClock: clock,
      horizontal: VideoTimings.Blanking(
        frontPorch: horizontalFront, sync: horizontalSync,
        backPorch: max(0, across - horizontalFront - horizontalSync)),
      vertical: vertical, secondField: second)
  }
}
