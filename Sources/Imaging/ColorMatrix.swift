internal import VideoFormats

/// The step between Y'CbCr or HSV codes and full-range 8-bit R'G'B', in integers.
///
/// This is the reference: exact to one code, for every encoding and range. Libraries that are faster
/// are tested against it.
struct ColorMatrix {
  /// Weights of red and blue in luma; green's is what is left to 1.
  private(set) var kr: Double
  private(set) var kb: Double
  /// Whether codes use the full range.
  private(set) var isFullRange: Bool
  /// The encoding, its extended-gamut variants reduced to their base.
  private(set) var encoding: YCbCrEncoding

  // Factors with 16 fractional bits.
  private let luma: Int
  private let redFromCr: Int
  private let greenFromCb: Int
  private let greenFromCr: Int
  private let blueFromCb: Int
  private let black: Int
  private let redInLuma: Int
  private let greenInLuma: Int
  private let blueInLuma: Int
  private let codeFromLuma: Int
  private let codeFromBlue: Int
  private let codeFromRed: Int

  init(encoding: YCbCrEncoding, isFullRange: Bool) {
    self.encoding = encoding
    switch encoding {
    case .rec709, .xv709: (kr, kb, self.encoding) = (0.2126, 0.0722, .rec709)
    case .bt2020, .bt2020ConstantLuminance: (kr, kb) = (0.2627, 0.0593)
    case .smpte240M: (kr, kb) = (0.212, 0.087)
    default: (kr, kb, self.encoding) = (0.299, 0.114, .bt601)
    }
    // The extended-gamut encodings exist in one range only; drivers may state another.
    self.isFullRange = isFullRange && encoding != .xv601 && encoding != .xv709
    let kg = 1 - kr - kb
    let lumaScale = self.isFullRange ? 1 : 255.0 / 219
    let chromaScale = self.isFullRange ? 1 : 255.0 / 224
    func fixed(_ value: Double) -> Int { Int((value * 65536).rounded()) }
    luma = fixed(lumaScale)
    redFromCr = fixed(2 * (1 - kr) * chromaScale)
    greenFromCb = fixed(2 * (1 - kb) * kb / kg * chromaScale)
    greenFromCr = fixed(2 * (1 - kr) * kr / kg * chromaScale)
    blueFromCb = fixed(2 * (1 - kb) * chromaScale)
    black = self.isFullRange ? 0 : 16
    redInLuma = fixed(kr)
    blueInLuma = fixed(kb)
    greenInLuma = 65536 - fixed(kr) - fixed(kb)
    codeFromLuma = fixed(1 / lumaScale)
    codeFromBlue = fixed(1 / (2 * (1 - kb) * chromaScale))
    codeFromRed = fixed(1 / (2 * (1 - kr) * chromaScale))
  }

  /// The matrix a format's pictures are coded with.
  ///
  /// Grey without a stated range is read as full range: no camera leaves room above white there.
  init(_ format: Format, isGrey: Bool = false) {
    self.init(
      encoding: format.colorimetry.effectiveEncoding,
      isFullRange: format.colorimetry.effectiveQuantization(isRGBOrHSV: isGrey) == .full)
  }

  /// The colour of one code.
  func rgb(y: Int, cb: Int, cr: Int) -> (UInt8, UInt8, UInt8) {
    let y = (y - black) * luma + 32768
    let (cb, cr) = (cb - 128, cr - 128)
    return (
      Self.clamped((y + redFromCr * cr) >> 16),
      Self.clamped((y - greenFromCb * cb - greenFromCr * cr) >> 16),
      Self.clamped((y + blueFromCb * cb) >> 16)
    )
  }

  /// The code of one colour.
  func yCbCr(r: Int, g: Int, b: Int) -> (UInt8, UInt8, UInt8) {
    // Luma with 16 fractional bits; the middle of a code is half a step up.
    let y = redInLuma * r + greenInLuma * g + blueInLuma * b
    let half = 1 << 31
    return (
      Self.clamped(black + (y * codeFromLuma + half) >> 32),
      Self.clamped(128 + ((b * 65536 - y) * codeFromBlue + half) >> 32),
      Self.clamped(128 + ((r * 65536 - y) * codeFromRed + half) >> 32)
    )
  }

  static func clamped(_ value: Int) -> UInt8 { UInt8(truncatingIfNeeded: min(max(value, 0), 255)) }

  /// The colour of a hue, a saturation and a value; the hue's full circle is 180 or 256.
  static func rgb(hue: Int, saturation: Int, value: Int, circle: Int) -> (UInt8, UInt8, UInt8) {
    // Six sectors; the place within one with 8 fractional bits.
    let place = (hue % circle) * 6 * 256 / circle
    let (sector, fraction) = (place / 256, place % 256)
    func scaled(_ weight: Int) -> UInt8 {
      clamped((value * (255 * 256 - saturation * weight) + 127 * 256) / (255 * 256))
    }
    let (v, p) = (clamped(value), scaled(256))
    let (q, t) = (scaled(fraction), scaled(256 - fraction))
    switch sector {
    case 0: return (v, t, p)
    case 1: return (q, v, p)
    case 2: return (p, v, t)
    case 3: return (p, q, v)
    case 4: return (t, p, v)
    default: return (v, p, q)
    }
  }
}
