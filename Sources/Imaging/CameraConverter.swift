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
  private var payload = Scratch()
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

  /// Bytes of a picture, where all of a format's pictures have the same.
  private static func fixedSize(_ format: Format) -> Int? {
    switch format.pixelFormat.fourcc {
    case "S501", "S505", "S508", "CITV", "KONI", "S920", "M420":
      format.width * format.height * 3 / 2
    // Its lines are always those of the chip it comes from.
    case "HM12": 720 * format.height * 3 / 2
    case "S680": format.width * format.height
    default: nil
    }
  }

  /// Converts to red, green and blue.
  @unsafe mutating func rgb(
    _ picture: Picture, into pixels: UnsafeMutablePointer<UInt8>
  ) throws(ImagingError) {
    let size = format.width * format.height * 3
    let bytes = picture.bytes(plane: 0)
    let missing = max(Self.fixedSize(format) ?? 1, 1) - bytes.byteCount
    guard missing <= 0 else { throw .shortPayload(format.pixelFormat, plane: 0, missing: missing) }
    // The decoders trust what they are given and may read on past its end; there they find zeros.
    let slack = size * 2 + 65536
    let copy = unsafe payload.bytes(bytes.byteCount + slack)
    unsafe bytes.withUnsafeBytes { buffer in
      unsafe UnsafeMutableRawPointer(copy).copyMemory(
        from: buffer.baseAddress ?? UnsafeRawPointer(copy), byteCount: buffer.count)
    }
    unsafe (copy + bytes.byteCount).update(repeating: 0, count: slack)
    let written = unsafe v4lconvert_convert(
      handle, &source, &target, copy, CInt(clamping: bytes.byteCount), pixels,
      CInt(clamping: size))
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
