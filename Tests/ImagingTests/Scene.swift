import Imaging
import VideoFormats

/// A picture to paint: the eight bars of full colour, eight columns each, repeated to the right.
struct Scene {
  static let colors: [(r: Int, g: Int, b: Int)] = [
    (255, 255, 255), (255, 255, 0), (0, 255, 255), (0, 255, 0), (255, 0, 255), (255, 0, 0),
    (0, 0, 255), (0, 0, 0),
  ]

  static func color(x: Int) -> (r: Int, g: Int, b: Int) { colors[x / 8 % 8] }

  /// The textbook equations, in floating point.
  static func yCbCr(
    _ color: (r: Int, g: Int, b: Int), _ encoding: YCbCrEncoding, full: Bool
  ) -> (y: Int, cb: Int, cr: Int) {
    let (kr, kb): (Double, Double) =
      switch encoding {
      case .rec709: (0.2126, 0.0722)
      case .bt2020: (0.2627, 0.0593)
      case .smpte240M: (0.212, 0.087)
      default: (0.299, 0.114)
      }
    let (r, g, b) = (Double(color.r) / 255, Double(color.g) / 255, Double(color.b) / 255)
    let y = kr * r + (1 - kr - kb) * g + kb * b
    let cb = (b - y) / (2 - 2 * kb)
    let cr = (r - y) / (2 - 2 * kr)
    if full {
      return (
        Int((255 * y).rounded()), min(255, Int((128 + 255 * cb).rounded())),
        min(255, Int((128 + 255 * cr).rounded()))
      )
    }
    return (
      Int((16 + 219 * y).rounded()), Int((128 + 224 * cb).rounded()),
      Int((128 + 224 * cr).rounded())
    )
  }

  /// Hue in parts of 180, saturation and value of a bar.
  static func hsv(_ color: (r: Int, g: Int, b: Int)) -> (h: Int, s: Int, v: Int) {
    switch (color.r > 0, color.g > 0, color.b > 0) {
    case (true, true, true): (0, 0, 255)
    case (false, false, false): (0, 0, 0)
    case (true, false, false): (0, 255, 255)
    case (true, true, false): (30, 255, 255)
    case (false, true, false): (60, 255, 255)
    case (false, true, true): (90, 255, 255)
    case (false, false, true): (120, 255, 255)
    case (true, false, true): (150, 255, 255)
    }
  }
}

/// How a format stores the scene, written down apart from the library, from the kernel's documentation.
enum Painting {
  /// The bits of a pixel's word from the most significant down, `r`, `g`, `b`, `y`, `u`, `v`, `h`, `s`
  /// or `x` each, and whether that end comes first in memory.
  case word(String, bigEndianWord: Bool)
  /// Two pixels of 4:2:2 in four bytes, one letter each.
  case macropixel(String)
  /// Planes: memory plane, components in turn, columns and lines that share a sample, bytes a sample.
  case planes([Plane])
  /// Luma alone in this many bits, in words of two bytes from 9 bits on.
  case grey(bits: Int, bigEndian: Bool)
  /// The colours of the first two pixels of the first two lines.
  case mosaic(String, bits: Int)

  struct Plane {
    var memory: Int
    var components: String
    var horizontal: Int
    var vertical: Int
  }

  static func planar(_ order: String, _ horizontal: Int, _ vertical: Int, apart: Bool) -> Painting {
    .planes(
      order.split(separator: " ").enumerated().map { index, components in
        Plane(
          memory: apart ? index : 0, components: String(components),
          horizontal: index == 0 ? 1 : horizontal, vertical: index == 0 ? 1 : vertical)
      })
  }
}

/// A painted picture: format and memory planes.
struct Painted {
  var format: Format
  var planes: [[UInt8]]

  /// Hands out a view of it.
  func with<Result, Failure: Error>(
    _ body: (Picture) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let none: [UInt8] = []
    let (first, second, third) = (
      planes[0], planes.count > 1 ? planes[1] : none, planes.count > 2 ? planes[2] : none
    )
    let (a, b, c) = unsafe (first.span.bytes, second.span.bytes, third.span.bytes)
    return try body(Picture(format, planeCount: planes.count, a, b, c, RawSpan()))
  }
}

