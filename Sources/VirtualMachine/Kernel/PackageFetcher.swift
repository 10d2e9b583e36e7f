internal import SystemPackage

/// Fetches packages of the distribution with apt, checks them and unpacks them; nothing is installed.
enum PackageFetcher {
  /// A package in one of its versions.
  struct Package {
    var name: String
    var record: PackageIndex.Record
  }

  /// The package that apt would install, or nil; of several versions the one that is wanted, if it is there.
  static func find(
    _ name: String, version: String? = nil
  ) async throws(VirtualMachineError) -> Package? {
    let program = try HostTools.require("apt-cache", package: "apt")
    let output = try await HostTools.run(
      program, ["show"] + (version == nil ? ["--no-all-versions"] : []) + [name])
    let records = PackageIndex.records(in: output.text)
    let wanted = records.first { $0.version == version } ?? records.first
    return wanted.map { Package(name: name, record: $0) }
  }

  /// Downloads a package into a folder; apt checks it against the signatures of the distribution, and this once more
  /// against its sum.
  static func download(
    _ package: Package, into work: FilePath
  ) async throws(VirtualMachineError) -> FilePath {
    let program = try HostTools.require("apt-get", package: "apt")
    let output = try await HostTools.run(
      program, ["download", "--quiet=2", "\(package.name)=\(package.record.version)"], in: work)
    guard output.status == 0,
      let file = Files.list(work).first(where: {
        $0.hasPrefix(package.name + "_") && $0.hasSuffix(".deb")
      })
    else {
      throw VirtualMachineError(
        .fetchFailed,
        "cannot download \(package.name): \(output.reason); check the network, and run sudo apt-get update if the package lists are old"
      )
    }
    let archive = work.appending(file)
    let sum = try await HostTools.run(
      try HostTools.require("sha256sum", package: "coreutils"), [archive.string])
    guard sum.text.hasPrefix(package.record.sha256) else {
      throw VirtualMachineError(
        .fetchFailed,
        "\(file) arrived damaged: its SHA-256 sum is not the one in the package lists; try again")
    }
    return archive
  }

  /// Unpacks a whole package.
  static func unpack(
    _ archive: FilePath, into root: FilePath
  ) async throws(VirtualMachineError) {
    let program = try HostTools.require("dpkg-deb", package: "dpkg")
    let output = try await HostTools.run(program, ["-x", archive.string, root.string])
    guard output.status == 0 else { throw unpackFailure(archive, output) }
  }

  /// Runs a pipeline of programs that unpacks a part of a package.
  static func unpack(
    _ archive: FilePath, by pipeline: String
  ) async throws(VirtualMachineError) {
    let shell = try HostTools.require("bash", package: "bash")
    let output = try await HostTools.run(shell, ["-c", "set -o pipefail; \(pipeline)"])
    guard output.status == 0 else { throw unpackFailure(archive, output) }
  }

  private static func unpackFailure(
    _ archive: FilePath, _ output: HostTools.Output
  ) -> VirtualMachineError {
    VirtualMachineError(
      .fetchFailed,
      "cannot unpack \(archive.lastComponent?.string ?? ""): \(output.reason); is the disk full?")
  }
}
