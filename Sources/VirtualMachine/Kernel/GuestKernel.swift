internal import Glibc
public import SystemPackage

/// A kernel on disk, ready to boot: an image and the folder of its modules.
public struct GuestKernel: Sendable, Hashable {
  /// Where a kernel comes from.
  public enum Origin: String, Sendable, Hashable {
    /// Fetched into the cache folder.
    case cached
    /// Installed on the host.
    case installed
    /// In a folder the caller named.
    case folder
  }

  /// The release, as `uname -r` prints it in the guest.
  public let release: String
  /// The folder that holds `lib/modules/RELEASE`: `/` for an installed kernel.
  public let root: FilePath
  /// The compressed image, `vmlinuz`, or an uncompressed one.
  public let image: FilePath
  /// Where the kernel comes from.
  public let origin: Origin

  /// The folder of the modules and of their index.
  public var modules: FilePath {
    root.appending("lib").appending("modules").appending(release)
  }

  /// Finds the kernel in a folder that holds `boot/vmlinuz-RELEASE` and `lib/modules/RELEASE`.
  ///
  /// This is how a kernel package unpacks; an image that lies at the top of the folder as `vmlinuz`
  /// or `vmlinux` will do too.
  /// - Throws: ``VirtualMachineError`` that names what the folder lacks.
  public init(folder: FilePath) throws(VirtualMachineError) {
    try self.init(root: folder, origin: .folder)
  }

  init(root: FilePath, origin: Origin) throws(VirtualMachineError) {
    guard let root = Files.canonical(root), Files.isDirectory(root) else {
      throw VirtualMachineError(
        .kernelNotFound,
        "\(root) is not a folder; name one that holds boot/vmlinuz-RELEASE and lib/modules/RELEASE")
    }
    let releases = Files.list(root.appending("lib").appending("modules"))
    for release in releases.reversed() {
      let candidates = [
        root.appending("boot").appending("vmlinuz-\(release)"),
        root.appending("vmlinuz-\(release)"), root.appending("vmlinuz"),
        root.appending("vmlinux"),
      ]
      if let image = candidates.first(where: { Files.exists($0) }) {
        self.init(release: release, root: root, image: image, origin: origin)
        return
      }
    }
    let lack = releases.isEmpty ? "lib/modules/RELEASE" : "boot/vmlinuz-\(releases[0])"
    throw VirtualMachineError(
      .kernelNotFound,
      "\(root) holds no kernel: it has no \(lack); name a folder into which a kernel package was unpacked"
    )
  }

  init(release: String, root: FilePath, image: FilePath, origin: Origin) {
    self.release = release
    self.root = root
    self.image = image
    self.origin = origin
  }

  /// The kernel that is installed on the host under a release, or nil.
  static func installed(_ release: String) throws(VirtualMachineError) -> GuestKernel? {
    guard !release.contains("/"), KernelRelease(release) != nil else { return nil }
    let kernel = GuestKernel(
      release: release, root: "/", image: FilePath("/boot/vmlinuz-\(release)"), origin: .installed)
    guard Files.isDirectory(kernel.modules), Files.exists(kernel.image) else { return nil }
    guard Files.isReadable(kernel.image) else {
      throw VirtualMachineError(
        .kernelNotFound,
        "\(kernel.image) may be read by root only; run sudo chmod +r \(kernel.image), or name a kernel to fetch, such as 6.12"
      )
    }
    return kernel
  }
}
