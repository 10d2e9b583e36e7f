internal import Glibc
internal import SystemPackage

/// Fetches the packages of one kernel and unpacks them, in a folder beside the final one.
struct KernelFetcher {
  let release: KernelRelease
  let folder: FilePath
  /// What `apt-cache pkgnames linux-image-` printed.
  let names: String

  /// Fetches, checks and unpacks; the folder appears whole or not at all.
  ///
  /// The caller holds the lock of the cache, so what an earlier run left unfinished can go.
  func fetch(
    to final: FilePath, progress: @Sendable (String) -> Void
  ) async throws(VirtualMachineError) {
    try Files.makeDirectory(folder)
    for name in Files.list(folder) where name.hasPrefix(".partial-") {
      Files.removeTree(folder.appending(name))
    }
    let work = try Files.makeTemporaryDirectory(in: folder, prefix: ".partial-")
    defer { Files.removeTree(work) }
    let root = work.appending("root")
    try Files.makeDirectory(root)
    for package in try await packages() {
      progress("fetching \(package.name) (\(package.record.size / 1_000_000) MB)")
      let archive = try await PackageFetcher.download(package, into: work)
      progress("unpacking \(package.name)")
      try await PackageFetcher.unpack(archive, into: root)
      Files.remove(archive)
    }
    // Newer packages hold usr/lib/modules and rely on the host's link from /lib.
    if !Files.exists(root.appending("lib")) {
      try Files.symlink("usr/lib", at: root.appending("lib"))
    }
    try await uncompressVideoModules(root)
    try await index(root)
    try Files.rename(root, to: final)
  }

  /// The image and, where the distribution keeps modules apart, the packages that hold them.
  private func packages() async throws(VirtualMachineError) -> [PackageFetcher.Package] {
    var packages: [PackageFetcher.Package] = []
    for part in ["linux-image-", "linux-modules-", "linux-modules-extra-"] {
      let name = part + release.description
      if let package = try await PackageFetcher.find(name) {
        packages.append(package)
      } else if part == "linux-image-" {
        throw VirtualMachineError(
          .fetchFailed, "apt has no package \(name) to download; run sudo apt-get update")
      }
    }
    return packages
  }

  /// Unpacks the modules a laboratory for video loads most.
  ///
  /// An emulated guest takes a good part of a second to unpack what takes the host a few milliseconds.
  private func uncompressVideoModules(_ root: FilePath) async throws(VirtualMachineError) {
    let modules = root.appending("lib/modules/\(release)/kernel/drivers/media")
    guard Files.exists(modules) else { return }
    let find = try HostTools.require("find", package: "findutils")
    let formats: [(suffix: String, tool: String, package: String, options: [String])] = [
      ("xz", "xz", "xz-utils", ["-d"]), ("zst", "zstd", "zstd", ["-d", "-q", "--rm"]),
    ]
    for format in formats {
      let pattern = "*.ko.\(format.suffix)"
      let found = try await HostTools.run(
        find, [modules.string, "-name", pattern, "-print", "-quit"])
      guard !found.text.isEmpty else { continue }
      let tool = try HostTools.require(format.tool, package: format.package)
      let output = try await HostTools.run(
        find,
        [modules.string, "-name", pattern, "-exec", tool.string] + format.options + ["{}", "+"])
      guard output.status == 0 else {
        throw VirtualMachineError(
          .fetchFailed, "cannot unpack the modules of \(release): \(output.reason)")
      }
    }
  }

  private func index(_ root: FilePath) async throws(VirtualMachineError) {
    let program = try HostTools.require("depmod", package: "kmod")
    let output = try await HostTools.run(program, ["-b", root.string, release.description])
    guard output.status == 0 else {
      throw VirtualMachineError(.fetchFailed, "depmod failed on \(release): \(output.reason)")
    }
  }
}
