import Testing
import VideoFormats

@testable import Imaging

/// Red, green and blue of a converted picture, copied out for comparison.
struct Pixels {
  var width: Int
  var height: Int
  var bytes: [UInt8]

  func pixel(_ x: Int, _ y: Int) -> (r: Int, g: Int, b: Int) {
    let index = 3 * (y * width + x)
    return (Int(bytes[index]), Int(bytes[index + 1]), Int(bytes[index + 2]))
  }
}

func convert(_ painted: Painted, usesLibraries: Bool = true) throws(ImagingError) -> Pixels {
  var converter = try PictureConverter(painted.format, usesLibraries: usesLibraries)
  return try painted.with { picture throws(ImagingError) in
    let rgb = try converter.rgb(picture)
    var bytes: [UInt8] = []
    unsafe rgb.bytes.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    return Pixels(width: rgb.width, height: rgb.height, bytes: bytes)
  }
}

/// The worst difference from the scene over every pixel but those a mosaic blends at the bars' edges.
func worstDifference(
  _ pixels: Pixels, isGrey: Bool = false, isMosaic: Bool = false
) -> Int {
  var worst = 0
  for y in 0..<pixels.height {
    for x in 0..<pixels.width {
      if isMosaic, [0, 7].contains(x % 8) || x == pixels.width - 1 { continue }
      let wanted = Scene.color(x: x)
      let (r, g, b) = isGrey ? (wanted.g, wanted.g, wanted.g) : wanted
      let found = pixels.pixel(x, y)
      worst = max(worst, abs(found.r - r), abs(found.g - g), abs(found.b - b))
    }
  }
  return worst
}

@Suite struct Conversion {
  static let sizes = [(64, 8), (72, 16), (68, 36)]

