internal import VideoFormats

/// Reads lines of pixels that hold all three components in one word.
struct PackedReader {
  private let pixel: PackedPixel
  private let matrix: ColorMatrix
  private let circle: Int
  /// Whether red, green and blue are bytes to be taken as they are.
  private let isPlain: Bool
  /// What each code of red, green and blue becomes; identical unless narrow or of limited range.
  private let tables: ([UInt8], [UInt8], [UInt8])

  init(_ pixel: PackedPixel, format: Format, matrix: ColorMatrix) {
    self.pixel = pixel
    self.matrix = matrix
    // Drivers that leave the encoding open, vivid among them, mean 256.
    circle = format.colorimetry.encoding == .hsv180 ? 180 : 256
    let isLimited =
      pixel.model == .rgb
      && format.colorimetry.effectiveQuantization(isRGBOrHSV: true) == .limited
    let (a, b, c) = pixel.components
    isPlain =
      pixel.model == .rgb && !isLimited && !pixel.isBigEndian
      && [a, b, c].allSatisfy { $0.bits == 8 && $0.shift % 8 == 0 }
    tables = (
      Self.table(a, pixel.model, isLimited), Self.table(b, pixel.model, isLimited),
      Self.table(c, pixel.model, isLimited)
    )
  }

  /// The 8-bit code for each code of a component, of which at most the upper 8 bits are looked at.
  private static func table(
    _ component: PackedPixel.Component, _ model: ColorModel, _ isLimited: Bool
  ) -> [UInt8] {
    let bits = min(component.bits, 8)
    let most = (1 << bits) - 1
    return (0...most).map { code in
      // Narrow R'G'B' is stretched so that all ones is white; Y'CbCr only moves up, so that no colour
      // stays no colour.
      let wide = model == .yCbCr ? code << (8 - bits) : (code * 255 + most / 2) / most
      return isLimited
        ? ColorMatrix.clamped(((wide - 16) * 255 + 109) / 219) : ColorMatrix.clamped(wide)
    }
  }

  /// Where a component's byte lies in the pixel.
  private func offset(_ component: PackedPixel.Component) -> Int { component.shift / 8 }

  /// Calls `body` with the position and the three 8-bit components of each pixel of a line.
  @inline(__always)
  private func forEach(
    _ source: UnsafePointer<UInt8>, width: Int, _ body: (Int, UInt8, UInt8, UInt8) -> Void
  ) {
    let (a, b, c) = pixel.components
    func drop(_ component: PackedPixel.Component) -> (shift: UInt64, mask: UInt64) {
      let bits = min(component.bits, 8)
      return (UInt64(component.shift + component.bits - bits), UInt64((1 << bits) - 1))
    }
    let (first, second, third) = (drop(a), drop(b), drop(c))
    let count = pixel.byteCount
    unsafe tables.0.withUnsafeBufferPointer { table0 in
      unsafe tables.1.withUnsafeBufferPointer { table1 in
        unsafe tables.2.withUnsafeBufferPointer { table2 in
          for x in 0..<width {
            var word: UInt64 = 0
            for index in 0..<count {
              let place = pixel.isBigEndian ? count - 1 - index : index
              word |= unsafe UInt64(source[x * count + index]) << UInt64(8 * place)
            }
            unsafe body(
              x, table0[Int(word >> first.shift & first.mask)],
              table1[Int(word >> second.shift & second.mask)],
              table2[Int(word >> third.shift & third.mask)])
          }
        }
      }
    }
  }

  /// A line as red, green and blue.
  @unsafe func rgb(
    _ source: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt8>, width: Int
  ) {
    switch pixel.model {
    case .rgb where isPlain:
      let (r, g, b) = (
        offset(pixel.components.0), offset(pixel.components.1), offset(pixel.components.2)
      )
      let step = pixel.byteCount
      for x in 0..<width {
        let place = unsafe source + x * step
        let output = unsafe target + x * 3
        unsafe (output[0], output[1], output[2]) = (place[r], place[g], place[b])
      }
    case .rgb:
      unsafe forEach(source, width: width) { x, r, g, b in
        unsafe (target[3 * x], target[3 * x + 1], target[3 * x + 2]) = (r, g, b)
      }
    case .yCbCr:
      let luminance = ConstantLuminance(matrix)
      unsafe forEach(source, width: width) { x, y, cb, cr in
        let color =
          luminance?.rgb(y: Int(y), cb: Int(cb), cr: Int(cr))
          ?? matrix.rgb(y: Int(y), cb: Int(cb), cr: Int(cr))
        unsafe (target[3 * x], target[3 * x + 1], target[3 * x + 2]) = color
      }
    case .hsv:
      unsafe forEach(source, width: width) { x, h, s, v in
        let color = ColorMatrix.rgb(
          hue: Int(h), saturation: Int(s), value: Int(v), circle: circle)
        unsafe (target[3 * x], target[3 * x + 1], target[3 * x + 2]) = color
      }
    }
  }

  /// A line of Y'CbCr as three lines.
  @unsafe func planar(
    _ source: UnsafePointer<UInt8>, y: UnsafeMutablePointer<UInt8>,
    cb: UnsafeMutablePointer<UInt8>, cr: UnsafeMutablePointer<UInt8>, width: Int
  ) {
    unsafe forEach(source, width: width) { x, first, second, third in
      unsafe (y[x], cb[x], cr[x]) = (first, second, third)
    }
  }
}
