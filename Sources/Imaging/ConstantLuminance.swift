#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif
internal import VideoFormats

/// BT.2020 with constant luminance: luma is formed from linear light, so no matrix can undo it.
struct ConstantLuminance {
  private let isFullRange: Bool

  /// Nil for every other encoding.
  init?(_ matrix: ColorMatrix) {
    guard matrix.encoding == .bt2020ConstantLuminance else { return nil }
    isFullRange = matrix.isFullRange
  }

  /// The colour of one code.
  func rgb(y: Int, cb: Int, cr: Int) -> (UInt8, UInt8, UInt8) {
    let luma = isFullRange ? Double(y) / 255 : Double(y - 16) / 219
    let chroma = isFullRange ? 255.0 : 224.0
    let (u, v) = (Double(cb - 128) / chroma, Double(cr - 128) / chroma)
    let blue = luma + u * (u <= 0 ? 1.9404 : 1.5816)
    let red = luma + v * (v <= 0 ? 1.7184 : 0.9936)
    let green =
      (Self.linear(luma) - 0.2627 * Self.linear(red) - 0.0593 * Self.linear(blue)) / 0.6780
    func code(_ value: Double) -> UInt8 { ColorMatrix.clamped(Int((value * 255).rounded())) }
    return (code(red), code(Self.coded(green)), code(blue))
  }

  private static func linear(_ value: Double) -> Double {
    value < 0.081 ? value / 4.5 : pow((value + 0.099) / 1.099, 1 / 0.45)
  }

  private static func coded(_ value: Double) -> Double {
    value < 0.018 ? value * 4.5 : 1.099 * pow(value, 0.45) - 0.099
  }
}
