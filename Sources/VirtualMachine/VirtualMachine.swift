internal import Glibc

/// A machine without hardware: boots a stock kernel in QEMU and runs a command of the host in it.
///
/// The guest sees the root file system of the host, read-only under a layer that is thrown away at
/// the end, so the programs of the host run in it unchanged; the shared folders are the real ones and
/// are written through. Its kernel has what the host's may lack: the `vivid` driver's video devices.
///
/// A run makes a machine, and the machine ends with the command. Nothing needs root. A result is only
/// ever what the guest reported about the command; whatever else happens is a
/// ``VirtualMachineError``.
public struct VirtualMachine: Sendable {
  /// What the machine is made of.
  public var configuration: Configuration

  /// Creates a machine; nothing is started.
  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
  }

  /// Runs a command in a new machine to its end.
  ///
  /// The command's standard input is empty. Cancelling the task ends the machine.
  /// - Parameters:
  ///   - command: The program, looked for in the guest's PATH, and its arguments.
  ///   - interruption: Ends the machine from elsewhere.
  ///   - notice: Is told what takes time and what a person should know, in a few words each.
  /// - Returns: How the command ended, and its output where that is collected.
  /// - Throws: ``VirtualMachineError`` when the command's end could not be learnt.
  public func run(
    _ command: [String], interruption: Interruption = Interruption(),
    notice: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws(VirtualMachineError) -> Result {
    // The standard library's handler does not carry a typed error through.
    let end: Swift.Result<Result, VirtualMachineError> = await withTaskCancellationHandler(
      operation: {
        do throws(VirtualMachineError) {
          return .success(try await boot(command, interruption: interruption, notice: notice))
        } catch {
          return .failure(error)
        }
      },
      onCancel: { interruption.request(signal: SIGTERM) })
    return try end.get()
  }

  private func boot(
    _ command: [String], interruption: Interruption,
    notice: @escaping @Sendable (String) -> Void
  ) async throws(VirtualMachineError) -> Result {
    let plan = try await Plan(configuration, command: command, notice: notice)
    let verdict = AcceleratorVerdict(cache: configuration.cache, qemu: plan.qemu)
    var accelerator = plan.accelerator(verdict)
    var isRetried = false
    while true {
      let isTrial = accelerator == .kvm && verdict.known == nil
      let boot = try await plan.boot(
        accelerator, patience: isTrial ? .seconds(9) : nil, interruption: interruption)
      if isTrial && boot.isReady { verdict.keep(works: true) }
      if accelerator == .kvm && configuration.accelerator == nil, boot.showsBrokenKVM {
        verdict.keep(works: false)
        if !boot.isReady {
          notice("KVM does not work here; emulating instead")
          accelerator = .tcg
          continue
        }
      }
      // Emulated processors trip over each other once in a hundred boots, before anything has run.
      if boot.isEarlyPanic && !isRetried {
        isRetried = true
        continue
      }
      return try boot.result(of: self.configuration, accelerator: accelerator, notice: notice)
    }
  }
}
