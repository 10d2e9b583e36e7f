#if DRM
internal import CLibDRM
internal import CVideoDev2
internal import SystemIO
internal import SystemPackage
internal import VideoFormats

// Showing.
extension CardNode {
  func state(of controller: UInt32) throws(DisplayError) -> ControllerState {
    var argument = drm_mode_crtc()
    argument.crtc_id = controller
    try perform(.controller, &argument)
    return ControllerState(
      number: controller, framebuffer: argument.fb_id, x: argument.x, y: argument.y,
      mode: argument.mode_valid == 0 ? nil : DisplayMode(argument.mode))
  }

  /// Shows a picture on connectors in a mode, or turns the controller off; it waits until that is done.
  func set(_ state: ControllerState, on connectors: [UInt32]) -> Errno? {
    var argument = drm_mode_crtc()
    argument.crtc_id = state.number
    var connectors = state.framebuffer == 0 ? [] : connectors
    if let mode = state.mode, state.framebuffer != 0 {
      argument.fb_id = state.framebuffer
      (argument.x, argument.y) = (state.x, state.y)
      argument.mode_valid = 1
      argument.mode = mode.kernelMode
    } else {
      connectors = []
    }
    argument.count_connectors = UInt32(connectors.count)
    return unsafe connectors.withUnsafeMutableBytes { bytes in
      argument.set_connectors_ptr = unsafe Self.address(bytes)
      return attempt(.setController, &argument)
    }
  }

  /// Shows another picture in the place of the one that is shown, at the next refresh.
  func flip(_ controller: UInt32, to framebuffer: UInt32, userData: UInt64) -> Errno? {
    var argument = drm_mode_crtc_page_flip()
    argument.crtc_id = controller
    argument.fb_id = framebuffer
    argument.flags = CommitFlags.event.rawValue
    argument.user_data = userData
    return attempt(.flip, &argument)
  }

  /// Sets properties, all or none.
  func commit(_ request: inout AtomicRequest, _ flags: CommitFlags, userData: UInt64 = 0) -> Errno?
  {
    var argument = drm_mode_atomic()
    argument.flags = flags.rawValue
    argument.count_objs = UInt32(request.objects.count)
    argument.user_data = userData
    return unsafe request.objects.withUnsafeMutableBytes { objects in
      argument.objs_ptr = unsafe Self.address(objects)
      return unsafe request.counts.withUnsafeMutableBytes { counts in
        argument.count_props_ptr = unsafe Self.address(counts)
        return unsafe request.properties.withUnsafeMutableBytes { properties in
          argument.props_ptr = unsafe Self.address(properties)
          return unsafe request.values.withUnsafeMutableBytes { values in
            argument.prop_values_ptr = unsafe Self.address(values)
            return attempt(.commit, &argument)
          }
        }
      }
    }
  }

  /// Takes the events that have come; nil when the card has none, or one it cannot be asked for.
  func readEvents(_ body: (FlipEvent) -> Void) throws(DisplayError) {
    var failure: Errno?
    unsafe withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 8) { buffer in
      guard let base = buffer.baseAddress else { return }
      let count = unsafe calls.read(descriptor.rawValue, base, count: buffer.count)
      guard count >= 0 else {
        if count != -Int(EAGAIN) { failure = Errno(rawValue: Int32(-count)) }
        return
      }
      let event = MemoryLayout<drm_event_vblank>.size
      var place = 0
      while place + event <= count {
        let record = unsafe buffer.loadUnaligned(fromByteOffset: place, as: drm_event_vblank.self)
        let length = Int(record.base.length)
        guard length >= MemoryLayout<drm_event>.size else { return }
        if record.base.type == UInt32(DRM_EVENT_FLIP_COMPLETE) {
          let seconds = Int64(record.tv_sec) * 1_000_000_000
          body(
            FlipEvent(
              userData: record.user_data, nanoseconds: seconds + Int64(record.tv_usec) * 1000,
              sequence: record.sequence))
        }
        place += length
      }
    }
    if let failure { throw DisplayError("read", node: path, failure) }
  }

  /// Makes a blob of a mode.
  func makeBlob(_ mode: DisplayMode) throws(DisplayError) -> UInt32 {
    var value = mode.kernelMode
    var argument = drm_mode_create_blob()
    argument.length = UInt32(MemoryLayout<drm_mode_modeinfo>.size)
    let errno = unsafe withUnsafeMutableBytes(of: &value) { bytes in
      argument.data = unsafe Self.address(bytes)
      return attempt(.makeBlob, &argument)
    }
    if let errno { throw DisplayError("\(CardRequest.makeBlob.name)", node: path, errno) }
    return argument.blob_id
  }

  func destroyBlob(_ number: UInt32) {
    var argument = drm_mode_destroy_blob(blob_id: number)
    _ = attempt(.destroyBlob, &argument)
  }
}
#endif
