import DMABuf
import FoundationEssentials
import FrameShare
import Glibc
import SystemIO
import SystemPackage
import TestSupport
import Testing
import V4L2
import VideoFormats

/// Frames of a real driver in many processes, and the kernel's own dma-bufs.
@Suite(
  .serialized, .enabled(if: CommandLab.isOpen, "no single-planar vivid capture node here"),
  .timeLimit(.minutes(2)))
struct ShareTests {
  private struct Received: Decodable {
    struct Counts: Decodable {
      var skipped: Int
      var missing: Int
      var stale: Int
    }
    var frames: Int
    var overrun: Int
    var received: Counts
    var name: String
    var end: String
  }

  private struct Shared: Decodable {
    struct Totals: Decodable {
      var offered: Int
      var withheld: Int
      var connections: Int
      var ends: [String: Int]
    }
    struct Client: Decodable {
      var expired: Int
      var held: Int
    }
    struct Drops: Decodable {
      var consumerSkips: Int
      var driverGaps: Int
    }
    var frames: Int
    var drops: Drops
    var shared: Totals
    var clients: [Client]
    var end: String
  }

  /// What a client in this process saw.
  private struct Seen {
    var frames = 0
    var first: [UInt8] = []
    var differing = 0
    var missed = 0
    var writable = 0
    var error: String?
  }

  /// Takes frames as long as there is a server, and compares each with the first.
  private static func watch(_ path: String) -> Seen {
    var seen = Seen()
    do throws(ShareError) {
      var camera = try connected(path)
      while true {
        defer { seen.missed = camera.statistics.skipped + camera.statistics.stale }
        guard case .frame(let frame) = try camera.next(timeout: .seconds(10)) else { continue }
        seen.frames += 1
        if seen.first.isEmpty {
          seen.first = bytes(of: frame)
          // The memory is everybody's: it is there to be read.
          if let buffer = try? frame.shared().first,
            (try? buffer.withCPUAccess(.write) { $0.byteCount }) != nil
          {
            seen.writable += 1
          }
        }
        if !holds(frame, seen.first) || !camera.isLeased(frame) { seen.differing += 1 }
      }
    } catch {
      if case .ended(_, .serverEnded) = error { return seen }
      seen.error = "\(error)"
    }
    return seen
  }

  /// Waits for a server and connects; what comes after its end is an error.
  private static func connected(_ path: String) throws(ShareError) -> SharedCamera {
    for _ in 0..<600 {
      do throws(ShareError) {
        return try SharedCamera(path)
      } catch {
        guard error.isAbsence || error == .stalled(path, milliseconds: 3000) else { throw error }
      }
      usleep(50_000)
    }
    throw .noServer(path)
  }

  /// Whether a frame is these bytes; as fast as memory is, since the guest is not.
  private static func holds(_ frame: borrowing Frame, _ other: [UInt8]) -> Bool {
    let bytes = frame.bytes
    return unsafe bytes.withUnsafeBytes { own in
      guard let start = own.baseAddress, own.count == other.count else { return false }
      return unsafe memcmp(start, other, own.count) == 0
    }
  }

  private static func bytes(of frame: borrowing Frame) -> [UInt8] {
    let bytes = frame.bytes
    return unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
  }

  /// The picture as it is without anybody in between.
  private static func capturedDirectly(_ format: Format) throws -> [UInt8] {
    let node = try #require(CommandLab.node)
    let queue = try Device(path: node).captureQueue()
    _ = try queue.setFormat(format)
    var stream = try queue.allocate(count: 4).start()
    for _ in 0..<10 {
      if case .frame(let frame) = try stream.next() { return bytes(of: frame) }
    }
    return []
  }

