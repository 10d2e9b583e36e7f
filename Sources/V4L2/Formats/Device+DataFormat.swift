internal import CVideoDev2
internal import SystemPackage
public import VideoFormats

/// The format of a queue that carries something else than pictures.
public enum DataFormat: Hashable, Sendable {
  /// Sampled lines of the blanking interval.
  case vbi(VBIFormat)
  /// Decoded lines of the blanking interval.
  case slicedVBI(SlicedVBIFormat)
  /// Radio samples.
  case sdr(SDRFormat)
  /// Metadata.
  case metadata(MetadataFormat)
}

extension Device {
  /// The format of a queue that carries no pictures, as it is set now.
  ///
  /// Nil for queues of pictures and overlays, and where the queue does not apply to the chosen input, as VBI
  /// does not to a camera. The corresponding request is `VIDIOC_G_FMT`.
  public func dataFormat(of type: QueueType) throws(V4L2Error) -> DataFormat? {
    var argument = unsafe v4l2_format()
    unsafe argument.type = type.rawValue
    guard type.content != .other, type.content != .pictures,
      try unsafe node.performIfApplicable(.format, &argument)
    else { return nil }
    switch type.content {
    case .vbi: return unsafe .vbi(VBIFormat(kernel: argument))
    case .slicedVBI: return unsafe .slicedVBI(SlicedVBIFormat(kernel: argument))
    case .sdr: return unsafe .sdr(SDRFormat(kernel: argument))
    case .metadata: return unsafe .metadata(MetadataFormat(kernel: argument))
    case .pictures, .other: return nil
    }
  }

  /// What services a sliced VBI queue could have on which lines; nil where it does not apply to the chosen
  /// input or output.
  ///
  /// The corresponding request is `VIDIOC_G_SLICED_VBI_CAP`.
  public func slicedVBICapabilities(
    of type: QueueType = .slicedVBICapture
  ) throws(V4L2Error) -> SlicedVBICapabilities? {
    var argument = v4l2_sliced_vbi_cap()
    argument.type = type.rawValue
    guard try node.performIfApplicable(.slicedVBICapabilities, &argument) else { return nil }
    return SlicedVBICapabilities(
      SlicedVBIServices(rawValue: UInt32(argument.service_set)),
      lines: serviceLines(argument.service_lines))
  }

  func typedFormat<Value: KernelFormat>(
    _: Value.Type, of type: QueueType
  ) throws(V4L2Error) -> Value {
    var argument = unsafe v4l2_format()
    unsafe argument.type = type.rawValue
    try unsafe node.perform(.format, &argument)
    return unsafe Value(kernel: argument)
  }

  func negotiateTyped<Value: KernelFormat>(
    _ request: Request<v4l2_format>, _ format: Value, of type: QueueType
  ) throws(V4L2Error) -> Adjustment<Value> {
    var argument = unsafe format.kernelFormat(for: type)
    try unsafe node.perform(request, &argument)
    return unsafe Adjustment(requested: format, granted: Value(kernel: argument))
  }
}

extension QueueType {
  /// What a queue carries.
  enum Content {
    case pictures, vbi, slicedVBI, sdr, metadata, other
  }

  /// What the queue carries.
  var content: Content {
    switch self {
    case .videoCapture, .videoOutput, .videoCaptureMultiplanar, .videoOutputMultiplanar: .pictures
    case .vbiCapture, .vbiOutput: .vbi
    case .slicedVBICapture, .slicedVBIOutput: .slicedVBI
    case .sdrCapture, .sdrOutput: .sdr
    case .metadataCapture, .metadataOutput: .metadata
    default: .other
    }
  }
}
