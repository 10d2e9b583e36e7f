extension VirtualMachine {
  /// A display card of the machine's, with a screen that is always connected and that nobody sees.
  ///
  /// Pictures are taken of it, from inside the guest: see ``GuestScreen``.
  public enum Display: String, Sendable, Hashable, CaseIterable {
    /// A Cirrus Logic card. Its driver shows memory of other devices.
    case cirrus
    /// QEMU's own card. Its driver shows its own memory alone, which it lends to other devices.
    case bochs
    /// A virtio card. Its driver shows its own memory alone, which it lends to other devices.
    case virtio
    /// A QXL card. Its driver shows its own memory alone, which it lends to other devices.
    case qxl

    /// The names its driver's module goes by, of which a kernel has one.
    public var modules: [String] {
      switch self {
      case .cirrus: ["cirrus", "cirrus-qemu"]
      case .bochs: ["bochs"]
      case .virtio: ["virtio-gpu"]
      case .qxl: ["qxl"]
      }
    }

    /// The name by which its driver calls itself.
    public var driver: String {
      switch self {
      case .cirrus: "cirrus"
      case .bochs: "bochs-drm"
      case .virtio: "virtio_gpu"
      case .qxl: "qxl"
      }
    }

    /// What QEMU calls it. Only one of a machine's cards can be the old VGA; the others are their like without it.
    var device: String {
      switch self {
      case .cirrus: "cirrus-vga"
      case .bochs: "bochs-display"
      case .virtio: "virtio-gpu-pci"
      case .qxl: "qxl"
      }
    }

    /// Arguments for QEMU. Without a ROM the firmware has nothing to run, and the boot takes no longer; but the old VGA
    /// ignores what its driver writes until its ROM has run.
    var arguments: [String] {
      ["-device", "\(device),id=\(rawValue)" + (self == .cirrus ? "" : ",romfile=")]
    }
  }
}
