import Capture
import Imaging
import SystemIO
import SystemPackage
import V4L2
import VideoFormats

/// A capture from a node that carries no pictures: payloads are stored as the driver delivers them.
struct DataCapture {
  private let device: Device
  private let plan: CapturePlan
  private let bufferCount: Int?
  private let timeout: Duration
  private let kind: Kind
  private var document: DataCaptureDocument
  private var lastSequence: UInt32?

  /// What a node may carry besides pictures, by what it says of itself.
  private enum Kind {
    case touch, vbi, slicedVBI, sdr, metadata, rds

    init?(_ capabilities: Capabilities) {
      let table: [(Capabilities, Kind)] = [
        (.touch, .touch), (.vbiCapture, .vbi), (.slicedVBICapture, .slicedVBI),
        (.sdrCapture, .sdr), (.metadataCapture, .metadata), (.rdsCapture, .rds),
      ]
      guard let entry = table.first(where: { capabilities.contains($0.0) }) else { return nil }
      self = entry.1
    }

    var name: String {
      switch self {
      case .touch: "touch readings"
      case .vbi: "VBI"
      case .slicedVBI: "sliced VBI"
      case .sdr: "radio samples"
      case .metadata: "metadata"
      case .rds: "RDS"
      }
    }
  }

  /// Prepares a capture; nil for a node that captures pictures, or nothing at all.
  ///
  /// Such payloads are no pictures and have none of their settings: whoever asks for either is told so.
  init?(_ device: Device, _ plan: CapturePlan, _ wanted: CameraConfiguration) throws(Failure) {
    let information = device.information
    guard information.pictureCaptureQueue == nil, let kind = Kind(information.capabilities) else {
      return nil
    }
    let what = "\(device.path) captures \(kind.name), which"
    guard plan.container == .null || (plan.container == .raw && !plan.promisesMotionJPEG) else {
      let name = plan.promisesMotionJPEG ? "Motion-JPEG" : plan.container.rawValue
      throw Failure(
        .cannotDo,
        "\(what) can't be stored as \(name); use -o with a name that ends in "
          + ".raw, or --container raw")
    }
    var rest = wanted
    (rest.bufferCount, rest.timeout, rest.tolerance) = (nil, nil, .exact)
    guard rest == CameraConfiguration() else {
      throw Failure(
        .cannotDo,
        "\(what) has none of the settings of pictures; leave out format, size, rate, source, memory and "
          + "--max-buffers, which the device's picture node has")
    }
    self.device = device
    self.plan = plan
    self.kind = kind
    bufferCount = wanted.bufferCount
    timeout = wanted.timeout ?? .seconds(3)
    document = DataCaptureDocument(
      node: device.path, content: kind.name, frames: 0, bytes: 0, missing: 0, errorFrames: 0,
      output: CaptureDocument.Output(
        path: plan.destination.name, container: plan.container.rawValue, frames: 0, bytes: 0,
        unusable: 0, dropped: 0),
      end: .error)
  }

  /// Captures until the plan is fulfilled, a signal comes or something fails; the truth of what was captured,
  /// and the failure that ended it, if one did.
  mutating func run() -> (document: DataCaptureDocument, failure: Failure?) {
    var failure: Failure?
    do throws(Failure) {
      document.end = try captureAndClose()
    } catch {
      failure = error
      document.error = error.description
    }
    return (document, failure)
  }

  private mutating func captureAndClose() throws(Failure) -> CaptureDocument.End {
    var end = CaptureDocument.End.error
    var failure: Failure?
    do throws(ImagingError) {
      var writer = try FrameWriter.make(
        for: plan.destination, container: plan.container, format: Self.unknown)
      try writer.prepare()
      writer.shouldStop = { TerminationSignals.received != nil }
      do {
        end = try capture(&writer)
      } catch let error as V4L2Error {
        failure = Failure(error)
      } catch ImagingError.interrupted {
        end = .signal
      } catch let error as ImagingError {
        failure = Failure(error)
      } catch {
        failure = Failure(.failure, "\(error)")
      }
      try writer.finish()
    } catch {
      failure = failure ?? Failure(error)
    }
    if let failure { throw failure }
    return end
  }

