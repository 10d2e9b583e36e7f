/// Everything a node says it can do: formats, sizes and intervals of each of its queues.
///
/// A plain value, so that a catalogue read from a device, from JSON or written by hand are the same to
/// whoever negotiates. It is what `vidctl formats --json` writes.
public struct FormatCatalog: Hashable, Sendable, Codable {
  /// The node's path.
  public var node: String
  /// The queues, in the order in which the kernel numbers them.
  public var queues: [QueueFormats]

  /// Makes a catalogue.
  public init(node: String, queues: [QueueFormats]) {
    self.node = node
    self.queues = queues
  }
}

/// The formats of one queue.
public struct QueueFormats: Hashable, Sendable, Codable {
  /// The queue.
  public var type: QueueType
  /// The formats, in the driver's order.
  public var formats: [FormatDescription]

  /// Makes a queue's formats.
  public init(type: QueueType, formats: [FormatDescription]) {
    self.type = type
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
