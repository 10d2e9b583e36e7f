import DMABuf
import Glibc
import Synchronization
import SystemIO
import SystemPackage
import Testing

@testable import FrameShare

extension SharingTests {
  /// What may be where the socket is to be, and who may come.
  @Suite struct SocketFileTests {
    private static func server(
      _ path: String, sharing: any SharingCalls = Kernel.shared,
      _ change: (inout ShareServer.Configuration) -> Void = { _ in }
    ) throws(ShareError) -> ShareServer {
      var configuration = ShareServer.Configuration(path: path)
      change(&configuration)
      return try ShareServer(
        configuration, calls: Kernel.shared, sharing: sharing, clock: Kernel.shared)
    }

    private static func failure(
      _ path: String, sharing: any SharingCalls = Kernel.shared
    ) -> ShareError? {
      do throws(ShareError) {
        _ = try server(path, sharing: sharing)
        return nil
      } catch {
        return error
      }
    }

    private static func mode(_ path: String) -> mode_t {
      var status = stat()
      return unsafe lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    @Test func `the socket has its mode from the start, and is gone at the end`() throws {
      let path = ShareLab.freePath()
      do {
        let server = try Self.server(path)
        let (mode, count) = (Self.mode(path), server.clientCount)
        #expect(mode == 0o600 && count == 0)
      }
      #expect(!exists(path))
      do {
        let server = try Self.server(path) { $0.mode = 0o666 }
        #expect(Self.mode(path) == 0o666)
        server.end()
      }
      #expect(!exists(path))
    }

    @Test func `a dead server's socket is replaced, a living one's is not`() throws {
      let path = ShareLab.freePath()
      // A listener leaves its file behind, as a server does that was killed.
      do { _ = try DescriptorListener(path: path) }
      #expect(exists(path))
      let server = try Self.server(path)
      #expect(Self.failure(path) == .inUse(path, processID: getpid()))
      #expect(exists(path))
      _ = server.clientCount
    }

    @Test func `anything else at the path is refused, and stays`() throws {
      let path = ShareLab.freePath()
      let file = Kernel.shared.open("/dev/null", flags: O_RDWR)
      defer { _ = Kernel.shared.close(file) }
      #expect(unsafe symlink("/nowhere", path) == 0)
      #expect(Self.failure(path) == .foreignFile(path))
      #expect(remove(path))
      #expect(unsafe mkdir(path, 0o700) == 0)
      #expect(Self.failure(path) == .foreignFile(path))
      #expect(unsafe rmdir(path) == 0)
      let regular = unsafe creat(path, 0o600)
      close(regular)
      #expect(Self.failure(path) == .foreignFile(path))
      #expect(exists(path))
      #expect(remove(path))
      // A living server of something else.
      let stream = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(stream) }
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
        unsafe room.copyBytes(from: Array(path.utf8))
      }
      let bound = unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe bind(stream, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      #expect(bound == 0 && listen(stream, 1) == 0)
      #expect(Self.failure(path) == .foreignFile(path))
      #expect(remove(path))
    }

    @Test func `a path that is too long, empty, or nowhere is told`() throws {
      let long = "/tmp/" + String(repeating: "x", count: 103)
      #expect(Self.failure(long) == .badPath(long, bytes: 108))
      #expect(Self.failure("") == .badPath("", bytes: 0))
      let longest = "/tmp/" + String(repeating: "y", count: 102)
      #expect(Self.failure(longest) == nil)
      #expect(
        Self.failure("/nonexistent/x")
          == .system("bind", path: "/nonexistent/x", .noSuchFileOrDirectory))
      for error in [
        ShareError.badPath(long, bytes: 108), .foreignFile(long), .inUse(long, processID: 7),
        .noServer(long), .system("bind", path: long, .permissionDenied), .ended(long, .notAdmitted),
        .version(long, theirs: 3), .violation(long, "x"), .stalled(long, milliseconds: 3),
      ] {
        // A cause and a next step, in one line.
        #expect(error.description.contains(";") && !error.description.contains("\n"))
        #expect(error.path == long)
      }
    }

    @Test func `each call that fails leaves nothing behind`() throws {
      for name in ["socket", "bind", "listen", "status"] {
        let path = ShareLab.freePath()
        let before = ShareResources.now()
        let sharing = FaultySharing()
        sharing.fail(name, EACCES)
        let error = try #require(Self.failure(path, sharing: sharing))
        #expect(error.description.contains("permission denied"), "\(name)")
        #expect(ShareResources.comeBack(to: before))
        remove(path)
      }
    }

    @Test func `another server's socket is not removed`() throws {
      let path = ShareLab.freePath()
      var first: ShareServer? = try Self.server(path)
      #expect(remove(path))
      let second = try Self.server(path)
      first = nil
      _ = consume first
      #expect(exists(path))
      _ = second.clientCount
    }

    @Test func `only the same user is admitted, unless others are named`() throws {
      let sharing = FaultySharing()
      let other = PeerCredentials(processID: 1, userID: geteuid() + 1, groupID: 4242)
      sharing.script.withLock { $0.peer = other }
      for (users, groups, isAdmitted) in [
        (Set<UInt32>(), Set<UInt32>(), false), ([other.userID], [], true), ([], [4242], true),
        ([other.userID + 1], [4243], false),
      ] {
        let path = ShareLab.freePath()
        var server = try Self.server(path, sharing: sharing) {
          ($0.allowedUsers, $0.allowedGroups) = (users, groups)
        }
        let client = try PlayedClient(path)
        server.service()
        client.send(.hello) { Hello().write(into: &$0) }
        server.service()
        let (count, former) = (server.clientCount, server.formerClients.map(\.peer))
        #expect(count == (isAdmitted ? 1 : 0))
        if isAdmitted {
          #expect(client.next() == .welcome)
        } else {
          #expect(client.isClosed && client.farewell == .notAdmitted)
          #expect(former == [other])
        }
      }
      // Whoever can't be asked is nobody.
      sharing.script.withLock { $0.peer = nil }
      sharing.fail("peer", ENOTCONN)
      let path = ShareLab.freePath()
      var server = try Self.server(path, sharing: sharing)
      let client = try PlayedClient(path)
      server.service()
      let count = server.clientCount
      #expect(client.isClosed && client.farewell == .notAdmitted && count == 0)
    }
  }
}
