import FoundationEssentials
import TestSupport
import Testing
import V4L2
import VideoFormats

/// `vidctl devices`, `info` and `formats` beside what `v4l2-ctl` says of the same nodes.
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

  /// Every node with every input it has; nodes without inputs count as having one.
  private static let nodesAndInputs: [(node: String, input: Int?)] =
    DeviceDirectory().devices().flatMap(\.nodes).flatMap { node -> [(String, Int?)] in
      guard let device = try? Device(path: node.path), device.information.driver == "vivid"
      else { return [] }
      let inputs = (try? device.inputs()) ?? []
      return inputs.isEmpty ? [(node.path, nil)] : inputs.map { (node.path, $0.index) }
    }

  @Test func `formats agree with v4l2-ctl on every node and input`() async throws {
    try #require(!Self.nodesAndInputs.isEmpty)
    for (node, input) in Self.nodesAndInputs {
      let device = try Device(path: node)
      let before = try device.currentInput()
      if let input { try device.selectInput(input) }
      let catalog = try CommandLab.decode(
        FormatCatalog.self, try await Tool.run("formats", node, "--json").output)
      let theirs = try await Tool.shell(
        "{ v4l2-ctl -d \(node) --list-formats-ext; v4l2-ctl -d \(node) --list-formats-out-ext; }"
          + " | awk '\(Self.reduction)'")
      if input != nil, let before { try device.selectInput(before) }
      let pictures: [QueueType] = [
        .videoCapture, .videoCaptureMultiplanar, .videoOutput, .videoOutputMultiplanar,
      ]
      let ours = pictures.flatMap { type in
        catalog.queues.filter { $0.type == type }.flatMap { $0.formats.flatMap(Self.lines) }
      }
      // Thousands of lines: the first that differs says more than all of them.
      let expected = theirs.output.split(separator: "\n").map(String.init)
      let difference = zip(ours, expected).first { $0 != $1 }
      let place = "\(node), input \(input.map(String.init) ?? "none")"
      #expect(difference.map { [$0.0, $0.1] } == nil, "\(place)")
      #expect(ours.count == expected.count, "\(place)")
    }
  }

  /// A format in the words of `v4l2-ctl`.
  private static func lines(_ format: FormatDescription) -> [String] {
    var lines = ["'\(format.pixelFormat.fourcc)' (\(format.description)"]
    for entry in format.sizes {
      switch entry.size {
      case .discrete(let size):
        lines.append("Size: Discrete \(size)")
        for case .discrete(let interval) in entry.intervals {
          let thousandths = Int((interval.seconds * 1000).rounded())
          let digits = String(1000 + thousandths % 1000).dropFirst()
          lines.append("Interval: Discrete \(thousandths / 1000).\(digits)s")
        }
      case .stepwise(let min, let max, let step):
        lines.append("Size: Stepwise \(min) - \(max) with step \(step.width)/\(step.height)")
      case .continuous(let min, let max):
        lines.append("Size: Continuous \(min) - \(max)")
      }
    }
    return lines
  }

  /// Takes from what `v4l2-ctl` prints what it adds: numbers, flags, and rates in a second spelling.
  ///
  /// What it asks of a range of sizes is a size that nobody offered, so those intervals go too.
  private static let reduction = #"""
    match($0, /\[[0-9]+\]: /) { $0 = substr($0, RSTART + RLENGTH); sub(/(,.*)?\)$/, ""); print; next }
    /Size: / { range = !/Discrete/; sub(/^[ \t]+/, ""); print; next }
    /Interval: Discrete/ && !range { sub(/^[ \t]+/, ""); sub(/s \(.*/, "s"); print }
    """#
}
