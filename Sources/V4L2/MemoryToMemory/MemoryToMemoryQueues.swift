internal import DMABuf
public import SystemIO
internal import SystemPackage
public import VideoFormats

extension Device {
  /// Hands out both queues of a memory-to-memory device.
  ///
  /// Fails when the node is none, or when a queue of it is already held by somebody in this program. Each open
  /// file of such a device has queues, formats and a state of its own.
  public func memoryToMemoryQueues() throws(V4L2Error) -> MemoryToMemoryQueues {
    guard let kind = try memoryToMemoryKind() else {
      throw V4L2Error(
        "open", node: path,
        reason: .unsupported("the node converts no memory to memory (\(information.card))"))
    }
    return MemoryToMemoryQueues(
      kind: kind, source: try outputQueue(), destination: try captureQueue())
  }
}

/// Both queues of a memory-to-memory device without buffers: the only state in which its formats may change.
///
/// The kernel names queues from where the program stands: what is put in goes to the *output* queue, here the
/// source, and what comes out is taken from the *capture* queue, here the destination. Formats, crops and
/// memory of the two are independent, but for what the driver derives. The next state is
/// `MemoryToMemoryStream`.
public struct MemoryToMemoryQueues: ~Copyable, Sendable {
  /// What the device makes of what is put in.
  public let kind: MemoryToMemoryKind
  /// The queue that takes what is to be converted. The corresponding C constants are `V4L2_BUF_TYPE_VIDEO_OUTPUT*`.
  public let source: OutputQueue
  /// The queue that gives what has become of it. The corresponding C constants are `V4L2_BUF_TYPE_VIDEO_CAPTURE*`.
  public let destination: CaptureQueue

  /// The device.
  public var device: Device { source.device }

  /// Sets the formats of both sides and says what the driver made of each; nil leaves a side as it is.
  ///
  /// The side that governs comes first, as the kernel's rules have it: the stream's. The other may be changed
  /// by that, and is set, or read, after it. A decoder learns the size of its results from the stream; what is
  /// set here holds for one that cannot. The corresponding request is `VIDIOC_S_FMT`.
  public func setFormats(
    source wanted: Format? = nil, destination result: Format? = nil
  ) throws(V4L2Error) -> MemoryToMemoryFormats {
    var taken: FormatAdjustment?
    var given: FormatAdjustment?
    if kind == .encoder, let result { given = try destination.setFormat(result) }
    if let wanted { taken = try source.setFormat(wanted) }
    if kind != .encoder, let result { given = try destination.setFormat(result) }
    let (input, output) = (try source.format(), try destination.format())
    return MemoryToMemoryFormats(
      source: FormatAdjustment(requested: taken?.requested ?? input, granted: input),
      destination: FormatAdjustment(requested: given?.requested ?? output, granted: output))
  }

  /// The part of a frame that is put in which is converted; nil where the driver takes the whole.
  ///
  /// The corresponding request is `VIDIOC_G_SELECTION` with `V4L2_SEL_TGT_CROP`.
  public func crop() throws(V4L2Error) -> Rectangle? {
    try device.selection(.crop, of: source.type)
  }

  /// Sets the part of a frame that is converted, and answers what the driver made of it.
  ///
  /// The corresponding request is `VIDIOC_S_SELECTION` with `V4L2_SEL_TGT_CROP`.
  @discardableResult
  public func setCrop(_ rectangle: Rectangle) throws(V4L2Error) -> Rectangle {
    try device.setSelection(.crop, rectangle, of: source.type)
  }

  /// Where in a result its picture lies; nil where the driver fills the whole.
  ///
  /// Of a decoder it means something once the stream's header has been read. The corresponding request is
  /// `VIDIOC_G_SELECTION` with `V4L2_SEL_TGT_COMPOSE`.
  public func compose() throws(V4L2Error) -> Rectangle? {
    try device.selection(.compose, of: destination.type)
  }

  /// Sets where in a result its picture lies, and answers what the driver made of it.
  ///
  /// The corresponding request is `VIDIOC_S_SELECTION` with `V4L2_SEL_TGT_COMPOSE`.
  @discardableResult
  public func setCompose(_ rectangle: Rectangle) throws(V4L2Error) -> Rectangle {
    try device.setSelection(.compose, rectangle, of: destination.type)
  }

  /// Allocates buffers and starts both queues; of a decoder's results only once their format is known.
  ///
  /// A `wake` event that is rung ends a wait. A decoder without state is refused: its program parses the
  /// stream itself. The corresponding requests are `VIDIOC_REQBUFS` and `VIDIOC_STREAMON`.
  public consuming func start(
    _ settings: MemoryToMemorySettings = MemoryToMemorySettings(), wake: WakeEvent? = nil
  ) throws(V4L2Error) -> MemoryToMemoryStream {
    let (kind, device) = (kind, device)
    guard kind != .statelessDecoder else {
      throw V4L2Error(
        "VIDIOC_STREAMON", node: device.path,
        reason: .unsupported(
          "the decoder keeps no state: it takes parsed slices in media requests, not a stream"))
    }
    return try MemoryToMemoryStream(
      kind, source: source, destination: destination, settings, wake: wake)
  }
}

/// What the driver made of the formats of both sides of a memory-to-memory device.
public struct MemoryToMemoryFormats: Hashable, Sendable {
  /// Of what is put in.
  public var source: FormatAdjustment
  /// Of what comes out.
  public var destination: FormatAdjustment
}

/// How a memory-to-memory device is run.
public struct MemoryToMemorySettings: Sendable {
  /// Buffers for what is put in; frames of other devices need `.dmabuf([])` and as many as those devices have.
  public var source: BufferAllocation?
  /// Buffers for what comes out; also those that a decoder needs after each change of its stream.
  public var destination: BufferAllocation?
  /// The pixel format a decoder is asked for after its stream's header has been read; nil as it suggests.
  public var resultFormat: PixelFormat?
  /// Whether a decoder's results are set up at once, as the formats are set, because its stream has no header
  /// that tells their size. A change of the stream is obeyed nevertheless.
  public var expectsNoHeader: Bool

  /// Makes settings; without arguments both sides have buffers of the driver's own, as many as it needs.
  public init(
    source: BufferAllocation? = nil, destination: BufferAllocation? = nil,
    resultFormat: PixelFormat? = nil, expectsNoHeader: Bool = false
  ) {
    self.source = source
    self.destination = destination
    self.resultFormat = resultFormat
    self.expectsNoHeader = expectsNoHeader
  }
}
