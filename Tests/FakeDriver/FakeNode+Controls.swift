internal import CVideoDev2

// Controls, by the rules of the kernel's control framework (v4l2-ctrls-api.c).
extension FakeNode {
  /// The node's controls as the personality states them.
  static func controls(of personality: Personality) -> [FakeControl] {
    var controls = personality.controls
    if let least = personality.minimumBuffersControl {
      controls.append(
        FakeControl(
          0x98_0927, "Min Number of Capture Buffers", 1, 1...32, standard: Int64(least),
          flags: UInt32(V4L2_CTRL_FLAG_READ_ONLY)))
    }
    return controls.sorted { $0.id < $1.id }
  }

  mutating func controlRequest(
    _ request: UInt, _ argument: UnsafeMutableRawPointer, file: Int32, now: Int64
  ) -> Int32 {
    switch request {
    case CV_QUERY_EXT_CTRL:
      return unsafe query(&argument.assumingMemoryBound(to: v4l2_query_ext_ctrl.self).pointee)
    case CV_QUERYCTRL:
      return unsafe querySimply(&argument.assumingMemoryBound(to: v4l2_queryctrl.self).pointee)
    case CV_QUERYMENU:
      return unsafe queryMenu(&argument.assumingMemoryBound(to: v4l2_querymenu.self).pointee)
    case CV_G_CTRL:
      return unsafe getControl(
        &argument.assumingMemoryBound(to: v4l2_control.self).pointee, now)
    case CV_S_CTRL:
      return unsafe setControl(
        &argument.assumingMemoryBound(to: v4l2_control.self).pointee, file, now)
    case CV_G_EXT_CTRLS:
      return unsafe getControls(
        &argument.assumingMemoryBound(to: v4l2_ext_controls.self).pointee, now)
    case CV_S_EXT_CTRLS, CV_TRY_EXT_CTRLS:
      return unsafe setControls(
        &argument.assumingMemoryBound(to: v4l2_ext_controls.self).pointee,
        sets: request == CV_S_EXT_CTRLS, file, now)
    default: return -ENOTTY
    }
  }

  private func place(_ id: UInt32) -> Int? { controls.firstIndex { $0.id == id } }

  /// Whether something else sets the control now.
  private func isLed(_ control: FakeControl) -> Bool {
    guard let leader = control.leader, let place = place(leader) else { return false }
    return controls[place].number != 0
  }

  /// The flags, with those that come and go.
  func flags(_ control: FakeControl) -> UInt32 {
    var flags = control.flags
    if control.isGrabbedWhileStreaming, queue.isStreaming {
      flags |= UInt32(V4L2_CTRL_FLAG_GRABBED)
    }
    if isLed(control) { flags |= UInt32(V4L2_CTRL_FLAG_INACTIVE | V4L2_CTRL_FLAG_VOLATILE) }
    return flags
  }

  private func has(_ control: FakeControl, _ flag: Int32) -> Bool {
    flags(control) & UInt32(flag) != 0
  }

  /// The value that is read: an automatic one counts seconds, as vivid's gain does.
  private func reading(_ control: FakeControl, _ now: Int64) -> [UInt8] {
    guard isLed(control) else { return control.value }
    return FakeControl.bytes(now / 1_000_000_000 & 0xff, control.elementSize)
  }

  // MARK: Describing

  private func found(_ id: UInt32) -> FakeControl? {
    let isNext = id & (UInt32(V4L2_CTRL_FLAG_NEXT_CTRL) | Self.nextCompound) != 0
    guard isNext else { return place(id).map { controls[$0] } }
    guard personality.knowsNextControl else { return nil }
    let last = id & 0x0fff_ffff
    let wanted = controls.filter { control in
      control.isCompound
        ? id & Self.nextCompound != 0 : id & UInt32(V4L2_CTRL_FLAG_NEXT_CTRL) != 0
    }
    let next = wanted.first { $0.id > last }
    return next ?? (behaviour.countsControlsInCircles ? wanted.first : nil)
  }

  private static let nextCompound = UInt32(V4L2_CTRL_FLAG_NEXT_COMPOUND)

