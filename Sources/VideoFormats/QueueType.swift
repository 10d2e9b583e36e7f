/// What a queue carries and which way. The corresponding C type is `enum v4l2_buf_type`.
public struct QueueType: NamedConstant {
  /// The kernel's number.
  public var rawValue: UInt32
  /// Makes a queue type from the kernel's number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Pictures from the device. The corresponding C constant is `V4L2_BUF_TYPE_VIDEO_CAPTURE`.
  public static let videoCapture = QueueType(rawValue: 1)
  /// Pictures to the device. The corresponding C constant is `V4L2_BUF_TYPE_VIDEO_OUTPUT`.
  public static let videoOutput = QueueType(rawValue: 2)
  /// A picture laid over another. The corresponding C constant is `V4L2_BUF_TYPE_VIDEO_OVERLAY`.
  public static let videoOverlay = QueueType(rawValue: 3)
  /// Raw lines of the blanking interval. The corresponding C constant is `V4L2_BUF_TYPE_VBI_CAPTURE`.
  public static let vbiCapture = QueueType(rawValue: 4)
  /// Raw lines to the device. The corresponding C constant is `V4L2_BUF_TYPE_VBI_OUTPUT`.
  public static let vbiOutput = QueueType(rawValue: 5)
  /// Decoded lines of the blanking interval. The corresponding C constant is `V4L2_BUF_TYPE_SLICED_VBI_CAPTURE`.
  public static let slicedVBICapture = QueueType(rawValue: 6)
  /// Lines to encode. The corresponding C constant is `V4L2_BUF_TYPE_SLICED_VBI_OUTPUT`.
  public static let slicedVBIOutput = QueueType(rawValue: 7)
  /// On-screen display. The corresponding C constant is `V4L2_BUF_TYPE_VIDEO_OUTPUT_OVERLAY`.
  public static let videoOutputOverlay = QueueType(rawValue: 8)
  /// Pictures in several memory planes from the device. The corresponding C constant is `V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE`.
  public static let videoCaptureMultiplanar = QueueType(rawValue: 9)
  /// Pictures in several memory planes to the device. The corresponding C constant is `V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE`.
  public static let videoOutputMultiplanar = QueueType(rawValue: 10)
  /// Radio samples from the device. The corresponding C constant is `V4L2_BUF_TYPE_SDR_CAPTURE`.
  public static let sdrCapture = QueueType(rawValue: 11)
  /// Radio samples to the device. The corresponding C constant is `V4L2_BUF_TYPE_SDR_OUTPUT`.
  public static let sdrOutput = QueueType(rawValue: 12)
  /// Metadata from the device. The corresponding C constant is `V4L2_BUF_TYPE_META_CAPTURE`.
  public static let metadataCapture = QueueType(rawValue: 13)
  /// Metadata to the device. The corresponding C constant is `V4L2_BUF_TYPE_META_OUTPUT`.
  public static let metadataOutput = QueueType(rawValue: 14)

  /// Whether buffers hold an array of planes.
  public var isMultiplanar: Bool {
    self == .videoCaptureMultiplanar || self == .videoOutputMultiplanar
  }

  /// Whether buffers go to the device rather than come from it.
  public var isOutput: Bool {
    switch self {
    case .videoOutput, .videoOutputMultiplanar, .videoOutputOverlay, .vbiOutput,
      .slicedVBIOutput, .sdrOutput, .metadataOutput:
      true
    default: false
    }
  }

  /// The values that have a name, with it, in the kernel's order.
  public static var names: [(QueueType, String)] {
    [
      (.videoCapture, "videoCapture"), (.videoOutput, "videoOutput"),
      (.videoOverlay, "videoOverlay"), (.vbiCapture, "vbiCapture"), (.vbiOutput, "vbiOutput"),
      (.slicedVBICapture, "slicedVBICapture"), (.slicedVBIOutput, "slicedVBIOutput"),
      (.videoOutputOverlay, "videoOutputOverlay"),
      (.videoCaptureMultiplanar, "videoCaptureMultiplanar"),
      (.videoOutputMultiplanar, "videoOutputMultiplanar"), (.sdrCapture, "sdrCapture"),
      (.sdrOutput, "sdrOutput"), (.metadataCapture, "metadataCapture"),
      (.metadataOutput, "metadataOutput"),
    ]
  }
}
