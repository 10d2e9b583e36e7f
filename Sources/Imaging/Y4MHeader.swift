internal import VideoFormats

/// The header of a YUV4MPEG2 stream.
struct Y4MHeader {
  /// What must stay the same from the first frame to the last.
  struct Shape: Equatable {
    var width: Int
    var height: Int
    /// nil for grey.
    var subsampling: Subsampling?
    var isFullRange: Bool
  }

  private let interval: Interval?
  private let interlacing: Character
  private var shape: Shape?

  init(_ format: Format, _ interval: Interval?) {
    self.interval = interval
    switch format.field {
    case .interlacedTopBottom, .sequentialTopBottom: interlacing = "t"
    case .interlacedBottomTop, .sequentialBottomTop: interlacing = "b"
    case .interlaced: interlacing = "?"
    default: interlacing = "p"
    }
  }

  /// Whether a stream with this header may go on with pictures of which the other would tell.
  func admits(_ other: Y4MHeader) -> Bool {
    interval?.reduced == other.interval?.reduced && interlacing == other.interlacing
  }

  /// What precedes a frame; nil when the frame does not fit the stream.
  mutating func bytes(for shape: Shape, isFirst: Bool) -> [UInt8]? {
    if isFirst {
      self.shape = shape
      return Array((header(shape) + "FRAME\n").utf8)
    }
    return self.shape == shape ? Array("FRAME\n".utf8) : nil
  }

  private func header(_ shape: Shape) -> String {
    // 0:0 stands for an unknown rate.
    var rate = "0:0"
    if let interval = interval?.reduced, interval.numerator > 0 {
      rate = "\(interval.denominator):\(interval.numerator)"
    }
    let color =
      switch (shape.subsampling?.horizontal, shape.subsampling?.vertical) {
      case (nil, _): "mono"
      case (1, _): "444"
      case (2, 1): "422"
      case (4, _): "411"
      default: "420jpeg"
      }
    return "YUV4MPEG2 W\(shape.width) H\(shape.height) F\(rate) I\(interlacing) A1:1 C\(color) "
      + "XCOLORRANGE=\(shape.isFullRange ? "FULL" : "LIMITED")\n"
  }
}
