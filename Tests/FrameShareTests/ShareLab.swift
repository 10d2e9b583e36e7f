import DMABuf
import FakeDriver
import Glibc
import Synchronization
import SystemIO
import TestSupport
import Testing
import V4L2
import VideoFormats

@testable import FrameShare

/// A pretended camera whose buffers are real memory, shared by a real socket.
///
/// Time is the camera's: a frame takes what its interval says, and no test waits.
struct ShareLab: ~Copyable {
  let driver: FakeDriver
  let path: String
  var stream: CaptureStream
  var server: ShareServer
  let format: Format

  static let bufferCount = 8
  static let reserve = 2

  init(
    sharing: any SharingCalls = Kernel.shared,
    _ change: (inout ShareServer.Configuration) -> Void = { _ in }
  ) throws {
    let path = Self.freePath()
    let driver = FakeDriver("/dev/video0", .webcam)
    let device = try Device(path: "/dev/video0", calls: driver)
    let queue = try device.captureQueue()
    _ = try queue.setFormat(Format(.yuyv, width: 320, height: 240))
    _ = try queue.setInterval(Interval(1, 60))
    let format = try queue.format()
    var buffers: [[DMABuffer]] = []
    for _ in 0..<Self.bufferCount {
      var planes: [DMABuffer] = []
      for plane in format.planes {
        let buffer = try MemoryFiles.buffer(plane.size)
        let address = unsafe UInt(bitPattern: try buffer.map().base)
        driver.allow(buffer.rawDescriptor, address: address, length: buffer.size)
        planes.append(buffer)
      }
      buffers.append(planes)
    }
    let stream = try queue.allocate(
      BufferAllocation(count: Self.bufferCount, memory: .dmabuf(buffers))
    ).start()
    var configuration = ShareServer.Configuration(path: path, name: "pretended camera")
    change(&configuration)
    var server = try ShareServer(
      configuration, calls: Kernel.shared, sharing: sharing, clock: driver)
    server.begin(
      format, interval: stream.interval, bufferCount: Self.bufferCount, reserve: Self.reserve)
    self.path = path
    self.driver = driver
    self.format = format
    self.stream = stream
    self.server = server
  }

  /// A path that nobody has.
  static func freePath() -> String {
    "/tmp/share-\(getpid())-\(Int.random(in: 0..<1_000_000_000))"
  }

  /// Offers the next frames; how many clients got the last.
  @discardableResult
  mutating func offer(_ count: Int = 1) throws -> Int {
    var takers = 0
    for _ in 0..<count {
      switch try stream.next() {
      case .frame(let frame): takers = try server.offer(frame)
      default: Issue.record("no frame")
      }
      server.service()
    }
    return takers
  }

  /// Connects a client of the library, which waits, while the server goes on.
  mutating func connect(
    _ configuration: SharedCamera.Configuration = SharedCamera.Configuration()
  ) throws -> SharedCamera {
    let box = ClientBox()
    let (path, driver) = (path, driver)
    onThread {
      do throws(ShareError) {
        box.put(
          try SharedCamera(
            path, configuration, calls: MemoryFiles.shared, sharing: Kernel.shared, clock: driver))
      } catch {
        box.error.withLock { $0 = error }
      }
    }
    for _ in 0..<20_000 {
      server.service()
      if let client = box.take() { return client }
      if let error = box.error.withLock({ $0 }) { throw error }
      usleep(200)
    }
    throw ShareError.noServer(path)
  }

  /// Connects a client that the test plays, and takes what it is told first.
  mutating func play(cap: UInt32 = 0) throws -> PlayedClient {
    let client = try PlayedClient(path)
    server.service()
    client.send(.hello) { Hello(cap: cap).write(into: &$0) }
    server.service()
    #expect(client.next() == .welcome)
    #expect(client.next() == .format)
    return client
  }
}

/// A client on its way between two threads.
final class ClientBox: Sendable {
  private let client = Mutex<SharedCamera?>(nil)
  let error = Mutex<ShareError?>(nil)

  func put(_ made: consuming SharedCamera) {
    var made: SharedCamera? = consume made
    client.withLock { $0 = made.take() }
  }

  func take() -> SharedCamera? { client.withLock { $0.take() } }
}

