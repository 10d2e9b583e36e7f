#if Chafa
import Imaging
import TerminalUI
import VideoFormats

/// Turns captured pictures into a screen of symbols, or into the bytes of a protocol for pixels.
struct ViewPainter: ~Copyable {
  private var converter: PictureConverter
  private var picture: TerminalPicture
  /// The bytes of the last picture, where it is drawn by pixels.
  private(set) var pixels: [UInt8] = []

  init(_ converter: consuming PictureConverter, _ options: PictureOptions) {
    self.converter = converter
    picture = TerminalPicture(options)
  }

  /// How pictures are drawn.
  var options: PictureOptions {
    get { picture.options }
    set { picture.options = newValue }
  }

  /// Paints a picture into an area of the screen; afterwards `pixels` holds what is to be sent besides.
  mutating func paint(
    _ source: Picture, on screen: inout Screen, area: CellArea, cellAspect: Double,
    cell: (width: Int, height: Int)?
  ) throws(ImagingError) {
    let rgb = try converter.rgb(source)
    if picture.options.means == .symbols {
      picture.draw(
        rgb.bytes, width: rgb.width, height: rgb.height, into: &screen, area: area,
        cellAspect: cellAspect)
    } else {
      picture.encode(
        rgb.bytes, width: rgb.width, height: rgb.height, area: area, cell: cell, into: &pixels)
    }
  }
}
#endif
