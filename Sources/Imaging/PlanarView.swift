/// Y', Cb and Cr as three planes of bytes, in a picture or in a converter's memory.
///
/// The pointers are good while the converter's call that hands the view out lasts.
@unsafe struct PlanarView {
  var width: Int
  var height: Int
  var subsampling: Subsampling
  /// Whether Cb and Cr are missing.
  var isGrey = false
  var y: UnsafePointer<UInt8>
  var cb: UnsafePointer<UInt8>
  var cr: UnsafePointer<UInt8>
  var yStride: Int
  var cbStride: Int
  var crStride: Int

  var chromaWidth: Int { unsafe subsampling.columns(width) }
  var chromaHeight: Int { unsafe subsampling.rows(height) }
}

/// A picture as an encoder wants it, in a converter's memory, lines without padding.
@unsafe struct Raster {
  enum Kind {
    /// Red, green and blue, a byte each.
    case rgb
    /// One byte.
    case grey
    /// Two bytes, the less significant one first.
    case grey16
  }

  var kind: Kind
  var width: Int
  var height: Int
  var pixels: UnsafePointer<UInt8>

  var bytesPerLine: Int {
    switch unsafe kind {
    case .rgb: unsafe width * 3
    case .grey: unsafe width
    case .grey16: unsafe width * 2
    }
  }
}