extension Painting {
  /// Paints the scene, each line `padding` bytes longer than it needs to be.
  func paint(
    _ code: String, width: Int, height: Int, padding: Int = 0, colorimetry: Colorimetry,
    field: Field = .none
  ) throws -> Painted {
    guard let pixelFormat = PixelFormat(fourcc: code) else { throw Unpaintable(code: code) }
    let encoding = colorimetry.effectiveEncoding
    let isFull = colorimetry.effectiveQuantization(isRGBOrHSV: false) == .full
    func component(_ letter: Character, _ x: Int) -> Int {
      let color = Scene.color(x: x)
      let code = Scene.yCbCr(color, encoding, full: isFull)
      let hsv = Scene.hsv(color)
      switch letter {
      case "r": return color.r
      case "g": return color.g
      case "b": return color.b
      case "y": return code.y
      case "u": return code.cb
      case "v": return code.cr
      case "h": return hsv.h
      case "s": return hsv.s
      case "l": return hsv.v
      default: return 0x5a
      }
    }
    var lines: [[(plane: Int, bytes: [UInt8])]] = []
    switch self {
    case .word(let bits, let bigEndian):
      let pattern = Array(bits)
      var line: [UInt8] = []
      for x in 0..<width {
        var word: UInt64 = 0
        var taken: [Character: Int] = [:]
        for letter in pattern {
          // Each component gives its bits from the top, of 8.
          let index = taken[letter, default: 0]
          taken[letter] = index + 1
          let value = component(letter, x)
          let bit = index < 8 ? (value >> (7 - index)) & 1 : (value >> (15 - index)) & 1
          word = word << 1 | UInt64(bit)
        }
        let count = pattern.count / 8
        for index in 0..<count {
          let shift = bigEndian ? 8 * (count - 1 - index) : 8 * index
          line.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
        }
      }
      lines = [Array(repeating: (0, line), count: height)]
    case .macropixel(let order):
      var line: [UInt8] = []
      for x in stride(from: 0, to: width, by: 2) {
        var lumaSeen = 0
        for letter in order {
          if letter == "y" {
            line.append(UInt8(component("y", x + lumaSeen)))
            lumaSeen += 1
          } else {
            line.append(UInt8(component(letter, x)))
          }
        }
      }
      lines = [Array(repeating: (0, line), count: height)]
    case .planes(let planes):
      lines = planes.map { plane in
        var line: [UInt8] = []
        for x in stride(from: 0, to: width, by: plane.horizontal) {
          for letter in plane.components {
            if letter.isUppercase {
              // Ten bits in the upper part of a little-endian word of two bytes.
              line += [0xc0, UInt8(component(Character(letter.lowercased()), x))]
            } else {
              line.append(UInt8(component(letter, x)))
            }
          }
        }
        let count = (height + plane.vertical - 1) / plane.vertical
        return Array(repeating: (plane.memory, line), count: count)
      }
    case .grey(let bits, let bigEndian):
      var line: [UInt8] = []
      for x in 0..<width {
        let value = Scene.colors[x / 8 % 8].g
        let wide = bits < 8 ? value >> (8 - bits) : value << (bits - 8) | value >> (16 - bits)
        let bytes = [UInt8(wide & 0xff), UInt8(wide >> 8)]
        line += bits <= 8 ? [bytes[0]] : bigEndian ? bytes.reversed() : bytes
      }
      lines = [Array(repeating: (0, line), count: height)]
    case .mosaic(let order, let bits):
      let letters = Array(order)
      lines = [
        (0..<height).map { y in
          var line: [UInt8] = []
          for x in 0..<width {
            let value = component(letters[y % 2 * 2 + x % 2], x)
            let wide = bits == 8 ? value : value << (bits - 8) | value >> (16 - bits)
            line += bits == 8 ? [UInt8(wide)] : [UInt8(wide & 0xff), UInt8(wide >> 8)]
          }
          return (0, line)
        }
      ]
    }
    if field == .sequentialTopBottom || field == .sequentialBottomTop {
      lines = lines.map { plane in
        let even = stride(from: 0, to: plane.count, by: 2).map { plane[$0] }
        let odd = stride(from: 1, to: plane.count, by: 2).map { plane[$0] }
        return field == .sequentialTopBottom ? even + odd : odd + even
      }
    }
    var memory: [[UInt8]] = []
    var strides: [Int] = []
    for plane in lines {
      for (index, bytes) in plane {
        while memory.count <= index {
          memory.append([])
          strides.append(0)
        }
        // Padding scales with the line, as chroma strides do.
        let first = lines.first { $0[0].plane == index }?[0].bytes.count ?? bytes.count
        let extra = padding * bytes.count / first
        strides[index] = max(strides[index], memory[index].isEmpty ? bytes.count + padding : 0)
        memory[index] += bytes + Array(repeating: 0xee, count: extra)
      }
    }
    let format = Format(
      pixelFormat, width: width, height: height, field: field, colorimetry: colorimetry,
      planes: zip(strides, memory).map {
        Format.Plane(bytesPerLine: $0, size: $1.count)
      })
    return Painted(format: format, planes: memory)
  }
}

struct Unpaintable: Error { var code: String }

/// Every uncompressed format that vivid offers, and some it does not.
let paintings: [(code: String, painting: Painting, tolerance: Int)] =
  packedPaintings + planarPaintings + greyAndMosaicPaintings

