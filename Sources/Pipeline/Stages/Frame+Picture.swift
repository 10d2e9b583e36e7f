package import Imaging
package import V4L2
package import VideoFormats

extension Frame {
  /// The frame as a picture of a format; the bytes stay where they are.
  @_lifetime(borrow self)
  package func picture(_ format: Format) throws(ImagingError) -> Picture {
    let none = RawSpan()
    switch planeCount {
    case 1: return Picture(format, bytes: bytes(ofPlane: 0))
    case 2:
      return Picture(format, planeCount: 2, bytes(ofPlane: 0), bytes(ofPlane: 1), none, none)
    case 3:
      return Picture(
        format, planeCount: 3, bytes(ofPlane: 0), bytes(ofPlane: 1), bytes(ofPlane: 2), none)
    case 4:
      return Picture(
        format, planeCount: 4, bytes(ofPlane: 0), bytes(ofPlane: 1), bytes(ofPlane: 2),
        bytes(ofPlane: 3))
    default:
      throw .notAPicture(format.pixelFormat, reason: "it has \(planeCount) memory planes")
    }
  }
}
