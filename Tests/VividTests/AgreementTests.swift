import Capture
import FoundationEssentials
import SystemPackage
import TestSupport
import Testing
import V4L2
import VideoFormats

/// `vidctl` and `v4l2-ctl` on the same device must tell and store the same.
///
/// It switches inputs and formats of every vivid node, so it has a guest of its own: see `Scripts/test`.
@Suite(
  .serialized, .enabled(if: AgreementLab.isOpen, "no vivid node, or other tests share it"),
  .timeLimit(.minutes(12)))
struct AgreementTests {
  /// Every format once, in the smallest size; every fourth and sixteenth in larger ones too, which find what depends
  /// on it. The library is asked in this process, since starting the tool takes longer than all the rest; every eighth
  /// format is captured with the tool besides.
  @Test(arguments: AgreementLab.captureNodes)
  func `the same bytes in every format, at several sizes`(_ node: String) async throws {
    let formats = try AgreementLab.formats(of: node).map(\.pixelFormat)
    try #require(formats.count >= 83)
    // A static picture: no text, nothing that moves.
    let still = try await Tool.shell(
      "v4l2-ctl -d \"$NODE\" -i 0 -c osd_text_mode=2", environment: ["NODE": node])
    try #require(still.status == 0, "\(still)")
    let folder = try await Tool.shell("mktemp -d").output.filter { !$0.isWhitespace }
    var compared = 0
    for (number, format) in formats.enumerated() {
      var sizes = [Size(width: 320, height: 180)]
      if number.isMultiple(of: 4) { sizes.append(Size(width: 640, height: 480)) }
      if number.isMultiple(of: 16) { sizes.append(Size(width: 1280, height: 720)) }
      for (place, size) in sizes.enumerated() {
        let isToolsTurn = number.isMultiple(of: 8) && place == 0
        let path = "\(folder)/ours.raw"
        try AgreementLab.capture(node, format, size, to: path)
        let run = try await Tool.shell(
          """
          cd "$FOLDER"
          v4l2-ctl -d "$NODE" --stream-mmap --stream-count=1 --stream-to=theirs.raw >/dev/null 2>&1
          cmp ours.raw theirs.raw || stat -c '%n %s' ours.raw theirs.raw
          if [ -n "$TOOL" ]; then
            "$VIDCTL" capture "$NODE" --format "$TOOL" --size \(size) --rate 60 -q -o tool.raw --count 1
            cmp tool.raw theirs.raw
          fi
          """,
          environment: [
            "NODE": node, "FOLDER": folder, "TOOL": isToolsTurn ? format.fourcc : "",
          ])
        #expect(
          run.status == 0 && run.output.isEmpty && run.errors.isEmpty, "\(format) \(size): \(run)")
        compared += 1
      }
    }
    #expect(compared == formats.count + (formats.count + 3) / 4 + (formats.count + 15) / 16)
    _ = try await Tool.shell("rm -rf '\(folder)'")
  }

  @Test(arguments: AgreementLab.allNodes)
  func `the same formats, sizes and rates on every input`(_ node: String) async throws {
    let device = try Device(path: node)
    let inputs = try device.inputs().map(\.index)
    for input in inputs.isEmpty ? [nil] : inputs.map(Optional.some) {
      if let input { try device.selectInput(input) }
      let run = try await Tool.run("formats", node, "--json")
      #expect(run.status == 0, "\(run)")
      let catalog = try JSONDecoder().decode(FormatCatalog.self, from: Data(run.output.utf8))
      // Lines of the blanking interval have one format, which v4l2-ctl has no list of.
      let unlisted: [QueueType] = [.vbiCapture, .vbiOutput, .slicedVBICapture, .slicedVBIOutput]
      for type in catalog.queues.map(\.type) where !unlisted.contains(type) {
        #expect(AgreementLab.options[type] != nil, "\(type) is compared with nothing")
      }
      // Every listing is asked for, also those of queues that ours does not name: it might have lost one.
      let theirs = try await AgreementLab.listings(node)
      for type in AgreementLab.options.keys {
        let ours = catalog.queues.filter { $0.type == type }.flatMap(AgreementLab.lines)
        #expect(ours == theirs[type] ?? [], "\(node), input \(input ?? -1), \(type)")
      }
    }
    if let first = inputs.first { try device.selectInput(first) }
  }
}

/// What the comparison runs on, and how `v4l2-ctl` says what our JSON says.
enum AgreementLab {
  /// Whether this guest is for the comparison alone.
  static let isOpen = Lab.variable("V4L2_AGREEMENT") == "required"

  /// Every vivid node.
  static let allNodes: [String] =
    isOpen
    ? DeviceDirectory().devices().flatMap(\.nodes).map(\.path).filter {
      (try? Device(path: $0))?.information.driver == "vivid"
    } : []

  /// Those that capture pictures.
  static let captureNodes: [String] = allNodes.filter {
    (try? Device(path: $0))?.information.pictureCaptureQueue != nil
  }

  static func formats(of node: String) throws -> [FormatDescription] {
    let device = try Device(path: node)
    guard let queue = device.information.pictureCaptureQueue else { return [] }
    return try device.formats(of: queue)
  }