  private func query(_ argument: inout v4l2_query_ext_ctrl) -> Int32 {
    guard let control = found(argument.id) else { return -EINVAL }
    argument = v4l2_query_ext_ctrl()
    (argument.id, argument.type) = (control.id, control.type)
    copy(control.name, into: &argument.name)
    (argument.minimum, argument.maximum) = (control.minimum, control.maximum)
    (argument.step, argument.default_value) = (control.step, control.standard)
    argument.flags = flags(control)
    argument.elem_size = UInt32(control.elementSize)
    argument.elems = UInt32(control.elements)
    argument.nr_of_dims = UInt32(control.dimensions.count)
    let lengths = control.dimensions.map { UInt32($0) } + [0, 0, 0, 0]
    argument.dims = (lengths[0], lengths[1], lengths[2], lengths[3])
    return 0
  }

  private func querySimply(_ argument: inout v4l2_queryctrl) -> Int32 {
    guard let control = found(argument.id & ~Self.nextCompound) else { return -EINVAL }
    argument = v4l2_queryctrl()
    (argument.id, argument.type) = (control.id, control.type)
    copy(control.name, into: &argument.name)
    argument.flags = flags(control)
    guard !control.isCompound, control.elementSize != 8 else { return 0 }
    argument.minimum = Int32(truncatingIfNeeded: control.minimum)
    argument.maximum = Int32(truncatingIfNeeded: control.maximum)
    argument.step = Int32(truncatingIfNeeded: control.step)
    argument.default_value = Int32(truncatingIfNeeded: control.standard)
    return 0
  }

  private func queryMenu(_ argument: inout v4l2_querymenu) -> Int32 {
    guard let place = place(argument.id), controls[place].hasItem(Int64(argument.index)) else {
      return -EINVAL
    }
    let index = Int(argument.index)
    if controls[place].numbers.isEmpty {
      copy(controls[place].menu[index] ?? "", into: &argument.name)
    } else {
      argument.value = controls[place].numbers[index] ?? 0
    }
    return 0
  }

  // MARK: One number

  private func getControl(_ argument: inout v4l2_control, _ now: Int64) -> Int32 {
    guard let place = place(argument.id), controls[place].isNumber else { return -EINVAL }
    guard !has(controls[place], V4L2_CTRL_FLAG_WRITE_ONLY) else { return -EACCES }
    let value = reading(controls[place], now)
    argument.value = Int32(truncatingIfNeeded: FakeControl.number(value[...], isSigned: true))
    return 0
  }

  private mutating func setControl(
    _ argument: inout v4l2_control, _ file: Int32, _ now: Int64
  ) -> Int32 {
    guard let place = place(argument.id), controls[place].isNumber else { return -EINVAL }
    guard !has(controls[place], V4L2_CTRL_FLAG_READ_ONLY) else { return -EACCES }
    switch controls[place].validated(FakeControl.bytes(Int64(argument.value), 4)) {
    case .failure(let errno): return -errno.number
    case .success(let kept):
      guard !has(controls[place], V4L2_CTRL_FLAG_GRABBED) else { return -EBUSY }
      apply([(place, kept)], file, now)
      argument.value = Int32(truncatingIfNeeded: FakeControl.number(kept[...], isSigned: true))
      return 0
    }
  }

  // MARK: Many

  /// Finds the controls and compares the sizes; the places, or an error number.
  private func prepared(
    _ argument: inout v4l2_ext_controls, isReading: Bool
  ) -> Result<[Int], FakeErrno> {
    var places: [Int] = []
    for index in 0..<(unsafe Int(argument.count)) {
      unsafe argument.error_idx = UInt32(index)
      let id = unsafe argument.controls[index].id & 0x0fff_ffff
      let which = unsafe argument.which
      if which != 0, !(0x0f00_0000...0x0f03_0000).contains(which), id & 0x0fff_0000 != which {
        return .failure(FakeErrno(EINVAL))
      }
      guard let place = place(id), which != 0x0f01_0000 else { return .failure(FakeErrno(EINVAL)) }
      let control = controls[place]
      if which > 0x0f01_0000, !isReading || control.bounds == nil {
        return .failure(FakeErrno(EINVAL))
      }
      let size = unsafe Int(argument.controls[index].size)
      let total = control.elements * control.elementSize
      if control.isDynamic {
        let limit = control.dimensions[0] * control.elementSize
        let whole = size / control.elementSize * control.elementSize
        unsafe argument.controls[index].size = UInt32(isReading ? total : min(whole, limit))
        if isReading ? whole < total : whole > limit { return .failure(FakeErrno(ENOSPC)) }
        if !isReading, whole == 0 { return .failure(FakeErrno(EFAULT)) }
      } else if control.hasPayload, !control.isString {
        if size < total, !isReading { return .failure(FakeErrno(EFAULT)) }
        unsafe argument.controls[index].size = UInt32(total)
        if size < total { return .failure(FakeErrno(ENOSPC)) }
      }
      places.append(place)
    }
    return .success(places)
  }

