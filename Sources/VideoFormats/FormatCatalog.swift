/// Everything a node says it can do: formats, sizes and intervals of each of its queues.
///
/// A plain value, so that a catalogue read from a device, from JSON or written by hand are the same to
/// whoever negotiates. It is what `vidctl formats --json` writes.
public struct FormatCatalog: Hashable, Sendable, Codable {
  /// The node's path.
  public var node: String
  /// Whose catalogue it is; nil where nobody noted it.
  public var device: CatalogDevice?
  /// The queues, in the order in which the kernel numbers them.
  public var queues: [QueueFormats]

  /// Makes a catalogue.
  public init(node: String, device: CatalogDevice? = nil, queues: [QueueFormats]) {
    self.node = node
    self.device = device
    self.queues = queues
  }

  /// The queue that captures pictures, single- or multi-planar; nil for a node without one.
  public var pictureCaptureQueue: QueueFormats? {
    queues.first { $0.type == .videoCapture || $0.type == .videoCaptureMultiplanar }
  }
}

/// The device a catalogue was read from, so that one that is sent to somebody says whose it is.
public struct CatalogDevice: Hashable, Sendable, Codable {
  /// What the driver calls the device.
  public var card: String?
  /// The driver.
  public var driver: String?
  /// Where the device is attached.
  public var busInfo: String?

  /// Makes a note of a device.
  public init(card: String? = nil, driver: String? = nil, busInfo: String? = nil) {
    self.card = card
    self.driver = driver
    self.busInfo = busInfo
  }
}

/// The formats of one queue.
public struct QueueFormats: Hashable, Sendable, Codable {
  /// The queue.
  public var type: QueueType
  /// Where its buffers may come from; nil where the driver was not asked or could not say.
  public var memory: [MemoryType]?
  /// The formats, in the driver's order.
  public var formats: [FormatDescription]

  /// Makes a queue's formats.
  public init(type: QueueType, memory: [MemoryType]? = nil, formats: [FormatDescription]) {
    self.type = type
    self.memory = memory
    self.formats = formats
  }
}

/// One format a driver offers. The corresponding C type is `v4l2_fmtdesc`.
public struct FormatDescription: Hashable, Sendable {
  /// The pixel format.
  public var pixelFormat: PixelFormat
  /// The driver's words for it.
  public var description: String
  /// What is special about it.
  public var flags: FormatFlags
  /// The sizes, in the driver's order; empty when the driver does not enumerate them.
  public var sizes: [SizeDescription]

  /// Makes a description.
  public init(
    pixelFormat: PixelFormat, description: String, flags: FormatFlags = [],
    sizes: [SizeDescription] = []
  ) {
    self.pixelFormat = pixelFormat
    self.description = description
    self.flags = flags
    self.sizes = sizes
  }
}

/// One entry of a format's sizes, with the intervals that go with it.
public struct SizeDescription: Hashable, Sendable {
  /// The size or the range of sizes.
  public var size: FrameSize
  /// The intervals, in the driver's order; empty when the driver does not enumerate them.
  public var intervals: [FrameInterval]

  /// Makes a description.
  public init(size: FrameSize, intervals: [FrameInterval] = []) {
    self.size = size
    self.intervals = intervals
  }
}
