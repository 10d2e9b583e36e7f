internal import CVideoDev2

// Timings of digital signals, and the EDID that asks for them.
extension FakeNode {
  private func isHDMI(_ kind: Personality.InputKind) -> Bool { kind == .hdmi }

  mutating func timingsRequest(_ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
    guard hasInput(where: isHDMI) else { return -ENOTTY }
    guard inputKind == .hdmi else { return -ENODATA }
    switch request {
    case CV_ENUM_DV_TIMINGS:
      let entry = unsafe argument.assumingMemoryBound(to: v4l2_enum_dv_timings.self)
      let index = unsafe Int(entry.pointee.index)
      guard index < FakeTimings.presets.count else { return -EINVAL }
      unsafe entry.pointee.timings = FakeTimings.presets[index]
      return 0
    case CV_DV_TIMINGS_CAP:
      let capabilities = unsafe argument.assumingMemoryBound(to: v4l2_dv_timings_cap.self)
      unsafe capabilities.pointee.type = UInt32(V4L2_DV_BT_656_1120)
      unsafe capabilities.pointee.bt = FakeTimings.capabilities
      return 0
    default: break
    }
    let timings = unsafe argument.assumingMemoryBound(to: v4l2_dv_timings.self)
    switch request {
    case CV_G_DV_TIMINGS: unsafe timings.pointee = currentTimings
    case CV_S_DV_TIMINGS: return unsafe setTimings(&timings.pointee)
    default: return unsafe queryTimings(&timings.pointee)
    }
    return 0
  }

  private mutating func setTimings(_ timings: inout v4l2_dv_timings) -> Int32 {
    guard timings.type == UInt32(V4L2_DV_BT_656_1120),
      let place = FakeTimings.place(of: timings.bt)
    else { return -EINVAL }
    timings = FakeTimings.presets[place]
    guard place != source.timings[Int(input)] else { return 0 }
    guard queue.buffers.isEmpty else { return -EBUSY }
    source.timings[Int(input)] = place
    resetToSource()
    return 0
  }

  private func queryTimings(_ timings: inout v4l2_dv_timings) -> Int32 {
    if source.edid.isEmpty { return -ENOLINK }
    switch behaviour.signal {
    case .none: return -ENOLINK
    case .unlocked: return -ENOLCK
    case .outOfRange: return -ERANGE
    case .good: break
    }
    timings = behaviour.detectedTimings.map { FakeTimings.presets[$0] } ?? currentTimings
    return 0
  }

  /// The most blocks there is room for.
  private static let roomForBlocks: UInt32 = 2

  private func isHDMI(_ edid: v4l2_edid) -> Bool {
    let pad = unsafe Int(edid.pad)
    return pad < personality.inputs.count && personality.kind(ofInput: pad) == .hdmi
  }

  func getEDID(_ edid: inout v4l2_edid) -> Int32 {
    guard hasInput(where: isHDMI) else { return -ENOTTY }
    guard unsafe isHDMI(edid) else { return -EINVAL }
    let present = UInt32(source.edid.count / 128)
    if unsafe edid.start_block == 0, unsafe edid.blocks == 0 {
      unsafe edid.blocks = present
      return 0
    }
    guard present > 0 else { return -ENODATA }
    let start = unsafe edid.start_block
    guard start < present else { return -EINVAL }
    unsafe edid.blocks = min(edid.blocks, present - start)
    guard let memory = unsafe edid.edid else { return -EFAULT }
    let bytes = unsafe source.edid[Int(start) * 128..<Int(start + edid.blocks) * 128]
    for (offset, byte) in bytes.enumerated() { unsafe memory[offset] = byte }
    return 0
  }

  mutating func setEDID(_ edid: inout v4l2_edid) -> Int32 {
    guard hasInput(where: isHDMI) else { return -ENOTTY }
    guard unsafe isHDMI(edid), unsafe edid.start_block == 0 else { return -EINVAL }
    guard unsafe edid.blocks > 0 else {
      source.edid = []
      return 0
    }
    guard unsafe edid.blocks <= Self.roomForBlocks else {
      unsafe edid.blocks = Self.roomForBlocks
      return -E2BIG
    }
    guard let memory = unsafe edid.edid else { return -EFAULT }
    guard queue.buffers.isEmpty else { return -EBUSY }
    source.edid = unsafe (0..<Int(edid.blocks) * 128).map { unsafe memory[$0] }
    return 0
  }
}
