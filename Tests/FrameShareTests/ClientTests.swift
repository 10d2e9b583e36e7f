import CAllocationCount
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

extension SharingTests {
  /// What a client of the library gets, and what it does when things go wrong.
  @Suite struct ClientTests {
    /// The next frame, which must be there.
    private static func frame(_ camera: inout SharedCamera) throws -> Frame {
      while true {
        switch try camera.next(timeout: .seconds(5)) {
        case .frame(let frame): return frame
        case .formatChanged: continue
        case .notReady: continue
        case .woken: throw ShareError.noServer("woken")
        }
      }
    }

    private static func readableBytes(_ frame: borrowing Frame) -> Int { frame.bytes.byteCount }

    @Test func `frames are the device's own, with all that it says of them`() throws {
      let before = ShareResources.now()
      do {
        var lab = try ShareLab()
        var camera = try lab.connect()
        #expect(camera.format == lab.format)
        #expect(camera.interval == lab.stream.interval)
        #expect(camera.name == "pretended camera")
        #expect(camera.cap == 2 && camera.expiry == .seconds(1))
        #expect(camera.server.processID == getpid())
        for _ in 0..<30 {
          guard case .frame(let own) = try lab.stream.next() else { continue }
          let (metadata, count) = (own.metadata, own.byteCount)
          #expect(try lab.server.offer(own) == 1)
          let frame = try Self.frame(&camera)
          #expect(frame.metadata.sequence == metadata.sequence)
          #expect(frame.metadata.timestamp == metadata.timestamp)
          #expect(frame.metadata.flags == metadata.flags)
          #expect(frame.metadata.bufferIndex == metadata.bufferIndex)
          #expect(frame.byteCount == count)
          // The pretended driver paints each frame with the low byte of its number.
          let bytes = frame.bytes
          var wrong = 0
          for offset in 0..<bytes.byteCount
          where unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            != UInt8(truncatingIfNeeded: metadata.sequence)
          {
            wrong += 1
          }
          #expect(wrong == 0)
          let isLeased1 = camera.isLeased(frame)
          #expect(isLeased1)
          let planes = try frame.shared().count
          #expect(planes == frame.planeCount)
        }
        #expect(camera.statistics.frames == 30)
        #expect(camera.statistics.missing == 0 && camera.statistics.skipped == 0)
        #expect(lab.server.currentClients.first?.sent == 30)
      }
      #expect(ShareResources.comeBack(to: before))
    }

    @Test
    func `a frame that is held too long is told, and one that came too late is not handed out`()
      throws
    {
      var lab = try ShareLab { $0.expiry = .milliseconds(200) }
      var camera = try lab.connect()
      try lab.offer()
      let held = try Self.frame(&camera)
      try lab.offer()
      lab.driver.advance(by: .milliseconds(300))
      let isOver = !camera.isLeased(held)
      #expect(isOver)
      lab.server.service()
      // The second is in the socket, and over as well.
      guard case .notReady = try camera.nextIfReady() else {
        Issue.record("a stale frame was handed out")
        return
      }
      #expect(camera.statistics.stale == 1 && camera.statistics.expired == 2)
      let count = Self.readableBytes(held)
      #expect(count > 0)
      try held.giveBack()
      try lab.offer()
      let next = try Self.frame(&camera)
      let isLeased2 = camera.isLeased(next)
      #expect(isLeased2)
      try next.giveBack()
      try lab.offer()
      #expect(lab.server.currentClients.first?.late == 2)
    }

    @Test func `frames outlive the client and the server`() throws {
      var lab = try ShareLab()
      var camera: SharedCamera? = try lab.connect()
      try lab.offer()
      let frame = try Self.frame(&camera!)
      camera = nil
      _ = consume camera
      // The connection is there until the last frame has been given back through it.
      lab.server.service()
      #expect(lab.server.framesHeld == 1 && lab.server.clientCount == 1)
      #expect(Self.readableBytes(frame) == lab.format.byteCount)
      try frame.giveBack()
      lab.server.service()
      #expect(lab.server.framesHeld == 0 && lab.server.clientCount == 0)
    }

    @Test func `a new format is told once, and what is missing is counted`() throws {
      var lab = try ShareLab()
      var camera = try lab.connect()
      try lab.offer()
      _ = try Self.frame(&camera)
      // Three that nobody offers: the driver lost them, as far as anybody can tell.
      for _ in 0..<3 { _ = try lab.stream.next() }
      try lab.offer()
      _ = try Self.frame(&camera)
      #expect(camera.statistics.missing == 3)
      var other = lab.format
      other.colorimetry.colorSpace = .rec709
      lab.server.begin(other, bufferCount: ShareLab.bufferCount)
      guard case .formatChanged = try camera.next() else {
        Issue.record("the change was not told")
        return
      }
      #expect(camera.format == other && camera.statistics.generations == 2)
      try lab.offer()
      let count = try Self.frame(&camera).byteCount
      #expect(count == lab.format.byteCount)
    }

