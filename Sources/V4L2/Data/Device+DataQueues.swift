public import VideoFormats

// Each kind of queue a node may have beside those of pictures. All of them fail when the node lacks the queue
// or when it is already held by somebody in this program.
extension Device {
  /// Hands out the queue of sampled lines of the blanking interval.
  ///
  /// Raw and sliced lines are one queue to most drivers: buffers of only one of the two can exist.
  public func vbiCaptureQueue() throws(V4L2Error) -> DataQueue<VBIFormat> {
    DataQueue(
      lease: try lease(.vbiCapture, .vbiCapture, "captures no VBI"), access: FormatAccess())
  }

  /// Hands out the queue of decoded lines of the blanking interval.
  public func slicedVBICaptureQueue() throws(V4L2Error) -> DataQueue<SlicedVBIFormat> {
    DataQueue(
      lease: try lease(.slicedVBICapture, .slicedVBICapture, "captures no sliced VBI"),
      access: FormatAccess())
  }

  /// Hands out the queue of radio samples.
  public func sdrCaptureQueue() throws(V4L2Error) -> DataQueue<SDRFormat> {
    DataQueue(
      lease: try lease(.sdrCapture, .sdrCapture, "captures no radio samples"),
      access: FormatAccess())
  }

  /// Hands out the queue of metadata.
  public func metadataCaptureQueue() throws(V4L2Error) -> DataQueue<MetadataFormat> {
    DataQueue(
      lease: try lease(.metadataCapture, .metadataCapture, "captures no metadata"),
      access: FormatAccess())
  }

  /// Hands out the queue of a touch sensor, whose formats are those of pictures of a point for each pixel.
  public func touchQueue() throws(V4L2Error) -> DataQueue<Format> {
    let isMultiplanar = information.capabilities.contains(.videoCaptureMultiplanar)
    return DataQueue(
      lease: try lease(
        isMultiplanar ? .videoCaptureMultiplanar : .videoCapture, .touch, "is no touch sensor"),
      access: FormatAccess())
  }

  /// Hands out the queue of sampled lines that go into the blanking interval.
  public func vbiOutputQueue() throws(V4L2Error) -> DataOutputQueue<VBIFormat> {
    DataOutputQueue(
      lease: try lease(.vbiOutput, .vbiOutput, "puts no VBI out"), access: FormatAccess())
  }

  /// Hands out the queue of lines that are encoded into the blanking interval.
  public func slicedVBIOutputQueue() throws(V4L2Error) -> DataOutputQueue<SlicedVBIFormat> {
    DataOutputQueue(
      lease: try lease(.slicedVBIOutput, .slicedVBIOutput, "puts no sliced VBI out"),
      access: FormatAccess())
  }

  /// Hands out the queue of radio samples that are sent.
  public func sdrOutputQueue() throws(V4L2Error) -> DataOutputQueue<SDRFormat> {
    DataOutputQueue(
      lease: try lease(.sdrOutput, .sdrOutput, "sends no radio samples"), access: FormatAccess())
  }

  /// Hands out the queue of metadata that the device takes.
  public func metadataOutputQueue() throws(V4L2Error) -> DataOutputQueue<MetadataFormat> {
    DataOutputQueue(
      lease: try lease(.metadataOutput, .metadataOutput, "takes no metadata"),
      access: FormatAccess())
  }

  private func lease(
    _ type: QueueType, _ capability: Capabilities, _ lack: String
  ) throws(V4L2Error) -> QueueLease {
    try lease(information.capabilities.contains(capability) ? type : nil, lack)
  }
}
