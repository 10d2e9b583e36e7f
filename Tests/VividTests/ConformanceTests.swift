import DMABuf
import SystemPackage
import TestSupport
import Testing
import V4L2
import VideoFormats

/// The rules that the kernel's conformance test checks on every buffer, on every kind of memory.
///
/// It has a guest of its own with four devices, single- and multi-planar, each once with either of vivid's
/// allocators: see `Scripts/test`.
@Suite(
  .serialized,
  .enabled(if: ConformanceLab.isOpen, "not the guest with four vivid devices"),
  .timeLimit(.minutes(8)))
struct ConformanceTests {
  /// What became of one kind of memory on one device.
  private struct Finding: Sendable {
    var device: ConformanceLab.Node
    var memory: String
    var violations: [String] = []
    var frames = 0
    /// A picture, to be compared with that of other kinds of memory.
    var picture: [UInt8] = []
    var refusal: V4L2Error?
  }

  @Test func `frames of every kind of memory keep every rule`() async throws {
    let nodes = ConformanceLab.nodes
    try #require(nodes.count == 4)
    let findings = await withTaskGroup(of: [Finding].self) { group in
      for node in nodes {
        group.addTask { await onItsOwnThread { Self.captureAll(node) } }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    var frames = 0
    for finding in findings {
      let name = "\(finding.device.path) \(finding.memory)"
      #expect(finding.violations == [], "\(name)")
      frames += finding.frames
      if let refusal = finding.refusal {
        // Scattered memory is nothing for a device that needs one piece: EFAULT, or EINVAL before.
        #expect(finding.device.isContiguous && finding.memory != "mmap", "\(name): \(refusal)")
        let errno = refusal.errno
        #expect(errno == .badAddress || errno == .invalidArgument, "\(name): \(refusal)")
      } else {
        #expect(finding.frames == Self.framesOfEach, "\(name)")
      }
    }
    let refused = findings.filter { $0.refusal != nil }.map { "\($0.device.path) \($0.memory)" }
    print("\(frames) frames; refused: \(refused)")
    #expect(frames >= 2000)
    for node in nodes {
      let pictures = findings.filter { finding in
        finding.device.path == node.path && !finding.picture.isEmpty
      }
      let first = try #require(pictures.first { $0.memory == "mmap" })
      for other in pictures {
        // Compared first: a difference of large arrays takes for ever to describe.
        let isSame = other.picture == first.picture
        #expect(isSame, "\(node.path): \(other.memory) differs from mmap")
      }
    }
  }

  private static let framesOfEach = 120

  private static func captureAll(_ node: ConformanceLab.Node) -> [Finding] {
    var findings: [Finding] = []
    for name in [
      "mmap", "userptr", "huge", "dmabuf", "peer", "stranger", "read", "alternate",
    ] {
      if name == "read", node.isMultiplanar { continue }
      var finding = Finding(device: node, memory: name)
      do {
        try capture(node, name, &finding)
      } catch let error as V4L2Error {
        finding.refusal = error
      } catch {
        finding.violations.append("\(error)")
      }
      findings.append(finding)
    }
    return findings
  }

  private static func capture(
    _ node: ConformanceLab.Node, _ name: String, _ finding: inout Finding
  ) throws {
    let device = try Device(path: node.path)
    let isAlternate = name == "alternate"
    try device.selectInput(isAlternate ? 2 : 0)
    // Text that counts would make every picture another.
    try device.setValue(2, of: ConformanceLab.text)
    let queue = try device.captureQueue()
    let wanted =
      isAlternate
      ? Format(.yuyv, width: 720, height: 288, field: .alternate)
      : Format(node.isMultiplanar ? .nv12M : .yuyv, width: 640, height: 360)
    let format = try queue.setFormat(wanted).granted
    _ = try queue.setInterval(Interval(1, 60))
    // A peer is another queue of the same allocator, a stranger one of the other, whose buffers are
    // captured into.
    var lender: AllocatedOutput?
    var memory = BufferMemory.mmap
    switch name {
    case "userptr": memory = .userptr(.allocated(.ordinary))
    case "huge": memory = .userptr(.allocated(.huge))
    case "dmabuf": memory = .heap(try DMAHeap())
    case "peer", "stranger":
      let peer = try Device(path: name == "peer" ? node.output : node.stranger)
      try peer.selectOutput(1)
      let queue = try peer.outputQueue()
      _ = try queue.setFormat(Format(format.pixelFormat, width: 1280, height: 720))
      let allocated = try queue.allocate(BufferAllocation(count: 6))
      memory = .dmabuf(try allocated.export())
      lender = consume allocated
    case "read": memory = .read
    default: break
    }
    defer { _ = lender.take() }
    let allocated = try queue.allocate(BufferAllocation(count: 6, memory: memory))
    var stream = try allocated.start()
    var log = FrameLog()
    for number in 0..<framesOfEach {
      let frame = try stream.frame()
      log.record(frame, at: stream.now)
      if number == 3 {
        for plane in 0..<frame.planeCount {
          finding.picture += unsafe frame.bytes(ofPlane: plane).withUnsafeBytes {
            unsafe [UInt8]($0)
          }
        }
      }
    }
    finding.frames = log.entries.count
    if isAlternate { finding.picture = [] }
    var terms = FrameLog.Terms(
      memory: memory.type, bufferCount: 6, field: isAlternate ? .alternate : .none,
      planeSizes: format.planes.map(\.size), interval: stream.interval)
    // Four devices on an emulated processor: losing a frame is no fault here, but the rest would be.
    terms.mayLose = true
    finding.violations = log.violations(terms)
  }
}

/// The guest that the rules are checked in.
enum ConformanceLab {
  /// A vivid device: its capture node, its output node and what is particular about it.
  struct Node: Sendable {
    var path: String
    var output: String
    var isMultiplanar: Bool
    var isContiguous: Bool
    /// The output node of a device with the same API and the other allocator.
    var stranger: String
  }

  static var isOpen: Bool { Lab.variable("V4L2_CONFORMANCE") == "required" }

  /// The control that draws text over the test pattern.
  static let text = ControlID(rawValue: 0x00f0_f001)
  /// The controls that connect the HDMI and the S-Video input with an output.
  static let hdmiConnection = ControlID(rawValue: 0x00f0_f071)
  static let sVideoConnection = ControlID(rawValue: 0x00f0_f080)

  /// The devices, in the order in which the module was told of them: two with scattered memory, then two
  /// with contiguous.
  static let nodes = Array(all.prefix(4))

  /// Those and their twins, in the same order: a frame that comes from one goes out at the other.
  static let all: [Node] = {
    var captures: [(path: String, bus: String, isMultiplanar: Bool)] = []
    var outputs: [String: String] = [:]
    for device in DeviceDirectory().devices() {
      for node in device.nodes {
        guard let information = try? Device(path: node.path).information,
          information.driver == "vivid"
        else { continue }
        switch information.pictureCaptureQueue {
        case .videoCapture?: captures.append((node.path, information.busInfo, false))
        case .videoCaptureMultiplanar?: captures.append((node.path, information.busInfo, true))
        default: outputs[information.busInfo] = node.path
        }
      }
    }
    captures.sort { $0.bus < $1.bus }
    guard captures.count >= 4 else { return [] }
    return captures.indices.map { index in
      // The next device but one has the same API and the other allocator.
      Node(
        path: captures[index].path, output: outputs[captures[index].bus] ?? "",
        isMultiplanar: captures[index].isMultiplanar, isContiguous: index & 2 != 0,
        stranger: captures.indices.contains(index ^ 2)
          ? outputs[captures[index ^ 2].bus] ?? "" : "")
    }
  }()
}
