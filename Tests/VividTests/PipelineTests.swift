import DMABuf
import FoundationEssentials
import Glibc
import Pipeline
import SystemIO
import TestSupport
import Testing
import V4L2
import VideoFormats

/// Pipelines between real drivers: what was put out comes in again at the other end of a cable.
@Suite(
  .serialized,
  .enabled(if: ConformanceLab.isOpen, "not the guest with four vivid devices"),
  .timeLimit(.minutes(6)))
struct PipelineTests {
  /// From one device's webcam to another's output, whose cable leads to that one's own input.
  struct Way: Sendable, CustomTestStringConvertible {
    var source: Int
    var sink: Int
    /// What is said of the source, and of the sink.
    var sourceOptions = ""
    var sinkOptions = ""
    var allocator: String
    /// Frames to be read back.
    var frames = 60

    var testDescription: String {
      "\(source) to \(sink)\(sourceOptions)\(sinkOptions), \(allocator)"
    }
  }

  /// Devices 0 and 1 have scattered memory, 2 and 3 contiguous; 1 and 3 are multi-planar. 4 to 7 are their twins.
  ///
  /// The source is never the sink's device, whose own input reads back: between devices vivid's cable locks nothing.
  static let ways: [Way] = [
    Way(source: 4, sink: 0, allocator: "source", frames: 600),
    Way(source: 5, sink: 1, allocator: "source", frames: 600),
    Way(source: 6, sink: 2, allocator: "source"),
    Way(source: 7, sink: 3, allocator: "source"),
    Way(source: 2, sink: 0, allocator: "source"),
    Way(source: 3, sink: 1, allocator: "source"),
    Way(source: 0, sink: 2, allocator: "sink"),
    Way(source: 1, sink: 3, allocator: "sink"),
    Way(source: 4, sink: 0, sinkOptions: ",lends", allocator: "sink"),
    Way(source: 5, sink: 1, sinkOptions: ",lends", allocator: "sink"),
    Way(source: 4, sink: 0, sourceOptions: ",heap=system", allocator: "heap"),
    Way(source: 5, sink: 1, sourceOptions: ",heap=system", allocator: "heap"),
    Way(source: 4, sink: 0, sourceOptions: ",udmabuf", allocator: "udmabuf"),
    Way(source: 5, sink: 1, sourceOptions: ",udmabuf", allocator: "udmabuf"),
  ]

  /// Leads a cable from the sink's output to its own device's input, both at 640x480; that device.
  private func prepare(_ way: Way) throws -> ConformanceLab.Node {
    let nodes = ConformanceLab.all
    try #require(nodes.count == 8)
    let reader = nodes[way.sink]
    let output = try Device(path: nodes[way.sink].output)
    let capture = try Device(path: reader.path)
    // An output leads to one input only.
    for node in nodes { try Device(path: node.path).setValue(0, of: ConformanceLab.hdmiConnection) }
    try output.selectOutput(1)
    try capture.selectInput(3)
    let small = try output.timingsList().first { $0.width == 640 && $0.height == 480 }
    let timings = try #require(small)
    _ = try output.setTimings(timings)
    _ = try capture.setTimings(timings)
    try capture.setValue(2, of: ConformanceLab.text)
    // Behind the pattern generator and no connection come the outputs of all devices, in order.
    try capture.setValue(2 + way.sink, of: ConformanceLab.hdmiConnection)
    let format = Format(reader.isMultiplanar ? .nv16M : .yuyv, width: 640, height: 480)
    _ = try output.outputQueue().setFormat(format)
    _ = try capture.captureQueue().setFormat(format)
    try OutputLoopTests.Loop.resetScaling(capture, capture.information.pictureCaptureQueue)
    try OutputLoopTests.Loop.resetScaling(output, output.information.pictureOutputQueue)
    // The number of the frame is drawn into the picture, so that no two are alike.
    let source = try Device(path: nodes[way.source].path)
    try source.selectInput(0)
    try source.setValue(0, of: ConformanceLab.text)
    return reader
  }

