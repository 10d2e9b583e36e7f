internal import VideoFormats

/// What the planner knows of one format of a catalogue, worked out once for all its sizes.
struct Offer: Sendable {
  /// The format's place among the queue's.
  let position: Int
  let description: FormatDescription
  let layout: PixelLayout?
  let isCompressed: Bool
  let isEmulated: Bool
  let content: Content
  /// Where the queue's buffers may come from; nil when nobody knows.
  let memory: [MemoryType]?

  var pixelFormat: PixelFormat { description.pixelFormat }

  /// What a picture in a format shows, the most useful to most programs first.
  enum Content: Int, Comparable, Sendable {
    case color, grey, mosaic, other

    static func < (left: Content, right: Content) -> Bool { left.rawValue < right.rawValue }

    init(_ kind: PixelFormat.Kind?) {
      switch kind {
      case .rgb, .hsv, .palette, .yuvPacked, .yuvPlanar, .compressed: self = .color
      case .grey: self = .grey
      case .bayer: self = .mosaic
      case .depth, .metadata, .sdr, .touch, .vendor, nil: self = .other
      }
    }
  }

  init(_ description: FormatDescription, position: Int, memory: [MemoryType]?) {
    self.position = position
    self.description = description
    self.memory = memory
    let information = description.pixelFormat.information
    layout = information?.layout
    isCompressed =
      description.flags.contains(.compressed) || information?.isCompressed == true
    isEmulated = description.flags.contains(.emulated)
    content = Content(information?.kind)
  }

  /// Bytes of one picture; nil where that varies or is not known.
  func byteCount(_ size: Size, stride multiple: Int? = nil) -> Int? {
    guard !isCompressed, let layout, size.width > 0, size.height > 0 else { return nil }
    return layout.byteCount(width: size.width, height: size.height, strideMultiple: multiple ?? 1)
  }
}
