extension PixelFormat {
  /// What a pixel format carries, in broad terms.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Red, green and blue.
    case rgb
    /// Hue, saturation and value.
    case hsv
    /// Indices into a palette that comes from elsewhere.
    case palette
    /// Luma and chroma in one colour plane.
    case yuvPacked
    /// Luma and chroma in colour planes of their own.
    case yuvPlanar
    /// Luma alone, infrared too.
    case grey
    /// A mosaic of red, green and blue from a sensor.
    case bayer
    /// Distances, or how sure a camera is of them.
    case depth
    /// A public standard's compressed pictures or stream.
    case compressed
    /// Data about pictures.
    case metadata
    /// Radio samples.
    case sdr
    /// Readings of a touch sensor.
    case touch
    /// A layout or compression of one maker's own.
    case vendor
  }

  /// What is known about a format that the kernel's headers define.
  public struct Information: Hashable, Sendable {
    /// The format.
    public var format: PixelFormat
    /// The name of the C constant, such as `V4L2_PIX_FMT_YUYV`.
    public var cName: String
    /// The kernel's words for the format, or ours where it has none.
    public var summary: String
    /// What it carries.
    public var kind: Kind
    /// Whether the kernel counts it as compressed, so that a picture's size varies.
    public var isCompressed: Bool
    /// How its planes lie in memory; nil where that varies or is not public.
    public var layout: PixelLayout?

    init(
      _ format: PixelFormat, _ cName: String, _ summary: String, _ kind: Kind,
      _ layout: PixelLayout? = nil, isCompressed: Bool = false
    ) {
      self.format = format
      self.cName = cName
      self.summary = summary
      self.kind = kind
      self.isCompressed = isCompressed
      self.layout = layout
    }
  }

  /// What is known about this format; nil for a code newer than this package.
  public var information: Information? {
    Self.positions[rawValue].map { Self.known[$0] }
  }

  /// How planes lie in memory; nil for compressed, unknown and undocumented formats.
  public var layout: PixelLayout? { information?.layout }

  /// What the format carries; nil for a code newer than this package.
  public var kind: Kind? { information?.kind }

  /// Whether the kernel counts the format as compressed; false for unknown codes.
  public var isCompressed: Bool { information?.isCompressed ?? false }

  /// Whether a picture is a JPEG, as cameras deliver Motion-JPEG.
  public var isJPEG: Bool { self == .mjpeg || self == .jpeg }

  /// The name of the C constant, such as `V4L2_PIX_FMT_YUYV`.
  public var cName: String? { information?.cName }

  /// Where each code stands in `known`.
  private static let positions: [UInt32: Int] = Dictionary(
    known.enumerated().map { ($1.format.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
}
