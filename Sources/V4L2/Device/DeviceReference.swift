internal import SystemIO
internal import SystemPackage

/// What a person may write to name a device.
///
/// A path (anything with a slash), a number, a node's name, a USB `vendor:product[:serial]` with or
/// without `usb:` before it, a by-id or by-path name, bus information, or a card name. Node numbers
/// change with every plug; the others do not.
public struct DeviceReference: Hashable, Sendable, CustomStringConvertible {
  /// The reference as it was written.
  public let description: String

  /// Makes a reference from what a person wrote.
  public init(_ text: String) {
    description = text
  }

  /// The path of the node the reference names.
  ///
  /// A device with several nodes is named by the first that captures pictures, else by its first. Fails
  /// when nothing answers to the reference, or more than one device.
  public func resolve(in directory: DeviceDirectory = DeviceDirectory()) throws(V4L2Error) -> String
  {
    if description.contains("/") {
      return description
    }
    if !description.isEmpty, description.allSatisfy({ $0.isASCII && $0.isNumber }) {
      return "/dev/video\(description)"
    }
    let devices = directory.devices()
    let matching = devices.compactMap { device -> [String]? in
      let nodes = nodes(of: device)
      return nodes.isEmpty ? nil : nodes
    }
    guard let nodes = matching.first else {
      throw V4L2Error("open", node: description, reason: .noSuchDevice)
    }
    if matching.count > 1 {
      throw V4L2Error(
        "open", node: description, reason: .ambiguous(matching.map { $0[0] }))
    }
    return nodes.count == 1 ? nodes[0] : Self.firstCapturing(nodes)
  }

  /// The nodes of a device that answer to this reference; all of them when the device itself does.
  private func nodes(of device: PhysicalDevice) -> [String] {
    let byNode = device.nodes.filter { node in
      node.path.hasSuffix("/\(description)")
        || node.links.contains { $0.hasSuffix("/\(description)") }
    }
    if !byNode.isEmpty { return byNode.map(\.path) }
    if let usb = device.usb, matches(usb) { return device.nodes.map(\.path) }
    let byName = device.nodes.filter { $0.name == description }
    if !byName.isEmpty { return byName.map(\.path) }
    if device.name == description { return device.nodes.map(\.path) }
    // Bus information and the card's full name are the driver's to tell, so the nodes must be asked.
    return device.nodes.map(\.path).filter { path in
      guard let information = try? Device(path: path).information else { return false }
      return information.busInfo == description || information.card == description
    }
  }

  private func matches(_ usb: USBIdentity) -> Bool {
    let text = description.hasPrefix("usb:") ? description.dropFirst(4) : description[...]
    let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count >= 2, parts[0].lowercased() == usb.vendor.lowercased(),
      parts[1].lowercased() == usb.product.lowercased()
    else { return false }
    return parts.count == 2 || parts[2] == usb.serial ?? ""
  }

  private static func firstCapturing(_ nodes: [String]) -> String {
    nodes.first { path in
      (try? Device(path: path))?.information.pictureCaptureQueue != nil
    } ?? nodes[0]
  }
}
