internal import CVideoDev2
internal import SystemPackage

/// A value for a control.
public struct ControlSetting: Hashable, Sendable {
  /// What the driver says of the control.
  public var control: ControlDescription
  /// The value it is to have.
  public var value: ControlValue

  /// Makes a setting.
  public init(_ control: ControlDescription, _ value: ControlValue) {
    self.control = control
    self.value = value
  }
}

// Setting controls, many at once.
extension Device {
  /// Sets controls, all of them or none, and answers the values that the driver settled on.
  ///
  /// The driver is asked first whether it would take them, so that a wrong one among them is found before
  /// anything is set; controls that depend on one another may come together, an automatic one turned
  /// off with the value it leaves alone from then on. A number between steps or out of range is moved
  /// to one that is possible, which the answer tells. The error names the control that was refused.
  /// Drivers without these requests get the controls one after the other; what was set before one that
  /// is refused is then set back. The corresponding requests are `VIDIOC_TRY_EXT_CTRLS`,
  /// `VIDIOC_S_EXT_CTRLS` and `VIDIOC_S_CTRL`.
  @discardableResult
  public func set(_ settings: [ControlSetting]) throws(V4L2Error) -> [ControlSetting] {
    guard !settings.isEmpty else { return [] }
    var batch = try batch(settings)
    if let failure = unsafe batch.exchange(.tryControls, .current, on: node),
      failure.errno != .inappropriateIOCTLForDevice
    {
      throw refusal("VIDIOC_TRY_EXT_CTRLS", failure, settings)
    }
    batch = try self.batch(settings)
    // One request may set several groups of controls, of which each is set as a whole.
    let before =
      settings.count > 1 ? try readings(of: settings.map(\.control).filter(\.isSettable)) : []
    guard let failure = unsafe batch.exchange(.setControls, .current, on: node) else {
      return batch.settings
    }
    guard failure.errno != .inappropriateIOCTLForDevice else { return try setEach(settings) }
    let refusal = refusal("VIDIOC_S_EXT_CTRLS", failure, settings)
    // Without a place the driver has touched nothing.
    if failure.place != nil { try restore(before, after: refusal) }
    throw refusal
  }

  /// What the driver would make of the values; nothing is set.
  ///
  /// Nil where the driver cannot be asked. The corresponding request is `VIDIOC_TRY_EXT_CTRLS`.
  public func trying(_ settings: [ControlSetting]) throws(V4L2Error) -> [ControlSetting]? {
    guard !settings.isEmpty else { return [] }
    var batch = try batch(settings)
    guard let failure = unsafe batch.exchange(.tryControls, .current, on: node) else {
      return batch.settings
    }
    if failure.errno == .inappropriateIOCTLForDevice { return nil }
    throw refusal("VIDIOC_TRY_EXT_CTRLS", failure, settings)
  }

  /// Puts values into a media request, to be set with the buffers of that request.
  ///
  /// The corresponding request is `VIDIOC_S_EXT_CTRLS` with `V4L2_CTRL_WHICH_REQUEST_VAL`.
  package func set(
    _ settings: [ControlSetting], inRequest descriptor: Int32
  ) throws(V4L2Error) {
    var batch = try batch(settings)
    if let failure = unsafe batch.exchange(.setControls, .request(descriptor), on: node) {
      throw refusal("VIDIOC_S_EXT_CTRLS", failure, settings)
    }
  }

  /// The values that a completed media request has left. The corresponding request is
  /// `VIDIOC_G_EXT_CTRLS` with `V4L2_CTRL_WHICH_REQUEST_VAL`.
  package func values(
    of controls: [ControlDescription], inRequest descriptor: Int32
  ) throws(V4L2Error) -> [ControlValue] {
    var batch = ControlBatch(entries: controls.map(ControlBatch.Entry.init(reading:)))
    if let failure = unsafe batch.exchange(.controls, .request(descriptor), on: node) {
      throw V4L2Error("VIDIOC_G_EXT_CTRLS", node: path, failure.errno)
    }
    return batch.entries.map(\.value)
  }

  private func batch(_ settings: [ControlSetting]) throws(V4L2Error) -> ControlBatch {
    var entries: [ControlBatch.Entry] = []
    for setting in settings {
      guard let entry = ControlBatch.Entry(setting) else {
        let problem = setting.control.problem(with: setting.value) ?? .wrongKind
        throw V4L2Error(
          "VIDIOC_S_EXT_CTRLS", node: path,
          reason: .control(
            ControlRefusal(setting.control, setting.value, problem, .invalidArgument)))
      }
      entries.append(entry)
    }
    return ControlBatch(entries: entries)
  }

