import Capture
import Imaging
import SystemIO
import V4L2
import VideoFormats

/// What a capture is to do, checked as far as that is possible without the device.
struct CapturePlan {
  var destination: OutputDestination
  var container: Container
  /// Whether the name of the file, or of the container, promises Motion-JPEG.
  let promisesMotionJPEG: Bool
  /// Frames to keep; nil for as many as come.
  var count: Int?
  /// How long to keep frames, from the first one.
  var duration: Duration?
  /// Frames to let pass first.
  var skip: Int
  /// What becomes of frames that the driver marks as damaged.
  var errorFrames: ErrorFrames
  /// What to do when the source changes.
  var sourceChange: SourceChangePolicy
  /// How long to wait for a signal after a change; nil for the usual time.
  var signalPatience: Duration?

  /// Makes a plan, or says what is wrong with it.
  init(
    output: String?, container name: String?, count: Int?, duration: Duration?, skip: Int,
    errorFrames: ErrorFrames = .keep, sourceChange: SourceChangePolicy? = nil
  ) throws {
    destination = try OutputDestination(parsing: output ?? "null")
    self.duration = duration
    self.skip = skip
    self.errorFrames = errorFrames
    promisesMotionJPEG = name.map(Container.isMotionJPEG) ?? destination.isNamedMotionJPEG
    if let name {
      guard let named = Container(name: name) else { throw ImagingError.unknownContainer(name) }
      container = named
    } else {
      container = try destination.inferredContainer() ?? .raw
    }
    let canBeSegmented = Self.canBeSegmented(destination, container)
    let isOnePicture: Bool
    switch destination {
    case .file, .standardOutput: isOnePicture = !container.holdsManyFrames
    case .files, .null: isOnePicture = false
    }
    self.sourceChange = sourceChange ?? (canBeSegmented ? .segment : .stop)
    if sourceChange == .segment, !canBeSegmented {
      throw Failure.usage(
        "\(destination.name) can't be continued in another file; write a .y4m or .raw file, or a file for each "
          + "frame, or use '--on-change follow' or 'stop'")
    }
    self.count = count ?? (isOnePicture && duration == nil ? 1 : nil)
    if case .file(let path) = destination, isOnePicture, self.count != 1 {
      throw Failure.usage(
        "'\(path)' holds one picture; write a file for each frame with a pattern such as "
          + "'\(Self.pattern(for: path))', or all frames into a .y4m or .raw file")
    }
    if destination == .standardOutput, Terminal.isTerminal(StandardStream.output.rawValue) {
      throw Failure.usage(
        "standard output is a terminal; redirect it to a file or a pipe, or use -o FILE")
    }
  }

  /// Whether frames of another format can go into another file, or nowhere.
  private static func canBeSegmented(
    _ destination: OutputDestination, _ container: Container
  ) -> Bool {
    switch destination {
    case .null, .files: true
    case .standardOutput: false
    // A pipe has no second one, and one picture nothing to go on with.
    case .file(let path): container.holdsManyFrames && WholeFile.isRegularOrAbsent(path)
    }
  }

  /// `picture.png` as `picture-%04d.png`.
  private static func pattern(for path: String) -> String {
    guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else {
      return path + "-%04d"
    }
    return "\(path[..<dot])-%04d\(path[dot...])"
  }

  /// Finds out whether pictures of a format may be stored under the name there is.
  func check(_ format: PixelFormat) throws(ImagingError) {
    if promisesMotionJPEG, !format.isJPEG { throw .notMotionJPEG(destination.name, format) }
  }

  /// Finds out whether the destination can be written, before a device is touched.
  ///
  /// Any format that every container takes serves for that.
  func checkDestination() throws {
    let probe = try FrameWriter.make(
      for: destination, container: container, format: Format(.yuyv, width: 16, height: 16))
    try probe.prepare()
  }
}
