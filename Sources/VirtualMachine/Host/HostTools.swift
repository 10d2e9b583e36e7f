internal import Glibc
internal import Subprocess
internal import SystemPackage

/// The programs of the host that the module leans on, and how to run them.
enum HostTools {
  static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  /// Where a program is, looked for in PATH and in the folders of the system administrator.
  static func find(_ name: String) -> FilePath? {
    if name.contains("/") {
      return Files.isExecutable(FilePath(name)) ? FilePath(name) : nil
    }
    let path = environment("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in path.split(separator: ":").map(String.init) + [
      "/usr/sbin", "/sbin", "/usr/bin", "/bin",
    ] {
      let candidate = FilePath(folder).appending(name)
      if Files.isExecutable(candidate) { return candidate }
    }
    return nil
  }

  /// The program, or an error that says which package has it.
  static func require(_ name: String, package: String) throws(VirtualMachineError) -> FilePath {
    if let path = find(name) { return path }
    throw VirtualMachineError(
      .missingTool,
      "the program \(name) is not installed; on Debian and Ubuntu: sudo apt-get install \(package)")
  }

  struct Output {
    var status: Int32
    var bytes: [UInt8]
    var errors: String

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The last line that says anything, for an error sentence.
    var reason: String {
      let lines = errors.split(separator: "\n").filter { !$0.hasPrefix("W:") }
      return lines.last.map(String.init) ?? "exit status \(status)"
    }
  }

  /// Runs a program to its end, with its output collected and its language English.
  static func run(
    _ program: FilePath, _ arguments: [String], in folder: FilePath? = nil,
    limit: Int = 256 << 20
  ) async throws(VirtualMachineError) -> Output {
    do {
      let result = try await Subprocess.run(
        .path(program), arguments: Arguments(arguments),
        environment: .inherit.updating(["LC_ALL": "C"]), workingDirectory: folder,
        output: .bytes(limit: limit), error: .string(limit: 1 << 20))
      let status: Int32 =
        switch result.terminationStatus {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
      return Output(
        status: status, bytes: result.standardOutput, errors: result.standardError)
    } catch {
      throw VirtualMachineError(.fileSystem, "cannot run \(program): \(error)")
    }
  }
}
