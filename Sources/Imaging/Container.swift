/// A way to store pictures in a file or stream.
public enum Container: String, CaseIterable, Hashable, Sendable {
  /// The payload bytes exactly as the driver delivered them, memory planes in order. Of Motion-JPEG that is the stream
  /// that players open under the extension mjpeg.
  case raw
  /// YUV4MPEG2: a header, then every frame as planar Y'CbCr.
  case y4m
  /// Portable Network Graphics, lossless.
  case png
  /// JPEG; Motion-JPEG frames are stored as they came, with the Huffman tables that some lack.
  case jpg
  /// Portable pixmap (P6), or graymap (P5) for grey formats.
  case ppm
  /// Nothing is stored.
  case null

  /// Whether a file can hold more than one frame.
  public var holdsManyFrames: Bool {
    switch self {
    case .raw, .y4m, .null: return true
    case .png, .jpg, .ppm: return false
    }
  }

  /// Whether a name or a file extension is of Motion-JPEG alone, in any case.
  public static func isMotionJPEG(_ name: some StringProtocol) -> Bool {
    ["mjpg", "mjpeg"].contains(name.lowercased())
  }

  /// Reads a container's name or a file extension, in any case; nil when it is neither.
  public init?(name: String) {
    switch name.lowercased() {
    case "raw", "yuv", "bin", "rgb", "mjpg", "mjpeg": self = .raw
    case "y4m": self = .y4m
    case "png": self = .png
    case "jpg", "jpeg": self = .jpg
    case "ppm", "pgm", "pnm": self = .ppm
    case "null": self = .null
    default: return nil
    }
  }
}
