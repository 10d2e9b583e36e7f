public import VideoFormats

/// Writes captured pictures to a file, a numbered series of files, or standard output.
///
/// The container decides what is stored, the destination where. Frames are whole or not there: a still is
/// renamed into place when it is complete, and a stream in a regular file is cut back to the end of its last whole
/// frame when writing fails. Nothing is created before the first frame, so a capture that never
/// delivers leaves no empty file. Writing raw bytes or to nowhere copies and allocates nothing.
///
/// A closed pipe is an error here (`EPIPE`) only if the process ignores `SIGPIPE`; a tool should.
public struct FrameWriter: ~Copyable {
  /// How pictures are stored.
  public let container: Container
  /// Where they go.
  public let destination: OutputDestination
  private var sink: FrameSink
  private var encoder: Encoder

  /// Prepares to write pictures of a format.
  ///
  /// - Parameters:
  ///   - destination: Where to write; nothing is opened yet.
  ///   - container: How to store pictures; when nil, the file name's extension decides, and raw bytes
  ///     where there is none.
  ///   - format: The format of every picture to come.
  ///   - interval: Time between frames, for containers that store it.
  ///
  /// Fails with `ImagingError.unknownContainer` for an extension that is not known, with `ImagingError.notMotionJPEG`
  /// where it stands for Motion-JPEG and the format is another, and with `ImagingError.notAPicture` when the container
  /// wants pictures and this format can't be converted.
  public static func make(
    for destination: OutputDestination, container: Container? = nil, format: Format,
    interval: Interval? = nil
  ) throws(ImagingError) -> FrameWriter {
    var chosen = container
    if chosen == nil {
      if destination.isNamedMotionJPEG, !format.pixelFormat.isJPEG {
        throw .notMotionJPEG(destination.name, format.pixelFormat)
      }
      chosen = try destination.inferredContainer()
    }
    return try FrameWriter(destination, chosen ?? .raw, format, interval)
  }

  private init(
    _ destination: OutputDestination, _ container: Container, _ format: Format,
    _ interval: Interval?
  ) throws(ImagingError) {
    self.destination = destination
    self.container = container
    sink = FrameSink(destination, container: container)
    encoder = try Encoder(container, format, interval)
  }

  /// Whether more than one frame can be written without replacing the one before.
  public var acceptsManyFrames: Bool {
    if case .file = destination { return container.holdsManyFrames }
    return true
  }

  /// Whole frames written so far.
  public var framesWritten: Int { sink.frames }

  /// Asked when a signal interrupts a write that waits for a slow reader; true gives up.
  public var shouldStop: (@Sendable () -> Bool)? {
    get { sink.shouldStop }
    set { sink.shouldStop = newValue }
  }

  /// Finds out whether the destination can be written, before a device starts streaming.
  ///
  /// Leaves no trace. Fails with `ImagingError.isDirectory` or `ImagingError.cannotOpen`.
  public func prepare() throws(ImagingError) { try sink.prepare() }

  /// Writes one picture and answers with the bytes that were written for it.
  ///
  /// After an error the destination holds the whole frames written before, and the writer may be used
  /// on: a picture that is damaged or short does not spoil the next.
  ///
  /// - Parameters:
  ///   - picture: A picture in the format the writer was made for.
  ///   - sequence: The driver's number of the frame; not stored.
  @discardableResult
  public mutating func write(_ picture: Picture, sequence: Int = 0) throws(ImagingError) -> Int {
    do {
      return try encoder.write(picture, to: &sink)
    } catch {
      sink.abandonFrame()
      throw error
    }
  }

  /// Goes on with pictures of another format, in the same stream or with the next number.
  ///
  /// Fails with `ImagingError.cannotEncode` where the container states what has changed once for all frames, as Y4M does
  /// with size and rate. For the size that shows when a picture is written.
  public mutating func change(
    to format: Format, interval: Interval? = nil
  ) throws(ImagingError) {
    encoder = try encoder.following(format, interval, hasFrames: sink.frames > 0)
  }

  /// Closes the destination; a failure reported only now means that bytes were lost.
  public mutating func finish() throws(ImagingError) { try sink.finish() }
}