  /// For drivers that set one control at a time.
  private func setEach(_ settings: [ControlSetting]) throws(V4L2Error) -> [ControlSetting] {
    var result: [ControlSetting] = []
    var before: [ControlReading] = []
    for setting in settings {
      let control = setting.control
      guard !control.hasPayload, control.type != .integer64,
        let number = ControlCoding(control).scalar(setting.value)
      else {
        let error = V4L2Error(
          "VIDIOC_S_CTRL", node: path,
          reason: .unsupported("the driver has no way to set \(control.key)"))
        try restore(before, after: error)
        throw error
      }
      let old = control.isReadable ? try? value(of: control) : nil
      var argument = v4l2_control(
        id: control.id.rawValue, value: Int32(truncatingIfNeeded: number))
      if let errno = node.attempt(.setControl, &argument) {
        let error = refusal(
          "VIDIOC_S_CTRL", ControlBatch.Failure(errno: errno, place: 0), [setting])
        try restore(before, after: error)
        throw error
      }
      before.insert(ControlReading(control, value: old), at: 0)
      let kept = ControlCoding(control).value(scalar: Int64(argument.value))
      result.append(ControlSetting(control, kept))
    }
    return result
  }

  /// Sets back what was set before something failed; throws when that fails as well.
  private func restore(
    _ before: [ControlReading], after failure: V4L2Error
  ) throws(V4L2Error) {
    if failure.isDeviceLost { return }
    var lost: [String] = []
    for reading in before where !reading.control.flags.contains(.volatile) {
      if reading.control.type == .button { continue }
      guard let old = reading.value, let now = try? value(of: reading.control) else {
        lost.append(reading.control.key)
        continue
      }
      guard now != old else { continue }
      do throws(V4L2Error) {
        var batch = try batch([ControlSetting(reading.control, old)])
        let failure = unsafe batch.exchange(.setControls, .current, on: node)
        guard let failure else { continue }
        guard failure.errno == .inappropriateIOCTLForDevice,
          let number = ControlCoding(reading.control).scalar(old)
        else { throw V4L2Error("VIDIOC_S_EXT_CTRLS", node: path, failure.errno) }
        var argument = v4l2_control(
          id: reading.control.id.rawValue, value: Int32(truncatingIfNeeded: number))
        try node.perform(.setControl, &argument)
      } catch {
        lost.append(reading.control.key)
      }
    }
    guard lost.isEmpty else {
      throw V4L2Error(
        lost.joined(separator: ", "), node: path,
        reason: .notRestored(after: failure.explain().cause))
    }
  }

  /// The error that names the control to blame, where one can be found.
  private func refusal(
    _ operation: String, _ failure: ControlBatch.Failure, _ settings: [ControlSetting]
  ) -> V4L2Error {
    let plain = V4L2Error(operation, node: path, failure.errno)
    let telling: [Errno] = [
      .invalidArgument, .outOfRange, .permissionDenied, .resourceBusy, .noSpace, .badAddress,
    ]
    guard failure.place != nil || telling.contains(failure.errno), !plain.isDeviceLost else {
      return plain
    }
    let place = failure.place ?? (settings.count == 1 ? 0 : nil)
    let blamed =
      place.map { settings[$0] } ?? settings.first { problem($0, failure.errno) != .refused }
    guard let blamed else { return plain }
    return V4L2Error(
      operation, node: path,
      reason: .control(
        ControlRefusal(
          blamed.control, blamed.value, problem(blamed, failure.errno), failure.errno)))
  }

  /// Why a driver may have refused a setting, by what it says of the control now.
  private func problem(_ setting: ControlSetting, _ errno: Errno) -> ControlProblem {
    guard let now = try? described(setting.control.id) else { return .noSuchControl }
    switch errno {
    case .permissionDenied where now.flags.contains(.readOnly): return .readOnly
    case .permissionDenied where now.flags.contains(.inactive): return .inactive
    case .resourceBusy where now.flags.contains(.grabbed): return .grabbed
    case .permissionDenied, .resourceBusy: return .refused
    case .invalidArgument, .outOfRange, .noSpace:
      return setting.control.problem(with: setting.value) ?? .refused
    default: return .refused
    }
  }
}

extension ControlBatch {
  fileprivate var settings: [ControlSetting] {
    entries.map { ControlSetting($0.control, $0.value) }
  }
}
