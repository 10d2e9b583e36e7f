import Testing

@testable import VirtualMachine

/// What `apt-cache pkgnames linux-image-` prints on a Debian with two kernel lines.
private let debianNames = """
  linux-image-6.12-amd64
  linux-image-6.12.9+deb12-amd64
  linux-image-6.12.117+deb12-amd64
  linux-image-6.12.117+deb12-amd64-dbg
  linux-image-6.12.117+deb12-amd64-unsigned
  linux-image-6.12.117+deb12-cloud-amd64
  linux-image-6.12.115+deb12-rt-amd64
  linux-image-6.12.117+deb12-rt-amd64
  linux-image-6.1.0-56-amd64
  linux-image-6.1.0-9-amd64
  linux-image-6.1.0-56-rt-amd64
  linux-image-amd64
  linux-image-amd64-signed-template
  linux-image-cloud-amd64
  """

/// The same on an Ubuntu.
private let ubuntuNames = """
  linux-image-generic
  linux-image-6.8.0-31-generic
  linux-image-6.8.0-101-generic
  linux-image-6.8.0-101-lowlatency
  linux-image-6.8.0-1012-aws
  linux-image-unsigned-6.8.0-101-generic
  linux-image-6.11.0-17-generic
  """

@Suite struct `Kernel names` {
  @Test(arguments: [
    ("6.12", "6.12.117+deb12-amd64"), ("6.12-rt", "6.12.117+deb12-rt-amd64"),
    ("6.1", "6.1.0-56-amd64"), ("6.1-rt", "6.1.0-56-rt-amd64"), ("6", "6.12.117+deb12-amd64"),
    ("6.12.9", "6.12.9+deb12-amd64"),
  ])
  func `a name stands for the newest package of its line`(name: String, release: String) throws {
    #expect(try KernelStore.choose(name, from: debianNames).description == release)
  }

  @Test func `a full release stands for itself`() throws {
    let release = try KernelStore.choose("6.12.9+deb12-amd64", from: debianNames)
    #expect(release.description == "6.12.9+deb12-amd64")
  }

  @Test func `no name takes the usual line, and the newest where that is not offered`() throws {
    #expect(try KernelStore.choose(nil, from: debianNames).numbers.starts(with: [6, 12, 117]))
    #expect(try KernelStore.choose(nil, from: ubuntuNames).description == "6.11.0-17-generic")
  }

  @Test func `Ubuntu packages are compared by number, and other flavours left out`() throws {
    #expect(try KernelStore.choose("6.8", from: ubuntuNames).description == "6.8.0-101-generic")
    let all = PackageIndex.releases(in: ubuntuNames).map(\.description)
    #expect(all == ["6.8.0-31-generic", "6.8.0-101-generic", "6.11.0-17-generic"])
  }

  @Test func `an unknown name is refused with what there is`() {
    let error = #expect(throws: VirtualMachineError.self) {
      try KernelStore.choose("5.10", from: debianNames)
    }
    #expect(error?.cause == .kernelNotFound)
    #expect(error?.description.contains("6.1, 6.1-rt, 6.12, 6.12-rt") == true)
  }

  @Test func `empty package lists are named as the cause`() {
    let error = #expect(throws: VirtualMachineError.self) {
      try KernelStore.choose("6.1", from: "")
    }
    #expect(error?.description.contains("apt-get update") == true)
  }

  @Test(arguments: ["", "rt", "-rt", "6.x", "latest", "6..1", "6.1-cloud"])
  func `what is no name is not taken for one`(text: String) {
    #expect(KernelRequest(text) == nil)
  }

  @Test func `6.1 does not match 6.12`() throws {
    let request = try #require(KernelRequest("6.1"))
    let release = try #require(KernelRelease("6.12.117+deb12-amd64"))
    #expect(!request.matches(release))
  }

  @Test func `a package record is read up to its end`() {
    let text = """
      Package: linux-image-6.12.117+deb12-amd64
      Version: 6.12.117-1~deb12u1
      Description: Linux
       SHA256: not this one
      Size: 107179464
      SHA256: 5b85fbec

      Package: linux-image-6.12.117+deb12-amd64
      Version: 6.12.1-1
      Size: 1
      SHA256: ffff
      """
    let record = PackageIndex.record(in: text)
    #expect(record?.version == "6.12.117-1~deb12u1")
    #expect(record?.size == 107_179_464)
    #expect(record?.sha256 == "5b85fbec")
    #expect(PackageIndex.record(in: "") == nil)
  }
}
