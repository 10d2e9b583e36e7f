internal import SystemPackage

/// The command line that starts QEMU.
struct QEMUCommand {
  var kernel: FilePath
  var initramfs: FilePath
  /// The folder of the sockets on which the caller listens before QEMU is started.
  var sockets: FilePath
  var shares: [FilePath]
  var accelerator: Accelerator
  var memoryMegabytes: Int
  var cpus: Int
  var icountShift: Int?
  var showsConsole: Bool
  var displays: [VirtualMachine.Display] = []
  var extra: [String]

  /// The names of the sockets, in the order of the guest's ports; the console is no port.
  static let streams: [String] = ["control", "output", "errors", "console"]

  /// The same with what a machine that has displays needs besides.
  static func streams(_ displays: [VirtualMachine.Display]) -> [String] {
    displays.isEmpty ? streams : streams + ScreenService.streams
  }

  var arguments: [String] {
    var words = ["-nodefaults", "-no-user-config", "-no-reboot", "-display", "none"]
    words += ["-machine", "q35,usb=off,vmport=off", "-nic", "none"]
    words += accelerator.arguments(icountShift: icountShift)
    words += ["-m", "\(memoryMegabytes)", "-smp", "\(cpus)"]
    words += ["-kernel", kernel.string, "-initrd", initramfs.string, "-append", kernelArguments]
    words += ["-fsdev", "local,id=root,path=/,security_model=none,readonly=on,multidevs=remap"]
    words += ["-device", "virtio-9p-pci,fsdev=root,mount_tag=root"]
    for (index, share) in shares.enumerated() {
      words += [
        "-fsdev",
        "local,id=share\(index),path=\(Self.escape(share.string)),security_model=none,multidevs=remap",
      ]
      words += ["-device", "virtio-9p-pci,fsdev=share\(index),mount_tag=share\(index)"]
    }
    words += ["-device", "virtio-serial-pci,id=streams,max_ports=\(displays.isEmpty ? 4 : 5)"]
    for name in Self.streams(displays) {
      let path = Self.escape(sockets.appending(name).string)
      words += ["-chardev", "socket,id=\(name),path=\(path)"]
    }
    for (number, name) in Self.streams.dropLast().enumerated() {
      words += [
        "-device", "virtserialport,bus=streams.0,nr=\(number + 1),chardev=\(name),name=\(name)",
      ]
    }
    words += ["-serial", "chardev:console"]
    if !displays.isEmpty {
      words += ["-device", "virtserialport,bus=streams.0,nr=4,chardev=screens,name=screens"]
      words += ["-mon", "chardev=monitor,mode=control"]
      words += displays.flatMap(\.arguments)
    }
    return words + extra
  }

  var kernelArguments: String {
    // An oops must not pass for a result, and a panic must end the machine at once.
    var words = ["console=ttyS0", "panic=-1", "oops=panic"]
    words += showsConsole ? ["ignore_loglevel"] : ["quiet"]
    words += ["rdinit=/init", "nokaslr", "mitigations=off", "random.trust_cpu=on"]
    // Half of an emulated boot is the kernel testing its ciphers, the next tenth is work that guards
    // a kernel against its users; neither says anything about video. The clock is the host's.
    words += ["cryptomgr.notests", "initcall_blacklist=jent_mod_init"]
    words += ["rodata=off", "init_on_alloc=0", "tsc=reliable", "no_timer_check"]
    return words.joined(separator: " ")
  }

  /// QEMU splits its options at commas; a doubled comma stands for one.
  static func escape(_ text: String) -> String {
    text.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
  }
}
