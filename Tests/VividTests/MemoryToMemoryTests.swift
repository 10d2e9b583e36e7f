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
    func keep(_ bytes: [UInt8], _ name: String) {
      #expect(FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: Data(bytes)))
    }
    keep(pictures, "raw")
    var encoding = try subject.encoderQueues(.encoder, size).start()
    let coded = try CodecLab.encode(&encoding, count: 4)
    _ = try encoding.stop()
    keep(coded.flatMap(\.bytes), "stream")
    var decoding = try subject.open(.decoder).memoryToMemoryQueues().start()
    let log = try CodecLab.decode(coded, by: &decoding, keepingPictures: true)
    _ = try decoding.stop()
    #expect(log.pictures.count == pictures.count)
    keep(log.pictures, "pictures")
    let outcome = try await Tool.shell(
      """
      set -e; cd \(folder); trap 'rm -rf \(folder)' EXIT
      both='--stream-mmap --stream-out-mmap'
      encode="v4l2-ctl -d \(encoder) -x width=\(size.width),height=\(size.height),pixelformat=YU12 $both"
      $encode --stream-from raw --stream-to their-stream >&2
      $encode --stream-from raw --stream-to-hdr headed >&2
      v4l2-ctl -d \(decoder) $both --stream-from-hdr headed --stream-to their-pictures >&2
      cmp stream their-stream; cmp pictures their-pictures
      """)
    #expect(outcome.status == 0, "\(outcome)")
  }
}
