import Capture
import Imaging
import Pipeline
import SystemIO
import SystemPackage
import V4L2
import VideoFormats

/// What a capture stores: its files one after the other, and the list of them.
///
/// As long as there is one file, it is all there is. From the first change of the source on a list stands beside
/// it, replaced whole whenever a segment begins or ends, so that whatever happens the segments before are there
/// and the list can be read.
struct SegmentWriter: ~Copyable {
  private let plan: CapturePlan
  private let node: String
  private var writer: FrameWriter
  private var names: SegmentNames?
  private var isListed: Bool
  /// The segments so far, the one under way among them.
  private(set) var segments: [SegmentsDocument.Segment]
  /// What was stored.
  private(set) var output = StatisticsReport.Output()

  /// Prepares to record in the format that a camera has.
  init(_ plan: CapturePlan, _ camera: borrowing Camera) throws(ImagingError) {
    self.plan = plan
    node = camera.device.path
    names = SegmentNames(plan.destination)
    writer = try Self.writer(plan, plan.destination, camera)
    segments = [Self.segment(Self.file(plan.destination), camera)]
    // A list from an earlier recording would tell of this one what is not true.
    isListed = SegmentNames.list(of: plan.destination).map(WholeFile.exists) ?? false
  }

  private static func writer(
    _ plan: CapturePlan, _ destination: OutputDestination, _ camera: borrowing Camera
  ) throws(ImagingError) -> FrameWriter {
    try plan.check(camera.format.pixelFormat)
    var writer = try FrameWriter.make(
      for: destination, container: plan.container, format: camera.format,
      interval: camera.negotiated.interval)
    try writer.prepare()
    writer.shouldStop = { TerminationSignals.received != nil }
    return writer
  }

  private static func segment(
    _ file: String?, _ camera: borrowing Camera
  ) -> SegmentsDocument.Segment {
    SegmentsDocument.Segment(file: file, format: CaptureDocument.Granted(camera.negotiated))
  }

  private static func file(_ destination: OutputDestination) -> String? {
    switch destination {
    case .null, .standardOutput: nil
    case .file, .files: destination.name
    }
  }

  /// Writes the list if there must be one from the beginning.
  mutating func begin() throws(Failure) {
    if isListed { try list() }
  }

  /// Stores a frame.
  mutating func write(_ frame: borrowing Frame, _ format: Format) throws(ImagingError) {
    let bytes = try writer.write(frame.picture(format))
    output.bytes += bytes
    output.frames += 1
    let last = segments.count - 1
    segments[last].bytes += bytes
    segments[last].frames += 1
    let mark = SegmentsDocument.Mark(frame.metadata)
    if segments[last].first == nil { segments[last].first = mark }
    segments[last].last = mark
  }

  /// Counts a frame of which no picture could be made.
  mutating func countUnusable() { output.unusable += 1 }
  /// Counts a frame that is left out.
  mutating func countDropped() { output.dropped += 1 }

  /// The segment under way has come to its end because the source changed.
  mutating func endSegment() throws(Failure) {
    segments[segments.count - 1].end = .sourceChanged
    if opensNewFile {
      do throws(ImagingError) {
        try writer.finish()
      } catch {
        segments[segments.count - 1].end = .error
        throw Failure(error)
      }
    }
    isListed = true
    try list()
  }

  /// Whether a segment gets a file of its own, other than the one before.
  private var opensNewFile: Bool { plan.sourceChange == .segment && names != nil }

  /// Goes on in the format that the camera has now.
  mutating func beginSegment(_ camera: borrowing Camera) throws(Failure) {
    do throws(ImagingError) {
      // A segment in which nothing was stored made no file, and makes no entry.
      let isUnused = plan.container != .null && segments.last?.frames == 0
      var file = segments.last?.file
      if opensNewFile {
        if !isUnused { file = names?.next(isTaken: WholeFile.exists) }
        writer = try Self.writer(plan, file.map { .file($0) } ?? plan.destination, camera)
      } else {
        try plan.check(camera.format.pixelFormat)
        try writer.change(to: camera.format, interval: camera.negotiated.interval)
      }
      if isUnused { segments.removeLast() }
      var segment = Self.segment(file, camera)
      let adjustments = camera.negotiated.adjustments
      if !adjustments.isEmpty { segment.adjustments = adjustments }
      segments.append(segment)
    } catch {
      throw Failure(error)
    }
    try list()
  }

  /// Closes what is open and completes the list.
  mutating func finish(_ end: CaptureDocument.End) throws(Failure) {
    let last = segments.count - 1
    if segments[last].end == nil { segments[last].end = end }
    var failure: Failure?
    do throws(ImagingError) {
      try writer.finish()
    } catch {
      segments[last].end = .error
      failure = Failure(error)
    }
    do throws(Failure) {
      if isListed { try list() }
    } catch {
      throw failure ?? error
    }
    if let failure { throw failure }
  }

  /// Replaces the list, in which files are named as they are beside it.
  private func list() throws(Failure) {
    guard let path = SegmentNames.list(of: plan.destination) else { return }
    var document = SegmentsDocument(
      node: node, container: plan.container.rawValue, segments: segments)
    for index in document.segments.indices {
      document.segments[index].file = document.segments[index].file?
        .split(separator: "/").last.map(String.init)
    }
    do {
      try WholeFile.write(Array(JSONDocument.text(document).utf8), to: path)
    } catch {
      let reason = (error as? Errno).map { "\($0)" } ?? "\(error)"
      throw Failure(
        .failure,
        "can't write the list of segments '\(path)': \(reason); the segments before are whole")
    }
  }
}
