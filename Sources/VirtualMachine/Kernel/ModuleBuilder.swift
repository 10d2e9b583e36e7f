internal import Glibc
internal import SystemPackage

/// A module of the cache folder, ready to be loaded.
struct BuiltModule: Hashable {
  /// The module's name.
  var name: String
  /// The file to insert.
  var path: FilePath
  /// Modules of the kernel's own that must be loaded before.
  var needs: [String]
}

/// Builds modules that the distribution left out of a kernel, from the distribution's own packages.
///
/// They lie in the cache folder, by kernel. A folder appears whole or not at all, and is looked at before it is
/// used: one that is damaged is made anew.
struct ModuleBuilder {
  let cache: CacheFolder
  let kernel: GuestKernel

  private static let sums = "SHA256SUMS"

  /// Where the modules of this very kernel lie: another build of the same release has another folder.
  private var folder: FilePath {
    let status = Files.status(kernel.image)
    let stamp = status.map { "\($0.st_size)-\($0.st_mtim.tv_sec)" } ?? "0"
    return cache.modules.appending("\(kernel.release)-\(stamp)")
  }

  /// The modules, in the order in which to load them; built where they are not at hand.
  func modules(
    _ wanted: [BuildableModule], progress: @Sendable (String) -> Void
  ) async throws(VirtualMachineError) -> [BuiltModule] {
    let all = BuildableModule.ordered(wanted)
    if let built = try await atHand(all) { return built }
    try await cache.withLock { () async throws(VirtualMachineError) in
      // Another process may have built them meanwhile.
      if try await atHand(all) == nil { try await build(progress: progress) }
    }
    guard let built = try await atHand(all) else {
      throw VirtualMachineError(
        .fileSystem,
        "the modules in \(folder) are damaged as soon as they are built; is the disk full?")
    }
    return built
  }

  /// The modules of the cache, if they are there and as they were built.
  func atHand(
    _ modules: [BuildableModule]
  ) async throws(VirtualMachineError) -> [BuiltModule]? {
    let sums = folder.appending(Self.sums)
    guard let list = try? Files.readText(sums), modules.allSatisfy({ list.contains($0.file) })
    else { return nil }
    let check = try await HostTools.run(
      try HostTools.require("sha256sum", package: "coreutils"),
      ["--check", "--status", "--strict", Self.sums], in: folder)
    guard check.status == 0 else { return nil }
    var built: [BuiltModule] = []
    for module in modules {
      guard let needs = try? Files.readText(folder.appending(module.name + ".needs")) else {
        return nil
      }
      built.append(
        BuiltModule(
          name: module.name, path: folder.appending(module.file),
          needs: needs.split(whereSeparator: \.isWhitespace).map(String.init)))
    }
    return built
  }

  // MARK: Building

  private func build(progress: @Sendable (String) -> Void) async throws(VirtualMachineError) {
    let gcc = try HostTools.require("gcc", package: "gcc")
    let make = try HostTools.require("make", package: "make")
    try Files.makeDirectory(cache.modules)
    for name in Files.list(cache.modules)
    where name.hasPrefix(".partial-") || name.hasPrefix(kernel.release + "-") {
      Files.removeTree(cache.modules.appending(name))
    }
    let work = try Files.makeTemporaryDirectory(in: cache.modules, prefix: ".partial-")
    defer { Files.removeTree(work) }
    let source = try await fetch(into: work, progress: progress)
    progress("building \(BuildableModule.all.map(\.name).joined(separator: ", "))")
    let tree = work.appending("build")
    try lay(source, into: tree)
    let headers = work.appending("usr/src/linux-headers-\(kernel.release)")
    let settings = BuildableModule.all.compactMap { $0.setting.map { "\($0)=m" } }
    // Without symbols for debuggers they are a tenth of the size, and need no pahole.
    let output = try await HostTools.run(
      make,
      [
        "-C", headers.string, "M=\(tree)", "-j\(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))",
        "CC=\(gcc)", "CONFIG_DEBUG_INFO=", "CONFIG_DEBUG_INFO_BTF_MODULES=",
      ] + settings + ["modules"])
    guard output.status == 0 else {
      let lines = output.errors.split(separator: "\n")
      let reason = lines.first { $0.contains("error") || $0.contains("rror:") } ?? lines.last
      throw VirtualMachineError(
        .fetchFailed,
        "cannot build the modules for \(kernel.release): \(reason ?? "make failed"); the packages gcc, make and libelf1 are needed"
      )
    }
    try await keep(tree, work)
  }

