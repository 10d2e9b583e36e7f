import DMABuf
import Glibc
import SystemIO
import TestSupport
import Testing
import V4L2
import VideoFormats

@testable import FrameShare

extension SharingTests {
  /// Messages that are none, from clients and from servers.
  @Suite struct GarbageTests {
    /// A message of a kind that is as it should be.
    private static func valid(_ kind: MessageKind) -> MessageBuffer {
      var message = MessageBuffer()
      switch kind {
      case .hello: Hello().write(into: &message)
      case .welcome: Welcome(cap: 2, expiry: 1000, name: "played").write(into: &message)
      case .format:
        FormatMessage(
          Format(
            .yuyv, width: 64, height: 32, planes: [Format.Plane(bytesPerLine: 128, size: 4096)]),
          interval: Interval(1, 30)
        ).write(generation: 1, into: &message)
      case .buffer: BufferMessage(index: 0, sizes: [4096]).write(generation: 1, into: &message)
      case .frame:
        MessageHeader.write(.frame, generation: 1, into: &message)
        message.store(UInt64(1), at: 16)
        message.store(Int64.max, at: 48)
        message.store(UInt32(1), at: 56)
        message.store(UInt32(4096), at: 68)
      case .release:
        LeaseEnd(lease: 1, index: 0).write(.release, generation: 1, into: &message)
      case .expired: LeaseEnd(lease: 1, index: 0).write(.expired, generation: 1, into: &message)
      case .farewell: Farewell(.serverEnded).write(into: &message)
      }
      return message
    }

    /// What can be wrong with a message: its end, its lengths, its version, every byte of its header, descriptors.
    private static func broken(_ kind: MessageKind) -> [(MessageBuffer, Int)] {
      let message = valid(kind)
      var all: [(MessageBuffer, Int)] = []
      for count in 1..<kind.size { all.append((message, count)) }
      all.append((message, kind.size + 1))
      all.append((message, MessageBuffer.size))
      for (value, place) in [(UInt32.max, 8), (0, 8), (UInt32(kind.size) + 1, 8), (0xdead_beef, 0)]
      {
        var changed = message
        changed.store(value, at: place)
        all.append((changed, kind.size))
      }
      for version: UInt16 in [0, 2, .max] where kind != .hello && kind != .farewell {
        var changed = message
        changed.store(version, at: 4)
        all.append((changed, kind.size))
      }
      for other: UInt16 in [0, 9, 77, .max] {
        var changed = message
        changed.store(other, at: 6)
        all.append((changed, kind.size))
      }
      return all
    }

    @Test(arguments: [MessageKind.hello, .release])
    func `a client that sends what is no message is dropped, alone`(_ kind: MessageKind) throws {
      let before = ShareResources.now()
      do {
        var lab = try ShareLab()
        let good = try lab.play()
        var dropped = 0
        for (message, count) in Self.broken(kind) {
          let bad: PlayedClient
          if kind == .hello {
            bad = try PlayedClient(lab.path)
            lab.server.service()
            bad.send(message, count: count)
            lab.server.service()
          } else {
            bad = try lab.play()
            try lab.offer()
            bad.send(message, count: count)
            try lab.offer()
          }
          #expect(bad.isClosed, "\(kind), \(count) bytes")
          #expect(bad.farewell == .garbage)
          dropped += 1
          good.drain()
          good.giveBack()
        }
        #expect(lab.server.statistics.ends == ["garbage": dropped])
        #expect(lab.server.clientCount == 1)
        #expect(try lab.offer() == 1)
      }
      #expect(ShareResources.comeBack(to: before))
    }

    @Test func `messages that belong to others, or that make no sense, are garbage as well`() throws
    {
      var lab = try ShareLab()
      let good = try lab.play()
      for kind in MessageKind.allCases where kind != .release {
        let bad = try lab.play()
        try lab.offer()
        bad.send(Self.valid(kind), count: kind.size)
        try lab.offer()
        #expect(bad.isClosed && bad.farewell == .garbage, "\(kind)")
        good.drain()
        good.giveBack()
      }
      // Loans that never were, and a loan of another buffer.
      for (lease, index) in [(UInt64(0), UInt32(0)), (77, 0), (.max, 0), (1, 63), (1, .max)] {
        let bad = try lab.play()
        try lab.offer()
        bad.send(.release) {
          LeaseEnd(lease: lease, index: index).write(.release, generation: 1, into: &$0)
        }
        try lab.offer()
        #expect(bad.isClosed && bad.farewell == .garbage, "\(lease) of \(index)")
        good.drain()
        good.giveBack()
      }
      #expect(lab.server.clientCount == 1)
    }

    @Test func `descriptors that nobody asked for are closed`() throws {
      let before = ShareResources.now()
      do {
        var lab = try ShareLab()
        let early = try PlayedClient(lab.path)
        lab.server.service()
        early.send(Self.valid(.hello), count: 32, descriptors: [0, 1, 2])
        lab.server.service()
        #expect(early.isClosed)
        let late = try lab.play()
        try lab.offer()
        late.drain()
        var message = MessageBuffer()
        late.leases[0].write(.release, generation: 1, into: &message)
        late.send(message, count: 32, descriptors: Array(repeating: 0, count: 253))
        try lab.offer()
        #expect(late.isClosed && late.farewell == .descriptors)
        #expect(lab.server.framesHeld == 0)
      }
      #expect(ShareResources.comeBack(to: before))
    }

