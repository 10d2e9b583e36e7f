internal import Glibc
internal import SystemPackage

/// Makes the archive the guest starts from: busybox, the scripts, and the modules that reach the host.
enum Initramfs {
  /// What must be loaded before the host's files can be seen; what is built in is left out.
  static let neededModules: [String] = [
    "virtio_pci", "virtio_console", "9pnet_virtio", "9p", "overlay",
  ]

  /// The part that is the same for every run with one kernel, made once and kept.
  static func common(
    kernel: GuestKernel, busybox: FilePath, index: ModuleIndex, cache: CacheFolder
  ) async throws(VirtualMachineError) -> [UInt8] {
    let stamp = [busybox, kernel.modules.appending("modules.dep")]
      .map { Files.status($0).map { "\($0.st_size)-\($0.st_mtim.tv_sec)" } ?? "0" }
      .joined(separator: "-")
    let path = cache.images.appending("\(kernel.release)-\(stamp)-2.cpio")
    if let bytes = try? Files.read(path) { return bytes }
    // Checking a signature takes an emulated processor as long as loading ten modules without one.
    let config = try? Files.readText(
      kernel.root.appending("boot").appending("config-\(kernel.release)"))
    let mayStrip = config.map { !$0.contains("\nCONFIG_MODULE_SIG_FORCE=y") } ?? false
    var modules: [(name: String, content: [UInt8])] = []
    for file in index.files(for: neededModules) {
      let content = try await module(kernel.modules.appending(file))
      modules.append(
        (ModuleIndex.name(ofPath: file), mayStrip ? withoutSignature(content) : content))
    }
    let bytes = common(busybox: try Files.read(busybox), modules: modules)
    try Files.makeDirectory(cache.images)
    try Files.write(bytes, to: path)
    return bytes
  }

  static func common(busybox: [UInt8], modules: [(name: String, content: [UInt8])]) -> [UInt8] {
    var archive = CPIOArchive()
    for folder in ["bin", "dev", "proc", "lower", "upper", "root", "modules"] {
      archive.addDirectory(folder)
    }
    archive.addCharacterDevice("dev/console", major: 5, minor: 1)
    archive.addFile("bin/busybox", busybox, executable: true)
    for module in modules { archive.addFile("modules/\(module.name).ko", module.content) }
    archive.addFile("modules/order", modules.map { "\($0.name).ko\n" }.joined())
    return archive.finished()
  }

  /// A module without the signature at its end: the signature, a record of 12 bytes whose last four
  /// are its length, and a mark.
  static func withoutSignature(_ module: [UInt8]) -> [UInt8] {
    let mark = Array("~Module signature appended~\n".utf8)
    guard module.count > mark.count + 12, module.suffix(mark.count).elementsEqual(mark) else {
      return module
    }
    let rest = module.dropLast(mark.count)
    let length = rest.suffix(4).reduce(0) { $0 << 8 | Int($1) }
    guard rest.count - 12 > length else { return module }
    return Array(rest.dropLast(12 + length))
  }

  /// The part that belongs to one run.
  static func particular(settings: String, job: String) -> [UInt8] {
    var archive = CPIOArchive()
    archive.addFile("init", GuestScripts.firstStage, executable: true)
    archive.addFile("second", GuestScripts.secondStage)
    archive.addFile("settings", settings)
    archive.addFile("job", job)
    return archive.finished()
  }

  /// The module in the file, unpacked: busybox cannot be relied on to do that.
  private static func module(_ path: FilePath) async throws(VirtualMachineError) -> [UInt8] {
    let (program, package): (String, String)
    switch path.extension {
    case "xz": (program, package) = ("xz", "xz-utils")
    case "zst": (program, package) = ("zstd", "zstd")
    case "gz": (program, package) = ("gzip", "gzip")
    default: return try Files.read(path)
    }
    let output = try await HostTools.run(
      try HostTools.require(program, package: package), ["-dc", path.string])
    guard output.status == 0 else {
      throw VirtualMachineError(.fileSystem, "cannot unpack \(path): \(output.reason)")
    }
    return output.bytes
  }
}