/// A client whose every message the test writes.
final class PlayedClient {
  let socket: DescriptorSocket
  var message = MessageBuffer()
  /// The frames it was sent and has not given back.
  var leases: [LeaseEnd] = []
  /// The numbers of all frames it was sent.
  var sequences: [UInt32] = []
  var farewell: ShareEnd?
  var generation: UInt32 = 0
  var descriptors = 0

  init(_ path: String) throws {
    socket = try DescriptorSocket(connectingTo: path)
  }

  /// The kind of the next message; nil when there is none.
  func next() -> MessageKind? {
    let socket = socket
    let outcome = unsafe message.withMutableBytes {
      unsafe socket.receive(into: $0, takesDescriptors: true)
    }
    guard case .message(let count, let list) = outcome,
      let header = MessageHeader(message, count: count)
    else { return nil }
    descriptors += list.count
    socket.close(list)
    switch header.kind {
    case .frame:
      let index: UInt32 = message.load(at: 24)
      leases.append(LeaseEnd(lease: message.load(at: 16), index: index))
      sequences.append(message.load(at: 28))
    case .farewell: farewell = ShareEnd(rawValue: message.load(at: 16))
    case .format: generation = header.generation
    default: break
    }
    return header.kind
  }

  /// Takes all there is to take.
  func drain() { while next() != nil {} }

  /// Whether the server has closed the connection.
  var isClosed: Bool {
    drain()
    let socket = socket
    var room = MessageBuffer()
    let outcome = unsafe room.withMutableBytes {
      unsafe socket.receive(into: $0, takesDescriptors: false)
    }
    if case .closed = outcome { return true }
    return false
  }

  func send(_ kind: MessageKind, _ write: (inout MessageBuffer) -> Void) {
    var message = MessageBuffer()
    write(&message)
    send(message, count: kind.size)
  }

  @discardableResult
  func send(_ message: MessageBuffer, count: Int, descriptors: [Int32] = []) -> Bool {
    let socket = socket
    return unsafe message.withBytes(count) { bytes in
      descriptors.isEmpty
        ? unsafe socket.send(bytes) == nil
        : unsafe socket.send(bytes, descriptors: descriptors) == nil
    }
  }

  /// Gives all frames back that it has.
  func giveBack() {
    for lease in leases {
      send(.release) { lease.write(.release, generation: 0, into: &$0) }
    }
    leases.removeAll(keepingCapacity: true)
  }
}

/// All tests of sharing, one after the other, as they count what the process has open.
@Suite(.serialized) enum SharingTests {}

/// What sharing has open in this process, whatever other tests do meanwhile.
struct ShareResources: Equatable {
  /// Descriptors of buffers.
  var buffers = 0
  /// Sockets of servers.
  var sockets = 0

  /// Counts them.
  static func now() -> ShareResources {
    var count = ShareResources()
    for entry in KernelFiles.shared.names(in: "/proc/self/fd") {
      let link = KernelFiles.shared.link("/proc/self/fd/\(entry)") ?? ""
      if link.hasPrefix("/memfd:test") { count.buffers += 1 }
    }
    count.sockets = wholeText("/proc/net/unix").matches(of: /\/tmp\/share-/).count
    return count
  }

  /// Whether they come down to what they were; what another thread closes takes a moment.
  static func comeBack(to before: ShareResources) -> Bool {
    for _ in 0..<500 where now() != before { usleep(2000) }
    return now() == before
  }

  private static func wholeText(_ path: String) -> String {
    let descriptor = Kernel.shared.open(path, flags: O_RDONLY)
    defer { _ = Kernel.shared.close(descriptor) }
    var text: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe part.withUnsafeMutableBytes { room in
        unsafe room.baseAddress.map { unsafe Kernel.shared.read(descriptor, $0, count: 1 << 16) }
      }
      guard let count, count > 0 else { return String(decoding: text, as: UTF8.self) }
      text += part[..<count]
    }
  }
}

/// Whether there is anything at a path.
func exists(_ path: String) -> Bool { FileTree.exists(path) }

/// Removes a file; whether there was one.
@discardableResult
func remove(_ path: String) -> Bool { Kernel.shared.unlink(path) == 0 }
