internal import CVideoDev2
internal import SystemPackage

// Which controls there are.
extension Device {
  /// Every control of the device, in the kernel's order, each class led by its heading if it has one.
  ///
  /// Controls that the driver disables are left out. Drivers that know only older requests are asked by
  /// those, and then have neither arrays nor wide numbers. The corresponding requests are
  /// `VIDIOC_QUERY_EXT_CTRL`, `VIDIOC_QUERYCTRL` and `VIDIOC_QUERYMENU`.
  public func controls() throws(V4L2Error) -> [ControlDescription] {
    let both = UInt32(V4L2_CTRL_FLAG_NEXT_CTRL) | UInt32(V4L2_CTRL_FLAG_NEXT_COMPOUND)
    let found = try enumerated { id throws(V4L2Error) in try self.query(id | both) }
    if let found { return try withMenus(found) }
    let next = UInt32(V4L2_CTRL_FLAG_NEXT_CTRL)
    let older = try enumerated { id throws(V4L2Error) in try self.querySimply(id | next) }
    guard let older, older.isEmpty else { return try withMenus(older ?? []) }
    return try withMenus(walked())
  }

  /// One control as it is now; nil when the device has no such control.
  ///
  /// The corresponding request is `VIDIOC_QUERY_EXT_CTRL`.
  public func control(_ id: ControlID) throws(V4L2Error) -> ControlDescription? {
    guard let control = try described(id) else { return nil }
    return try withMenus([control]).first
  }

  /// The same controls as they are now, those that are gone left out.
  ///
  /// Costs a request for each: the items of a menu are asked for again only if its range has changed.
  public func refreshed(
    _ controls: [ControlDescription]
  ) throws(V4L2Error) -> [ControlDescription] {
    var result: [ControlDescription] = []
    for known in controls {
      guard var now = try described(known.id) else { continue }
      let isSame = now.minimum == known.minimum && now.maximum == known.maximum
      if isSame, now.type == known.type {
        now.menu = known.menu
        result.append(now)
      } else {
        result += try withMenus([now])
      }
    }
    return result
  }

  /// A control without its menu.
  func described(_ id: ControlID) throws(V4L2Error) -> ControlDescription? {
    switch try query(id.rawValue) {
    case .found(let control): control
    case .none: nil
    case .notImplemented:
      if case .found(let control) = try querySimply(id.rawValue) { control } else { nil }
    }
  }

  private enum Answer {
    case found(ControlDescription)
    case none
    case notImplemented
  }

  private func query(_ id: UInt32) throws(V4L2Error) -> Answer {
    var argument = v4l2_query_ext_ctrl()
    argument.id = id
    switch node.attempt(.queryExtendedControl, &argument) {
    case nil: return .found(ControlDescription(argument))
    case .invalidArgument?: return .none
    case .inappropriateIOCTLForDevice?: return .notImplemented
    case let errno?: throw V4L2Error("VIDIOC_QUERY_EXT_CTRL", node: path, errno)
    }
  }

  private func querySimply(_ id: UInt32) throws(V4L2Error) -> Answer {
    var argument = v4l2_queryctrl()
    argument.id = id
    switch node.attempt(.queryControl, &argument) {
    case nil: return .found(ControlDescription(argument))
    case .invalidArgument?: return .none
    case .inappropriateIOCTLForDevice?: return .notImplemented
    case let errno?: throw V4L2Error("VIDIOC_QUERYCTRL", node: path, errno)
    }
  }

  /// Asks for one control after the other, each by the number of the one before; nil where the driver
  /// does not know the request.
  private func enumerated(
    _ next: (UInt32) throws(V4L2Error) -> Answer
  ) throws(V4L2Error) -> [ControlDescription]? {
    var controls: [ControlDescription] = []
    var last: UInt32 = 0
    // A driver that answers the same number again would be asked for ever.
    while true {
      switch try next(last) {
      case .notImplemented: return controls.isEmpty ? nil : controls
      case .none: return controls
      case .found(let control):
        guard control.id.rawValue > last else { return controls }
        last = control.id.rawValue
        if !control.flags.contains(.disabled) { controls.append(control) }
      }
    }
  }

  /// Tries every number that drivers had before there was a way to ask for the next.
  private func walked() throws(V4L2Error) -> [ControlDescription] {
    var controls: [ControlDescription] = []
    let user = UInt32(0x0098_0900)
    let ownOnes = UInt32(0x0800_0000)
    for id in Array(user..<(user + 48)) + Array(ownOnes..<(ownOnes + 256)) {
      switch try querySimply(id) {
      case .found(let control) where !control.flags.contains(.disabled): controls.append(control)
      // A driver's own controls are numbered without gaps.
      case .none where id >= ownOnes: return controls
      case .notImplemented: return controls
      default: break
      }
    }
    return controls
  }

  private func withMenus(
    _ controls: [ControlDescription]
  ) throws(V4L2Error) -> [ControlDescription] {
    var result = controls
    for index in result.indices { result[index].menu = try menu(of: result[index]) }
    return result
  }

  private func menu(
    of control: ControlDescription
  ) throws(V4L2Error) -> [ControlDescription.MenuItem] {
    guard control.type == .menu || control.type == .integerMenu else { return [] }
    // No driver has this many items; one that states nonsense must not hold us for ever.
    let first = max(0, control.minimum)
    let last = min(control.maximum, first.addingReportingOverflow(1023).partialValue)
    var items: [ControlDescription.MenuItem] = []
    guard first <= last else { return [] }
    for index in first...last {
      guard let number = UInt32(exactly: index) else { break }
      var argument = v4l2_querymenu()
      (argument.id, argument.index) = (control.id.rawValue, number)
      switch node.attempt(.queryMenu, &argument) {
      case nil where control.type == .integerMenu:
        items.append(.init(index: index, name: "\(argument.value)", number: argument.value))
      case nil: items.append(.init(index: index, name: text(argument.name)))
      case .invalidArgument?: continue
      case .inappropriateIOCTLForDevice?: return items
      case let errno?: throw V4L2Error("VIDIOC_QUERYMENU", node: path, errno)
      }
    }
    return items
  }
}
