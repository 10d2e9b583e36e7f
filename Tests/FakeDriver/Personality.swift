package import VideoFormats

/// What a pretended device node says of itself and offers. It does not change while the node lives.
package struct Personality: Sendable {
  /// How one memory plane of a format follows from the picture's size, as vivid computes it.
  package struct PlaneShape: Sendable {
    package var bitsPerPixel: Int
    /// The plane's size is `bytesPerLine · height · numerator / denominator + dataOffset`.
    package var numerator: Int
    package var denominator: Int
    package var dataOffset: Int

    package init(
      bitsPerPixel: Int, numerator: Int = 1, denominator: Int = 1, dataOffset: Int = 0
    ) {
      self.bitsPerPixel = bitsPerPixel
      self.numerator = numerator
      self.denominator = denominator
      self.dataOffset = dataOffset
    }
  }

  /// A format the node lists.
  package struct FormatEntry: Sendable {
    package var pixelFormat: PixelFormat
    package var description: String
    package var flags: FormatFlags
    package var planes: [PlaneShape]
    package var sizes: [FrameSize]
    package var intervals: [FrameInterval]

    package init(
      _ pixelFormat: PixelFormat, _ description: String, flags: FormatFlags = [],
      planes: [PlaneShape], sizes: [FrameSize] = Personality.webcamSizes,
      intervals: [FrameInterval] = Personality.webcamIntervals
    ) {
      self.pixelFormat = pixelFormat
      self.description = description
      self.flags = flags
      self.planes = planes
      self.sizes = sizes
      self.intervals = intervals
    }
  }

  package var driver = "fake"
  package var card = "Fake Webcam"
  package var busInfo = "platform:fake-000"
  package var version: UInt32 = 6 << 16 | 12 << 8
  package var capabilities: UInt32
  package var inputs = ["Webcam 000"]
  /// What each input is; those that are not named are cameras without anything to set.
  package var inputKinds: [InputKind] = []
  package var outputs: [String] = []
  package var formats: [FormatEntry]

  /// Buffers are granted within these bounds, whatever is asked.
  package var grantedBuffers = 2...32
  /// The kinds of memory the queue takes, by the kernel's numbers.
  package var memories: Set<UInt32> = [1, 2, 4]
  /// Whether CREATE_BUFS makes buffers, or only answers what there could be.
  package var growsQueues = true
  /// Whether there is REMOVE_BUFS, as since Linux 6.10.
  package var removesBuffers = true
  /// The types of the events the node has, by the kernel's numbers.
  package var events: Set<UInt32> = [2, 3, 5]
  /// Buffers without which STREAMON is refused.
  package var buffersToStream = 1
  /// The value of the MIN_BUFFERS control; nil when the driver has none.
  package var minimumBuffersControl: Int32?
  /// The controls of the driver.
  package var controls = Personality.vividControls
  /// Whether controls can be asked for one after the other, as since Linux 2.6.18.
  package var knowsNextControl = true
  /// Requests the driver answers with ENOTTY.
  package var missingRequests: Set<UInt> = []
  /// Whether S_PARM changes the interval, or is quietly ignored.
  package var setsInterval = true
  /// Whether a node that was disconnected is there again after its last close, as vivid's is.
  package var returnsAfterLastClose = true

  // Ways of negotiating that the kernel's rules allow and some drivers have. Without them a node
  // answers as vivid does.

  /// Formats in whose place TRY_FMT and S_FMT answer another, though they are on offer.
  package var tryFormatSubstitutes: [PixelFormat: PixelFormat] = [:]
  /// Lines are padded to a multiple of this many bytes.
  package var strideAlignment = 1
  /// The field order that is granted, whatever is asked for.
  package var forcedField: Field?
  /// Intervals that S_PARM refuses with EINVAL.
  package var refusedIntervals: [Interval] = []
  /// The interval that S_PARM grants, whatever is asked for.
  package var roundsIntervalTo: Interval?
  /// The error number every S_FMT answers.
  package var setFormatErrno: Int32?
  /// Whether ENUM_FMT answers EINVAL at once though formats can be set.
  package var enumeratesNothing = false
  /// Whether TRY_FMT and S_FMT answer EINVAL to an unknown format, where most drivers put another.
  package var refusesUnknownFormats = false
  /// Whether S_FMT grants the smallest size on offer, whatever TRY_FMT promised.
  package var setFormatDiffers = false

  package init(capabilities: UInt32, formats: [FormatEntry]) {
    self.capabilities = capabilities
    self.formats = formats
  }

  /// What the driver says of the queue when it grants buffers.
  var bufferCapabilities: UInt32 {
    var bits: UInt32 = 1 << 4
    for (memory, bit) in [(1, 1), (2, 2), (4, 4)] as [(UInt32, UInt32)]
    where memories.contains(memory) { bits |= bit }
    if supportsRequests { bits |= 1 << 3 }
    return removesBuffers ? bits | 1 << 8 : bits
  }

  /// A queue of something else than pictures, which the node then has instead of one of theirs.
  package var data: DataShape?
  /// What the node makes of what is put in, where it converts memory to memory.
  package var converter: ConverterShape?
  /// Whether buffers carry the times of those that were put in.
  var copiesTimestamps = false
  /// Whether buffers may come in media requests of `/dev/media0`.
  package var supportsRequests = false

  /// Whether the node puts something out.
  var isOutput: Bool {
    if let data { return data.isOutput }
    return capabilities & (Self.outputBit | Self.multiplanarOutputBit) != 0
  }

  /// The kernel's number of the queue's type.
  var queueType: UInt32 {
    if let data { return data.queueType }
    if capabilities & Self.outputBit != 0 { return 2 }
    if capabilities & Self.multiplanarOutputBit != 0 { return 10 }
    return capabilities & Self.multiplanarBit != 0 ? 9 : 1
  }

  private static let outputBit: UInt32 = 0x2
  private static let multiplanarOutputBit: UInt32 = 0x2000

  static let streamingBits: UInt32 = 0x0420_0000
  private static let multiplanarBit: UInt32 = 0x1000
  /// The driver converts colours to what S_FMT asks for.
  static let convertible: FormatFlags = [
    .cscColorSpace, .cscTransfer, .cscEncoding, .cscQuantization,
  ]

  package static let webcamSizes: [FrameSize] = [
    .discrete(Size(width: 320, height: 180)), .discrete(Size(width: 640, height: 360)),
    .discrete(Size(width: 640, height: 480)), .discrete(Size(width: 1280, height: 720)),
  ]

  package static let webcamIntervals: [FrameInterval] = [
    .discrete(Interval(1, 1)), .discrete(Interval(1, 5)), .discrete(Interval(1, 15)),
    .discrete(Interval(1, 30)), .discrete(Interval(1, 60)), .discrete(Interval(1, 120)),
  ]

  /// A webcam with the single-planar API.
  package static let webcam = Personality(
    capabilities: 0x100_0001 | streamingBits,
    formats: [
      FormatEntry(.yuyv, "YUYV 4:2:2", flags: convertible, planes: [PlaneShape(bitsPerPixel: 16)]),
      FormatEntry(
        .nv12, "Y/UV 4:2:0",
        planes: [PlaneShape(bitsPerPixel: 8, numerator: 3, denominator: 2)]),
      FormatEntry(.rgb24, "24-bit RGB 8-8-8", planes: [PlaneShape(bitsPerPixel: 24)]),
      FormatEntry(
        .mjpeg, "Motion-JPEG", flags: .compressed, planes: [PlaneShape(bitsPerPixel: 8)],
        intervals: [.stepwise(min: Interval(1, 60), max: Interval(1, 1), step: Interval(1, 60))]),
      FormatEntry(
        .grey, "8-bit Greyscale", planes: [PlaneShape(bitsPerPixel: 8)],
        sizes: [
          .stepwise(
            min: Size(width: 16, height: 16), max: Size(width: 1920, height: 1080),
            step: Size(width: 8, height: 2))
        ],
        intervals: [.continuous(min: Interval(1, 120), max: Interval(1, 1))]),
    ])

  /// The same with the multi-planar API; its YUYV has a header of 128 bytes, as vivid's has.
  package static let multiplanar: Personality = {
    var personality = Personality(
      capabilities: multiplanarBit | streamingBits,
      formats: [
        FormatEntry(
          .yuyv, "YUYV 4:2:2", flags: convertible,
          planes: [PlaneShape(bitsPerPixel: 16, dataOffset: 128)]),
        FormatEntry(
          .nv12M, "Y/UV 4:2:0 (N-C)",
          planes: [
            PlaneShape(bitsPerPixel: 8), PlaneShape(bitsPerPixel: 8, denominator: 2),
          ]),
        FormatEntry(
          .nv16M, "Y/UV 4:2:2 (N-C)",
          planes: [PlaneShape(bitsPerPixel: 8, dataOffset: 128), PlaneShape(bitsPerPixel: 8)]),
        FormatEntry(
          .nv12, "Y/UV 4:2:0",
          planes: [PlaneShape(bitsPerPixel: 8, numerator: 3, denominator: 2)]),
      ])
    personality.card = "Fake Multiplanar Webcam"
    personality.busInfo = "platform:fake-001"
    return personality
  }()
}
