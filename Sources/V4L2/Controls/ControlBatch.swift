internal import CVideoDev2
internal import SystemPackage

/// Which values of controls are meant. The corresponding C constants are `V4L2_CTRL_WHICH_*`.
enum ControlScope {
  case current
  case standard
  case minimum
  case maximum
  /// Values that a media request will set; the descriptor is the request's.
  case request(Int32)

  fileprivate var which: UInt32 {
    switch self {
    case .current: UInt32(V4L2_CTRL_WHICH_CUR_VAL)
    case .standard: UInt32(V4L2_CTRL_WHICH_DEF_VAL)
    case .minimum: UInt32(V4L2_CTRL_WHICH_MIN_VAL)
    case .maximum: UInt32(V4L2_CTRL_WHICH_MAX_VAL)
    case .request: UInt32(V4L2_CTRL_WHICH_REQUEST_VAL)
    }
  }

  fileprivate var descriptor: Int32 {
    if case .request(let descriptor) = self { descriptor } else { 0 }
  }
}

/// Several controls on their way to the driver and back, in one request.
///
/// `v4l2_ext_control` carries pointers and is unsafe at every touch; it appears in this file alone. The
/// memory the pointers name belongs to the call and ends with it.
struct ControlBatch {
  /// One control.
  struct Entry {
    let control: ControlDescription
    /// The value of a control without payload.
    var scalar: Int64 = 0
    /// The bytes of one with a payload.
    var payload: [UInt8] = []

    /// Room for a value that is to be read.
    init(reading control: ControlDescription) {
      self.control = control
      if control.hasPayload { payload = Array(repeating: 0, count: control.payloadSize) }
    }

    /// A value that is to be set; nil where it is none for the control.
    init?(_ setting: ControlSetting) {
      control = setting.control
      let coding = ControlCoding(control)
      if control.hasPayload {
        guard let bytes = coding.bytes(setting.value) else { return nil }
        payload = bytes
      } else {
        guard let number = coding.scalar(setting.value) else { return nil }
        scalar = number
      }
    }

    /// The value.
    var value: ControlValue {
      let coding = ControlCoding(control)
      return control.hasPayload ? coding.value(payload) : coding.value(scalar: scalar)
    }
  }

  /// Why a request failed, and at which control; no place where the driver names none.
  struct Failure {
    var errno: Errno
    var place: Int?
  }

  var entries: [Entry]

  /// Issues the request; nil is success. A dynamic array that has grown meanwhile is read again.
  mutating func exchange(
    _ request: Request<v4l2_ext_controls>, _ scope: ControlScope, on node: Node
  ) -> Failure? {
    for _ in 0..<8 {
      let (failure, sizes) = unsafe attempt(request, scope, node)
      guard failure?.errno == .noSpace, unsafe request.number == CV_G_EXT_CTRLS else {
        return failure
      }
      var hasGrown = false
      for (index, size) in sizes.enumerated() where size > entries[index].payload.count {
        // No driver has values of this size; a lie must not take all memory.
        guard entries[index].control.hasPayload, size <= 1 << 24 else { return failure }
        entries[index].payload = Array(repeating: 0, count: size)
        hasGrown = true
      }
      guard hasGrown else { return failure }
    }
    return Failure(errno: .noSpace, place: nil)
  }

  /// One try, and the sizes that the kernel has filled in.
  private mutating func attempt(
    _ request: Request<v4l2_ext_controls>, _ scope: ControlScope, _ node: Node
  ) -> (Failure?, [Int]) {
    let total = entries.reduce(0) { $0 + Self.aligned($1.payload.count) }
    let count = entries.count
    return unsafe withUnsafeTemporaryAllocation(byteCount: max(8, total), alignment: 8) { memory in
      unsafe withUnsafeTemporaryAllocation(of: v4l2_ext_control.self, capacity: count) { controls in
        unsafe fill(controls, memory)
        var argument = unsafe v4l2_ext_controls()
        unsafe argument.which = scope.which
        unsafe argument.count = UInt32(count)
        unsafe argument.request_fd = scope.descriptor
        unsafe argument.controls = controls.baseAddress
        let errno = unsafe node.attempt(request, &argument)
        let sizes = unsafe controls.map { unsafe Int($0.size) }
        guard let errno else {
          unsafe take(controls, memory)
          return (nil, sizes)
        }
        let place = unsafe Int(argument.error_idx)
        return (Failure(errno: errno, place: place < count ? place : nil), sizes)
      }
    }
  }

  private static func aligned(_ size: Int) -> Int { (size + 7) / 8 * 8 }

  private func fill(
    _ controls: UnsafeMutableBufferPointer<v4l2_ext_control>,
    _ memory: UnsafeMutableRawBufferPointer
  ) {
    var offset = 0
    for (index, entry) in entries.enumerated() {
      var control = unsafe v4l2_ext_control()
      unsafe control.id = entry.control.id.rawValue
      if entry.control.hasPayload {
        let place = unsafe UnsafeMutableRawBufferPointer(
          rebasing: memory[offset..<(offset + entry.payload.count)])
        unsafe place.copyBytes(from: entry.payload)
        unsafe control.size = UInt32(clamping: entry.payload.count)
        unsafe control.ptr = place.baseAddress
        offset += Self.aligned(entry.payload.count)
      } else if entry.control.type == .integer64 {
        unsafe control.value64 = entry.scalar
      } else {
        unsafe control.value = Int32(truncatingIfNeeded: entry.scalar)
      }
      unsafe controls.initializeElement(at: index, to: control)
    }
  }

  private mutating func take(
    _ controls: UnsafeMutableBufferPointer<v4l2_ext_control>,
    _ memory: UnsafeMutableRawBufferPointer
  ) {
    var offset = 0
    for index in entries.indices {
      let control = unsafe controls[index]
      if entries[index].control.hasPayload {
        let room = entries[index].payload.count
        let size = unsafe min(Int(control.size), room)
        entries[index].payload = unsafe Array(memory[offset..<(offset + size)])
        offset += Self.aligned(room)
      } else if entries[index].control.type == .integer64 {
        entries[index].scalar = unsafe control.value64
      } else {
        entries[index].scalar = unsafe Int64(control.value)
      }
    }
  }
}
