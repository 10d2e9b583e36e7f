internal import SystemIO

/// The video devices of this machine, read from sysfs without opening any of them.
public struct DeviceDirectory: Sendable {
  private let sysfs: String
  private let devfs: String

  /// Looks at the running machine.
  public init() {
    self.init(sysfs: "/sys", devfs: "/dev")
  }

  package init(sysfs: String, devfs: String) {
    self.sysfs = sysfs
    self.devfs = devfs
  }

  /// Every physical device that has V4L2 nodes, in the order of its first node.
  ///
  /// Devices may come and go while they are read; one that vanishes half-way is left out.
  public func devices() -> [PhysicalDevice] {
    let links = stableLinks()
    var devices: [PhysicalDevice] = []
    var position: [String: Int] = [:]
    for name in FileTree.names(in: "\(sysfs)/class/video4linux").sorted(by: Self.inNumericOrder) {
      guard let entry = entry(name, links) else { continue }
      if let known = position[entry.device.sysfsPath] {
        devices[known].nodes.append(entry.node)
      } else {
        position[entry.device.sysfsPath] = devices.count
        var device = entry.device
        device.nodes = [entry.node]
        devices.append(device)
      }
    }
    return devices
  }

  private func entry(
    _ name: String, _ links: [String: [String]]
  ) -> (device: PhysicalDevice, node: VideoNode)? {
    let folder = "\(sysfs)/class/video4linux/\(name)"
    guard let numbers = FileTree.text("\(folder)/dev")?.split(separator: ":"), numbers.count == 2
    else { return nil }
    let path = "\(devfs)/\(name)"
    let node = VideoNode(
      path: path, name: FileTree.text("\(folder)/name") ?? name,
      index: FileTree.text("\(folder)/index").flatMap { Int($0) } ?? 0,
      links: links[FileTree.realPath(path) ?? path] ?? [])
    // A node without a parent, as software drivers may make, is a device of its own.
    guard let parent = FileTree.realPath("\(folder)/device") else {
      let own = FileTree.realPath(folder) ?? folder
      return (PhysicalDevice(sysfsPath: own, name: node.name), node)
    }
    return (physicalDevice(parent, name: node.name), node)
  }

  /// The device a node's parent belongs to: for USB the device above the interface.
  private func physicalDevice(_ parent: String, name: String) -> PhysicalDevice {
    let above = String(parent[..<(parent.lastIndex(of: "/") ?? parent.startIndex)])
    for folder in [parent, above] where !folder.isEmpty {
      guard let vendor = FileTree.text("\(folder)/idVendor"),
        let product = FileTree.text("\(folder)/idProduct")
      else { continue }
      var device = PhysicalDevice(
        sysfsPath: folder, name: FileTree.text("\(folder)/product") ?? name)
      device.usb = USBIdentity(
        vendor: vendor, product: product, serial: FileTree.text("\(folder)/serial"))
      return device
    }
    return PhysicalDevice(sysfsPath: parent, name: name)
  }

  /// The names udev gives to nodes, by the node's resolved path.
  private func stableLinks() -> [String: [String]] {
    var links: [String: [String]] = [:]
    for folder in ["\(devfs)/v4l/by-id", "\(devfs)/v4l/by-path"] {
      for name in FileTree.names(in: folder) {
        guard let target = FileTree.realPath("\(folder)/\(name)") else { continue }
        links[target, default: []].append("\(folder)/\(name)")
      }
    }
    return links
  }

  /// `video2` before `video10`.
  private static func inNumericOrder(_ left: String, _ right: String) -> Bool {
    func split(_ name: String) -> (Substring, Int) {
      let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
      return (name.dropLast(digits), Int(name.suffix(digits)) ?? -1)
    }
    let (a, b) = (split(left), split(right))
    return a.0 == b.0 ? a.1 < b.1 : a.0 < b.0
  }
}

/// A piece of hardware, or a driver's stand-in for one, with the nodes it has.
public struct PhysicalDevice: Hashable, Sendable {
  /// Its folder in sysfs, which is what makes it one device.
  public var sysfsPath: String
  /// Its name.
  public var name: String
  /// Its USB identity, if it is a USB device.
  public var usb: USBIdentity?
  /// Its nodes, in numerical order.
  public var nodes: [VideoNode]

  init(sysfsPath: String, name: String) {
    self.sysfsPath = sysfsPath
    self.name = name
    nodes = []
  }
}

/// What a USB device says of itself.
public struct USBIdentity: Hashable, Sendable, CustomStringConvertible {
  /// Vendor, four hexadecimal digits.
  public var vendor: String
  /// Product, four hexadecimal digits.
  public var product: String
  /// Serial number, where the device has one; cheap devices share one or have none.
  public var serial: String?

  /// `vendor:product`, with `:serial` where there is one.
  public var description: String {
    serial.map { "\(vendor):\(product):\($0)" } ?? "\(vendor):\(product)"
  }
}

/// A device node, as sysfs and udev know it.
public struct VideoNode: Hashable, Sendable {
  /// The node's path.
  public var path: String
  /// The name the driver gave this node.
  public var name: String
  /// Its place among the nodes of the same parent.
  public var index: Int
  /// Its by-id and by-path links, if udev made any.
  public var links: [String]
}
