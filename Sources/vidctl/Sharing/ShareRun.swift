import Capture
import FrameShare
import SystemIO
import SystemPackage
import V4L2
import VideoFormats

/// A camera that is being shared: one thread that waits for frames, clients and the end at once.
struct ShareRun: ~Copyable {
  private let reserve: Int
  private let isGrowing: Bool
  private let count: Int?
  private let duration: Duration?
  private var camera: Camera
  private var server: ShareServer
  private let pollSet: PollSet
  private let line = StatusLine()
  private let isShown: Bool
  private var shownAt: Int64 = 0
  private var frames = 0

  /// How long it waits for a signal that went.
  private static let signalPatience = Duration.seconds(10)
  private static let cameraNumber: UInt32 = 0
  private static let serverNumber: UInt32 = 1

  /// Makes the socket and starts the camera. From here on SIGINT and SIGTERM end it in good order.
  init(
    _ device: Device, _ configuration: CameraConfiguration, _ socket: ShareServer.Configuration,
    reserve: Int, count: Int?, duration: Duration?, isQuiet: Bool
  ) throws {
    let server = try ShareServer(socket)
    let camera = try Camera(device, configuration)
    TerminationSignals.ring(camera.wake)
    pollSet = try Self.pollSet(camera.pollDescriptor, server.rawDescriptor)
    (self.reserve, self.count, self.duration) = (reserve, count, duration)
    isGrowing = configuration.bufferLimit != nil
    isShown = !isQuiet && line.isTerminal
    self.server = server
    self.camera = camera
  }

  private static func pollSet(_ camera: Int32, _ server: Int32) throws(Failure) -> PollSet {
    do throws(Errno) {
      let set = try PollSet()
      try set.add(camera, events: Poller.readable, number: cameraNumber)
      try set.add(server, events: Poller.readable, number: serverNumber)
      return set
    } catch {
      throw Failure(
        .failure, "can't wait for the device and its clients: \(error); free some memory")
    }
  }

  /// Shares until it is to end or something fails; the truth of it, and the failure, if one there was.
  mutating func run() -> (document: ShareDocument, failure: Failure?) {
    var end = CaptureDocument.End.error
    var failure: Failure?
    do throws(Failure) {
      try begin()
      end = try share()
    } catch {
      failure = error
    }
    line.clear()
    return (document(end, failure), failure)
  }

  private mutating func begin() throws(Failure) {
    guard camera.bufferCount > reserve else {
      throw Failure(
        .cannotDo,
        "\(camera.device.path): the driver gives \(Quantity.count(camera.bufferCount, "buffer")), which leaves none to "
          + "share beside --reserve \(reserve); lower that")
    }
    server.begin(
      camera.format, interval: camera.negotiated.interval, bufferCount: camera.bufferCount,
      reserve: reserve)
  }

  private mutating func share() throws(Failure) -> CaptureDocument.End {
    var frameIsDue = now + Int64(camera.patience) * 1_000_000
    while true {
      var due = min(frameIsDue, server.deadline?.nanoseconds ?? .max)
      if isShown { due = min(due, shownAt) }
      let event: PollSet.Event?
      do throws(Errno) {
        event = try pollSet.wait(milliseconds: Int(max(0, due - now) / 1_000_000) + 1)
      } catch {
        throw Failure(.failure, "can't wait for the device and its clients: \(error); try again")
      }
      switch event?.number {
      case Self.cameraNumber:
        if let end = try takeFrame() { return end }
        frameIsDue = now + Int64(camera.patience) * 1_000_000
      case Self.serverNumber: server.service()
      default:
        server.service()
        if now >= frameIsDue { throw Failure(camera.stall) }
      }
      show()
    }
  }

  private var now: Int64 { camera.now.nanoseconds }

  /// Takes what the camera has and offers it; the reason to end, if there is one.
  private mutating func takeFrame() throws(Failure) -> CaptureDocument.End? {
    let outcome: Camera.Outcome
    do throws(V4L2Error) {
      outcome = try camera.next(until: camera.now)
    } catch {
      throw Failure(error)
    }
    switch consume outcome {
    case .nothingYet: return nil
    case .frame(let frame):
      do throws(V4L2Error) {
        // A driver that can't export is found out now, and not when the first client comes.
        if frames == 0 { _ = try frame.sharedForReading() }
        if isGrowing { server.bufferCount = camera.bufferCount }
        try server.offer(frame)
      } catch {
        throw Failure(error)
      }
      frames += 1
      if frames == 1, let duration { TerminationSignals.ring(after: duration) }
      return frames == count ? .count : nil
    case .woken:
      if TerminationSignals.received != nil { return .signal }
      return TerminationSignals.hasTimeExpired ? .duration : nil
    case .endOfStream: return .endOfStream
    case .sourceChanged: return try goOn()
    }
  }

  /// Goes on with what comes in now; the reason to end, if that comes first.
  private mutating func goOn() throws(Failure) -> CaptureDocument.End? {
    server.reclaim()
    pollSet.remove(camera.pollDescriptor)
    let end = camera.now.advanced(by: Self.signalPatience)
    while true {
      let outcome = try restart(until: min(end, camera.now.advanced(by: .milliseconds(200))))
      if outcome == .running { break }
      if outcome == .woken {
        if TerminationSignals.received != nil { return .signal }
        if TerminationSignals.hasTimeExpired { return .duration }
      }
      guard camera.now < end else {
        throw Failure(
          .failure,
          "\(camera.device.path): the source changed, and for \(Quantity.seconds(Self.signalPatience)) there was "
            + "no signal; check the source and the cable")
      }
      server.service()
    }
    do throws(Errno) {
      try pollSet.add(
        camera.pollDescriptor, events: Poller.readable, number: Self.cameraNumber)
    } catch {
      throw Failure(.failure, "can't wait for the device: \(error); free some memory")
    }
    try begin()
    return nil
  }

  private mutating func restart(
    until moment: MonotonicInstant
  ) throws(Failure) -> Camera.RestartOutcome {
    do throws(V4L2Error) {
      return try camera.restart(until: moment)
    } catch {
      throw Failure(error)
    }
  }

  private mutating func show() {
    guard isShown, now >= shownAt else { return }
    shownAt = now + 250_000_000
    let clients = server.currentClients
    var parts = [
      Quantity.count(frames, "frame"),
      "\(Quantity.rate(camera.statistics.framesPerSecond)) fps",
      Quantity.count(clients.count, "client"),
    ]
    for client in clients {
      var text = "\(client.peer.processID): \(client.sent)"
      if client.skipped > 0 { text += " -\(client.skipped)" }
      if client.expired > 0 { text += " expired \(client.expired)" }
      parts.append(text)
    }
    let isWorrying = clients.contains { $0.skipped > 0 || $0.expired > 0 }
    line.show(parts.joined(separator: "  "), isWorrying ? .warning : .dim)
  }

  private func document(_ end: CaptureDocument.End, _ failure: Failure?) -> ShareDocument {
    let statistics = camera.statistics
    return ShareDocument(
      node: camera.device.path, socket: server.configuration.path,
      granted: CaptureDocument.Granted(camera.negotiated),
      adjustments: camera.negotiated.adjustments, frames: frames,
      fps: (statistics.framesPerSecond * 1000).rounded() / 1000, drops: statistics.drops,
      memory: camera.memory, buffers: camera.bufferCount, shared: server.statistics,
      clients: server.formerClients + server.currentClients, end: end,
      error: failure?.description)
  }
}
