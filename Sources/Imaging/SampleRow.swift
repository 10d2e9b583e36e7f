internal import VideoFormats

/// How the samples of a line lie in memory where each pixel has one number: grey, or a colour mosaic.
enum SampleRow: Hashable {
  /// One byte a pixel.
  case byte
  /// Two bytes a pixel, of which the lowest `bits` bits count.
  case word(bits: Int, isBigEndian: Bool)
  /// MIPI packing: the high bytes of a group of pixels, then their remaining bits together.
  case mipi(bits: Int)
  /// Numbers of this many bits one after the other, the most significant bit first.
  case bitStream(bits: Int)

  /// Bits of a sample.
  var bits: Int {
    switch self {
    case .byte: return 8
    case .word(let bits, _), .mipi(let bits), .bitStream(let bits): return bits
    }
  }

  /// Bytes that a line of this many pixels needs.
  func byteCount(width: Int) -> Int {
    switch self {
    case .byte: return width
    case .word: return width * 2
    case .mipi(let bits):
      let group = Self.mipiGroup(bits)
      return (width + group - 1) / group * (group * bits / 8)
    case .bitStream(let bits): return (width * bits + 7) / 8
    }
  }

  /// Pixels that share their low bits: 4 for 10 and 14 bits, 2 for 12.
  private static func mipiGroup(_ bits: Int) -> Int { bits == 12 ? 2 : 4 }

  /// Reads a line into numbers of 16 bits, white becoming 65535 whatever the source's width.
  ///
  /// `source` must hold `byteCount(width:)` bytes and `target` room for `width` numbers.
  @unsafe func unpack(
    _ source: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt16>, width: Int
  ) {
    let bits = bits
    let spare = 16 - bits
    func widened(_ value: UInt16) -> UInt16 {
      // Repeating the number in the bits below it maps all ones to all ones.
      var result = value << UInt16(spare)
      var filled = bits
      while filled < 16 {
        result |= result >> UInt16(filled)
        filled *= 2
      }
      return result
    }
    switch self {
    case .byte:
      for x in 0..<width { unsafe target[x] = UInt16(source[x]) * 257 }
    case .word(_, let isBigEndian):
      let (low, high) = isBigEndian ? (1, 0) : (0, 1)
      let mask = UInt16(truncatingIfNeeded: (1 << bits) - 1)
      for x in 0..<width {
        let value = unsafe UInt16(source[2 * x + low]) | UInt16(source[2 * x + high]) << 8
        unsafe target[x] = widened(value & mask)
      }
    case .mipi(let bits):
      let group = Self.mipiGroup(bits)
      let extra = bits - 8
      let bytes = group * bits / 8
      for x in 0..<width {
        let (block, index) = (x / group * bytes, x % group)
        let place = index * extra
        var low = unsafe Int(source[block + group + place / 8]) >> (place % 8)
        if place % 8 + extra > 8 {
          low |= unsafe Int(source[block + group + place / 8 + 1]) << (8 - place % 8)
        }
        let value = unsafe Int(source[block + index]) << extra | low & ((1 << extra) - 1)
        unsafe target[x] = widened(UInt16(value))
      }
    case .bitStream(let bits):
      for x in 0..<width {
        let place = x * bits
        var value = unsafe Int(source[place / 8]) << 8
        // A sample of up to 8 + 1 bits spans two bytes, one of 10 may too.
        if place % 8 + bits > 8 { value |= unsafe Int(source[place / 8 + 1]) }
        value = value >> (16 - place % 8 - bits) & ((1 << bits) - 1)
        unsafe target[x] = widened(UInt16(value))
      }
    }
  }
}

/// Which colour each pixel of a mosaic stands for: that of the first two pixels of the first two lines.
enum BayerOrder: Hashable {
  case bggr
  case gbrg
  case grbg
  case rggb

  /// Column and line, 0 or 1, of the red pixel in each block of two by two; blue is diagonally opposite.
  var red: (x: Int, y: Int) {
    switch self {
    case .rggb: (0, 0)
    case .grbg: (1, 0)
    case .gbrg: (0, 1)
    case .bggr: (1, 1)
    }
  }
}
