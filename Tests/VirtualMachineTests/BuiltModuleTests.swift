import Glibc
import SystemPackage
import Testing

@testable import VirtualMachine

@Suite struct `Modules that are built` {
  private func names(_ wanted: [String]) -> [String] {
    BuildableModule.ordered(wanted.compactMap { BuildableModule.named($0) }).map(\.name)
  }

  @Test func `what a module builds on comes before it, and once`() {
    #expect(names(["vicodec", "vim2m"]) == ["v4l2-mem2mem", "vim2m", "vicodec"])
    #expect(names(["vkms"]) == ["vkms"])
    #expect(names(["v4l2_mem2mem", "vim2m"]) == ["v4l2-mem2mem", "vim2m"])
    #expect(BuildableModule.named("vimc") == nil)
  }

  @Test func `a record of apt's says what a package needs, and of each version there is one`() {
    let text = """
      Package: linux-headers-6.12.117+deb12-amd64
      Version: 6.12.117-1
      Depends: linux-base (>= 4.12~), linux-headers-6.12.117+deb12-common (= 6.12.117-1), a | b, gcc-12
      Size: 10
      SHA256: aa

      Package: linux-headers-6.12.117+deb12-amd64
      Version: 6.12.115-2
      Description: none
       Version: 1
      Size: 20
      SHA256: bb
      """
    let records = PackageIndex.records(in: text)
    #expect(records.map(\.version) == ["6.12.117-1", "6.12.115-2"])
    #expect(
      records.first?.dependencies
        == ["linux-base", "linux-headers-6.12.117+deb12-common", "a", "gcc-12"])
    #expect(records.last == PackageIndex.Record(version: "6.12.115-2", size: 20, sha256: "bb"))
    #expect(PackageIndex.record(in: "N: no packages found\n") == nil)
  }

  @Test func `a cache that is half made or damaged is not used`() async throws {
    let root = try Files.makeTemporaryDirectory(in: "/tmp", prefix: "modules-test-")
    defer { Files.removeTree(root) }
    let image = root.appending("vmlinuz")
    try Files.write([1, 2, 3], to: image)
    let kernel = GuestKernel(release: "6.12.1-amd64", root: root, image: image, origin: .folder)
    let builder = ModuleBuilder(cache: CacheFolder(root), kernel: kernel)
    let module = try #require(BuildableModule.named("vkms"))
    #expect(try await builder.atHand([module]) == nil)
    let time = try #require(Files.status(image)).st_mtim.tv_sec
    let folder = root.appending("modules/6.12.1-amd64-3-\(time)")
    try Files.makeDirectory(folder)
    try Files.write(Array("module".utf8), to: folder.appending("vkms.ko"))
    try Files.write(Array("drm\ndrm_kms_helper\n".utf8), to: folder.appending("vkms.needs"))
    let sums = try await HostTools.run(
      try HostTools.require("sha256sum", package: "coreutils"), ["vkms.ko", "vkms.needs"],
      in: folder)
    try Files.write(sums.bytes, to: folder.appending("SHA256SUMS"))
    let built = try #require(try await builder.atHand([module]))
    #expect(built.map(\.path) == [folder.appending("vkms.ko")])
    #expect(built.map(\.needs) == [["drm", "drm_kms_helper"]])
    let other = try #require(BuildableModule.named("vim2m"))
    #expect(try await builder.atHand([module, other]) == nil)
    try Files.write(Array("modulE".utf8), to: folder.appending("vkms.ko"))
    #expect(try await builder.atHand([module]) == nil)
  }

  @Test func `they are inserted after the kernel's own that they need`() {
    let module = BuiltModule(name: "vim2m", path: "/c/vim2m.ko", needs: ["videodev", "mc"])
    let text = GuestScripts.settings(
      shares: [], modules: [["vivid", "n_devs=1"]], built: [(module, ["debug=1"])],
      modprobe: "/sbin/modprobe", modulesRoot: "/k", keepRun: false, joined: false, mark: "m")
    let lines = text.split(separator: "\n").filter { $0.contains("reason=") }
    #expect(lines.count == 3)
    #expect(lines[0].contains("'vivid' 'n_devs=1'"))
    #expect(lines[1].contains("'/sbin/modprobe' -d '/k' -a 'videodev' 'mc'"))
    #expect(lines[2].contains("insmod '/c/vim2m.ko' 'debug=1'"))
  }

  @Test func `a kernel that is none of Debian's is told so, and an unknown module too`()
    async throws
  {
    let root = try Files.makeTemporaryDirectory(in: "/tmp", prefix: "modules-test-")
    defer { Files.removeTree(root) }
    let kernel = GuestKernel(
      release: "6.5.0-custom", root: root, image: root.appending("vmlinuz"), origin: .folder)
    let builder = ModuleBuilder(cache: CacheFolder(root), kernel: kernel)
    let module = try #require(BuildableModule.named("vim2m"))
    do {
      _ = try await builder.modules([module], progress: { _ in })
      Issue.record("built for a kernel that nobody knows")
    } catch {
      #expect(
        error.cause == .kernelNotFound
          && error.description.contains("apt knows no linux-headers-6.5.0-custom"))
    }
    // Nothing half made is left.
    #expect(Files.list(root.appending("modules")) == [])
  }
}
