internal import VideoFormats

/// How a camera's picture lies in memory, in a card's words.
struct PictureShape {
  /// A name that the card has for the format, and what it is told of the arrangement.
  struct Code: Hashable {
    var format: DRMFormat
    var modifier: FormatModifier?
  }

  let size: Size
  /// The colour planes, in the order in which the card wants them.
  let planes: [ColorPlaneGeometry]
  /// The card's names for the format, the best first.
  let codes: [Code]

  /// Throws `.unsupported` for a format that no card shows, or whose memory cannot be told to one.
  init(_ format: Format, on card: Card) throws(DisplayError) {
    size = format.size
    let names = DRMFormat.candidates(for: format.pixelFormat)
    let layout = format.pixelFormat.layout
    planes = layout?.colorPlanes(in: format) ?? []
    guard !names.isEmpty, !planes.isEmpty, planes.count <= 4 else {
      throw DisplayError(
        "DRM_IOCTL_MODE_ADDFB2", node: card.path,
        reason: .unsupported("no card shows the format \(format.pixelFormat)"))
    }
    // Told nothing, a card may take an arrangement of its own for granted. But it must know that it can be told.
    let modifier: FormatModifier? = card.capabilities.takesModifiers ? .linear : nil
    codes = names.map { Code(format: $0, modifier: modifier) }
  }

  /// Bits of a pixel where they lie together, 8 where colours lie in planes.
  static func bitsPerPixel(_ format: Format) -> Int {
    guard let layout = format.pixelFormat.layout, layout.colorPlanes.count == 1,
      let plane = layout.colorPlanes.first
    else { return 8 }
    return plane.bytesPerBlock * 8 / plane.columnsPerBlock / plane.horizontalSubsampling
  }
}
