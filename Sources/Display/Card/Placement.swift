public import VideoFormats

/// Which part of a picture is shown, and where on the screen.
public struct Placement: Hashable, Sendable {
  /// The part of the picture, in its pixels.
  public var source: Rectangle
  /// Its place on the screen, in the screen's pixels.
  public var destination: Rectangle

  /// Makes a placement.
  public init(source: Rectangle, destination: Rectangle) {
    self.source = source
    self.destination = destination
  }

  /// Whether the card has to scale.
  public var isScaled: Bool { source.size != destination.size }

  /// The whole picture as large as the screen allows, in its middle, in the picture's proportions.
  public static func letterboxed(_ picture: Size, on screen: Size) -> Placement {
    var size = screen
    // Which edge touches is decided by cross products: numbers are whole, and no rounding tips it over.
    if picture.width * screen.height > screen.width * picture.height {
      size.height = max(1, (screen.width * picture.height + picture.width / 2) / picture.width)
    } else {
      size.width = max(1, (screen.height * picture.width + picture.height / 2) / picture.height)
    }
    return Placement(source: Rectangle(picture), destination: centred(size, in: screen))
  }

  /// As much of the middle of the picture as the screen has room for, pixel for pixel, in the screen's middle.
  public static func unscaled(_ picture: Size, on screen: Size) -> Placement {
    let size = Size(
      width: min(picture.width, screen.width), height: min(picture.height, screen.height))
    return Placement(source: centred(size, in: picture), destination: centred(size, in: screen))
  }

  private static func centred(_ size: Size, in whole: Size) -> Rectangle {
    // Even positions, because chroma is shared by two columns or lines in most formats.
    Rectangle(
      left: (whole.width - size.width) / 2 & ~1, top: (whole.height - size.height) / 2 & ~1,
      width: size.width, height: size.height)
  }
}