  @Test(arguments: ways)
  func `frames cross by dma-buf and come back to the bit`(_ way: Way) async throws {
    let reader = try prepare(way)
    let nodes = ConformanceLab.all
    let format = reader.isMultiplanar ? "NM16" : "YUYV"
    let (source, sink) = (nodes[way.source].path, nodes[way.sink].output)
    let folder = try #require(
      try await Tool.shell("mktemp -d").output.split(separator: "\n").first.map(String.init))
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let text =
      "v4l2:\(source),input=0,\(format),640x480@60\(way.sourceOptions) ! "
      + "tee(v4l2:\(sink)\(way.sinkOptions) ; file:sent.raw)"
    let outcome = try await Tool.shell(
      """
      cd "$FOLDER"
      "$VIDCTL" pipe "$PIPE" --count 900 --json --no-copy &
      for i in $(seq 200); do [ -s sent.raw ] && break; sleep 0.1; done
      "$VIDCTL" capture "$READER" --input 3 --format "$FORMAT" --size 640x480 -o seen.raw --count "$COUNT" \
        --timeout 30 --quiet
      kill -INT %1; wait %1; true
      """,
      environment: [
        "FOLDER": folder, "PIPE": text, "COUNT": "\(way.frames)", "READER": reader.path,
        "FORMAT": format,
      ])
    let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    #expect(report.frames >= way.frames / 2, "\(outcome)")
    #expect(report.bytesCopied == 0 && report.error == nil)
    let link = try #require(report.links.first)
    let allocators = [
      "source": "v4l2:\(source)", "sink": "v4l2:\(sink)", "heap": "the heap system",
      "udmabuf": "this program (udmabuf)",
    ]
    #expect(link.allocator == allocators[way.allocator])
    let (matched, strangers, order) = try Self.compare(
      "\(folder)/sent.raw", "\(folder)/seen.raw", size: 640 * 480 * 2)
    #expect(strangers == 0, "\(strangers) frames were seen that were never put out as they are")
    #expect(order, "frames came back in another order")
    // Two clocks of 60 a second meet on a slow machine: some are missed, some seen twice.
    #expect(matched >= way.frames / 3, "\(matched) of \(way.frames): \(outcome.errors)")
    print("\(way.testDescription): \(matched) of \(report.frames) seen in \(way.frames)")
  }

  /// Looks for every frame that was seen among those that were sent.
  ///
  /// What was seen before the first that was sent, and after the last, is the input without a signal.
  private static func compare(
    _ sent: String, _ seen: String, size: Int
  ) throws -> (matched: Int, strangers: Int, isInOrder: Bool) {
    let sent = try Data(contentsOf: URL(fileURLWithPath: sent), options: .alwaysMapped)
    let seen = try Data(contentsOf: URL(fileURLWithPath: seen), options: .alwaysMapped)
    var places: [Int?] = []
    var last = 0
    for frame in 0..<(seen.count / size) {
      let place = find(frame, of: seen, in: sent, near: last, size: size)
      places.append(place)
      last = place ?? last
    }
    let found = places.indices.filter { places[$0] != nil }
    guard let first = found.first, let end = found.last else { return (0, 0, true) }
    let order = found.compactMap { places[$0] }
    return (
      Set(order).count, (first...end).count { places[$0] == nil },
      zip(order, order.dropFirst()).allSatisfy { $0 <= $1 }
    )
  }

  private static func find(
    _ frame: Int, of seen: Data, in sent: Data, near start: Int, size: Int
  ) -> Int? {
    seen.withUnsafeBytes { seen in
      sent.withUnsafeBytes { sent in
        let count = sent.count / size
        for place in Array(start..<count) + Array(0..<start) {
          guard let one = seen.baseAddress, let two = sent.baseAddress else { return nil }
          if memcmp(one + frame * size, two + place * size, size) == 0 { return place }
        }
        return nil
      }
    }
  }

  private struct Report: Decodable {
    struct Link: Decodable {
      var allocator: String
      var frames: Int
    }
    var frames: Int
    var bytesCopied: Int
    var error: String?
    var links: [Link]
  }

  @Test func `the prober finds what the kernel does`() async throws {
    let nodes = ConformanceLab.nodes
    try #require(nodes.count == 4)
    struct Probe: Decodable {
      struct Try: Decodable {
        var exporter: String
        var importer: String
        var works: Bool
        var errno: String?
      }
      var tries: [Try]
      var isWithoutCopy: Bool
    }
    for (one, two) in [(0, 0), (0, 2), (1, 3), (2, 0)] {
      // Large enough that scattered memory is in one piece by no accident.
      let device = try Device(path: nodes[one].path)
      try device.selectInput(0)
      _ = try device.captureQueue().setFormat(
        Format(nodes[one].isMultiplanar ? .nv16M : .yuyv, width: 1280, height: 720))
      let before = try device.captureQueue().format()
      let outcome = try await Tool.run(
        "dmabuf", "probe", nodes[one].path, nodes[two].output, "--json")
      #expect(outcome.status == 0, "\(outcome)")
      let probe = try JSONDecoder().decode(Probe.self, from: Data(outcome.output.utf8))
      #expect(probe.isWithoutCopy)
      for attempt in probe.tries {
        let importer = attempt.importer == nodes[one].path ? one : two
        let exporter = attempt.exporter == nodes[one].path ? one : two
        let isDevice = attempt.exporter.hasPrefix("/dev/video")
        let isWhole = isDevice && nodes[exporter].isContiguous
        // Contiguous devices refuse scattered memory with EFAULT, others take everything.
        let expected = !nodes[importer].isContiguous || isWhole
        #expect(attempt.works == expected, "\(attempt)")
        if !expected { #expect(attempt.errno == "EFAULT") }
      }
      #expect(try device.captureQueue().format() == before)
    }
  }

  @Test func `no frame is read, written or copied on the way`() async throws {
    let way = Way(source: 4, sink: 0, allocator: "source")
    _ = try prepare(way)
    let nodes = ConformanceLab.all
    let outcome = try await Tool.shell(
      """
      strace -f -c -o calls.$$ "$VIDCTL" pipe "v4l2:$SOURCE,input=0,YUYV,640x480@60 ! v4l2:$SINK" --count 200 --quiet
      awk '$NF ~ /^(read|write|pread64|pwrite64|readv|writev|splice|sendfile|copy_file_range|process_vm_readv)$/ { n += $4 } END { print n + 0 }' calls.$$
      rm -f calls.$$
      """, environment: ["SOURCE": nodes[4].path, "SINK": nodes[0].output])
    let calls = try #require(
      Int(outcome.output.split(separator: "\n").last.map(String.init) ?? ""), "\(outcome)")
    // What a program reads as it begins; 200 frames would add 200.
    #expect(calls < 120, "\(outcome)")
  }

  @Test func `exported memory outlives its queue and its device`() async throws {
    let nodes = ConformanceLab.nodes
    let path = nodes[0].path
    var buffers: [[DMABuffer]] = []
    var first: [UInt8] = []
    do {
      let device = try Device(path: path)
      try device.selectInput(0)
      let queue = try device.captureQueue()
      _ = try queue.setFormat(Format(.yuyv, width: 640, height: 480))
      let allocated = try queue.allocate(count: 3)
      buffers = try allocated.export()
      var stream = try allocated.start()
      let frame = try stream.frame()
      first = frame.bytes.withUnsafeBytes { Array($0.prefix(4096)) }
      let index = frame.metadata.bufferIndex
      buffers = [buffers[index]]
    }
    // The queue has been released and the device closed.
    let readBack = try buffers[0][0].withCPUAccess(.read) { span in
      span.withUnsafeBytes { Array($0.prefix(4096)) }
    }
    #expect(readBack == first)
    // Another device takes it still.
    let target = try Device(path: nodes[0].output).outputQueue()
    _ = try target.setFormat(Format(.yuyv, width: 640, height: 480))
    var importing = try target.allocate(
      BufferAllocation(count: 1, memory: .dmabuf(buffers)))
    try importing.prepare()
    _ = importing.release()
    func held() async throws -> Int {
      let outcome = try await Tool.shell("ls -l /proc/$PPID/fd | grep -c dmabuf; true")
      return Int(outcome.output.split(separator: "\n").first.map(String.init) ?? "") ?? -1
    }
    let before = try await held()
    buffers = []
    #expect(try await held() == before - 1)
  }
}
