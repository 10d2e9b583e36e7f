internal import CVideoDev2
public import DMABuf
internal import SystemIO
public import SystemPackage
public import VideoFormats

/// Why a card does not take memory in.
public struct ImportRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// What it refused: `DRM_IOCTL_PRIME_FD_TO_HANDLE` the memory, `DRM_IOCTL_MODE_ADDFB2` a picture in it.
  public var operation: String
  /// With which error number.
  public var errno: Errno

  /// Makes a refusal.
  public init(operation: String, errno: Errno) {
    self.operation = operation
    self.errno = errno
  }

  /// Both in words.
  public var description: String { "\(operation): \(errno)" }
}

// Memory that comes from elsewhere, or goes there.
extension Card {
  /// Tries whether the card would show a picture in memory of another device, and lets go of it; nil means that it would.
  ///
  /// `buffers` are the memory planes of one buffer, `format` how a picture lies in them. Nothing is shown, nothing of
  /// the card's state changes, and nobody need be its master. The corresponding requests are
  /// `DRM_IOCTL_PRIME_FD_TO_HANDLE`, `DRM_IOCTL_MODE_ADDFB2`, `DRM_IOCTL_MODE_RMFB` and `DRM_IOCTL_GEM_CLOSE`.
  public func importRefusal(_ buffers: [DMABuffer], as format: Format) -> ImportRefusal? {
    do throws(DisplayError) {
      let picture = try PictureShape(format, on: self)
      var refusal: DisplayError?
      for code in picture.codes {
        do throws(DisplayError) {
          let number = try addFramebuffer(picture, code, buffers, dataOffset: { _ in 0 })
          node.removeFramebuffer(number)
          return nil
        } catch {
          refusal = error
        }
      }
      if let refusal { throw refusal }
      return ImportRefusal(operation: "DRM_IOCTL_MODE_ADDFB2", errno: .invalidArgument)
    } catch {
      return ImportRefusal(operation: error.operation, errno: error.errno ?? .invalidArgument)
    }
  }

  /// Makes a picture known to the card in the memory that it lies in.
  ///
  /// The card keeps the memory for as long as it knows the picture, so its own numbers for the memory are given
  /// back before this returns.
  func addFramebuffer(
    _ picture: borrowing PictureShape, _ code: PictureShape.Code, _ buffers: [DMABuffer],
    dataOffset: (Int) -> Int
  ) throws(DisplayError) -> UInt32 {
    var handles: [UInt32] = []
    defer {
      // The same memory has the same number: closed twice it would be somebody else's.
      for (place, handle) in handles.enumerated() where handles.firstIndex(of: handle) == place {
        node.closeMemory(handle)
      }
    }
    for buffer in buffers { handles.append(try node.importMemory(buffer.rawDescriptor)) }
    var planes: [FramebufferRequest.Plane] = []
    for plane in picture.planes {
      guard plane.memoryPlane < handles.count else {
        throw DisplayError(
          "DRM_IOCTL_MODE_ADDFB2", node: path,
          reason: .unsupported("the picture has more memory planes than there are buffers"))
      }
      planes.append(
        FramebufferRequest.Plane(
          handle: handles[plane.memoryPlane], pitch: UInt32(clamping: plane.stride),
          offset: UInt32(clamping: plane.offset + dataOffset(plane.memoryPlane))))
    }
    return try node.addFramebuffer(
      FramebufferRequest(
        width: UInt32(clamping: picture.size.width), height: UInt32(clamping: picture.size.height),
        format: code.format, modifier: code.modifier, planes: planes))
  }

  /// Makes memory of the card's that it can show, for a capture queue to fill: for each buffer its memory planes.
  ///
  /// For cards that take no other memory in. The buffers are zeroed, and live for as long as anybody holds them, the
  /// queue or a picture on the screen. Formats in several memory planes have a piece for each. Throws `.unsupported`
  /// where the card gives no memory out. The corresponding requests are `DRM_IOCTL_MODE_CREATE_DUMB` and
  /// `DRM_IOCTL_PRIME_HANDLE_TO_FD`.
  public func makeBuffers(count: Int, for format: Format) throws(DisplayError) -> [[DMABuffer]] {
    guard capabilities.hasDumbBuffers, capabilities.exports else {
      throw DisplayError(
        "DRM_IOCTL_MODE_CREATE_DUMB", node: path,
        reason: .unsupported("the card (\(driver)) gives out no memory for other devices"))
    }
    var all: [[DMABuffer]] = []
    for _ in 0..<max(0, count) {
      var planes: [DMABuffer] = []
      for (index, plane) in format.planes.enumerated() {
        planes.append(try makeBuffer(plane, format, isFirst: index == 0))
      }
      all.append(planes)
    }
    return all
  }

  private func makeBuffer(
    _ plane: Format.Plane, _ format: Format, isFirst: Bool
  ) throws(DisplayError) -> DMABuffer {
    let bits = isFirst ? PictureShape.bitsPerPixel(format) : 8
    // The lines are the camera's: the card is asked for a picture as wide as they are long, and as high as it takes
    // to hold every byte, whatever lies behind the first colour plane.
    let line = max(1, plane.bytesPerLine)
    let height = max(1, (plane.size + line - 1) / line)
    let memory = try node.makeMemory(
      width: max(1, line * 8 / bits), height: height, bitsPerPixel: bits)
    defer { node.closeMemory(memory.handle) }
    guard memory.size >= plane.size else {
      throw DisplayError(
        "DRM_IOCTL_MODE_CREATE_DUMB", node: path,
        reason: .unsupported(
          "the card gave \(memory.size) bytes of memory for a picture of \(plane.size)"))
    }
    let descriptor = try node.exportMemory(memory.handle)
    return DMABuffer(owning: descriptor, size: memory.size, calls: node.calls)
  }
}