    @Test func `a frame of a generation that is over gives nothing of the next back`() throws {
      var lab = try ShareLab()
      var camera = try lab.connect()
      try lab.offer()
      let old = try Self.frame(&camera)
      let index = old.metadata.bufferIndex
      lab.server.begin(lab.format, bufferCount: ShareLab.bufferCount)
      // The same buffer comes again while the frame before is still held.
      var new: Frame?
      for _ in 0..<(3 * ShareLab.bufferCount) where new == nil {
        try lab.offer()
        let next = try Self.frame(&camera)
        if next.metadata.bufferIndex == index { new = consume next }
      }
      guard let new else {
        Issue.record("the buffer did not come again")
        return
      }
      let (isOldLeased, isNewLeased) = (camera.isLeased(old), camera.isLeased(new))
      #expect(!isOldLeased && isNewLeased)
      try old.giveBack()
      lab.server.collect()
      let isStillLeased = camera.isLeased(new)
      #expect(lab.server.framesHeld == 1 && isStillLeased)
      try new.giveBack()
      lab.server.collect()
      #expect(lab.server.framesHeld == 0 && lab.server.clientCount == 1)
    }

    @Test func `the end of a server is an error, or waited through`() throws {
      let path: String
      var impatient: SharedCamera
      let patient: SharedCamera
      do {
        var first = try ShareLab()
        path = first.path
        impatient = try first.connect()
        patient = try first.connect(
          SharedCamera.Configuration(reconnects: true, timeout: .seconds(10)))
      }
      #expect(throws: ShareError.ended(path, .serverEnded)) { _ = try impatient.next() }
      // Nobody is there: an error that says how to begin.
      #expect(throws: ShareError.noServer(path)) { _ = try SharedCamera(path) }
      var configuration = ShareServer.Configuration(path: path)
      configuration.name = "second"
      var second = try ShareServer(configuration)
      second.begin(
        Format(.grey, width: 16, height: 16, planes: [Format.Plane(bytesPerLine: 16, size: 256)]),
        bufferCount: 4)
      // The server is served by this thread, so the client waits on another.
      let answer = ReconnectAnswer()
      let moved = ClientBox()
      moved.put(patient)
      answer.reconnect(moved)
      for _ in 0..<20_000 where answer.name == nil {
        second.service()
        usleep(200)
      }
      #expect(answer.name == "second")
    }

    @Test func `a frame costs a client no allocation`() throws {
      guard cac_is_counting() == 1 else { return }
      var lab = try ShareLab()
      var camera = try lab.connect()
      func pass(_ count: Int) throws -> UInt64 {
        var allocations: UInt64 = 0
        for _ in 0..<count {
          try lab.offer()
          let before = cac_allocations()
          try Self.take(&camera)
          allocations += cac_allocations() - before
        }
        return allocations
      }
      _ = try pass(50)
      #expect(try pass(100) == 0)
      #expect(camera.statistics.frames == 150)
    }

    /// Takes a frame that is there, and lets go of it.
    private static func take(_ camera: inout SharedCamera) throws(ShareError) {
      while true {
        if case .frame = try camera.nextIfReady() { return }
      }
    }

    @Test func `a doorbell ends a wait, and a wait ends by itself`() throws {
      var lab = try ShareLab()
      let wake = try WakeEvent()
      var camera = try lab.connect(SharedCamera.Configuration(wake: wake))
      wake.ring()
      guard case .woken = try camera.next(timeout: .seconds(5)) else {
        Issue.record("not woken")
        return
      }
      let path = lab.path
      #expect(throws: ShareError.stalled(path, milliseconds: 30)) {
        _ = try camera.next(timeout: .milliseconds(30))
      }
    }

    @Test func `a shared frame goes on to an output without a copy`() throws {
      var lab = try ShareLab()
      var camera = try lab.connect()
      lab.driver.add("/dev/video3", .display)
      let device = try Device(path: "/dev/video3", calls: lab.driver)
      let queue = try device.outputQueue()
      _ = try queue.setFormat(lab.format)
      var output = try queue.allocate(BufferAllocation(count: 8, memory: .dmabuf([]))).start()
      try lab.offer()
      let frame = try Self.frame(&camera)
      for buffer in try frame.shared() {
        let address = unsafe UInt(bitPattern: try buffer.map().base)
        lab.driver.allow(buffer.rawDescriptor, address: address, length: buffer.size)
      }
      try output.submit(frame)
      #expect(output.bytesCopied == 0)
      guard case .frame(let back) = try output.reclaim() else {
        Issue.record("it did not come back")
        return
      }
      let isLeased3 = camera.isLeased(back)
      #expect(isLeased3)
    }
  }
}

/// Lets a client find its server again on a thread of its own.
private final class ReconnectAnswer: Sendable {
  private let found = Mutex<String?>(nil)
  var name: String? { found.withLock { $0 } }

  func reconnect(_ box: ClientBox) {
    onThread { [self] in
      guard var camera = box.take() else { return }
      var text = "nothing"
      do throws(ShareError) {
        if case .formatChanged = try camera.next() { text = camera.name }
      } catch {
        text = error.description
      }
      let answer = text
      found.withLock { $0 = answer }
    }
  }
}
