import SystemIO
import TestSupport
import Testing

@testable import Replay

/// Recordings of real sessions, replayed by the built tool on this machine, which needs no device for it.
@Suite struct FixtureTests {
  private static let folder =
    #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    + "/Fixtures/Recordings"

  static let names = FileTree.names(in: folder).filter { $0.hasSuffix(".v4l2rec") }
    .map { String($0.dropLast(8)) }

  @Test func `there are recordings`() {
    #expect(Self.names.count >= 4)
  }

  @Test(arguments: names)
  func `the command of a recording writes what it wrote then`(_ name: String) async throws {
    let path = "\(Self.folder)/\(name)"
    let recording = try RecordingFile("\(path).v4l2rec")
    #expect(recording.ending == .complete)
    let command = try #require(recording.facts.first { $0.name == "command" }?.value)
    let run = try await Tool.shell(
      """
      set -o pipefail; "$VIDCTL" --replay '\(path).v4l2rec' \(command) | cmp - '\(path).out'
      """)
    #expect(run.status == 0, "\(run)")
  }

  @Test(arguments: names)
  func `a recording is described and listed`(_ name: String) async throws {
    let path = "\(Self.folder)/\(name).v4l2rec"
    let run = try await Tool.run("recording", path, "--full")
    #expect(run.status == 0, "\(run)")
    #expect(run.output.contains("vidctl "))
    #expect(run.output.contains("in good order"))
    let lines = run.output.split(separator: "\n")
    #expect(lines.contains { $0.contains("VIDIOC_QUERYCAP /dev/video0#1 out {driver=\"vivid\"") })
  }

  @Test func `another command is told from the recorded one`() async throws {
    let path = "\(Self.folder)/vivid-info.v4l2rec"
    let run = try await Tool.run("--replay", path, "capture", "/dev/video0", "--count", "1")
    #expect(run.status == 1, "\(run)")
    #expect(run.errors.contains("the recording has '"))
    #expect(run.errors.contains("repeat the command as 'vidctl recording \(path)' shows it"))
  }

  @Test func `a full screen, whose keys nobody recorded, is refused`() async throws {
    let path = "\(Self.folder)/vivid-info.v4l2rec"
    let run = try await Tool.run("--replay", path, "negotiate", "/dev/video0")
    #expect(run.status == 2, "\(run)")
    #expect(run.errors.hasPrefix("vidctl: a session with keys can't be replayed"), "\(run)")
  }

  @Test func `a replay can be traced`() async throws {
    let path = "\(Self.folder)/vivid-info.v4l2rec"
    let run = try await Tool.run("info", "/dev/video0", "--json", "--replay", path, "--trace")
    #expect(run.status == 0, "\(run)")
    #expect(run.errors.contains("VIDIOC_QUERYCAP /dev/video0#"))
  }

  @Test func `frames that were not recorded are told`() async throws {
    let path = "\(Self.folder)/vivid-capture.v4l2rec"
    let recording = try RecordingFile(path)
    #expect(!recording.hasFrames)
    let command = try #require(recording.facts.first { $0.name == "command" }?.value)
    let run = try await Tool.shell("\"$VIDCTL\" --replay '\(path)' \(command)")
    #expect(run.status == 0)
    #expect(run.errors.contains(": 20 frames had no bytes in the recording and came as zeros"))
  }
}