private let packedPaintings: [(String, Painting, Int)] = [
  ("RGB1", .word("rrrgggbb", bigEndianWord: false), 0),
  ("R444", .word("xxxxrrrrggggbbbb", bigEndianWord: false), 0),
  ("AR12", .word("xxxxrrrrggggbbbb", bigEndianWord: false), 0),
  ("XR12", .word("xxxxrrrrggggbbbb", bigEndianWord: false), 0),
  ("RA12", .word("rrrrggggbbbbxxxx", bigEndianWord: false), 0),
  ("RX12", .word("rrrrggggbbbbxxxx", bigEndianWord: false), 0),
  ("AB12", .word("xxxxbbbbggggrrrr", bigEndianWord: false), 0),
  ("XB12", .word("xxxxbbbbggggrrrr", bigEndianWord: false), 0),
  ("GA12", .word("bbbbggggrrrrxxxx", bigEndianWord: false), 0),
  ("BX12", .word("bbbbggggrrrrxxxx", bigEndianWord: false), 0),
  ("RGBO", .word("xrrrrrgggggbbbbb", bigEndianWord: false), 0),
  ("AR15", .word("xrrrrrgggggbbbbb", bigEndianWord: false), 0),
  ("XR15", .word("xrrrrrgggggbbbbb", bigEndianWord: false), 0),
  ("RA15", .word("rrrrrgggggbbbbbx", bigEndianWord: false), 0),
  ("RX15", .word("rrrrrgggggbbbbbx", bigEndianWord: false), 0),
  ("AB15", .word("xbbbbbgggggrrrrr", bigEndianWord: false), 0),
  ("XB15", .word("xbbbbbgggggrrrrr", bigEndianWord: false), 0),
  ("BA15", .word("bbbbbgggggrrrrrx", bigEndianWord: false), 0),
  ("BX15", .word("bbbbbgggggrrrrrx", bigEndianWord: false), 0),
  ("RGBP", .word("rrrrrggggggbbbbb", bigEndianWord: false), 0),
  ("RGBR", .word("rrrrrggggggbbbbb", bigEndianWord: true), 0),
  ("RGBQ", .word("xrrrrrgggggbbbbb", bigEndianWord: true), 0),
  ("AR15-BE", .word("xrrrrrgggggbbbbb", bigEndianWord: true), 0),
  ("XR15-BE", .word("xrrrrrgggggbbbbb", bigEndianWord: true), 0),
  ("BGRH", .word("bbbbbbggggggrrrrrrxxxxxxxxxxxxxx", bigEndianWord: true), 0),
  ("RGB3", .word("rrrrrrrrggggggggbbbbbbbb", bigEndianWord: true), 0),
  ("BGR3", .word("bbbbbbbbggggggggrrrrrrrr", bigEndianWord: true), 0),
  ("RGB4", .word("xxxxxxxxrrrrrrrrggggggggbbbbbbbb", bigEndianWord: true), 0),
  ("BA24", .word("xxxxxxxxrrrrrrrrggggggggbbbbbbbb", bigEndianWord: true), 0),
  ("BX24", .word("xxxxxxxxrrrrrrrrggggggggbbbbbbbb", bigEndianWord: true), 0),
  ("BGR4", .word("bbbbbbbbggggggggrrrrrrrrxxxxxxxx", bigEndianWord: true), 0),
  ("AR24", .word("bbbbbbbbggggggggrrrrrrrrxxxxxxxx", bigEndianWord: true), 0),
  ("XR24", .word("bbbbbbbbggggggggrrrrrrrrxxxxxxxx", bigEndianWord: true), 0),
  ("RA24", .word("xxxxxxxxbbbbbbbbggggggggrrrrrrrr", bigEndianWord: true), 0),
  ("RX24", .word("xxxxxxxxbbbbbbbbggggggggrrrrrrrr", bigEndianWord: true), 0),
  ("AB24", .word("rrrrrrrrggggggggbbbbbbbbxxxxxxxx", bigEndianWord: true), 0),
  ("XB24", .word("rrrrrrrrggggggggbbbbbbbbxxxxxxxx", bigEndianWord: true), 0),
  ("Y444", .word("xxxxyyyyuuuuvvvv", bigEndianWord: false), 36),
  ("YUVO", .word("xyyyyyuuuuuvvvvv", bigEndianWord: false), 20),
  ("YUVP", .word("yyyyyuuuuuuvvvvv", bigEndianWord: false), 20),
  ("YUV3", .word("yyyyyyyyuuuuuuuuvvvvvvvv", bigEndianWord: true), 2),
  ("YUV4", .word("xxxxxxxxyyyyyyyyuuuuuuuuvvvvvvvv", bigEndianWord: true), 2),
  ("AYUV", .word("xxxxxxxxyyyyyyyyuuuuuuuuvvvvvvvv", bigEndianWord: true), 2),
  ("XYUV", .word("xxxxxxxxyyyyyyyyuuuuuuuuvvvvvvvv", bigEndianWord: true), 2),
  ("VUYA", .word("vvvvvvvvuuuuuuuuyyyyyyyyxxxxxxxx", bigEndianWord: true), 2),
  ("VUYX", .word("vvvvvvvvuuuuuuuuyyyyyyyyxxxxxxxx", bigEndianWord: true), 2),
  ("YUVA", .word("yyyyyyyyuuuuuuuuvvvvvvvvxxxxxxxx", bigEndianWord: true), 2),
  ("YUVX", .word("yyyyyyyyuuuuuuuuvvvvvvvvxxxxxxxx", bigEndianWord: true), 2),
  ("HSV3", .word("hhhhhhhhssssssssllllllll", bigEndianWord: true), 1),
  ("HSV4", .word("xxxxxxxxhhhhhhhhssssssssllllllll", bigEndianWord: true), 1),
  ("YUYV", .macropixel("yuyv"), 3), ("YVYU", .macropixel("yvyu"), 3),
  ("UYVY", .macropixel("uyvy"), 3), ("VYUY", .macropixel("vyuy"), 3),
]

