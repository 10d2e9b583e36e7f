internal import CVideoDev2
internal import SystemIO
internal import SystemPackage

/// Which value of a control is meant.
public enum ControlValueKind: Hashable, Sendable {
  /// The one that is set. The corresponding C constant is `V4L2_CTRL_WHICH_CUR_VAL`.
  case current
  /// The one the driver begins with. The corresponding C constant is `V4L2_CTRL_WHICH_DEF_VAL`.
  case standard
  /// The least. The corresponding C constant is `V4L2_CTRL_WHICH_MIN_VAL`.
  case minimum
  /// The greatest. The corresponding C constant is `V4L2_CTRL_WHICH_MAX_VAL`.
  case maximum
}

/// A control and its value.
public struct ControlReading: Hashable, Sendable {
  /// What the driver says of the control.
  public var control: ControlDescription
  /// The value; nil of headings, of what can only be set, and where reading failed.
  public var value: ControlValue?
  /// Why reading failed.
  public var failure: V4L2Error?

  /// Makes a reading.
  public init(_ control: ControlDescription, value: ControlValue? = nil, failure: V4L2Error? = nil)
  {
    self.control = control
    self.value = value
    self.failure = failure
  }
}

// What controls are set to.
extension Device {
  /// The values of controls, read in one request where the driver can.
  ///
  /// What cannot be read is left without a value; a control that fails alone carries the failure. Throws
  /// when the device is gone. The corresponding request is `VIDIOC_G_EXT_CTRLS`.
  public func readings(
    of controls: [ControlDescription], _ kind: ControlValueKind = .current
  ) throws(V4L2Error) -> [ControlReading] {
    var readings = controls.map { ControlReading($0, value: $0.statedValue(kind)) }
    let places = readings.indices.filter {
      readings[$0].value == nil && controls[$0].isAnswered(kind)
    }
    guard !places.isEmpty else { return readings }
    let scope = kind.scope
    var batch = ControlBatch(entries: places.map { ControlBatch.Entry(reading: controls[$0]) })
    guard let failure = unsafe batch.exchange(.controls, scope, on: node) else {
      for (entry, place) in zip(batch.entries, places) { readings[place].value = entry.value }
      return readings
    }
    if failure.errno == .noSuchDevice { throw readFailure(failure.errno) }
    // One of them is to blame, or the driver takes one class at a time: each is asked for alone.
    for place in places {
      do throws(V4L2Error) {
        readings[place].value = try readAlone(controls[place], scope)
      } catch {
        if error.isDeviceLost { throw error }
        readings[place].failure = error
      }
    }
    return readings
  }

  /// The value of a control; nil of headings, of buttons and of a bound that the driver does not state.
  ///
  /// Refused for what can only be set. The corresponding request is `VIDIOC_G_EXT_CTRLS`.
  public func value(
    of control: ControlDescription, _ kind: ControlValueKind = .current
  ) throws(V4L2Error) -> ControlValue? {
    if kind == .current, control.flags.contains(.writeOnly), control.type != .button {
      throw V4L2Error(
        "VIDIOC_G_EXT_CTRLS", node: path,
        reason: .control(ControlRefusal(control, nil, .writeOnly, .permissionDenied)))
    }
    let reading = try readings(of: [control], kind)[0]
    if let failure = reading.failure { throw failure }
    return reading.value
  }

  private func readAlone(
    _ control: ControlDescription, _ scope: ControlScope
  ) throws(V4L2Error) -> ControlValue {
    var batch = ControlBatch(entries: [ControlBatch.Entry(reading: control)])
    guard let failure = unsafe batch.exchange(.controls, scope, on: node) else {
      return batch.entries[0].value
    }
    guard failure.errno == .inappropriateIOCTLForDevice, case .current = scope,
      !control.hasPayload, control.type != .integer64
    else { throw readFailure(failure.errno, control) }
    var argument = v4l2_control(id: control.id.rawValue, value: 0)
    if let errno = node.attempt(.control, &argument) {
      throw V4L2Error("VIDIOC_G_CTRL", node: path, errno)
    }
    return ControlCoding(control).value(scalar: Int64(argument.value))
  }

  private func readFailure(_ errno: Errno, _ control: ControlDescription? = nil) -> V4L2Error {
    guard let control, [.permissionDenied, .invalidArgument].contains(errno) else {
      return V4L2Error("VIDIOC_G_EXT_CTRLS", node: path, errno)
    }
    return V4L2Error(
      "VIDIOC_G_EXT_CTRLS", node: path,
      reason: .control(
        ControlRefusal(control, nil, errno == .permissionDenied ? .writeOnly : .refused, errno)))
  }
}

extension ControlValueKind {
  fileprivate var scope: ControlScope {
    switch self {
    case .current: .current
    case .standard: .standard
    case .minimum: .minimum
    case .maximum: .maximum
    }
  }
}

extension ControlDescription {
  /// What the description itself says of a value; nil where the driver must be asked.
  fileprivate func statedValue(_ kind: ControlValueKind) -> ControlValue? {
    let number: Int64
    switch kind {
    case .current: return nil
    case .standard: number = defaultValue
    case .minimum: number = minimum
    case .maximum: number = maximum
    }
    guard !isHeading, type != .button, type.isNumber else { return nil }
    guard hasPayload else { return .integer(number) }
    // An array's default may differ from element to element; bounds hold for each.
    guard isArray, kind != .standard, !flags.contains(.hasMinimumAndMaximum) else { return nil }
    return .integers(Array(repeating: number, count: max(1, elements)))
  }

  /// Whether the driver can be asked for a value.
  fileprivate func isAnswered(_ kind: ControlValueKind) -> Bool {
    switch kind {
    case .current: isReadable
    case .standard: !isHeading && hasPayload && flags.isDisjoint(with: [.writeOnly, .disabled])
    case .minimum, .maximum: hasPayload && flags.contains(.hasMinimumAndMaximum)
    }
  }
}
