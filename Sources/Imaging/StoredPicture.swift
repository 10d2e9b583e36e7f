internal import VideoFormats

#if PNG
internal import CLibPNG
#endif

/// A picture read back from a PNG, JPEG or portable-pixmap file.
public struct StoredPicture: Hashable, Sendable {
  /// Width in pixels.
  public let width: Int
  /// Height in pixels.
  public let height: Int
  /// Red, green and blue, a byte each, lines without padding; grey files repeat their one number.
  public let rgb: [UInt8]

  /// Why a file is no picture.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file is none of the kinds that can be read.
    case unknownKind
    /// The file is damaged or of a variant that can't be read; the reason is the decoder's.
    case unreadable(String)

    /// The sentence.
    public var description: String {
      switch self {
      case .unknownKind: "The file is neither PNG, JPEG nor a portable pixmap."
      case .unreadable(let reason): "The picture can't be read: \(reason)."
      }
    }
  }

  /// Reads a file's bytes, whose first ones tell its kind.
  public init(_ bytes: RawSpan) throws(Failure) {
    func starts(_ magic: [UInt8]) -> Bool {
      bytes.byteCount > magic.count
        && magic.indices.allSatisfy {
          unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) == magic[$0]
        }
    }
    if starts([0x89, 0x50, 0x4e, 0x47]) {
      try self.init(png: bytes)
    } else if starts([0xff, 0xd8]) {
      try self.init(jpeg: bytes)
    } else if starts(Array("P6".utf8)) || starts(Array("P5".utf8)) {
      try self.init(pixmap: bytes)
    } else {
      throw .unknownKind
    }
  }

  private init(width: Int, height: Int, rgb: [UInt8]) {
    self.width = width
    self.height = height
    self.rgb = rgb
  }

  private init(png bytes: RawSpan) throws(Failure) {
    #if PNG
    var image = unsafe png_image()
    var status = unsafe bytes.withUnsafeBytes { buffer in
      unsafe clp_begin_read(
        &image, buffer.bindMemory(to: UInt8.self).baseAddress, buffer.count)
    }
    var rgb: [UInt8] = []
    if status == 0 {
      // The decoder reads from the bytes again here, which are still there.
      rgb = [UInt8](repeating: 0, count: unsafe Int(image.width) * Int(image.height) * 3)
      status = unsafe bytes.withUnsafeBytes { _ in
        unsafe rgb.withUnsafeMutableBufferPointer {
          unsafe clp_finish_read(&image, $0.baseAddress)
        }
      }
    }
    guard status == 0 else {
      let message = unsafe withUnsafeBytes(of: &image.message) { buffer in
        unsafe String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw .unreadable(message)
    }
    unsafe self.init(width: Int(image.width), height: Int(image.height), rgb: rgb)
    #else
    throw .unreadable("this build is without the package trait PNG")
    #endif
  }

  private init(jpeg bytes: RawSpan) throws(Failure) {
    do {
      var converter = try PictureConverter(Format(.jpeg, width: 1, height: 1))
      let picture = try converter.rgb(Picture(Format(.jpeg, width: 1, height: 1), bytes: bytes))
      var rgb: [UInt8] = []
      unsafe picture.bytes.withUnsafeBytes { unsafe rgb.append(contentsOf: $0) }
      self.init(width: picture.width, height: picture.height, rgb: rgb)
    } catch {
      if case .damagedPicture(_, let reason) = error { throw .unreadable(reason) }
      throw .unreadable("this build is without the package trait JPEG")
    }
  }

  private init(pixmap bytes: RawSpan) throws(Failure) {
    var place = 2
    func byte(_ offset: Int) -> UInt8? {
      offset < bytes.byteCount
        ? unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self) : nil
    }
    func number() -> Int? {
      while let character = byte(place), character <= 0x20 || character == UInt8(ascii: "#") {
        if character == UInt8(ascii: "#") {
          while let inComment = byte(place), inComment != 0x0a {
            _ = inComment
            place += 1
          }
        } else {
          place += 1
        }
      }
      var digits = ""
      while let digit = byte(place), (0x30...0x39).contains(digit), digits.count < 9 {
        digits.unicodeScalars.append(Unicode.Scalar(digit))
        place += 1
      }
      return Int(digits)
    }
    guard let width = number(), let height = number(), let most = number(), most == 255,
      width > 0, height > 0, width <= 1 << 16, height <= 1 << 16
    else { throw .unreadable("the header is not that of an 8-bit pixmap") }
    let isGrey = byte(1) == UInt8(ascii: "5")
    let count = width * height * (isGrey ? 1 : 3)
    place += 1
    guard bytes.byteCount - place >= count else { throw .unreadable("the file ends early") }
    var rgb: [UInt8] = []
    rgb.reserveCapacity(width * height * 3)
    for index in place..<place + count {
      let value = unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
      rgb.append(value)
      if isGrey { rgb += [value, value] }
    }
    self.init(width: width, height: height, rgb: rgb)
  }
}
