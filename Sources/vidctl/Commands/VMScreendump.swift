import ArgumentParser
import SystemPackage
import VirtualMachine

/// `vidctl vm screendump`.
struct VMScreendump: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "screendump",
    abstract: "Takes a picture of the virtual machine's own screen, from inside it.",
    discussion: """
      For a command that 'vidctl vm run --display KIND' runs: QEMU takes the picture, so what it shows was \
      shown. '-' writes the PNG to standard output.

        vidctl vm run --display cirrus -- vidctl vm screendump console.png
      """)

  @Argument(help: "Where the picture goes, a PNG file or '-'.", completion: .file())
  var output: String

  @Option(help: "Which display: cirrus, bochs, virtio or qxl.")
  var display = VirtualMachine.Display.cirrus

  func run() throws {
    let bytes: [UInt8]
    do {
      bytes = try GuestScreen.picture(of: display)
    } catch {
      throw Failure(error.cause == .invalidArgument ? .noDevice : .failure, error.description)
    }
    guard output != "-" else { return try StandardStream.output.write(bytes) }
    do {
      try WholeFile.write(bytes, to: output)
    } catch {
      throw Failure(
        error == .permissionDenied || error == .readOnlyFileSystem ? .noPermission : .failure,
        "can't write the picture to '\(output)': \(error); name a file in a folder that is shared")
    }
  }
}
