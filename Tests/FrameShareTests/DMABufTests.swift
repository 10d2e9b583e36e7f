import CVideoDev2
import DMABuf
import FakeDriver
import Glibc
import SystemIO
import SystemPackage
import TestSupport
import Testing

extension SharingTests {
  /// Memory with a descriptor: how it is passed, taken, looked at and waited for.
  @Suite struct DMABufTests {
    private static func pair() throws -> (DescriptorSocket, DescriptorSocket) {
      let path = ShareLab.freePath()
      let listener = try DescriptorListener(path: path)
      defer { remove(path) }
      let client = try DescriptorSocket(connectingTo: path)
      let server = try #require(try listener.accept())
      return (server, client)
    }

    private static func send(
      _ socket: DescriptorSocket, _ bytes: [UInt8], _ descriptors: [Int32]
    ) -> Errno? {
      unsafe bytes.withUnsafeBytes { unsafe socket.send($0, descriptors: descriptors) }
    }

    private static func receive(
      _ socket: DescriptorSocket, room: Int = 64, takesDescriptors: Bool = true
    ) -> DescriptorSocket.Received {
      var bytes = [UInt8](repeating: 0, count: room)
      return unsafe bytes.withUnsafeMutableBytes {
        unsafe socket.receive(into: $0, takesDescriptors: takesDescriptors)
      }
    }

    @Test func `descriptors arrive as descriptors of one's own, close-on-exec`() throws {
      let before = ShareResources.now()
      do {
        let (server, client) = try Self.pair()
        #expect(
          try server.peer()
            == PeerCredentials(processID: getpid(), userID: geteuid(), groupID: getegid()))
        for count in 0...8 {
          let buffers = try (0..<max(1, count)).map { _ in try MemoryFiles.buffer(4096) }
          let sent = buffers.prefix(count).map(\.rawDescriptor)
          #expect(Self.send(client, [1, 2, 3], sent) == nil)
          guard case .message(3, let list) = Self.receive(server) else {
            Issue.record("no message with \(count) descriptors")
            continue
          }
          #expect(list.count == count)
          for index in 0..<count {
            #expect(fcntl(list[index], F_GETFD) & FD_CLOEXEC != 0)
            #expect(!sent.contains(list[index]))
            let buffer = try DMABuffer(
              importing: list[index], needing: 4096, calls: MemoryFiles.shared,
              sharing: Kernel.shared)
            #expect(buffer.size == 4096)
          }
        }
        if case .nothing = Self.receive(server) {} else { Issue.record("something more") }
      }
      #expect(ShareResources.comeBack(to: before))
    }

    @Test func `what has no room is closed and told`() throws {
      let before = ShareResources.now()
      do {
        let (server, client) = try Self.pair()
        let buffer = try MemoryFiles.buffer(4096)
        let own = buffer.rawDescriptor
        func isCutOff(_ received: DescriptorSocket.Received) -> Bool {
          if case .cutOff = received { true } else { false }
        }
        #expect(Self.send(client, [1], Array(repeating: own, count: 9)) == nil)
        #expect(isCutOff(Self.receive(server)))
        #expect(Self.send(client, [1], Array(repeating: own, count: 253)) == nil)
        #expect(isCutOff(Self.receive(server)))
        #expect(Self.send(client, [1], [own]) == nil)
        #expect(isCutOff(Self.receive(server, takesDescriptors: false)))
        #expect(Self.send(client, [1, 2, 3, 4], [own]) == nil)
        #expect(isCutOff(Self.receive(server, room: 3)))
        #expect(Self.send(client, [1], Array(repeating: own, count: 254)) == .invalidArgument)
        #expect(Self.send(client, [1], [-1]) == .badFileDescriptor)

      }
      #expect(ShareResources.comeBack(to: before))
    }

