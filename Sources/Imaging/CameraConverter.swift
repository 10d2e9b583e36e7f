#if V4LConvert
internal import CLibV4LConvert
internal import VideoFormats

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// libv4lconvert, for the formats that single webcams invented.
///
/// It wants a device to ask for quirks; it gets one that answers "I am nothing in particular".
@safe struct CameraConverter: ~Copyable {
  private let handle: OpaquePointer
  private let format: Format
  private var source = unsafe v4l2_format()
  private var target = unsafe v4l2_format()

  init(_ format: Format) throws(ImagingError) {
    guard let handle = unsafe clv_create() else {
      throw .notAPicture(format.pixelFormat, reason: "libv4lconvert could not start")
    }
    unsafe self.handle = handle
    self.format = format
    unsafe source.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
    unsafe source.fmt.pix.width = UInt32(format.width)
    unsafe source.fmt.pix.height = UInt32(format.height)
    unsafe source.fmt.pix.pixelformat = format.pixelFormat.rawValue
    unsafe source.fmt.pix.bytesperline = UInt32(format.planes.first?.bytesPerLine ?? 0)
    unsafe source.fmt.pix.sizeimage = UInt32(clamping: format.planes.first?.size ?? 0)
    unsafe target = source
    unsafe target.fmt.pix.pixelformat = clv_rgb24
    unsafe target.fmt.pix.bytesperline = UInt32(format.width * 3)
    unsafe target.fmt.pix.sizeimage = UInt32(format.width * format.height * 3)
  }

  deinit { unsafe v4lconvert_destroy(handle) }

  /// Converts to red, green and blue.
  @unsafe mutating func rgb(
    _ picture: Picture, into pixels: UnsafeMutablePointer<UInt8>
  ) throws(ImagingError) {
    let size = format.width * format.height * 3
    let written = unsafe picture.bytes(plane: 0).withUnsafeBytes { buffer in
      // The parameter lacks a const in C; the library only reads.
      unsafe v4lconvert_convert(
        handle, &source, &target,
        UnsafeMutablePointer(mutating: buffer.bindMemory(to: UInt8.self).baseAddress),
        CInt(clamping: buffer.count), pixels, CInt(clamping: size))
    }
    guard written == size else {
      var reason = "libv4lconvert answered with \(written) of \(size) bytes"
      if written < 0, let text = unsafe v4lconvert_get_error_message(handle) {
        reason = unsafe String(cString: text).filter { !$0.isNewline }
      }
      throw .damagedPicture(format.pixelFormat, reason: reason)
    }
  }
}
#else
/// Without libv4lconvert only the names of its formats are known.
enum CameraConverter {}
#endif

extension CameraConverter {
  /// Formats that only libv4lconvert reads.
  static var formats: Set<String> { cameraFormats }
}

private let cameraFormats: Set<String> = [
  "S501", "S505", "S508", "CITV", "KONI", "S920", "M420", "HM12", "CPIA", "PJPG", "JPGL", "O511",
  "O518", "S680", "S561", "S910", "SONX", "P207", "M310", "JL20", "905C", "S401",
]
