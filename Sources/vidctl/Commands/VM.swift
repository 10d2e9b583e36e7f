import ArgumentParser

struct VM: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vm",
    abstract: "Runs commands in a virtual machine that has video devices.",
    subcommands: [VMRun.self, VMKernels.self, VMScreendump.self])
}
