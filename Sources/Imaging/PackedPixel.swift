internal import VideoFormats

/// What three components of a pixel stand for.
enum ColorModel {
  /// Red, green, blue.
  case rgb
  /// Y', Cb, Cr.
  case yCbCr
  /// Hue, saturation, value.
  case hsv
}

/// How the three components of a pixel lie in its one to eight bytes.
struct PackedPixel {
  /// A component's place: bits from the least significant bit of the word upward.
  struct Component {
    var shift: Int
    var bits: Int
  }

  var model: ColorModel
  /// Bytes of one pixel.
  var byteCount: Int
  /// Whether the word's most significant byte comes first.
  var isBigEndian = false
  /// Red, green, blue; or Y', Cb, Cr; or hue, saturation, value.
  var components: (Component, Component, Component)

  /// A pixel of 8-bit components, one letter a byte in memory order; `-` is a byte without meaning.
  static func bytes(_ order: String, _ model: ColorModel) -> PackedPixel {
    let names: (Character, Character, Character) =
      switch model {
      case .rgb: ("R", "G", "B")
      case .yCbCr: ("Y", "U", "V")
      case .hsv: ("H", "S", "V")
      }
    func component(_ name: Character) -> Component {
      let index = order.firstIndex(of: name) ?? order.startIndex
      return Component(shift: 8 * order.distance(from: order.startIndex, to: index), bits: 8)
    }
    return PackedPixel(
      model: model, byteCount: order.count,
      components: (component(names.0), component(names.1), component(names.2)))
  }

  /// A pixel of one word whose fields are given from the most significant bit down, as the kernel's
  /// documentation draws them: a letter and its width, such as `x4r4g4b4`.
  static func word(
    _ fields: String, _ model: ColorModel = .rgb, isBigEndian: Bool = false
  ) -> PackedPixel {
    var places: [Character: Component] = [:]
    var total = 0
    var rest = fields[...]
    var order: [(Character, Int)] = []
    while let name = rest.popFirst() {
      let digits = rest.prefix { $0.isNumber }
      rest = rest[digits.endIndex...]
      order.append((name, Int(digits) ?? 0))
    }
    for (name, bits) in order.reversed() {
      places[name] = Component(shift: total, bits: bits)
      total += bits
    }
    let names: (Character, Character, Character) =
      switch model {
      case .rgb: ("r", "g", "b")
      case .yCbCr: ("y", "u", "v")
      case .hsv: ("h", "s", "v")
      }
    let none = Component(shift: 0, bits: 1)
    return PackedPixel(
      model: model, byteCount: (total + 7) / 8, isBigEndian: isBigEndian,
      components: (
        places[names.0] ?? none, places[names.1] ?? none, places[names.2] ?? none
      ))
  }

  /// The layout of a format whose pixels hold all three components; nil for any other format.
  init?(_ format: PixelFormat) {
    guard let known = Self.known[format.fourcc] else { return nil }
    self = known
  }

  private init(
    model: ColorModel, byteCount: Int, isBigEndian: Bool = false,
    components: (Component, Component, Component)
  ) {
    self.model = model
    self.byteCount = byteCount
    self.isBigEndian = isBigEndian
    self.components = components
  }

  private static let known: [String: PackedPixel] = [
    // 8 and 16 bits. The formats without an X or A in their name are deprecated twins.
    "RGB1": .word("r3g3b2"),
    "R444": .word("x4r4g4b4"), "AR12": .word("x4r4g4b4"), "XR12": .word("x4r4g4b4"),
    "RA12": .word("r4g4b4x4"), "RX12": .word("r4g4b4x4"),
    "AB12": .word("x4b4g4r4"), "XB12": .word("x4b4g4r4"),
    "GA12": .word("b4g4r4x4"), "BX12": .word("b4g4r4x4"),
    "RGBO": .word("x1r5g5b5"), "AR15": .word("x1r5g5b5"), "XR15": .word("x1r5g5b5"),
    "RA15": .word("r5g5b5x1"), "RX15": .word("r5g5b5x1"),
    "AB15": .word("x1b5g5r5"), "XB15": .word("x1b5g5r5"),
    "BA15": .word("b5g5r5x1"), "BX15": .word("b5g5r5x1"),
    "RGBP": .word("r5g6b5"),
    "RGBQ": .word("x1r5g5b5", isBigEndian: true), "AR15-BE": .word("x1r5g5b5", isBigEndian: true),
    "XR15-BE": .word("x1r5g5b5", isBigEndian: true), "RGBR": .word("r5g6b5", isBigEndian: true),
    // 24 and 32 bits.
    "BGRH": .word("b6g6r6x14", isBigEndian: true),
    "BGR3": .bytes("BGR", .rgb), "RGB3": .bytes("RGB", .rgb),
    "BGR4": .bytes("BGR-", .rgb), "AR24": .bytes("BGR-", .rgb), "XR24": .bytes("BGR-", .rgb),
    "RA24": .bytes("-BGR", .rgb), "RX24": .bytes("-BGR", .rgb),
    "RGB4": .bytes("-RGB", .rgb), "BA24": .bytes("-RGB", .rgb), "BX24": .bytes("-RGB", .rgb),
    "AB24": .bytes("RGB-", .rgb), "XB24": .bytes("RGB-", .rgb),
    // More than 8 bits a component.
    "RX30": .word("r10g10b10x2"), "RA30": .word("r10g10b10x2"), "AR30": .word("x2r10g10b10"),
    "B312": .word("r16g16b16"), "B412": .word("x16r16g16b16"),
    // Y'CbCr.
    "Y444": .word("x4y4u4v4", .yCbCr), "YUVO": .word("x1y5u5v5", .yCbCr),
    "YUVP": .word("y5u6v5", .yCbCr),
    "YUV3": .bytes("YUV", .yCbCr), "YUV4": .bytes("-YUV", .yCbCr), "AYUV": .bytes("-YUV", .yCbCr),
    "XYUV": .bytes("-YUV", .yCbCr), "VUYA": .bytes("VUY-", .yCbCr),
    "VUYX": .bytes("VUY-", .yCbCr), "YUVA": .bytes("YUV-", .yCbCr),
    "YUVX": .bytes("YUV-", .yCbCr), "Y312": .word("v16u16y16", .yCbCr),
    // HSV.
    "HSV3": .bytes("HSV", .hsv), "HSV4": .bytes("-HSV", .hsv),
  ]
}
