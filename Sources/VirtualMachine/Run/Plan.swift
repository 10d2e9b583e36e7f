internal import Dispatch
internal import Glibc
internal import Subprocess
internal import SystemPackage

/// A configuration checked against the host: everything that a boot needs, found.
struct Plan {
  let configuration: VirtualMachine.Configuration
  let qemu: FilePath
  private let kernelImage: FilePath
  private let initramfs: [UInt8]
  private let shares: [FilePath]
  private let joinsStreams: Bool
  private let mark: String = EndMark.random()
  private let deadline: ContinuousClock.Instant?

  init(
    _ configuration: VirtualMachine.Configuration, command: [String],
    notice: @Sendable (String) -> Void
  ) async throws(VirtualMachineError) {
    let start = ContinuousClock.now
    self.configuration = configuration
    deadline = configuration.timeout.map { start + $0 }
    try Self.check(configuration, command: command)
    qemu = try HostTools.require("qemu-system-x86_64", package: "qemu-system-x86")
    let busybox = try HostTools.require("busybox", package: "busybox-static")
    let modprobe = try HostTools.require("modprobe", package: "kmod")
    let folder = try Self.folder(configuration)
    shares = try Self.shares(configuration, folder: folder)
    joinsStreams = Self.joinsStreams(configuration)

    let store = KernelStore(cache: configuration.cache)
    let kernel = try await store.resolve(configuration.kernel, progress: notice)
    let index = try ModuleIndex(kernel)
    var modules = try Self.modules(configuration, in: index, of: kernel)
    let built = try await Self.builtModules(
      configuration, in: index, of: kernel, adding: &modules, notice: notice)
    kernelImage = try await KernelImage.bootable(kernel, cache: configuration.cache)
    let common = try await Initramfs.common(
      kernel: kernel, busybox: busybox, index: index, cache: configuration.cache)
    let settings = GuestScripts.settings(
      shares: shares.map(\.string), modules: modules, built: built, modprobe: modprobe.string,
      modulesRoot: kernel.root.string,
      keepRun: ([folder, kernel.root] + [FilePath(command[0])]).contains {
        $0.starts(with: "/run")
      },
      joined: joinsStreams, mark: mark)
    let job = GuestScripts.job(
      command: command, folder: folder.string,
      environment: configuration.environment.sorted { $0.key < $1.key },
      env: try HostTools.require("env", package: "coreutils").string)
    initramfs = common + Initramfs.particular(settings: settings, job: job)
  }

  // MARK: Checks

  private static func check(
    _ configuration: VirtualMachine.Configuration, command: [String]
  ) throws(VirtualMachineError) {
    func refuse(_ text: String) -> VirtualMachineError {
      VirtualMachineError(.invalidArgument, text)
    }
    #if !arch(x86_64)
    throw refuse("virtual machines need an x86-64 host; on this one use a host that has vivid")
    #endif
    guard let program = command.first, !program.isEmpty else {
      throw refuse("there is no command to run; name one after --")
    }
    guard (128...1_048_576).contains(configuration.memoryMegabytes) else {
      throw refuse(
        "\(configuration.memoryMegabytes) MB is no size for the guest's memory; give 128 or more")
    }
    guard (1...64).contains(configuration.cpus) else {
      throw refuse("the guest cannot have \(configuration.cpus) processors; give 1 to 64")
    }
    if let shift = configuration.icountShift {
      guard (0...10).contains(shift) else {
        throw refuse("an instruction cannot take 2^\(shift) ns; give a shift of 0 to 10")
      }
      guard configuration.accelerator != .kvm else {
        throw refuse("instructions can be counted under emulation only; leave KVM out")
      }
    }
    guard Set(configuration.displays).count == configuration.displays.count else {
      throw refuse("a machine has one display of a kind; name each once")
    }
    for (name, _) in configuration.environment where name.isEmpty || name.contains("=") {
      throw refuse("'\(name)' is no name for an environment variable")
    }
  }

