import SystemPackage
import V4L2

/// What became of settings.
struct ControlOutcome: Hashable {
  /// A control that was set, to what, and what the driver made of it.
  struct Applied: Hashable {
    var control: ControlDescription
    var requested: ControlValue
    var value: ControlValue

    /// Whether the driver changed what was asked for; buttons have no value that could be.
    var isAdjusted: Bool { requested != value && control.type != .button }

    /// What the driver changed, in words.
    var words: String {
      let (asked, kept) = (
        ControlText.words(requested, of: control), ControlText.words(value, of: control)
      )
      return "\(control.key): \(asked) → \(kept)"
    }
  }

  /// A control that was left as it was, and why.
  struct Left: Hashable {
    var name: String
    var id: ControlID?
    var reason: String
    /// Whether that is as it should be: an automatic control sets it.
    var isFine = false
    var isBusy = false
  }

  var applied: [Applied] = []
  var left: [Left] = []

  /// What was left that should not have been.
  var failures: [Left] { left.filter { !$0.isFine } }
}

/// Sets controls of a device and tells what came of it.
struct ControlApplication {
  let device: Device

  /// Sets everything at once or nothing, after a look at what the driver says of each control.
  func set(_ settings: [ControlSetting]) throws -> ControlOutcome {
    for setting in settings {
      // One that is inactive may become active by another of the settings.
      let isAlone = settings.count == 1 && setting.control.flags.contains(.inactive)
      if let problem = problem(with: setting) ?? (isAlone ? .inactive : nil) {
        throw Failure(
          V4L2Error(
            "VIDIOC_S_EXT_CTRLS", node: device.path,
            reason: .control(
              ControlRefusal(setting.control, setting.value, problem, .invalidArgument))))
      }
    }
    let inactive = settings.filter { $0.control.flags.contains(.inactive) }
    let before = inactive.isEmpty ? [] : try device.readings(of: settings.map(\.control))
    let outcome = try apply(settings)
    // Another of the settings was to make these active; a value that has no effect is none.
    let now = try device.refreshed(inactive.map(\.control))
    guard let still = now.first(where: { $0.flags.contains(.inactive) }) else { return outcome }
    let old = before.compactMap { reading in
      reading.value.map { ControlSetting(reading.control, $0) }
    }
    try device.set(old.filter { !$0.control.flags.contains(.volatile) })
    throw Failure(
      .cannotDo,
      "\(device.path): \(still.key) would stay inactive, as another control sets it; nothing was "
        + "changed; turn that off as well, such as an automatic one")
  }

  private func apply(_ settings: [ControlSetting]) throws -> ControlOutcome {
    do throws(V4L2Error) {
      let kept = try device.set(settings)
      return ControlOutcome(
        applied: zip(settings, kept).map {
          ControlOutcome.Applied(control: $0.control, requested: $0.value, value: $1.value)
        })
    } catch {
      guard case .control(let refusal) = error.reason, refusal.problem == .inactive,
        settings.count > 1
      else { throw Failure(error) }
      throw Failure(
        .cannotDo,
        "\(device.path): \(refusal.name) is inactive, and the driver does not take it together with "
          + "what makes it active; nothing was changed; set the other control in a command before")
    }
  }

  /// What is known to be the matter before the driver is asked. Values between steps are the driver's to move.
  func problem(with setting: ControlSetting) -> ControlProblem? {
    let control = setting.control
    if control.flags.contains(.readOnly) { return .readOnly }
    if control.flags.contains(.grabbed) { return .grabbed }
    let problem = control.problem(with: setting.value)
    return problem == .betweenSteps ? nil : problem
  }

  /// Sets what can be set, as in a preset; nothing at all if something can't, unless part of it will do.
  ///
  /// Controls that are inactive are left to whatever sets them; if they become active on the way, they are
  /// set as well.
  func applyPreset(_ wanted: [ControlSetting], partial: Bool) throws -> ControlOutcome {
    var outcome = ControlOutcome()
    var settings: [ControlSetting] = []
    for setting in wanted {
      if let problem = problem(with: setting) {
        outcome.left.append(left(setting, problem))
      } else {
        settings.append(setting)
      }
    }
    guard partial || outcome.failures.isEmpty else { return outcome }
    let before = partial ? [] : try device.readings(of: settings.map(\.control))
    for _ in 0..<3 where !settings.isEmpty {
      let now = try device.refreshed(settings.map(\.control))
      let inactive = Set(now.filter { $0.flags.contains(.inactive) }.map(\.id))
      let ready = settings.filter { !inactive.contains($0.control.id) }
      guard !ready.isEmpty else { break }
      settings.removeAll { !inactive.contains($0.control.id) }
      try applyReady(ready, partial, &outcome)
      if !partial, !outcome.failures.isEmpty { return try undone(outcome, before) }
    }
    outcome.left += settings.map { setting in
      ControlOutcome.Left(
        name: setting.control.key, id: setting.control.id,
        reason: "it is inactive: another control sets it", isFine: true)
    }
    return outcome
  }

  /// Sets back what an earlier round has set, as nothing was to be set unless all of it could.
  private func undone(
    _ outcome: ControlOutcome, _ before: [ControlReading]
  ) throws -> ControlOutcome {
    let changed = Set(outcome.applied.map(\.control.id))
    let old = before.compactMap { reading -> ControlSetting? in
      guard changed.contains(reading.control.id), !reading.control.flags.contains(.volatile)
      else { return nil }
      return reading.value.map { ControlSetting(reading.control, $0) }
    }
    do throws(V4L2Error) {
      if !old.isEmpty { try device.set(old) }
    } catch {
      throw Failure(
        V4L2Error(
          error.operation, node: device.path,
          reason: .notRestored(after: outcome.failures.first?.reason ?? "a control was refused")))
    }
    var result = outcome
    result.applied = []
    return result
  }

  /// Sets what is not inactive; what the driver refuses is left out, one after the other.
  private func applyReady(
    _ ready: [ControlSetting], _ partial: Bool, _ outcome: inout ControlOutcome
  ) throws {
    var settings = ready
    while !settings.isEmpty {
      do throws(V4L2Error) {
        let kept = try device.set(settings)
        outcome.applied += zip(settings, kept).map {
          ControlOutcome.Applied(control: $0.control, requested: $0.value, value: $1.value)
        }
        return
      } catch {
        guard case .control(let refusal) = error.reason,
          let index = settings.firstIndex(where: { $0.control.id == refusal.id })
        else { throw Failure(error) }
        outcome.left.append(left(settings[index], refusal.problem, refusal.errno))
        guard partial else { return }
        settings.remove(at: index)
      }
    }
  }

  /// What of the settings is known not to fit.
  func misfits(_ settings: [ControlSetting]) -> [ControlOutcome.Left] {
    settings.compactMap { setting in
      problem(with: setting).map { left(setting, $0) }
    }
  }

  private func left(
    _ setting: ControlSetting, _ problem: ControlProblem, _ errno: Errno = .invalidArgument
  ) -> ControlOutcome.Left {
    let error = V4L2Error(
      "VIDIOC_S_EXT_CTRLS", node: device.path,
      reason: .control(ControlRefusal(setting.control, setting.value, problem, errno)))
    let explanation = error.explain()
    return ControlOutcome.Left(
      name: setting.control.key, id: setting.control.id,
      reason: "\(explanation.cause); \(explanation.advice)",
      isBusy: problem == .grabbed || errno == .resourceBusy)
  }
}
