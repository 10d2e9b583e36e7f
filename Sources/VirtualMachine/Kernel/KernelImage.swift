internal import Glibc
internal import SystemPackage

/// Takes the uncompressed kernel out of a `vmlinuz`.
///
/// QEMU starts an uncompressed x86 kernel by its PVH entry, without firmware and without the kernel's
/// own unpacker: under emulation that is more than half a second.
enum KernelImage {
  /// How the kernel inside an image is packed.
  enum Packing: String, CaseIterable {
    case zstd, xz, gzip, lz4

    var magic: [UInt8] {
      switch self {
      case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
      case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
      case .gzip: [0x1F, 0x8B, 0x08]
      case .lz4: [0x02, 0x21, 0x4C, 0x18]
      }
    }

    var package: String { self == .xz ? "xz-utils" : rawValue }
  }

  /// Where the packed kernel lies in an image, from the header of the x86 boot protocol.
  static func payload(of image: [UInt8]) -> Range<Int>? {
    guard image.count > 0x260, image[0x202...].starts(with: "HdrS".utf8) else { return nil }
    func word(_ offset: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(image[offset + $1]) << (8 * $1) }
    }
    let start = (Int(image[0x1F1]) + 1) * 512 + word(0x248)
    let end = start + word(0x24C)
    guard start < end, end <= image.count else { return nil }
    return start..<end
  }

  static func packing(of payload: ArraySlice<UInt8>) -> Packing? {
    Packing.allCases.first { payload.starts(with: $0.magic) }
  }

  static func isELF(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) }

  /// The image to boot: the unpacked one, made once and kept, or the image itself when it cannot be
  /// unpacked here.
  static func bootable(
    _ kernel: GuestKernel, cache: CacheFolder
  ) async throws(VirtualMachineError) -> FilePath {
    guard let status = Files.status(kernel.image) else {
      throw VirtualMachineError(.kernelNotFound, "\(kernel.image) is not there any more")
    }
    // The key holds what a new build of the same release would change.
    let folder = cache.images.appending(
      "\(kernel.release)-\(status.st_size)-\(status.st_mtim.tv_sec)")
    let unpacked = folder.appending("vmlinux")
    if Files.exists(unpacked) { return unpacked }
    let image = try Files.read(kernel.image)
    if isELF(image) { return kernel.image }
    guard let range = payload(of: image), let packing = packing(of: image[range]) else {
      return kernel.image
    }
    try Files.makeDirectory(folder)
    let packed = folder.appending("payload")
    // All but gzip have the unpacked size appended, which their programs take for damage.
    let content = packing == .gzip ? image[range] : image[range].dropLast(4)
    try Files.write(Array(content), to: packed)
    defer { Files.remove(packed) }
    let program = try HostTools.require(packing.rawValue, package: packing.package)
    let output = try await HostTools.run(program, ["-dc", packed.string])
    guard output.status == 0, isELF(output.bytes) else { return kernel.image }
    try Files.write(output.bytes, to: unpacked)
    return unpacked
  }
}
