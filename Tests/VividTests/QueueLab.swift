import SystemIO
import TestSupport
import Testing
import V4L2
import VideoFormats

/// The nodes of vivid's third device, which has every kind.
enum QueueLab {
  /// The paths of the device's nodes, by what they can do.
  private static let nodes: [(path: String, capabilities: Capabilities)] =
    DeviceDirectory().devices().flatMap(\.nodes).compactMap { node in
      guard let information = try? Device(path: node.path).information,
        information.driver == "vivid", information.busInfo == "platform:vivid-002"
      else { return nil }
      return (node.path, information.capabilities)
    }

  static var isOpen: Bool { Lab.isRequired || !nodes.isEmpty }

  /// The node of pictures: a touch sensor captures video too, in the kernel's words.
  static let pictures: Capabilities = [.videoCapture, .extendedPixelFormat]

  static func path(_ capability: Capabilities) throws -> String {
    try #require(
      nodes.first {
        $0.capabilities.isSuperset(of: capability)
          && (capability != pictures || !$0.capabilities.contains(.touch))
      }?.path,
      "vivid has no node for \(capability.descriptions)")
  }

  static func open(_ capability: Capabilities) throws -> Device {
    try Device(path: path(capability))
  }

  /// Opens a node once more, for two of this program's own.
  static func other(_ capability: Capabilities) throws(V4L2Error) -> Device {
    guard let path = try? path(capability) else {
      throw V4L2Error("open", node: "vivid", reason: .noSuchDevice)
    }
    return try Device(path: path)
  }

  /// Chooses the input of the device, which all its nodes share: 0 is a camera, 1 a TV, 2 S-Video.
  static func select(input: Int) throws {
    try open(pictures).selectInput(input)
  }
}