  private func getControls(_ argument: inout v4l2_ext_controls, _ now: Int64) -> Int32 {
    let count = unsafe argument.count
    let which = unsafe argument.which
    unsafe argument.error_idx = count
    let places: [Int]
    switch unsafe prepared(&argument, isReading: true) {
    case .failure(let errno):
      unsafe argument.error_idx = count
      return -errno.number
    case .success(let found): places = found
    }
    unsafe argument.error_idx = count
    if places.contains(where: { has(controls[$0], V4L2_CTRL_FLAG_WRITE_ONLY) }) { return -EACCES }
    for (index, place) in places.enumerated() {
      unsafe argument.error_idx = UInt32(index)
      let control = controls[place]
      let value: [UInt8] =
        switch which {
        case UInt32(V4L2_CTRL_WHICH_DEF_VAL): control.standardValue
        case UInt32(V4L2_CTRL_WHICH_MIN_VAL): control.bounds?.least ?? control.value
        case UInt32(V4L2_CTRL_WHICH_MAX_VAL): control.bounds?.greatest ?? control.value
        default: reading(control, now)
        }
      if let errno = unsafe store(value, control, &argument.controls[index]) { return -errno }
    }
    unsafe argument.error_idx = count
    return 0
  }

  private func store(
    _ value: [UInt8], _ control: FakeControl, _ argument: inout v4l2_ext_control
  ) -> Int32? {
    guard control.hasPayload else {
      let number = FakeControl.number(value[...], isSigned: true)
      if control.elementSize == 8 {
        unsafe argument.value64 = number
      } else {
        unsafe argument.value = Int32(truncatingIfNeeded: number)
      }
      return nil
    }
    var bytes = value
    if control.isString {
      let length = value.firstIndex(of: 0) ?? value.count
      guard unsafe Int(argument.size) > length else {
        unsafe argument.size = UInt32(control.elementSize)
        return ENOSPC
      }
      bytes = Array(value[...length])
    }
    guard let memory = unsafe argument.ptr else { return EFAULT }
    unsafe memory.copyMemory(
      from: bytes, byteCount: control.isString ? bytes.count : min(bytes.count, Int(argument.size)))
    return nil
  }

  private func load(
    _ control: FakeControl, _ argument: v4l2_ext_control
  ) -> Result<[UInt8], FakeErrno> {
    guard control.hasPayload else {
      return unsafe .success(
        control.elementSize == 8
          ? FakeControl.bytes(argument.value64, 8) : FakeControl.bytes(Int64(argument.value), 4))
    }
    guard let memory = unsafe argument.ptr else { return .failure(FakeErrno(EFAULT)) }
    return unsafe .success(
      Array(UnsafeRawBufferPointer(start: memory, count: Int(argument.size))))
  }

