import V4L2
import VideoFormats

/// What `vidctl devices --json` writes. Docs/JSON.md describes every key.
struct DevicesDocument: Codable, Hashable {
  var devices: [Entry]

  /// A physical device.
  struct Entry: Codable, Hashable {
    var name: String
    var driver: String?
    var busInfo: String?
    var usb: USB?
    var sysfsPath: String
    var nodes: [Node]
  }

  /// What a USB device says of itself.
  struct USB: Codable, Hashable {
    var vendor: String
    var product: String
    var serial: String?
  }

  /// A device node.
  struct Node: Codable, Hashable {
    var path: String
    var name: String
    var index: Int
    var byID: [String]
    var byPath: [String]
    var card: String?
    var capabilities: [String]?
    var queues: [QueueType]?
    var error: String?
  }
}

extension DevicesDocument {
  /// Looks at the machine: sysfs for what there is, each node for what it can do.
  init(of directory: DeviceDirectory) {
    devices = directory.devices().map(Entry.init)
  }
}

extension DevicesDocument.Entry {
  init(_ device: PhysicalDevice) {
    let answers = device.nodes.map(Self.ask)
    let first = answers.lazy.compactMap { try? $0.get() }.first
    self.init(
      name: device.name, driver: first?.driver, busInfo: first?.busInfo,
      usb: device.usb.map(DevicesDocument.USB.init), sysfsPath: device.sysfsPath,
      nodes: zip(device.nodes, answers).map(DevicesDocument.Node.init))
  }

  private static func ask(_ node: VideoNode) -> Result<DeviceInformation, V4L2Error> {
    Result { () throws(V4L2Error) in try Device(path: node.path).information }
  }
}

extension DevicesDocument.USB {
  init(_ identity: USBIdentity) {
    self.init(vendor: identity.vendor, product: identity.product, serial: identity.serial)
  }
}

extension DevicesDocument.Node {
  init(_ node: VideoNode, _ answer: Result<DeviceInformation, V4L2Error>) {
    self.init(
      path: node.path, name: node.name, index: node.index,
      byID: node.links.filter { $0.contains("/by-id/") },
      byPath: node.links.filter { $0.contains("/by-path/") })
    switch answer {
    case .success(let information):
      card = information.card
      capabilities = information.capabilities.descriptions
      queues = information.queues
    case .failure(let failure):
      let explanation = failure.explain()
      error = "\(explanation.cause); \(explanation.advice)"
    }
  }
}
