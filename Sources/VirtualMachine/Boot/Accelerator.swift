internal import Glibc
internal import SystemPackage

/// What runs the guest's instructions.
public enum Accelerator: String, Sendable, Hashable, CaseIterable {
  /// The processor itself, through the host's kernel.
  case kvm
  /// QEMU's translator, which works everywhere.
  case tcg

  func arguments(icountShift: Int?) -> [String] {
    switch self {
    case .kvm:
      return ["-accel", "kvm", "-cpu", "host"]
    case .tcg:
      guard let icountShift else { return ["-accel", "tcg,tb-size=256", "-cpu", "max"] }
      return [
        "-accel", "tcg,tb-size=256", "-cpu", "max", "-icount", "shift=\(icountShift),sleep=on",
      ]
    }
  }

  /// What QEMU prints when the processor does not do what KVM needs; it then stays alive for ever.
  static let brokenKVMMark: String = "KVM internal error"
}

/// Whether KVM works here: a fact that only a boot can prove, kept until the host starts anew.
struct AcceleratorVerdict {
  let cache: CacheFolder
  let qemu: FilePath

  private var path: FilePath { cache.path.appending("kvm") }

  /// Names the circumstances under which a verdict holds.
  private var circumstances: String {
    let boot = (try? Files.readText("/proc/sys/kernel/random/boot_id")) ?? ""
    let stamp = Files.status(qemu).map { "\($0.st_size)-\($0.st_mtim.tv_sec)" } ?? ""
    return boot.filter { $0 != "\n" } + " " + stamp
  }

  /// Whether the device is there and may be used at all.
  static var isKVMPresent: Bool {
    let path: FilePath = "/dev/kvm"
    return Files.exists(path) && Files.isReadable(path) && Files.isWritable(path)
  }

  /// The kept verdict; nil when nothing is known.
  var known: Bool? {
    guard let text = try? Files.readText(path) else { return nil }
    switch text {
    case circumstances + " works\n": return true
    case circumstances + " fails\n": return false
    default: return nil
    }
  }

  /// Keeps a verdict. A cache that cannot be written costs another try next time, and no more.
  func keep(works: Bool) {
    try? Files.makeDirectory(cache.path)
    try? Files.write(Array((circumstances + (works ? " works\n" : " fails\n")).utf8), to: path)
  }
}