  /// Raw bytes need no format; a writer wants one.
  private static let unknown = Format(PixelFormat(rawValue: 0), width: 0, height: 0)

  private mutating func capture(_ writer: inout FrameWriter) throws -> CaptureDocument.End {
    let wake = try WakeEvent()
    TerminationSignals.ring(wake)
    switch kind {
    case .touch: return try drain(device.touchQueue(), wake, &writer)
    case .vbi: return try drain(device.vbiCaptureQueue(), wake, &writer)
    case .slicedVBI: return try drain(device.slicedVBICaptureQueue(), wake, &writer)
    case .sdr: return try drain(device.sdrCaptureQueue(), wake, &writer)
    case .metadata: return try drain(device.metadataCaptureQueue(), wake, &writer)
    case .rds: return try read(device.rdsReader(wake: wake), &writer)
    }
  }

  /// Takes payloads until there are enough; those that are to pass first are not counted.
  private mutating func drain<Content>(
    _ queue: consuming DataQueue<Content>, _ wake: WakeEvent, _ writer: inout FrameWriter
  ) throws -> CaptureDocument.End {
    var stream = try queue.allocate(
      BufferAllocation(count: bufferCount, memory: device.usualMemory)
    ).start(wake: wake)
    var toSkip = plan.skip
    while true {
      switch try stream.next(timeout: timeout) {
      case .frame(let frame):
        guard toSkip == 0 else {
          toSkip -= 1
          continue
        }
        note(frame.metadata)
        if isToDrop(frame.metadata.flags.contains(.error)) { continue }
        if try store(frame.bytes, &writer) { return .count }
      case .woken: return reasonToEnd
      case .endOfStream: return .endOfStream
      case .notReady: continue
      case .sourceChanged: continue
      }
    }
  }

  private mutating func read(
    _ reader: consuming RDSReader, _ writer: inout FrameWriter
  ) throws -> CaptureDocument.End {
    var toSkip = plan.skip
    while true {
      let blocks = try reader.next(timeout: timeout)
      guard !blocks.isEmpty else { return reasonToEnd }
      for block in blocks {
        guard toSkip == 0 else {
          toSkip -= 1
          continue
        }
        document.errorFrames += block.isDamaged ? 1 : 0
        if isToDrop(block.isDamaged) { continue }
        let bytes = block.packed
        if try unsafe store(bytes.span.bytes, &writer) { return .count }
      }
    }
  }

  /// Whether a payload is left out because the driver marked it, and counts it then.
  private mutating func isToDrop(_ isMarked: Bool) -> Bool {
    guard isMarked, plan.errorFrames == .drop else { return false }
    document.output.dropped += 1
    return true
  }

  private var reasonToEnd: CaptureDocument.End {
    TerminationSignals.received != nil ? .signal : .duration
  }

  private mutating func note(_ metadata: FrameMetadata) {
    if metadata.flags.contains(.error) { document.errorFrames += 1 }
    if let last = lastSequence {
      let distance = metadata.sequence &- last
      // A step back is a driver that began anew.
      if distance < 1 << 31 { document.missing += max(0, Int(distance) - 1) }
    }
    lastSequence = metadata.sequence
  }

  /// Stores a payload; whether it was the last that was asked for.
  private mutating func store(
    _ bytes: RawSpan, _ writer: inout FrameWriter
  ) throws(ImagingError) -> Bool {
    document.frames += 1
    document.bytes += bytes.byteCount
    if document.frames == 1, let duration = plan.duration {
      TerminationSignals.ring(after: duration)
    }
    if plan.container != .null {
      document.output.bytes += try writer.write(Picture(Self.unknown, bytes: bytes))
      document.output.frames = writer.framesWritten
    }
    return document.frames == plan.count
  }
}
