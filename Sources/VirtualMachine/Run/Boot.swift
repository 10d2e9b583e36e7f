/// What is known after one boot, and what it means.
struct Boot: Sendable {
  let end: SessionEnd
  let isReady: Bool
  let console: ConsoleLog
  let emulator: ConsoleLog
  let output: [UInt8]
  let errors: [UInt8]

  var showsBrokenKVM: Bool {
    switch end {
    case .brokenKVM: true
    // Before the guest has reported itself, any end but a wish of the caller's speaks against KVM.
    case .ended, .silentAtBoot: !isReady
    default: false
    }
  }

  var isEarlyPanic: Bool {
    guard !isReady, console.panic != nil else { return false }
    switch end {
    case .ended, .silentAtBoot: return true
    default: return false
    }
  }

  /// The result, or the error that the end amounts to.
  func result(
    of configuration: VirtualMachine.Configuration, accelerator: Accelerator,
    notice: (String) -> Void
  ) throws(VirtualMachineError) -> VirtualMachine.Result {
    func result(_ outcome: VirtualMachine.Outcome) -> VirtualMachine.Result {
      VirtualMachine.Result(
        outcome: outcome, output: output, errors: errors, accelerator: accelerator)
    }
    switch end {
    case .exited(let status, let killed):
      if killed > 0 {
        let cause = "the guest ran out of memory (\(configuration.memoryMegabytes) MB)"
        guard status == 0 else {
          throw VirtualMachineError(
            .guestLost, "\(cause) and its kernel killed a process; give it more with --memory")
        }
        notice("\(cause) and its kernel killed a process, but the command ended with 0")
      }
      return result(.exited(status: status))
    case .interrupted(let signal): return result(.interrupted(signal: signal))
    case .timedOut: return result(.timedOut)
    case .unloadable(let module, let reason):
      throw VirtualMachineError(
        .bootFailed, "the module \(module) could not be loaded in the guest: \(reason)")
    case .brokenKVM:
      throw VirtualMachineError(
        .guestLost, "KVM broke down while the guest ran; run again, and it will be emulated")
    case .silentAtBoot:
      throw VirtualMachineError(
        .bootFailed,
        "the guest did not come up in time; \(lastWords)run again with --console to see its log")
    case .silent:
      throw VirtualMachineError(
        .guestLost,
        "the guest gave no sign of life for two minutes and was ended; \(lastWords)run again with --console to see its log"
      )
    case .sinkFailed(let stream, let error):
      throw VirtualMachineError(
        .fileSystem, "cannot write the standard \(stream): \(error); the command was ended")
    case .ended:
      throw ended()
    }
  }

  private var lastWords: String { console.last.map { "its last words were '\($0)'; " } ?? "" }

  private func ended() -> VirtualMachineError {
    if let panic = console.panic {
      return VirtualMachineError(
        .guestLost, "the guest's kernel gave up before the command ended: \(panic)")
    }
    if let complaint = console.complaint {
      return VirtualMachineError(.bootFailed, "the guest could not start: \(complaint)")
    }
    if !isReady {
      let reason = emulator.last ?? "it said nothing"
      return VirtualMachineError(
        .emulatorFailed, "QEMU ended before the guest was up: \(reason)")
    }
    return VirtualMachineError(
      .guestLost,
      "the machine went away before the command ended: it was powered off from inside, or QEMU was killed"
    )
  }
}

extension Boot {
  init(end: SessionEnd, session: Session) {
    self.init(
      end: end, isReady: session.isReady, console: session.console, emulator: session.emulator,
      output: session.output.collected, errors: session.errors.collected)
  }
}
