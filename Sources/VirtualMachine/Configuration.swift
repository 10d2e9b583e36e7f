public import SystemPackage

extension VirtualMachine {
  /// What a machine is made of, and what of the host it sees.
  public struct Configuration: Sendable {
    /// The kernel: a folder, a release, or a name such as `6.12`; nil takes the usual one.
    public var kernel: String?
    /// The modules to load before the command, each with its parameters: `vivid n_devs=2`.
    public var modules: [String] = [Configuration.webcam]
    /// The display cards of the guest; their drivers are loaded after `modules`.
    public var displays: [Display] = []
    /// Modules that the kernel's distribution left out and that are built of its source first, each with its
    /// parameters: `vim2m`, `vicodec` and `vkms`. The first time takes half a minute, a compiler and the network.
    public var builtModules: [String] = []
    /// The memory of the guest in megabytes.
    public var memoryMegabytes: Int = 1024
    /// The number of processors of the guest.
    public var cpus: Int = 2
    /// Further arguments for QEMU.
    public var emulatorArguments: [String] = []
    /// What runs the guest; nil takes KVM where a boot has proved that it works, and else emulation.
    public var accelerator: Accelerator?
    /// Counts time in instructions of two to the power of this many nanoseconds; emulation only.
    public var icountShift: Int?
    /// Whether all of the guest's kernel log goes to standard error.
    public var showsConsole: Bool = false
    /// How long the whole call may take.
    public var timeout: Duration?
    /// The folders the guest may write to; nil stands for the current folder.
    public var shares: [FilePath]?
    /// The command's folder; nil stands for the current folder.
    public var folder: FilePath?
    /// The command's environment.
    public var environment: [String: String] = Configuration.usualEnvironment()
    /// Where the command's standard output goes.
    public var output: Stream = .inherited
    /// Where the command's standard error goes.
    public var errors: Stream = .inherited
    /// Where kernels and boot images are kept.
    public var cache: CacheFolder = .standard

    /// Creates the usual machine: one lean webcam, and the current folder shared.
    public init() {}

    /// One lean webcam: a single capture node with a single webcam input.
    public static let webcam: String = "vivid n_devs=1 node_types=1 num_inputs=1 input_types=0"

    /// The variables of the host that a command is given unasked, as far as they are set.
    public static let usualVariables: [String] = ["PATH", "HOME", "TERM", "LANG", "NO_COLOR", "CI"]

    /// The values of ``usualVariables`` on the host.
    public static func usualEnvironment() -> [String: String] {
      var result: [String: String] = [:]
      for name in usualVariables { result[name] = HostTools.environment(name) }
      return result
    }
  }

  /// Where one stream of the command goes.
  public enum Stream: Sendable, Hashable {
    /// To the same stream of this process, as it comes.
    case inherited
    /// To a descriptor, as it comes; the caller keeps it open until the run is over.
    case descriptor(FileDescriptor)
    /// Into the result.
    case collected
  }

  /// How a run ended.
  public enum Outcome: Sendable, Hashable {
    /// The command ended, with a status as a shell would give it: 128 + N after signal N.
    case exited(status: Int32)
    /// The time allowed passed first.
    case timedOut
    /// An ``Interruption`` ended it.
    case interrupted(signal: Int32)

    /// The status for this process to end with: 124 after a timeout, 128 + N after signal N.
    public var exitStatus: Int32 {
      switch self {
      case .exited(let status): status
      case .timedOut: 124
      case .interrupted(let signal): 128 + signal
      }
    }
  }

  /// What came of a run.
  public struct Result: Sendable {
    /// How the run ended.
    public var outcome: Outcome
    /// What the command wrote to its standard output, where that is collected.
    public var output: [UInt8]
    /// What the command wrote to its standard error, where that is collected.
    public var errors: [UInt8]
    /// What ran the guest.
    public var accelerator: Accelerator
  }
}
