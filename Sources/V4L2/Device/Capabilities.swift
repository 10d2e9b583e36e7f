/// What a device node can do. The corresponding C constants are `V4L2_CAP_*`; bits without a name survive.
public struct Capabilities: OptionSet, Hashable, Sendable {
  /// The kernel's bits.
  public let rawValue: UInt32
  /// Makes a set from the kernel's bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Captures video through the single-planar API. The corresponding C constant is `V4L2_CAP_VIDEO_CAPTURE`.
  public static let videoCapture = Capabilities(rawValue: 0x1)
  /// Puts out video through the single-planar API. The corresponding C constant is `V4L2_CAP_VIDEO_OUTPUT`.
  public static let videoOutput = Capabilities(rawValue: 0x2)
  /// Lays video over the screen. The corresponding C constant is `V4L2_CAP_VIDEO_OVERLAY`.
  public static let videoOverlay = Capabilities(rawValue: 0x4)
  /// Captures raw VBI. The corresponding C constant is `V4L2_CAP_VBI_CAPTURE`.
  public static let vbiCapture = Capabilities(rawValue: 0x10)
  /// Puts out raw VBI. The corresponding C constant is `V4L2_CAP_VBI_OUTPUT`.
  public static let vbiOutput = Capabilities(rawValue: 0x20)
  /// Captures sliced VBI. The corresponding C constant is `V4L2_CAP_SLICED_VBI_CAPTURE`.
  public static let slicedVBICapture = Capabilities(rawValue: 0x40)
  /// Puts out sliced VBI. The corresponding C constant is `V4L2_CAP_SLICED_VBI_OUTPUT`.
  public static let slicedVBIOutput = Capabilities(rawValue: 0x80)
  /// Captures RDS. The corresponding C constant is `V4L2_CAP_RDS_CAPTURE`.
  public static let rdsCapture = Capabilities(rawValue: 0x100)
  /// Has an on-screen display. The corresponding C constant is `V4L2_CAP_VIDEO_OUTPUT_OVERLAY`.
  public static let videoOutputOverlay = Capabilities(rawValue: 0x200)
  /// Seeks frequencies by itself. The corresponding C constant is `V4L2_CAP_HW_FREQ_SEEK`.
  public static let hardwareFrequencySeek = Capabilities(rawValue: 0x400)
  /// Encodes RDS. The corresponding C constant is `V4L2_CAP_RDS_OUTPUT`.
  public static let rdsOutput = Capabilities(rawValue: 0x800)
  /// Captures video through the multi-planar API. The corresponding C constant is `V4L2_CAP_VIDEO_CAPTURE_MPLANE`.
  public static let videoCaptureMultiplanar = Capabilities(rawValue: 0x1000)
  /// Puts out video through the multi-planar API. The corresponding C constant is `V4L2_CAP_VIDEO_OUTPUT_MPLANE`.
  public static let videoOutputMultiplanar = Capabilities(rawValue: 0x2000)
  /// Converts memory to memory through the multi-planar API. The corresponding C constant is `V4L2_CAP_VIDEO_M2M_MPLANE`.
  public static let memoryToMemoryMultiplanar = Capabilities(rawValue: 0x4000)
  /// Converts memory to memory. The corresponding C constant is `V4L2_CAP_VIDEO_M2M`.
  public static let memoryToMemory = Capabilities(rawValue: 0x8000)
  /// Has a tuner. The corresponding C constant is `V4L2_CAP_TUNER`.
  public static let tuner = Capabilities(rawValue: 0x1_0000)
  /// Has audio inputs or outputs. The corresponding C constant is `V4L2_CAP_AUDIO`.
  public static let audio = Capabilities(rawValue: 0x2_0000)
  /// Is a radio. The corresponding C constant is `V4L2_CAP_RADIO`.
  public static let radio = Capabilities(rawValue: 0x4_0000)
  /// Has a modulator. The corresponding C constant is `V4L2_CAP_MODULATOR`.
  public static let modulator = Capabilities(rawValue: 0x8_0000)
  /// Captures radio samples. The corresponding C constant is `V4L2_CAP_SDR_CAPTURE`.
  public static let sdrCapture = Capabilities(rawValue: 0x10_0000)
  /// Knows the extended pixel format fields. The corresponding C constant is `V4L2_CAP_EXT_PIX_FORMAT`.
  public static let extendedPixelFormat = Capabilities(rawValue: 0x20_0000)
  /// Puts out radio samples. The corresponding C constant is `V4L2_CAP_SDR_OUTPUT`.
  public static let sdrOutput = Capabilities(rawValue: 0x40_0000)
  /// Captures metadata. The corresponding C constant is `V4L2_CAP_META_CAPTURE`.
  public static let metadataCapture = Capabilities(rawValue: 0x80_0000)
  /// Supports read and write. The corresponding C constant is `V4L2_CAP_READWRITE`.
  public static let readWrite = Capabilities(rawValue: 0x100_0000)
  /// Supports streaming through queues. The corresponding C constant is `V4L2_CAP_STREAMING`.
  public static let streaming = Capabilities(rawValue: 0x400_0000)
  /// Takes metadata. The corresponding C constant is `V4L2_CAP_META_OUTPUT`.
  public static let metadataOutput = Capabilities(rawValue: 0x800_0000)
  /// Is a touch screen. The corresponding C constant is `V4L2_CAP_TOUCH`.
  public static let touch = Capabilities(rawValue: 0x1000_0000)
  /// Leaves inputs and formats to the media controller. The corresponding C constant is `V4L2_CAP_IO_MC`.
  public static let mediaController = Capabilities(rawValue: 0x2000_0000)

  /// Names of the bits that have one, in the kernel's order, as JSON and tables show them.
  public static let names: [(Capabilities, String)] = [
    (.videoCapture, "videoCapture"), (.videoOutput, "videoOutput"),
    (.videoOverlay, "videoOverlay"), (.vbiCapture, "vbiCapture"), (.vbiOutput, "vbiOutput"),
    (.slicedVBICapture, "slicedVBICapture"), (.slicedVBIOutput, "slicedVBIOutput"),
    (.rdsCapture, "rdsCapture"), (.videoOutputOverlay, "videoOutputOverlay"),
    (.hardwareFrequencySeek, "hardwareFrequencySeek"), (.rdsOutput, "rdsOutput"),
    (.videoCaptureMultiplanar, "videoCaptureMultiplanar"),
    (.videoOutputMultiplanar, "videoOutputMultiplanar"),
    (.memoryToMemoryMultiplanar, "memoryToMemoryMultiplanar"),
    (.memoryToMemory, "memoryToMemory"), (.tuner, "tuner"), (.audio, "audio"),
    (.radio, "radio"), (.modulator, "modulator"), (.sdrCapture, "sdrCapture"),
    (.extendedPixelFormat, "extendedPixelFormat"), (.sdrOutput, "sdrOutput"),
    (.metadataCapture, "metadataCapture"), (.readWrite, "readWrite"), (.streaming, "streaming"),
    (.metadataOutput, "metadataOutput"), (.touch, "touch"),
    (.mediaController, "mediaController"),
  ]

  /// The names of the bits that are set; bits without a name as one hexadecimal number at the end.
  public var descriptions: [String] {
    var rest = rawValue
    var result: [String] = []
    for (bit, name) in Self.names where contains(bit) {
      rest &= ~bit.rawValue
      result.append(name)
    }
    if rest != 0 { result.append("0x" + String(rest, radix: 16)) }
    return result
  }
}