private let planarPaintings: [(String, Painting, Int)] = [
  ("422P", .planar("y u v", 2, 1, apart: false), 3),
  ("YU12", .planar("y u v", 2, 2, apart: false), 3),
  ("YV12", .planar("y v u", 2, 2, apart: false), 3),
  ("NV12", .planar("y uv", 2, 2, apart: false), 3),
  ("NV21", .planar("y vu", 2, 2, apart: false), 3),
  ("NV16", .planar("y uv", 2, 1, apart: false), 3),
  ("NV61", .planar("y vu", 2, 1, apart: false), 3),
  ("NV24", .planar("y uv", 1, 1, apart: false), 3),
  ("NV42", .planar("y vu", 1, 1, apart: false), 3),
  ("YUV9", .planar("y u v", 4, 4, apart: false), 3),
  ("YVU9", .planar("y v u", 4, 4, apart: false), 3),
  ("411P", .planar("y u v", 4, 1, apart: false), 3),
  ("NM16", .planar("y uv", 2, 1, apart: true), 3), ("NM61", .planar("y vu", 2, 1, apart: true), 3),
  ("YM12", .planar("y u v", 2, 2, apart: true), 3),
  ("YM21", .planar("y v u", 2, 2, apart: true), 3),
  ("NM12", .planar("y uv", 2, 2, apart: true), 3), ("NM21", .planar("y vu", 2, 2, apart: true), 3),
  ("YM16", .planar("y u v", 2, 1, apart: true), 3),
  ("YM61", .planar("y v u", 2, 1, apart: true), 3),
  ("YM24", .planar("y u v", 1, 1, apart: true), 3),
  ("YM42", .planar("y v u", 1, 1, apart: true), 3),
  ("P010", .planar("Y UV", 2, 2, apart: false), 3),
]

private let greyAndMosaicPaintings: [(String, Painting, Int)] = [
  ("GREY", .grey(bits: 8, bigEndian: false), 0), ("Y10 ", .grey(bits: 10, bigEndian: false), 0),
  ("Y12 ", .grey(bits: 12, bigEndian: false), 0), ("Y14 ", .grey(bits: 14, bigEndian: false), 0),
  ("Y16 ", .grey(bits: 16, bigEndian: false), 0), ("Y16 -BE", .grey(bits: 16, bigEndian: true), 0),
  ("BA81", .mosaic("bggr", bits: 8), 0), ("GBRG", .mosaic("gbrg", bits: 8), 0),
  ("GRBG", .mosaic("grbg", bits: 8), 0), ("RGGB", .mosaic("rggb", bits: 8), 0),
  ("BG10", .mosaic("bggr", bits: 10), 0), ("GB10", .mosaic("gbrg", bits: 10), 0),
  ("BA10", .mosaic("grbg", bits: 10), 0), ("RG10", .mosaic("rggb", bits: 10), 0),
  ("BG12", .mosaic("bggr", bits: 12), 0), ("GB12", .mosaic("gbrg", bits: 12), 0),
  ("BA12", .mosaic("grbg", bits: 12), 0), ("RG12", .mosaic("rggb", bits: 12), 0),
  ("BYR2", .mosaic("bggr", bits: 16), 0), ("GB16", .mosaic("gbrg", bits: 16), 0),
  ("GR16", .mosaic("grbg", bits: 16), 0), ("RG16", .mosaic("rggb", bits: 16), 0),
]
