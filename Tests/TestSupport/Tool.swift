internal import SystemPackage

internal import Glibc
internal import Subprocess

/// The built `vidctl`, run as a person runs it.
package enum Tool {
  /// What became of a run.
  package struct Outcome: Sendable, CustomStringConvertible {
    /// The exit status; 128 and the signal's number for a program that a signal ended.
    package var status: Int32
    /// What it wrote to standard output.
    package var output: String
    /// What it wrote to standard error.
    package var errors: String

    /// All of it, for the message of a test that fails.
    package var description: String { "[\(status)]\n\(output)\n\(errors)" }
  }

  /// Where the tool is: built into the folder of the tests themselves.
  package static var path: String {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink("/proc/self/exe", &bytes, bytes.count - 1)
    let own = String(
      decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return FilePath(own).removingLastComponent().appending("vidctl").string
  }

  /// Runs the tool with arguments and no standard input.
  package static func run(
    _ arguments: String..., environment: [String: String] = [:]
  ) async throws -> Outcome {
    try await start(FilePath(path), arguments, environment)
  }

  /// Runs a script of bash, for pipes, signals and other companions; `$VIDCTL` is the tool.
  package static func shell(
    _ script: String, environment: [String: String] = [:]
  ) async throws -> Outcome {
    try await start(
      "/bin/bash", ["-c", script], environment.merging(["VIDCTL": path]) { own, _ in own })
  }

  private static func start(
    _ program: FilePath, _ arguments: [String], _ variables: [String: String]
  ) async throws -> Outcome {
    var environment = Environment.inherit
    for (name, value) in variables {
      guard let key = Environment.Key(rawValue: name) else { continue }
      environment = environment.updating([key: value])
    }
    let result = try await Subprocess.run(
      .path(program), arguments: Arguments(arguments), environment: environment,
      input: .none, output: .string(limit: 1 << 26), error: .string(limit: 1 << 20))
    let status: Int32
    switch result.terminationStatus {
    case .exited(let code): status = code
    case .signaled(let number): status = 128 + number
    }
    return Outcome(
      status: status, output: result.standardOutput, errors: result.standardError)
  }
}
