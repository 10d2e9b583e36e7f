import FoundationEssentials
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
  @Test(arguments: AgreementLab.captureNodes)
  func `the same bytes in every format, at several sizes`(_ node: String) async throws {
    let formats = try AgreementLab.formats(of: node).map(\.pixelFormat.fourcc)
    try #require(formats.count >= 83)
    // A static picture: no text, nothing that moves.
    let run = try await Tool.shell(
      """
      set -u; folder=$(mktemp -d); cd "$folder"; trap 'rm -rf "$folder"' EXIT
      v4l2-ctl -d "$NODE" -i 0 -c osd_text_mode=2 >/dev/null || exit 1
      number=0
      while IFS= read -r format; do
        sizes="320x180 640x480"
        [ $((number++ % 4)) = 0 ] && sizes="$sizes 1280x720"
        for size in $sizes; do
          "$VIDCTL" capture "$NODE" --format "$format" --size $size --rate 60 -q -o ours.raw --count 1
          v4l2-ctl -d "$NODE" --stream-mmap --stream-count=1 --stream-to=theirs.raw >/dev/null 2>&1
          if [ -s ours.raw ] && cmp -s ours.raw theirs.raw; then echo same
          else echo "$format $size: $(stat -c %s ours.raw theirs.raw | paste -sd/) bytes"; fi
          rm -f ours.raw theirs.raw
        done
      done <<<"$FORMATS"
      """, environment: ["NODE": node, "FORMATS": formats.joined(separator: "\n")])
    let lines = run.output.split(separator: "\n")
    #expect(lines.filter { $0 != "same" } == [], "\(run.errors)")
    #expect(lines.count == formats.count * 2 + (formats.count + 3) / 4)
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
      for option in Set(AgreementLab.options.values) {
        let ours = catalog.queues.filter { AgreementLab.options[$0.type] == option }
        let theirs = try await AgreementLab.listing(node, option)
        #expect(
          ours.flatMap(AgreementLab.lines) == theirs, "\(node), input \(input ?? -1), \(option)")
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

  /// How `v4l2-ctl` is asked for a queue's formats.
  static let options: [QueueType: String] = [
    .videoCapture: "--list-formats-ext", .videoCaptureMultiplanar: "--list-formats-ext",
    .videoOutput: "--list-formats-out-ext", .videoOutputMultiplanar: "--list-formats-out-ext",
    .videoOverlay: "--list-formats-overlay", .sdrCapture: "--list-formats-sdr",
    .sdrOutput: "--list-formats-sdr-out", .metadataCapture: "--list-formats-meta",
    .metadataOutput: "--list-formats-meta-out",
  ]

  /// The lines of `v4l2-ctl` that name formats, sizes and intervals, without their numbering.
  static func listing(_ node: String, _ option: String) async throws -> [String] {
    let run = try await Tool.shell(
      "v4l2-ctl -d \"$NODE\" \(option)", environment: ["NODE": node])
    return run.output.split(separator: "\n").compactMap { line in
      let text = line.drop { $0 == "\t" || $0 == " " }
      if text.hasPrefix("Size:") || text.hasPrefix("Interval:") { return String(text) }
      guard text.hasPrefix("["), let quote = text.firstIndex(of: "'") else { return nil }
      // Flags follow the description after a comma, in words of v4l2-ctl's own.
      let end = text.firstIndex(of: ",") ?? text.lastIndex(of: ")") ?? text.endIndex
      return String(text[quote..<end])
    }
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
