public import ArgumentParser
import Glibc
import SystemPackage
public import VirtualMachine

struct VMRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs a command of this host in a virtual machine that has vivid video devices.",
    discussion: """
      The guest sees this host's files, read-only under a layer that is thrown away at the end; the
      current folder, or each --share, is the real one. Standard output and standard error come as
      they are written, and apart; standard input is empty. No root is needed.

      The exit status is the command's: 128 + N when signal N ended it, 124 after --timeout, 130 after
      ctrl-C, 143 after SIGTERM, and 1 when the machine itself failed, with the reason on standard
      error.

      --display gives the guest a display card, whose screen nobody sees but 'vidctl vm screendump', run in \
      the guest:

        vidctl vm run --display cirrus -- sh -c \
          'vidctl display 0 --duration 3 & sleep 2; vidctl vm screendump picture.png; wait'

      To count the cost of a program instead of timing it: --icount 2 (4 ns an instruction, one
      processor).
      """)

  @Option(help: "A folder, an installed release, or a name: 6.12, 6.12-rt, 6.1.")
  var kernel: String?

  @Option(
    name: .customLong("module"), parsing: .singleValue,
    help: "A module to load, with parameters; repeatable. Default: one lean vivid webcam.")
  var modules: [String] = []

  @Option(
    name: .customLong("display"), parsing: .singleValue,
    help: "A display card: cirrus, bochs, virtio or qxl, its driver included; repeatable.")
  var displays: [VirtualMachine.Display] = []

  @Option(
    name: .customLong("with"), parsing: .singleValue,
    help: ArgumentHelp(
      "Modules to build of the kernel's source and load: vim2m,vicodec,vkms; or one with parameters; repeatable.",
      valueName: "modules"))
  var builtModules: [String] = []

  @Flag(help: "Load no module, so that there is no video device.")
  var noDevices = false

  @Option(help: "The guest's memory in megabytes.")
  var memory = 1024

  @Option(help: "The guest's processors.")
  var cpus = 2

  @Option(
    name: .customLong("qemu"), parsing: .unconditionalSingleValue,
    help: "Further arguments for QEMU, in one word: '-device cirrus-vga'; repeatable.")
  var emulatorArguments: [String] = []

  @Option(help: "kvm or tcg. Default: KVM where a boot has proved that it works here.")
  var accelerator: Accelerator?

  @Option(help: "Give each instruction 2^SHIFT ns of guest time, so that cost can be counted.")
  var icount: Int?

  @Flag(help: "Write the guest's kernel log to standard error.")
  var console = false

  @Option(help: "End the machine after so many seconds, with status 124.")
  var timeout: Double?

  @Option(
    name: .customLong("share"), parsing: .singleValue,
    help: "A folder the guest may write to; repeatable. Default: the current folder.")
  var shares: [String] = []

  @Option(
    name: .customLong("env"), parsing: .singleValue,
    help: "A variable for the command, NAME or NAME=VALUE; repeatable.")
  var variables: [String] = []

  @Argument(parsing: .captureForPassthrough, help: "The command, after --.")
  var command: [String] = []

  func validate() throws {
    if let timeout, !(timeout > 0 && timeout < 1e9) {
      throw ValidationError("--timeout takes a number of seconds above 0")
    }
    for text in emulatorArguments where ShellWords.split(text) == nil {
      throw ValidationError("--qemu \(text) leaves a quote open")
    }
  }

  func run() async throws {
    var configuration = VirtualMachine.Configuration()
    configuration.kernel = kernel
    if noDevices {
      configuration.modules = modules
    } else if !modules.isEmpty {
      configuration.modules = modules
    }
    configuration.displays = displays
    configuration.builtModules = builtModules.flatMap { text in
      // A parameter may have commas of its own.
      text.contains(" ") ? [text] : text.split(separator: ",").map(String.init)
    }
    configuration.memoryMegabytes = memory
    configuration.cpus = cpus
    configuration.emulatorArguments = emulatorArguments.flatMap { ShellWords.split($0) ?? [$0] }
    configuration.accelerator = accelerator
    configuration.icountShift = icount
    configuration.showsConsole = console
    configuration.timeout = timeout.map { .milliseconds(Int64($0 * 1000)) }
    if !shares.isEmpty { configuration.shares = shares.map { FilePath($0) } }
    for variable in variables {
      let halves = variable.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(halves[0])
      if halves.count == 2 {
        configuration.environment[name] = String(halves[1])
      } else if let value = unsafe getenv(name) {
        configuration.environment[name] = unsafe String(cString: value)
      }
    }
    var words = command
    if words.first == "--" { words.removeFirst() }
    let status: Int32
    do throws(VirtualMachineError) {
      let machine = VirtualMachine(configuration)
      let interruption = Signals.interruption()
      status = try await machine.run(words, interruption: interruption) { Messages.tell($0) }
        .outcome.exitStatus
    } catch {
      Messages.tell(error.description)
      throw ExitCode(error.cause == .invalidArgument ? 2 : 1)
    }
    throw ExitCode(status)
  }
}

extension Accelerator: ExpressibleByArgument {}
extension VirtualMachine.Display: ExpressibleByArgument {}