  @Test func `eight clients, one of them stopped, one killed and one sending garbage`()
    async throws
  {
    let path = "/tmp/share-\(getpid())"
    defer { unsafe unlink("\(path).raw") }
    // The flooder is this process: what no tool of ours would send. So are four that look at every frame.
    onThread { Self.flood(path) }
    async let first = onItsOwnThread { Self.watch(path) }
    async let second = onItsOwnThread { Self.watch(path) }
    async let third = onItsOwnThread { Self.watch(path) }
    async let fourth = onItsOwnThread { Self.watch(path) }
    let run = try await CommandLab.script(
      """
      v4l2-ctl -d $NODE -i 0 -c osd_text_mode=2 >/dev/null
      "$VIDCTL" share "$NODE" --socket \(path) --input 0 --format YUYV --size 320x180 --rate 10 --cap 14 \
        --buffers 32 --expiry 2 --json > share.json & server=$!
      fds() { set -- /proc/$server/fd/*; echo $#; }
      for _ in $(seq 200); do [ -S \(path) ] && break; sleep 0.05; done
      stat -c 'mode %a' \(path)
      has_frames() { ls -l /proc/$1/fd 2>/dev/null | grep -q dmabuf; }
      "$VIDCTL" capture share:\(path) -q 2>stuck.err & stuck=$!
      "$VIDCTL" capture share:\(path) -q 2>/dev/null & dying=$!
      "$VIDCTL" capture share:\(path) -o 1.raw --count 12 --json > 1.json & one=$!
      for _ in $(seq 100); do has_frames $stuck && has_frames $dying && break; sleep 0.05; done
      kill -STOP $stuck
      sleep 0.3
      kill -KILL $dying
      wait $one; echo "client $?"; wait $dying 2>/dev/null; echo "dying $?"
      # The loans of the one that was stopped are over soon. A client more or less is a socket; what else there is stays:
      # the buffers' own descriptors, once each.
      sleep 1.5
      sockets() { ls -l /proc/$server/fd | grep -c socket; }
      for _ in $(seq 100); do [ $(sockets) -le 6 ] && break; sleep 0.1; done
      echo "sockets $(($(sockets) <= 6)), descriptors $(($(fds) <= 50))"
      kill -INT $server; wait $server; echo "server $?"
      kill -CONT $stuck; wait $stuck; echo "stuck $?"
      [ -e \(path) ] && echo "the socket is still there"
      head -c \(CommandLab.frameBytes) 1.raw > \(path).raw
      for n in $(seq 12); do cat \(path).raw; done | cmp - 1.raw
      echo DOCUMENTS; cat 1.json; echo NEXT; cat share.json
      cat stuck.err >&2
      """)
    let seen = await [first, second, third, fourth]
    for client in seen {
      #expect(client.error == nil)
      #expect(client.frames > 20 && client.differing == 0 && client.missed == 0)
      #expect(client.writable == 0)
    }
    let direct = try Self.capturedDirectly(Format(.yuyv, width: 320, height: 180))
    #expect(direct.count == CommandLab.frameBytes)
    #expect(seen.allSatisfy { $0.first == direct })
    #expect(try [UInt8](Data(contentsOf: URL(filePath: "\(path).raw"))) == direct)
    _ = try await CommandLab.script("v4l2-ctl -d $NODE -c osd_text_mode=0")
    let parts = run.output.split(separator: "DOCUMENTS\n")
    try #require(parts.count == 2, "\(run)")
    #expect(
      parts[0] == """
        mode 600
        client 0
        dying 137
        sockets 1, descriptors 1
        server 130
        stuck 1

        """, "\(run)")
    let documents = parts[1].split(separator: "NEXT\n").map(String.init)
    try #require(documents.count == 2)
    let received = try CommandLab.decode(Received.self, documents[0])
    #expect(received.frames == 12 && received.end == "count")
    #expect(received.received.skipped == 0 && received.received.stale == 0, "\(received)")
    #expect(received.overrun == 0, "\(received)")
    let shared = try CommandLab.decode(Shared.self, documents[1])
    // What is missing the driver lost, as it may where the machine is busy.
    #expect(received.received.missing <= shared.drops.driverGaps)
    #expect(shared.shared.ends["garbage"] == 1 && shared.shared.ends["left"] == 2)
    #expect(shared.shared.connections == 8, "\(shared)")
    // Only the one that was stopped lost anything, and what it held came back.
    let losers = shared.clients.filter { $0.expired > 0 }
    #expect(losers.count == 1 && losers.first?.held == 0, "\(shared)")
    #expect(shared.shared.withheld == 0 && shared.drops.consumerSkips == 0)
    #expect(shared.end == "signal")
  }

  /// Connects as soon as there is a server, and sends what is no message until it is thrown out.
  private static func flood(_ path: String) {
    var socket: DescriptorSocket?
    for _ in 0..<2000 where socket == nil {
      socket = try? DescriptorSocket(connectingTo: path)
      if socket == nil { usleep(10_000) }
    }
    guard let socket else { return }
    let garbage = [UInt8](repeating: 0x5a, count: 4000)
    for round in 0..<500 {
      let part = unsafe garbage.span.bytes.extracting(first: round * 7 + 1)
      do {
        try socket.send(part, buffers: [])
      } catch {
        if error != .resourceTemporarilyUnavailable { return }
      }
      usleep(10_000)
    }
  }

  @Test func `the kernel's dma-bufs are passed, told from files, read and waited for`() throws {
    let path = "/tmp/pass-\(getpid())"
    let listener = try DescriptorListener(path: path)
    defer { unsafe unlink(path) }
    let client = try DescriptorSocket(connectingTo: path)
    let server = try #require(try listener.accept())
    let made = [
      try DMAHeap("system").allocate(size: 100_000), try UserDMABufferMaker().allocate(size: 9000),
    ]
    #expect(made[1].size == 12288)
    for buffer in made {
      try buffer.withCPUAccess(.write) { bytes in
        for offset in 0..<9000 {
          bytes.storeBytes(
            of: UInt8(truncatingIfNeeded: offset &* 7), toByteOffset: offset, as: UInt8.self)
        }
      }
    }
    let word: [UInt8] = [1]
    try unsafe client.send(word.span.bytes, buffers: made)
    var room = [UInt8](repeating: 0, count: 8)
    let received = unsafe room.withUnsafeMutableBytes {
      unsafe server.receive(into: $0, takesDescriptors: true)
    }
    guard case .message(1, let list) = received, list.count == 2 else {
      Issue.record("the descriptors did not arrive")
      return
    }
    for index in 0..<2 {
      let buffer = try DMABuffer(importing: list[index], needing: 9000)
      #expect(buffer.size >= 9000 && buffer.size % 4096 == 0)
      let wrong = try buffer.withCPUAccess(.read) { bytes in
        (0..<9000).count { offset in
          unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            != UInt8(truncatingIfNeeded: offset &* 7)
        }
      }
      #expect(wrong == 0)
      #expect(buffer.readSpeed?.isSlow == false)
      let fence = try buffer.exportSyncFile(for: [.read, .write])
      let both = try fence.merged(with: buffer.exportSyncFile(for: .read))
      #expect(try both.wait(timeout: .seconds(1)))
      #expect(try both.status() == .signaled)
      try buffer.importSyncFile(both, for: .write)
    }
    #expect(throws: DMABuffer.ImportError.notDMABuffer) {
      try DMABuffer(importing: Kernel.shared.makeMemoryFile("file", size: 4096))
    }
    #expect(throws: DMABuffer.ImportError.tooSmall(bytes: 4096, needed: 4097)) {
      let small = try UserDMABufferMaker().allocate(size: 1)
      let copy = dup(small.rawDescriptor)
      _ = try DMABuffer(importing: copy, needing: 4097)
    }
    #expect(throws: Errno.invalidArgument) { try UserDMABufferMaker().allocate(size: 1 << 30) }
  }
}
