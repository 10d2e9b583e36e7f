/// What metadata a queue carries. The corresponding C type is `v4l2_meta_format`.
public struct MetadataFormat: QueueFormat {
  /// What the bytes mean: `PixelFormat.metadataUVC` and its like.
  public var dataFormat: PixelFormat
  /// Bytes of a buffer, at most; zero in a request leaves it to the driver.
  public var bufferSize: Int
  /// Bytes of data in a line, for metadata in lines; zero for other metadata, and before Linux 6.10.
  public var width: Int
  /// Lines, for metadata in lines.
  public var height: Int
  /// Bytes from one line to the next, for metadata in lines.
  public var bytesPerLine: Int

  /// Makes a format; zeros leave a part to the driver.
  public init(
    _ dataFormat: PixelFormat, bufferSize: Int = 0, width: Int = 0, height: Int = 0,
    bytesPerLine: Int = 0
  ) {
    self.dataFormat = dataFormat
    self.bufferSize = bufferSize
    self.width = width
    self.height = height
    self.bytesPerLine = bytesPerLine
  }

  /// Every part that a driver changed, by the names of the properties.
  public func changes(in granted: MetadataFormat) -> [FormatChange] {
    var parts = PartComparison()
    parts.compare("dataFormat", dataFormat, granted.dataFormat)
    parts.compare("bufferSize", bufferSize, granted.bufferSize, unless: 0)
    parts.compare("width", width, granted.width, unless: 0)
    parts.compare("height", height, granted.height, unless: 0)
    parts.compare("bytesPerLine", bytesPerLine, granted.bytesPerLine, unless: 0)
    return parts.changes
  }
}
