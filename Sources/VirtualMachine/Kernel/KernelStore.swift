internal import Glibc
internal import SystemPackage

/// Finds the kernels that are at hand, and fetches those that are not.
public struct KernelStore: Sendable {
  /// The name that is taken when none is given.
  public static let defaultName: String = "6.12"

  /// Where fetched kernels are kept.
  public let cache: CacheFolder

  /// Creates a store over a cache folder.
  public init(cache: CacheFolder = .standard) { self.cache = cache }

  /// The kernels in the cache folder and those installed on the host.
  public func local() -> [GuestKernel] {
    let cached = Files.list(cache.kernels).compactMap { name -> GuestKernel? in
      guard KernelRelease(name) != nil else { return nil }
      return try? GuestKernel(root: cache.kernels.appending(name), origin: .cached)
    }
    let installed = Files.list("/lib/modules").compactMap { try? GuestKernel.installed($0) }
    return cached + installed
  }

  /// Finds the kernel that a name stands for, and fetches it when it is not at hand.
  /// - Parameters:
  ///   - name: A folder, a release, or a name such as `6.12`, `6.12-rt` or `6.1`; nil takes
  ///     ``defaultName``, or the newest kernel there is where that one does not exist.
  ///   - progress: Is told, in a few words, what takes time.
  /// - Throws: ``VirtualMachineError`` when there is no such kernel or it cannot be fetched.
  public func resolve(
    _ name: String?, progress: @Sendable (String) -> Void = { _ in }
  ) async throws(VirtualMachineError) -> GuestKernel {
    if let name, name.contains("/") { return try GuestKernel(folder: FilePath(name)) }
    let wanted = name ?? Self.defaultName
    if let kernel = try atHand(wanted) { return kernel }
    if name == nil, let kernel = newestCached { return kernel }
    return try await fetch(name, ifMissing: true, progress: progress)
  }

  /// The kernel that a name stands for when it need not be fetched.
  func atHand(_ name: String) throws(VirtualMachineError) -> GuestKernel? {
    let exact = cache.kernels.appending(name)
    if KernelRelease(name) != nil, let kernel = try? GuestKernel(root: exact, origin: .cached) {
      return kernel
    }
    if let kernel = try GuestKernel.installed(name) { return kernel }
    guard let request = KernelRequest(name) else { return nil }
    let matching = Files.list(cache.kernels).compactMap(KernelRelease.init)
      .filter { request.matches($0) }
    guard let newest = matching.max() else { return nil }
    return try? GuestKernel(
      root: cache.kernels.appending(newest.description), origin: .cached)
  }

  /// The newest kernel in the cache folder that is not a real-time one.
  private var newestCached: GuestKernel? {
    let releases = Files.list(cache.kernels).compactMap(KernelRelease.init)
    guard let newest = releases.filter({ $0.isGeneralPurpose && !$0.isRealTime }).max() else {
      return nil
    }
    return try? GuestKernel(root: cache.kernels.appending(newest.description), origin: .cached)
  }

  /// The kernels that the package lists of the host offer, oldest first.
  /// - Throws: ``VirtualMachineError`` on a system without apt, or with empty package lists.
  public func available() async throws(VirtualMachineError) -> [String] {
    PackageIndex.releases(in: try await packageNames()).map(\.description)
  }

  /// Fetches the newest kernel that a name stands for, as a package of the distribution.
  ///
  /// The package is checked by apt against the signatures of the distribution, and once more against
  /// its SHA-256 sum, and is unpacked into the cache folder. Nothing is installed on the host.
  /// - Parameters:
  ///   - name: A release or a name such as `6.12-rt`; nil takes ``defaultName`` or the newest.
  ///   - ifMissing: Whether a kernel that arrived while another process held the lock will do.
  ///   - progress: Is told, in a few words, what takes time.
  /// - Throws: ``VirtualMachineError`` when there is no such package or it cannot be fetched.
  public func fetch(
    _ name: String?, ifMissing: Bool = false, progress: @Sendable (String) -> Void = { _ in }
  ) async throws(VirtualMachineError) -> GuestKernel {
    try await cache.withLock { () async throws(VirtualMachineError) -> GuestKernel in
      if ifMissing, let kernel = try atHand(name ?? Self.defaultName) { return kernel }
      let names = try await packageNames()
      let release = try Self.choose(name, from: names)
      let folder = cache.kernels.appending(release.description)
      if let kernel = try? GuestKernel(root: folder, origin: .cached) { return kernel }
      let fetcher = KernelFetcher(release: release, folder: cache.kernels, names: names)
      try await fetcher.fetch(to: folder, progress: progress)
      return try GuestKernel(root: folder, origin: .cached)
    }
  }

  static func choose(
    _ name: String?, from names: String
  ) throws(VirtualMachineError) -> KernelRelease {
    let all = PackageIndex.releases(in: names)
    if let name {
      if let exact = all.first(where: { $0.description == name }) { return exact }
      if let request = KernelRequest(name),
        let newest = PackageIndex.newestRelease(for: request, in: names)
      {
        return newest
      }
    } else {
      let usual = KernelRequest(defaultName).flatMap {
        PackageIndex.newestRelease(for: $0, in: names)
      }
      if let newest = usual ?? all.filter({ !$0.isRealTime }).max() { return newest }
    }
    let offer = Set(
      all.map { release in
        release.numbers.prefix(2).map(String.init).joined(separator: ".")
          + (release.isRealTime ? "-rt" : "")
      }
    ).sorted()
    let advice =
      offer.isEmpty
      ? "apt knows no kernel packages; run sudo apt-get update"
      : "the package lists offer \(offer.joined(separator: ", "))"
    throw VirtualMachineError(
      .kernelNotFound,
      "no kernel \(name ?? defaultName) in the cache, on the host or in the package lists; \(advice)"
    )
  }

  private func packageNames() async throws(VirtualMachineError) -> String {
    guard let program = HostTools.find("apt-cache") else {
      throw VirtualMachineError(
        .fetchFailed,
        "kernels are fetched with apt, which this system has not; name a folder with --kernel that holds boot/vmlinuz-RELEASE and lib/modules/RELEASE"
      )
    }
    return try await HostTools.run(program, ["pkgnames", "linux-image-"]).text
  }
}
