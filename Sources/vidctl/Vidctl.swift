import ArgumentParser

@main
struct Vidctl: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vidctl",
    abstract: "Finds, configures and reads Linux video devices.",
    subcommands: [VM.self])
}