  /// Fetches what building needs, and unpacks of it what is looked at; answers where the source is.
  private func fetch(
    into work: FilePath, progress: @Sendable (String) -> Void
  ) async throws(VirtualMachineError) -> FilePath {
    let name = "linux-headers-\(kernel.release)"
    guard HostTools.find("apt-cache") != nil, let release = KernelRelease(kernel.release),
      let headers = try await PackageFetcher.find(name)
    else {
      throw VirtualMachineError(
        .kernelNotFound,
        "modules are built of Debian's packages, and apt knows no \(name); name a kernel of Debian's with --kernel, such as \(KernelStore.defaultName), or run sudo apt-get update"
      )
    }
    let version = headers.record.version
    var packages = [headers]
    for needed in headers.record.dependencies
    where needed.hasPrefix("linux-headers-") || needed.hasPrefix("linux-kbuild-") {
      guard let package = try await PackageFetcher.find(needed, version: version) else {
        throw VirtualMachineError(
          .fetchFailed, "apt has no package \(needed) to download; run sudo apt-get update")
      }
      packages.append(package)
    }
    let sourceName =
      "linux-source-" + release.numbers.prefix(2).map(String.init).joined(separator: ".")
    guard let source = try await PackageFetcher.find(sourceName, version: version) else {
      throw VirtualMachineError(
        .fetchFailed,
        "apt has no package \(sourceName), of which the modules are built; name another kernel with --kernel"
      )
    }
    let megabytes = (packages + [source]).reduce(0) { $0 + $1.record.size } / 1_000_000
    progress("fetching the source of modules for \(kernel.release) (\(megabytes) MB)")
    for package in packages {
      let archive = try await PackageFetcher.download(package, into: work)
      // Other processors' headers are most of it.
      try await PackageFetcher.unpack(
        archive,
        by:
          "dpkg-deb --fsys-tarfile \(quoted(archive)) | tar -x -C \(quoted(work)) --exclude='*/arch/[a-wyz]*'"
      )
      Files.remove(archive)
    }
    // The Makefile names the folder that its package would be installed to.
    let makefile = work.appending("usr/src/\(name)/Makefile")
    let text = try Files.readText(makefile)
    let moved = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasPrefix("include /usr/src/") ? "include \(work)\(line.dropFirst(8))" : String(line)
    }
    try Files.write(Array(moved.joined(separator: "\n").utf8), to: makefile)
    return try await unpackSource(source, into: work)
  }

  private func unpackSource(
    _ package: PackageFetcher.Package, into work: FilePath
  ) async throws(VirtualMachineError) -> FilePath {
    _ = try HostTools.require("xz", package: "xz-utils")
    let archive = try await PackageFetcher.download(package, into: work)
    let target = work.appending("source")
    try Files.makeDirectory(target)
    let patterns = BuildableModule.all.map { module in
      GuestScripts.quote("*/\(module.source)" + (module.isFile ? "" : "/*"))
    }.joined(separator: " ")
    // A gigabyte and a half goes by for half a megabyte; nothing of it is written but what is wanted.
    try await PackageFetcher.unpack(
      archive,
      by: "dpkg-deb --fsys-tarfile \(quoted(archive)) | tar -xO ./usr/src/\(package.name).tar.xz"
        + " | xz -dc -T0 | tar -x -C \(quoted(target)) --strip-components=1 --wildcards \(patterns)"
    )
    Files.remove(archive)
    return target
  }

  /// Lays out what is built: a folder for each module, with its own Makefile or one that names its file.
  private func lay(_ source: FilePath, into tree: FilePath) throws(VirtualMachineError) {
    try Files.makeDirectory(tree)
    var folders: [String] = []
    for module in BuildableModule.all {
      let place = tree.appending(module.folder)
      folders.append("obj-m += \(module.folder)/")
      if module.isFile {
        try Files.makeDirectory(place)
        try Files.rename(source.appending(module.source), to: place.appending(module.name + ".c"))
        try Files.write(Array("obj-m := \(module.name).o\n".utf8), to: place.appending("Makefile"))
      } else {
        try Files.rename(source.appending(module.source), to: place)
      }
    }
    try Files.write(
      Array((folders.joined(separator: "\n") + "\n").utf8), to: tree.appending("Makefile"))
  }

  /// Takes the modules out of what was built, with what each needs and their sums.
  private func keep(_ tree: FilePath, _ work: FilePath) async throws(VirtualMachineError) {
    let modinfo = try HostTools.require("modinfo", package: "kmod")
    let result = work.appending("result")
    try Files.makeDirectory(result)
    let own = Set(BuildableModule.all.map { ModuleIndex.name(ofPath: $0.name) })
    for module in BuildableModule.all {
      let path = result.appending(module.file)
      try Files.rename(tree.appending(module.folder).appending(module.file), to: path)
      let output = try await HostTools.run(modinfo, ["-F", "depends", path.string])
      guard output.status == 0 else {
        throw VirtualMachineError(
          .fetchFailed, "the module \(module.name) that was built cannot be read: \(output.reason)")
      }
      let needs = output.text.split { $0 == "," || $0.isWhitespace }
        .filter { !own.contains(ModuleIndex.name(ofPath: $0)) }
      try Files.write(
        Array((needs.joined(separator: "\n") + "\n").utf8),
        to: result.appending(module.name + ".needs"))
    }
    let sums = try await HostTools.run(
      try HostTools.require("sha256sum", package: "coreutils"), Files.list(result), in: result)
    try Files.write(sums.bytes, to: result.appending(Self.sums))
    Files.removeTree(folder)
    try Files.rename(result, to: folder)
  }

  private func quoted(_ path: FilePath) -> String { GuestScripts.quote(path.string) }
}