    @Test func `a client of another version is told which is spoken`() throws {
      var lab = try ShareLab()
      let client = try PlayedClient(lab.path)
      lab.server.service()
      client.send(.hello) {
        var hello = Hello()
        (hello.oldest, hello.newest) = (2, 7)
        hello.write(into: &$0)
      }
      lab.server.service()
      #expect(client.isClosed && client.farewell == .version)
      #expect(client.message.load(UInt16.self, at: 20) == 1)
      // One that speaks this among others is welcome.
      let newer = try PlayedClient(lab.path)
      lab.server.service()
      newer.send(.hello) {
        var hello = Hello()
        hello.newest = 7
        hello.write(into: &$0)
        $0.store(UInt16(7), at: 4)
      }
      lab.server.service()
      #expect(newer.next() == .welcome)
    }

    /// A server that sends what it is told to, after a proper greeting.
    private static func serve(
      _ messages: [(MessageBuffer, Int, [Int32])]
    ) throws -> (path: String, listener: DescriptorListener) {
      let path = ShareLab.freePath()
      let listener = try DescriptorListener(path: path)
      let script = messages
      onThread {
        var socket: DescriptorSocket?
        for _ in 0..<20_000 where socket == nil {
          socket = try? listener.accept()
          if socket == nil { usleep(200) }
        }
        guard let socket else { return }
        let greeting = [(valid(.welcome), 96, [Int32]()), (valid(.format), 128, [])]
        for (message, count, descriptors) in greeting + script {
          _ = unsafe message.withBytes(count) {
            unsafe descriptors.isEmpty
              ? socket.send($0) : socket.send($0, descriptors: descriptors)
          }
        }
      }
      return (path, listener)
    }

    /// What a client makes of it.
    private static func outcome(
      _ messages: [(MessageBuffer, Int, [Int32])]
    ) throws -> ShareError? {
      let (path, listener) = try serve(messages)
      defer { remove(path) }
      var camera = try SharedCamera(
        path, SharedCamera.Configuration(timeout: .seconds(5)), calls: MemoryFiles.shared,
        sharing: Kernel.shared, clock: Kernel.shared)
      do throws(ShareError) {
        while true {
          guard case .frame(let frame) = try camera.next() else { continue }
          #expect(frame.byteCount <= 4096)
        }
      } catch {
        _ = listener
        return error
      }
    }

    private static func isViolation(_ error: ShareError?) -> Bool {
      if case .violation = error { true } else { false }
    }

    @Test(arguments: [MessageKind.welcome, .format, .buffer, .frame, .expired, .farewell])
    func `a server that sends what is no message is left`(_ kind: MessageKind) throws {
      let before = ShareResources.now()
      // Each costs a connection: the ends of the message, and every change of its header.
      let all = Self.broken(kind)
      for (place, (message, count)) in all.enumerated()
      where count != kind.size || place.isMultiple(of: 1) {
        if count < kind.size, count > 20, !count.isMultiple(of: 16) { continue }
        let error = try Self.outcome([(message, count, [])])
        #expect(Self.isViolation(error), "\(kind), \(count) bytes: \(String(describing: error))")
      }
      #expect(ShareResources.comeBack(to: before))
    }

    @Test func `so is one whose buffers are none, or too small, or missing`() throws {
      let memory = try MemoryFiles.buffer(4096)
      let before = ShareResources.now()
      let null = Kernel.shared.open("/dev/null", flags: O_RDWR)
      defer { _ = Kernel.shared.close(null) }
      let buffer = Self.valid(.buffer)
      var larger = MessageBuffer()
      BufferMessage(index: 0, sizes: [8192]).write(generation: 1, into: &larger)
      var two = MessageBuffer()
      BufferMessage(index: 0, sizes: [4096, 4096]).write(generation: 1, into: &two)
      var far = MessageBuffer()
      BufferMessage(index: 64, sizes: [4096]).write(generation: 1, into: &far)
      let own = memory.rawDescriptor
      var outside = Self.valid(.frame)
      outside.store(UInt32(1), at: 64)
      var nowhere = Self.valid(.frame)
      nowhere.store(UInt32(9), at: 24)
      let cases: [[(MessageBuffer, Int, [Int32])]] = [
        [(buffer, 96, [])], [(buffer, 96, [null])], [(buffer, 96, [own, own])],
        [(larger, 96, [own])], [(two, 96, [own])], [(two, 96, [own, null])], [(far, 96, [own])],
        [(buffer, 96, Array(repeating: own, count: 9))], [(Self.valid(.frame), 128, [])],
        [(buffer, 96, [own]), (outside, 128, [])], [(buffer, 96, [own]), (nowhere, 128, [])],
        [(Self.valid(.welcome), 96, [own])],
      ]
      for (place, messages) in cases.enumerated() {
        let error = try Self.outcome(messages)
        #expect(Self.isViolation(error), "case \(place): \(String(describing: error))")
      }
      // The proper thing, beside them.
      let end = try Self.outcome([
        (buffer, 96, [own]), (Self.valid(.frame), 128, []), (Self.valid(.farewell), 32, []),
      ])
      #expect(end.map { if case .ended(_, .serverEnded) = $0 { true } else { false } } == true)
      _ = memory
      #expect(ShareResources.comeBack(to: before))
    }
  }
}