  private static func folder(
    _ configuration: VirtualMachine.Configuration
  ) throws(VirtualMachineError) -> FilePath {
    guard let folder = Files.canonical(configuration.folder ?? "."), Files.isDirectory(folder)
    else {
      throw VirtualMachineError(
        .invalidArgument,
        "\(configuration.folder ?? "the current folder") is not a folder that exists")
    }
    return folder
  }

  private static func shares(
    _ configuration: VirtualMachine.Configuration, folder: FilePath
  ) throws(VirtualMachineError) -> [FilePath] {
    guard let named = configuration.shares else {
      // The root itself stays read-only: sharing it would undo the throw-away layer.
      return folder == "/" ? [] : [folder]
    }
    var shares: [FilePath] = []
    for path in named {
      guard let share = Files.canonical(path), Files.isDirectory(share) else {
        throw VirtualMachineError(
          .invalidArgument, "the folder to share, \(path), does not exist; make it first")
      }
      guard share != "/" else {
        throw VirtualMachineError(
          .invalidArgument, "the root of the host cannot be shared for writing; name a folder in it"
        )
      }
      if !shares.contains(share) { shares.append(share) }
    }
    return shares
  }

  private static func modules(
    _ configuration: VirtualMachine.Configuration, in index: ModuleIndex, of kernel: GuestKernel
  ) throws(VirtualMachineError) -> [[String]] {
    var modules: [[String]] = []
    for text in configuration.modules {
      let words = text.split(separator: " ").map(String.init)
      guard let name = words.first else { continue }
      guard index.contains(name) else {
        let advice =
          kernel.origin == .installed
          ? "name another one, such as --kernel 6.12, which is fetched; on Ubuntu the package linux-modules-extra-\(kernel.release) may have it"
          : "its distribution did not build it, so name another kernel with --kernel"
        throw VirtualMachineError(
          .moduleNotFound, "the kernel \(kernel.release) has no module \(name); \(advice)")
      }
      modules.append(words)
    }
    for display in configuration.displays {
      guard let name = display.modules.first(where: { index.contains($0) }) else {
        throw VirtualMachineError(
          .moduleNotFound,
          "the kernel \(kernel.release) has no driver for the display \(display.rawValue); "
            + "name another kernel with --kernel")
      }
      modules.append([name])
    }
    return modules
  }

  /// The modules to insert that are built here, with their parameters; one that the kernel has after all joins its own.
  private static func builtModules(
    _ configuration: VirtualMachine.Configuration, in index: ModuleIndex, of kernel: GuestKernel,
    adding modules: inout [[String]], notice: @Sendable (String) -> Void
  ) async throws(VirtualMachineError) -> [(module: BuiltModule, parameters: [String])] {
    var wanted: [BuildableModule] = []
    var parameters: [String: [String]] = [:]
    for text in configuration.builtModules {
      let words = text.split(separator: " ").map(String.init)
      guard let name = words.first else { continue }
      if index.contains(name) {
        modules.append(words)
        continue
      }
      guard let module = BuildableModule.named(name) else {
        let names = BuildableModule.all.map(\.name).joined(separator: ", ")
        throw VirtualMachineError(
          .moduleNotFound, "there is no module \(name) to build; there are \(names)")
      }
      wanted.append(module)
      parameters[module.name] = Array(words.dropFirst())
    }
    guard !wanted.isEmpty else { return [] }
    return try await ModuleBuilder(cache: configuration.cache, kernel: kernel)
      .modules(wanted, progress: notice).map { ($0, parameters[$0.name] ?? []) }
  }

  /// Whether both streams go to one place, in which case they must keep their order.
  private static func joinsStreams(_ configuration: VirtualMachine.Configuration) -> Bool {
    guard let output = descriptor(configuration.output, STDOUT_FILENO),
      let errors = descriptor(configuration.errors, STDERR_FILENO)
    else { return false }
    var (one, other) = (stat(), stat())
    guard unsafe fstat(output, &one) == 0, unsafe fstat(errors, &other) == 0 else { return false }
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino
      && one.st_mode & S_IFMT != S_IFCHR || isatty(output) == 1 && isatty(errors) == 1
  }

