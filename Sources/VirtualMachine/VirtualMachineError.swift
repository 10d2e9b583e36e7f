/// Why a virtual machine could not run a command to its end.
///
/// The description is one sentence, or two, for a person: the cause, and what to do next. An error
/// always means that the exit status of the command is unknown.
public struct VirtualMachineError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of failure a caller may want to tell apart.
  public enum Cause: Sendable, Hashable {
    /// The host has no such program; the description names the package that has it.
    case missingTool
    /// An argument cannot be used: an absurd size, a path that is not there.
    case invalidArgument
    /// No kernel answers to the name asked for.
    case kernelNotFound
    /// The kernel has no such module.
    case moduleNotFound
    /// A kernel package could not be fetched, checked or unpacked.
    case fetchFailed
    /// The cache folder or a temporary file could not be read or written.
    case fileSystem
    /// QEMU did not start, or ended before the guest had answered.
    case emulatorFailed
    /// The guest did not come up.
    case bootFailed
    /// The guest ended, panicked, ran out of memory or fell silent before the command ended.
    case guestLost
  }

  /// The kind of failure.
  public let cause: Cause
  /// What happened and what to do about it, for a person.
  public let description: String

  /// Creates an error from its kind and its text.
  public init(_ cause: Cause, _ description: String) {
    self.cause = cause
    self.description = description
  }
}
