import Capture
import FoundationEssentials
import Negotiation
import TestSupport
import Testing
import V4L2
import VideoFormats

/// An input of a vivid device: a webcam's list of sizes, television with its fields, or HDMI with its timings.
struct NegotiationPlace: Sendable, CustomTestStringConvertible {
  var role: ContractRole
  var input: Int
  var testDescription: String

  static let webcam = NegotiationPlace(role: .grabber, input: 0, testDescription: "webcam")
  static let television = NegotiationPlace(role: .grabber, input: 1, testDescription: "TV")
  static let multiplanar = NegotiationPlace(
    role: .multiplanar, input: 0, testDescription: "multi-planar webcam")
  static let multiplanarHDMI = NegotiationPlace(
    role: .multiplanar, input: 1, testDescription: "multi-planar HDMI")
  static let all = [
    webcam, television,
    NegotiationPlace(role: .grabber, input: 2, testDescription: "S-Video"),
    NegotiationPlace(role: .grabber, input: 3, testDescription: "HDMI"),
    multiplanar, multiplanarHDMI,
    NegotiationPlace(role: .multiplanar, input: 2, testDescription: "multi-planar TV"),
    NegotiationPlace(role: .multiplanar, input: 3, testDescription: "multi-planar S-Video"),
  ]

  static var isOpen: Bool { VividSubject.has(.grabber) && VividSubject.has(.multiplanar) }

  /// Whether the source has fields.
  var isTelevision: Bool {
    (role == .grabber ? 1...2 : 2...3).contains(input)
  }
  var isMultiplanar: Bool { role == .multiplanar }

  /// Runs a body with the input chosen, and leaves the device as it was, however the body ends.
  func use(_ body: (_ node: String) async throws -> Void) async throws {
    let node = try #require(VividSubject.shared.path(of: role))
    let before = try DeviceSettings(of: Device(path: node), queue: queue)
    let failure: (any Error)?
    do {
      try Device(path: node).selectInput(input)
      try await body(node)
      failure = nil
    } catch {
      failure = error
    }
    VividSubject.shared.recover(role)
    try restore(node, before)
    if let failure { throw failure }
    #expect(try DeviceSettings(of: Device(path: node), queue: queue) == before)
  }

  private func restore(_ node: String, _ before: DeviceSettings) throws {
    let device = try Device(path: node)
    // No format takes back the colours that one has set. The control does, but only a change of it: it does not follow
    // what formats set.
    for value in [1, 0] { try device.setValue(value, of: .vividQuantization) }
    let remaining = try device.captureQueue().restore(before)
    #expect(remaining == nil)
  }

  var queue: QueueType { isMultiplanar ? .videoCaptureMultiplanar : .videoCapture }

  /// What to ask, of all kinds; the last leaves its colours behind.
  var constraints: [String] {
    var list = ["1280x720@30", "NV12|YUYV 640x480 or better"]
    if isMultiplanar { list += ["NM12|YM12 stride%64 width~1000"] }
    list += isTelevision ? ["YUYV field=seq-tb 720x576", "field=alternate UYVY"] : []
    return list + [
      "RGB3 bandwidth<=60MB/s", "YUYV stride%64 width~1000", "range=full YUYV ~640x360",
    ]
  }

  /// More of them, for what costs nothing but a question.
  var manyConstraints: [String] {
    constraints + [
      "raw 320x180 bandwidth<=60MB/s", "RGB3 aspect=16:9", "GREY|RGB3 size<=400x400 else nearest",
      "GREY ~999x999", "YUYV|NV24 fps<=30 width>=1000", "NV12 planes=1 ~2x2",
      "planes>=2 320x180", "RGB3|YUYV memory=dmabuf", "color=rec709 YUYV ~1920x1080",
      "transfer=srgb HSV3", "encoding=rec709 NV12", "range=limited RGB3", "YUYV field~top",
      "GREY field=interlaced", "field=none RGB3", "16x16", "YUYV stride%4096",
      "NV12|NV21 fps>=25 1000x1000 or less else nearest",
    ]
  }

  /// The library's plan for each of the constraints, with the device closed again.
  func plans(_ node: String) throws -> [(text: String, plan: NegotiationPlan)] {
    var negotiator = try DeviceNegotiator(Device(path: node))
    let offered = negotiator.catalog.queues.flatMap { $0.formats.map(\.pixelFormat) }
    return try constraints.map { text in
      (text, try negotiator.plan(Constraints(text, offered: offered), limit: 3))
    }
  }

  /// Runs a script for a node.
  func script(
    _ text: String, _ node: String, _ environment: [String: String] = [:]
  ) async throws -> Tool.Outcome {
    try await Tool.shell(
      """
      set -u; folder=$(mktemp -d); cd "$folder"; trap 'rm -rf "$folder"' EXIT
      await_file() { for _ in $(seq 200); do [ -s "$1" ] && return; sleep 0.1; done; return 1; }
      \(text)
      """, environment: environment.merging(["NODE": node]) { given, _ in given })
  }

  /// Everything v4l2-ctl tells of the node and its controls, but for what moves by itself.
  func everything(_ node: String) async throws -> [Substring] {
    let run = try await script("v4l2-ctl -d \"$NODE\" --all 2>/dev/null", node)
    let moving = ["volatile", "Signal strength", "Sub-Carrier"]
    let lines = run.output.split(separator: "\n").filter { line in
      !moving.contains { line.contains($0) }
    }
    try #require(lines.count > 50, "\(run)")
    return lines
  }
}

/// What `vidctl negotiate --json` writes, as far as the tests look at it.
struct NegotiationReport: Decodable {
  struct Entry: Decodable {
    var fourcc: PixelFormat
    var width: Int
    var height: Int
    var field: Field
    var colorSpace: ColorSpace
    var transfer: TransferFunction
    var encoding: YCbCrEncoding
    var quantization: Quantization
    var planes: [Format.Plane]

    var format: Format {
      Format(
        fourcc, width: width, height: height, field: field,
        colorimetry: Colorimetry(
          colorSpace: colorSpace, transfer: transfer, encoding: encoding,
          quantization: quantization), planes: planes)
    }
  }

  struct Choice: Decodable {
    var fourcc: PixelFormat
    var width: Int?
    var height: Int?
    var interval: Interval?
    var alternative: Int
    var reasons: [String]
    var bytesPerSecond: Int?
    var granted: Entry?

    /// What does not depend on the driver's answer.
    var words: String {
      let size = "\(width ?? 0)x\(height ?? 0)"
      let rate = interval?.description ?? "?"
      return "\(fourcc) \(size) \(rate) \(alternative) \(bytesPerSecond ?? 0) \(reasons)"
    }
  }

  struct Applied: Decodable {
    struct Difference: Decodable { var part: String }
    var format: Entry
    var interval: Interval?
    var differences: [Difference]
  }

  var candidates: Int
  var proposals: [Choice]
  var rejected: [Choice]
  var applied: Applied?

  static func read(_ text: some StringProtocol) throws -> NegotiationReport {
    try CommandLab.decode(NegotiationReport.self, String(text))
  }
}

extension ControlID {
  fileprivate static let vividQuantization = ControlID(rawValue: 0x00f0_f01c)
}
