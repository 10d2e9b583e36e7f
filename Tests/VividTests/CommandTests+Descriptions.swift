import FoundationEssentials
import TestSupport
import Testing
import V4L2
import VideoFormats

/// `vidctl devices` and `info` beside what sysfs and `v4l2-ctl` say of the same nodes.
///
/// What they say of formats is compared in `AgreementTests`.
@Suite(
  .serialized, .enabled(if: CommandLab.isOpen, "no single-planar vivid capture node here"),
  .timeLimit(.minutes(6)))
struct CommandDescriptionTests {
  @Test func `every node of the machine is listed under its device`() async throws {
    struct Document: Decodable {
      struct Entry: Decodable { var nodes: [Node] }
      struct Node: Decodable {
        var path: String
        var capabilities: [String]?
        var error: String?
      }
      var devices: [Entry]
    }
    let run = try await Tool.run("devices", "--json")
    #expect(run.status == 0)
    #expect(run.errors == "")
    let nodes = try CommandLab.decode(Document.self, run.output).devices.flatMap(\.nodes)
    let expected = try await Tool.shell("ls /sys/class/video4linux | sort -V")
    #expect(
      Set(nodes.map { String($0.path.split(separator: "/").last ?? "") })
        == Set(expected.output.split(separator: "\n").map(String.init)))
    #expect(nodes.allSatisfy { $0.error == nil && $0.capabilities?.isEmpty == false })
  }

  @Test func `the inputs are those of v4l2-ctl, and the chosen one is marked`() async throws {
    struct Document: Decodable {
      struct Entry: Decodable {
        var index: Int
        var name: String
        var isCurrent: Bool
      }
      var driver: String
      var inputs: [Entry]
    }
    let node = try #require(CommandLab.node)
    let document = try CommandLab.decode(
      Document.self, try await Tool.run("info", node, "--json").output)
    let listed = try await Tool.shell("v4l2-ctl -d \(node) --list-inputs")
    let names = listed.output.matches(of: /Name +: (.+)/).map { String($0.1) }
    #expect(document.driver == "vivid")
    #expect(document.inputs.map(\.name) == names)
    let current = try await Tool.shell("v4l2-ctl -d \(node) --get-input")
    let chosen = document.inputs.filter(\.isCurrent)
    #expect(chosen.count == 1)
    #expect(current.output.hasPrefix("Video input : \(chosen.first?.index ?? -1) "))
  }
}
