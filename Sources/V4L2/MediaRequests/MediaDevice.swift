internal import CVideoDev2
package import SystemIO
internal import SystemPackage

/// The media device that a video node belongs to: what groups its nodes, and where requests come from.
///
/// The corresponding C type is `media_device_info`.
public final class MediaDevice: Sendable {
  let node: Node
  /// The driver's name.
  public let driver: String
  /// The device's name.
  public let model: String
  /// Where it is attached.
  public let busInfo: String

  /// The node's path, such as `/dev/media0`.
  public var path: String { node.path }

  /// Opens a media device by its path. The corresponding request is `MEDIA_IOC_DEVICE_INFO`.
  public convenience init(path: String) throws(V4L2Error) {
    try self.init(path: path, calls: Machine.current.calls)
  }

  package init(path: String, calls: any SystemCalls) throws(V4L2Error) {
    node = try Node(path: path, calls: calls)
    var information = media_device_info()
    try node.perform(.mediaInformation, &information)
    driver = text(information.driver)
    model = text(information.model)
    busInfo = text(information.bus_info)
  }

  /// Finds the media device of a video node; nil for a driver without one.
  ///
  /// One driver may have several media devices at one place, so each is asked whether the node is its own.
  /// The corresponding request is `MEDIA_IOC_G_TOPOLOGY`.
  public static func of(_ device: Device) throws(V4L2Error) -> MediaDevice? {
    guard let target = FileTree.realPath(device.path),
      let number = try? FileTree.characterDevice(device.path)
    else { return nil }
    let name = target.split(separator: "/").last.map(String.init) ?? target
    let parent = "/sys/class/video4linux/\(name)/device"
    let beside = FileTree.names(in: parent).filter { $0.hasPrefix("media") }
    let all = FileTree.names(in: "/dev").filter { $0.hasPrefix("media") }
    var refusal: V4L2Error?
    for name in beside + all.filter({ !beside.contains($0) }) {
      do throws(V4L2Error) {
        let media = try MediaDevice(path: "/dev/\(name)", calls: device.node.calls)
        if media.has(major: number.major, minor: number.minor) { return media }
      } catch {
        // One that may not be opened is nobody's business unless it is the only one.
        if beside == [name] { refusal = error }
      }
    }
    if let refusal { throw refusal }
    return nil
  }

  /// Whether a node of these numbers is part of the device.
  private func has(major: UInt32, minor: UInt32) -> Bool {
    var counts = media_v2_topology()
    guard node.attempt(.topology, &counts) == nil else { return false }
    var interfaces = [media_v2_interface](
      repeating: media_v2_interface(), count: Int(counts.num_interfaces))
    return unsafe interfaces.withUnsafeMutableBufferPointer { memory in
      var topology = media_v2_topology()
      topology.num_interfaces = UInt32(memory.count)
      topology.ptr_interfaces = UInt64(UInt(bitPattern: memory.baseAddress))
      guard node.attempt(.topology, &topology) == nil else { return false }
      return unsafe memory.contains { $0.devnode.major == major && $0.devnode.minor == minor }
    }
  }

  /// Makes an empty request.
  ///
  /// Throws with `ENOTTY` where the driver has none. The corresponding request is `MEDIA_IOC_REQUEST_ALLOC`.
  public func makeRequest() throws(V4L2Error) -> MediaRequest {
    var descriptor: CInt = -1
    try node.perform(.allocateRequest, &descriptor)
    return try MediaRequest(
      Node(path: path, descriptor: Descriptor(owning: descriptor, calls: node.calls)))
  }
}
