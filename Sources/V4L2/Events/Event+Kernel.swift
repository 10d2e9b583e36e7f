internal import CVideoDev2
internal import VideoFormats

extension Event {
  /// Reads the kernel's structure, in which the type says how to read the union.
  init(_ event: v4l2_event) {
    type = EventType(rawValue: event.type)
    id = event.id
    sequence = event.sequence
    timestamp = Int64(event.timestamp.tv_sec) &* 1_000_000_000 &+ Int64(event.timestamp.tv_nsec)
    pending = Int(event.pending)
    payload =
      switch type {
      case .verticalSync: unsafe .verticalSync(Field(rawValue: UInt32(event.u.vsync.field)))
      case .endOfStream: .endOfStream
      case .control: unsafe .control(ControlChange(event.u.ctrl))
      case .frameSync: unsafe .frameSync(sequence: event.u.frame_sync.frame_sequence)
      case .sourceChange:
        unsafe .sourceChange(SourceChanges(rawValue: event.u.src_change.changes))
      case .motionDetection: unsafe .motionDetection(MotionDetection(event.u.motion_det))
      default: unsafe .unknown(withUnsafeBytes(of: event.u.data) { unsafe [UInt8]($0) })
      }
  }
}

extension ControlChange {
  fileprivate init(_ change: v4l2_event_ctrl) {
    changes = Changes(rawValue: change.changes)
    type = change.type
    // The kernel fills 64 bits for 64-bit controls alone; of the others the upper half is left over.
    let is64Bit = change.type == V4L2_CTRL_TYPE_INTEGER64.rawValue
    value = is64Bit ? change.value64 : Int64(change.value)
    flags = change.flags
    minimum = Int(change.minimum)
    maximum = Int(change.maximum)
    step = Int(change.step)
    defaultValue = Int(change.default_value)
  }
}

extension MotionDetection {
  fileprivate init(_ motion: v4l2_event_motion_det) {
    let hasSequence = motion.flags & UInt32(V4L2_EVENT_MD_FL_HAVE_FRAME_SEQ) != 0
    sequence = hasSequence ? motion.frame_sequence : nil
    regions = motion.region_mask
  }
}
