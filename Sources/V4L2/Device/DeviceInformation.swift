internal import CVideoDev2
public import VideoFormats

/// What a driver says of itself and of one node. The corresponding C type is `v4l2_capability`.
public struct DeviceInformation: Hashable, Sendable {
  /// The driver's name, such as `uvcvideo`.
  public var driver: String
  /// The device's name, such as `HD Pro Webcam C920`.
  public var card: String
  /// Where the device is attached, such as `usb-0000:00:14.0-1`.
  public var busInfo: String
  /// The kernel's media version.
  public var version: KernelVersion
  /// What this node can do: `device_caps`, not the whole device's `capabilities`.
  public var capabilities: Capabilities
  /// What all nodes of the device can do together.
  public var deviceCapabilities: Capabilities

  /// A kernel version as `KERNEL_VERSION` packs it.
  public struct KernelVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The number as the kernel packs it.
    public var rawValue: UInt32
    /// Makes a version from the kernel's number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// `major.minor.patch`.
    public var description: String {
      "\(rawValue >> 16).\(rawValue >> 8 & 0xff).\(rawValue & 0xff)"
    }
    /// Whether the left version is the older one.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  init(_ capability: v4l2_capability) {
    driver = text(capability.driver)
    card = text(capability.card)
    busInfo = text(capability.bus_info)
    version = KernelVersion(rawValue: capability.version)
    deviceCapabilities = Capabilities(
      rawValue: capability.capabilities & ~UInt32(V4L2_CAP_DEVICE_CAPS))
    // Drivers older than Linux 3.4 fill in `capabilities` alone; it then speaks for the node.
    capabilities =
      capability.capabilities & UInt32(V4L2_CAP_DEVICE_CAPS) != 0
      ? Capabilities(rawValue: capability.device_caps) : deviceCapabilities
  }

  /// The queue that captures pictures, if this node has one.
  ///
  /// A memory-to-memory device has one too: its capture side. A touch sensor's queue has the same type,
  /// but what it carries are measurements.
  public var pictureCaptureQueue: QueueType? {
    guard !capabilities.contains(.touch) else { return nil }
    if !capabilities.isDisjoint(with: [.videoCaptureMultiplanar, .memoryToMemoryMultiplanar]) {
      return .videoCaptureMultiplanar
    }
    if !capabilities.isDisjoint(with: [.videoCapture, .memoryToMemory]) { return .videoCapture }
    return nil
  }

  /// The queue that puts pictures out; nil when the node has none.
  ///
  /// A memory-to-memory device has one too: its output side, which takes what is to be converted.
  public var pictureOutputQueue: QueueType? {
    if !capabilities.isDisjoint(with: [.videoOutputMultiplanar, .memoryToMemoryMultiplanar]) {
      return .videoOutputMultiplanar
    }
    if !capabilities.isDisjoint(with: [.videoOutput, .memoryToMemory]) { return .videoOutput }
    return nil
  }

  /// Every queue this node has, in the kernel's order.
  public var queues: [QueueType] {
    let table: [(Capabilities, QueueType)] = [
      ([.videoCapture, .memoryToMemory], .videoCapture),
      ([.videoOutput, .memoryToMemory], .videoOutput),
      ([.videoOverlay], .videoOverlay),
      ([.vbiCapture], .vbiCapture), ([.vbiOutput], .vbiOutput),
      ([.slicedVBICapture], .slicedVBICapture), ([.slicedVBIOutput], .slicedVBIOutput),
      ([.videoOutputOverlay], .videoOutputOverlay),
      ([.videoCaptureMultiplanar, .memoryToMemoryMultiplanar], .videoCaptureMultiplanar),
      ([.videoOutputMultiplanar, .memoryToMemoryMultiplanar], .videoOutputMultiplanar),
      ([.sdrCapture], .sdrCapture), ([.sdrOutput], .sdrOutput),
      ([.metadataCapture], .metadataCapture), ([.metadataOutput], .metadataOutput),
    ]
    return table.compactMap { bits, type in
      capabilities.isDisjoint(with: bits) ? nil : type
    }
  }
}
