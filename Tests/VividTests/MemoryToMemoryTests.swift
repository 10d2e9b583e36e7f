import FoundationEssentials
import TestSupport
import Testing
import V4L2
import VideoFormats

/// The kernel's own converter and codec, vim2m and vicodec, which `vidctl vm run --with vim2m,vicodec` builds and loads.
@Suite(.serialized) struct MemoryToMemoryTests {
  private static let roles: [ContractRole] = [.converter, .encoder, .decoder]

  /// Whether the tests should begin: the devices are there, or were promised.
  static var isOpen: Bool {
    Lab.hasConverters || roles.allSatisfy { VividSubject.shared.path(of: $0) != nil }
  }

  @Test(
    .enabled(if: isOpen, "no vim2m and vicodec here: vidctl vm run --with vim2m,vicodec"),
    .timeLimit(.minutes(1)),
    arguments: ContractCase.all.filter { roles.contains($0.role) })
  func `vim2m and vicodec keep the contract`(_ clause: ContractCase) async throws {
    try await clause.check(on: VividSubject.shared)
  }

  /// The same pictures through v4l2-ctl and through this library make the same stream and the same pictures, to the byte.
  @Test(
    .enabled(if: isOpen, "no vim2m and vicodec here: vidctl vm run --with vim2m,vicodec"),
    .timeLimit(.minutes(1)))
  func `streams and pictures are those of v4l2-ctl`() async throws {
    let subject = VividSubject.shared
    let encoder = try #require(subject.path(of: .encoder))
    let decoder = try #require(subject.path(of: .decoder))
    let folder = try #require(
      try await Tool.shell("mktemp -d").output.split(separator: "\n").first.map(String.init))
    let size = CodecLab.small
    let pictures = (0..<4).flatMap { TestPictures.slope($0, size) }
    #expect(FileManager.default.createFile(atPath: folder + "/raw", contents: Data(pictures)))
    var stream = try subject.encoderQueues(.encoder, size).start()
    let coded = try CodecLab.encode(&stream, count: 4)
    _ = try stream.stop()
    let whole = coded.flatMap(\.bytes)
    #expect(FileManager.default.createFile(atPath: folder + "/ours", contents: Data(whole)))
    let outcome = try await Tool.shell(
      """
      set -e; cd \(folder); trap 'rm -rf \(folder)' EXIT
      v4l2-ctl -d \(encoder) -x width=640,height=360,pixelformat=YU12 --stream-mmap --stream-out-mmap \
        --stream-from raw --stream-to theirs.hdr --stream-to-hdr 2>/dev/null >&2 || true
      v4l2-ctl -d \(encoder) -x width=640,height=360,pixelformat=YU12 --stream-mmap --stream-out-mmap \
        --stream-from raw --stream-to theirs 2>/dev/null >&2
      cmp ours theirs
      v4l2-ctl -d \(decoder) --stream-mmap --stream-out-mmap \
        --stream-from ours --stream-to pictures 2>/dev/null >&2
      stat -c %s pictures; base64 -w0 pictures | head -c 100000000
      """)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }
}
