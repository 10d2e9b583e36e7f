// The shapes that most formats share, so that the tables below them stay readable.

extension PixelLayout {
  /// All components in one colour plane of `bytes` for each `columns` pixels.
  static func packed(
    _ bytes: Int, per columns: Int = 1, bits: Int = 8, alpha: Bool = false,
    order: ByteOrder? = nil, arrangement: Arrangement = .linear
  ) -> PixelLayout {
    PixelLayout(
      colorPlanes: [ColorPlane(.packed, bytesPerBlock: bytes, columnsPerBlock: columns)],
      bitDepth: bits, hasAlpha: alpha, byteOrder: order, arrangement: arrangement)
  }

  /// Luma alone.
  static func grey(
    _ bytes: Int, per columns: Int = 1, bits: Int, order: ByteOrder? = nil
  ) -> PixelLayout {
    PixelLayout(
      colorPlanes: [ColorPlane(.luma, bytesPerBlock: bytes, columnsPerBlock: columns)],
      bitDepth: bits, byteOrder: order)
  }

  /// Luma, then Cb and Cr in turn, with `bytes` for each `columns` samples.
  static func semiplanar(
    _ horizontal: Int, _ vertical: Int, _ chroma: ColorPlane.Content = .cbcr, bytes: Int = 1,
    per columns: Int = 1, bits: Int = 8, memoryPlanes: Int = 1, order: ByteOrder? = nil,
    tile: Tile? = nil, chromaTile: Tile? = nil
  ) -> PixelLayout {
    let luma = ColorPlane(.luma, bytesPerBlock: bytes, columnsPerBlock: columns, tile: tile)
    // A column of chroma is two samples, so a block of an even number of samples is half as many.
    let halves = columns.isMultiple(of: 2)
    let both = ColorPlane(
      chroma, memoryPlane: memoryPlanes - 1, horizontalSubsampling: horizontal,
      verticalSubsampling: vertical, bytesPerBlock: halves ? bytes : 2 * bytes,
      columnsPerBlock: halves ? columns / 2 : columns, tile: chromaTile ?? tile)
    return PixelLayout(
      colorPlanes: [luma, both], bitDepth: bits, byteOrder: order,
      arrangement: tile == nil ? .linear : .tiled)
  }

  /// Two lines of luma, then one of Cb and Cr in turn.
  static var lineInterleaved420: PixelLayout {
    var layout = semiplanar(2, 2)
    layout.arrangement = .interleaved
    return layout
  }

  /// Luma, Cb and Cr apart, one byte a sample; `reversed` puts Cr before Cb.
  static func planar(
    _ horizontal: Int, _ vertical: Int, reversed: Bool = false, memoryPlanes: Int = 1
  ) -> PixelLayout {
    let chroma: [ColorPlane.Content] = reversed ? [.cr, .cb] : [.cb, .cr]
    let planes = chroma.enumerated().map { index, content in
      ColorPlane(
        content, memoryPlane: memoryPlanes == 1 ? 0 : index + 1,
        horizontalSubsampling: horizontal, verticalSubsampling: vertical, bytesPerBlock: 1)
    }
    return PixelLayout(colorPlanes: [ColorPlane(.luma, bytesPerBlock: 1)] + planes)
  }
}
