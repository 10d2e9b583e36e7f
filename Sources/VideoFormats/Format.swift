/// A picture format as a driver states it: what `VIDIOC_G_FMT`, `TRY_FMT` and `S_FMT` carry.
///
/// One value serves the single- and the multi-planar API. A *memory plane* is a buffer of its own; how
/// colour planes lie in the memory planes is the business of `PixelFormat.layout`.
/// The corresponding C types are `v4l2_pix_format` and `v4l2_pix_format_mplane`.
public struct Format: Hashable, Sendable, Codable {
  /// One memory plane's shape. The corresponding C type is `v4l2_plane_pix_format`.
  public struct Plane: Hashable, Sendable, Codable {
    /// Bytes from one line to the next of the first colour plane in this memory plane; 0 for compressed formats.
    public var bytesPerLine: Int
    /// Bytes that hold one whole picture's share of this memory plane, at most.
    public var size: Int

    /// Makes a plane; zeros ask the driver to choose.
    public init(bytesPerLine: Int = 0, size: Int = 0) {
      self.bytesPerLine = bytesPerLine
      self.size = size
    }
  }

  /// The pixel format.
  public var pixelFormat: PixelFormat
  /// Width in pixels.
  public var width: Int
  /// Height in pixels of what a buffer holds: of one field where fields come in buffers of their own.
  public var height: Int
  /// How fields lie in a buffer.
  public var field: Field
  /// How numbers stand for colours.
  public var colorimetry: Colorimetry
  /// The memory planes; empty in a request leaves them to the driver.
  public var planes: [Plane]
  /// Whether alpha is already multiplied into the colours. The corresponding C constant is `V4L2_PIX_FMT_FLAG_PREMUL_ALPHA`.
  public var isAlphaPremultiplied: Bool

  /// Makes a format; what is left out is left to the driver.
  public init(
    _ pixelFormat: PixelFormat, width: Int, height: Int, field: Field = .any,
    colorimetry: Colorimetry = Colorimetry(), planes: [Plane] = [],
    isAlphaPremultiplied: Bool = false
  ) {
    self.pixelFormat = pixelFormat
    self.width = width
    self.height = height
    self.field = field
    self.colorimetry = colorimetry
    self.planes = planes
    self.isAlphaPremultiplied = isAlphaPremultiplied
  }

  /// Width and height together.
  public var size: Size {
    get { Size(width: width, height: height) }
    set { (width, height) = (newValue.width, newValue.height) }
  }

  /// Bytes of one picture over all memory planes, at most.
  public var byteCount: Int { planes.reduce(0) { $0 + $1.size } }
}