  static func descriptor(_ stream: VirtualMachine.Stream, _ standard: Int32) -> Int32? {
    switch stream {
    case .inherited: standard
    case .descriptor(let descriptor): descriptor.rawValue
    case .collected: nil
    }
  }

  private static func sink(_ stream: VirtualMachine.Stream, _ standard: Int32) -> Sink {
    descriptor(stream, standard).map { Sink(descriptor: $0) } ?? Sink(.memory)
  }

  // MARK: Boot

  func accelerator(_ verdict: AcceleratorVerdict) -> Accelerator {
    if let accelerator = configuration.accelerator { return accelerator }
    if configuration.icountShift != nil
      || configuration.emulatorArguments.contains(where: { $0 == "-icount" || $0 == "-accel" })
    {
      return .tcg
    }
    return AcceleratorVerdict.isKVMPresent && verdict.known != false ? .kvm : .tcg
  }

  func boot(
    _ accelerator: Accelerator, patience: Duration?, interruption: Interruption
  ) async throws(VirtualMachineError) -> Boot {
    let named = HostTools.environment("TMPDIR").map { FilePath($0) } ?? "/tmp"
    let parent: FilePath =
      named.string.utf8.count < 60 && Files.isWritable(named) ? named : "/tmp"
    let folder = try Files.makeTemporaryDirectory(in: parent, prefix: "virtual-machine-")
    defer { Files.removeTree(folder) }
    let archive = folder.appending("initramfs")
    try Files.write(initramfs, to: archive)
    let sockets = try HostSockets(
      folder: folder, names: QEMUCommand.streams(configuration.displays))
    let command = QEMUCommand(
      kernel: kernelImage, initramfs: archive, sockets: folder, shares: shares,
      accelerator: accelerator, memoryMegabytes: configuration.memoryMegabytes,
      cpus: configuration.icountShift == nil ? configuration.cpus : 1,
      icountShift: configuration.icountShift, showsConsole: configuration.showsConsole,
      displays: configuration.displays, extra: configuration.emulatorArguments)
    let messages = try HostSockets.pipe()
    let limits = Session.Limits(boot: patience ?? .seconds(120), deadline: deadline)
    let configuration = self.configuration
    let (mark, joinsStreams) = (self.mark, self.joinsStreams)
    var options = PlatformOptions()
    // A group of its own: an interrupt typed at the terminal is ours to pass on, not QEMU's to obey.
    options.processGroupID = 0
    do {
      let writing = FileDescriptor(rawValue: messages.writing)
      let result = try await Subprocess.run(
        .path(qemu), arguments: Arguments(command.arguments), platformOptions: options,
        input: .none, output: .fileDescriptor(writing, closeAfterSpawningProcess: true),
        error: .combinedWithOutput
      ) { execution in
        let terminate: @Sendable (Int32) -> Void = { signal in
          try? execution.send(signal: signal == SIGKILL ? .kill : .terminate)
        }
        return await withCheckedContinuation { (done: CheckedContinuation<Boot, Never>) in
          DispatchQueue(label: "virtual machine").async {
            // A stream whose reader has gone must give an error here, not end the process.
            var (broken, before) = (sigset_t(), sigset_t())
            unsafe sigemptyset(&broken)
            unsafe sigaddset(&broken, SIGPIPE)
            unsafe pthread_sigmask(SIG_BLOCK, &broken, &before)
            var session = Session(
              listeners: sockets.listeners, mark: mark, joinsStreams: joinsStreams,
              messages: messages.reading,
              output: Self.sink(configuration.output, STDOUT_FILENO),
              errors: Self.sink(configuration.errors, STDERR_FILENO),
              interruption: interruption, limits: limits,
              screens: configuration.displays.isEmpty ? nil : ScreenService(folder: folder),
              mirrorsConsole: configuration.showsConsole, terminate: terminate)
            let end = session.run()
            var none = timespec()
            while unsafe sigtimedwait(&broken, nil, &none) == SIGPIPE {}
            unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
            done.resume(returning: Boot(end: end, session: session))
          }
        }
      }
      return result.closureResult
    } catch {
      throw VirtualMachineError(.emulatorFailed, "cannot start \(qemu): \(error)")
    }
  }
}