  private mutating func setControls(
    _ argument: inout v4l2_ext_controls, sets: Bool, _ file: Int32, _ now: Int64
  ) -> Int32 {
    let count = unsafe argument.count
    unsafe argument.error_idx = count
    if unsafe argument.which == UInt32(V4L2_CTRL_WHICH_DEF_VAL) { return -EINVAL }
    var places: [Int] = []
    var errno: Int32 = 0
    switch unsafe prepared(&argument, isReading: false) {
    case .failure(let failure): errno = failure.number
    case .success(let found): places = found
    }
    // Everything that is no pointer is checked before anything is set.
    for (index, place) in places.enumerated() where errno == 0 {
      unsafe argument.error_idx = UInt32(index)
      errno = unsafe checked(place, argument.controls[index], sets: sets)
    }
    guard errno == 0 else {
      if sets { unsafe argument.error_idx = count }
      return -errno
    }
    var done: Set<Int> = []
    for (index, place) in places.enumerated() where !done.contains(index) {
      unsafe argument.error_idx = UInt32(index)
      let cluster = controls[place].leader ?? controls[place].id
      let members = places.indices.filter {
        (controls[places[$0]].leader ?? controls[places[$0]].id) == cluster
      }
      done.formUnion(members)
      var news: [(Int, [UInt8])] = []
      for member in members {
        let control = controls[places[member]]
        let loaded = unsafe load(control, argument.controls[member])
        switch loaded.flatMap({ control.validated($0) }) {
        case .failure(let failure): return -failure.number
        case .success(let kept): news.append((places[member], kept))
        }
      }
      if sets {
        if news.contains(where: { has(controls[$0.0], V4L2_CTRL_FLAG_GRABBED) }) { return -EBUSY }
        apply(news, file, now)
      }
      for (member, new) in zip(members, news) {
        if let errno = unsafe store(new.1, controls[new.0], &argument.controls[member]) {
          return -errno
        }
      }
    }
    unsafe argument.error_idx = count
    return 0
  }

  private func checked(_ place: Int, _ argument: v4l2_ext_control, sets: Bool) -> Int32 {
    let control = controls[place]
    if has(control, V4L2_CTRL_FLAG_READ_ONLY) { return EACCES }
    if sets, has(control, V4L2_CTRL_FLAG_GRABBED) { return EBUSY }
    guard !control.hasPayload else { return 0 }
    switch unsafe load(control, argument).flatMap({ control.validated($0) }) {
    case .failure(let errno): return errno.number
    case .success: return 0
    }
  }

  /// Sets a group of controls. One that was automatic and is so no more keeps what it had come to.
  private mutating func apply(_ news: [(Int, [UInt8])], _ file: Int32, _ now: Int64) {
    let before = controls
    let flagsBefore = controls.map(flags)
    let led = controls.indices.filter { isLed(controls[$0]) }.map {
      ($0, reading(controls[$0], now))
    }
    for (place, value) in news where controls[place].leader == nil {
      controls[place].value = value
    }
    for (place, value) in led where !isLed(controls[place]) { controls[place].value = value }
    for (place, value) in news where controls[place].leader != nil {
      controls[place].value = value
    }
    let pressed = Set(
      news.map(\.0).filter { has(controls[$0], V4L2_CTRL_FLAG_EXECUTE_ON_WRITE) })
    for (place, control) in controls.enumerated() {
      var changes: Int32 = 0
      if control.value != before[place].value || pressed.contains(place) {
        changes |= V4L2_EVENT_CTRL_CH_VALUE
      }
      if control.value.count != before[place].value.count {
        changes |= V4L2_EVENT_CTRL_CH_DIMENSIONS
      }
      if flags(control) != flagsBefore[place] { changes |= V4L2_EVENT_CTRL_CH_FLAGS }
      if changes != 0 { events.post(event(of: control, changes), cause: file, now: now) }
    }
  }

  // MARK: Events

  func event(of control: FakeControl, _ changes: Int32) -> v4l2_event {
    var event = v4l2_event()
    (event.type, event.id) = (UInt32(V4L2_EVENT_CTRL), control.id)
    var content = v4l2_event_ctrl()
    content.changes = UInt32(changes)
    content.type = control.type
    content.flags = flags(control)
    if !control.hasPayload {
      let number = FakeControl.number(control.value[...], isSigned: true)
      if control.elementSize == 8 {
        content.value64 = number
      } else {
        content.value = Int32(truncatingIfNeeded: number)
      }
    }
    content.minimum = Int32(truncatingIfNeeded: control.minimum)
    content.maximum = Int32(truncatingIfNeeded: control.maximum)
    content.step = Int32(truncatingIfNeeded: control.step)
    content.default_value = Int32(truncatingIfNeeded: control.standard)
    unsafe event.u.ctrl = content
    return event
  }

  /// Starts or stops the queue, and tells of controls that it grabs or lets go.
  mutating func noticingGrabs(_ now: Int64, _ step: (inout FakeNode) -> Int32) -> Int32 {
    let before = controls.map(flags)
    let result = step(&self)
    for (place, control) in controls.enumerated() where flags(control) != before[place] {
      events.post(event(of: control, V4L2_EVENT_CTRL_CH_FLAGS), now: now)
    }
    return result
  }
}