  @Test("every format gives the colours it was painted with", arguments: paintings.map(\.code))
  func colors(code: String) throws {
    let (_, painting, tolerance) = try #require(paintings.first { $0.code == code })
    var (isGrey, isMosaic, isYCbCr) = (false, false, true)
    switch painting {
    case .grey: (isGrey, isYCbCr) = (true, false)
    case .mosaic: (isMosaic, isYCbCr) = (true, false)
    case .word(let bits, _): isYCbCr = bits.contains("u")
    default: break
    }
    for (width, height) in Self.sizes {
      for padding in [0, 32] {
        let painted = try painting.paint(
          code, width: width, height: height, padding: padding,
          colorimetry: isYCbCr
            ? Colorimetry(colorSpace: .smpte170M)
            : Colorimetry(
              colorSpace: .sRGB, encoding: code.hasPrefix("HSV") ? .hsv180 : .default))
        for usesLibraries in [true, false] {
          let pixels = try convert(painted, usesLibraries: usesLibraries)
          #expect(pixels.width == width && pixels.height == height)
          let worst = worstDifference(pixels, isGrey: isGrey, isMosaic: isMosaic)
          #expect(
            worst <= tolerance,
            "\(code) \(width)x\(height) padding \(padding) libraries \(usesLibraries)")
        }
      }
    }
  }

  @Test(
    "every encoding and range gives the same colours",
    arguments: [YCbCrEncoding.bt601, .rec709, .bt2020, .smpte240M, .xv601, .xv709, .sYCC],
    [Quantization.limited, .full])
  func encodings(encoding: YCbCrEncoding, quantization: Quantization) throws {
    // The extended-gamut encodings are limited whatever the driver says.
    let isExtended = encoding == .xv601 || encoding == .xv709
    let base: YCbCrEncoding = encoding == .xv709 ? .rec709 : isExtended ? .bt601 : encoding
    for code in ["YUYV", "NV12", "YM24", "YU12", "VUYA", "411P"] {
      let (_, painting, _) = try #require(paintings.first { $0.code == code })
      var painted = try painting.paint(
        code, width: 64, height: 8,
        colorimetry: Colorimetry(
          encoding: base, quantization: isExtended ? .limited : quantization))
      painted.format.colorimetry.encoding = encoding
      painted.format.colorimetry.quantization = quantization
      for usesLibraries in [true, false] {
        let worst = worstDifference(try convert(painted, usesLibraries: usesLibraries))
        #expect(worst <= 2, "\(code), libraries \(usesLibraries)")
      }
    }
  }

  @Test("libyuv agrees with the reference on arbitrary codes")
  func librariesAgree() throws {
    var generator = Generator(state: 42)
    for code in [
      "YUYV", "UYVY", "YVYU", "VYUY", "NV12", "NV21", "NV16", "NV24", "YU12", "422P", "YM24",
    ] {
      for encoding in [YCbCrEncoding.bt601, .rec709, .bt2020] {
        for quantization in [Quantization.limited, .full] {
          let (_, painting, _) = try #require(paintings.first { $0.code == code })
          var painted = try painting.paint(
            code, width: 94, height: 38,
            colorimetry: Colorimetry(encoding: encoding, quantization: quantization))
          for plane in painted.planes.indices {
            for index in painted.planes[plane].indices {
              // Codes a camera may produce; the far corners of the cube clip either way.
              painted.planes[plane][index] = UInt8(16 + generator.next() % 220)
            }
          }
          let fast = try convert(painted)
          let reference = try convert(painted, usesLibraries: false)
          let worst = zip(fast.bytes, reference.bytes).map { abs(Int($0) - Int($1)) }.max()
          #expect(try #require(worst) <= 2, "\(code) \(encoding) \(quantization)")
        }
      }
    }
  }

  @Test(
    "odd sizes keep their last column and line",
    arguments: ["YU12", "NV12", "NV16", "RGB3", "GREY", "BGRH"])
  func oddSizes(code: String) throws {
    let (_, painting, tolerance) = try #require(paintings.first { $0.code == code })
    let painted = try painting.paint(
      code, width: 71, height: 13, colorimetry: Colorimetry(colorSpace: .smpte170M))
    for usesLibraries in [true, false] {
      let pixels = try convert(painted, usesLibraries: usesLibraries)
      #expect(pixels.width == 71 && pixels.height == 13)
      #expect(worstDifference(pixels, isGrey: code == "GREY") <= tolerance)
    }
  }

  @Test("YUYV of an odd width needs a whole last pair")
  func oddYUYV() throws {
    let (_, painting, _) = try #require(paintings.first { $0.code == "YUYV" })
    var painted = try painting.paint(
      "YUYV", width: 71, height: 4, colorimetry: Colorimetry(colorSpace: .smpte170M))
    #expect(painted.format.planes[0].bytesPerLine == 144)
    #expect(worstDifference(try convert(painted)) <= 3)
    painted.format.planes[0].bytesPerLine = 142
    #expect(throws: ImagingError.self) { try convert(painted) }
  }

  @Test("a payload that ends early is an error with the number of missing bytes")
  func shortPayloads() throws {
    for (code, painting, _) in paintings {
      let painted = try painting.paint(
        code, width: 64, height: 8, colorimetry: Colorimetry(colorSpace: .smpte170M))
      for plane in painted.planes.indices {
        for missing in [1, painted.planes[plane].count / 2, painted.planes[plane].count] {
          var short = painted
          short.planes[plane].removeLast(missing)
          for usesLibraries in [true, false] {
            let wanted = ImagingError.shortPayload(
              painted.format.pixelFormat, plane: plane, missing: missing)
            // Planes that share memory are checked in turn: the first that is short is named.
            let error = #expect(throws: ImagingError.self, "\(code)") {
              try convert(short, usesLibraries: usesLibraries)
            }
            if missing == 1 { #expect(error == wanted, "\(code)") }
          }
        }
      }
    }
  }

  @Test("a missing memory plane is an error")
  func missingPlane() throws {
    let (_, painting, _) = try #require(paintings.first { $0.code == "NM12" })
    var painted = try painting.paint("NM12", width: 64, height: 8, colorimetry: Colorimetry())
    painted.planes.removeLast()
    #expect(
      throws: ImagingError.shortPayload(painted.format.pixelFormat, plane: 1, missing: 256)
    ) { try convert(painted) }
  }

  @Test(
    "fields stored one after the other are woven",
    arguments: ["YUYV", "RGB3", "YM24", "GREY", "NV16"])
  func woven(code: String) throws {
    let (_, painting, _) = try #require(paintings.first { $0.code == code })
    var lined = try painting.paint(
      code, width: 64, height: 8, colorimetry: Colorimetry(colorSpace: .smpte170M))
    // A different brightness for every line shows where each one ends up.
    for plane in lined.planes.indices {
      let stride = lined.planes[plane].count / (code == "NV16" ? 16 : 8)
      for index in lined.planes[plane].indices {
        lined.planes[plane][index] = UInt8(60 + index / stride % 8 * 10)
      }
    }
    let progressive = try convert(lined)
    for field in [Field.sequentialTopBottom, .sequentialBottomTop] {
      var sequential = lined
      sequential.format.field = field
      let order =
        field == .sequentialTopBottom ? [0, 2, 4, 6, 1, 3, 5, 7] : [1, 3, 5, 7, 0, 2, 4, 6]
      for plane in sequential.planes.indices {
        let halves = code == "NV16" ? 2 : 1
        let size = lined.planes[plane].count / halves
        var bytes: [UInt8] = []
        for half in 0..<halves {
          let lines = Array(lined.planes[plane][half * size..<(half + 1) * size])
          for row in order { bytes += lines[row * size / 8..<(row + 1) * size / 8] }
        }
        sequential.planes[plane] = bytes
      }
      for usesLibraries in [true, false] {
        let pixels = try convert(sequential, usesLibraries: usesLibraries)
        let worst = zip(pixels.bytes, progressive.bytes).map { abs(Int($0) - Int($1)) }.max()
        #expect(try #require(worst) <= 2, "\(code) \(field)")
      }
    }
  }

  @Test(
    "colours are coded as the textbook says", arguments: [YCbCrEncoding.bt601, .rec709, .bt2020])
  func coding(encoding: YCbCrEncoding) {
    for full in [false, true] {
      let matrix = ColorMatrix(encoding: encoding, isFullRange: full)
      for r in stride(from: 0, through: 255, by: 17) {
        for g in stride(from: 0, through: 255, by: 15) {
          for b in stride(from: 0, through: 255, by: 51) {
            let wanted = Scene.yCbCr((r, g, b), encoding, full: full)
            let found = matrix.yCbCr(r: r, g: g, b: b)
            #expect(abs(Int(found.0) - wanted.y) <= 1)
            #expect(abs(Int(found.1) - wanted.cb) <= 1 && abs(Int(found.2) - wanted.cr) <= 1)
          }
        }
      }
    }
  }

  @Test("hue's full circle is 256 unless the driver says 180")
  func hue() throws {
    // The bars of vivid's 75% pattern as it delivers them in HSV24, and in RGB24.
    let hsv: [UInt8] = [
      0, 0, 191, 42, 255, 191, 127, 255, 191, 85, 255, 191, 215, 255, 191, 0, 255, 191, 170, 255,
      191, 0, 0, 0,
    ]
    let rgb: [UInt8] = [
      191, 191, 191, 191, 191, 0, 0, 191, 191, 0, 191, 0, 191, 0, 191, 191, 0, 0, 0, 0, 191, 0, 0,
      0,
    ]
    let format = Format(
      .hsv24, width: 8, height: 1, colorimetry: Colorimetry(colorSpace: .sRGB),
      planes: [.init(bytesPerLine: 24, size: 24)])
    let pixels = try convert(Painted(format: format, planes: [hsv]))
    for (found, wanted) in zip(pixels.bytes, rgb) {
      #expect(abs(Int(found) - Int(wanted)) <= 10, "\(pixels.bytes)")
    }
  }

  @Test("limited-range red, green and blue are stretched")
  func limitedRGB() throws {
    let format = Format(
      .init(rawValue: 0x3342_4752), width: 2, height: 1,
      colorimetry: Colorimetry(quantization: .limited),
      planes: [.init(bytesPerLine: 6, size: 6)])
    let pixels = try convert(Painted(format: format, planes: [[16, 235, 126, 0, 255, 16]]))
    #expect(pixels.bytes == [0, 255, 128, 0, 255, 0])
  }

  @Test("constant luminance is undone in linear light")
  func constantLuminance() throws {
    // Coded by the definition: luma from linear light, differences with their own divisors.
    let format = Format(
      try #require(PixelFormat(fourcc: "YUV3")), width: 3, height: 1,
      colorimetry: Colorimetry(encoding: .bt2020ConstantLuminance, quantization: .full),
      planes: [.init(bytesPerLine: 9, size: 9)])
    // White, mid grey, and pure red: linear luminance 0.2627 is 0.5048 after coding.
    let redLuma = 1.099 * 0.5476 - 0.099
    let y = Int((255 * redLuma).rounded())
    let cb = Int((128 + 255 * (0 - redLuma) / 1.9404).rounded())
    let cr = Int((128 + 255 * (1 - redLuma) / 0.9936).rounded())
    let pixels = try convert(
      Painted(
        format: format,
        planes: [[255, 128, 128, 128, 128, 128, UInt8(y), UInt8(cb), UInt8(min(cr, 255))]]))
    #expect(pixels.bytes.prefix(6) == [255, 255, 255, 128, 128, 128])
    let red = pixels.pixel(2, 0)
    #expect(red.r >= 250 && red.g <= 20 && red.b <= 4, "\(red)")
  }

  @Test("formats without a picture are named in the error, which offers .raw")
  func unsupported() throws {
    for code in ["H264", "ST12", "QQQQ", "PAL8", "UV8 "] {
      let format = Format(try #require(PixelFormat(fourcc: code)), width: 64, height: 64)
      let error = #expect(throws: ImagingError.self, "\(code)") { _ = try PictureConverter(format) }
      let text = "\(try #require(error))"
      #expect(text.contains(format.pixelFormat.description) && text.contains(".raw"))
    }
    let absurd = Format(.init(rawValue: 0x5659_5559), width: 1 << 30, height: 1 << 30)
    #expect(throws: ImagingError.self) { _ = try PictureConverter(absurd) }
    let empty = Format(.init(rawValue: 0x5659_5559), width: 0, height: 4)
    #expect(throws: ImagingError.self) { _ = try PictureConverter(empty) }
  }
}

/// Numbers that look random and are the same in every run.
struct Generator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}