    @Test func `who does not keep up is told, and so is who has gone`() throws {
      let (server, client) = try Self.pair()
      var failure: Errno?
      for _ in 0..<10_000 where failure == nil { failure = Self.send(client, [1], []) }
      #expect(failure == .resourceTemporarilyUnavailable)
      let (other, gone) = try Self.pair()
      var sockets: [DescriptorSocket] = [gone]
      sockets.removeAll()
      _ = server
      // `gone` itself lives until here.
      withExtendedLifetime(other) {}
    }

    @Test func `what is no dma-buf is refused and closed`() throws {
      let before = ShareResources.now()
      func failure(_ descriptor: Int32, needing: Int = 1) -> DMABuffer.ImportError? {
        do throws(DMABuffer.ImportError) {
          _ = try DMABuffer(
            importing: descriptor, needing: needing, calls: MemoryFiles.shared,
            sharing: Kernel.shared)
          return nil
        } catch {
          return error
        }
      }
      #expect(failure(Kernel.shared.open("/dev/null", flags: O_RDWR)) == .notDMABuffer)
      #expect(failure(Kernel.shared.makeSocket()) == .notDMABuffer)
      #expect(failure(Kernel.shared.makeMemoryFile("odd", size: 100)) == .notDMABuffer)
      #expect(
        failure(Kernel.shared.makeMemoryFile("small", size: 4096), needing: 4097)
          == .tooSmall(bytes: 4096, needed: 4097))
      #expect(failure(Kernel.shared.makeMemoryFile("good", size: 4096)) == nil)
      #expect(ShareResources.comeBack(to: before))
      // The real kernel tells a dma-buf from a file that looks like one.
      #expect(throws: DMABuffer.ImportError.notDMABuffer) {
        try DMABuffer(importing: Kernel.shared.makeMemoryFile("file", size: 4096))
      }
      #expect(ShareResources.comeBack(to: before))
    }

    private struct Unhappy: Error {}

    @Test func `every access is announced and ended, also by one that throws`() throws {
      let driver = FakeDriver("/dev/video0", nil)
      let buffer = try DMAHeap("system", calls: driver).allocate(size: 1 << 16)
      let written = try buffer.withCPUAccess(.write) { bytes in
        #expect(driver.openAccesses == 1)
        for offset in 0..<bytes.byteCount {
          bytes.storeBytes(
            of: UInt8(truncatingIfNeeded: offset), toByteOffset: offset, as: UInt8.self)
        }
        return bytes.byteCount
      }
      #expect(written == 1 << 16 && driver.openAccesses == 0)
      let sum = try buffer.withCPUAccess(.read) { bytes in
        #expect(driver.openAccesses == 1)
        return (0..<256).reduce(0) {
          $0 + Int(unsafe bytes.unsafeLoad(fromByteOffset: $1, as: UInt8.self))
        }
      }
      #expect(sum == 255 * 128)
      #expect(throws: Unhappy.self) {
        try buffer.withCPUAccess(.readWrite) { _ in throw Unhappy() }
      }
      #expect(throws: Unhappy.self) { try buffer.withCPUAccess(.read) { _ in throw Unhappy() } }
      #expect(driver.openAccesses == 0)
      driver.fail("DMA_BUF_IOCTL_SYNC", errno: EINTR)
      #expect(throws: Errno.interrupted) { try buffer.withCPUAccess(.read) { _ in } }
      #expect(driver.openAccesses == 0)
      let other = try DMAHeap("system", calls: driver).allocate(size: 1 << 16)
      driver.fail("mmap", errno: ENODEV)
      #expect(throws: Errno(rawValue: ENODEV)) { try other.withCPUAccess(.read) { _ in } }
      #expect(driver.openAccesses == 0)
    }

    @Test func `how fast a mapping reads is measured once, and told in figures`() throws {
      let buffer = try MemoryFiles.buffer(1 << 18)
      #expect(buffer.readSpeed == nil)
      _ = try buffer.withCPUAccess(.write) { $0.byteCount }
      #expect(buffer.readSpeed == nil)
      _ = try buffer.withCPUAccess(.read) { $0.byteCount }
      let speed = try #require(buffer.readSpeed)
      #expect(speed.megabytesPerSecond > 0 && speed.ordinaryMegabytesPerSecond > 0)
      #expect(speed.description.contains("MB/s"))
      _ = try buffer.withCPUAccess(.read) { $0.byteCount }
      #expect(buffer.readSpeed == speed)
      let slow = MappingSpeed(megabytesPerSecond: 120, ordinaryMegabytesPerSecond: 9000)
      #expect(slow.isSlow && slow.description.hasPrefix("uncached: reads at 120 MB/s"))
      #expect(!MappingSpeed(megabytesPerSecond: 8000, ordinaryMegabytesPerSecond: 9000).isSlow)
    }

    @Test func `memory of one's own becomes a dma-buf in whole pages`() throws {
      let driver = FakeDriver("/dev/video0", nil)
      let maker = try UserDMABufferMaker(calls: driver, sharing: Kernel.shared)
      let before = ShareResources.now()
      let buffer = try maker.allocate(size: 5000)
      #expect(buffer.size == 8192)
      #expect(throws: Errno.invalidArgument) { try maker.allocate(size: 0) }
      driver.fail("UDMABUF_CREATE", errno: EINVAL)
      #expect(throws: Errno.invalidArgument) { try maker.allocate(size: 4096) }
      // The file of the memory is not kept, whatever came of it.
      #expect(ShareResources.comeBack(to: before))
      let sharing = FaultySharing()
      sharing.fail("memory", ENOMEM)
      let poor = try UserDMABufferMaker(calls: driver, sharing: sharing)
      #expect(throws: Errno.noMemory) { try poor.allocate(size: 4096) }
    }

    @Test func `fences go in and out of a buffer, and are waited for`() throws {
      let driver = FakeDriver("/dev/video0", nil)
      let buffer = try DMAHeap("system", calls: driver).allocate(size: 4096)
      let before = driver.openDescriptors
      do {
        let read = try buffer.exportSyncFile(for: .read)
        let write = try buffer.exportSyncFile(for: [.read, .write])
        let both = try read.merged(with: write)
        #expect(try both.wait(timeout: .seconds(1)))
        #expect(try both.status() == .signaled)
        try buffer.importSyncFile(both, for: .write)
        #expect(throws: Errno.invalidArgument) { try buffer.exportSyncFile(for: []) }
        driver.fail("DMA_BUF_IOCTL_EXPORT_SYNC_FILE", errno: ENOTTY)
        #expect(throws: Errno.inappropriateIOCTLForDevice) { try buffer.exportSyncFile(for: .read) }
        driver.fail("SYNC_IOC_MERGE", errno: ENOMEM)
        #expect(throws: Errno.noMemory) { try read.merged(with: write) }
      }
      #expect(driver.openDescriptors == before)
    }

    @Test func `requests of dma-bufs are as long as their numbers say`() {
      func size(_ request: UInt) -> Int { Int(request >> 16 & 0x3fff) }
      #expect(size(CV_DMA_BUF_EXPORT_SYNC_FILE) == MemoryLayout<dma_buf_export_sync_file>.size)
      #expect(size(CV_DMA_BUF_IMPORT_SYNC_FILE) == MemoryLayout<dma_buf_import_sync_file>.size)
      #expect(size(CV_SYNC_MERGE) == MemoryLayout<sync_merge_data>.size)
      #expect(size(CV_SYNC_FILE_INFO) == MemoryLayout<sync_file_info>.size)
      #expect(size(CV_UDMABUF_CREATE) == MemoryLayout<udmabuf_create>.size)
      #expect(size(CV_DMA_BUF_SYNC) == MemoryLayout<dma_buf_sync>.size)
      #expect(size(CV_DMA_HEAP_ALLOC) == MemoryLayout<dma_heap_allocation_data>.size)
    }
  }
}