  /// Stores the first frame of a format, its planes one after the other, and leaves the format set.
  static func capture(
    _ node: String, _ format: PixelFormat, _ size: Size, to path: String
  ) throws {
    var camera = try Camera(
      node, CameraConfiguration(pixelFormat: format, size: size, interval: Interval(1, 60)))
    guard let frame = try camera.next() else { return }
    let file = try FileDescriptor.open(
      FilePath(path), .writeOnly, options: [.create, .truncate],
      permissions: [.ownerRead, .ownerWrite])
    defer { try? file.close() }
    for plane in 0..<frame.planeCount {
      _ = try unsafe frame.bytes(ofPlane: plane).withUnsafeBytes { try unsafe file.writeAll($0) }
    }
  }

  /// How `v4l2-ctl` is asked for a queue's formats.
  static let options: [QueueType: String] = [
    .videoCapture: "--list-formats-ext", .videoCaptureMultiplanar: "--list-formats-ext",
    .videoOutput: "--list-formats-out-ext", .videoOutputMultiplanar: "--list-formats-out-ext",
    .videoOverlay: "--list-formats-overlay", .sdrCapture: "--list-formats-sdr",
    .sdrOutput: "--list-formats-sdr-out", .metadataCapture: "--list-formats-meta",
    .metadataOutput: "--list-formats-meta-out",
  ]

  /// What `v4l2-ctl` calls the kinds of queues.
  private static let names: [String: QueueType] = [
    "Video Capture": .videoCapture, "Video Capture Multiplanar": .videoCaptureMultiplanar,
    "Video Output": .videoOutput, "Video Output Multiplanar": .videoOutputMultiplanar,
    "Video Overlay": .videoOverlay, "SDR Capture": .sdrCapture, "SDR Output": .sdrOutput,
    "Metadata Capture": .metadataCapture, "Metadata Output": .metadataOutput,
  ]

  /// The lines of `v4l2-ctl` that name formats, sizes and intervals, without their numbering, for each kind of queue;
  /// all of them by one call.
  static func listings(_ node: String) async throws -> [QueueType: [String]] {
    let all = Set(options.values).sorted().joined(separator: " ")
    let run = try await Tool.shell("v4l2-ctl -d \"$NODE\" \(all)", environment: ["NODE": node])
    var lines: [QueueType: [String]] = [:]
    var type: QueueType?
    for line in run.output.split(separator: "\n") {
      let text = line.drop { $0 == "\t" || $0 == " " }
      if text.hasPrefix("Type: ") {
        type = names[String(text.dropFirst(6))]
        #expect(type != nil, "\(line) is no kind of queue that is known here")
      }
      guard let type, let entry = entry(text) else { continue }
      lines[type, default: []].append(entry)
    }
    return lines
  }

  /// What a line says of a format, a size or an interval; nil for any other.
  private static func entry(_ text: Substring) -> String? {
    if text.hasPrefix("Size:") || text.hasPrefix("Interval:") { return String(text) }
    guard text.hasPrefix("["), let quote = text.firstIndex(of: "'") else { return nil }
    // Flags follow the description after a comma, in words of v4l2-ctl's own.
    let end = text.firstIndex(of: ",") ?? text.lastIndex(of: ")") ?? text.endIndex
    return String(text[quote..<end])
  }

  /// What `v4l2-ctl` prints for a queue of ours.
  static func lines(_ queue: QueueFormats) -> [String] {
    queue.formats.flatMap { format in
      ["'\(format.pixelFormat.fourcc)' (\(format.description)"]
        + format.sizes.flatMap { entry in [line(entry.size)] + intervals(entry) }
    }
  }

  private static func line(_ size: FrameSize) -> String {
    switch size {
    case .discrete(let only): "Size: Discrete \(only)"
    case .stepwise(let min, let max, let step):
      "Size: Stepwise \(min) - \(max) with step \(step.width)/\(step.height)"
    case .continuous(let min, let max): "Size: Continuous \(min) - \(max)"
    }
  }

  /// The intervals of a size; `v4l2-ctl` asks for those of discrete sizes only.
  private static func intervals(_ entry: SizeDescription) -> [String] {
    guard case .discrete = entry.size else { return [] }
    return entry.intervals.map { interval in
      switch interval {
      case .discrete(let only):
        "Interval: Discrete \(thousandths(only.numerator, only.denominator))s "
          + "(\(thousandths(only.denominator, only.numerator)) fps)"
      case .stepwise(let min, let max, _), .continuous(let min, let max):
        "Interval: Continuous \(thousandths(min.numerator, min.denominator))s - "
          + "\(thousandths(max.numerator, max.denominator))s"
      }
    }
  }

  /// A fraction to three places, as printf rounds it.
  private static func thousandths(_ numerator: UInt32, _ denominator: UInt32) -> String {
    let value = Int((Double(numerator) / Double(denominator) * 1000).rounded(.toNearestOrEven))
    let fraction = String(value % 1000)
    return "\(value / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
  }
}
