#if DRM
internal import CLibDRM
internal import CVideoDev2
internal import SystemIO
internal import SystemPackage
internal import VideoFormats

// Memory.
extension CardNode {
  /// Makes the memory of a dma-buf known to the card, under a number that is the same each time.
  func importMemory(_ descriptor: Int32) throws(DisplayError) -> UInt32 {
    var argument = drm_prime_handle(handle: 0, flags: 0, fd: descriptor)
    try perform(.importMemory, &argument)
    return argument.handle
  }

  func exportMemory(_ handle: UInt32) throws(DisplayError) -> Int32 {
    var argument = drm_prime_handle(handle: handle, flags: UInt32(O_RDWR | O_CLOEXEC), fd: -1)
    switch attempt(.exportMemory, &argument) {
    case nil: return argument.fd
    case .invalidArgument?:
      // Kernels before 4.14 know no flag for writing, and their memory can be written all the same.
      argument.flags = UInt32(O_CLOEXEC)
      try perform(.exportMemory, &argument)
      return argument.fd
    case let errno?: throw DisplayError("\(CardRequest.exportMemory.name)", node: path, errno)
    }
  }

  /// Forgets the number; what uses the memory, a framebuffer or a dma-buf, keeps it.
  func closeMemory(_ handle: UInt32) {
    var argument = drm_gem_close(handle: handle, pad: 0)
    _ = attempt(.closeMemory, &argument)
  }

  /// Memory of the card's that it can show; it is zeroed. Answers its number, bytes of a line and bytes of all.
  func makeMemory(
    width: Int, height: Int, bitsPerPixel: Int
  ) throws(DisplayError) -> (handle: UInt32, pitch: Int, size: Int) {
    var argument = drm_mode_create_dumb()
    argument.width = UInt32(clamping: width)
    argument.height = UInt32(clamping: height)
    argument.bpp = UInt32(clamping: bitsPerPixel)
    try perform(.makeMemory, &argument)
    return (argument.handle, Int(argument.pitch), Int(clamping: argument.size))
  }

  func addFramebuffer(_ request: FramebufferRequest) throws(DisplayError) -> UInt32 {
    var argument = drm_mode_fb_cmd2()
    argument.width = request.width
    argument.height = request.height
    argument.pixel_format = request.format.rawValue
    if request.modifier != nil { argument.flags = UInt32(DRM_MODE_FB_MODIFIERS) }
    unsafe withUnsafeMutableBytes(of: &argument.handles) { handles in
      unsafe withUnsafeMutableBytes(of: &argument.pitches) { pitches in
        unsafe withUnsafeMutableBytes(of: &argument.offsets) { offsets in
          unsafe withUnsafeMutableBytes(of: &argument.modifier) { modifiers in
            for (index, plane) in request.planes.prefix(4).enumerated() {
              unsafe handles.storeBytes(of: plane.handle, toByteOffset: 4 * index, as: UInt32.self)
              unsafe pitches.storeBytes(of: plane.pitch, toByteOffset: 4 * index, as: UInt32.self)
              unsafe offsets.storeBytes(of: plane.offset, toByteOffset: 4 * index, as: UInt32.self)
              if let modifier = request.modifier {
                unsafe modifiers.storeBytes(
                  of: modifier.rawValue, toByteOffset: 8 * index, as: UInt64.self)
              }
            }
          }
        }
      }
    }
    try perform(.addFramebuffer, &argument)
    return argument.fb_id
  }

  func removeFramebuffer(_ number: UInt32) {
    var argument = number
    _ = attempt(.removeFramebuffer, &argument)
  }
}
#endif
