internal import CVideoDev2
public import SystemIO
internal import SystemPackage
public import VideoFormats

extension Device {
  /// Hands out the blocks of the Radio Data System that a receiver decodes.
  ///
  /// Fails when the node is no radio receiver with RDS, or hands it out in controls alone. A `wake` event
  /// that is rung ends a wait.
  public func rdsReader(wake: WakeEvent? = nil) throws(V4L2Error) -> RDSReader {
    try requireRDS(.rdsCapture, "receives no RDS")
    return RDSReader(channel: try RDSChannel(self, ready: Poller.readable, wake: wake))
  }

  /// Sends blocks of the Radio Data System by a transmitter.
  ///
  /// Fails when the node is no radio transmitter with RDS, or takes it in controls alone.
  public func rdsWriter(wake: WakeEvent? = nil) throws(V4L2Error) -> RDSWriter {
    try requireRDS(.rdsOutput, "sends no RDS")
    return RDSWriter(channel: try RDSChannel(self, ready: Poller.writable, wake: wake))
  }

  private func requireRDS(_ capability: Capabilities, _ lack: String) throws(V4L2Error) {
    guard information.capabilities.contains(capability) else {
      throw V4L2Error(
        "open", node: path, reason: .unsupported("the node \(lack) (\(information.card))"))
    }
    guard information.capabilities.contains(.readWrite) else {
      throw V4L2Error(
        "open", node: path, reason: .unsupported("the node has RDS in its controls alone"))
    }
  }
}

/// Waiting and copying for blocks that go by read(2) and write(2).
struct RDSChannel: ~Copyable, Sendable {
  /// What became of one step.
  enum Outcome { case bytes(Int), woken }

  let device: Device
  private let poller: Poller
  /// Waits for a doorbell and for the end of the device, not for readiness.
  private let pause: Poller
  private let operation: String

  init(_ device: Device, ready: UInt32, wake: WakeEvent?) throws(V4L2Error) {
    let poller = try Self.poller(device, ready, wake)
    let pause = try Self.poller(device, 0, wake)
    self.device = device
    self.poller = poller
    self.pause = pause
    operation = ready == Poller.writable ? "write" : "read"
  }

  private static func poller(
    _ device: Device, _ events: UInt32, _ wake: WakeEvent?
  ) throws(V4L2Error) -> Poller {
    do {
      return try Poller(device.node.descriptor, events: events, wake: wake)
    } catch {
      throw V4L2Error("epoll_ctl", node: device.path, error)
    }
  }

  private var now: MonotonicInstant {
    MonotonicInstant(nanoseconds: device.node.calls.monotonicNanoseconds())
  }

  /// Tries until something was copied, the doorbell rings or the time is over.
  ///
  /// A radio may say that it is ready whenever it is asked, and then have nothing: a block takes 22 ms on the
  /// air, and so long is waited before it is asked again.
  func transfer(
    milliseconds: Int, _ attempt: (Int32) -> Int
  ) throws(V4L2Error) -> Outcome {
    var patience = Patience(milliseconds: milliseconds)
    while true {
      switch try wait(poller, patience.remaining) {
      case .woken: return .woken
      case .timedOut: throw silence(milliseconds)
      case .ready: break
      }
      let count = attempt(device.node.descriptor.rawValue)
      if count > 0 { return .bytes(count) }
      // Nothing at all is as good as not yet.
      let errno = count == 0 ? .resourceTemporarilyUnavailable : Errno(rawValue: Int32(-count))
      guard errno == .resourceTemporarilyUnavailable else {
        throw V4L2Error(operation, node: device.path, errno)
      }
      guard patience.allowsAnother(at: now) else { throw silence(milliseconds) }
      let time = patience.remaining < 0 ? Self.blockTime : min(Self.blockTime, patience.remaining)
      if case .woken = try wait(pause, time) { return .woken }
    }
  }

  private static let blockTime = 22

  private func wait(_ poller: Poller, _ milliseconds: Int) throws(V4L2Error) -> Poller.Outcome {
    do {
      return try poller.wait(milliseconds: milliseconds)
    } catch {
      throw V4L2Error("epoll_wait", node: device.path, error)
    }
  }

  private func silence(_ milliseconds: Int) -> V4L2Error {
    V4L2Error(
      operation, node: device.path,
      reason: .stalled(waited: .milliseconds(milliseconds), onLoan: 0, buffers: 1))
  }
}

/// The blocks of the Radio Data System as a receiver decodes them.
///
/// The kernel keeps the blocks of a few seconds; who reads less often loses the oldest without being told.
/// Letting go of it ends nothing but the reading.
public struct RDSReader: ~Copyable, Sendable {
  let channel: RDSChannel

  init(channel: consuming RDSChannel) { self.channel = channel }

  /// The device.
  public var device: Device { channel.device }

  /// The blocks that have come, at least one, waiting for it; empty when the doorbell rang.
  ///
  /// Throws a stall when none comes in time, as without a station, and with `EBUSY` while another open file
  /// reads. The corresponding system calls are `epoll_wait` and `read`.
  public mutating func next(timeout: Duration = .seconds(3)) throws(V4L2Error) -> [RDSBlock] {
    let calls = device.node.calls
    var buffer = [UInt8](repeating: 0, count: RDSBlock.byteCount * 64)
    let outcome = try channel.transfer(milliseconds: max(0, timeout.milliseconds)) { descriptor in
      unsafe buffer.withUnsafeMutableBytes { raw in
        guard let base = raw.baseAddress else { return 0 }
        return unsafe calls.read(descriptor, base, count: raw.count)
      }
    }
    guard case .bytes(let count) = outcome else { return [] }
    return RDSBlock.blocks(
      in: unsafe buffer.span.bytes.extracting(first: min(count, buffer.count)))
  }
}

/// Sends blocks of the Radio Data System.
public struct RDSWriter: ~Copyable, Sendable {
  let channel: RDSChannel

  init(channel: consuming RDSChannel) { self.channel = channel }

  /// The device.
  public var device: Device { channel.device }

  /// Sends blocks at the rate of the air, 46 a second; answers how many were taken before the doorbell rang,
  /// which without one is all of them.
  ///
  /// Throws a stall when the transmitter takes none for so long. The corresponding system call is `write`.
  @discardableResult
  public mutating func send(
    _ blocks: [RDSBlock], timeout: Duration = .seconds(3)
  ) throws(V4L2Error) -> Int {
    let calls = device.node.calls
    let bytes = blocks.flatMap(\.packed)
    var sent = 0
    while sent < bytes.count {
      let start = sent
      let outcome = try channel.transfer(milliseconds: max(0, timeout.milliseconds)) { descriptor in
        unsafe bytes.withUnsafeBytes { raw in
          guard let base = raw.baseAddress else { return 0 }
          return unsafe calls.write(descriptor, base + start, count: raw.count - start)
        }
      }
      guard case .bytes(let count) = outcome else { break }
      sent += min(count, bytes.count - sent)
    }
    return sent / RDSBlock.byteCount
  }
}
